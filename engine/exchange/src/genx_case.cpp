#include "genx_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "gridwright/scenario/power_system_tables.hpp"

namespace gridwright::exchange {

namespace fs = std::filesystem;

GenxCase::GenxCase(fs::path folder, const Settings& stated, Findings& findings, Imported& out)
    : folder_(std::move(folder)), findings_(findings), out_(out), s_(out.system), settings_(folder_, stated, findings, out.notes) {}

fs::path GenxCase::place(const char* setting, const std::string& file) const { return folder_ / settings_.text(setting) / file; }

/// With TimeDomainReduction the reduced series stand in a folder of their own.
fs::path GenxCase::time_file(const std::string& file) const {
  return settings_.on("TimeDomainReduction") ? place("TimeDomainReductionFolder", file) : place("SystemFolder", file);
}

std::optional<Source> GenxCase::table(const fs::path& file, bool needed) {
  std::error_code error;
  if (!fs::exists(file, error)) {
    if (needed) findings_.error(file.string(), "is missing", "a GenX case has it");
    return std::nullopt;
  }
  if (fs::file_size(file, error) == 0) {
    findings_.error(file.string(), "the file is empty", needed ? "copy it again" : "copy it again, or remove it");
    return std::nullopt;
  }
  Result<CsvTable> read = read_csv(file);
  // Some tables of GenX's own examples are separated by tabs.
  if (read && read->columns() == 1 && read->header()[0].find('\t') != std::string::npos) read = read_csv(file, {.separator = '\t'});
  findings_.take_over(read.diagnostics());
  if (!read) return std::nullopt;
  return Source(*std::move(read), findings_, true);
}

void GenxCase::run() {
  std::error_code error;
  if (!fs::is_directory(folder_, error)) return findings_.error(folder_.string(), "there is no such folder", "name the folder that holds system/, resources/ and policies/");
  if (fs::exists(folder_ / "inputs", error) && !fs::exists(folder_ / settings_.text("SystemFolder"), error))
    return findings_.error((folder_ / "inputs").string(), "cases of several stages are not read", "name the folder of one stage, as inputs/inputs_p1");
  infer_settings();
  if (settings_.on("TimeDomainReduction") && !fs::exists(time_file("Demand_data.csv"), error) && !fs::exists(time_file("Load_data.csv"), error))
    findings_.error(settings_.file(), fmt::format("TimeDomainReduction = 1, but {} is not there: days are not clustered here", (folder_ / settings_.text("TimeDomainReductionFolder")).string()),
                    "run GenX's reduction first, or plan the full chronology: TimeDomainReduction=0 behind the case");
  if (findings_.bad()) return;
  time_and_demand();
  if (s_.steps.empty()) return;
  fuels();
  variability();
  network();
  resources();
  policies();
}

/// What the files of a case without settings call for. GenX itself would take its defaults, which leave most of the files unread.
void GenxCase::infer_settings() {
  if (settings_.has_file()) return;
  std::error_code error;
  const auto policy = [&](const char* file) { return fs::exists(place("PoliciesFolder", file), error); };
  const auto assigned = [&](const char* file) { return fs::exists(place("ResourcesFolder", settings_.text("ResourcePoliciesFolder") + "/" + file), error); };
  Findings quiet;
  const auto any_positive = [&](const fs::path& file, const char* column) {
    if (!fs::exists(file, error)) return false;
    Result<CsvTable> read = read_csv(file);
    if (!read) return false;
    const Source t(*std::move(read), quiet, true);
    for (std::size_t r = 0; r < t.rows(); ++r)
      if (t.number(r, column, 0.0) > 0.0) return true;
    return false;
  };
  if (any_positive(place("ResourcesFolder", "Thermal.csv"), "Model")) settings_.assume("UCommit", 2, "Thermal.csv has plants that are switched");
  if (any_positive(place("SystemFolder", "Network.csv"), "Line_Max_Reinforcement_MW")) settings_.assume("NetworkExpansion", 1, "Network.csv states reinforcements");
  if (policy("CO2_cap.csv")) {
    const Result<CsvTable> caps = read_csv(place("PoliciesFolder", "CO2_cap.csv"));
    const bool rate = caps && std::any_of(caps->header().begin(), caps->header().end(), [](const std::string& h) { return to_lower(h).starts_with("co_2_max_tons_mwh"); });
    settings_.assume("CO2Cap", rate ? 2 : 1, rate ? "CO2_cap.csv states rates of demand" : "CO2_cap.csv states masses");
  }
  if (policy("Minimum_capacity_requirement.csv") && assigned("Resource_minimum_capacity_requirement.csv")) settings_.assume("MinCapReq", 1, "its two files are there");
  if (policy("Maximum_capacity_requirement.csv") && assigned("Resource_maximum_capacity_requirement.csv")) settings_.assume("MaxCapReq", 1, "its two files are there");
  if (policy("Hydrogen_demand.csv") && assigned("Resource_hydrogen_demand.csv")) settings_.assume("HydrogenMinimumProduction", 1, "its two files are there");
  const bool hourly = assigned("Resource_hourly_matching.csv");
  if (hourly) {
    settings_.assume("HourlyMatching", 1, "Resource_hourly_matching.csv is there");
    if (fs::exists(place("ResourcesFolder", "Electrolyzer.csv"), error)) settings_.assume("HydrogenHourlyMatching", 1, "electrolysers are matched hour by hour");
  }
  if (policy("Energy_share_requirement.csv") && assigned("Resource_energy_share_requirement.csv")) {
    if (hourly) out_.notes.push_back("EnergyShareRequirement stays 0: supply is matched hour by hour; EnergyShareRequirement=1 behind the case asks for the yearly shares besides");
    else settings_.assume("EnergyShareRequirement", 1, "its two files are there");
  }
  if (policy("Capacity_reserve_margin.csv") && assigned("Resource_capacity_reserve_margin.csv")) settings_.assume("CapacityReserveMargin", 1, "its two files are there");
}

void GenxCase::time_and_demand() {
  std::error_code error;
  const bool old = !fs::exists(time_file("Demand_data.csv"), error) && fs::exists(time_file("Load_data.csv"), error);
  const std::optional<Source> found = table(time_file(old ? "Load_data.csv" : "Demand_data.csv"), true);
  if (!found || found->rows() == 0) {
    if (found) findings_.error(found->file(), "has no rows", "one row a step");
    return;
  }
  const Source& t = *found;
  t.know({"Time_Index", "$/MWh", "Demand_Segment"});
  const int periods = t.whole(0, "Rep_Periods", 1), length = t.whole(0, "Timesteps_per_Rep_Period", static_cast<int>(t.rows()));
  if (periods < 1 || length < 1 || static_cast<std::size_t>(periods) * static_cast<std::size_t>(length) != t.rows())
    return t.complain(0, "Timesteps_per_Rep_Period", fmt::format("{} periods of {} steps are not the {} rows of the table", periods, length, t.rows()), "one row a step");
  std::vector<double> weight;
  for (int k = 0; k < periods; ++k) {
    weight.push_back(t.number(static_cast<std::size_t>(k), "Sub_Weights", static_cast<double>(length)));
    if (!(weight.back() >= 0.0)) t.complain(static_cast<std::size_t>(k), "Sub_Weights", "a weight is negative");
  }
  for (int k = 0; k < periods * length; ++k) {
    const double hours = weight[static_cast<std::size_t>(k / length)] / length;
    s_.steps.push_back({.label = fmt::format("{}.{}", k / length + 1, k % length + 1), .period = std::to_string(k / length + 1), .cost_hours = hours, .counted_hours = hours});
  }
  s_.wrap = true;

  const std::string prefix = old ? "Load_MW_z" : "Demand_MW_z";
  std::size_t zones = 0;
  while (t.has(prefix + std::to_string(zones + 1))) ++zones;
  if (zones == 0) return findings_.error(t.file(), fmt::format("has no column {}1", prefix), "one column of demand a zone");
  network_ = table(place("SystemFolder", "Network.csv"), zones > 1);
  for (std::size_t z = 0; z < zones; ++z) {
    std::string id = fmt::format("z{}", z + 1);
    if (network_ && network_->has("Network_zones") && z < network_->rows()) {
      const std::string_view label = network_->table().columns() > 0 && network_->table().header()[0].empty() ? network_->table().cell(z, 0) : std::string_view{};
      if (!label.empty() && std::find(zones_.begin(), zones_.end(), label) == zones_.end()) id = label;
    }
    zones_.push_back(id);
    s_.buses.push_back({.id = id, .carrier = "electricity"});
    std::vector<double> mw(t.rows());
    for (std::size_t r = 0; r < t.rows(); ++r) mw[r] = t.number(r, prefix + std::to_string(z + 1), 0.0);
    const scenario::Profile demand = add_series(s_, id + " demand", std::move(mw));
    s_.loads.push_back({.id = id, .bus = id, .demand = demand});
  }
  const double voll = t.number(0, "Voll", 0.0);
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (t.text(r, "Demand_Segment").empty()) continue;
    const double cost = voll * t.number(r, "Cost_of_Demand_Curtailment_per_MW", 1.0), share = t.number(r, "Max_Demand_Curtailment", 1.0);
    for (const std::string& z : zones_) s_.shedding.push_back({.load = z, .cost = cost, .share = share, .voluntary = r > 0});
  }
  for (const std::string& column : t.unknown()) out_.notes.push_back(fmt::format("{}: no effect on a plan, left out: {}", fs::path(t.file()).filename().string(), column));
}

