#pragma once
#include <string_view>

#include "gridwright/design/design.hpp"
#include "lines.hpp"

/// The last lines of every summary of a plan.
namespace gridwright::report {

void add_time(Lines& lines, const design::Design& d, const design::Provenance& p);  ///< wall time by stage
void add_look(Lines& lines, std::string_view run_folder);                           ///< where to look; nothing without a folder

}  // namespace gridwright::report
