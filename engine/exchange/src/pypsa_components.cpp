#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gridwright/core/text.hpp"
#include "pypsa_import.hpp"

namespace gridwright::exchange {

using scenario::Converter;
using scenario::LevelEnds;
using scenario::Line;
using scenario::Store;

void PypsaImport::buses() {
  const auto at = tables_.find("buses");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "unit", "control", "generator", "sub_network", "v_mag_pu_set", "v_mag_pu_min", "v_mag_pu_max", "location"});
  for (const std::string& column : t.table().header())
    if (column.starts_with("nom_min_") || column.starts_with("nom_max_"))
      findings_.error(t.file(), fmt::format("column '{}' limits what is built at a bus, which is not read", column), "state a tech_capacity_expansion_limit in global_constraints.csv");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string id = t.text(r, "name");
    if (id.empty()) t.complain(r, "name", "the bus has no name");
    const BusFacts facts{t.text(r, "carrier", "AC"), t.number(r, "v_nom", 1.0)};
    if (!buses_.emplace(id, facts).second) t.complain(r, "name", fmt::format("bus '{}' stands in the table twice", id), "rename one of them");
    s_.buses.push_back({.id = id, .carrier = facts.carrier, .zone = t.text(r, "location"), .voltage_kv = facts.v_nom, .x = t.number(r, "x", 0.0), .y = t.number(r, "y", 0.0)});
  }
}

void PypsaImport::carriers() {
  const auto at = tables_.find("carriers");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"color", "nice_name", "marginal_cost", "efficiency", "capital_cost", "initial_cost", "global_capacity", "max_capacity"});
  t.refuse("learning_rate", 0.0, "endogenous learning makes the program non-linear");
  t.refuse("max_relative_growth", 0.0, "growth relative to what was built is not modelled");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    std::map<std::string, double>& numbers = carrier_numbers_[t.text(r, "name")];
    numbers["max_growth"] = t.number(r, "max_growth", scenario::no_limit);
    for (const std::string& column : t.table().header())
      if (column.ends_with("_emissions")) numbers[column] = t.number(r, column, 0.0);
  }
}

void PypsaImport::generators() {
  const auto at = tables_.find("generators");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "control", "q_set", "weight"});
  refuse_quadratic(t);
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string name = t.text(r, "name"), bus = t.text(r, "bus");
    bus_of(t, r, "bus", bus);
    const bool active = t.flag(r, "active", true);
    Converter c{.id = names_.name(name, "generator"), .carrier = t.text(r, "carrier")};
    c.ports = {{bus, {t.number(r, "sign", 1.0)}}};
    const bool extendable = t.flag(r, "p_nom_extendable", false);
    c.size = sizing({t, r, "p_nom"});
    c.min_pu = profile(t, r, "generators", "p_min_pu", 0.0);
    c.max_pu = profile(t, r, "generators", "p_max_pu", 1.0);
    c.set_point = series_only(t, r, "generators", "p_set");
    c.cost = profile(t, r, "generators", "marginal_cost", 0.0);
    c.energy_min = t.number(r, "e_sum_min", -scenario::no_limit), c.energy_max = t.number(r, "e_sum_max", scenario::no_limit);
    switching(t, r, c, extendable);
    ramps(t, r, "generators", c);
    c.life = life(t, r);
    const Profile efficiency = profile(t, r, "generators", "efficiency", 1.0);
    if (!active) continue;
    facts_.push_back({.id = c.id, .carrier = c.carrier, .bus = bus, .kind = "generator", .extendable = extendable, .efficiency = efficiency, .cost = c.size.capital, .life = c.life});
    s_.converters.push_back(std::move(c));
  }
}

