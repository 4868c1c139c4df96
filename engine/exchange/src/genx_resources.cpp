#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "genx_case.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::exchange {

using scenario::Converter;
using scenario::Store;

void GenxCase::resources() {
  constexpr std::pair<const char*, Kind> files[] = {{"Thermal.csv", Kind::thermal}, {"Vre.csv", Kind::vre}, {"Hydro.csv", Kind::hydro}, {"Storage.csv", Kind::storage},
                                                    {"Flex_demand.csv", Kind::flexible}, {"Must_run.csv", Kind::must_run}, {"Electrolyzer.csv", Kind::electrolyzer}};
  std::size_t rows = 0;
  bool any_file = false;
  for (const auto& [file, kind] : files) {
    const std::optional<Source> found = table(place("ResourcesFolder", file), false);
    if (!found) continue;
    any_file = true;
    const Source& t = *found;
    rows += t.rows();
    if (!t.has("Resource") || !t.has("Zone")) {
      findings_.error(t.file(), fmt::format("has no column {}", t.has("Resource") ? "Zone" : "Resource"), "Resource and Zone name each row");
      continue;
    }
    refuse_columns(t);
    for (std::size_t r = 0; r < t.rows(); ++r) {
      const std::optional<Resource> who = begin(t, r, kind);
      if (!who) continue;
      switch (kind) {
        case Kind::thermal: thermal(t, r, *who); break;
        case Kind::vre: variable(t, r, *who, false); break;
        case Kind::must_run: variable(t, r, *who, true); break;
        case Kind::hydro: hydro(t, r, *who); break;
        case Kind::storage: storage(t, r, *who); break;
        case Kind::flexible: flexible(t, r, *who); break;
        case Kind::electrolyzer: electrolyzer(t, r, *who); break;
      }
    }
    std::string list;
    for (const std::string& column : t.unknown()) list += (list.empty() ? "" : ", ") + column;
    if (!list.empty()) out_.notes.push_back(fmt::format("{}: no effect on this plan, left out: {}", file, list));
  }
  if (const std::optional<Source> hybrids = table(place("ResourcesFolder", "Vre_stor.csv"), false); hybrids && hybrids->rows() > 0)
    findings_.error(hybrids->file(), "co-located wind, solar and storage are not modelled", "write them as resources of their own zone, with a line for the grid connection");
  if (!any_file) findings_.error((folder_ / settings_.text("ResourcesFolder")).string(), "holds no table of resources", "Thermal.csv, Vre.csv, Storage.csv, ...");
  else if (rows == 0) findings_.error((folder_ / settings_.text("ResourcesFolder")).string(), "its tables have no rows");
  for (const auto& [name, column] : variability_columns_)
    if (find(name) == nullptr && variability_) findings_.error(variability_->file(), fmt::format("has a column for '{}', which is no resource", name), "remove the column, or add the resource");
}

/// Documented columns that change a plan and are not modelled.
void GenxCase::refuse_columns(const Source& t) {
  t.know({"region", "cluster", "Resource_Type", "MGA", "R_ID", "technology", "Capital_Recovery_Period", "Lifetime", "WACC", "Min_Retired_Cap_MW", "Min_Retired_Energy_Cap_MW", "Min_Retired_Charge_Cap_MW",
          "Contribute_Min_Retirement", "Reg_Max", "Rsv_Max", "Reg_Cost", "Rsv_Cost", "Num_VRE_Bins", "Maintenance_Duration", "Maintenance_Cycle_Length_Years", "Maintenance_Begin_Cadence"});
  t.refuse("MAINT", 0.0, "scheduled maintenance");
  t.refuse("Can_Retrofit", 0.0, "retrofits");
  t.refuse("Retrofit", 0.0, "retrofits");
  t.refuse("MULTI_FUELS", 0.0, "plants that blend fuels");
  t.refuse("PWFU_Fuel_Usage_Zero_Load_MMBTU_per_h", 0.0, "fuel use in pieces");
  t.refuse("FUSION", 0.0, "fusion plants");
}

