#pragma once
#include <string>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/facility/hall.hpp"

/// What a hall costs to build, by plant, power chain and redundancy.
///
///   HallCost cost = hall_capital_cost(hall);
///   double musd_per_mw = cost.total().in(1e6 * USD / MW);           // 8.2 for direct-to-chip with rack batteries
///
/// Unit prices are estimates (data/facility_costs.csv, every row says so, with low and high); sizes are those of the model.
namespace gridwright::facility {

struct CostLine {
  std::string item{};        ///< row of data/facility_costs.csv
  MoneyPerPower cost{};      ///< per IT capacity
  std::string label{};       ///< "estimate" or "published"
  std::string source{};
};

struct HallCost {
  std::vector<CostLine> lines{};
  double land_m2_per_kw = 0.0;             ///< of IT: halls, yards, heat rejection
  double fixed_operation_per_year = 0.0;   ///< share of capital each year
  [[nodiscard]] MoneyPerPower total() const;
};

enum class CostCase { low, middle, high };

/// Overnight capital cost per IT capacity, money of 2025, without the grid connection and without the IT; land where its
/// price is given.
[[nodiscard]] HallCost hall_capital_cost(const HallModel& hall, CostCase which = CostCase::middle,
                                         double land_usd_per_m2 = 0.0);

}  // namespace gridwright::facility
