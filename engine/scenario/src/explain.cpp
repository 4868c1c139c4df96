#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/text.hpp"
#include "gridwright/scenario/catalogue.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

/// "number in MW, 0 to 1000000, default 4 h".
std::string traits(const Attribute& a) {
  std::string out;
  const std::string_view kind = a.kind();
  if (kind == "number" || kind == "range" || kind == "series" || kind == "numbers") {
    out = a.unit == "1"              ? "share or plain number"
          : a.unit == "as attribute" ? "in the unit of the attribute"
                                     : fmt::format("in {}", a.unit);
    if (kind == "range") out += ", a value or { min, max }";
    if (kind == "series") out += ", a value, a file or a model";
    if (kind == "numbers") out += ", one or a list";
  } else if (kind == "text" && !a.range.empty()) {
    out = fmt::format("one of {}", fmt::join(a.choices(), ", "));
  } else if (kind == "table")
    out = "table";
  else if (kind == "tables")
    out = fmt::format("named tables, see {}", a.of());
  else if (kind == "ref" || kind == "refs")
    out = fmt::format("{} of a {}", kind == "refs" ? "ids" : "id", a.of());
  else if (kind == "technology")
    out = "name of a technology";
  else if (kind == "shares")
    out = fmt::format("share of each {}", a.of());
  else
    out = std::string(kind == "texts"     ? "one name or a list"
                      : kind == "flag"    ? "true or false"
                      : kind == "integer" ? "whole number"
                                          : kind);
  if (kind != "text" && !a.range.empty()) out += ", " + a.range;
  if (a.required())
    out += "; must be stated";
  else if (a.standard == "any")
    out += "; without limits when left out";
  else if (!a.standard.empty())
    out += fmt::format("; default {}", a.standard);
  return out;
}

std::string where_written(std::string_view component) {
  if (component == "supply" || component == "storage") return fmt::format("[sites.X.{}.Y]", component);
  if (component == "hall") return "[sites.X.halls.Y]";
  if (component == "grid") return "[sites.X.grid]";
  if (component == "tariff_period") return "[tariffs.X.periods.Y]";
  if (component == "offer") return "[clouds.X.offers.Y]";
  if (component == "party") return "[parties.X]";
  if (component == "file") return "the top of a file";
  for (std::string_view named : {"site", "tariff", "accelerator", "fleet", "workload", "region", "cloud", "contract", "weather_year"})
    if (component == named) return fmt::format("[{}s.X]", named);
  for (std::string_view single : {"scenario", "network", "matching", "carbon", "concentration", "horizon", "risk"})
    if (component == single) return fmt::format("[{}]", single);
  return component == "series" ? "the value of an attribute" : fmt::format("{} = {{ ... }}", component);
}

std::string explain_component(const Catalogue& c, std::string_view component) {
  std::string out = fmt::format("{}: written as {}\n\n", component, where_written(component));
  for (const Attribute* a : c.of(component))
    out += fmt::format("  {:<24} {}\n  {:<24} {}\n", a->name, a->description, "", traits(*a));
  const std::vector<std::string> technologies = c.technologies(component);
  if (!technologies.empty())
    out +=
        fmt::format("\nTechnologies: {}   (gridwright explain {})\n", fmt::join(technologies, ", "), technologies.front());
  return out;
}

std::string explain_attribute(const Attribute& a) {
  std::string out = fmt::format("{} of {}: {}\n  {}\n", a.name, a.component, a.description, traits(a));
  if (!a.example.empty()) out += fmt::format("  for example   {} = {}\n", a.name, a.example);
  return out;
}

std::string explain_technology(const Catalogue& c, std::string_view technology) {
  const std::string component = c.component_of(technology);
  std::string out =
      fmt::format("{}: a technology of {}; every attribute may be overridden in place\n\n", technology, component);
  for (const Preset& p : c.presets()) {
    if (p.technology != technology) continue;
    const std::string year = p.money_year.empty() ? "" : fmt::format(" (USD {})", p.money_year);
    out += fmt::format("  {:<20} {:<16} {}{}\n", p.attribute, p.value, p.source, year);
  }
  return out + fmt::format("\nUsed as   [sites.X.{}.Y]  technology = \"{}\"\n", component, technology);
}

}  // namespace

std::string explain(std::string_view term) {
  const Catalogue c = Catalogue::built_in();
  std::string out;
  if (!c.component_of(term).empty()) out += explain_technology(c, term);
  if (!c.of(term).empty()) out += (out.empty() ? "" : "\n") + explain_component(c, term);
  const std::size_t dot = term.find('.');
  for (const Attribute& a : c.attributes()) {
    const bool whole = dot != std::string_view::npos && a.component == term.substr(0, dot) && a.name == term.substr(dot + 1);
    // Tables are explained as components; "storage" is both.
    if (whole || (a.name == term && a.kind() != "table" && a.kind() != "tables"))
      out += (out.empty() ? "" : "\n") + explain_attribute(a);
  }
  return out;
}

std::string nearest_term(std::string_view term) {
  const Catalogue c = Catalogue::built_in();
  std::vector<std::string> known = c.components();
  for (const std::string& technology : c.technologies()) known.push_back(technology);
  for (const Attribute& a : c.attributes()) known.push_back(a.name);
  return meant_by(term, known);
}

}  // namespace gridwright::scenario
