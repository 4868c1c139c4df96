#pragma once
#include <array>
#include <span>
#include <string>

#include "gridwright/scenario/power_system.hpp"

/// The one list of columns of the tables of a power system: name, member, meaning. Reader, writer and reference page walk it.
namespace gridwright::scenario {

/// A member that takes one of a few names.
template <class E>
struct Choice {
  E& value;
  std::span<const char* const> names;
};
template <class E>
Choice(E&, std::span<const char* const>) -> Choice<E>;

inline constexpr std::array commitment_names{"none", "linear", "whole"};
inline constexpr std::array ramp_names{"clusters", "states"};
inline constexpr std::array charging_names{"same", "shared", "own", "none"};
inline constexpr std::array ends_names{"cyclic", "cyclic_period", "initial", "initial_period", "linked"};
inline constexpr std::array over_names{"capacity", "horizon", "step"};

template <class F>
void each_sizing(Sizing& s, const std::string& prefix, const std::string& unit, F&& f) {
  f(prefix + "existing_" + unit, s.existing, "stands at the start");
  f(prefix + "build", s.build, "more may be added");
  f(prefix + "retire", s.retire, "what stands may be given up");
  f(prefix + "min_" + unit, s.min, "least that stands in the end");
  f(prefix + "max_" + unit, s.max, "most that stands in the end");
  f(prefix + "max_new_" + unit, s.max_new, "most that is added");
  f(prefix + "unit_" + unit, s.unit, "size of one unit; 0: no units");
  f(prefix + "whole_units", s.whole, "added and given up in whole units");
  f(prefix + "capital_per_" + unit + "_year", s.capital, "yearly cost of what is added");
  f(prefix + "fixed_per_" + unit + "_year", s.fixed, "yearly cost of all that stands in the end");
}

template <class F>
void each_life(Life& l, F&& f) {
  f("build_year", l.build_year, "first year in which it stands, where there are stages");
  f("lifetime_years", l.years, "years it stands");
}

/// What generators and links share; their ports are columns of their own.
template <class F>
void each_column(Converter& c, F&& f) {
  f("id", c.id, "unique name");
  f("carrier", c.carrier, "technology or energy carrier, for reports and groups");
  each_sizing(c.size, "", "mw", f);
  f("min_pu", c.min_pu, "least level, share of what stands (of what runs, where units are switched)");
  f("max_pu", c.max_pu, "highest level, share of what stands");
  f("set_mw", c.set_point, "level is given");
  f("cost_per_mwh", c.cost, "per MWh of its level");
  f("fuel", c.fuel, "fuel it burns, a row of fuels");
  f("fuel_per_mwh", c.fuel_per_mwh, "units of fuel per MWh");
  f("emissions_t_per_mwh", c.emissions, "t CO2 per MWh, besides those of the fuel");
  f("ramp_up", c.ramp_up, "largest rise from step to step, share of what stands");
  f("ramp_down", c.ramp_down, "largest fall");
  f("energy_min_mwh", c.energy_min, "least energy over the horizon");
  f("energy_max_mwh", c.energy_max, "most energy over the horizon");
  f("commitment", Choice{c.units.mode, std::span<const char* const>(commitment_names)}, "whether units are switched: relaxed or counted");
  f("unit_ramps", Choice{c.units.ramps, std::span<const char* const>(ramp_names)}, "how ramps allow for starts: clusters of equal units, or states of single ones");
  f("start_cost", c.units.start_cost, "a unit started");
  f("stop_cost", c.units.stop_cost, "a unit stopped");
  f("idle_cost", c.units.idle_cost, "a unit and hour that runs");
  f("start_fuel", c.units.start_fuel, "units of fuel for a start of one unit");
  f("min_up_steps", c.units.min_up, "least steps on");
  f("min_down_steps", c.units.min_down, "least steps off");
  f("ramp_start", c.units.ramp_start, "largest rise in the step of a start, share of a unit");
  f("ramp_stop", c.units.ramp_stop, "largest fall in the step of a stop, share of a unit");
  f("up_before_steps", c.units.up_before, "steps on before the first step; 0: it was off");
  f("down_before_steps", c.units.down_before, "steps off before the first step");
  each_life(c.life, f);
}

template <class F>
void each_column(Bus& b, F&& f) {
  f("id", b.id, "unique name");
  f("carrier", b.carrier, "AC, DC, hydrogen, heat, ...");
  f("zone", b.zone, "groups buses in reports");
  f("voltage_kv", b.voltage_kv, "nominal voltage");
  f("x", b.x, "longitude");
  f("y", b.y, "latitude");
}

template <class F>
void each_column(Store& s, F&& f) {
  f("id", s.id, "unique name");
  f("bus", s.bus, "where it is tied");
  f("carrier", s.carrier, "technology, for reports and groups");
  f("charging", Choice{s.charging, std::span<const char* const>(charging_names)},
    "limit of charging: same (as power), shared (charge and discharge together within power), own (charge_*), none (no power limit)");
  each_sizing(s.power, "", "mw", f);
  each_sizing(s.charge, "charge_", "mw", f);
  each_sizing(s.energy, "energy_", "mwh", f);
  f("duration_h", s.duration, "hours inside per MW of power; 0: energy is sized on its own");
  f("min_duration_h", s.min_duration, "least energy per power");
  f("max_duration_h", s.max_duration, "most energy per power");
  f("charge_efficiency", s.charge_efficiency, "into the store per MWh taken");
  f("discharge_efficiency", s.discharge_efficiency, "delivered per MWh out of the store");
  f("standing_loss", s.standing_loss, "share of the level lost an hour");
  f("inflow_mw", s.inflow, "flows in by itself");
  f("inflow_per_mw", s.inflow_per_power, "inflow is a share of the power that stands");
  f("may_spill", s.may_spill, "energy may be let go");
  f("spill_cost_per_mwh", s.spill_cost, "of what is let go");
  f("charge_max_pu", s.charge_max_pu, "highest charge, share of its limit");
  f("discharge_max_pu", s.discharge_max_pu, "highest discharge, share of power");
  f("outflow_min_pu", s.outflow_min_pu, "least discharge and spill, share of power");
  f("level_min_pu", s.level_min_pu, "least level, share of energy");
  f("level_max_pu", s.level_max_pu, "highest level, share of energy");
  f("level_set_mwh", s.level_set, "level is given; steps without a number are free");
  f("set_mw", s.set_point, "discharge less charge is given");
  f("level_initial_mwh", s.level_initial, "before the first step");
  f("ends", Choice{s.ends, std::span<const char* const>(ends_names)}, "what the first step follows");
  f("discharge_cost_per_mwh", s.discharge_cost, "per MWh delivered");
  f("charge_cost_per_mwh", s.charge_cost, "per MWh taken");
  f("level_cost_per_mwh_h", s.level_cost, "per MWh kept for an hour");
  f("ramp_up", s.ramp_up, "largest rise of discharge from step to step, share of power");
  f("ramp_down", s.ramp_down, "largest fall");
  f("only_stored", s.only_stored, "a step discharges at most what the step before left");
  each_life(s.life, f);
}

template <class F>
void each_column(Line& l, F&& f) {
  f("id", l.id, "unique name");
  f("from", l.from, "bus");
  f("to", l.to, "bus");
  f("carrier", l.carrier, "for reports and groups");
  each_sizing(l.size, "", "mw", f);
  f("max_pu", l.max_pu, "highest |flow|, share of what stands");
  f("physical", l.physical, "flows share loops by impedance");
  f("impedance_pu", l.impedance, "on a base common to its loop (1 MVA): reactance, or resistance where the current is direct");
  f("shift_rad", l.shift_rad, "angle added by a phase shifter");
  f("max_angle_rad", l.max_angle_rad, "largest angle between its ends");
  f("loss", l.loss, "share of |flow| lost, half at each end");
  f("loss_segments", l.loss_segments, "pieces of a quadratic loss; 1: linear");
  f("loss_per_mw", l.loss_per_mw, "quadratic loss = this x flow^2");
  f("one_way", l.one_way, "never both ways in one step: whole numbers, for lines with losses");
  f("cost_per_mwh", l.cost, "per MWh of |flow|");
  f("length_km", l.length_km, "for reports and limits on expansion");
  each_life(l.life, f);
}

template <class F>
void each_column(Load& l, F&& f) {
  f("id", l.id, "unique name");
  f("bus", l.bus, "where it is tied");
  f("carrier", l.carrier, "for reports");
  f("demand_mw", l.demand, "power used");
}

template <class F>
void each_column(Shedding& s, F&& f) {
  f("load", s.load, "a load");
  f("cost_per_mwh", s.cost, "of load that goes without");
  f("share", s.share, "of its demand, at most");
  f("voluntary", s.voluntary, "counts as capacity in reserve margins");
}

template <class F>
void each_column(FlexibleDemand& d, F&& f) {
  f("id", d.id, "unique name");
  f("bus", d.bus, "where it is tied");
  f("existing_mw", d.existing_mw, "load that can be moved");
  f("max_pu", d.max_pu, "of it, in each step");
  f("max_delay_steps", d.max_delay, "latest service after its time");
  f("max_advance_steps", d.max_advance, "earliest service before its time");
  f("efficiency", d.efficiency, "demand met per MWh served at another time");
  f("served_cost_per_mwh", d.cost_served, "per MWh served at another time");
  f("deferred_cost_per_mwh", d.cost_deferred, "per MWh not served at its time");
}

template <class F>
void each_column(Fuel& u, F&& f) {
  f("id", u.id, "unique name");
  f("price", u.price, "per unit of fuel");
  f("emissions_t", u.emissions, "t CO2 per unit of fuel");
}

template <class F>
void each_column(Requirement& r, F&& f) {
  f("id", r.id, "unique name");
  f("kind", r.kind, "for reports: co2_cap energy_share capacity_min capacity_max reserve_margin hourly_matching hydrogen ...");
  f("over", Choice{r.over, std::span<const char* const>(over_names)}, "summed over what stands, over the horizon, or step by step");
  f("lower", r.lower, "least sum of its terms");
  f("upper", r.upper, "largest sum of its terms");
  f("missing_cost", r.missing_cost, "may be missed at this price a unit");
  f("stage", r.stage, "only the steps of this stage");
  f("unit", r.unit, "for reports");
}

template <class F>
void each_column(RequirementTerm& t, F&& f) {
  f("requirement", t.requirement, "a row of requirements");
  f("component", t.component, "a generator, link, store, line, load or flexible demand");
  f("quantity", t.quantity,
    "output emissions capacity new_capacity available charge discharge energy_capacity charge_capacity drawn flow loss demand "
    "unserved curtailed deferred served");
  f("factor", t.factor, "times the quantity");
}

template <class F>
void each_column(Stage& s, F&& f) {
  f("id", s.id, "unique name");
  f("year", s.year, "calendar year, for lives");
  f("weight", s.weight, "of its costs in the objective");
}

template <class F>
void each_column(CalendarEntry& c, F&& f) {
  f("period", c.period, "period of steps that stands for this stretch of the horizon");
  f("itself", c.itself, "this stretch is the period that was kept; once a period");
}

template <class F>
void each_column(Step& s, F&& f) {
  f("label", s.label, "as reports show it");
  f("period", s.period, "representative period it belongs to");
  f("stage", s.stage, "stage it belongs to");
  f("hours", s.hours, "its length, for stores");
  f("cost_hours", s.cost_hours, "hours it stands for, in costs");
  f("counted_hours", s.counted_hours, "hours it stands for, in sums of energy and CO2");
}

/// Where a table stands in the system: f(name, list, meaning). Generators, links and series are tables of another kind and not
/// listed.
template <class F>
void each_plain_table(PowerSystem& p, F&& f) {
  f("steps", p.steps, "steps of operation");
  f("stages", p.stages, "years of a plan that builds in stages");
  f("calendar", p.calendar, "which period stands for each stretch of the horizon, in order: for stores whose ends are linked");
  f("buses", p.buses, "nodes of one carrier where supply and use balance");
  f("stores", p.stores, "batteries, reservoirs, tanks");
  f("lines", p.lines, "lines and paths between buses");
  f("loads", p.loads, "what must be served");
  f("shedding", p.shedding, "load that may go without, at a price");
  f("flexible", p.flexible, "load that can be moved in time");
  f("fuels", p.fuels, "fuels with price and CO2");
  f("requirements", p.requirements, "rules over many components");
  f("terms", p.terms, "what each requirement sums");
}

}  // namespace gridwright::scenario
