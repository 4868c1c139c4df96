// Components against numbers of the reference sheet (EnergyPlus, Modelica Buildings, machine data) and their properties.
#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/facility/chiller.hpp"
#include "gridwright/facility/cooling_tower.hpp"
#include "gridwright/facility/dry_cooler.hpp"
#include "gridwright/facility/fans_and_pumps.hpp"

using namespace gridwright;
using namespace gridwright::facility;
using doctest::Approx;

TEST_CASE("fan and pump power per heat") {
  CHECK(fan_power_per_heat(500, 0.70, 12) == Approx(0.049).epsilon(0.01));
  CHECK(fan_power_per_heat(600, 0.78, 16.6) == Approx(0.038).epsilon(0.01));
  CHECK(pump_power_per_heat(250, 0.75, 10) == Approx(0.0080).epsilon(0.01));
  CHECK(pump_power_per_heat(250, 0.75, 5.5) == Approx(0.0145).epsilon(0.01));
}

TEST_CASE("ASHRAE 90.1 variable-speed fan curve") {
  CHECK(vsd_power(1.0) == Approx(0.9991).epsilon(1e-6));
  CHECK(vsd_power(0.5) == Approx(0.3000).epsilon(1e-3));
}

TEST_CASE("affinity law with exponent 2.7, and a spare unit sharing the load") {
  for (double x : {0.4, 0.6, 0.8, 1.0}) CHECK(affinity_power(x) == Approx(std::pow(x, 2.7)).epsilon(0.01 / std::pow(x, 2.7)));
  CHECK(affinity_power(0.1) == 0.05);
  CHECK(parallel_power(1.0, 5, 5) == Approx(1.0));
  // The pure cube law would give (5/6)^2 = 0.694 with six units for five.
  CHECK(parallel_power(1.0, 5, 6) == Approx(std::pow(5.0 / 6.0, 1.7)).epsilon(0.01));
}

TEST_CASE("cross-flow effectiveness") {
  CHECK(crossflow_effectiveness(0.8, 1.0) == Approx(0.4179).epsilon(1e-4));
  CHECK(crossflow_effectiveness(1.0, 1.0) == Approx(0.4685).epsilon(1e-4));
  CHECK(crossflow_effectiveness(1.2, 1.0) == Approx(0.5095).epsilon(1e-4));
}

TEST_CASE("YorkCalc approach") {
  struct Row { double range, wb, water, air, approach; };
  for (Row r : {Row{5.56, 25.55, 1, 1, 3.8445}, {5.56, 20, 1, 1, 5.0580}, {5.56, 10, 1, 1, 7.7706},
                {5.56, 25.55, 1, 0.6, 7.0709}, {10, 20, 1, 1, 7.9639}, {3, 15, 1, 1, 3.8888}})
    CHECK(yorkcalc_approach(r.range, r.wb, r.water, r.air) == Approx(r.approach).epsilon(2e-5));
}

TEST_CASE("EIR curve sets: test vectors") {
  struct Row { const char* name; double te, tc, plr, cap, eir, fplr, cop; };
  for (Row r : {Row{"carrier_19xr_1143kw", 10, 26.67, 1, 1.0063, 1.0308, 0.9974, 6.390},
                {"carrier_19xr_1143kw", 10, 26.67, 0.5, 1.0063, 1.0308, 0.3156, 10.099},
                {"carrier_19xr_1143kw", 10, 15, 0.5, 1.1219, 0.9145, 0.3156, 11.384},
                {"york_yt_2233kw", 5.56, 12.78, 1, 0.9997, 1.0054, 0.9959, 0},
                {"doe2_centrifugal", 6.67, 29.4, 1, 1.0033, 0.9991, 1.0000, 0},
                {"york_ycal_101kw_air", 6.67, 35, 1, 1.0492, 1.0208, 1, 3.037},
                {"york_ycal_101kw_air", 10, 45, 1, 0.8627, 1.2050, 1, 2.573},
                {"carrier_19xr_1410kw_reformulated", 6.11, 19.21, 1, 1.0038, 1.0022, 1.0014, 0}}) {
    CAPTURE(r.name);
    const Result<EirChiller> c = eir_chiller(r.name);
    REQUIRE(c);
    CHECK(c->capacity_factor(r.te, r.tc) == Approx(r.cap).epsilon(2e-4));
    CHECK(c->temperature_factor(r.te, r.tc) == Approx(r.eir).epsilon(2e-4));
    CHECK(c->part_load_factor(r.tc, r.plr) == Approx(r.fplr).epsilon(2e-4));
    if (r.cop > 0) CHECK(1.0 / c->power_per_heat(r.te, r.tc, r.plr) == Approx(r.cop).epsilon(1e-3));
  }
}

