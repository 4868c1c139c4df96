#pragma once
#include <vector>

#include "blocks.hpp"

namespace gridwright::plan {

/// Settles what the optimum leaves open: IT power is what the accelerators draw, overhead goes down to its curve, curtailment takes what that frees, and the balance
/// of every hour closes to rounding. Costs change by no more than the solver's gap; verify() judges the result.
enum class Ends { cyclic, open };  ///< open: levels and flows of stores stay as they are
void settle(const Building& b, std::vector<double>& x, Ends ends = Ends::cyclic);

}  // namespace gridwright::plan
