#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/plan/facility_study.hpp"
#include "gridwright/report/facility.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/scenario/units.hpp"

namespace gridwright::cli {

namespace {

/// "85 %", "100 MW", "40 degC", or the bare number in that unit.
std::optional<double> number_of(const std::string& text, const char* option, const char* unit, Diagnostics& wrong) {
  if (text.empty()) return std::nullopt;
  const std::string_view shown = unit == std::string_view("1") ? "%" : unit;
  const std::optional<double> bare = parse_number(text);
  const scenario::Measure m = bare ? scenario::read_measure(text + " " + std::string(shown), unit) : scenario::read_measure(text, unit);
  if (m.fault == scenario::MeasureFault::none && std::isfinite(m.value)) return m.value;
  wrong.push_back({.message = std::string(option) + " \"" + text + "\" is not " + scenario::quantity_name(unit),
                   .fix = std::string(option) + " \"" + std::string(unit == std::string_view("degC") ? "40" : unit == std::string_view("1") ? "85" : unit == std::string_view("K") ? "3" : "100") +
                          " " + std::string(shown) + "\""});
  return std::nullopt;
}

/// What was typed on top of what the place says.
void override_with(const FacilityCommand& c, plan::FacilityQuery& q, Diagnostics& wrong) {
  if (!c.plants.empty()) q.plants = c.plants, q.supply_c.clear();
  if (!c.supply.empty()) q.supply_c.clear();
  for (const std::string& text : c.supply)
    if (const auto v = number_of(text, "--supply", "degC", wrong)) q.supply_c.push_back(*v);
  if (!c.power_chain.empty()) q.power_chain = c.power_chain;
  if (const auto v = number_of(c.liquid_fraction, "--liquid-fraction", "1", wrong)) q.liquid_fraction = *v;
  if (const auto v = number_of(c.load, "--load", "1", wrong)) q.load_share = *v;
  if (const auto v = number_of(c.it, "--it", "MW", wrong)) q.it_mw = *v;
  if (const auto v = number_of(c.connection, "--connection", "MW", wrong)) q.connection_mw = *v;
  if (const auto v = number_of(c.margin, "--margin", "K", wrong)) q.margin_k = *v;
  if (c.no_trim) q.trim_chiller = false;
}

bool is_scenario(const std::string& place) {
  return place.ends_with(".toml") || std::filesystem::is_directory(place);
}

/// One query for each place, or for each hall of a scenario.
std::vector<plan::FacilityQuery> queries_of(const Context& context, const FacilityCommand& c, Diagnostics& wrong) {
  std::vector<plan::FacilityQuery> all;
  for (const std::string& place : c.places) {
    if (!is_scenario(place)) {
      all.push_back({.place = place});
      continue;
    }
    const Result<scenario::Scenario> loaded = scenario::load_scenario(place);
    wrong.insert(wrong.end(), loaded.diagnostics().begin(), loaded.diagnostics().end());
    if (!loaded) continue;
    std::vector<plan::FacilityQuery> halls = plan::facility_queries(*loaded);
    if (halls.empty()) wrong.push_back({.message = "scenario '" + place + "' has no halls", .fix = "add [sites.X.halls.Y] with cooling = [\"dtc_dry_cooler\"]"});
    for (plan::FacilityQuery& q : halls) all.push_back(std::move(q));
  }
  Diagnostics typed;   // the same for every place: said once
  for (plan::FacilityQuery& q : all) {
    typed.clear();
    override_with(c, q, typed);
    if (context.seed) q.seed = *context.seed;
  }
  wrong.insert(wrong.end(), typed.begin(), typed.end());
  return all;
}

/// The figure or table that `out` asks for by its ending.
Result<std::string> content_of(const FacilityCommand& c, const std::vector<design::FacilityStudy>& studies, const std::string& command_line) {
  const std::string ending = std::filesystem::path(c.out).extension().string();
  if (ending == ".html") return report::facility_html(studies, command_line);
  if (ending == ".md") return report::facility_markdown(studies);
  if (ending == ".svg" && studies.size() == 1) return report::facility_svg(studies.front());
  if (ending == ".svg") return Diagnostic{.message = "an .svg drawing holds one place, and " + std::to_string(studies.size()) + " were asked for", .fix = "-o FILE.html"};
  return Diagnostic{.message = "'" + c.out + "' does not end in .html, .svg or .md", .fix = "-o " + std::filesystem::path(c.out).stem().string() + ".html"};
}

}  // namespace

Exit run_facility(const Context& context, const FacilityCommand& command) {
  constexpr const char* nothing = "Nothing was run.";
  if (command.list) {
    std::cout << plan::facility_names();
    return Exit::done;
  }
  if (command.places.empty())
    return fail(context, {{.message = "no place given", .fix = "gridwright facility phoenix-az --plant dtc_dry_cooler,dtc_tower     ('gridwright facility --list' names them all)"}}, Exit::bad_input, nothing);
  Diagnostics wrong;
  const std::vector<plan::FacilityQuery> queries = queries_of(context, command, wrong);
  std::vector<design::FacilityStudy> studies;
  for (const plan::FacilityQuery& q : queries) {
    Result<design::FacilityStudy> study = plan::study_facility(q);
    for (const Diagnostic& d : study.diagnostics())
      if (std::find(wrong.begin(), wrong.end(), d) == wrong.end()) wrong.push_back(d);
    if (study) studies.push_back(std::move(*study));
  }
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, nothing);
  tell(context, wrong);
  if (!command.out.empty()) {
    const Result<std::string> content = content_of(command, studies, context.command_line);
    if (!content) return fail(context, content.diagnostics());
    if (const Diagnostics bad = write_file_atomically(command.out, *content); has_errors(bad)) return fail(context, bad);
  }
  if (context.json) std::cout << design::to_json(studies);
  else std::cout << (command.markdown ? report::facility_markdown(studies) : report::facility_text(studies, 100));
  if (!command.out.empty() && !context.quiet) std::cerr << "wrote " << command.out << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
