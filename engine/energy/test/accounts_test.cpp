#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/energy/availability.hpp"
#include "gridwright/energy/carbon.hpp"
#include "gridwright/energy/matching.hpp"
#include "gridwright/energy/tariff.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;

namespace {

const HourAxis year{};
std::vector<double> flat(double value) { return std::vector<double>(8760, value); }

}  // namespace

TEST_CASE("a flat load pays energy and twelve equal demand charges") {
  const Bill bill = compute_bill(year, flat(100.0), flat(40.0), {.energy_adder_usd_per_mwh = 5.0, .demand_charge_usd_per_mw_month = 7440.0});
  CHECK(bill.months.size() == 12);
  CHECK(bill.energy_usd == Approx(100.0 * 8760 * 45.0));
  CHECK(bill.demand_usd == Approx(12 * 100.0 * 7440.0));
  CHECK(bill.ratchet_usd == 0.0);
  CHECK(bill.total_usd == Approx(bill.energy_usd + bill.demand_usd));
  CHECK(bill.months[1].metered_mwh == Approx(100.0 * 28 * 24));
}

// AEP Ohio's worked example (facility reference, section 15): 40.2 M$ a year on 450 MW is 7.44 $/kW-month.
TEST_CASE("the published delivery charge of a 450 MW customer") {
  const Bill bill = compute_bill(year, flat(450.0), flat(0.0), {.demand_charge_usd_per_mw_month = 7440.0});
  validation::against({"energy", "Delivery charge of a 450 MW customer at 7.44 USD/kW-month", "AEP Ohio, worked example", "USD/year"}, 40.2e6, bill.demand_usd, 0.001);
  CHECK(bill.demand_usd == Approx(40.2e6).epsilon(0.001));
  // With 85 % minimum take an idle customer of the same contract still pays 85 % of it.
  const Bill idle = compute_bill(year, flat(0.0), flat(0.0),
                                 {.demand_charge_usd_per_mw_month = 7440.0, .minimum_take_share = 0.85, .contracted_mw = 450.0});
  CHECK(idle.demand_usd == Approx(0.85 * bill.demand_usd));
  CHECK(idle.ratchet_usd == Approx(idle.demand_usd));
}

TEST_CASE("one peak in July ratchets the other months, over New Year too") {
  std::vector<double> import_mw = flat(50.0);
  import_mw[4500] = 100.0;  // July
  const BillTerms terms{.demand_charge_usd_per_mw_month = 1.0, .ratchet_share = 0.8};
  const Bill bill = compute_bill(year, import_mw, flat(0.0), terms);
  for (std::size_t m = 0; m < 12; ++m) CHECK(bill.months[m].billed_mw == (m == 6 ? 100.0 : 80.0));
  BillTerms three = terms;
  three.ratchet_months = 3;
  const Bill shorter = compute_bill(year, import_mw, flat(0.0), three);
  for (std::size_t m : {7u, 8u, 9u}) CHECK(shorter.months[m].billed_mw == 80.0);
  for (std::size_t m : {0u, 5u, 10u}) CHECK(shorter.months[m].billed_mw == 50.0);
  CHECK(bill.ratchet_usd == Approx(11 * 30.0));
}

TEST_CASE("clean transition: the premium never goes below zero, and exit fees are exposure, not cost") {
  const std::vector<double> wind = flat(10.0), avoided = flat(30.0);
  const double credit = 10.0 * 30.0 * 8760;
  const std::vector<TariffResource> resources{
      {.id = "dear", .cost_usd = credit + 5e6, .delivered_mw = wind, .avoided_price_usd_per_mwh = avoided, .capacity_credit_usd = 1e6},
      {.id = "cheap", .cost_usd = 1.0, .delivered_mw = wind, .avoided_price_usd_per_mwh = avoided}};
  const BillTerms terms{.demand_charge_usd_per_mw_month = 1000.0, .exit_fee_share = 0.8, .term_years = 15.0};
  const Bill bill = compute_bill(year, flat(100.0), flat(40.0), terms, resources);
  CHECK(bill.resources[0].energy_credit_usd == Approx(credit));
  CHECK(bill.resources[0].premium_usd == Approx(4e6));
  CHECK(bill.resources[1].premium_usd == 0.0);
  CHECK(bill.premium_usd == Approx(4e6));
  CHECK(bill.exit_fee_at_start_usd == Approx(0.8 * 12 * 100.0 * 1000.0 * 15.0));
  CHECK(bill.total_usd == Approx(bill.energy_usd + bill.demand_usd + 4e6));
}

