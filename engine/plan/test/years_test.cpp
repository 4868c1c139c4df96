// Years and weather years: what each must answer where the answer can be worked out on paper.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/design/years.hpp"
#include "gridwright/plan/plan.hpp"
#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using plan::Outcome;
using scenario::Scenario;
using scenario::Site;

namespace {

constexpr double year_h = 8760.0;

const design::YearCapacity& through_years(const design::Design& d, const std::string& component, const std::string& what) {
  const auto found = std::find_if(d.years.capacities.begin(), d.years.capacities.end(), [&](const auto& c) { return c.component == component && c.what == what; });
  REQUIRE(found != d.years.capacities.end());
  return *found;
}

scenario::WeatherYear weather(std::string id, double probability, double price) {
  scenario::WeatherYear w;
  w.id = std::move(id), w.probability = probability, w.price = price;
  return w;
}

double level_payment(double capital, double years) { return capital * 0.07 / (1.0 - std::pow(1.07, -years)); }

}  // namespace

TEST_CASE("CVaR of outcomes: the worst part of the distribution, the one at the edge with what is left of its probability") {
  using design::conditional_value_at_risk;
  CHECK(conditional_value_at_risk({{10.0, 0.5}, {20.0, 0.3}, {40.0, 0.2}}, 0.0) == Approx(19.0));
  CHECK(conditional_value_at_risk({{10.0, 0.5}, {20.0, 0.3}, {40.0, 0.2}}, 0.8) == Approx(40.0));
  CHECK(conditional_value_at_risk({{10.0, 0.5}, {20.0, 0.3}, {40.0, 0.2}}, 0.6) == Approx(0.5 * 40.0 + 0.5 * 20.0));
  CHECK(conditional_value_at_risk({{10.0, 1.0}}, 0.9) == Approx(10.0));
}

// 100 MW from a grid at 40 USD/MWh, and at 80 in one year of four: mean 50; the worse half is 80 and 40 in equal parts, 60.
TEST_CASE("weather years cost their mean, and the tail by its weight") {
  Site site = loaded_site(100.0);
  site.grid = simple_grid(40.0);
  Scenario s = world(24, {site});
  s.weather_years = {weather("calm", 0.25, 2.0), weather("usual", 0.75, 1.0)};
  s.risk = {.weight = 0.4, .level = 0.5};
  const design::Design d = design_of(s);
  REQUIRE(d.years.runs.size() == 2);
  CHECK(d.years.runs[0].weather == "calm");
  CHECK(d.years.runs[0].usd == Approx(100.0 * year_h * 80.0).epsilon(tight));
  CHECK(d.years.mean_present_usd == Approx(100.0 * year_h * 50.0).epsilon(tight));
  CHECK(d.years.tail_present_usd == Approx(100.0 * year_h * 60.0).epsilon(tight));
  CHECK(d.years.weighed_present_usd == Approx(100.0 * year_h * 54.0).epsilon(tight));
  CHECK(d.solve.objective_usd * year_h / 24.0 == Approx(d.years.weighed_present_usd).epsilon(tight));
  // prices are of the weather's own dollars, whatever weighs on it
  for (double price : hourly(d, "here", "marginal_price")) CHECK(price == Approx(80.0).epsilon(1e-4));
}

// A unit at 110 USD/MWh of fixed cost beside a grid at 40 or 160, as likely: not worth it on average (100), worth it against the worse half.
TEST_CASE("a plan that fears the tail builds what the mean does not") {
  Site site = loaded_site(100.0);
  site.grid = simple_grid(40.0);
  site.supply = {simple_generator("firm", up_to_mw(1000.0), 110.0 * year_h)};
  Scenario s = world(24, {site});
  s.weather_years = {weather("dear", 0.5, 4.0), weather("usual", 0.5, 1.0)};
  CHECK(capacity(design_of(s), "here.firm", "power") == Approx(0.0).epsilon(1e-3));
  s.risk = {.weight = 0.9, .level = 0.5};
  const design::Design d = design_of(s);
  CHECK(capacity(d, "here.firm", "power") == Approx(100.0).epsilon(1e-5));
  CHECK(d.years.mean_present_usd == Approx(100.0 * year_h * 110.0).epsilon(tight));
}

