#pragma once
#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::plan {

/// A contract as the plan signed it: its quantity is fixed, and what was refused binds to nothing.
[[nodiscard]] scenario::Contract as_signed(scenario::Contract contract, const design::DealsResult& deals);

/// Lock-in and concentration that one plan shows by itself, components beside each sum: indices of spend and hours, what
/// leaving each cloud costs today, spend that nothing else could replace.
void add_lock_in(const scenario::Scenario& scenario, design::Design& design);

}  // namespace gridwright::plan
