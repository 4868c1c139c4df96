#include "gridwright/solver/location.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/random.hpp"
#include "gridwright/solver/solve.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using doctest::Approx;

namespace {

LocationProblem random_problem(RandomStream& random, int clients, int facilities) {
  LocationProblem p{.clients = clients, .facilities = facilities};
  std::vector<double> x, y;
  for (int k = 0; k < clients + facilities; ++k) x.push_back(random.uniform()), y.push_back(random.uniform());
  for (int i = 0; i < clients; ++i) {
    const double weight = 0.2 + random.uniform();
    for (int j = 0; j < facilities; ++j) {
      const double d = std::hypot(x[i] - x[clients + j], y[i] - y[clients + j]);
      p.cost.push_back(j > 0 && random.uniform() < 0.1 ? infinity : weight * d);  // facility 0 may serve everybody
      p.measure.push_back(d);
    }
    p.weight.push_back(weight);
  }
  for (int j = 0; j < facilities; ++j) p.open_cost.push_back(0.2 + random.uniform());
  return p;
}

/// Every set of facilities, everybody at the cheapest: the truth where there are neither loads nor coverage.
double by_enumeration(const LocationProblem& p) {
  double best = infinity;
  for (unsigned set = 1; set < (1u << p.facilities); ++set) {
    std::vector<int> open, server;
    for (int j = 0; j < p.facilities; ++j)
      if (set >> j & 1u) open.push_back(j);
    for (int i = 0; i < p.clients; ++i)
      server.push_back(*std::min_element(open.begin(), open.end(), [&](int a, int b) {
        return p.cost[i * p.facilities + a] < p.cost[i * p.facilities + b];
      }));
    best = std::min(best, location_value(p, open, server));
  }
  return best;
}

/// The same problem as an integer program for HiGHS.
double by_branch_and_bound(const LocationProblem& p) {
  LinearProgram lp;
  const int n = p.clients, m = p.facilities, groups = p.periods > 0 ? p.groups : 0;
  const auto column = [&](double cost, double upper, bool integer) {
    lp.cost.push_back(cost), lp.column_lower.push_back(0.0), lp.column_upper.push_back(upper), lp.integer.push_back(integer);
    return lp.columns() - 1;
  };
  std::vector<std::pair<int, double>> row;
  const auto close_row = [&](double lower, double upper) {
    for (const auto& [index, value] : row) lp.matrix.index.push_back(index), lp.matrix.value.push_back(value);
    lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
    lp.row_lower.push_back(lower), lp.row_upper.push_back(upper);
    row.clear();
  };
  for (int j = 0; j < m; ++j) column(p.open_cost[j], 1.0, true);
  for (int k = 0; k < n * m; ++k)
    column(std::isfinite(p.cost[k]) ? p.cost[k] : 0.0, std::isfinite(p.cost[k]) ? 1.0 : 0.0, true);
  for (int k = 0; k < m * groups; ++k) column(p.rate[k], infinity, false);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) row.emplace_back(m + i * m + j, 1.0);
    close_row(1.0, 1.0);
    for (int j = 0; j < m; ++j) {
      row = {{m + i * m + j, 1.0}, {j, -1.0}};
      close_row(-infinity, 0.0);
    }
  }
  for (int j = 0; j < m; ++j) row.emplace_back(j, 1.0);
  close_row(p.least_open, p.most_open > 0 ? p.most_open : infinity);
  for (int j = 0; j < m; ++j)
    for (int g = 0; g < groups; ++g)
      for (int t = 0; t < p.periods; ++t) {
        for (int i = 0; i < n; ++i) row.emplace_back(m + i * m + j, p.load[(i * groups + g) * p.periods + t]);
        row.emplace_back(m + n * m + j * groups + g, -1.0);
        close_row(-infinity, 0.0);
      }
  double all = 0.0;
  for (double w : p.weight) all += w;
  for (const LocationProblem::Coverage& c : p.coverage) {
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < m; ++j)
        if (p.measure[i * m + j] <= c.within) row.emplace_back(m + i * m + j, p.weight[i]);
    close_row(c.share * all, infinity);
  }
  lp.matrix.columns = lp.columns();
  const Solution s = solve(lp, {.mip_gap = 1e-9});
  return s.status == Status::optimal ? s.objective : infinity;
}

}  // namespace

TEST_CASE("facility location and p-median: the optimum of enumeration, proved") {
  RandomStream random(11, "location");
  for (int trial = 0; trial < 40; ++trial) {
    LocationProblem p =
        random_problem(random, 5 + static_cast<int>(random.below(20)), 3 + static_cast<int>(random.below(7)));
    if (trial % 2 == 1) {
      p.most_open = 1 + static_cast<int>(random.below(3));
      p.least_open = trial % 4 == 1 ? p.most_open : 1;
      std::fill(p.open_cost.begin(), p.open_cost.end(), 0.0);
    }
    const LocationSolution s = solve_location(p);
    CAPTURE(trial);
    CHECK(s.status == Status::optimal);
    CHECK(s.objective == Approx(by_enumeration(p)).epsilon(1e-9));
    CHECK(location_value(p, s.open, s.server) == Approx(s.objective).epsilon(1e-12));
    CHECK(s.bound <= s.objective);
  }
}

TEST_CASE("peaks and coverage: never below HiGHS, bounds never above it") {
  RandomStream random(12, "location.peaks");
  double worst = 0.0;
  for (int trial = 0; trial < 8; ++trial) {
    LocationProblem p = random_problem(random, 12, 5);
    p.periods = 3, p.groups = 2;
    for (int k = 0; k < p.clients * 6; ++k) p.load.push_back(random.uniform() < 0.3 ? 0.0 : random.uniform());
    for (int k = 0; k < p.facilities * 2; ++k) p.rate.push_back(0.1 + 0.3 * random.uniform());
    p.coverage = {{.within = 0.3, .share = 0.4}, {.within = 0.6, .share = 0.8}};
    const double truth = by_branch_and_bound(p);
    const LocationSolution s = solve_location(p, {.gap = 1e-6, .nodes = 200});
    CAPTURE(trial);
    if (std::isinf(truth)) {
      CHECK(s.open.empty());
      continue;
    }
    REQUIRE_FALSE(s.open.empty());
    CHECK(s.objective >= truth - 1e-6);
    CHECK(s.bound <= truth + 1e-6);
    CHECK(location_value(p, s.open, s.server) == Approx(s.objective).epsilon(1e-12));
    worst = std::max(worst, s.objective / truth - 1.0);
  }
  CHECK(worst < 0.05);  // a dozen clients: whole clients weigh much
}

TEST_CASE("the same answer twice; limits and bad problems are told") {
  RandomStream random(13, "location.same");
  const LocationProblem p = random_problem(random, 60, 25);
  const LocationSolution a = solve_location(p), b = solve_location(p);
  CHECK(a.open == b.open);
  CHECK(a.server == b.server);
  CHECK(a.objective == b.objective);
  const std::atomic<bool> stop{true};
  const LocationSolution stopped = solve_location(p, {.stop = &stop});
  CHECK_FALSE(stopped.open.empty());
  CHECK(stopped.bound <= a.objective);
  LocationProblem bad = p;
  bad.cost.pop_back();
  CHECK_FALSE(well_formed(bad));
  CHECK(solve_location(bad).open.empty());
  LocationProblem nobody = p;
  for (int j = 0; j < p.facilities; ++j) nobody.cost[static_cast<std::size_t>(j)] = infinity;
  CHECK_FALSE(well_formed(nobody));
}
