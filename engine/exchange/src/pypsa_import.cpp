#include "pypsa_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gridwright/core/finance.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/scenario/power_system_tables.hpp"

namespace gridwright::exchange {

namespace {
constexpr double not_stated = std::numeric_limits<double>::quiet_NaN();
}  // namespace

PypsaImport::PypsaImport(PypsaFiles files, Findings& findings, Imported& out) : files_(std::move(files)), findings_(findings), out_(out), s_(out.system) {
  for (auto& [name, table] : files_) {
    if (name.find('-') == name.npos) {
      tables_.emplace(name, Source(table, findings_));
      continue;
    }
    std::unordered_map<std::string, std::size_t>& columns = series_columns_[name];
    for (std::size_t k = 1; k < table.columns(); ++k)
      if (!columns.emplace(table.header()[k], k).second) findings_.error(table.file(), fmt::format("'{}' stands in the header twice", table.header()[k]), "keep one of them");
  }
}

void PypsaImport::run() {
  if (tables_.contains("scenarios") && tables_.at("scenarios").rows() > 0)
    findings_.error(tables_.at("scenarios").file(), "stochastic scenarios are not modelled", "export one scenario of the network");
  if (tables_.contains("processes") && tables_.at("processes").rows() > 0)
    findings_.error(tables_.at("processes").file(), "processes are not modelled", "write them as links");
  network();
  stages();
  snapshots();
  buses();
  carriers();
  generators();
  links();
  lines();
  transformers();
  storage_units();
  stores();
  loads();
  growth_limits();
  global_constraints();
  left_out();
}

void PypsaImport::network() {
  s_.wrap = false;  // ramps and switching begin free, as PyPSA's do
  const auto at = tables_.find("network");
  if (at == tables_.end() || at->second.rows() == 0) return;
  const Source& t = at->second;
  t.know({"pypsa_version", "srid", "now", "objective", "max_memusage", "_multi_invest", "_linearized_uc", "objective_constant"});
  out_.name = t.text(0, "name");
}

void PypsaImport::stages() {
  const auto at = tables_.find("investment_periods");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string id = t.text(r, "period", t.text(r, "name", t.text(r, "")));
    s_.stages.push_back({.id = id, .year = parse_number(id).value_or(0.0), .weight = t.number(r, "objective", 1.0)});
    (void)t.number(r, "years", 1.0);
  }
}

void PypsaImport::snapshots() {
  const auto at = tables_.find("snapshots");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  const bool weighted = t.has("weightings");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    scenario::Step step{.label = t.text(r, "snapshot", t.text(r, "timestep", t.text(r, "name", t.text(r, ""))))};
    const double all = weighted ? t.number(r, "weightings", 1.0) : 1.0;
    step.cost_hours = t.number(r, "objective", all);
    step.hours = t.number(r, "stores", all);
    step.counted_hours = t.number(r, "generators", all);
    if (!(step.hours > 0.0)) t.complain(r, "stores", fmt::format("the weight of a snapshot for stores is {}", step.hours), "a number above zero");
    if (!s_.stages.empty()) {
      step.stage = t.text(r, "period");
      step.period = step.stage;
      const Source& periods = tables_.at("investment_periods");
      for (std::size_t k = 0; k < s_.stages.size(); ++k)
        if (s_.stages[k].id == step.stage) step.counted_hours *= periods.number(k, "years", 1.0);
    }
    s_.steps.push_back(std::move(step));
  }
  if (s_.steps.empty()) findings_.error(t.file(), "the network has no snapshots", "set snapshots and export it again");
  if (!s_.steps.empty())
    if (const auto year = parse_number(s_.steps.front().label.substr(0, 4)); year && *year >= 2000 && *year <= 2100) out_.year = static_cast<int>(*year);
  for (const auto& [name, table] : files_)
    if (name.find('-') != name.npos && table.rows() != s_.steps.size())
      findings_.error(table.file(), fmt::format("has {} rows, the network has {} snapshots", table.rows(), s_.steps.size()), "export the network again");
}

