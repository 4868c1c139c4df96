#pragma once
#include <cstdint>
#include <vector>

#include "gridwright/solver/location.hpp"

namespace gridwright::solver::location {

/// The problem's arrays turned to columns of facilities (clients run fastest), which is how everything here walks them.
struct Columns {
  explicit Columns(const LocationProblem& problem);
  const LocationProblem& p;
  std::size_t n, m;
  std::vector<double> cost;            ///< m x n
  std::vector<std::uint8_t> reach;     ///< m x n: how many coverage rows the arc serves, counted from the widest
  double total_weight = 0.0;
  [[nodiscard]] std::size_t group(std::size_t i) const { return p.group.empty() ? 0 : static_cast<std::size_t>(p.group[i]); }
  [[nodiscard]] double open_cost(std::size_t j) const { return p.open_cost.empty() ? 0.0 : p.open_cost[j]; }
};

/// Prices under which clients choose: peaks as weights of periods, coverage as a bonus by reach.
struct Prices {
  std::vector<double> period_weight;   ///< m x groups x periods, sums to 1 over periods
  std::vector<double> bonus;           ///< a coverage row
};

/// arc[j * n + i]: cost of client i at facility j under the prices.
void price_arcs(const Columns& c, const Prices& prices, std::vector<double>& arc);

struct Answer {
  std::vector<std::size_t> open;
  std::vector<std::size_t> server;
  double value = infinity;
};

/// Best assignment found for a set of open facilities: cheapest by the prices, prices moved to the peaks that result, bonuses
/// raised until every coverage row holds. Exact when there are neither loads nor coverage rows.
[[nodiscard]] Answer assign(const Columns& c, const std::vector<std::size_t>& open, const Prices& start);

/// Adds, drops and swaps facilities while that helps. `arc` holds the surrogate costs of single arcs.
[[nodiscard]] Answer improve(const Columns& c, Answer from, const Prices& prices, const std::vector<std::uint8_t>& closed, int rounds);

}  // namespace gridwright::solver::location
