#pragma once
#include <cstdint>
#include <vector>

#include "gridwright/solver/location.hpp"

namespace gridwright::solver::location {

/// The problem's arrays turned to columns of facilities (clients run fastest), which is how everything here walks them.
struct Arcs {
  explicit Arcs(const LocationProblem& problem);
  const LocationProblem& p;
  std::size_t n, m;
  std::vector<double> cost;         ///< m x n
  std::vector<std::uint8_t> reach;  ///< m x n: how many coverage rows the arc serves, counted from the widest
  double total_weight = 0.0;
  std::size_t periods, groups;
  std::vector<std::uint8_t> loads_group;  ///< n x groups: whether the client has any load there
  [[nodiscard]] const double* load(std::size_t i, std::size_t g) const { return p.load.data() + (i * groups + g) * periods; }
  [[nodiscard]] double open_cost(std::size_t j) const { return p.open_cost.empty() ? 0.0 : p.open_cost[j]; }
};

/// Prices under which clients choose: peaks as weights of periods, coverage as a bonus by reach.
struct Prices {
  std::vector<double> period_weight;  ///< m x groups x periods, sums to 1 over periods
  std::vector<double> bonus;          ///< a coverage row
};

/// arc[j * n + i]: cost of client i at facility j under the prices. In two steps, because bonuses move more often than loads:
/// `loaded` holds cost and priced loads, `arc` also the bonuses.
void price_loads(const Arcs& c, const Prices& prices, std::vector<double>& loaded);
void price_bonus(const Arcs& c, const Prices& prices, const std::vector<double>& loaded, std::vector<double>& arc);
void price_arcs(const Arcs& c, const Prices& prices, std::vector<double>& arc);

struct Answer {
  std::vector<std::size_t> open;
  std::vector<std::size_t> server;
  double value = infinity;
};

/// Best assignment found for a set of open facilities: cheapest by the prices, prices moved to the peaks that result, bonuses
/// raised until every coverage row holds. Exact when there are neither loads nor coverage rows.
[[nodiscard]] Answer assign(const Arcs& c, const std::vector<std::size_t>& open, const Prices& start);

/// Adds, drops and swaps facilities while that helps. `arc` holds the surrogate costs of single arcs.
[[nodiscard]] Answer improve(const Arcs& c, Answer from, const Prices& prices, const std::vector<std::uint8_t>& closed,
                             int rounds);

}  // namespace gridwright::solver::location
