#include "section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

/// "storage 'iron_air'", "slo of workload 'chat'", "matching".
std::string table_subject(const std::string& component, const std::string& owner) {
  return owner.empty() || owner == "file" ? component : component + " of " + owner;
}

bool good_id(std::string_view id) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), good);
}

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
  return out;
}

}  // namespace

Section::Section(Reading& reading, std::string component, std::string id, std::string path, std::string subject,
                 const Node* table, Place place)
    : reading_(&reading),
      component_(std::move(component)),
      id_(std::move(id)),
      path_(std::move(path)),
      subject_(std::move(subject)),
      table_(table),
      place_(place) {
  if (table_ && table_->kind != Node::Kind::table) table_ = nullptr;
  if (reading_->structure_checked) return;
  if (table_) check_keys(*table_, component_, subject_);
  if (reading_->catalogue.find(component_, "technology")) check_technology();
}

void Section::check_keys(const Node& table, std::string_view component, std::string_view subject) {
  const std::vector<std::string> known = reading_->catalogue.names(component);
  for (const Member& m : table.members) {
    if (reading_->catalogue.find(component, m.key)) continue;
    const std::string meant = problems().full() ? "" : meant_by(m.key, known);
    if (!meant.empty()) suggested_.insert(meant);
    const std::string where =
        component == "file" ? "" : fmt::format("   (all attributes: gridwright explain {})", component);
    const std::string fix = meant.empty() ? fmt::format("known here: {}", fmt::join(known, ", "))
                                          : fmt::format("did you mean '{}'?{}", meant, where);
    problems().error(m.place, fmt::format("{} has no attribute '{}'", subject, m.key), fix);
  }
}

void Section::check_technology() {
  const Node* node = table_ ? table_->find("technology") : nullptr;
  if (!node) return;
  const Attribute& a = attribute("technology");
  if (node->kind != Node::Kind::text) return complain_kind(a, *node, "the name of a technology");
  const std::string found = reading_->catalogue.component_of(node->text);
  if (found == component_) {
    technology_ = node->text;
    return;
  }
  technology_ = "?";  // so that what it would have brought is not asked for
  if (!found.empty())
    return problems().error(
        node->place,
        fmt::format("technology '{}' is {}, not {}", node->text, found == "supply" ? "a source" : found == "storage" ? "a store" : "flexible load", component_),
        fmt::format("move it to [sites.X.{}.{}]", found, id_));
  const std::vector<std::string> all = reading_->catalogue.technologies(component_);
  const std::string meant = meant_by(node->text, all);
  problems().error(node->place, fmt::format("there is no {} technology '{}'", component_, node->text),
                   !meant.empty() ? fmt::format("did you mean \"{}\"?   (all: {})", meant, fmt::join(all, ", "))
                                  : fmt::format("one of {}", quoted_list(all)));
}

const Attribute& Section::attribute(std::string_view name) const {
  const Attribute* a = reading_->catalogue.find(component_, name);
  assert(a && "every attribute that is read has a row in data/catalogue.csv");
  return *a;
}

std::string Section::what(const Attribute& a) const { return fmt::format("{} of {}", a.name, subject_); }

Place Section::place(std::string_view name) const {
  const Node* node = table_ ? table_->find(name) : nullptr;
  return node ? node->place : place_;
}

Section::Source Section::source(const Attribute& a) {
  if (const Node* node = table_ ? table_->find(a.name) : nullptr) return {node, {}};
  if (const Preset* preset = technology_.empty() ? nullptr : reading_->catalogue.preset(technology_, a.name)) {
    const std::string year = preset->money_year.empty() ? "" : fmt::format(" (USD {}, not converted)", preset->money_year);
    reading_->defaulted.push_back(
        {path_, a.name, preset->value, fmt::format("{}: {}{}", technology_, preset->source, year)});
    return {nullptr, preset->value};
  }
  if (a.required()) return missing(a), Source{};
  if (!a.standard.empty()) reading_->defaulted.push_back({path_, a.name, a.standard, "default of " + component_});
  return {nullptr, a.standard};
}

void Section::missing(const Attribute& a) {
  // Said already: by the owner of a table that is not there, by the unknown technology, by the misspelt key.
  if (!table_ || technology_ == "?" || suggested_.contains(a.name)) return;
  std::string fix =
      a.example.empty() ? fmt::format("add [{}]", joined(path_, a.name)) : fmt::format("add {} = {}", a.name, a.example);
  if (reading_->catalogue.find(component_, "technology"))
    fix += fmt::format(", or technology = \"{}\"", reading_->catalogue.technologies(component_).front());
  problems().error(place_, fmt::format("{} has no {}", subject_, a.name), fix);
}

