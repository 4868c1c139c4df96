// Tariffs that bind decisions: time of use, period and coincident demand, standby, what the meter counts. By hand.
#include <doctest/doctest.h>

#include "planned.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using scenario::Scenario;
using scenario::Site;
using scenario::Tariff;
using scenario::TariffKind;

namespace {

/// 50 MW flat for two days at 10 USD/MWh, with a lossless store of 20 MW for an hour.
Scenario with_store(Tariff tariff) {
  Site site = empty_site("here");
  site.load = flat(50.0);
  site.grid = simple_grid(10.0);
  site.grid->tariff = tariff.id;
  site.storage = {simple_storage("store", exactly_mw(20.0), exactly_h(1.0))};
  site.storage[0].charge_efficiency = site.storage[0].discharge_efficiency = 1.0;
  Scenario s = world(48, {site});
  s.tariffs = {std::move(tariff)};
  return s;
}
constexpr double energy_usd = 48.0 * 50.0 * 10.0;

}  // namespace

TEST_CASE("a store moves energy out of the dear hours of the day") {
  // 20 MWh a day leave 18:00 to 20:00, where a MWh costs 30 more.
  const Scenario s = with_store({.id = "tou", .periods = {{.id = "evening", .from_h = 18.0, .to_h = 20.0, .energy_usd_per_mwh = 30.0}}});
  const design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(energy_usd + 30.0 * 2 * (2 * 50.0 - 20.0)).epsilon(tight));
  REQUIRE(d.tariffs.size() == 1);
  CHECK(d.tariffs[0].months.at(0).energy_usd == Approx(horizon_usd(d)).epsilon(tight));
}

TEST_CASE("a store shaves the peak inside a period; outside it may draw what it likes") {
  const Scenario s = with_store({.id = "period", .periods = {{.id = "evening", .from_h = 18.0, .to_h = 19.0, .demand_usd_per_mw_month = 1000.0}}});
  const design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(energy_usd + 1000.0 * 30.0).epsilon(tight));
  CHECK(d.tariffs[0].months.at(0).period_usd == Approx(30'000.0).epsilon(tight));
}

TEST_CASE("a period of another month, or of the weekend alone, costs nothing here") {
  Scenario s = with_store({.id = "period", .periods = {{.id = "july", .months = {6}, .demand_usd_per_mw_month = 1000.0}}});
  CHECK(horizon_usd(design_of(s)) == Approx(energy_usd).epsilon(tight));
  // 1 and 2 January 2028 are a weekend.
  s.tariffs[0].periods = {{.id = "work", .days = scenario::TariffDays::weekdays, .demand_usd_per_mw_month = 1000.0}};
  CHECK(horizon_usd(design_of(s)) == Approx(energy_usd).epsilon(tight));
}

TEST_CASE("a store lowers the demand of the hour in which the system peaks") {
  SeriesFiles files;
  Tariff tariff{.id = "cp", .coincident = {.usd_per_mw_month = 1000.0, .hours = 1}};
  tariff.coincident.system_load = files.add([](int t) { return t == 41 ? 900.0 : 500.0; });
  const design::Design d = design_of(with_store(tariff));
  CHECK(horizon_usd(d) == Approx(energy_usd + 1000.0 * 30.0).epsilon(tight));
  CHECK(d.tariffs[0].months.at(0).coincident_mw == Approx(30.0).epsilon(tight));
  // Over two hours of 50 MW the hour's worth of store takes 20 MWh of 100.
  tariff.coincident.hours = 2;
  tariff.coincident.system_load = files.add([](int t) { return t == 41 || t == 42 ? 900.0 : 500.0; });
  CHECK(horizon_usd(design_of(with_store(tariff))) == Approx(energy_usd + 1000.0 * 40.0).epsilon(tight));
}

TEST_CASE("standby is paid on own supply, which is then built only where it earns it") {
  Site site = empty_site("here");
  site.load = flat(50.0);
  site.grid = simple_grid(10.0);
  site.grid->tariff = "standby";
  site.supply = {simple_generator("gas", exactly_mw(40.0), 0.0)};
  site.supply[0].variable_om = usd_per_mwh(20.0);   // dearer than the grid: it stands still
  Scenario s = world(48, {site});
  s.tariffs = {Tariff{.id = "standby", .standby_usd_per_mw_month = 100.0}};
  design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(energy_usd + 100.0 * 40.0).epsilon(tight));
  CHECK(d.tariffs[0].standby_usd * 48.0 / 8760.0 == Approx(4000.0).epsilon(tight));
  s.sites[0].supply[0].capacity = up_to_mw(40.0);
  CHECK(horizon_usd(design_of(s)) == Approx(energy_usd).epsilon(tight));
}

