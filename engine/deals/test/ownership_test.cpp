// Buy, lease or rent: identities that can be checked with a pocket calculator.
#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/deals/ownership.hpp"

using namespace gridwright;
using namespace gridwright::deals;
using doctest::Approx;

namespace {

OwnershipCase h200() {
  return {.name = "H200", .price_usd = 46'000, .power_kw = 1.1, .on_demand_usd_h = 7.91, .committed_usd_h = 2.98};
}

const WayCost& of(const std::vector<WayCost>& all, Way way) {
  for (const WayCost& w : all)
    if (w.way == way) return w;
  FAIL("way not offered");
  return all.front();
}

}  // namespace

TEST_CASE("cash of an owned accelerator, discounted, is its level cost") {
  OwnershipCase c = h200();
  c.resale_share = 0.2;
  const WayCost buy = of(ways(c), Way::buy);
  REQUIRE(buy.cash_usd.size() == 5);
  double hours = 0.0;
  for (int y = 1; y <= 4; ++y) hours += 8760 * c.used * std::pow(1.0 + c.cost_of_capital, -y);
  CHECK(buy.present_usd / hours == Approx(buy.used_hour_usd));
  CHECK(hour_cost(c, 4).total_usd() == Approx(buy.used_hour_usd));
}

TEST_CASE("at the break-even use a way costs as much as on demand") {
  for (const WayCost& w : ways(h200())) {
    if (w.way == Way::on_demand) continue;
    CHECK(w.fixed_usd_year + w.per_used_hour_usd * 8760 * w.break_even_use == Approx(7.91 * 8760 * w.break_even_use));
  }
  CHECK(of(ways(h200()), Way::committed).break_even_use == Approx(2.98 / 7.91));
  OwnershipCase dear = h200();
  dear.on_demand_usd_h = 0.01;
  CHECK(of(ways(dear), Way::buy).break_even_use > 1.0);
}

TEST_CASE("a lessor with the buyer's own cost of capital asks what buying costs") {
  OwnershipCase c = h200();
  c.lessor_rate = c.cost_of_capital;
  CHECK(of(ways(c), Way::lease).used_hour_usd == Approx(of(ways(c), Way::buy).used_hour_usd));
}

TEST_CASE("a chip of 40,000 USD: 13,333 a year over three years, 6,667 over six") {
  const auto years = depreciation({.name = "", .price_usd = 40'000, .power_kw = 1, .book_life = 6, .economic_life = 3});
  REQUIRE(years.size() == 6);
  CHECK(years[0].economic_charge_usd == Approx(13'333.33).epsilon(1e-6));
  CHECK(years[0].book_charge_usd == Approx(6'666.67).epsilon(1e-6));
  CHECK(years[2].overstated_usd() == Approx(20'000));
  CHECK(years[3].economic_charge_usd == 0.0);
  CHECK(years[5].book_value_usd == Approx(0.0));
}

TEST_CASE("swings are sorted, and each end is the case with one input changed") {
  const auto bars = tornado(h200());
  REQUIRE(bars.size() == 6);
  for (std::size_t i = 1; i < bars.size(); ++i) CHECK(bars[i].swing_usd() <= bars[i - 1].swing_usd());
  OwnershipCase half = h200();
  half.used = 0.5;
  for (const TornadoBar& b : bars)
    if (b.input == "use") CHECK(b.low_usd == Approx(hour_cost(half, 4).total_usd()));
}

TEST_CASE("what is not offered is not listed; what makes no sense is said in one pass") {
  CHECK(ways({.name = "x", .price_usd = 1, .power_kw = 1}).size() == 2);
  CHECK(check(h200()).empty());
  CHECK(check({.name = "x", .price_usd = -1, .power_kw = 0, .pue = 0.9, .book_life = 0, .used = 0}).size() == 5);
}