void Section::complain_kind(const Attribute& a, const Node& node, std::string_view wanted) {
  const std::string example = a.example.empty() ? "" : fmt::format("{} = {}", a.name, a.example);
  problems().error(node.place, fmt::format("{} is {}; it must be {}", what(a), name_of(node.kind), wanted), example);
}

void Section::complain(const Measure& m, const Attribute& a, std::string_view unit, Place place, std::string_view what) {
  const std::string_view shown = unit.substr(0, unit.find(" of "));
  switch (m.fault) {
    case MeasureFault::none: return;
    case MeasureFault::empty:
    case MeasureFault::not_a_number:
      return problems().error(place, fmt::format("{} does not begin with a number", what),
                              a.example.empty() ? fmt::format("write {}", typeable(1.0, unit))
                                                : fmt::format("write {} = {}", a.name, a.example));
    case MeasureFault::not_finite:
      return problems().error(place, fmt::format("{} must be a finite number", what),
                              fmt::format("write {}", typeable(1.0, unit)));
    case MeasureFault::comma:
      return problems().error(place, fmt::format("{} has a comma in its number", what),
                              "write thousands as 1400 or 1_400, decimals as 1.4");
    case MeasureFault::no_unit:
      return problems().error(place, fmt::format("{} has no unit", what),
                              fmt::format("write a number with a unit: {}", typeable(m.number, unit)));
    case MeasureFault::spare_words:
      return problems().error(place, fmt::format("{} says 'of {}', which means nothing here", what, m.unit),
                              fmt::format("write {}", a.example));
    case MeasureFault::wrong_unit:
      return problems().error(
          place, fmt::format("{} is {}, but '{}' is {}", what, quantity_name(unit), m.unit, quantity_name(m.unit)),
          shown == "1" ? "write a share (\"7 %\") or a plain number" : fmt::format("write {}", typeable(m.number, unit)));
    case MeasureFault::unknown_unit: {
      const std::string meant = nearest_unit(m.unit);
      std::string fix = fmt::format("write {}", typeable(m.number, unit));
      if (m.unit == "EUR" || m.unit == "€")
        fix = "money is USD of the scenario's money year: convert it";
      else if (!meant.empty())
        fix = fmt::format("did you mean '{}'? {}", meant, fix);
      return problems().error(place, fmt::format("{}: '{}' is not a unit", what, m.unit), fix);
    }
  }
}

std::optional<double> Section::in_range(const Attribute& a, double canonical, std::string_view unit, Place place,
                                        std::string_view what) {
  const std::optional<Interval> allowed = parse_interval(a.range);
  const std::optional<Unit> shown = parse_unit(unit);
  if (!allowed || !shown || allowed->contains(shown->number(canonical))) return canonical;
  const std::string_view name =
      unit == "1" || unit.starts_with("1 of ") ? std::string_view{} : unit.substr(0, unit.find(" of "));
  const double number = shown->number(canonical);
  std::string fix = fmt::format("between {} and {}{}{}", allowed->low, allowed->high, name.empty() ? "" : " ", name);
  if (allowed->high == 1.0 && name.empty())
    fix = allowed->low_open ? fmt::format("more than {:g} %, at most 100 %", 100.0 * allowed->low) : fmt::format("between {:g} % and 100 %", 100.0 * allowed->low);
  if (allowed->high == 1.0 && name.empty() && number > 1.0 && number <= 100.0)
    fix = fmt::format("did you mean \"{} %\"? It must be {}", number, fix);
  std::string fault = "out of range";
  if (number < 0.0 && allowed->low >= 0.0)
    fault = "negative";
  else if (number == 0.0 && allowed->low_open)
    fault = "zero";
  problems().error(place, fmt::format("{} is {}", what, fault), fix);
  return std::nullopt;
}

std::optional<double> Section::number_at(const Attribute& a, const Node& node, std::string_view what,
                                         std::string_view unit) {
  Measure m;
  if (node.kind == Node::Kind::text)
    m = read_measure(node.text, unit);
  else if (node.kind == Node::Kind::number || node.kind == Node::Kind::integer)
    m = read_bare_number(node.number, unit);
  else
    return complain_kind(a, node, "a number with its unit"), std::nullopt;
  if (m.fault != MeasureFault::none) return complain(m, a, unit, node.place, what), std::nullopt;
  return in_range(a, m.value, unit, node.place, what);
}

std::optional<double> Section::number(std::string_view name) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from) return std::nullopt;
  if (from.node) return number_at(a, *from.node, what(a), a.unit);
  return read_measure(from.text, a.unit).value;
}