// The resources of a clean transition tariff feed the utility, and the customer buys from it: its demand is its whole load. Taking the
// wind off the demand and crediting its capacity in dollars too would count it twice.
TEST_CASE("under a clean transition tariff the meter counts what the resources deliver") {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(40.0);
  site.grid->tariff = "clean";
  scenario::Generator g = simple_generator("wind", exactly_mw(100.0), 0.0);
  g.clean = true;
  site.supply = {g};
  Scenario s = world(48, {site});
  s.tariffs = {Tariff{.id = "clean", .kind = TariffKind::clean_transition, .resources = {"wind"}, .demand_charge_usd_per_mw_month = 1000.0, .minimum_take_share = 0.0}};
  design::Design d = design_of(s);
  CHECK(horizon_usd(d) == Approx(4800.0 * 40.0 + 1000.0 * 100.0).epsilon(tight));
  CHECK(d.tariffs[0].months.at(0).metered_mwh == Approx(4800.0).epsilon(tight));
  // The same wind as the customer's own: nothing is bought.
  s.tariffs[0].kind = TariffKind::standard;
  s.tariffs[0].resources.clear();
  CHECK(horizon_usd(design_of(s)) == Approx(0.0).scale(1.0).epsilon(tight));
}

TEST_CASE("the ledger of the years closes on the plan's own bill") {
  Site site = empty_site("here");
  site.load = flat(100.0);
  site.grid = simple_grid(40.0);
  site.grid->energy_adder = usd_per_mwh(5.0);
  site.grid->tariff = "clean";
  scenario::Generator g = simple_generator("wind", exactly_mw(100.0), 0.0);
  g.capital = usd_per_mw(3e6);
  g.life_years = 20.0;
  g.availability = flat(0.5);
  g.clean = true;
  g.capacity_credit = 0.2;
  site.supply = {g};
  Scenario s = world(72, {site});
  s.tariffs = {Tariff{.id = "clean", .kind = TariffKind::clean_transition, .resources = {"wind"}, .capacity_credit_usd_per_mw_year = 50'000.0, .term_years = 3.0, .exit_fee_share = 0.8, .ramp = {0.5, 1.0}}};
  const design::Design d = design_of(s);
  const design::TariffResult& t = d.tariffs.at(0);
  REQUIRE(t.payers.size() == 9);
  const design::PayerRow &first = t.payers[0], &full = t.payers[1], &none = t.payers[7];
  CHECK(full.scheme == "tariff");
  CHECK(full.energy_usd == Approx(876'000.0 * 45.0).epsilon(tight));
  CHECK(first.energy_usd == Approx(0.5 * 876'000.0 * 45.0).epsilon(tight));
  CHECK(full.premium_usd == Approx(t.premium_usd).epsilon(tight));
  CHECK(full.customer_usd == Approx(d.usd_per_year).epsilon(tight));
  // Others: 5 USD/MWh of margin and the capacity of 100 MW at 50 USD/kW-yr; the wind changes nothing for them.
  CHECK(none.others_usd == Approx(-876'000.0 * 5.0 + 5e6).epsilon(tight));
  CHECK(full.others_usd == Approx(none.others_usd).epsilon(tight));
  CHECK(t.payers[4].others_usd == Approx(none.others_usd + t.premium_usd).epsilon(tight));
}