std::optional<GenxCase::Resource> GenxCase::begin(const Source& t, std::size_t r, Kind kind) {
  const std::string wanted = t.text(r, "Resource");
  const int zone = t.whole(r, "Zone", 0);
  if (wanted.empty()) {
    t.complain(r, "Resource", "the resource has no name");
    return std::nullopt;
  }
  if (zone < 1 || static_cast<std::size_t>(zone) > zones_.size()) {
    t.complain(r, "Zone", fmt::format("'{}' is in zone {}; there are {} zones", wanted, zone, zones_.size()), "a number from 1");
    return std::nullopt;
  }
  if (find(wanted) != nullptr) {
    t.complain(r, "Resource", fmt::format("'{}' is the name of two resources", wanted), "rename one of them");
    return std::nullopt;
  }
  resources_.push_back({.id = names_.name(wanted, "resource"), .wanted = wanted, .kind = kind, .zone = zone, .qualified = t.number(r, "Qualified_Hydrogen_Supply", 0.0) > 0.0});
  return resources_.back();
}

/// Sizes: "Cap_MW" of power, "Cap_MWh" of energy, "Charge_Cap_MW" of charging. -1 is no limit; a largest size of 0 forbids building.
scenario::Sizing GenxCase::sizing(const Source& t, std::size_t r, const char* what, const char* unit, const char* suffix) {
  scenario::Sizing z;
  const std::string cap = std::string(what) + unit;
  const bool may_build = t.number(r, "New_Build", 0.0) == 1.0;
  z.existing = t.number(r, "Existing_" + cap, 0.0);
  const double most = t.number(r, "Max_" + cap, -1.0), least = t.number(r, "Min_" + cap, -1.0);
  if (!(z.existing >= 0.0)) t.complain(r, "Existing_" + cap, fmt::format("Existing_{} is negative", cap));
  z.build = may_build && most != 0.0;
  z.retire = t.number(r, "Can_Retire", 0.0) == 1.0;
  if (most > 0.0) z.max = most;
  if (least > 0.0) z.min = least;
  z.capital = t.number(r, fmt::format("Inv_Cost{}_per_{}yr", suffix, unit), 0.0);
  z.fixed = t.number(r, fmt::format("Fixed_OM_Cost{}_per_{}yr", suffix, unit), 0.0);
  if (z.min > z.max) t.complain(r, "Min_" + cap, fmt::format("Min_{} is more than Max_{} ({} > {})", cap, cap, z.min, z.max));
  return z;
}