void PypsaImport::links() {
  const auto at = tables_.find("links");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "terrain_factor", "p_set", "cyclic_delay"});
  refuse_quadratic(t);
  for (const std::string& column : t.table().header())
    if (column.starts_with("delay")) t.refuse(column, 0.0, "links deliver in the step in which they take");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string name = t.text(r, "name"), from = t.text(r, "bus0");
    bus_of(t, r, "bus0", from);
    Converter c{.id = names_.name(name, "link"), .carrier = t.text(r, "carrier")};
    c.ports.push_back({from, {-1.0}});
    for (int k = 1; k == 1 || t.has("bus" + std::to_string(k)); ++k) {
      const std::string column = "bus" + std::to_string(k), bus = t.text(r, column), attribute = k == 1 ? "efficiency" : "efficiency" + std::to_string(k);
      const Profile efficiency = profile(t, r, "links", attribute, 1.0);
      if (k > 1 && bus.empty()) continue;
      bus_of(t, r, column.c_str(), bus);
      c.ports.push_back({bus, efficiency});
    }
    const bool extendable = t.flag(r, "p_nom_extendable", false);
    c.size = sizing({t, r, "p_nom"});
    c.min_pu = profile(t, r, "links", "p_min_pu", 0.0);
    c.max_pu = profile(t, r, "links", "p_max_pu", 1.0);
    c.set_point = series_only(t, r, "links", "p_set");
    c.cost = profile(t, r, "links", "marginal_cost", 0.0);
    switching(t, r, c, extendable);
    ramps(t, r, "links", c);
    c.life = life(t, r);
    const double length = t.number(r, "length", 0.0);
    if (!t.flag(r, "active", true)) continue;
    facts_.push_back({.id = c.id, .carrier = c.carrier, .bus = from, .kind = "link", .extendable = extendable, .length = length, .cost = c.size.capital, .life = c.life});
    s_.converters.push_back(std::move(c));
  }
}

/// Impedance in per unit on a base of 1 MVA: reactance for alternating current, resistance for direct.
double PypsaImport::per_unit(const Source& t, std::size_t r, const std::string& bus, bool& direct) {
  const auto facts = buses_.find(bus);
  if (facts == buses_.end()) return 1.0;
  direct = facts->second.carrier == "DC";
  double ohm = t.number(r, direct ? "r" : "x", 0.0);
  const std::string type = t.text(r, "type");
  if (!type.empty() && to_lower(type) != "nan") {
    const auto types = tables_.find("line_types");
    std::optional<std::size_t> row;
    if (types != tables_.end())
      for (std::size_t k = 0; k < types->second.rows(); ++k)
        if (types->second.text(k, "name") == type) row = k;
    if (row) {
      ohm = types->second.number(*row, direct ? "r_per_length" : "x_per_length", 0.0) * t.number(r, "length", 0.0) / t.number(r, "num_parallel", 1.0);
    } else if (ohm == 0.0) {
      t.complain(r, "type", fmt::format("the standard type '{}' is not in line_types.csv", type), "write x and r of the line, or export line_types");
      return 1.0;
    }
  }
  if (ohm == 0.0) {
    t.complain(r, direct ? "r" : "x", fmt::format("{} of '{}' is zero: its flow would not be determined", direct ? "r" : "x", t.text(r, "name")), "write the series impedance in ohm");
    return 1.0;
  }
  return ohm / (facts->second.v_nom * facts->second.v_nom);
}

