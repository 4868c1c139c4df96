#pragma once
#include "field_list.hpp"
#include "gridwright/design/design.hpp"

/// Fields of carbon in operation and in things: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<CarbonRow> T>
void each_field(T& c, auto&& f) {
  f("method", c.method, "location market_annual market_hourly marginal");
  f("kg", c.kg, "a year");
  f("kg_per_mwh", c.kg_per_mwh, "over all load");
  f("meaning", c.meaning, "how it is counted");
}

template <is<EmbodiedRow> T>
void each_field(T& e, auto&& f) {
  f("component", e.component, "what was built");
  f("kind", e.kind, "row of data/embodied_carbon.csv");
  f("quantity", e.quantity, "built");
  f("unit", e.unit, "MW MWh accelerators");
  f("kg_per_unit", e.kg_per_unit, "to make one");
  f("kg", e.kg, "to make all");
  f("life_years", e.life_years, "over which it is spread");
  f("kg_per_year", e.kg_per_year, "kg / life");
  f("source", e.source, "of kg_per_unit");
}

template <is<CarbonResult> T>
void each_field(T& c, auto&& f) {
  f("operation", c.operation, "by way of counting");
  f("embodied", c.embodied, "by component");
}

}  // namespace gridwright::design