void GenxCase::thermal(const Source& t, std::size_t r, const Resource& who) {
  Converter c{.id = who.id, .carrier = t.text(r, "Resource_Type", "thermal"), .ports = {{zones_[static_cast<std::size_t>(who.zone - 1)], {1.0}}}};
  c.size = sizing(t, r, "Cap_", "MW", "");
  c.max_pu = available(who.wanted);
  c.min_pu = {t.number(r, "Min_Power", 0.0)};
  c.cost = {t.number(r, "Var_OM_Cost_per_MWh", 0.0)};
  const std::string fuel = t.text(r, "Fuel", "None");
  if (to_lower(fuel) != "none") {
    const bool known = std::any_of(s_.fuels.begin(), s_.fuels.end(), [&](const scenario::Fuel& f) { return f.id == fuel; });
    if (!known) t.complain(r, "Fuel", fmt::format("'{}' burns '{}', which is no column of Fuels_data.csv", who.wanted, fuel));
    c.fuel = known ? fuel : "";
    c.fuel_per_mwh = t.number(r, "Heat_Rate_MMBTU_per_MWh", 0.0);
  }
  c.ramp_up = scenario::Profile{t.number(r, "Ramp_Up_Percentage", 1.0)}, c.ramp_down = scenario::Profile{t.number(r, "Ramp_Dn_Percentage", 1.0)};
  const int model = t.whole(r, "Model", 2);
  if (model != 1 && model != 2) t.complain(r, "Model", fmt::format("Model of '{}' is {}", who.wanted, model), "1 (switched) or 2");
  const int commit = settings_.number("UCommit");
  t.know({"Cap_Size", "Start_Cost_per_MW", "Start_Fuel_MMBTU_per_MW", "Up_Time", "Down_Time"});
  if (model == 1 && commit > 0) {
    c.size.unit = t.number(r, "Cap_Size", 1.0);
    if (!(c.size.unit > 0.0)) t.complain(r, "Cap_Size", fmt::format("Cap_Size of '{}' is not above zero", who.wanted));
    c.size.whole = commit == 1;
    c.units.mode = commit == 1 ? scenario::Commitment::whole : scenario::Commitment::linear;
    c.units.start_cost = t.number(r, "Start_Cost_per_MW", 0.0) * c.size.unit;
    c.units.start_fuel = c.fuel.empty() ? 0.0 : t.number(r, "Start_Fuel_MMBTU_per_MW", 0.0) * c.size.unit;
    c.units.min_up = static_cast<int>(std::floor(t.number(r, "Up_Time", 0.0))), c.units.min_down = static_cast<int>(std::floor(t.number(r, "Down_Time", 0.0)));
  }
  capture(t, r, c);
  s_.converters.push_back(std::move(c));
}

/// Carbon capture: what is kept is disposed of at a price; of biomass, what leaves the stack counts nothing.
void GenxCase::capture(const Source& t, std::size_t r, Converter& c) {
  const double kept = t.number(r, "CO2_Capture_Fraction", 0.0), at_start = t.number(r, "CO2_Capture_Fraction_Startup", 0.0);
  const bool biomass = t.number(r, "Biomass", 0.0) == 1.0;
  const double disposal = t.number(r, "CCS_Disposal_Cost_per_Metric_Ton", 0.0);
  if (c.fuel.empty() || (kept == 0.0 && at_start == 0.0 && !biomass)) return;
  if (c.units.start_fuel > 0.0 && (at_start != 0.0 || biomass))
    t.complain(r, at_start != 0.0 ? "CO2_Capture_Fraction_Startup" : "Biomass", fmt::format("capture during starts of '{}' is not modelled", c.id), "CO2_Capture_Fraction_Startup = 0 and no start fuel");
  double co2 = 0.0;
  for (const scenario::Fuel& f : s_.fuels)
    if (f.id == c.fuel) co2 = c.fuel_per_mwh * f.emissions;
  c.emissions = {-kept * co2 - (biomass ? co2 : 0.0)};
  c.cost.constant += kept * co2 * disposal;
}

void GenxCase::variable(const Source& t, std::size_t r, const Resource& who, bool must_run) {
  Converter c{.id = who.id, .carrier = t.text(r, "Resource_Type", must_run ? "must_run" : "vre"), .ports = {{zones_[static_cast<std::size_t>(who.zone - 1)], {1.0}}}};
  t.know({"Heat_Rate_MMBTU_per_MWh", "Fuel", "Num_VRE_Bins"});
  const double bins = t.number(r, "Num_VRE_Bins", 1.0);
  if (bins > 1.0) t.complain(r, "Num_VRE_Bins", fmt::format("'{}' stands for {} bins that share one output, which is not modelled", who.wanted, bins), "give each bin Num_VRE_Bins = 1 and a column in Generators_variability.csv");
  c.size = sizing(t, r, "Cap_", "MW", "");
  c.max_pu = available(who.wanted);
  if (must_run) c.min_pu = c.max_pu;
  c.cost = {t.number(r, "Var_OM_Cost_per_MWh", 0.0)};
  s_.converters.push_back(std::move(c));
}

