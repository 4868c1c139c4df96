#include "gridwright/weather/sun.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "gridwright/weather/geography.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::weather;
using doctest::Approx;

// NREL SPA (Reda and Andreas 2008, NREL/TP-560-34302), worked example of the appendix: 17 October 2003, 12:30:30 local,
// UTC-7, 39.742476 N, 105.1786 W: topocentric elevation without refraction 39.872046, azimuth 194.340241 deg.
TEST_CASE("solar position agrees with the NREL SPA example") {
  const double hour = (31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30 + 16) * 24.0 + 12.0 + 30.5 / 60.0;
  const SolarPosition sun = solar_position(39.742476, -105.1786, -7.0, hour, 2003);
  const char* source = "NREL/TP-560-34302, worked example of the appendix";
  validation::near({"weather", "Solar elevation, 17 October 2003 12:30:30", source, "deg"}, 39.872046, sun.elevation_deg, 0.02);
  validation::near({"weather", "Solar azimuth, 17 October 2003 12:30:30", source, "deg"}, 194.340241, sun.azimuth_deg, 0.02);
  CHECK(std::abs(sun.elevation_deg - 39.872046) < 0.02);
  CHECK(std::abs(sun.azimuth_deg - 194.340241) < 0.02);
}

TEST_CASE("at the equinox noon the sun stands at 90 degrees minus latitude, due south") {
  const double noon = (31 + 28 + 19) * 24.0 + 12.0;  // 20 March; the equation of time is about -7.5 minutes
  const SolarPosition sun = solar_position(45.0, 0.0, 0.0, noon + 7.5 / 60.0);
  CHECK(std::abs(sun.elevation_deg - 45.0) < 0.4);
  CHECK(std::abs(sun.azimuth_deg - 180.0) < 0.5);
}

TEST_CASE("hourly geometry agrees with the position of the moment") {
  const SolarGeometry year = solar_geometry(43.90, -92.50, -6.0);
  double worst = 0.0;
  for (int t = 0; t < 8760; ++t) {
    const auto k = static_cast<std::size_t>(t);
    if (year.sunlit_share[k] < 1.0) continue;
    const SolarPosition sun = solar_position(43.90, -92.50, -6.0, t + 0.5);
    worst = std::max(worst, std::abs(std::asin(year.cos_zenith[k]) * 180.0 / std::numbers::pi - sun.elevation_deg));
  }
  CHECK(worst < 0.02);
}

TEST_CASE("day length over the year, night, and the poles") {
  double sunlit_hours = 0.0;
  for (double share : solar_geometry(43.90, -92.50, -6.0).sunlit_share) sunlit_hours += share;
  CHECK(sunlit_hours == Approx(4380.0).epsilon(0.01));  // half of the year, a little more on the northern half (aphelion)
  const SolarGeometry arctic = solar_geometry(80.0, 0.0, 0.0);
  double june = 0.0, december = 0.0;
  for (std::size_t t = 4080; t < 4104; ++t) june += arctic.sunlit_share[t];          // 20 June
  for (std::size_t t = 8496; t < 8520; ++t) december += arctic.sunlit_share[t];      // 21 December
  CHECK(june == Approx(24.0));
  CHECK(december == 0.0);
}

TEST_CASE("clear sky and diffuse share") {
  CHECK(clear_sky_ghi_w_m2(1.0) == Approx(1098.0 * std::exp(-0.057)));
  CHECK(clear_sky_ghi_w_m2(0.0) == 0.0);
  CHECK(clear_sky_ghi_w_m2(-0.3) == 0.0);
  CHECK(erbs_diffuse_share(0.0) == 1.0);
  CHECK(erbs_diffuse_share(0.9) == 0.165);
  CHECK(erbs_diffuse_share(0.22) == Approx(erbs_diffuse_share(0.2200001)).epsilon(2e-3));  // pieces meet
  CHECK(erbs_diffuse_share(0.80) == Approx(0.165).epsilon(0.01));
  for (double k = 0.0; k < 1.2; k += 0.01) {
    CHECK(erbs_diffuse_share(k) <= 1.0);
    CHECK(erbs_diffuse_share(k) > 0.0);
  }
}

TEST_CASE("great-circle distances") {
  // Known city pairs on the sphere: Paris to New York 5,837 km, Sydney to Santiago 11,340 km (published within 0.5 %).
  CHECK(great_circle_distance(48.8566, 2.3522, 40.7128, -74.0060).in(km) == Approx(5837.0).epsilon(0.005));
  CHECK(great_circle_distance(-33.8688, 151.2093, -33.4489, -70.6693).in(km) == Approx(11340.0).epsilon(0.005));
  CHECK(great_circle_distance(10.0, 20.0, 10.0, 20.0).in(km) == 0.0);
  CHECK(great_circle_distance(0.0, 0.0, 0.0, 180.0).in(km) == Approx(std::numbers::pi * 6371.0088));
}
