#pragma once
#include <vector>

#include "blocks.hpp"
#include "gridwright/plan/plan.hpp"

namespace gridwright::plan {

/// Which rows cannot hold together, in the scenario's words (elastic model of the solver room).
[[nodiscard]] std::vector<Conflict> explain_conflicts(const std::vector<Building>& blocks);

}  // namespace gridwright::plan
