// Power: what each block must answer where the answer can be worked out on paper.
#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/plan/plan.hpp"
#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using plan::Outcome;
using scenario::Scenario;
using scenario::Site;

// 100 MW at 80 % availability need 125 MW. Capital 1,000 USD/kW over 20 years at 7 %: CRF 0.09439293 (any annuity table).
TEST_CASE("a generator that carries a flat load is as large as its availability asks and costs its annuity and fuel") {
  for (int hours : {24, 168}) {
    Site site = loaded_site(100.0);
    scenario::Generator g;
    g.id = "gas";
    g.capacity = up_to_mw(1000.0);
    g.capital = usd_per_mw(1e6);
    g.fixed_om_share = 0.02;
    g.fixed_om = usd_per_mw(10'000.0);
    g.variable_om = usd_per_mwh(5.0);
    g.fuel_price = usd_per_mwh(20.0);
    g.efficiency = 0.5;
    g.emissions_kg_per_mwh = 400.0;
    g.life_years = 20.0;
    g.availability = flat(0.8);
    site.supply = {g};
    Scenario s = world(hours, {site});
    const design::Design d = design_of(s);
    CHECK(capacity(d, "here.gas", "power") == Approx(125.0).epsilon(tight));
    const double fixed = 125.0 * (1e6 * 0.0943929257 + 20'000.0 + 10'000.0), running = 876'000.0 * (5.0 + 40.0);
    CHECK(d.usd_per_year == Approx(fixed + running).epsilon(tight));
    CHECK(d.usd_per_mwh == Approx((fixed + running) / 876'000.0).epsilon(tight));
    CHECK(d.matching.carbon_kg_per_mwh == Approx(400.0).epsilon(tight));
    s.carbon.price_usd_per_kg = 0.05;  // 20 USD/MWh more
    CHECK(design_of(s).usd_per_year == Approx(fixed + running + 876'000.0 * 20.0).epsilon(tight));
  }
}

TEST_CASE("cheap generation runs first, the dear one carries what is left, and its cost is the price") {
  Site site = loaded_site(100.0);
  site.supply = {simple_generator("cheap", exactly_mw(60.0), 0.0), simple_generator("dear", exactly_mw(200.0), 0.0)};
  site.supply[0].variable_om = usd_per_mwh(10.0);
  site.supply[1].variable_om = usd_per_mwh(70.0);
  const design::Design d = design_of(world(48, {site}));
  CHECK(horizon_usd(d) == Approx(48.0 * (60.0 * 10.0 + 40.0 * 70.0)).epsilon(tight));
  for (double price : hourly(d, "here", "marginal_price")) CHECK(price == Approx(70.0).epsilon(1e-4));
}

// A unit that can move 10 % of 100 MW an hour, with load 40 by night and 100 by day: the grid fills what it cannot follow.
TEST_CASE("ramps and minimum levels hold") {
  SeriesFiles files;
  Site site = empty_site("here");
  site.load = files.day_night(100.0, 40.0);
  site.grid = simple_grid(500.0);
  site.supply = {simple_generator("slow", exactly_mw(100.0), 0.0)};
  site.supply[0].ramp_share_per_hour = 0.1;
  site.supply[0].variable_om = usd_per_mwh(1.0);
  const design::Design d = design_of(world(48, {site}));
  // From 40 it climbs 50, 60 ... 100: short by 50 + 40 + 30 + 20 + 10 = 150 MWh, and as much when it must come down early.
  // Down 60 takes six steps; the night may not see more than 40, so 90 at the last day hour but five: 10 + ... + 50 = 150.
  CHECK(sum(hourly(d, "here.grid", "import")) == Approx(2.0 * 300.0).epsilon(1e-5));

  site.supply[0].ramp_share_per_hour = 1.0;
  site.supply[0].minimum_level = 0.4;
  CHECK(sum(hourly(design_of(world(48, {site})), "here.grid", "import")) == Approx(0.0).scale(1000.0).epsilon(tight));
  site.supply[0].minimum_level = 0.5;  // 50 MW must run and the night takes 40: no way without export or a store
  const Outcome o = plan::plan(world(48, {site}));
  CHECK(o.status == Outcome::Status::infeasible);
}

// Price 10 and 100 USD/MWh, twelve hours each. 10 MW x 4 h inside, 90 % in, 80 % out: each day the store can give back
// 40 x 0.8 = 32 MWh and takes 40 / 0.9 = 44.44 MWh. With duration at the AC terminals it gives 40 and takes 50 / 0.9.
TEST_CASE("a store buys by day and sells by night what its size and losses allow") {
  SeriesFiles files;
  Site site = loaded_site(50.0);
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(10.0, 100.0);
  site.storage = {simple_storage("store", exactly_mw(10.0), exactly_h(4.0))};
  scenario::Storage& store = site.storage[0];
  store.charge_efficiency = 0.9;
  store.discharge_efficiency = 0.8;
  store.duration_basis = scenario::DurationBasis::internal;
  const double day = 50.0 * 12.0 * (10.0 + 100.0);
  CHECK(horizon_usd(design_of(world(72, {site}))) == Approx(3.0 * (day - 32.0 * 100.0 + 40.0 / 0.9 * 10.0)).epsilon(tight));

  store.duration_basis = scenario::DurationBasis::ac_terminals;
  const design::Design ac = design_of(world(72, {site}));
  CHECK(horizon_usd(ac) == Approx(3.0 * (day - 40.0 * 100.0 + 50.0 / 0.9 * 10.0)).epsilon(tight));
  CHECK(capacity(ac, "here.store", "energy") == Approx(50.0).epsilon(tight));

  store.wear = usd_per_mwh(2.0);  // on every MWh in and every MWh out
  CHECK(horizon_usd(design_of(world(72, {site}))) ==
        Approx(3.0 * (day - 40.0 * 98.0 + 50.0 / 0.9 * 12.0)).epsilon(tight));

  // 60 full-power hours a year are 60 x 72 / 8760 in three days: 4.93 MWh to be sold in all.
  store.wear = {};
  store.throughput_hours_per_year = 60.0;
  const double sold = 10.0 * 60.0 * 72.0 / 8760.0;
  CHECK(horizon_usd(design_of(world(72, {site}))) ==
        Approx(3.0 * day - sold * 100.0 + sold / 0.72 * 10.0).epsilon(tight));

  // A charger of a tenth of the power takes 1 MW in each of the twelve cheap hours: 12 MWh in, 12 x 0.72 out.
  store.throughput_hours_per_year.reset();
  store.charge_power_ratio = 0.1;
  CHECK(horizon_usd(design_of(world(72, {site}))) == Approx(3.0 * (day - 12.0 * 0.72 * 100.0 + 12.0 * 10.0)).epsilon(tight));

  // Fade of 2 % a year over 20 years: four fifths of the energy are counted on.
  store.charge_power_ratio = 1.0;
  store.energy_fade_per_year = 0.02;
  CHECK(horizon_usd(design_of(world(72, {site}))) ==
        Approx(3.0 * (day - 0.8 * 40.0 * 100.0 + 0.8 * 50.0 / 0.9 * 10.0)).epsilon(tight));
}

TEST_CASE("self-discharge is lost, hour by hour") {
  // One MW must flow by night only, from a generator that runs by day only; the store loses 1 % of its level an hour.
  SeriesFiles files;
  Site site = empty_site("here");
  site.load = files.add([](int t) { return t == 12 ? 1.0 : 0.0; });
  site.supply = {simple_generator("day", up_to_mw(100.0), 1.0)};
  site.supply[0].availability = files.add([](int t) { return t == 0 ? 1.0 : 0.0; });
  site.storage = {simple_storage("store", up_to_mw(100.0), exactly_h(100.0))};
  site.storage[0].charge_efficiency = site.storage[0].discharge_efficiency = 1.0;
  site.storage[0].self_discharge_per_hour = 0.01;
  const design::Design d = design_of(world(24, {site}));
  CHECK(capacity(d, "here.day", "power") == Approx(std::pow(0.99, -12.0)).epsilon(1e-5));
}

TEST_CASE("a free duration is bought where it pays and kept within its range") {
  // The generator runs by day (availability 1), the load of 10 MW by night: 12 h of store at 10 MW are needed, lossless.
  SeriesFiles files;
  Site site = empty_site("here");
  site.load = files.day_night(0.0, 10.0);
  site.supply = {simple_generator("day", up_to_mw(100.0), 1000.0)};
  site.supply[0].availability = files.day_night(1.0, 0.0);
  site.storage = {simple_storage("store", up_to_mw(100.0), {Duration::canonical(2.0), Duration::canonical(20.0)})};
  site.storage[0].charge_efficiency = site.storage[0].discharge_efficiency = 1.0;
  site.storage[0].capital_power = usd_per_mw(100'000.0);
  site.storage[0].capital_energy = usd_per_mwh(10'000.0);
  site.storage[0].life_years = 20.0;
  design::Design d = design_of(world(24, {site}));
  CHECK(capacity(d, "here.store", "power") == Approx(10.0).epsilon(1e-5));
  CHECK(capacity(d, "here.store", "energy") == Approx(120.0).epsilon(1e-5));
  CHECK(d.usd_per_year == Approx(10.0 * 1000.0 + (1e6 + 1.2e6) * 0.0943929257).epsilon(tight));
  site.storage[0].duration = {Duration::canonical(2.0), Duration::canonical(6.0)};  // 120 MWh now need 20 MW
  d = design_of(world(24, {site}));
  CHECK(capacity(d, "here.store", "power") == Approx(20.0).epsilon(1e-5));
  CHECK(d.usd_per_year == Approx(10.0 * 1000.0 + (2e6 + 1.2e6) * 0.0943929257).epsilon(tight));
}

TEST_CASE("what is not served costs the value of lost load") {
  Site site = loaded_site(100.0);
  site.grid = simple_grid(50.0, 80.0);
  Scenario s = world(24, {site});
  CHECK(plan::plan(s).status == Outcome::Status::infeasible);
  s.unserved_cost = usd_per_mwh(5000.0);
  const design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(24.0 * (80.0 * 50.0 + 20.0 * 5000.0)).epsilon(tight));
  CHECK(d.sites[0].unserved_mwh == Approx(20.0 * 8760.0).epsilon(tight));
}

TEST_CASE("hours outside the planned ones do not matter; a site in another time zone is read in the first one's time") {
  SeriesFiles files;
  Site site = loaded_site(10.0);
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.add([](int t) { return t < 24 ? 20.0 : 1e6; });
  CHECK(horizon_usd(design_of(world(24, {site}))) == Approx(24.0 * 10.0 * 20.0).epsilon(tight));
  // Its clock is two hours ahead: hour 0 here is its hour 2.
  Site east = site;
  east.id = "east";
  east.location.utc_offset_h = -4.0;
  east.grid->energy_price = files.add([](int t) { return static_cast<double>(t); });
  const design::Design d = design_of(world(24, {site, east}));
  CHECK(hourly(d, "east.grid", "price").front() == 2.0);
  CHECK(hourly(d, "east.grid", "price").back() == 25.0);
}
