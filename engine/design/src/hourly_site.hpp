#pragma once
#include <string>

#include "gridwright/design/design.hpp"

namespace gridwright::design {

/// tables/hourly_site.csv: the power balance of each site at each step, components added up.
[[nodiscard]] std::string hourly_site_csv(const Design& design);

}  // namespace gridwright::design
