#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "gridwright/energy/carried_load.hpp"
#include "gridwright/energy/embodied_carbon.hpp"

using namespace gridwright::energy;
using doctest::Approx;

namespace {

/// 200 MW by day, nothing by night.
std::vector<double> half_days() {
  std::vector<double> mw(8760);
  for (std::size_t t = 0; t < mw.size(); ++t) mw[t] = t % 24 < 12 ? 200.0 : 0.0;
  return mw;
}
CarryingStore store(double mw, double mwh, double eta = 1.0) {
  return {.rules = {.charge_mw = mw, .discharge_mw = mw, .energy_mwh = mwh, .charge_efficiency = eta, .discharge_efficiency = eta}};
}

}  // namespace

TEST_CASE("half the days carry half of a flat load; a lossless store of twelve hours carries the rest") {
  const std::vector<double> wind = half_days();
  const std::vector<std::span<const double>> supply = {wind};
  const CarriedFlat alone = carry_flat_load(supply, {}, 100.0, 1.0);
  CHECK(alone.supply_mwh[0] == Approx(438'000.0));
  CHECK(alone.short_h == 4380.0);
  CHECK(alone.longest_short_h == 12.0);
  CHECK(alone.deepest_mw == 100.0);
  const std::vector<CarryingStore> stores = {store(100.0, 1200.0)};
  const CarriedFlat with = carry_flat_load(supply, stores, 100.0, 1.0);
  CHECK(with.missing_mwh == Approx(0.0));
  CHECK(with.storage_mwh == Approx(438'000.0));
  CHECK(firm_load_mw(supply, stores, 1.0, 1.0) == Approx(100.0).epsilon(1e-3));
}

// 100 MW of surplus for twelve hours put 600 MWh inside at 50 %, of which 300 come out again.
TEST_CASE("losses are paid in the store") {
  const std::vector<double> wind = half_days();
  const std::vector<std::span<const double>> supply = {wind};
  const std::vector<CarryingStore> stores = {store(100.0, 1200.0, 0.5)};
  CHECK(carry_flat_load(supply, stores, 100.0, 1.0).storage_mwh == Approx(365.0 * 300.0));
}

TEST_CASE("a yearly throughput ends what a store gives") {
  const std::vector<double> wind = half_days();
  const std::vector<std::span<const double>> supply = {wind};
  std::vector<CarryingStore> stores = {store(100.0, 1200.0)};
  stores[0].yearly_discharge_mwh = 100'000.0;
  CHECK(carry_flat_load(supply, stores, 100.0, 1.0).storage_mwh == Approx(100'000.0));
}

TEST_CASE("a longer store never carries less, and all energy is accounted for") {
  rc::check("longer carries more", [] {
    std::vector<double> wind;
    for (int t = 0; t < 480; ++t) wind.push_back(static_cast<double>(*rc::gen::inRange(0, 200)));
    const std::vector<std::span<const double>> supply = {wind};
    const double load = static_cast<double>(*rc::gen::inRange(1, 150));
    double before = -1.0;
    for (const double mwh : {0.0, 100.0, 400.0, 2000.0}) {
      const std::vector<CarryingStore> stores = {store(80.0, mwh, 0.8)};
      const CarriedFlat c = carry_flat_load(supply, stores, load, 1.0);
      RC_ASSERT(std::abs(c.supply_mwh[0] + c.storage_mwh + c.missing_mwh - c.load_mwh) <= 1e-6 * c.load_mwh);
      RC_ASSERT(c.load_mwh - c.missing_mwh >= before - 1e-6 * c.load_mwh);
      before = c.load_mwh - c.missing_mwh;
    }
  });
}

TEST_CASE("every kind that a design builds has an embodied factor with its source") {
  for (const char* kind : {"wind", "solar", "nuclear", "gas", "geothermal", "thermal", "lithium", "iron_air", "storage", "hall", "accelerator"}) {
    CAPTURE(kind);
    const auto factor = embodied_factor(kind);
    REQUIRE(factor);
    CHECK(factor->low <= factor->kg_per_unit);
    CHECK(factor->high >= factor->kg_per_unit);
    CHECK(!factor->source.empty());
  }
  CHECK(!embodied_factor("unicorn"));
}