// What is built serves the worse of two loads; what is run does not.
TEST_CASE("capacity is built once for all weather years") {
  Site site = loaded_site(100.0);
  site.supply = {simple_generator("gas", up_to_mw(1000.0), 50'000.0)};
  site.supply[0].variable_om = usd_per_mwh(30.0);
  Scenario s = world(24, {site});
  s.weather_years = {weather("cool", 0.75, 1.0), weather("hot", 0.25, 1.0)};
  s.weather_years[1].demand = 1.2;
  const design::Design d = design_of(s);
  CHECK(capacity(d, "here.gas", "power") == Approx(120.0).epsilon(tight));
  CHECK(d.years.mean_present_usd == Approx(120.0 * 50'000.0 + 30.0 * year_h * (75.0 + 30.0)).epsilon(tight));
  CHECK(d.years.runs[1].load_mwh == Approx(120.0 * year_h).epsilon(tight));
}

// Two lives of two years, the second for half as much again at 80 % of the price.
TEST_CASE("what is past its life is retired and built again at the price of its year") {
  Site site = loaded_site(100.0);
  site.load_growth = {1.0, 1.0, 1.5};
  scenario::Generator g = simple_generator("gas", up_to_mw(1000.0), 10'000.0);
  g.capital = usd_per_mw(1e6);
  g.life_years = 2.0;
  g.capital_by_year = {1.0, 0.9, 0.8};
  site.supply = {g};
  Scenario s = world(24, {site});
  s.horizon.years = 4;
  const design::Design d = design_of(s);
  const design::YearCapacity& c = through_years(d, "here.gas", "power");
  const std::vector<double> value{100, 100, 150, 150}, built{100, 0, 150, 0}, retired{0, 0, 100, 0}, price{1, 1, 0.8, 0.8};
  for (std::size_t y = 0; y < 4; ++y) {
    CHECK(c.value[y] == Approx(value[y]).epsilon(1e-5));
    CHECK(c.built[y] == Approx(built[y]).epsilon(1e-5).scale(100.0));
    CHECK(c.retired[y] == Approx(retired[y]).epsilon(1e-5).scale(100.0));
    CHECK(c.price[y] == Approx(price[y]).epsilon(1e-5));
  }
  const double early = 100.0 * (level_payment(1e6, 2.0) + 10'000.0), late = 150.0 * (level_payment(0.8e6, 2.0) + 10'000.0);
  CHECK(d.years.mean_present_usd == Approx(early * (1.0 + 1.0 / 1.07) + late * (std::pow(1.07, -2) + std::pow(1.07, -3))).epsilon(tight));
  CHECK(d.solve.objective_usd * year_h / 24.0 == Approx(d.years.weighed_present_usd).epsilon(tight));
  CHECK(d.usd_per_year == Approx(early).epsilon(tight));
}

TEST_CASE("the connection ramps, later units wait for their year, and targets and prices follow the years") {
  Site site = loaded_site(100.0);
  site.grid = simple_grid(20.0);
  site.grid->connection_by_year_mw = {40.0, 70.0};
  site.grid->energy_price_by_year = {1.0, 1.5, 2.0};
  site.supply = {simple_generator("now", up_to_mw(1000.0), 60.0 * year_h), simple_generator("later", up_to_mw(1000.0), 10.0 * year_h)};
  site.supply[1].from_year = 2030;
  Scenario s = world(24, {site});
  s.horizon.years = 3;
  const design::Design d = design_of(s);
  const design::YearCapacity &now = through_years(d, "here.now", "power"), &later = through_years(d, "here.later", "power");
  CHECK(now.value[0] == Approx(60.0).epsilon(1e-5));
  CHECK(now.value[1] == Approx(60.0).epsilon(1e-5));
  CHECK(later.value[1] == Approx(0.0).epsilon(1e-3));
  CHECK(later.value[2] == Approx(40.0).epsilon(1e-4));
  CHECK(d.years.runs[1].usd == Approx(year_h * (60.0 * 60.0 + 40.0 * 30.0)).epsilon(1e-5));
}

TEST_CASE("a store fades by age and by use") {
  Site site = loaded_site(10.0);
  site.grid = simple_grid(0.0);
  SeriesFiles files;
  site.grid->energy_price = files.day_night(100.0, 10.0);
  site.storage = {simple_storage("battery", exactly_mw(10.0), exactly_h(4.0))};
  Scenario s = world(48, {site});
  s.horizon.years = 3;
  scenario::Storage& b = s.sites[0].storage[0];
  b.charge_efficiency = b.discharge_efficiency = 1.0;
  b.wear = usd_per_mwh(0.1);  // keeps it from charging and discharging at once
  b.energy_fade_per_year = 0.1;
  SUBCASE("age") {
    const design::YearCapacity usable = through_years(design_of(s), "here.battery", "usable_energy");
    for (int y = 0; y < 3; ++y) CHECK(usable.value[static_cast<std::size_t>(y)] == Approx(40.0 * std::pow(0.9, y + 0.5)).epsilon(1e-5));
  }
  SUBCASE("use") {
    b.energy_fade_per_year = 0.0;
    b.cycle_fade = 1e-4;
    const design::Design d = design_of(s);
    const design::YearCapacity& usable = through_years(d, "here.battery", "usable_energy");
    double through = 0.0;
    for (std::size_t y = 0; y < 3; ++y) {
      const double use = d.years.runs[y].stores.at(0).discharged_mwh;
      CHECK(use == Approx(365.0 * usable.value[y]).epsilon(1e-4));  // one cycle a day
      CHECK(usable.value[y] == Approx(40.0 - 1e-4 * (through + 0.5 * use)).epsilon(1e-6));
      through += use;
    }
  }
  SUBCASE("one year stands for the life") {
    s.horizon.years = 1;
    b.cycle_fade = 1e-5;
    b.energy_fade_per_year = 0.01;
    const design::Design d = design_of(s);
    const double use = 365.0 * capacity(d, "here.battery", "usable_energy");
    CHECK(capacity(d, "here.battery", "usable_energy") == Approx(40.0 * 0.9 - 1e-5 * use * 10.0).epsilon(1e-5));
  }
  SUBCASE("efficiency") {
    b.energy_fade_per_year = 0.0;
    b.efficiency_fade_per_year = 0.19;
    const design::Design d = design_of(s);
    const std::vector<double> c = hourly(d, "here.battery", "charge"), out = hourly(d, "here.battery", "discharge");
    CHECK(sum(out) == Approx(sum(c) * std::pow(0.81, 0.5)).epsilon(1e-6));
  }
}

TEST_CASE("a store keeps its minimum level") {
  Site site = loaded_site(10.0);
  site.grid = simple_grid(0.0);
  SeriesFiles files;
  site.grid->energy_price = files.day_night(100.0, 10.0);
  site.storage = {simple_storage("battery", exactly_mw(10.0), exactly_h(4.0))};
  site.storage[0].charge_efficiency = site.storage[0].discharge_efficiency = 1.0;
  site.storage[0].level_min = 0.25;
  const std::vector<double> level = hourly(design_of(world(48, {site})), "here.battery", "level");
  CHECK(*std::min_element(level.begin(), level.end()) == Approx(10.0).epsilon(1e-5));
  CHECK(*std::max_element(level.begin(), level.end()) == Approx(40.0).epsilon(1e-5));
}

TEST_CASE("renewed modules are paid level over the life at their present value") {
  Site site = loaded_site(10.0);
  site.grid = simple_grid(10.0);
  site.storage = {simple_storage("battery", exactly_mw(10.0), exactly_h(4.0))};
  site.storage[0].replacement_cost = usd_per_mwh(50'000.0);
  site.storage[0].replacement_after_years = 10.0;
  site.storage[0].life_years = 20.0;
  const design::Design d = design_of(world(24, {site}));
  CHECK(d.usd_per_year == Approx(10.0 * 10.0 * year_h + level_payment(40.0 * 50'000.0 / std::pow(1.07, 10), 20.0)).epsilon(tight));
}

// Prices of whole steps cost the same in steps; work by the day costs the same in any step.
TEST_CASE("steps of several hours average what lies in them") {
  SeriesFiles files;
  Site site = loaded_site(100.0);
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.add([](int t) { return t / 4 % 6 < 3 ? 80.0 : 20.0; });
  site.storage = {simple_storage("battery", exactly_mw(50.0), exactly_h(8.0))};
  site.storage[0].self_discharge_per_hour = 1e-4;
  site.halls = {simple_hall(100.0)};
  Scenario s = world(48, {site});
  s.fleets = {simple_fleet("gpus", "here", {0.0, 1e5})};
  s.workloads = {serving_work("chat", scenario::WorkloadKind::interactive, 1e11), serving_work("batch", scenario::WorkloadKind::batch, 1e11)};
  s.workloads[0].shape = "diurnal";
  s.workloads[1].deadline = Duration::canonical(12.0);
  const design::Design hourly_plan = design_of(s);
  s.step_h = 4;
  const design::Design d = design_of(s);
  CHECK(d.hours == 12);
  CHECK(d.step_h == 4.0);
  CHECK(d.tokens_per_year == Approx(hourly_plan.tokens_per_year).epsilon(1e-9));
  CHECK(d.usd_per_year == Approx(hourly_plan.usd_per_year).epsilon(2e-3));
}

TEST_CASE("one weather year is the plan itself, and years that do not differ cost alike") {
  SeriesFiles files;
  Site site = loaded_site(100.0);
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(70.0, 20.0);
  site.storage = {simple_storage("battery", up_to_mw(50.0), exactly_h(8.0))};
  site.storage[0].capital_power = usd_per_mw(1e5);
  Scenario s = world(48, {site});
  const design::Design alone = design_of(s);
  s.weather_years = {weather("only", 1.0, 1.0)};
  const design::Design one = design_of(s);
  CHECK(one.usd_per_year == Approx(alone.usd_per_year).epsilon(1e-12));
  CHECK(one.years.runs.empty());
  s.horizon.years = 2;
  CHECK(design_of(s).years.mean_present_usd == Approx(alone.usd_per_year * (1.0 + 1.0 / 1.07)).epsilon(1e-6));
}

TEST_CASE("what cannot be planned together is refused by name") {
  Site site = loaded_site(100.0);
  site.grid = simple_grid(40.0);
  site.halls = {simple_hall(100.0)};
  Scenario s = world(48, {site});
  s.fleets = {simple_fleet("gpus", "here", {0.0, 1e5})};
  s.workloads = {serving_work("run", scenario::WorkloadKind::training, 0.0)};
  s.workloads[0].compute_flop = 1e24;
  s.step_h = 4;
  const Outcome o = plan::plan(s);
  CHECK(o.status == Outcome::Status::bad_input);
  CHECK(to_text(o.diagnostics).find("'run' is training") != std::string::npos);
}
