#include "gridwright/deals/commitments.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

using namespace gridwright::deals;

TEST_CASE("the best commitment is where a unit is wanted in committed / on-demand of the hours") {
  std::vector<double> load;
  for (int t = 0; t < 8760; ++t) load.push_back(static_cast<double>((t * 37) % 8760));  // every value from 0 to 8759 once
  const CommitmentChoice c = best_commitment(load, 63.296, 23.80);
  CHECK(c.break_even_use == doctest::Approx(0.37601).epsilon(1e-5));
  // n is wanted in 8760 - n hours; 0.376011 x 8760 = 3293.86, so 3294 hours are enough and 3293 are not.
  CHECK(c.count == 8760 - 3294);
  for (double other : {c.count - 1.0, c.count + 1.0, 0.0, 8760.0})
    CHECK(with_commitment(load, 63.296, 23.80, other).usd() >= c.usd());
  CHECK(c.next_unit_usd < 0.0);
  CHECK(with_commitment(load, 63.296, 23.80, c.count - 1.0).next_unit_usd > 0.0);
}

TEST_CASE("nothing is committed when it costs more than on demand, and ties go to the larger commitment") {
  const std::vector<double> load{1.0, 2.0, 3.0, 4.0};
  CHECK(best_commitment(load, 10.0, 11.0).count == 0.0);
  CHECK(best_commitment(load, 10.0, 5.0).count == 3.0);   // wanted in exactly half of the hours
  CHECK(best_commitment(load, 10.0, 10.0).count == 1.0);
  CHECK(best_commitment({}, 10.0, 5.0).count == 0.0);
}

TEST_CASE("a spend commitment covers the SKU that displaces most") {
  const std::vector<PlanUse> uses{{1.0, 10.0, 5.0}, {1.0, 10.0, 8.0}};
  const PlanHour hour = apply_spend_commitment(uses, 5.0);
  CHECK(hour.covered[0] == 1.0);
  CHECK(hour.covered[1] == 0.0);
  CHECK(hour.bill_usd == 15.0);
  const PlanHour idle = apply_spend_commitment(std::vector<PlanUse>{}, 5.0);
  CHECK(idle.lost_usd == 5.0);
  CHECK(idle.bill_usd == 5.0);
}

TEST_CASE("the best spend commitment of one SKU is the best resource commitment in dollars") {
  std::vector<double> load;
  std::vector<std::vector<PlanUse>> hours;
  for (int t = 0; t < 500; ++t) {
    load.push_back(static_cast<double>((t * 31) % 97));
    hours.push_back({{load.back(), 10.0, 4.0}});
  }
  CHECK(best_spend_commitment(hours) == doctest::Approx(4.0 * best_commitment(load, 10.0, 4.0).count));
  // Two SKUs: no neighbour on a fine grid is cheaper.
  for (std::size_t t = 0; t < hours.size(); ++t) hours[t].push_back({std::fmod(7.0 * static_cast<double>(t), 53.0), 12.0, 9.0});
  const auto bill = [&](double usd) {
    return std::accumulate(hours.begin(), hours.end(), 0.0,
                           [&](double sum, const std::vector<PlanUse>& h) { return sum + apply_spend_commitment(h, usd).bill_usd; });
  };
  const double best = best_spend_commitment(hours);
  for (double usd = 0.0; usd < 800.0; usd += 1.0) CHECK(bill(usd) >= bill(best) - 1e-6);
}

// FOCUS saas_spend_agreements a1 and a2: 1,200 in twelve months, usage 48 + 120 + 60.
TEST_CASE("take-or-pay of the FOCUS examples") {
  const std::vector<double> usage{48, 120, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const MinimumBill a1 = bill_minimum(usage, {.total = 1200.0});
  CHECK(a1.shortfall_usd == 972.0);
  CHECK(a1.shortfall.back() == 972.0);
  CHECK(a1.paid_usd == 1200.0);
  const MinimumBill a2 = bill_minimum(usage, {.minimum = {60.0}, .total = 1200.0});
  CHECK(a2.shortfall == std::vector<double>{12, 0, 0, 60, 60, 60, 60, 60, 60, 60, 60, 480});
  CHECK(a2.paid_usd == 1200.0);
}

TEST_CASE("excess carries forward once, to the next period, up to its share") {
  const MinimumBill b = bill_minimum(std::vector<double>{150.0, 60.0, 100.0}, {.minimum = {100.0}, .carry_share = 0.3});
  CHECK(b.carried == std::vector<double>{0.0, 30.0, 0.0});
  CHECK(b.shortfall == std::vector<double>{0.0, 10.0, 0.0});
}

TEST_CASE("what is not delivered is not owed") {
  const MinimumBill b = bill_minimum(std::vector<double>{0.0, 0.0, 0.0}, {.minimum = {100.0, 200.0, 300.0}, .delivered = {0.0, 0.5, 1.0}});
  CHECK(b.paid == std::vector<double>{0.0, 100.0, 300.0});
  CHECK(b.excused == std::vector<double>{100.0, 100.0, 0.0});
}

TEST_CASE("credits lapse at their end") {
  const CreditBill b = apply_credits(std::vector<double>{30.0, 30.0, 30.0}, std::vector<Grant>{{100.0, 0, 1}});
  CHECK(b.used_usd == 60.0);
  CHECK(b.lapsed_usd == 40.0);
  CHECK(b.paid == std::vector<double>{0.0, 0.0, 30.0});
  CHECK(b.balance == std::vector<double>{70.0, 0.0, 0.0});
  // Two grants: the one that lapses first is used first, whatever the order they are named in.
  const CreditBill two = apply_credits(std::vector<double>{30.0, 30.0}, std::vector<Grant>{{30.0, 0, 1}, {30.0, 0, 0}});
  CHECK(two.lapsed_usd == 0.0);
}

TEST_CASE("the online policy reserves once its spending passes the break-even") {
  const ReservationTerms terms{.price = 0.1, .discount = 0.5, .term = 100};
  const std::vector<int> always(100, 1), never(100, 0);
  CHECK(terms.break_even() == 2.0);
  CHECK(online_reservation_cost(never, terms, 2.0) == 0.0);
  // Twenty steps on demand reach 2.0; in the twenty-first it reserves and pays half price from then on.
  CHECK(online_reservation_cost(always, terms, terms.break_even()) == doctest::Approx(20 * 0.1 + 1.0 + 80 * 0.05));
}
