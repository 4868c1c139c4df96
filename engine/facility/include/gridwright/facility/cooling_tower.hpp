#pragma once
#include <vector>

/// Cooling towers: how cold the water gets, what the fan draws, how much water goes.
///
///   double approach = yorkcalc_approach(5.56, 25.55, 1.0, 1.0);       // 3.84 K above the wet bulb
///   Tower tower(TowerDesign{.approach_k = 4.0}, 18.5, 101325.0);      // set point 18.5 degC
///   Tower::Hour h = tower.at(21.0, 0.8);                              // leaving temperature and fan at 80 % load
///
/// Temperatures degC, ratios to design 0..1, pressure Pa.
namespace gridwright::facility {

/// Approach of a mechanical-draught tower (leaving water - wet bulb), K: the YorkCalc correlation of EnergyPlus.
///   T_app = sum over q, r, t = 0..2 of LG^q range^r t_wb^t c[9q + 3r + t];  LG = water ratio / air ratio, both to design
/// Valid  t_wb -34.4..26.7 degC, range 1.1-22.2 K, approach 1.1-40 K, water ratio 0.75-1.25, LG <= 8; arguments are clamped
///        to these (a wet bulb above 26.7 degC keeps the approach of 26.7 degC, slightly on the warm side).
/// Source EnergyPlus CoolingTower:VariableSpeed (York International data).
[[nodiscard]] double yorkcalc_approach(double range_k, double wet_bulb_c, double water_ratio, double air_ratio);

/// Water of evaporative heat rejection, all in kg (= litres) per kWh of heat unless said otherwise.
inline constexpr double latent_only_kg_per_kwh = 3600.0 / 2430.0;  ///< all heat by evaporation: 1.48
struct WaterBalance {
  double evaporation = 0.0, drift = 0.0, blowdown = 0.0;
  [[nodiscard]] constexpr double make_up() const { return evaporation + drift + blowdown; }
};
/// Blowdown keeps dissolved solids at `cycles` times the make-up:  B = max(0, E/(cycles - 1) - drift).  cycles > 1.
[[nodiscard]] constexpr WaterBalance water_balance(double evaporation, double circulation, double drift_share, double cycles) {
  const double drift = circulation * drift_share;
  const double blowdown = evaporation / (cycles - 1.0) - drift;
  return {evaporation, drift, blowdown > 0.0 ? blowdown : 0.0};
}

/// A tower of several cells with variable-speed fans.
struct TowerDesign {
  double approach_k = 4.0;               ///< at wet_bulb_c and range_k, full water and air flow
  double wet_bulb_c = 25.55;             ///< design wet bulb
  double range_k = 5.56;                 ///< water entering - leaving at design
  double fan_power_per_heat = 0.0125;    ///< kW per kW rejected at full speed (ASHRAE 90.1 propeller fan limit)
  double lowest_air_ratio = 0.2;         ///< fans cannot turn slower; below it water bypasses the fill
  double lowest_water_ratio = 0.75;      ///< below it cells are shut off one by one (nozzles need their flow)
  double water_to_air_mass = 1.3;        ///< kg water per kg dry air at design
  double latent_share = -1.0;            ///< >= 0: evaporation = share x heat / latent heat; < 0: from saturated exit air
  double cycles = 5.0;                   ///< of concentration
  double drift_share = 1e-5;             ///< of circulation; modern eliminators 0.0005-0.001 %
  bool operator==(const TowerDesign&) const = default;
};

/// The tower with its tables at one set point. Immutable after construction; safe to share between threads.
class Tower {
 public:
  Tower() = default;
  Tower(const TowerDesign& design, double set_point_c, double pressure_pa);

  struct Hour {
    double leaving_c = 0.0;     ///< water leaving: the set point, or warmer when the fans cannot reach it
    double air_ratio = 0.0;     ///< fan speed relative to design
    double active_share = 0.0;  ///< share of the design water flow that runs (cells in use x their flow)
    double fan_power = 0.0;     ///< kW per kW of design heat
  };
  /// At this wet bulb and heat load (share of design heat). Two table look-ups, no allocation.
  [[nodiscard]] Hour at(double wet_bulb_c, double load_share) const;
  /// Leaving water at full fan speed: what the tower can do at best.
  [[nodiscard]] double coldest_water_c(double wet_bulb_c, double load_share) const;
  /// Make-up water, kg per hour per kW of design heat, for outdoor air of enthalpy h (J/kg) and humidity ratio w.
  [[nodiscard]] double make_up_kg_per_h(const Hour& hour, double load_share, double air_enthalpy_j_per_kg,
                                        double humidity_ratio) const;
  [[nodiscard]] const TowerDesign& design() const { return design_; }

 private:
  [[nodiscard]] double saturated_humidity_ratio(double enthalpy_j_per_kg) const;
  TowerDesign design_;
  double set_point_c_ = 0.0;
  double per_water_step_ = 0.0, per_lowest_water_ = 0.0, full_water_kg_s_ = 0.0;  ///< for the inner loop
  std::vector<double> coldest_c_;   ///< [water ratio][wet bulb]
  std::vector<double> air_ratio_;   ///< [water ratio][wet bulb], to hold the set point
  std::vector<double> saturated_;   ///< humidity ratio of saturated air by enthalpy
};

}  // namespace gridwright::facility
