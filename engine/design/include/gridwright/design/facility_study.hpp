#pragma once
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"

/// One hall at one place under one or several cooling plants: a year of hours and the design day. No optimisation; what
/// `gridwright facility` prints and draws.
namespace gridwright::design {

/// Hours of each month in one cooling mode.
struct ModeMonths {
  std::string mode{};
  std::vector<double> hours{};           ///< 12
};

/// One alternative: cooling plant, supply temperature, power chain.
struct PlantStudy {
  std::string plant{}, summary{}, power_chain{}, chain_summary{};
  double supply_c = 0.0;                 ///< coolant to the IT, or air where there is no liquid side
  double liquid_fraction = 0.0;          ///< of IT heat
  // the year, at the study's load
  double it_mwh = 0.0, overhead_mwh = 0.0, water_m3 = 0.0;
  double pue = 0.0, itue = 0.0, tue = 0.0, wue_l_per_kwh = 0.0;
  double worst_hour_pue = 0.0;
  double reuse_mwh = 0.0, reuse_temperature_c = 0.0, ere_all_heat = 0.0;  ///< heat in the liquid return; ERE were all of it used
  std::vector<Overhead> overheads{};
  std::vector<ModeHours> modes{};
  std::vector<double> month_pue{}, month_worst_pue{}, month_water_m3{};   ///< 12 each
  std::vector<double> month_hour_pue{};  ///< 12 x 24, by energy: [24 month + hour of the day]
  std::vector<ModeMonths> month_modes{};
  // the design day, full load
  double design_pue = 0.0;               ///< at the meter per IT, warmest of design hour and year: sizes the connection
  double design_chiller_mw_per_mw = 0.0; ///< chiller heat capacity needed, per IT
  double design_excess_k = 0.0;          ///< supply above what was asked for: above 0 the plant cannot carry the day
  double it_on_connection_mw = 0.0;      ///< IT that the study's connection carries at design_pue
  // money and nines
  double capital_usd_per_kw = 0.0, capital_low_usd_per_kw = 0.0, capital_high_usd_per_kw = 0.0;  ///< of IT; estimates
  double equipment_down_h = 0.0, grid_down_h = 0.0;  ///< hours a year without power at the rack
};

struct FacilityStudy {
  std::string place{}, weather_source{};
  std::string weather_origin{};          ///< "measured" (a file), "synthetic" (drawn from normals)
  double latitude = 0.0, longitude = 0.0, elevation_m = 0.0, pressure_pa = 0.0;
  double dry_bulb_mean_c = 0.0, dry_bulb_max_c = 0.0, wet_bulb_max_c = 0.0;   ///< of the year
  double design_dry_bulb_c = 0.0, design_wet_bulb_c = 0.0;
  std::string design_source{};           ///< where the design day comes from
  double it_mw = 0.0, load_share = 0.0, connection_mw = 0.0;
  std::vector<PlantStudy> plants{};
  std::vector<std::string> notes{};
};

/// The study as JSON: keys in the order above, numbers that read back to the same double.
[[nodiscard]] std::string to_json(const FacilityStudy& study);
[[nodiscard]] std::string to_json(const std::vector<FacilityStudy>& studies);

}  // namespace gridwright::design