std::optional<Range<double>> Section::range(std::string_view name) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from) return std::nullopt;
  if (from.text == "any") return Range<double>{0.0, unlimited};
  if (!from.node) {
    const double value = read_measure(from.text, a.unit).value;
    return Range<double>{value, value};
  }
  if (from.node->kind != Node::Kind::table) {
    const auto value = number_at(a, *from.node, what(a), a.unit);
    return value ? std::optional(Range<double>{*value, *value}) : std::nullopt;
  }
  bool good = true;
  Range<double> found{0.0, unlimited};
  for (const Member& m : from.node->members) {
    if (m.key != "min" && m.key != "max") {
      const std::string beside = fmt::format("{}_{}", name, m.key);
      const bool known = reading_->catalogue.find(component_, beside) != nullptr;
      problems().error(m.place, fmt::format("{} is a range and has no '{}'", what(a), m.key),
                       known ? fmt::format("state {} beside it", beside) : "a range has min, max or both");
      good = false;
      continue;
    }
    const auto value = number_at(a, m.value, fmt::format("{} of {}", m.key, what(a)), a.unit);
    good = good && value.has_value();
    if (value) (m.key == "min" ? found.min : found.max) = *value;
  }
  if (good && found.min > found.max) {
    problems().error(from.node->place, fmt::format("{}: min is larger than max", what(a)), "swap them");
    good = false;
  }
  return good ? std::optional(found) : std::nullopt;
}

std::optional<std::string> Section::text(std::string_view name) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from) return std::nullopt;
  if (!from.node) return from.text;
  if (from.node->kind != Node::Kind::text) return complain_kind(a, *from.node, "text in quotes"), std::nullopt;
  if (trim(from.node->text).empty()) {
    problems().error(from.node->place, fmt::format("{} is empty", what(a)),
                     a.example.empty() ? "leave it out" : fmt::format("{} = {}", name, a.example));
    return std::nullopt;
  }
  const std::vector<std::string> choices = a.choices();
  if (choices.empty() || std::find(choices.begin(), choices.end(), from.node->text) != choices.end()) return from.node->text;
  const std::string meant = meant_by(from.node->text, choices);
  problems().error(from.node->place, fmt::format("{} cannot be '{}'", what(a), from.node->text),
                   !meant.empty() ? fmt::format("did you mean \"{}\"?   (one of {})", meant, quoted_list(choices))
                                  : fmt::format("one of {}", quoted_list(choices)));
  return std::nullopt;
}

std::optional<std::size_t> Section::choice(std::string_view name) {
  const std::optional<std::string> found = text(name);
  if (!found) return std::nullopt;
  const std::vector<std::string> choices = attribute(name).choices();
  return static_cast<std::size_t>(std::find(choices.begin(), choices.end(), *found) - choices.begin());
}

void Section::into(std::string_view name, double& out, std::string_view unit) {
  if (const auto value = number(name)) out = parse_unit(unit)->number(*value);
}
void Section::into(std::string_view name, std::optional<double>& out, std::string_view unit) {
  if (const auto value = number(name)) out = parse_unit(unit)->number(*value);
}
void Section::into(std::string_view name, Range<double>& out) {
  if (const auto found = range(name)) out = *found;
}
void Section::into(std::string_view name, std::string& out) {
  if (auto found = text(name)) out = std::move(*found);
}

void Section::into(std::string_view name, std::uint64_t& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from) return;
  if (!from.node)
    out = static_cast<std::uint64_t>(parse_number(from.text).value_or(0.0));
  else if (from.node->kind != Node::Kind::integer)
    complain_kind(a, *from.node, "a whole number");
  else if (const auto value = in_range(a, from.node->number, a.unit.empty() ? "1" : a.unit, from.node->place, what(a)))
    out = static_cast<std::uint64_t>(*value);
}

void Section::into(std::string_view name, int& out) {
  std::uint64_t value = static_cast<std::uint64_t>(out);
  into(name, value);
  out = static_cast<int>(value);
}

void Section::into(std::string_view name, bool& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from) return;
  if (!from.node)
    out = from.text == "true";
  else if (from.node->kind != Node::Kind::flag)
    complain_kind(a, *from.node, "true or false");
  else
    out = from.node->flag;
}

void Section::into(std::string_view name, std::vector<std::string>& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from.node) return;
  const bool list = from.node->kind == Node::Kind::list;
  if (list && from.node->items.empty())
    return problems().error(from.node->place, fmt::format("{} is an empty list", what(a)),
                            fmt::format("{} = {}", name, a.example));
  std::vector<std::string> found;
  const auto add = [&](const Node& item) {
    if (item.kind != Node::Kind::text || trim(item.text).empty()) return complain_kind(a, item, "a list of names");
    if (std::find(found.begin(), found.end(), item.text) != found.end())
      return problems().error(item.place, fmt::format("{} names '{}' twice", what(a), item.text), "name it once");
    found.push_back(item.text);
  };
  if (list)
    std::for_each(from.node->items.begin(), from.node->items.end(), add);
  else
    add(*from.node);
  out = std::move(found);
}

