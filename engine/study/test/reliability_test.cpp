#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/study/reliability.hpp"

using namespace gridwright;
using namespace gridwright::study;
using doctest::Approx;

namespace {

std::vector<double> flat(double mw, std::size_t steps = 8760) { return std::vector<double>(steps, mw); }
UnitGroup plant(int units, double mw, double forced, double repair_h) { return {.name = "here.gas", .kind = "gas", .units = units, .unit_mw = mw, .forced = forced, .repair_h = repair_h}; }

/// Within the 99.9 % interval: 1.68 times the half width of the 95 % one.
bool holds(const design::Estimate& e, double value) { return std::abs(e.mean - value) <= 1.68 * (e.high - e.mean); }

}  // namespace

TEST_CASE("one unit against a flat load: short for its share of outage, in runs of its repair time") {
  const ReliabilitySystem s{.site = "here", .load_mw = flat(100.0), .supply = {plant(1, 100.0, 0.05, 40.0)}};
  const ExactAdequacy exact = exact_without_stores(s);
  CHECK(exact.short_hours == Approx(0.05 * 8760.0));
  CHECK(exact.unserved_mwh == Approx(0.05 * 876'000.0));
  const design::SiteReliability r = assess(s, {.years = 2000, .seed = 3});
  CHECK(holds(r.short_hours, exact.short_hours));
  CHECK(holds(r.unserved_mwh, exact.unserved_mwh));
  // Renewals: 8,760 h / (760 h up + 40 h down) = 10.95 outages a year; a run that begins and ends between two hours is not seen.
  CHECK(r.events.mean == Approx(8760.0 / 800.0 * std::exp(-0.5 / 40.0)).epsilon(0.02));
}

TEST_CASE("k of n: the chance that fewer than three of four units are up") {
  const ReliabilitySystem s{.site = "here", .load_mw = flat(75.0), .supply = {plant(4, 25.0, 0.1, 20.0)}};
  const double lolp = 1.0 - std::pow(0.9, 4) - 4.0 * 0.1 * std::pow(0.9, 3);
  CHECK(exact_without_stores(s).short_hours == Approx(8760.0 * lolp));
  const design::SiteReliability r = assess(s, {.years = 500});
  CHECK(holds(r.short_hours, 8760.0 * lolp));
  const std::vector<CapacityState> states = capacity_states(s.supply, {1.0});
  REQUIRE(states.size() == 5);
  CHECK(states[0].chance == Approx(1e-4));
  CHECK(states[4].mw == Approx(100.0));
}

TEST_CASE("nothing fails and the plan carries its load: nothing is missing, whatever weather year is drawn of one") {
  ReliabilitySystem s{.site = "here", .load_mw = flat(100.0), .supply = {plant(1, 60.0, 0.0, 1.0)}, .grid = {plant(2, 20.0, 0.0, 1.0)}};
  const design::SiteReliability r = assess(s, {.years = 20});
  CHECK(r.short_hours.mean == 0.0);
  CHECK(r.years_without == 1.0);
  // N-1 by hand: a circuit gone leaves 80 of 100 MW; both, 60; the plant, 40.
  REQUIRE(r.cases.size() == 3);
  CHECK(r.cases[0].unserved_mwh == Approx(60.0 * 8760.0));
  CHECK(r.cases[1].unserved_mwh == Approx(40.0 * 8760.0));
  CHECK(r.cases[2].unserved_mwh == Approx(20.0 * 8760.0));
  CHECK(r.cases[2].lost == "one of 2 circuits of 20 MW");
  CHECK(r.cases[2].short_hours == 8760.0);
}

TEST_CASE("a full store carries the load for as long as it holds, then the island is dark") {
  ReserveStore store{.units = {.name = "here.store", .kind = "lithium", .units = 1, .unit_mw = 100.0}, .energy_mwh = 1000.0, .discharge_efficiency = 0.8};
  const ReliabilitySystem s{.site = "here", .load_mw = flat(100.0), .stores = {store}, .grid = {plant(1, 200.0, 0.0, 1.0)}};
  const design::SiteReliability r = assess(s, {.years = 2});
  CHECK(r.short_hours.mean == 0.0);
  CHECK(r.islanded.least_h == 8.0);   // 1,000 MWh x 0.8 at 100 MW
  CHECK(r.islanded.median_h == 8.0);
  CHECK(r.islanded.share_4h == 1.0);
  CHECK(r.islanded.share_24h == 0.0);
  CHECK(r.islanded.whole_year_hours == 8.0);
}

TEST_CASE("a store that the plan has empty is no help; kept in reserve it is") {
  ReserveStore store{.units = {.name = "here.store", .kind = "lithium", .units = 1, .unit_mw = 100.0}, .energy_mwh = 400.0, .planned_mwh = flat(0.0)};
  const ReliabilitySystem s{.site = "here", .load_mw = flat(100.0), .stores = {store}, .grid = {plant(1, 200.0, 0.02, 3.0)}};
  const design::SiteReliability planned = assess(s, {.years = 300}), reserve = assess(s, {.years = 300, .policy = StorePolicy::reserve});
  CHECK(holds(planned.short_hours, 0.02 * 8760.0));
  CHECK(reserve.short_hours.mean < 0.5 * planned.short_hours.mean);
}

TEST_CASE("the same seed gives the same answer on any number of threads; another seed another") {
  ReliabilitySystem s{.site = "here", .load_mw = flat(100.0), .supply = {plant(4, 30.0, 0.05, 30.0)}};
  for (int y = 0; y < 3; ++y) {
    s.supply[0].share.emplace_back(8760);
    for (std::size_t t = 0; t < 8760; ++t) s.supply[0].share.back()[t] = 0.7 + 0.3 * std::sin(0.01 * static_cast<double>(t) + y);
  }
  const auto run = [&](int threads, std::uint64_t seed) { return assess(s, {.years = 100, .seed = seed, .threads = threads}); };
  const design::SiteReliability one = run(1, 7), three = run(3, 7), other = run(1, 8);
  CHECK(one.unserved_mwh.mean == three.unserved_mwh.mean);
  CHECK(one.unserved_mwh.high == three.unserved_mwh.high);
  CHECK(one.unserved_by_month_hour == three.unserved_by_month_hour);
  CHECK(one.unserved_mwh.mean != other.unserved_mwh.mean);
}
