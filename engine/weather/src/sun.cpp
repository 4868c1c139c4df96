#include "gridwright/weather/sun.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "gridwright/weather/weather_year.hpp"

namespace gridwright::weather {
namespace {

constexpr double pi = std::numbers::pi, radian = pi / 180.0;
constexpr double solar_constant_w_m2 = 1361.0;  // total solar irradiance, Kopp and Lean (2011): 1360.8

// Wraps an angle in degrees to [-180, 180).
double wrapped_deg(double angle) { return angle - 360.0 * std::floor((angle + 180.0) / 360.0); }

struct SunOfMoment {
  double sin_declination = 0.0;
  double equation_of_time_deg = 0.0;  // true minus mean solar time, as an hour angle
  double inverse_distance_2 = 1.0;    // (1 AU / distance)^2
};

// Astronomical Almanac, low precision; `days` since 2000-01-01 12:00 UTC.
SunOfMoment sun_at(double days) {
  const double mean_longitude = 280.460 + 0.9856474 * days;
  const double anomaly = (357.528 + 0.9856003 * days) * radian;
  const double longitude = (mean_longitude + 1.915 * std::sin(anomaly) + 0.020 * std::sin(2 * anomaly)) * radian;
  const double obliquity = (23.439 - 4e-7 * days) * radian;
  const double right_ascension = std::atan2(std::cos(obliquity) * std::sin(longitude), std::cos(longitude)) / radian;
  const double distance = 1.00014 - 0.01671 * std::cos(anomaly) - 0.00014 * std::cos(2 * anomaly);
  return {std::sin(obliquity) * std::sin(longitude), wrapped_deg(mean_longitude - right_ascension),
          1.0 / (distance * distance)};
}

// Days from 2000-01-01 12:00 UTC to 1 January of `year`, 00:00 UTC (Gregorian, 1901..2099).
double days_to_year(int year) { return 365.0 * (year - 2000) + std::floor((year - 1997) / 4.0) - 0.5; }

double azimuth_rad(double sin_latitude, double cos_latitude, double sin_declination, double cos_declination,
                   double hour_angle) {
  const double east = -cos_declination * std::sin(hour_angle);
  const double north = cos_latitude * sin_declination - sin_latitude * cos_declination * std::cos(hour_angle);
  const double angle = std::atan2(east, north);
  return angle < 0.0 ? angle + 2 * pi : angle;
}

// Hour angle of sunset, rad: 0 in polar night, pi under the midnight sun.
double sunset_angle(double sin_latitude, double cos_latitude, double sin_declination, double cos_declination) {
  const double rise = sin_latitude * sin_declination, reach = cos_latitude * cos_declination;
  if (reach < 1e-12) return rise > 0.0 ? pi : 0.0;
  return std::acos(std::clamp(-rise / reach, -1.0, 1.0));
}

}  // namespace

SolarPosition solar_position(double latitude_deg, double longitude_deg, double utc_offset_h, double hour_of_year,
                             int year) {
  const double utc_h = hour_of_year - utc_offset_h;
  const SunOfMoment sun = sun_at(days_to_year(year) + utc_h / 24.0);
  const double hour_angle = wrapped_deg(15.0 * (utc_h - 12.0) + longitude_deg + sun.equation_of_time_deg) * radian;
  const double sin_lat = std::sin(latitude_deg * radian), cos_lat = std::cos(latitude_deg * radian);
  const double cos_dec = std::sqrt(1.0 - sun.sin_declination * sun.sin_declination);
  const double sin_elevation = sin_lat * sun.sin_declination + cos_lat * cos_dec * std::cos(hour_angle);
  return {std::asin(std::clamp(sin_elevation, -1.0, 1.0)) / radian,
          azimuth_rad(sin_lat, cos_lat, sun.sin_declination, cos_dec, hour_angle) / radian};
}

SolarGeometry solar_geometry(double latitude_deg, double longitude_deg, double utc_offset_h) {
  const double sin_lat = std::sin(latitude_deg * radian), cos_lat = std::cos(latitude_deg * radian);
  std::array<SunOfMoment, 366> at_midnight;  // it moves so evenly that straight lines between days err by 0.002 deg
  for (std::size_t d = 0; d < at_midnight.size(); ++d)
    at_midnight[d] = sun_at(days_to_year(2001) + static_cast<double>(d) - utc_offset_h / 24.0);

  SolarGeometry out;
  const auto hours = static_cast<std::size_t>(hours_per_year);
  out.cos_zenith.assign(hours, 0.0);
  out.azimuth_rad.assign(hours, 0.0);
  out.sunlit_share.assign(hours, 0.0);
  out.normal_w_m2.assign(hours, 0.0);
  for (std::size_t t = 0; t < hours; ++t) {
    const SunOfMoment &a = at_midnight[t / 24], &b = at_midnight[t / 24 + 1];
    const double share = (static_cast<double>(t % 24) + 0.5) / 24.0;
    const double sin_dec = a.sin_declination + share * (b.sin_declination - a.sin_declination);
    const double eot = a.equation_of_time_deg + share * (b.equation_of_time_deg - a.equation_of_time_deg);
    const double cos_dec = std::sqrt(1.0 - sin_dec * sin_dec);
    out.normal_w_m2[t] = solar_constant_w_m2 * a.inverse_distance_2;
    const double middle =
        wrapped_deg(15.0 * (static_cast<double>(t % 24) + 0.5 - utc_offset_h - 12.0) + longitude_deg + eot) * radian;
    const double sunset = sunset_angle(sin_lat, cos_lat, sin_dec, cos_dec);
    constexpr double half_hour = 7.5 * radian;
    const bool never_sets = sunset >= pi;
    const double from = never_sets ? middle - half_hour : std::max(middle - half_hour, -sunset);
    const double to = never_sets ? middle + half_hour : std::min(middle + half_hour, sunset);
    if (to <= from) continue;
    const double hour_angle = 0.5 * (from + to);
    out.sunlit_share[t] = (to - from) / (2.0 * half_hour);
    out.cos_zenith[t] = std::max(0.0, sin_lat * sin_dec + cos_lat * cos_dec * std::cos(hour_angle));
    out.azimuth_rad[t] = azimuth_rad(sin_lat, cos_lat, sin_dec, cos_dec, hour_angle);
  }
  return out;
}

double clear_sky_ghi_w_m2(double cos_zenith) {
  return cos_zenith <= 0.0 ? 0.0 : 1098.0 * cos_zenith * std::exp(-0.057 / cos_zenith);
}

double erbs_diffuse_share(double clearness_index) {
  const double k = std::max(0.0, clearness_index);
  if (k <= 0.22) return 1.0 - 0.09 * k;
  if (k > 0.80) return 0.165;
  return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
}

}  // namespace gridwright::weather
