#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <numeric>

#include "gridwright/energy/tariff.hpp"
#include "gridwright/energy/tariff_hours.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;

namespace {

const HourAxis year{};
const std::vector<double> year_hours = hours_of_year(year);
std::vector<double> flat(double value) { return std::vector<double>(8760, value); }
scenario::TariffPeriod summer_peak() { return {.id = "summer", .months = {5, 6, 7, 8}, .from_h = 14.0, .to_h = 20.0, .days = scenario::TariffDays::weekdays}; }

}  // namespace

// 2028 begins on a Saturday; 1 June is day 151 of a 365-day year, so a Wednesday of the model's calendar. June to September are 122 days =
// 17 weeks and Wednesday to Friday: 88 weekdays of 6 hours.
TEST_CASE("a summer weekday period covers 528 hours of 2028") {
  const std::vector<std::uint8_t> covered = covered_steps(summer_peak(), 2028, year_hours);
  CHECK(std::accumulate(covered.begin(), covered.end(), 0) == 528);
  CHECK(covered[151 * 24 + 13] == 0);
  CHECK(covered[151 * 24 + 14] == 1);
  CHECK(covered[151 * 24 + 19] == 1);
  CHECK(covered[151 * 24 + 20] == 0);
  CHECK(covered[154 * 24 + 15] == 0);   // Saturday
  CHECK(covered[150 * 24 + 15] == 0);   // May
}

TEST_CASE("a night period runs over midnight; whole days and weekends") {
  const std::vector<std::uint8_t> night = covered_steps({.from_h = 22.0, .to_h = 6.0}, 2028, year_hours);
  CHECK(std::accumulate(night.begin(), night.end(), 0) == 8 * 365);
  CHECK(night[0] == 1);
  CHECK(night[6] == 0);
  CHECK(night[22] == 1);
  const std::vector<std::uint8_t> weekend = covered_steps({.days = scenario::TariffDays::weekends}, 2028, year_hours);
  CHECK(std::accumulate(weekend.begin(), weekend.end(), 0) == 24 * 105);   // 52 weekends, and the last day is a Saturday as the first is
  CHECK(weekend[0] == 1);
}

