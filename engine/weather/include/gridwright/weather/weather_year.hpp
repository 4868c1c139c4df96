#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/series.hpp"

namespace gridwright::weather {

inline constexpr int hours_per_year = 8760;

/// What a plant at this place must survive, from long records: never read off a typical year, whose extremes are too mild.
/// ASHRAE's annual design conditions as an EPW header carries them; percent = share of the hours of a year that are worse.
struct DesignConditions {
  double heating_dry_bulb_99p6_c = 0.0;      ///< colder in 0.4 % of the hours
  double cooling_dry_bulb_0p4_c = 0.0;       ///< hotter in 0.4 % of the hours: sizes dry coolers
  double coincident_wet_bulb_c = 0.0;        ///< mean wet bulb at that dry bulb
  double wet_bulb_0p4_c = 0.0;               ///< sizes cooling towers
  double extreme_wet_bulb_c = 0.0;           ///< highest on record
  double dry_bulb_min_20y_c = 0.0, dry_bulb_max_20y_c = 0.0;  ///< expected once in 20 years
  std::string source;
  bool operator==(const DesignConditions&) const = default;
};

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
  std::optional<DesignConditions> design;  ///< from the EPW header; none for synthetic weather
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
