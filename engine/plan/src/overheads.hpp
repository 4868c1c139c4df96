#pragma once
#include <vector>

#include "gridwright/design/design.hpp"
#include "gridwright/facility/hall.hpp"

namespace gridwright::plan {

/// Adds the components of a year's overhead (MWh, times `per_year`) to the list, by the names that reports use.
void add_overheads(const facility::FacilityBreakdown& mwh, double per_year, std::vector<design::Overhead>& out);

}  // namespace gridwright::plan