std::optional<std::vector<double>> PypsaImport::series_of(const std::string& list, const std::string& attribute, const std::string& name, bool gaps) {
  const auto at = series_columns_.find(list + "-" + attribute);
  if (at == series_columns_.end()) return std::nullopt;
  const auto column = at->second.find(name);
  if (column == at->second.end()) return std::nullopt;
  const CsvTable& table = files_.at(at->first);
  if (table.rows() != s_.steps.size()) return std::nullopt;  // said already
  std::vector<double> values(table.rows());
  for (std::size_t t = 0; t < values.size(); ++t) {
    const std::string_view cell = table.cell(t, column->second);
    const std::string word = to_lower(cell);
    if (word.empty() || word == "nan") {
      if (!gaps) findings_.error(table, t, column->second, fmt::format("{} of '{}' has no value in this snapshot", attribute, name), "fill in a number");
      values[t] = gaps ? not_stated : 0.0;
    } else if (word == "inf") {
      values[t] = 1e9;  // a limit that never binds; a series has no infinite values
    } else if (const auto v = parse_number(cell)) {
      values[t] = *v;
    } else {
      findings_.error(table, t, column->second, fmt::format("{} of '{}' is '{}'; it must be a number", attribute, name, cell));
    }
  }
  at->second.erase(column);  // what remains in the end belongs to nothing
  return values;
}

PypsaImport::Profile PypsaImport::profile(const Source& t, std::size_t r, const std::string& list, const std::string& attribute, double standard) {
  const std::string name = t.text(r, "name");
  if (auto values = series_of(list, attribute, name, false)) return add_series(s_, name + " " + attribute, std::move(*values));
  return {t.number(r, attribute, standard)};
}

std::optional<PypsaImport::Profile> PypsaImport::series_only(const Source& t, std::size_t r, const std::string& list, const std::string& attribute) {
  (void)t.find(attribute);  // the static value has no effect on an optimisation
  const std::string name = t.text(r, "name");
  if (auto values = series_of(list, attribute, name, true)) {
    if (std::all_of(values->begin(), values->end(), [](double v) { return std::isnan(v); })) return std::nullopt;
    return add_series(s_, name + " " + attribute, std::move(*values));
  }
  return std::nullopt;
}

void PypsaImport::bus_of(const Source& t, std::size_t r, const char* column, const std::string& bus) {
  if (buses_.contains(bus)) return;
  std::string fix;
  if (buses_.size() <= 2000) {
    std::vector<std::string> all;
    for (const auto& [name, facts] : buses_) all.push_back(name);
    std::sort(all.begin(), all.end());
    if (const auto near = nearest_name(bus, all)) fix = fmt::format("did you mean '{}'?", *near);
  }
  t.complain(r, column, bus.empty() ? fmt::format("'{}' has no {}", t.text(r, "name"), column) : fmt::format("'{}' names bus '{}', which is not there", t.text(r, "name"), bus), fix);
}

void PypsaImport::refuse_quadratic(const Source& t) { t.refuse("marginal_cost_quadratic", 0.0, "costs are linear here"); }

double PypsaImport::yearly_cost(const Nominal& n) {
  const double given = n.table.number(n.row, "capital_cost", 0.0), overnight = n.table.number(n.row, "overnight_cost", not_stated);
  const double upkeep = n.table.number(n.row, "fom_cost", 0.0);
  (void)n.table.find("discount_rate");
  if (std::isnan(overnight)) return given + upkeep;
  const double rate = n.table.number(n.row, "discount_rate", not_stated), years = n.table.number(n.row, "lifetime", scenario::no_limit);
  double hours = 0.0;
  for (const scenario::Step& step : s_.steps) hours += step.cost_hours;
  if (std::isnan(rate)) n.table.complain(n.row, "overnight_cost", "overnight_cost needs a discount_rate", "discount_rate = 0.07");
  if (std::isinf(years)) n.table.complain(n.row, "overnight_cost", "overnight_cost needs a lifetime", "lifetime = 25");
  const double share = s_.stages.empty() ? hours / 8760.0 : 1.0;
  return std::isnan(rate) || std::isinf(years) ? given : share * (overnight * capital_recovery_factor(rate, years) + upkeep);
}

scenario::Sizing PypsaImport::sizing(const Nominal& n, const std::string&) {
  const Source& t = n.table;
  const std::string& p = n.prefix;
  scenario::Sizing z;
  const double nominal = t.number(n.row, p, 0.0), cost = yearly_cost(n);
  const double least = t.number(n.row, p + "_min", 0.0), most = t.number(n.row, p + "_max", scenario::no_limit), unit = t.number(n.row, p + "_mod", 0.0);
  const double set = t.number(n.row, p + "_set", not_stated);
  t.know({p + "_opt"});
  if (!t.flag(n.row, p + "_extendable", false)) {
    if (!(nominal >= 0.0)) t.complain(n.row, p, fmt::format("{} is negative", p), "turn the component round");
    z.existing = nominal;
    if (std::isinf(nominal)) z = {.build = true, .max = scenario::no_limit};  // no limit and no cost
    return z;
  }
  z.build = true, z.min = least, z.max = most, z.capital = cost;
  if (!std::isnan(set)) z.min = z.max = set;
  if (unit > 0.0) z.unit = unit, z.whole = true;
  if (z.min > z.max) t.complain(n.row, p + "_min", fmt::format("{}_min is more than {}_max ({} > {})", p, p, z.min, z.max), "swap them");
  return z;
}