// The invoice by hand: 100 MW flat at 40 + 5 USD/MWh, the period adds 25 USD/MWh on 528 h and 9 USD/kW-month in four months.
TEST_CASE("invoice: time of use, energy and demand") {
  BillTerms terms{.energy_adder_usd_per_mwh = 5.0, .demand_charge_usd_per_mw_month = 7000.0};
  terms.periods = {{"summer", covered_steps(summer_peak(), 2028, year_hours), 25.0, 9000.0}};
  const Bill bill = compute_bill(year, flat(100.0), flat(40.0), terms);
  CHECK(bill.energy_usd == Approx(876'000.0 * 45.0 + 100.0 * 528.0 * 25.0));   // 39,420,000 + 1,320,000
  CHECK(bill.demand_usd == Approx(12 * 100.0 * 7000.0 + 4 * 100.0 * 9000.0));  // 8,400,000 + 3,600,000
  CHECK(bill.months[6].period_usd == Approx(900'000.0));
  CHECK(bill.months[0].period_usd == 0.0);
  CHECK(bill.total_usd == Approx(52'740'000.0));
}

// A load that leaves the period pays no demand there: 100 MW, but 20 MW on summer weekdays from 14 to 20.
TEST_CASE("invoice: a load that avoids the period") {
  const std::vector<std::uint8_t> covered = covered_steps(summer_peak(), 2028, year_hours);
  std::vector<double> metered = flat(100.0);
  for (std::size_t t = 0; t < 8760; ++t)
    if (covered[t] != 0) metered[t] = 20.0;
  BillTerms terms;
  terms.periods = {{"summer", covered, 25.0, 9000.0}};
  const Bill bill = compute_bill(year, metered, flat(0.0), terms);
  CHECK(bill.energy_usd == Approx(20.0 * 528.0 * 25.0));
  CHECK(bill.demand_usd == Approx(4 * 20.0 * 9000.0));
}

// 4CP: 4 USD/kW-month on the hour in which the system peaks, June to September. The campus draws 100 MW, but 40 MW in the peak hour of July.
TEST_CASE("invoice: coincident demand in four months") {
  std::vector<double> system = flat(1000.0), metered = flat(100.0);
  const std::vector<int> peaks = {151 * 24 + 17, 190 * 24 + 16, 220 * 24 + 18, 250 * 24 + 15};
  for (const int t : peaks) system[static_cast<std::size_t>(t)] = 2000.0;
  metered[static_cast<std::size_t>(peaks[1])] = 40.0;
  BillTerms terms{.coincident_usd_per_mw_month = 4000.0};
  terms.coincident = coincident_steps({.usd_per_mw_month = 4000.0, .hours = 1, .months = {5, 6, 7, 8}}, year, year_hours, system);
  REQUIRE(terms.coincident[6].size() == 1);
  CHECK(terms.coincident[6][0] == peaks[1]);
  CHECK(terms.coincident[0].empty());
  const Bill bill = compute_bill(year, metered, flat(0.0), terms);
  CHECK(bill.coincident_usd == Approx((100.0 + 40.0 + 100.0 + 100.0) * 4000.0));
  CHECK(bill.demand_usd == 0.0);
  // The mean of the five highest hours of every month.
  const std::vector<std::vector<int>> five = coincident_steps({.usd_per_mw_month = 1.0, .hours = 5}, year, year_hours, system);
  for (const std::vector<int>& of_month : five) CHECK(of_month.size() == 5);
}

TEST_CASE("invoice: standby on own supply, whether it runs or not") {
  const Bill bill = compute_bill(year, flat(10.0), flat(0.0), {.standby_usd_per_mw_month = 3000.0, .standby_mw = 50.0});
  CHECK(bill.standby_usd == Approx(12 * 3000.0 * 50.0));
  CHECK(bill.total_usd == Approx(bill.standby_usd));
}

// Minnesota's large-load tariff as reported in May 2026: 15 years at least, 80 % of the remaining demand charges on leaving. 750 MW at 12
// USD/kW-month are 108 MUSD a year; on leaving after five years 0.8 x 10 x 108 = 864 MUSD are owed.
TEST_CASE("the exit fee of a 15-year contract falls by a year's share each year") {
  const ContractYearTerms terms{.energy_usd = 300e6, .demand_usd = 750.0 * 12'000.0 * 12.0, .exit_fee_share = 0.8, .term_years = 15};
  const std::vector<PayerYear> rows = payer_years(terms);
  REQUIRE(rows.size() == 15);   // without resources there is one scheme
  CHECK(rows[4].exit_fee_usd == Approx(864e6));
  CHECK(rows[14].exit_fee_usd == 0.0);
  CHECK(rows[0].exit_fee_usd == Approx(0.8 * 14 * 108e6));
}

TEST_CASE("a ramp of 30, 60, 100 % scales energy, demand and what the utility buys; the resources are there from the first year") {
  const ContractYearTerms terms{.energy_usd = 100.0, .demand_usd = 50.0, .standby_usd = 3.0, .connection_usd = 7.0, .market_usd = 80.0, .capacity_usd = 20.0, .resources_usd = 60.0,
                                .energy_credit_usd = 30.0, .capacity_credit_usd = 10.0, .premium_usd = 20.0, .exit_fee_share = 0.5, .term_years = 4, .ramp = {0.3, 0.6, 1.0}};
  const std::vector<PayerYear> rows = payer_years(terms);
  REQUIRE(rows.size() == 12);
  const PayerYear& first = rows[0];
  CHECK(first.energy_usd == Approx(30.0));
  CHECK(first.demand_usd == Approx(15.0));
  CHECK(first.premium_usd == Approx(20.0));
  CHECK(first.customer_usd == Approx(30.0 + 15.0 + 20.0 + 3.0 + 7.0));
  CHECK(first.market_usd == Approx(0.3 * 80.0 - 30.0));
  CHECK(first.capacity_usd == Approx(0.3 * 20.0 - 10.0));
  CHECK(first.others_usd == Approx(60.0 - 6.0 - 4.0 - 68.0));
  CHECK(first.exit_fee_usd == Approx(0.5 * 50.0 * (0.6 + 1.0 + 1.0)));
  CHECK(first.stranded_usd == Approx(60.0));
  CHECK(rows[3].load_share == 1.0);
}

TEST_CASE("under the tariff other customers never pay more than without the resources; in the rate base they pay the premium") {
  rc::check("hold harmless", [] {
    const auto usd = [] { return static_cast<double>(*rc::gen::inRange(0, 1'000'000)); };
    ContractYearTerms t{.energy_usd = usd(), .demand_usd = usd(), .market_usd = usd(), .capacity_usd = usd(), .resources_usd = 1.0 + usd(), .energy_credit_usd = usd(), .capacity_credit_usd = usd(),
                        .exit_fee_share = 0.8, .term_years = *rc::gen::inRange(1, 20)};
    t.premium_usd = std::max(0.0, t.resources_usd - t.energy_credit_usd - t.capacity_credit_usd);
    const std::vector<PayerYear> rows = payer_years(t);
    const auto n = static_cast<std::size_t>(t.term_years);
    RC_ASSERT(rows.size() == 3 * n);
    for (std::size_t y = 0; y < n; ++y) {
      RC_ASSERT(rows[y].others_usd <= rows[2 * n + y].others_usd + 1e-6);
      RC_ASSERT(std::abs(rows[n + y].others_usd - rows[y].others_usd - t.premium_usd) <= 1e-6);
      // The utility's books close: what it bills and what others pay is what it buys.
      RC_ASSERT(std::abs(rows[y].utility_revenue_usd + rows[y].others_usd - rows[y].resources_usd - rows[y].market_usd - rows[y].capacity_usd) <= 1e-6);
    }
  });
}