/// LDS = 1: the level is carried through the map of periods, where there is more than one.
scenario::LevelEnds GenxCase::ends_of(const Source& t, std::size_t r, const Resource& who) {
  const int lds = t.whole(r, "LDS", 0);
  if (lds != 0 && lds != 1) t.complain(r, "LDS", fmt::format("LDS of '{}' is {}", who.wanted, lds), "0 or 1");
  bool several = false;
  for (const scenario::Step& step : s_.steps) several = several || step.period != s_.steps.front().period;
  if (lds != 1 || !several) return scenario::LevelEnds::cyclic_period;
  if (settings_.number("LDSAdditionalConstraints") == 0)
    t.complain(r, "LDS", "LDSAdditionalConstraints = 0 is not modelled: levels stay within the store in every period of the map", "LDSAdditionalConstraints: 1");
  if (s_.calendar.empty()) period_map();
  return scenario::LevelEnds::linked;
}

/// Period_map.csv: Period_Index, Rep_Period, Rep_Period_Index.
void GenxCase::period_map() {
  const std::optional<Source> map = table(time_file("Period_map.csv"), true);
  if (!map) return;
  for (std::size_t r = 0; r < map->rows(); ++r) {
    const int index = map->whole(r, "Period_Index", 0), rep = map->whole(r, "Rep_Period", 0), at = map->whole(r, "Rep_Period_Index", 0);
    if (index != static_cast<int>(r) + 1) map->complain(r, "Period_Index", "periods do not stand in order", "1, 2, 3, ...");
    s_.calendar.push_back({.period = std::to_string(at), .itself = index == rep});
  }
}

void GenxCase::hydro(const Source& t, std::size_t r, const Resource& who) {
  Store x{.id = who.id, .bus = zones_[static_cast<std::size_t>(who.zone - 1)], .carrier = t.text(r, "Resource_Type", "hydro"), .charging = scenario::ChargeLimit::own};
  t.know({"Heat_Rate_MMBTU_per_MWh", "Fuel"});
  x.power = sizing(t, r, "Cap_", "MW", "");
  x.charge = {};  // nothing is pumped
  x.duration = t.number(r, "Hydro_Energy_to_Power_Ratio", 0.0);
  if (x.duration <= 0.0) x.duration = 0.0, x.energy = {.build = true};  // the size of the reservoir is not known
  x.discharge_efficiency = {t.number(r, "Eff_Down", 1.0)};
  x.inflow = available(who.wanted);
  x.inflow_per_power = true;
  x.may_spill = true;
  x.outflow_min_pu = {t.number(r, "Min_Power", 0.0)};
  x.ramp_up = t.number(r, "Ramp_Up_Percentage", 1.0), x.ramp_down = t.number(r, "Ramp_Dn_Percentage", 1.0);
  x.discharge_cost = {t.number(r, "Var_OM_Cost_per_MWh", 0.0)};
  x.ends = ends_of(t, r, who);
  x.only_stored = true;
  s_.stores.push_back(std::move(x));
}