std::vector<double> Section::numbers(std::string_view name) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  std::vector<double> found;
  if (!from) return found;
  if (!from.node) return {read_measure(from.text, a.unit).value};
  const bool list = from.node->kind == Node::Kind::list;
  if (list && from.node->items.empty()) {
    problems().error(from.node->place, fmt::format("{} is an empty list", what(a)), fmt::format("{} = {}", name, a.example));
    return found;
  }
  bool good = true;
  const auto add = [&](const Node& item) {
    const auto value = number_at(a, item, what(a), a.unit);
    good = good && value.has_value();
    if (value) found.push_back(*value);
  };
  if (list)
    std::for_each(from.node->items.begin(), from.node->items.end(), add);
  else
    add(*from.node);
  return good ? found : std::vector<double>{};
}

void Section::into(std::string_view name, std::vector<Celsius>& out) {
  const std::vector<double> found = numbers(name);
  if (found.empty()) return;
  out.clear();
  for (double degrees : found) out.emplace_back(degrees);
}

void Section::into(std::string_view name, std::vector<double>& out, std::string_view unit) {
  const std::vector<double> found = numbers(name);
  if (found.empty()) return;
  out.clear();
  for (double canonical : found) out.push_back(parse_unit(unit)->number(canonical));
}

void Section::into_shares(std::string_view name, std::vector<std::pair<std::string, double>>& out) {
  const Attribute& a = attribute(name);
  const Source from = source(a);
  if (!from.node) return;
  if (from.node->kind != Node::Kind::table) return complain_kind(a, *from.node, "a table of shares");
  double sum = 0.0;
  bool good = true;
  for (const Member& m : from.node->members) {
    const auto share = number_at(a, m.value, fmt::format("share of {} '{}'", a.of(), m.key), "1");
    good = good && share.has_value();
    if (!share) continue;
    out.emplace_back(m.key, *share);
    sum += *share;
  }
  if (good && std::fabs(sum - 1.0) > 1e-6)
    problems().error(from.node->place, fmt::format("{} sum to {:.6g} %, not 100 %", what(a), sum * 100),
                     "change one of the shares");
}

Section Section::table(std::string_view name) {
  const Attribute& a = attribute(name);
  const Member* m = table_ ? table_->member(name) : nullptr;
  if (!reading_->structure_checked && !m && a.required()) missing(a);
  if (!reading_->structure_checked && m && m->value.kind != Node::Kind::table) complain_kind(a, m->value, "a table");
  return Section(*reading_, std::string(a.of()), {}, component_ == "file" ? std::string(name) : joined(path_, name),
                 table_subject(std::string(name), component_ == "file" ? "" : subject_), m ? &m->value : nullptr,
                 m ? m->place : place_);
}

std::vector<Section> Section::tables(std::string_view name) {
  std::vector<Section> all;
  const Attribute& a = attribute(name);
  const Node* node = table_ ? table_->find(name) : nullptr;
  if (!node) return all;
  if (node->kind != Node::Kind::table) {
    if (!reading_->structure_checked) complain_kind(a, *node, "a table of named tables");
    return all;
  }
  const std::string component(a.of());
  for (const Member& m : node->members) {
    const std::string subject = fmt::format("{} '{}'", component, m.key);
    if (!reading_->structure_checked) check_named_table(m, name, subject);
    if (m.value.kind == Node::Kind::table)
      all.emplace_back(*reading_, component, m.key, component_ == "file" ? m.key : joined(path_, m.key), subject, &m.value,
                       m.place);
  }
  return all;
}

void Section::check_named_table(const Member& m, std::string_view name, const std::string& subject) {
  if (m.value.kind == Node::Kind::flag && !m.value.flag)
    return problems().error(m.place, fmt::format("there is no {} to leave out", subject), "remove this line");
  if (m.value.kind != Node::Kind::table)
    return problems().error(m.place, fmt::format("{} is {}; it must be a table", subject, name_of(m.value.kind)),
                            fmt::format("write [{}{}.{}]", component_ == "file" ? "" : "sites.X.", name, m.key));
  if (!good_id(m.key))
    problems().error(m.place, fmt::format("'{}' cannot be a name", m.key), "letters, digits, _ and -, at most 64 of them");
}

}  // namespace gridwright::scenario
