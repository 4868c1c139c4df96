// Availability (vectors of the reference sheet), power chains at their true load, power swings.
#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/facility/availability.hpp"
#include "gridwright/facility/power_chain.hpp"
#include "gridwright/facility/swings.hpp"

using namespace gridwright;
using namespace gridwright::facility;
using doctest::Approx;

TEST_CASE("k of n") {
  CHECK(k_of_n(2, 2, 0.9998) == Approx(0.99960004).epsilon(1e-10));
  CHECK(k_of_n(2, 3, 0.9998) == Approx(0.99999988).epsilon(1e-10));
  CHECK(k_of_n(1, 2, 0.9995) == Approx(0.99999975).epsilon(1e-10));
  CHECK(k_of_n(0, 3, 0.5) == 1.0);
  CHECK(k_of_n(3, 4, 1.0) == 1.0);
  CHECK(availability(999.0 * hours, 1.0 * hours) == Approx(0.999));
}

TEST_CASE("common cause limits what redundancy buys") {
  const double alone = 1.0 - k_of_n(5, 6, 0.9998), common = 1.0 - k_of_n_common_cause(5, 6, 0.9998, 0.02);
  CHECK(common > 5.0 * alone);
  CHECK(common == Approx(0.02 * 0.0002).epsilon(0.2));
  CHECK(k_of_n_common_cause(5, 6, 0.9998, 0.0) == Approx(k_of_n(5, 6, 0.9998)).epsilon(1e-14));
}

TEST_CASE("redundancy is read off what is installed per needed") {
  CHECK(redundancy_of(1.0) == Redundancy{1, 1});
  CHECK(redundancy_of(1.2) == Redundancy{5, 6});
  CHECK(redundancy_of(4.0 / 3.0) == Redundancy{3, 4});
  CHECK(redundancy_of(1.5) == Redundancy{2, 3});
  CHECK(redundancy_of(2.0) == Redundancy{1, 2});
}