void GenxCase::storage(const Source& t, std::size_t r, const Resource& who) {
  Store x{.id = who.id, .bus = zones_[static_cast<std::size_t>(who.zone - 1)], .carrier = t.text(r, "Resource_Type", "storage")};
  t.know({"Heat_Rate_MMBTU_per_MWh", "Fuel", "Min_Power", "Cap_Size"});
  const int model = t.whole(r, "Model", 0);
  if (model != 1 && model != 2) return t.complain(r, "Model", fmt::format("Model of '{}' is {}", who.wanted, model), "1 (charges as it discharges) or 2 (charging of its own size)");
  x.charging = model == 1 ? scenario::ChargeLimit::shared : scenario::ChargeLimit::own;
  x.power = sizing(t, r, "Cap_", "MW", "");
  x.energy = sizing(t, r, "Cap_", "MWh", "");
  if (model == 2) x.charge = sizing(t, r, "Charge_Cap_", "MW", "_Charge");
  for (const char* column : {"Existing_Charge_Cap_MW", "Max_Charge_Cap_MW", "Min_Charge_Cap_MW", "Inv_Cost_Charge_per_MWyr", "Fixed_OM_Cost_Charge_per_MWyr"}) t.know({column});
  x.charge_efficiency = {t.number(r, "Eff_Up", 1.0)}, x.discharge_efficiency = {t.number(r, "Eff_Down", 1.0)};
  x.standing_loss = {t.number(r, "Self_Disch", 0.0)};
  x.min_duration = t.number(r, "Min_Duration", 0.0);
  if (!t.has("Max_Duration")) t.complain(r, "Resource", fmt::format("'{}' has no Max_Duration", who.wanted), "add the column Max_Duration (hours)");
  x.max_duration = t.number(r, "Max_Duration", scenario::no_limit);
  x.discharge_cost = {t.number(r, "Var_OM_Cost_per_MWh", 0.0)};
  x.charge_cost = {t.number(r, "Var_OM_Cost_per_MWh_In", t.number(r, "Var_OM_Cost_per_MWhIn", 0.0))};
  x.ends = ends_of(t, r, who);
  x.only_stored = true;
  s_.stores.push_back(std::move(x));
}

void GenxCase::flexible(const Source& t, std::size_t r, const Resource& who) {
  scenario::FlexibleDemand f{.id = who.id, .bus = zones_[static_cast<std::size_t>(who.zone - 1)]};
  const scenario::Sizing z = sizing(t, r, "Cap_", "MW", "");
  if (z.build || z.retire) t.complain(r, z.build ? "New_Build" : "Can_Retire", fmt::format("flexible demand '{}' cannot be built or given up", who.wanted), "New_Build = 0 and Can_Retire = 0");
  f.existing_mw = z.existing;
  f.max_pu = available(who.wanted);
  f.max_delay = static_cast<int>(std::floor(t.number(r, "Max_Flexible_Demand_Delay", 0.0))), f.max_advance = static_cast<int>(std::floor(t.number(r, "Max_Flexible_Demand_Advance", 0.0)));
  f.efficiency = t.number(r, "Flexible_Demand_Energy_Eff", 1.0);
  f.cost_served = t.number(r, "Var_OM_Cost_per_MWh", 0.0), f.cost_deferred = t.number(r, "Var_OM_Cost_per_MWh_In", t.number(r, "Var_OM_Cost_per_MWhIn", 0.0));
  s_.flexible.push_back(std::move(f));
}

/// Takes from its zone; the hydrogen it makes is sold at a price.
void GenxCase::electrolyzer(const Source& t, std::size_t r, const Resource& who) {
  Converter c{.id = who.id, .carrier = t.text(r, "Resource_Type", "electrolyzer"), .ports = {{zones_[static_cast<std::size_t>(who.zone - 1)], {-1.0}}}};
  t.know({"Heat_Rate_MMBTU_per_MWh", "Fuel", "Cap_Size", "Electrolyzer_Min_kt", "Var_OM_Cost_per_MWh"});
  c.size = sizing(t, r, "Cap_", "MW", "");
  c.max_pu = available(who.wanted);
  c.min_pu = {t.number(r, "Min_Power", 0.0)};
  c.ramp_up = scenario::Profile{t.number(r, "Ramp_Up_Percentage", 1.0)}, c.ramp_down = scenario::Profile{t.number(r, "Ramp_Dn_Percentage", 1.0)};
  const double mwh = t.number(r, "Hydrogen_MWh_Per_Tonne", 0.0);
  if (!(mwh > 0.0)) return t.complain(r, "Hydrogen_MWh_Per_Tonne", fmt::format("Hydrogen_MWh_Per_Tonne of '{}' is not above zero", who.wanted), "about 50");
  c.cost = {-t.number(r, "Hydrogen_Price_Per_Tonne", 0.0) / mwh};
  resources_.back().mwh_per_tonne = mwh;
  s_.converters.push_back(std::move(c));
}

}  // namespace gridwright::exchange
