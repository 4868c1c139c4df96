#pragma once
#include <vector>

/// Where the sun stands, and what it sends through a clear sky.
namespace gridwright::weather {

struct SolarPosition {
  double elevation_deg = 0.0;  ///< of the sun's centre above the horizon, without refraction
  double azimuth_deg = 0.0;    ///< clockwise from north, 0..360
};

/// Position of the sun from the low-precision formulas of the Astronomical Almanac (as in Michalsky 1988, Solar Energy 40).
/// @param hour_of_year  hours since 1 January 00:00 local standard time; `utc_offset_h` turns it into UTC.
/// @param year          1950..2050; typical years use 2001 (middle of a leap cycle; the choice moves the sun by < 0.2 deg).
/// Error   within 0.02 deg of the NREL SPA example (test); parallax and refraction (0.5 deg at the horizon) left out.
[[nodiscard]] SolarPosition solar_position(double latitude_deg, double longitude_deg, double utc_offset_h,
                                           double hour_of_year, int year = 2001);

/// The sun in every hour of a 365-day year, seen at the middle of the sunlit part of the hour, so that the sunrise and
/// sunset hours neither lose their light nor look at a sun below the horizon.
struct SolarGeometry {
  std::vector<double> cos_zenith;     ///< 0 at night
  std::vector<double> azimuth_rad;    ///< clockwise from north
  std::vector<double> sunlit_share;   ///< share of the hour with the sun above the horizon, 0..1
  std::vector<double> normal_w_m2;    ///< extraterrestrial irradiance on a plane facing the sun
};
[[nodiscard]] SolarGeometry solar_geometry(double latitude_deg, double longitude_deg, double utc_offset_h);

/// Clear-sky global horizontal irradiance, Haurwitz (1945, 1946): 1098 cos(z) exp(-0.057 / cos(z)), W/m2; 0 below the
/// horizon. One input, no turbidity: within about 10 % of clear days at mid-latitude stations; low at high altitude.
[[nodiscard]] double clear_sky_ghi_w_m2(double cos_zenith);

/// Share of global horizontal irradiance that is diffuse, as a function of the clearness index
/// kt = GHI / (extraterrestrial normal x cos z). Erbs, Klein and Duffie (1982), Solar Energy 28, hourly correlation.
[[nodiscard]] double erbs_diffuse_share(double clearness_index);

}  // namespace gridwright::weather