TEST_CASE("availability of a chain: paths in series, k of n, a common cause") {
  const auto stage = [](double spare) { return PowerStage{.device = {.name = "d", .mtbf_h = 9'995.0, .mttr_h = 5.0}, .installed_per_needed = spare}; };
  const auto chain = [&](double spare) { return PowerChain{.name = "c", .stages = {stage(spare), stage(spare)}}; };
  const GridBackup steady{.outages_per_year = 0.0};
  const double a = 0.9995, path = a * a;
  CHECK(supply_availability(chain(1.0), steady).equipment == Approx(path).epsilon(1e-12));
  CHECK(supply_availability(chain(2.0), steady, 0.0).equipment == Approx(1.0 - (1.0 - path) * (1.0 - path)).epsilon(1e-12));
  CHECK(supply_availability(chain(4.0 / 3.0), steady, 0.0).equipment == Approx(k_of_n(3, 4, path)).epsilon(1e-12));
  CHECK(supply_availability(chain(2.0), steady, 0.02).equipment_down_h > 10.0 * supply_availability(chain(2.0), steady, 0.0).equipment_down_h);
  CHECK(supply_availability(chain(2.0), steady).grid_down_h == 0.0);
}

TEST_CASE("more redundancy, fewer hours down; a chain on batteries alone feels the grid") {
  const auto down = [](const char* name) { return supply_availability(*power_chain(name)); };
  CHECK(down("legacy_2n_ups").equipment_down_h < down("legacy_n1_ups").equipment_down_h);
  CHECK(down("rack_battery_2n").equipment_down_h < down("rack_battery_n").equipment_down_h);
  CHECK(down("rack_battery_n").grid_down_h > 100.0 * down("rack_battery_2n").grid_down_h);
  for (const PowerChain& chain : power_chains()) {
    CAPTURE(chain.name);
    CHECK(supply_availability(chain).availability() > 0.999);
    CHECK(supply_availability(chain).availability() < 1.0);
  }
}

TEST_CASE("grid outages: generators, ride-through, nothing") {
  const GridBackup with;
  const GridBackup batteries{.generators_installed = 0};
  const GridBackup nothing{.generators_installed = 0, .ride_through_minutes = 0.0};
  CHECK(grid_downtime_hours(with) < 0.02);
  CHECK(grid_downtime_hours(batteries) < grid_downtime_hours(nothing));
  CHECK(grid_downtime_hours(batteries) > 0.9 * grid_downtime_hours(nothing));   // minutes against a median of 1.5 hours
  CHECK(grid_downtime_hours(nothing) == Approx(1.5 * std::exp(0.5)).epsilon(1e-12));
  CHECK(grid_downtime_hours({.outage_spread = 0.0, .generators_installed = 0, .ride_through_minutes = 30.0}) == Approx(1.0));
}

TEST_CASE("device efficiencies of the reference table at 25, 50 and 100 % load") {
  struct Row { const char* name; double quarter, half, full; };
  const std::vector<PowerDevice> devices = power_devices();
  for (Row r : {Row{"ups_double_conversion", 93.9, 95.8, 96.3}, {"ups_modern", 96.6, 97.5, 97.6}, {"ups_eco", 97.9, 98.6, 98.8},
                {"rack_battery", 99.4, 99.6, 99.7}, {"transformer_mv_lv", 99.47, 99.53, 99.35}, {"pdu_transformer", 98.74, 98.96, 98.67},
                {"busway_415v", 99.80, 99.60, 99.21}, {"transformer_hv_mv", 99.75, 99.75, 99.61}}) {
    CAPTURE(std::string(r.name));
    bool found = false;
    for (const PowerDevice& d : devices) {
      if (d.name != r.name) continue;
      found = true;
      CHECK(100.0 * d.efficiency(0.25) == Approx(r.quarter).epsilon(6e-4));
      CHECK(100.0 * d.efficiency(0.50) == Approx(r.half).epsilon(6e-4));
      CHECK(100.0 * d.efficiency(1.00) == Approx(r.full).epsilon(6e-4));
      CHECK(!d.source.empty());
    }
    CHECK(found);
  }
}

TEST_CASE("chains: every stage has its device, unknown names get the nearest") {
  for (const PowerChain& chain : power_chains()) {
    CAPTURE(chain.name);
    CHECK(chain.stages.size() >= 2);
    CHECK(!chain.summary.empty());
    for (const PowerStage& stage : chain.stages) CHECK(stage.installed_per_needed >= 1.0);
  }
  const Result<PowerChain> wrong = power_chain("dc_800");
  REQUIRE(!wrong);
  CHECK(to_text(wrong.diagnostics()).find("dc_800v") != std::string::npos);
}

TEST_CASE("power swings of synchronous training") {
  // 300 MW of IT, 60 % swing, no tolerance at the meter: the store moves 90 MW each way, for a second at 0.5 Hz.
  const SwingRequirement plain = swing_requirement({.swing_share = 0.6, .frequency_hz = 0.5}, 300 * MW, {});
  CHECK(plain.storage_power.in(MW) == Approx(90.0));
  CHECK(plain.cycle_energy.in(MWh) == Approx(90.0 / 3600.0));
  CHECK(plain.stop_energy == Energy{});
  const SwingRequirement smoothed = swing_requirement({.swing_share = 0.6, .smoothing_share = 0.3}, 300 * MW, {});
  CHECK(smoothed.storage_power.in(MW) == Approx(63.0));
  CHECK(swing_requirement({.swing_share = 0.1}, 300 * MW, {.allowed_swing_mw = 40}).storage_power == Power{});
  // A stop of 180 MW at 1 MW/s is bridged over 180 s: 180 x 180 / 2 MW s = 4.5 MWh.
  const SwingRequirement ramp = swing_requirement({.swing_share = 0.6}, 300 * MW, {.ramp_mw_per_s = 1.0});
  CHECK(ramp.stop_energy.in(MWh) == Approx(4.5));
  CHECK(ramp.storage_power.in(MW) == Approx(180.0));
}
