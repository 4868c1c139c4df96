#include "gridwright/energy/solar_power.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "gridwright/weather/epw.hpp"
#include "gridwright/weather/synthesis.hpp"
#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;

namespace {

double mean(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }
weather::WeatherYear rochester() { return weather::synthesise_weather(*weather::climate_place("rochester-mn"), 7); }

}  // namespace

TEST_CASE("nothing at night, never above the inverter, more by tracking") {
  const weather::WeatherYear w = rochester();
  const weather::SolarGeometry sun = weather::solar_geometry(w.latitude_deg, w.longitude_deg, w.utc_offset_h);
  const Series tracking = *solar_availability(w, {}), fixed = *solar_availability(w, {.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0});
  for (std::size_t t = 0; t < 8760; ++t) {
    if (sun.sunlit_share[t] == 0.0) REQUIRE(tracking.values[t] == 0.0);
    REQUIRE(tracking.values[t] >= 0.0);
    REQUIRE(tracking.values[t] <= 1.0);
  }
  CHECK(mean(tracking.values) > 1.05 * mean(fixed.values));
  CHECK(tracking.origin == Origin::synthetic);
}

TEST_CASE("a flat module without reflection sees the global horizontal irradiance") {
  const weather::WeatherYear w = rochester();
  const weather::SolarGeometry sun = weather::solar_geometry(w.latitude_deg, w.longitude_deg, w.utc_offset_h);
  for (SkyModel sky : {SkyModel::isotropic, SkyModel::hay_davies}) {
    const std::vector<double> poa = plane_of_array(
        w, sun, {.mounting = Mounting::fixed_tilt, .tilt_deg = 0.0, .incidence_b0 = 0.0, .sky = sky});
    for (std::size_t t = 0; t < 8760; ++t)
      if (sun.cos_zenith[t] > 0.09) REQUIRE(poa[t] == Approx(w.ghi_w_m2[t]).epsilon(1e-9));
  }
}

TEST_CASE("tilt and azimuth act as they should") {
  const weather::WeatherYear w = rochester();
  const auto yearly = [&](SolarPlant plant) { return mean(solar_availability(w, plant)->values); };
  const SolarPlant south{.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0};
  CHECK(yearly(south) > yearly({.mounting = Mounting::fixed_tilt, .tilt_deg = 0.0}));
  CHECK(yearly(south) > yearly({.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0, .azimuth_deg = 90.0}));
  CHECK(yearly({.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0, .azimuth_deg = 90.0}) >
        yearly({.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0, .azimuth_deg = 0.0}));
  CHECK(yearly({.backtracking = false}) >= yearly({.backtracking = true}));  // row shading itself is not modelled
  CHECK(yearly({.dc_ac_ratio = 1.5}) > yearly({.dc_ac_ratio = 1.3}));
  CHECK(yearly({.sky = SkyModel::hay_davies}) > yearly({.sky = SkyModel::isotropic}));
  // South of the equator modules face north by themselves.
  const weather::WeatherYear sydney = weather::synthesise_weather(*weather::climate_place("sydney-au"), 7);
  CHECK(mean(solar_availability(sydney, south)->values) >
        mean(solar_availability(sydney, {.mounting = Mounting::fixed_tilt, .tilt_deg = 35.0, .azimuth_deg = 180.0})->values));
}

TEST_CASE("warm cells give less, wind cools them") {
  weather::WeatherYear cool = rochester(), hot = cool, windy = cool;
  for (std::size_t t = 0; t < 8760; ++t) hot.dry_bulb_c[t] += 20.0, windy.wind_m_s[t] += 5.0;
  const SolarPlant unclipped{.dc_ac_ratio = 0.8};
  const double base = mean(solar_availability(cool, unclipped)->values);
  CHECK(mean(solar_availability(hot, unclipped)->values) == Approx(base * 0.93).epsilon(0.005));  // 20 K at -0.35 %/K
  CHECK(mean(solar_availability(windy, unclipped)->values) > base);
}

TEST_CASE("a target capacity factor is met and said so") {
  const Result<Series> series = solar_availability(rochester(), {.target_capacity_factor = 0.24});
  REQUIRE(series);
  CHECK(mean(series->values) == Approx(0.24).epsilon(1e-6));
  CHECK(series->source.find("scaled by") != std::string::npos);
  CHECK(!solar_availability(rochester(), {.target_capacity_factor = 0.9}));
}

// Published: Arizona Solar Center, Phoenix, south at 3/12 pitch (14.04 degrees): 1,668 kWh a year per kW of modules, with its own
// losses. NREL ATB 2024: single-axis utility PV in resource class 10, near Minnesota's: capacity factor 0.209.
TEST_CASE("yields at measured stations") {
  const auto folder = shared_data("weather");
  if (folder.empty()) {
    MESSAGE("shared weather files not found: skipped");
    return;
  }
  const auto station = [&](const char* file) { return *weather::read_epw(folder / file); };
  const weather::WeatherYear phoenix = station("phoenix-az.USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3.epw.gz");
  const Series roof = *solar_availability(
      phoenix, {.mounting = Mounting::fixed_tilt, .tilt_deg = 14.04, .dc_ac_ratio = 1.0});
  validation::against({"energy", "Solar, Phoenix roof at 3/12 pitch: yearly yield", "Arizona Solar Center", "kWh/kW"}, 1668.0, 8760.0 * mean(roof.values), 0.04);
  CHECK(8760.0 * mean(roof.values) == Approx(1668.0).epsilon(0.04));
  const weather::WeatherYear rochester_tmy = station("rochester-mn.USA_MN_Rochester.Intl.AP.726440_TMY3.epw.gz");
  validation::against({"energy", "Solar, Rochester MN single axis: capacity factor", "NREL ATB 2024, class 10", "1"}, 0.209, mean(solar_availability(rochester_tmy, {})->values), 0.02);
  CHECK(mean(solar_availability(rochester_tmy, {})->values) == Approx(0.209).epsilon(0.02));
  // Drawn from the normals, the same plant at the same place: the yearly yield of the typical year within 5 %.
  CHECK(mean(solar_availability(rochester(), {})->values) ==
        Approx(mean(solar_availability(rochester_tmy, {})->values)).epsilon(0.05));
}
