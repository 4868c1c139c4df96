#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/core/result.hpp"

/// Climate normals: what is known of a place when nobody brings a weather file. 35 places with data-centre interest,
/// data/climate_normals.csv (12 rows a place) and data/climate_sites.csv (one row), built into the binary.
///
///   Result<ClimatePlace> place = climate_place("rochester-mn");      // also "rochester_mn", "Rochester-MN"
///   NearestClimatePlace near = nearest_climate_place(44.20, -92.65); // Rochester, 35 km
namespace gridwright::weather {

/// Statistics of one month.
struct MonthNormals {
  double dry_bulb_mean_c = 0.0;
  double diurnal_range_c = 0.0;        ///< of the mean day: largest minus smallest of the 24 hourly means
  int hour_of_max = 15;                ///< 1..24, hour ending, local standard time
  double daily_mean_sd_c = 0.0;        ///< standard deviation of the daily means inside the month
  double dew_point_mean_c = 0.0;
  double wet_bulb_mean_c = 0.0;        ///< NaN where the source has none; used for checking only
  double pressure_mean_pa = 101325.0;
  double wind_mean_m_s = 0.0;          ///< at 10 m
  double wind_weibull_k = 2.0;         ///< shape
  double ghi_mean_kwh_m2_day = 0.0;
};

struct ClimatePlace {
  std::string name;                    ///< "rochester-mn"
  std::string title;                   ///< "Rochester"
  std::string country;                 ///< ISO 3166 alpha-3
  double latitude_deg = 0.0, longitude_deg = 0.0, elevation_m = 0.0, utc_offset_h = 0.0;
  std::array<MonthNormals, 12> months;
  std::string source;
};

struct NearestClimatePlace {
  ClimatePlace place;
  Length distance;
};

/// Reads the two tables; every mistake with file, line and column. `climate_places()` reads the built-in ones.
[[nodiscard]] Result<std::vector<ClimatePlace>> parse_climate_places(std::string_view sites_csv,
                                                                     std::string_view normals_csv);
/// All places, in alphabetical order of their names. Cost about 0.2 ms.
[[nodiscard]] std::vector<ClimatePlace> climate_places();
[[nodiscard]] std::vector<std::string> climate_place_names();
/// By name; '_' and ' ' count as '-', case does not matter. An unknown name gives a diagnostic with the nearest name.
[[nodiscard]] Result<ClimatePlace> climate_place(std::string_view name);
/// Great-circle nearest. Climate changes with height and coast faster than with distance: the caller reports the distance.
[[nodiscard]] NearestClimatePlace nearest_climate_place(double latitude_deg, double longitude_deg);

}  // namespace gridwright::weather
