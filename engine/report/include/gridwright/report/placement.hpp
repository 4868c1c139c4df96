#pragma once
#include <string>
#include <string_view>

#include "gridwright/design/placement.hpp"

namespace gridwright::report {

/// The lines a terminal shows at the end of `gridwright place`; `folder` empty: nothing was written.
[[nodiscard]] std::string placement_text(const design::Placement& placement, int width, std::string_view folder);

/// One self-contained page: answer, map of sites and flows, distribution of round trips, tables of sites, cities and goals, assumptions.
[[nodiscard]] std::string placement_html(const design::Placement& placement);

/// The map alone: cities by size and round trip, the site that serves each, sites on offer that are open. An inline SVG.
[[nodiscard]] std::string placement_map(const design::Placement& placement);

}  // namespace gridwright::report