scenario::Life PypsaImport::life(const Source& t, std::size_t r) {
  scenario::Life l{t.number(r, "build_year", 0.0), t.number(r, "lifetime", scenario::no_limit)};
  return s_.stages.empty() ? scenario::Life{} : l;
}

void PypsaImport::switching(const Source& t, std::size_t r, scenario::Converter& c, bool extendable) {
  const bool on = t.flag(r, "committable", false);
  t.know({"start_up_cost", "shut_down_cost", "stand_by_cost", "min_up_time", "min_down_time", "up_time_before", "down_time_before", "ramp_limit_start_up", "ramp_limit_shut_down"});
  if (!on || (c.size.existing <= 0.0 && !extendable)) return;
  if (extendable) return t.complain(r, "committable", fmt::format("'{}' is committable and extendable, which is not modelled", c.id), "committable = False, or fix its size");
  c.size.unit = c.size.existing;
  c.units.mode = scenario::Commitment::whole;
  c.units.ramps = scenario::RampRule::states;
  c.units.start_cost = t.number(r, "start_up_cost", 0.0), c.units.stop_cost = t.number(r, "shut_down_cost", 0.0);
  c.units.idle_cost = t.number(r, "stand_by_cost", 0.0);
  c.units.min_up = t.whole(r, "min_up_time", 0), c.units.min_down = t.whole(r, "min_down_time", 0);
  c.units.up_before = t.whole(r, "up_time_before", 1), c.units.down_before = t.whole(r, "down_time_before", 0);
  c.units.ramp_start = t.number(r, "ramp_limit_start_up", 1.0), c.units.ramp_stop = t.number(r, "ramp_limit_shut_down", 1.0);
}

void PypsaImport::ramps(const Source& t, std::size_t r, const std::string& list, scenario::Converter& c) {
  const auto limit = [&](const char* attribute) -> std::optional<Profile> {
    if (auto series = series_only(t, r, list, attribute)) return series;
    const double v = t.number(r, attribute, not_stated);
    return std::isnan(v) ? std::nullopt : std::optional(Profile{v});
  };
  c.ramp_up = limit("ramp_limit_up"), c.ramp_down = limit("ramp_limit_down");
  const bool starts = c.units.mode != scenario::Commitment::none;
  if (starts && !c.ramp_up && c.units.ramp_start != 1.0) c.ramp_up = Profile{1.0};
  if (starts && !c.ramp_down && c.units.ramp_stop != 1.0) c.ramp_down = Profile{1.0};
}

/// What has no effect on a plan is named once; series of components that are not there are mistakes.
void PypsaImport::left_out() {
  for (const auto& [name, t] : tables_) {
    if (name == "sub_networks" || name == "shapes" || name == "shunt_impedances" || name == "line_types" || name == "transformer_types") continue;
    std::string list;
    for (const std::string& column : t.unknown()) list += (list.empty() ? "" : ", ") + column;
    if (!list.empty()) out_.notes.push_back(fmt::format("{}: no effect on a plan, left out: {}", name, list));
  }
  for (const auto& [name, columns] : series_columns_) {
    const std::string list = name.substr(0, name.find('-')), attribute = name.substr(list.size() + 1);
    const auto table = tables_.find(list);
    bool orphan = false;
    for (const auto& [component, column] : columns) {
      bool there = false;
      for (std::size_t r = 0; table != tables_.end() && r < table->second.rows() && !there; ++r) there = table->second.text(r, "name") == component;
      if (!there) findings_.error(files_.at(name).file(), fmt::format("has a column for '{}', which is not in {}", component, list), "remove the column, or add the component");
      orphan = orphan || there;
    }
    if (orphan) out_.notes.push_back(fmt::format("{}: series of {} have no effect on a plan, left out", list, attribute));
  }
}

Result<Imported> import_pypsa(const std::filesystem::path& path) {
  Findings findings;
  PypsaFiles files = read_pypsa_files(path, findings);
  if (findings.bad()) return findings.take();
  Imported out;
  PypsaImport(std::move(files), findings, out).run();
  if (out.name.empty()) out.name = path.filename().empty() ? path.parent_path().filename().string() : path.stem().string();
  out.system.currency = "EUR";
  out.system.source = "PyPSA network " + out.name;
  if (!findings.bad()) findings.take_over(scenario::check_power_system(out.system));
  if (findings.bad()) return findings.take();
  return Result<Imported>(std::move(out), findings.take());
}

}  // namespace gridwright::exchange