void GenxCase::fuels() {
  const std::optional<Source> found = table(time_file("Fuels_data.csv"), true);
  if (!found) return;
  const Source& t = *found;
  t.know({"Time_Index", "None"});
  if (t.rows() != s_.steps.size() + 1)
    return findings_.error(t.file(), fmt::format("has {} rows; {} are needed: CO2 first, then the price of each of {} steps", t.rows(), s_.steps.size() + 1, s_.steps.size()), "one row a step");
  for (std::size_t k = 0; k < t.table().columns(); ++k) {
    const std::string& name = t.table().header()[k];
    if (name.empty() || to_lower(name) == "time_index" || to_lower(name) == "none") continue;
    std::vector<double> price(s_.steps.size());
    for (std::size_t r = 0; r < price.size(); ++r) price[r] = t.number(r + 1, name, 0.0);
    const double co2 = t.number(0, name, 0.0);
    s_.fuels.push_back({.id = name, .price = add_series(s_, name + " price", std::move(price)), .emissions = co2});
  }
}

void GenxCase::variability() {
  variability_ = table(time_file("Generators_variability.csv"), true);
  if (!variability_) return;
  if (variability_->rows() != s_.steps.size()) {
    findings_.error(variability_->file(), fmt::format("has {} rows, there are {} steps", variability_->rows(), s_.steps.size()), "one row a step");
    variability_.reset();
    return;
  }
  for (std::size_t k = 1; k < variability_->table().columns(); ++k) variability_columns_.emplace(variability_->table().header()[k], k);
}

