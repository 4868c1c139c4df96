#pragma once
#include <string_view>

#include "../findings.hpp"
#include "../page.hpp"
#include "../plot.hpp"
#include "gridwright/deals/ownership.hpp"

/// Figures of buying, leasing and renting.
namespace gridwright::report {

[[nodiscard]] Figure use_figure(const deals::OwnershipCase& c);  ///< cost of a used hour against use, a line for each way
[[nodiscard]] Figure tornado_figure(const deals::OwnershipCase& c);       ///< what moves the cost
[[nodiscard]] Figure depreciation_figure(const deals::OwnershipCase& c);  ///< book and economic value by year
[[nodiscard]] std::string_view own_css();

}  // namespace gridwright::report
