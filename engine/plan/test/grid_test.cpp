// The bill: energy, demand with its ratchet, minimum take, clean transition tariffs, matching and carbon, by hand.
#include <doctest/doctest.h>

#include "gridwright/plan/plan.hpp"
#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using plan::Outcome;
using scenario::MatchingMode;
using scenario::Scenario;
using scenario::Site;
using scenario::Tariff;
using scenario::TariffKind;

namespace {

/// Load 100 MW in January and 20 MW in February, all from the grid at 10 USD/MWh.
Scenario two_months(SeriesFiles& files) {
  Site site = empty_site("here");
  site.load = files.add([](int t) { return t < 744 ? 100.0 : 20.0; });
  site.grid = simple_grid(10.0);
  site.grid->tariff = "retail";
  Scenario s = world(1416, {site});
  s.tariffs = {Tariff{.id = "retail", .demand_charge_usd_per_mw_month = 1000.0}};
  return s;
}
constexpr double two_months_energy = 10.0 * (744.0 * 100.0 + 672.0 * 20.0);

/// Wind by day (twelve hours) that costs more than the grid, under 100 MW of load: it is bought for matching only.
Scenario half_a_day_of_wind(SeriesFiles& files, MatchingMode mode, double target) {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(50.0);
  site.supply = {simple_generator("wind", up_to_mw(10'000.0), 8760.0 * 50.0)};
  site.supply[0].availability = files.day_night(1.0, 0.0);
  site.supply[0].clean = true;
  Scenario s = world(48, {site});
  s.matching = {.mode = mode, .target = target};
  return s;
}

}  // namespace

TEST_CASE("energy is billed by the hour, with its adder and its carbon") {
  SeriesFiles files;
  Site site = empty_site("here");
  site.load = flat(10.0);
  site.grid = simple_grid(0.0);
  site.grid->energy_price = files.day_night(20.0, 60.0);
  site.grid->energy_adder = usd_per_mwh(5.0);
  site.grid->carbon_intensity = files.day_night(100.0, 500.0);
  Scenario s = world(24, {site});
  CHECK(horizon_usd(design_of(s)) == Approx(120.0 * (25.0 + 65.0)).epsilon(tight));
  s.carbon.price_usd_per_kg = 0.1;
  const design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(120.0 * (25.0 + 65.0 + 10.0 + 50.0)).epsilon(tight));
  CHECK(d.matching.carbon_kg == Approx(120.0 * 600.0 * 365.0).epsilon(tight));
}

TEST_CASE("a connection costs its annuity and its yearly charge for every contracted megawatt") {
  Site site = empty_site("here");
  site.load = flat(40.0);
  site.grid = simple_grid(10.0);
  site.grid->connection_cost = usd_per_mw(120'000.0);
  site.grid->connection_life_years = 20.0;
  site.grid->connection_yearly_cost = usd_per_mw(7'000.0);
  const design::Design d = design_of(world(24, {site}));
  CHECK(capacity(d, "here.grid", "connection") == Approx(40.0).epsilon(tight));
  CHECK(d.usd_per_year == Approx(40.0 * (120'000.0 * 0.0943929257 + 7'000.0) + 350'400.0 * 10.0).epsilon(tight));
}

TEST_CASE("export earns its price and no more than its limit") {
  Site site = empty_site("here");
  site.load = flat(10.0);
  site.supply = {simple_generator("gas", exactly_mw(100.0), 0.0)};
  site.supply[0].variable_om = usd_per_mwh(20.0);
  site.grid = simple_grid(100.0);
  site.grid->export_limit = up_to_mw(30.0);
  site.grid->export_price = flat(35.0);
  CHECK(horizon_usd(design_of(world(24, {site}))) == Approx(24.0 * (40.0 * 20.0 - 30.0 * 35.0)).epsilon(tight));
}

TEST_CASE("the demand charge of a month follows its peak; the ratchet remembers it") {
  SeriesFiles files;
  Scenario s = two_months(files);
  CHECK(horizon_usd(design_of(s)) == Approx(two_months_energy + 1000.0 * (100.0 + 20.0)).epsilon(tight));
  s.tariffs[0].ratchet_share = 0.8;
  s.tariffs[0].ratchet_months = 11;
  CHECK(horizon_usd(design_of(s)) == Approx(two_months_energy + 1000.0 * (100.0 + 80.0)).epsilon(tight));
  s.tariffs[0].ratchet_share = 0.1;  // remembers less than the month draws itself
  CHECK(horizon_usd(design_of(s)) == Approx(two_months_energy + 1000.0 * (100.0 + 20.0)).epsilon(tight));
}

TEST_CASE("minimum take is paid on the contract, used or not") {
  SeriesFiles files;
  Scenario s = two_months(files);
  s.sites[0].grid->connection = exactly_mw(150.0);
  s.tariffs[0].minimum_take_share = 0.6;  // 90 MW
  const design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(two_months_energy + 1000.0 * (100.0 + 90.0)).epsilon(tight));
  CHECK(d.tariffs[0].billed_peak_mw == Approx(100.0).epsilon(tight));
}

TEST_CASE("a store shaves the peak that the demand charge makes dear") {
  // 100 MW for one hour of the day and 50 MW otherwise: a lossless store takes the peak down by its power.
  SeriesFiles files;
  Site site = empty_site("here");
  site.load = files.add([](int t) { return t % 24 == 18 ? 100.0 : 50.0; });
  site.grid = simple_grid(10.0);
  site.grid->tariff = "retail";
  site.storage = {simple_storage("store", exactly_mw(20.0), exactly_h(1.0))};
  site.storage[0].charge_efficiency = site.storage[0].discharge_efficiency = 1.0;
  Scenario s = world(48, {site});
  s.tariffs = {Tariff{.id = "retail", .demand_charge_usd_per_mw_month = 1000.0}};
  CHECK(horizon_usd(design_of(s)) == Approx(10.0 * (48.0 * 50.0 + 2.0 * 50.0) + 1000.0 * 80.0).epsilon(tight));
}

// 100 MW at 50 % cost 100 x 1e6 x 0.0943929257 = 9,439,292.57 USD a year. At an avoided price of 30 USD/MWh they bring
// 438,000 MWh x 30 = 13.14 MUSD: no premium, and no refund either. At 10 USD/MWh they bring 4.38 MUSD and 1 MUSD of capacity.
TEST_CASE("the clean transition premium is what the credits do not cover, and never below zero") {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(40.0);
  site.grid->energy_adder = usd_per_mwh(5.0);
  site.grid->tariff = "clean";
  scenario::Generator g = simple_generator("wind", exactly_mw(100.0), 0.0);
  g.capital = usd_per_mw(1e6);
  g.life_years = 20.0;
  g.availability = flat(0.5);
  g.clean = true;
  g.capacity_credit = 0.2;
  site.supply = {g};
  Scenario s = world(72, {site});
  s.tariffs = {Tariff{.id = "clean", .kind = TariffKind::clean_transition, .resources = {"wind"},
                      .capacity_credit_usd_per_mw_year = 50'000.0}};
  const double retail = 876'000.0 * 45.0, wind = 1e8 * 0.0943929257;

  s.tariffs[0].avoided_price = flat(30.0);
  design::Design d = design_of(s);
  CHECK(d.usd_per_year == Approx(retail).epsilon(tight));
  CHECK(d.tariffs[0].premium_usd == Approx(0.0).scale(retail).epsilon(tight));

  s.tariffs[0].avoided_price = flat(10.0);
  d = design_of(s);
  const double premium = wind - 438'000.0 * 10.0 - 0.2 * 100.0 * 50'000.0;
  CHECK(d.usd_per_year == Approx(retail + premium).epsilon(tight));
  CHECK(d.tariffs[0].premium_usd == Approx(premium).epsilon(1e-5));
  REQUIRE(d.tariffs[0].ledger.size() == 1);
  CHECK(d.tariffs[0].ledger[0].cost_usd == Approx(wind).epsilon(tight));
  CHECK(d.tariffs[0].ledger[0].energy_credit_usd == Approx(4'380'000.0).epsilon(1e-5));
  CHECK(d.tariffs[0].ledger[0].capacity_credit_usd == Approx(1'000'000.0).epsilon(tight));

  // The resources of one tariff do not pay for each other: another that earns much leaves this premium as it is.
  scenario::Generator rich = g;
  rich.id = "rich";
  rich.capital = {};
  rich.capacity = exactly_mw(1.0);
  s.sites[0].supply.push_back(rich);
  s.tariffs[0].resources = {"wind", "rich"};
  CHECK(design_of(s).usd_per_year == Approx(retail + premium).epsilon(tight));

  // A term of ten years shortens the annuity: 100 MUSD x 0.1423775 a year.
  s.sites[0].supply.pop_back();
  s.tariffs[0].resources = {"wind"};
  s.tariffs[0].term_years = 10.0;
  CHECK(design_of(s).usd_per_year == Approx(retail + premium - wind + 1e8 * 0.1423775027).epsilon(tight));
}

TEST_CASE("annual, score and strict matching ask for what their definitions say") {
  SeriesFiles files;
  const auto wind_mw = [](const Scenario& s) { return capacity(design_of(s), "here.wind", "power"); };
  // Twelve windy hours: W MW give 12 W of 2,400 MWh a day.
  Scenario s = half_a_day_of_wind(files, MatchingMode::annual, 0.4);
  const design::Design annual = design_of(s);
  CHECK(capacity(annual, "here.wind", "power") == Approx(80.0).epsilon(1e-5));
  CHECK(annual.usd_per_year == Approx(80.0 * 8760.0 * 50.0 + 0.6 * 876'000.0 * 50.0).epsilon(tight));
  CHECK(annual.matching.annual == Approx(0.4).epsilon(1e-5));
  // One more percent of 876,000 MWh: 8,760 MWh more wind at 100 USD/MWh (half of the year) instead of grid at 50.
  CHECK(annual.matching.one_percent_usd == Approx(8'760.0 * 50.0).epsilon(1e-4));

  CHECK(wind_mw(half_a_day_of_wind(files, MatchingMode::strict_hourly, 0.4)) == Approx(80.0).epsilon(1e-5));

  // Grid a quarter clean: own + 0.25 (2400 - own) = 0.6 x 2400, so own = 1120 MWh.
  s = half_a_day_of_wind(files, MatchingMode::score_with_grid, 0.6);
  s.sites[0].grid->clean_share = flat(0.25);
  CHECK(wind_mw(s) == Approx(1120.0 / 12.0).epsilon(1e-5));
}

TEST_CASE("exported wind counts for the annual volume, not for the hour; a store carries it there") {
  SeriesFiles files;
  Scenario s = half_a_day_of_wind(files, MatchingMode::annual, 0.8);
  s.sites[0].grid->export_limit = up_to_mw(1000.0);
  s.sites[0].grid->export_price = flat(0.0);
  CHECK(capacity(design_of(s), "here.wind", "power") == Approx(160.0).epsilon(1e-5));

  s.matching.mode = MatchingMode::strict_hourly;
  const Outcome o = plan::plan(s);
  REQUIRE(o.status == Outcome::Status::infeasible);  // nothing clean by night
  REQUIRE(!o.conflicts.empty());
  CHECK(o.conflicts.front().block == "matching");

  // A lossless store for the night: 0.8 x 2400 = 1920 MWh in twelve hours.
  s.sites[0].storage = {simple_storage("store", exactly_mw(100.0), exactly_h(12.0))};
  s.sites[0].storage[0].charge_efficiency = s.sites[0].storage[0].discharge_efficiency = 1.0;
  CHECK(capacity(design_of(s), "here.wind", "power") == Approx(160.0).epsilon(1e-5));
}

TEST_CASE("a carbon cap limits what may be burnt") {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.supply = {simple_generator("coal", exactly_mw(200.0), 0.0), simple_generator("gas", exactly_mw(200.0), 0.0)};
  site.supply[0].variable_om = usd_per_mwh(20.0);
  site.supply[0].emissions_kg_per_mwh = 1000.0;
  site.supply[1].variable_om = usd_per_mwh(60.0);
  site.supply[1].emissions_kg_per_mwh = 400.0;
  Scenario s = world(48, {site});
  s.carbon.cap_kg = 876'000.0 * 700.0;  // half of each
  const design::Design d = design_of(s);
  CHECK(d.usd_per_mwh == Approx(40.0).epsilon(tight));
  REQUIRE(!d.bindings.empty());
  CHECK(d.bindings.front().block == "carbon_cap");
  CHECK(d.bindings.front().usd_per_unit == Approx(40.0 / 0.6).epsilon(1e-4));  // a tonne moves 1/0.6 MWh from gas to coal
}

TEST_CASE("a yearly share of import holds") {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(10.0);
  site.grid->import_share_max = 0.25;
  site.supply = {simple_generator("gas", exactly_mw(100.0), 0.0)};
  site.supply[0].variable_om = usd_per_mwh(50.0);
  CHECK(design_of(world(48, {site})).usd_per_mwh == Approx(0.25 * 10.0 + 0.75 * 50.0).epsilon(tight));
}