void PypsaImport::lines() {
  const auto at = tables_.find("lines");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"g", "b", "x", "r", "terrain_factor", "num_parallel", "v_ang_min", "v_ang_max", "sub_network", "x_pu", "r_pu", "g_pu", "b_pu", "x_pu_eff", "r_pu_eff", "v_nom"});
  refuse_quadratic(t);
  for (std::size_t r = 0; r < t.rows(); ++r) {
    Line l{.id = names_.name(t.text(r, "name"), "line"), .from = t.text(r, "bus0"), .to = t.text(r, "bus1"), .carrier = t.text(r, "carrier")};
    bus_of(t, r, "bus0", l.from), bus_of(t, r, "bus1", l.to);
    if (l.from == l.to) t.complain(r, "bus1", fmt::format("'{}' begins and ends at '{}'", l.id, l.from), "name two buses");
    bool direct = false;
    l.physical = true;
    l.impedance = per_unit(t, r, l.from, direct);
    l.size = sizing({t, r, "s_nom"});
    l.max_pu = profile(t, r, "lines", "s_max_pu", 1.0);
    l.cost = profile(t, r, "lines", "marginal_cost", 0.0);
    l.length_km = t.number(r, "length", 0.0);
    l.life = life(t, r);
    if (!t.flag(r, "active", true)) continue;
    facts_.push_back({.id = l.id, .carrier = l.carrier, .bus = l.from, .kind = "line", .extendable = t.flag(r, "s_nom_extendable", false), .length = l.length_km, .cost = l.size.capital, .life = l.life});
    s_.lines.push_back(std::move(l));
  }
}

void PypsaImport::transformers() {
  const auto at = tables_.find("transformers");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"model", "g", "b", "num_parallel", "tap_side", "tap_position", "v_ang_min", "v_ang_max", "sub_network", "x_pu", "r_pu", "g_pu", "b_pu", "x_pu_eff", "r_pu_eff"});
  refuse_quadratic(t);
  t.refuse("phase_shift", 0.0, "transformers do not shift phases here");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    Line l{.id = names_.name(t.text(r, "name"), "transformer"), .from = t.text(r, "bus0"), .to = t.text(r, "bus1"), .carrier = "transformer"};
    bus_of(t, r, "bus0", l.from), bus_of(t, r, "bus1", l.to);
    const std::string type = t.text(r, "type");
    const double x = t.number(r, "x", 0.0), rated = t.number(r, "s_nom", 0.0);
    if (x == 0.0)
      t.complain(r, "x", type.empty() ? fmt::format("x of '{}' is zero", l.id) : fmt::format("the standard type '{}' of '{}' is not read", type, l.id), "write x (per unit of s_nom)");
    if (!(rated > 0.0)) t.complain(r, "s_nom", fmt::format("s_nom of '{}' is not above zero: x has no base", l.id), "write its rating");
    l.physical = true;
    l.impedance = x / std::max(rated, 1e-9) * t.number(r, "tap_ratio", 1.0);
    l.size = sizing({t, r, "s_nom"});
    l.max_pu = profile(t, r, "transformers", "s_max_pu", 1.0);
    l.cost = profile(t, r, "transformers", "marginal_cost", 0.0);
    l.life = life(t, r);
    if (t.flag(r, "active", true)) s_.lines.push_back(std::move(l));
  }
}

void PypsaImport::storage_units() {
  const auto at = tables_.find("storage_units");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "control", "q_set", "sign"});
  t.refuse("sign", 1.0, "turn its limits round instead");
  refuse_quadratic(t);
  for (std::size_t r = 0; r < t.rows(); ++r) {
    Store x{.id = names_.name(t.text(r, "name"), "storage unit"), .bus = t.text(r, "bus"), .carrier = t.text(r, "carrier")};
    bus_of(t, r, "bus", x.bus);
    const std::string list = "storage_units";
    x.power = sizing({t, r, "p_nom"});
    x.duration = t.number(r, "max_hours", 1.0);
    x.discharge_max_pu = profile(t, r, list, "p_max_pu", 1.0);
    x.charge_max_pu = profile(t, r, list, "p_min_pu", -1.0);
    x.charge_max_pu.constant *= -1.0;
    x.set_point = series_only(t, r, list, "p_set");
    x.charge_efficiency = profile(t, r, list, "efficiency_store", 1.0);
    x.discharge_efficiency = profile(t, r, list, "efficiency_dispatch", 1.0);
    x.standing_loss = profile(t, r, list, "standing_loss", 0.0);
    x.inflow = profile(t, r, list, "inflow", 0.0);
    x.may_spill = x.inflow.varies() || x.inflow.constant > 0.0;
    x.spill_cost = profile(t, r, list, "spill_cost", 0.0);
    x.discharge_cost = profile(t, r, list, "marginal_cost", 0.0);
    x.level_cost = profile(t, r, list, "marginal_cost_storage", 0.0);
    x.level_set = series_only(t, r, list, "state_of_charge_set");
    x.level_initial = t.number(r, "state_of_charge_initial", 0.0);
    const bool cyclic = t.flag(r, "cyclic_state_of_charge", false), each = t.flag(r, "cyclic_state_of_charge_per_period", true);
    const bool again = t.flag(r, "state_of_charge_initial_per_period", false);
    x.ends = cyclic ? (each && !s_.stages.empty() ? LevelEnds::cyclic_period : LevelEnds::cyclic) : again ? LevelEnds::initial_period : LevelEnds::initial;
    x.life = life(t, r);
    if (x.duration <= 0.0) x.duration = 0.0, x.energy = {};  // no reservoir: only inflow passes through
    if (!t.flag(r, "active", true)) continue;
    facts_.push_back({.id = x.id, .carrier = x.carrier, .bus = x.bus, .kind = "store", .extendable = t.flag(r, "p_nom_extendable", false), .keeps = !cyclic, .cost = x.power.capital, .life = x.life});
    s_.stores.push_back(std::move(x));
  }
}

