#pragma once
#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::plan {

/// Lock-in and concentration that one plan shows by itself, components beside each sum: indices of spend and hours, what
/// leaving each cloud costs today, spend that nothing else could replace.
void add_lock_in(const scenario::Scenario& scenario, design::Design& design);

}  // namespace gridwright::plan