TEST_CASE("a curve set that is wrong at its own rating point is refused") {
  Result<EirChiller> c = eir_chiller("doe2_centrifugal");
  REQUIRE(c);
  EirChiller wrong = *c;
  wrong.eir_ft[3] = 0.0243;  // as printed in the record in circulation
  const Diagnostics found = self_check(wrong);
  REQUIRE(found.size() == 1);
  CHECK(found[0].message.find("EIRFT is 1.64") != std::string::npos);
  CHECK(!eir_chiller("doe2_centrifugul"));
  CHECK(eir_chiller("doe2_centrifugul").diagnostics()[0].fix.find("did you mean 'doe2_centrifugal'") != std::string::npos);
}

TEST_CASE("exergy chiller reproduces the rating points it was calibrated on") {
  // Rated COP at rated temperatures, condenser water rise 5.75 K (section 6.2).
  CHECK(exergy_cop({.efficiency = 0.62}, 6.67, 29.4 + 5.75, 1.0) == Approx(5.50).epsilon(0.02));
  CHECK(exergy_cop({.efficiency = 0.595}, 10.0, 26.67 + 5.75, 1.0) == Approx(6.57).epsilon(0.02));
  CHECK(exergy_cop({.efficiency = 0.48, .condenser_approach_k = 13.5}, 6.67, 35.0, 1.0) == Approx(3.1).epsilon(0.02));
  CHECK(exergy_cop({}, 30.0, 20.0, 1.0) <= 20.0);
}

TEST_CASE("dry cooler: design point, published machine, part load") {
  const DryCooler bac(DryCoolerDesign{.approach_k = 5.55, .range_k = 5.56}, air_density_kg_per_m3);
  CHECK(bac.water_effectiveness(1.0, 1.0) == Approx(0.500).epsilon(2e-3));
  CHECK(bac.full_fan_power() == Approx(0.0401).epsilon(5e-3));
  const auto full = bac.at(40.55, 35.0, 1.0);
  CHECK(full.leaving_c == Approx(40.55).epsilon(1e-3));
  CHECK(full.air_ratio == Approx(1.0).epsilon(1e-3));

  const DryCooler cooler(DryCoolerDesign{}, air_density_kg_per_m3);
  for (double load : {0.25, 0.4, 0.6, 0.83, 1.0})
    for (double air : {-20.0, 0.0, 15.0, 25.0, 29.0}) {
      CAPTURE(load); CAPTURE(air);
      const auto h = cooler.at(36.0, air, load);
      if (h.air_ratio <= cooler.design().lowest_air_ratio + 1e-12 || h.air_ratio >= 1.0) continue;
      // The tables against the equations: the speed found does give the effectiveness asked for.
      CHECK(cooler.water_effectiveness(load, h.air_ratio) == Approx(10.0 / (10.0 + 36.0 - air)).epsilon(2e-3));
    }
  CHECK(cooler.at(36, 20, 0.5).fan_power < cooler.at(36, 20, 0.6).fan_power);
  CHECK(cooler.at(36, 20, 0.8).fan_power < cooler.at(36, 21, 0.8).fan_power);
  CHECK(cooler.at(36, 40, 0.8).leaving_c > 40.0);
  CHECK(cooler.warmest_air_c(36, 1.0) == Approx(29.0).epsilon(1e-6));
}

TEST_CASE("tower: design point, set point, water") {
  const Tower tower(TowerDesign{.approach_k = 4.0}, 10.0, 101325.0);
  CHECK(tower.coldest_water_c(25.55, 1.0) == Approx(29.55).epsilon(1e-3));
  CHECK(tower.at(25.55, 1.0).air_ratio == 1.0);
  CHECK(tower.at(-5.0, 0.5).air_ratio < 1.0);
  CHECK(tower.at(-5.0, 0.5).leaving_c == Approx(10.0));
  CHECK(tower.at(10.0, 0.5).fan_power < tower.at(10.0, 1.0).fan_power);
  double before = -100.0;
  for (double wb = -34.0; wb < 34.0; wb += 0.25) {
    const double now = tower.coldest_water_c(wb, 0.9);
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("water balance: all-latent rejection with 5 cycles of concentration") {
  CHECK(latent_only_kg_per_kwh == Approx(1.48).epsilon(2e-3));
  CHECK(water_balance(latent_only_kg_per_kwh, 0.0, 0.0, 5.0).make_up() == Approx(1.85).epsilon(2e-3));
  CHECK(1.09 * water_balance(latent_only_kg_per_kwh, 0.0, 0.0, 15.0).make_up() == Approx(1.73).epsilon(2e-3));
  CHECK(1.18 * water_balance(latent_only_kg_per_kwh, 0.0, 0.0, 3.0).make_up() == Approx(2.62).epsilon(2e-3));
}