void PypsaImport::stores() {
  const auto at = tables_.find("stores");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "q_set"});
  refuse_quadratic(t);
  t.refuse("sign", 1.0, "turn its limits round instead");
  for (std::size_t r = 0; r < t.rows(); ++r) {
    Store x{.id = names_.name(t.text(r, "name"), "store"), .bus = t.text(r, "bus"), .carrier = t.text(r, "carrier")};
    bus_of(t, r, "bus", x.bus);
    const std::string list = "stores";
    x.charging = scenario::ChargeLimit::none;
    x.energy = sizing({t, r, "e_nom"});
    x.level_min_pu = profile(t, r, list, "e_min_pu", 0.0);
    x.level_max_pu = profile(t, r, list, "e_max_pu", 1.0);
    x.level_set = series_only(t, r, list, "e_set");
    x.set_point = series_only(t, r, list, "p_set");
    x.standing_loss = profile(t, r, list, "standing_loss", 0.0);
    x.discharge_cost = profile(t, r, list, "marginal_cost", 0.0);
    x.level_cost = profile(t, r, list, "marginal_cost_storage", 0.0);
    x.level_initial = t.number(r, "e_initial", 0.0);
    const bool cyclic = t.flag(r, "e_cyclic", false), each = t.flag(r, "e_cyclic_per_period", !s_.stages.empty());
    const bool again = t.flag(r, "e_initial_per_period", false);
    x.ends = cyclic ? (each && !s_.stages.empty() ? LevelEnds::cyclic_period : LevelEnds::cyclic) : again ? LevelEnds::initial_period : LevelEnds::initial;
    x.life = life(t, r);
    if (!t.flag(r, "active", true)) continue;
    facts_.push_back({.id = x.id, .carrier = x.carrier, .bus = x.bus, .kind = "store", .extendable = t.flag(r, "e_nom_extendable", false), .keeps = !cyclic, .cost = x.energy.capital, .life = x.life});
    s_.stores.push_back(std::move(x));
  }
}

void PypsaImport::loads() {
  const auto at = tables_.find("loads");
  if (at == tables_.end()) return;
  const Source& t = at->second;
  t.know({"type", "q_set"});
  for (std::size_t r = 0; r < t.rows(); ++r) {
    scenario::Load l{.id = t.text(r, "name"), .bus = t.text(r, "bus"), .carrier = t.text(r, "carrier")};
    bus_of(t, r, "bus", l.bus);
    l.demand = profile(t, r, "loads", "p_set", 0.0);
    l.demand.constant *= -t.number(r, "sign", -1.0);
    if (t.flag(r, "active", true)) s_.loads.push_back(std::move(l));
  }
}

}  // namespace gridwright::exchange
