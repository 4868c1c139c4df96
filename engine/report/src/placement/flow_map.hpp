#pragma once
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"

namespace gridwright::report {

/// Regions, sites and who is served where, as far apart as they are; lines as wide as their share of the requests. Empty flows are no map.
[[nodiscard]] std::string flow_map(const std::vector<design::SimulatedFlow>& flows);

}  // namespace gridwright::report
