#pragma once
#include "gridwright/design/frontier.hpp"
#include "gridwright/report/sheet.hpp"

namespace gridwright::report {

/// Figures and tables of a frontier, without saying what made it.
[[nodiscard]] Sheet frontier_sheet(const design::Frontier& frontier);

}  // namespace gridwright::report
