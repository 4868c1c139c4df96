#include "gridwright/energy/storage.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "gridwright/core/random.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;
using scenario::DurationBasis;

// Energy reference, section 6: 300 MW x 100 h at the AC terminals, charge 0.71, discharge 0.60: 50 GWh inside, 70 GWh of input.
TEST_CASE("duration at the AC terminals and inside") {
  const Energy ac = internal_energy(300 * MW, 100 * hours, 0.60, DurationBasis::ac_terminals);
  CHECK(ac.in(GWh) == Approx(50.0));
  CHECK(energy_to_fill(ac, 0.71).in(GWh) == Approx(70.0).epsilon(0.01));
  CHECK(internal_energy(300 * MW, 100 * hours, 0.60, DurationBasis::internal) == 30 * GWh);
  CHECK(usable_share(0.02, 10.0) == Approx(0.8171).epsilon(1e-4));
  CHECK(faded_efficiency(0.71, 0.005, 15) * faded_efficiency(0.60, 0.005, 15) == Approx(0.426 * std::pow(0.995, 15)));
}

TEST_CASE("a lossless battery returns what it took") {
  const StorageRules rules{.charge_mw = 10, .discharge_mw = 10, .energy_mwh = 40};
  const std::vector<double> c{10, 10, 0, 0}, d{0, 0, 10, 10};
  const StorageReplay replay = replay_storage(rules, c, d, 0.0);
  CHECK(replay.level_mwh == std::vector<double>{10, 20, 10, 0});
  CHECK(replay.conversion_loss_mwh == 0.0);
  CHECK(replay.equivalent_full_hours == 2.0);
  CHECK(replay.below_empty_mwh == 0.0);
  CHECK(replay.above_full_mwh == 0.0);
}

TEST_CASE("broken limits are measured") {
  const StorageRules rules{.charge_mw = 10, .discharge_mw = 10, .energy_mwh = 15};
  const StorageReplay replay = replay_storage(rules, std::vector<double>{12, 8, 1}, std::vector<double>{0, 0, 26}, 0.0);
  CHECK(replay.above_charge_mw == 2.0);
  CHECK(replay.above_full_mwh == 5.0);
  CHECK(replay.above_discharge_mw == 16.0);
  CHECK(replay.below_empty_mwh == 5.0);
  CHECK(replay.both_ways_mw == 1.0);
}

TEST_CASE("energy books close for any store and any orders, and the cyclic start returns") {
  CHECK(rc::check("energy balance", [] {
    RandomStream random(*rc::gen::arbitrary<std::uint64_t>(), "storage_test");
    const StorageRules rules{.charge_mw = 100.0 * random.uniform(), .discharge_mw = 100.0 * random.uniform() + 1.0,
                             .energy_mwh = 1000.0, .charge_efficiency = 0.3 + 0.7 * random.uniform(),
                             .discharge_efficiency = 0.3 + 0.7 * random.uniform(),
                             .self_discharge_per_hour = 0.01 * random.uniform() + 1e-5, .step_h = 0.25 + random.uniform()};
    std::vector<double> c(200), d(200);
    for (double& x : c) x = rules.charge_mw * random.uniform();
    for (double& x : d) x = rules.discharge_mw * random.uniform();
    const double start = 500.0 * random.uniform();
    const StorageReplay r = replay_storage(rules, c, d, start);
    const double books = start + r.charged_mwh - r.level_mwh.back() - r.discharged_mwh - r.conversion_loss_mwh - r.self_discharge_mwh;
    RC_ASSERT(std::abs(books) < 1e-7);
    const double cyclic = cyclic_start_mwh(rules, c, d);
    RC_ASSERT(std::abs(replay_storage(rules, c, d, cyclic).level_mwh.back() - cyclic) < 1e-6 * (1.0 + std::abs(cyclic)));
  }));
  // Without self-discharge the smallest start that never runs empty.
  const StorageRules rules{.charge_mw = 10, .discharge_mw = 10, .energy_mwh = 40};
  CHECK(cyclic_start_mwh(rules, std::vector<double>{0, 0, 10, 10}, std::vector<double>{10, 10, 0, 0}) == 20.0);
}
