// Facility location and placement. Known answers: the p-median of 300 cities and 88 cloud metros proved optimal; edge-global within one
// percent of its bound.
#include <benchmark/benchmark.h>

#include <set>

#include "gridwright/network/latency.hpp"
#include "gridwright/plan/placement.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/solver/location.hpp"

namespace {

using namespace gridwright;

/// Mean round trip over online people of the built-in cities to the best k of the metros that have a cloud region.
solver::LocationProblem cloud_metros(int k) {
  const std::vector<network::City> cities = network::built_in_cities();
  std::vector<network::Point> metros;
  std::set<std::pair<std::string, std::string>> seen;
  for (const network::CloudRegion& r : network::built_in_cloud_regions())
    if (r.country != "CN" && seen.emplace(r.city, r.country).second) metros.push_back(r.at);
  double online = 0.0;
  for (const network::City& c : cities) online += c.online_population;
  solver::LocationProblem p{.clients = static_cast<int>(cities.size()),
                            .facilities = static_cast<int>(metros.size()),
                            .least_open = k,
                            .most_open = k};
  for (const network::City& c : cities)
    for (const network::Point& m : metros)
      p.cost.push_back(c.online_population / online *
                       network::DistanceFit::good_path().rtt_ms(network::distance_km(c.at, m)));
  return p;
}

void placement_p_median(benchmark::State& state) {
  const solver::LocationProblem p = cloud_metros(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const solver::LocationSolution s = solver::solve_location(p);
    if (s.status != solver::Status::optimal) return state.SkipWithError("not proved");
    benchmark::DoNotOptimize(s.objective);
  }
}
BENCHMARK(placement_p_median)->Arg(8)->Arg(24)->Unit(benchmark::kMillisecond);

void placement_edge_global(benchmark::State& state) {
  const auto s = scenario::load_scenario(std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/edge-global");
  if (!s) return state.SkipWithError("no example");
  for (auto _ : state) {
    const plan::PlacementOutcome o = plan::place(*s, {.threads = 1});
    if (o.status != plan::PlacementOutcome::Status::done || o.placement.gap > 0.01) return state.SkipWithError("gap above one percent");
    benchmark::DoNotOptimize(o.placement.usd_per_year);
  }
}
BENCHMARK(placement_edge_global)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
