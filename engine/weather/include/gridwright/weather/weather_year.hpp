#pragma once
#include <string>
#include <vector>

#include "gridwright/core/series.hpp"

namespace gridwright::weather {

inline constexpr int hours_per_year = 8760;

/// 8,760 hours of weather at one place, in local standard time (no daylight saving, no 29 February).
///
///   Result<WeatherYear> w = read_epw("rochester.epw.gz");                   // epw.hpp
///   WeatherYear w = synthesise_weather(*climate_place("rochester-mn"), 7);  // synthesis.hpp
///
/// Hour t is the mean over [t, t+1) after 1 January 00:00. A plain value: hot loops take its vectors as spans.
struct WeatherYear {
  std::string place;                  ///< name of the station or of the climate place
  double latitude_deg = 0.0;          ///< north positive
  double longitude_deg = 0.0;         ///< east positive
  double elevation_m = 0.0;
  double utc_offset_h = 0.0;          ///< local standard time minus UTC
  std::vector<double> dry_bulb_c;
  std::vector<double> dew_point_c;    ///< never above the dry bulb
  std::vector<double> wet_bulb_c;     ///< computed from the three neighbours; see fill_wet_bulb
  std::vector<double> pressure_pa;    ///< station pressure, not reduced to sea level
  std::vector<double> wind_m_s;       ///< at 10 m above ground
  std::vector<double> ghi_w_m2;       ///< global horizontal irradiance
  std::vector<double> dni_w_m2;       ///< direct normal
  std::vector<double> dhi_w_m2;       ///< diffuse horizontal
  Origin origin = Origin::assumed;
  std::string source;                 ///< one sentence a reader can check
};

/// Sets wet_bulb_c from dry_bulb_c, dew_point_c and pressure_pa (about a millisecond a year).
void fill_wet_bulb(WeatherYear& weather);

/// The year in ten numbers, for reports and for comparing a synthetic year with published normals.
struct WeatherSummary {
  double dry_bulb_mean_c = 0.0, dry_bulb_p99_c = 0.0, dry_bulb_max_c = 0.0;
  double wet_bulb_mean_c = 0.0, wet_bulb_p99_c = 0.0, wet_bulb_max_c = 0.0;  ///< p99: exceeded in 1 % of the hours
  int hours_wet_bulb_to_10c = 0;       ///< hours with wet bulb <= 10 degC: free cooling with a tower
  double wind_mean_m_s = 0.0;
  double ghi_kwh_m2 = 0.0, dni_kwh_m2 = 0.0;  ///< yearly sums
};
[[nodiscard]] WeatherSummary summarise(const WeatherYear& weather);

}  // namespace gridwright::weather
