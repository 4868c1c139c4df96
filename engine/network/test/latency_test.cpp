#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/random.hpp"
#include "gridwright/network/latency.hpp"

using namespace gridwright;
using namespace gridwright::network;
using doctest::Approx;

namespace {

/// Cities on a sphere of straight fibre: every round trip is the line exactly.
LatencyMatrix straight_world(int cities, double fixed, double slope, std::uint64_t seed = 1) {
  RandomStream random(seed, "straight_world");
  std::vector<Point> places;
  for (int i = 0; i < cities; ++i) places.push_back({-60.0 + 120.0 * random.uniform(), -180.0 + 360.0 * random.uniform()});
  LatencyMatrix m(places);
  for (std::size_t a = 0; a < m.size(); ++a)
    for (std::size_t b = a + 1; b < m.size(); ++b) m.measured(a, b, fixed + slope * distance_km(places[a], places[b]));
  return m;
}

}  // namespace

TEST_CASE("from distance: a line, never quicker than light in fibre") {
  const LatencyModel model = LatencyModel::from_distance(DistanceFit::public_internet());
  const Point tokyo{35.69, 139.75}, paris{48.86, 2.35};
  const double km = distance_km(tokyo, paris);
  CHECK(km == Approx(9715).epsilon(0.005));
  CHECK(model.rtt_ms(tokyo, paris) == Approx(15.5 + 0.01741 * km));
  CHECK(LatencyModel::from_distance({0.0, 0.0}).rtt_ms(tokyo, paris) == Approx(km / 102.0));
}

TEST_CASE("in a world of straight fibre the detours through neighbours cost less than a tenth") {
  const LatencyCheck c = check_latency(straight_world(150, 10.0, 0.0157));
  CHECK(c.pairs == 5 * 30 * 29 / 2);
  CHECK(c.median_relative < 0.10);
  CHECK(c.straight_relative < 1e-3);  // the line itself finds it
}

TEST_CASE("the order of the ends, of the cities and the number of threads do not matter") {
  const LatencyModel model = LatencyModel::measured(straight_world(40, 12.0, 0.017));
  std::vector<Point> from{{10, 20}, {50, 8}, {-33, 151}}, to{{1, 103}, {40, -74}};
  const std::vector<double> one = model.rtt_table(from, to, 1), two = model.rtt_table(from, to, 2);
  CHECK(one == two);
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t j = 0; j < to.size(); ++j) {
      CHECK(one[i * to.size() + j] == model.rtt_ms(from[i], to[j]));
      CHECK(model.rtt_ms(to[j], from[i]) == Approx(one[i * to.size() + j]));
    }
}

TEST_CASE("the smaller of two directions counts, relays shorten, and only where asked") {
  LatencyMatrix m({{0, 0}, {0, 10}, {0, 20}}, {"a", "b", "c"});
  m.measured(0, 1, 20.0), m.measured(1, 0, 18.0), m.measured(1, 2, 20.0), m.measured(0, 2, 90.0);
  CHECK(m.rtt_ms(0, 1) == 18.0);
  CHECK(m.rtt_ms(1, 0) == 18.0);
  CHECK(m.with_relays().rtt_ms(0, 2) == 38.0);
  CHECK(m.rtt_ms(0, 2) == 90.0);
  CHECK(m.pairs() == 3);
}

TEST_CASE("where no pair around the ends was measured the line answers") {
  LatencyMatrix m({{0, 0}, {0, 1}, {40, 100}, {41, 101}});
  m.measured(0, 1, 5.0), m.measured(2, 3, 5.0);
  const LatencyModel model = LatencyModel::measured(m, {.neighbours = 1});
  const Point p{0, 0.1}, q{40, 100.1};
  CHECK(model.rtt_ms(p, q) == Approx(DistanceFit::public_internet().rtt_ms(distance_km(p, q))));
}

TEST_CASE("matrix and list of pairs are the same, and mistakes have a place") {
  const std::string cities = "city,lat,lon\nA,0,0\nB,0,10\nC,10,0\nD,10,10\n";
  const auto square = parse_latency_matrix(cities, "cities.csv",
                                           "x,A,B,C,D\nA,,10,11,15\nB,10.5,,16,12\nC,11,,,13\nD,14,12,13,0\n", "rtt.csv");
  REQUIRE(square);
  CHECK(square->rtt_ms(0, 3) == 14.0);
  CHECK(square->pairs() == 6);
  const auto pairs = parse_latency_matrix(
      cities, "cities.csv", "from,to,rtt_ms\nA,B,10\nA,B,0\nA,C,11\nA,D,14\nB,C,16\nB,D,12\nC,D,13\n", "rtt.csv");
  REQUIRE(pairs);
  REQUIRE(pairs.diagnostics().size() == 1);  // one zero, told
  CHECK(pairs.diagnostics()[0].severity == Severity::warning);
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b < 4; ++b)
      if (a != b) CHECK(square->rtt_ms(a, b) == pairs->rtt_ms(a, b));

  const auto wrong = parse_latency_matrix(cities, "cities.csv", "x,A,B,E\nA,,ten,3\nB,-4,,1\nF,1,2,3\n", "rtt.csv");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.diagnostics().size() == 4);  // E, ten, -4, F
  CHECK(wrong.diagnostics()[1].line == 2);
  const auto twice = parse_latency_matrix("city,lat,lon\nA,0,0\nA,91,0\n", "cities.csv", "x,A\nA,1\n", "rtt.csv");
  REQUIRE_FALSE(twice);
  CHECK(twice.diagnostics().size() == 2);  // latitude and the second A
  CHECK_FALSE(parse_latency_matrix(cities, "cities.csv", "from,to,rtt_ms\nA,B,1\n", "rtt.csv"));
}

TEST_CASE("percentiles of a sum: against draws") {
  const Lognormal path{120.0, 0.15}, access = Lognormal::from_p95(28.0, 80.0);
  CHECK(access.quantile(0.95) == Approx(80.0));
  RandomStream random(3, "sum");
  std::vector<double> draws(200'000);
  for (double& x : draws)
    x = path.median * std::exp(path.sigma * random.normal()) + access.median * std::exp(access.sigma * random.normal());
  std::sort(draws.begin(), draws.end());
  for (double q : {0.5, 0.95, 0.99})
    CHECK(quantile_of_sum(path, access, q) == Approx(draws[static_cast<std::size_t>(q * 200'000)]).epsilon(0.01));
  CHECK(quantile_of_sum({100.0, 0.0}, {20.0, 0.0}, 0.99) == 120.0);
  for (double q : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999999}) CHECK(normal_cdf(normal_quantile(q)) == Approx(q).epsilon(1e-12));
}
