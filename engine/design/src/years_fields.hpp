#pragma once
#include "field_list.hpp"
#include "gridwright/design/years.hpp"

/// Fields of several years and weather years: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<YearCapacity> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id; empty for the whole design");
  f("component", c.component, "site.id as in the scenario, or a fleet id");
  f("kind", c.kind, "as in capacities");
  f("what", c.what, "as in capacities, or usable_energy");
  f("unit", c.unit, "MW MWh 1");
  f("value", c.value, "stands in each year");
  f("built", c.built, "at the start of each year");
  f("retired", c.retired, "at the start of each year, at the end of its life");
  f("price", c.price, "paid for what stands, relative to the first year's price");
}

template <is<StoreUse> T>
void each_field(T& s, auto&& f) {
  f("component", s.component, "site.id");
  f("discharged_mwh", s.discharged_mwh, "at its terminals, a year");
}

template <is<YearRun> T>
void each_field(T& r, auto&& f) {
  f("year", r.year, "calendar year");
  f("weather", r.weather, "weather year; empty: the only one");
  f("probability", r.probability, "of this weather");
  f("usd", r.usd, "everything in this year and weather");
  f("run_usd", r.run_usd, "without what stands: energy, demand charges, premiums, wear, water, unserved load");
  f("unserved_mwh", r.unserved_mwh, "load not served");
  f("import_mwh", r.import_mwh, "from the grid");
  f("curtailed_mwh", r.curtailed_mwh, "wind and sun not taken");
  f("load_mwh", r.load_mwh, "of the sites");
  f("carbon_kg", r.carbon_kg, "location-based");
  f("matched", r.matched, "clean share of load, in the mode of the target");
  f("tokens", r.tokens, "output tokens");
  f("stores", r.stores, "energy through each store");
}

template <is<YearCost> T>
void each_field(T& c, auto&& f) {
  f("group", c.group, "accelerators power buildings network_and_staff");
  f("usd", c.usd, "by year, mean over weather years");
}

template <is<YearTotal> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("discount", y.discount, "present value of a dollar of this year");
  f("mean_usd", y.mean_usd, "mean over weather years");
  f("tail_usd", y.tail_usd, "CVaR: mean of the worst 1 - level of weather years");
  f("weighed_usd", y.weighed_usd, "(1 - weight) x mean + weight x tail");
}

template <is<YearsResult> T>
void each_field(T& y, auto&& f) {
  f("cost_of_capital", y.cost_of_capital, "discount rate");
  f("risk_weight", y.risk_weight, "of the tail in the cost of a year");
  f("risk_level", y.risk_level, "the tail is the worst 1 - level of weather years");
  f("mean_present_usd", y.mean_present_usd, "present value of the means");
  f("tail_present_usd", y.tail_present_usd, "present value of the tails");
  f("weighed_present_usd", y.weighed_present_usd, "what the plan minimised");
  f("years", y.years, "by year; empty: one year in one weather");
  f("runs", y.runs, "each year in each weather");
  f("capacities", y.capacities, "what stands, by year");
  f("costs", y.costs, "groups of cost, by year");
}

}  // namespace gridwright::design