TEST_CASE("a plan of the first hours bills its months only") {
  const HourAxis quarter{.steps = 2190};
  const Bill bill = compute_bill(quarter, std::vector<double>(2190, 10.0), std::vector<double>(2190, 1.0), {.demand_charge_usd_per_mw_month = 1.0});
  CHECK(bill.months.size() == 4);  // the year's first quarter in hours ends on 2 April, and a started month counts
  CHECK(bill.demand_usd == 40.0);
}

TEST_CASE("matching scores of a small case by hand") {
  const std::vector<double> load{10, 10, 10, 10}, clean{20, 15, 0, 0}, charge{8, 0, 0, 0}, discharge{0, 0, 4, 0};
  const std::vector<double> import{0, 0, 6, 10}, exported{2, 5, 0, 0}, g{0.3, 0.3, 0.5, 0.2};
  const MatchingSums s = matching_sums({load, clean, charge, discharge, import, exported, g});
  CHECK(s.annual() == Approx(35.0 / 40.0));
  CHECK(s.score_with_grid() == Approx((10 + 10 + 4 + 0 + 0.5 * 6 + 0.2 * 10) / 40.0));
  CHECK(s.strict_hourly() == Approx((10 + 10 + 4) / 40.0));
  CHECK(s.excess_share() == Approx(7.0 / 40.0));
  CHECK(s.hours_matched == 2.0);
  MatchingSums two = s;
  two += s;
  CHECK(two.strict_hourly() == Approx(s.strict_hourly()));
}

TEST_CASE("order of the scores holds for any flows that balance") {
  CHECK(rc::check("strict <= with grid <= 1 <= annual + import", [] {
    RandomStream random(*rc::gen::arbitrary<std::uint64_t>(), "matching_test");
    std::vector<double> load(100), clean(100), import(100), exported(100), g(100), none(100, 0.0);
    for (std::size_t t = 0; t < load.size(); ++t) {
      load[t] = 50.0 + random.uniform();
      const double made = 120.0 * random.uniform();
      exported[t] = std::max(0.0, made - load[t]);
      import[t] = std::max(0.0, load[t] - made);
      clean[t] = made;
      g[t] = random.uniform();
    }
    const MatchingSums s = matching_sums({load, clean, {}, {}, import, exported, g});
    RC_ASSERT(s.strict_hourly() <= s.score_with_grid() + 1e-12);
    RC_ASSERT(s.score_with_grid() <= 1.0 + 1e-12);
    RC_ASSERT(s.strict_hourly() <= s.annual() + 1e-12);
    const MatchingSums dark = matching_sums({load, clean, {}, {}, import, exported, none});
    RC_ASSERT(std::abs(dark.score_with_grid() - dark.strict_hourly()) < 1e-12);
  }));
}

TEST_CASE("carbon adds up") {
  CHECK(grid_carbon_kg(std::vector<double>{10, 20}, std::vector<double>{400, 100}) == 6000.0);
  CHECK(grid_carbon_kg(std::vector<double>{10, 20}, {}) == 0.0);
  CHECK(onsite_carbon_kg(std::vector<double>{10, 20}, 350.0, 0.5) == 5250.0);
  CarbonSums sums{.grid_kg = 6000.0, .onsite_kg = 4000.0, .load_mwh = 50.0};
  CHECK(sums.kg_per_mwh() == 200.0);
  CHECK(CarbonSums{}.kg_per_mwh() == 0.0);
}

TEST_CASE("thermal units are available for what outages leave") {
  CHECK(thermal_availability(0.07, 0.05) == Approx(0.8835));
  weather::WeatherYear w;
  w.dry_bulb_c = flat(10.0);
  const Series nuclear = *availability_from_weather({.kind = scenario::TechnologyKind::thermal, .outage_share = 0.07}, w);
  CHECK(nuclear.values.size() == 8760);
  CHECK(nuclear.values[5000] == Approx(0.93));
}