/// Availability of a resource; 1 where the table has no column for it.
scenario::Profile GenxCase::available(const std::string& resource) {
  if (const auto known = profiles_.find(resource); known != profiles_.end()) return known->second;
  scenario::Profile out{1.0};
  if (variability_)
    if (const auto column = variability_columns_.find(resource); column != variability_columns_.end()) {
      std::vector<double> values(s_.steps.size());
      for (std::size_t r = 0; r < values.size(); ++r) values[r] = variability_->number(r, resource, 1.0);
      out = add_series(s_, resource + " available", std::move(values));
    }
  profiles_.emplace(resource, out);
  return out;
}

void GenxCase::network() {
  if (!network_ || zones_.size() < 2) return;
  const Source& t = *network_;
  t.know({"Network_zones", "distance_mile", "transmission_path_name", "Capital_Recovery_Period", "WACC", "Line_Max_Flow_Possible_MW", "Congestion", "Line_Voltage_kV", "Line_Reactance_Ohms", "Angle_Limit_Rad", "Ohms", "kV"});
  const int segments = settings_.number("Trans_Loss_Segments");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (t.text(r, "Network_Lines").empty()) continue;
    int from = 0, to = 0;
    if (t.has("Start_Zone")) {
      from = t.whole(r, "Start_Zone", 0), to = t.whole(r, "End_Zone", 0);
    } else {
      for (std::size_t z = 1; z <= zones_.size(); ++z) {
        const double sign = t.number(r, fmt::format("z{}", z), 0.0);
        if (sign == 1.0) from = static_cast<int>(z);
        if (sign == -1.0) to = static_cast<int>(z);
      }
    }
    const auto zone = [&](int z) { return z >= 1 && static_cast<std::size_t>(z) <= zones_.size(); };
    if (!zone(from) || !zone(to) || from == to) {
      t.complain(r, t.has("Start_Zone") ? "Start_Zone" : "Network_Lines", fmt::format("line {} does not join two of the {} zones", t.text(r, "Network_Lines"), zones_.size()), "Start_Zone = 1, End_Zone = 2");
      continue;
    }
    const std::string wanted = t.text(r, "transmission_path_name", fmt::format("line {}", t.text(r, "Network_Lines")));
    scenario::Line l{.id = names_.name(wanted, "line"), .from = zones_[static_cast<std::size_t>(from - 1)], .to = zones_[static_cast<std::size_t>(to - 1)]};
    l.size.existing = t.number(r, "Line_Max_Flow_MW", 0.0);
    const double more = t.number(r, "Line_Max_Reinforcement_MW", -1.0);
    if (settings_.on("NetworkExpansion") && more >= 0.0)
      l.size.build = true, l.size.max_new = more, l.size.max = l.size.existing + more, l.size.capital = t.number(r, "Line_Reinforcement_Cost_per_MWyr", 0.0);
    if (segments == 1) l.loss = t.number(r, "Line_Loss_Percentage", 0.0);
    if (segments > 1) {
      const double ohms = t.number(r, "Ohms", 0.0), kv = t.number(r, "kV", 0.0);
      if (!(kv > 0.0)) t.complain(r, "kV", "quadratic losses need the voltage of the line", "kV and Ohms, or Trans_Loss_Segments=1 behind the case");
      else l.loss_segments = segments, l.loss_per_mw = ohms / (kv * kv);
    }
    if (settings_.on("DC_OPF")) {
      const double kv = t.number(r, "Line_Voltage_kV", 0.0), ohms = t.number(r, "Line_Reactance_Ohms", 0.0);
      if (!(kv > 0.0) || !(ohms > 0.0)) t.complain(r, "Line_Reactance_Ohms", "DC_OPF = 1 needs Line_Voltage_kV and Line_Reactance_Ohms above zero");
      else l.physical = true, l.impedance = ohms / (kv * kv);
      l.max_angle_rad = t.number(r, "Angle_Limit_Rad", scenario::no_limit);
    }
    if (settings_.number("UCommit") == 1 && (l.loss > 0.0 || l.loss_segments > 1)) l.one_way = true;
    s_.lines.push_back(std::move(l));
  }
}

Result<Imported> import_genx(const fs::path& folder, const Settings& settings) {
  Findings findings;
  Imported out;
  GenxCase(folder, settings, findings, out).run();
  fs::path named = fs::absolute(folder).lexically_normal();
  if (named.filename().empty()) named = named.parent_path();
  out.name = named.filename().string();
  out.system.currency = "USD";
  out.system.source = "GenX case " + out.name;
  if (!findings.bad()) findings.take_over(scenario::check_power_system(out.system));
  if (findings.bad()) return findings.take();
  return Result<Imported>(std::move(out), findings.take());
}

}  // namespace gridwright::exchange
