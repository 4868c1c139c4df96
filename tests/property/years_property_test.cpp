// What must hold for any plan over weather years and years, on small sites that rapidcheck invents.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>

#include "gridwright/plan/plan.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using plan::Outcome;
using scenario::Scenario;
using scenario::Site;

namespace {

constexpr double tolerance = 1e-5;  // of the cost: two solves, each to 1e-8 of its largest number

int below(int n) { return *rc::gen::inRange(0, n); }
double between(double low, double high) { return low + (high - low) * 0.001 * below(1001); }

struct Shapes {
  SeriesFiles files;
  scenario::SeriesSpec wind = files.add([](int t) { return 0.5 + 0.45 * std::sin(0.13 * t + 1.0) * std::sin(0.31 * t); });
  scenario::SeriesSpec price = files.add([](int t) { return 45.0 + 25.0 * std::sin(0.26 * t); });
};

/// A load with wind, a store and a grid; always feasible: what is not served is paid for.
Scenario invent(const Shapes& shapes) {
  Site site = empty_site("a");
  site.load = flat(between(20.0, 100.0));
  site.grid = simple_grid(0.0, between(10.0, 120.0));
  site.grid->energy_price = shapes.price;
  scenario::Generator wind = simple_generator("wind", up_to_mw(between(10.0, 300.0)), 0.0);
  wind.kind = scenario::TechnologyKind::wind;
  wind.availability = shapes.wind;
  wind.capital = usd_per_mw(between(5e5, 2e6));
  wind.clean = true;
  site.supply = {wind};
  scenario::Storage store = simple_storage("store", up_to_mw(between(5.0, 100.0)), exactly_h(between(1.0, 12.0)));
  store.capital_power = usd_per_mw(between(1e5, 1e6));
  store.capital_energy = usd_per_mwh(between(0.0, 1e5));
  store.wear = usd_per_mwh(0.5);
  store.energy_fade_per_year = below(2) == 0 ? 0.0 : between(0.0, 0.05);
  store.cycle_fade = below(2) == 0 ? 0.0 : between(0.0, 1e-4);
  store.level_min = below(2) == 0 ? 0.0 : between(0.0, 0.3);
  site.storage = {store};
  Scenario s = world(24 * (1 + below(2)), {site});
  s.unserved_cost = usd_per_mwh(3000.0);
  return s;
}

scenario::WeatherYear weather(const char* id, double probability) {
  scenario::WeatherYear w;
  w.id = id, w.probability = probability;
  w.wind = between(0.7, 1.1), w.price = between(0.7, 1.5), w.demand = between(0.9, 1.1);
  return w;
}

void add_weathers(Scenario& s) {
  const double p = between(0.1, 0.9), q = between(0.1, 0.9);
  s.weather_years = {weather("one", p), weather("two", (1.0 - p) * q), weather("three", (1.0 - p) * (1.0 - q))};
  s.risk = {.weight = between(0.0, 0.9), .level = between(0.0, 0.95)};
}

design::Design planned(const Scenario& s) {
  const Outcome o = plan::plan(s);
  if (o.status != Outcome::Status::done) RC_FAIL(to_text(o.diagnostics));
  const std::string broken = broken_laws(o.design.checks);
  if (!broken.empty()) RC_FAIL(broken);
  return o.design;
}

/// What a plan minimised, of one year and weather or of several.
double cost(const Scenario& s) {
  const design::Design d = planned(s);
  return d.years.years.empty() ? d.usd_per_year : d.years.weighed_present_usd;
}

bool at_most(double a, double b) { return a <= b + tolerance * std::abs(b); }
bool alike(double a, double b) { return std::abs(a - b) <= tolerance * std::abs(b); }

}  // namespace

TEST_CASE("one weather year with probability 1 is the plan without weather years") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    const double alone = cost(s);
    scenario::WeatherYear w;
    w.id = "only", w.probability = 1.0;
    s.weather_years = {w};
    s.risk = {.weight = 0.5, .level = 0.9};
    RC_ASSERT(cost(s) == alone);
    s.weather_years = {w, w};
    s.weather_years[1].id = "again";
    s.weather_years[0].probability = 0.3, s.weather_years[1].probability = 0.7;
    RC_ASSERT(alike(cost(s), alone));
  }));
}

TEST_CASE("without weight of the tail the plan costs its mean, and more weight never costs less") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    add_weathers(s);
    const double weight = s.risk.weight;
    s.risk.weight = 0.0;
    const design::Design mean = planned(s);
    RC_ASSERT(mean.years.weighed_present_usd == mean.years.mean_present_usd);
    s.risk.weight = weight;
    const design::Design weighed = planned(s);
    RC_ASSERT(at_most(mean.years.mean_present_usd, weighed.years.weighed_present_usd));
    RC_ASSERT(at_most(mean.years.mean_present_usd, weighed.years.mean_present_usd));   // the mean plan is best on the mean
    RC_ASSERT(at_most(weighed.years.weighed_present_usd, (1.0 - weight) * mean.years.mean_present_usd + weight * mean.years.tail_present_usd));
  }));
}

TEST_CASE("a worse weather year never lowers the cost") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    add_weathers(s);
    s.weather_years.resize(2);
    const double p = between(0.1, 0.9);
    s.weather_years[0].probability = p, s.weather_years[1].probability = 1.0 - p;
    const double before = cost(s);
    scenario::WeatherYear worse = s.weather_years[0];  // no better than either in anything
    worse.id = "worse";
    worse.wind = std::min(worse.wind, s.weather_years[1].wind) * between(0.6, 1.0);
    worse.price = std::max(worse.price, s.weather_years[1].price) * between(1.0, 1.5);
    worse.demand = std::max(worse.demand, s.weather_years[1].demand) * between(1.0, 1.2);
    worse.probability = between(0.05, 0.5);
    for (scenario::WeatherYear& w : s.weather_years) w.probability = *w.probability * (1.0 - *worse.probability);
    s.weather_years.push_back(worse);
    RC_ASSERT(at_most(before, cost(s)));
  }));
}

TEST_CASE("a store that may last longer never raises the cost, in any weather and year") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    add_weathers(s);
    s.horizon.years = 1 + below(3);
    scenario::Range<Duration>& duration = s.sites[0].storage[0].duration;
    duration.min = Duration::canonical(0.5);
    const double before = cost(s);
    duration.max = duration.max * between(1.0, 3.0);
    RC_ASSERT(at_most(cost(s), before));
  }));
}

TEST_CASE("money scales, over years and weathers") {
  const Shapes shapes;
  CHECK(rc::check([&] {
    Scenario s = invent(shapes);
    add_weathers(s);
    s.horizon.years = 2;
    s.sites[0].supply[0].capital_by_year = {1.0, between(0.5, 1.0)};
    s.sites[0].storage[0].capital_by_year = {1.0, between(0.5, 1.2)};
    s.sites[0].load_growth = {1.0, between(0.8, 1.5)};
    const double before = cost(s), k = between(0.1, 10.0);
    scenario::Generator& g = s.sites[0].supply[0];
    scenario::Storage& b = s.sites[0].storage[0];
    g.capital = g.capital * k;
    b.capital_power = b.capital_power * k, b.capital_energy = b.capital_energy * k, b.wear = b.wear * k;
    for (scenario::WeatherYear& w : s.weather_years) w.price *= k;
    s.unserved_cost = s.unserved_cost * k;
    RC_ASSERT(alike(cost(s), k * before));
  }));
}
