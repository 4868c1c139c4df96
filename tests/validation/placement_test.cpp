// The p-median of 300 cities and 88 cloud metros: never worse than a published table of greedy + swap, and proved.
#include <doctest/doctest.h>

#include <set>

#include "gridwright/network/latency.hpp"
#include "gridwright/plan/placement.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/solver/location.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;

TEST_CASE("p-median on 88 cloud metros") {
  const auto file = shared_data("world/cities.csv");
  if (file.empty()) {
    MESSAGE("skipped: no shared data");
    return;
  }
  const auto cities = network::read_cities(file.string());
  REQUIRE(cities);
  std::vector<network::Point> metros;
  std::set<std::pair<std::string, std::string>> seen;
  for (const network::CloudRegion& r : network::built_in_cloud_regions())
    if (r.country != "CN" && seen.emplace(r.city, r.country).second) metros.push_back(r.at);
  REQUIRE(metros.size() == 88);
  double online = 0.0;
  for (const network::City& c : *cities) online += c.online_population;
  solver::LocationProblem p{.clients = static_cast<int>(cities->size()), .facilities = 88};
  for (const network::City& c : *cities)
    for (const network::Point& m : metros)
      p.cost.push_back(c.online_population / online *
                       network::DistanceFit::good_path().rtt_ms(network::distance_km(c.at, m)));
  struct Row {
    int k;
    double mean;
  };
  for (const Row& row : {Row{1, 118.5},
                         {2, 70.0},
                         {3, 51.6},
                         {4, 41.7},
                         {5, 37.1},
                         {6, 33.8},
                         {8, 30.1},
                         {10, 26.7},
                         {12, 24.6},
                         {16, 21.5},
                         {24, 19.4}}) {
    CAPTURE(row.k);
    p.least_open = p.most_open = row.k;
    const solver::LocationSolution s = solver::solve_location(p);
    CHECK(s.status == solver::Status::optimal);
    CHECK(s.objective < row.mean + 0.05);  // the table has one decimal
    CHECK(s.gap() <= 1e-9);
    validation::near({"plan", "mean round trip to the best " + std::to_string(row.k) + " of 88 cloud metros, proved optimal",
                      "greedy + swap on the same inputs", "ms"},
                     row.mean, s.objective, {}, 2);
  }
}

TEST_CASE("edge-global: 299 cities, 174 sites, within a percent of the proved bound") {
  const auto s = scenario::load_scenario(std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/edge-global");
  REQUIRE(s);
  const plan::PlacementOutcome o = plan::place(*s, {.threads = 2});
  REQUIRE(o.status == plan::PlacementOutcome::Status::done);
  CHECK(o.placement.gap <= 0.01);
  for (const design::PlacementGoal& g : o.placement.goals) CHECK(g.reached >= g.share);
  validation::statistic({"plan", "placement of examples/edge-global: gap to the proved bound, whole instances included",
                         "Lagrangian bound", "1"},
                        o.placement.cities.size(), o.placement.gap, 0.01);
}
