#pragma once
#include <compare>
#include <span>

#include "gridwright/core/quantity.hpp"

/// Moist air: what a cooling plant feels. Two forms of every function: with types, for people and public boundaries
/// (range-checked); and with raw doubles and the unit in the name, for loops over 8,760 hours (unchecked, no allocation).
///
///   const Pascal p = standard_pressure(390 * metres);
///   const HumidityRatio w = humidity_ratio_from_dew_point(Celsius{12.0}, p);
///   Celsius wb = wet_bulb(Celsius{30.0}, w, p);
///   wet_bulb_hourly(dry_bulb_c, dew_point_c, pressure_pa, wet_bulb_c);   // a year of hours in about a millisecond
///
/// Source: ASHRAE Handbook - Fundamentals (2017), ch. 1. Thread-safe: pure functions.
namespace gridwright::weather {

/// An absolute pressure. A type, so that 101325 (Pa) is never given where 1013.25 (hPa) or 101.3 (kPa) was meant.
class Pascal {
 public:
  constexpr Pascal() = default;
  explicit constexpr Pascal(double pa) : pa_(pa) {}
  [[nodiscard]] constexpr double pa() const { return pa_; }
  constexpr auto operator<=>(const Pascal&) const = default;

 private:
  double pa_ = 0.0;
};

/// Mass of water vapour per mass of dry air, kg/kg.
class HumidityRatio {
 public:
  constexpr HumidityRatio() = default;
  explicit constexpr HumidityRatio(double kg_per_kg) : kg_per_kg_(kg_per_kg) {}
  [[nodiscard]] constexpr double kg_per_kg() const { return kg_per_kg_; }
  constexpr auto operator<=>(const HumidityRatio&) const = default;

 private:
  double kg_per_kg_ = 0.0;
};

inline constexpr double celsius_to_kelvin = 273.15;  ///< K at 0 degC (exact)

// ---- typed, range-checked ---------------------------------------------------------------------------------------------

/// Pressure of saturated water vapour over ice (t <= 0.01 degC) or liquid water.
///
///   ln p = C1/T + C2 + C3 T + C4 T^2 + C5 T^3 + C6 T^4 + C7 ln T        T = t + 273.15 K, p in Pa
///
/// Valid -100 .. 200 degC; outside throws std::out_of_range naming t and the range.
/// Source ASHRAE Fundamentals (2017) ch. 1, eqns 5 and 6. The branches switch at the triple point (0.01 degC), where the
/// curves meet, not at 0 degC: with 0 degC the curve has a step and the dew-point inversion need not converge.
/// Error  within 300 ppm of ASHRAE table 3 from -20 degC to 150 degC.
[[nodiscard]] Pascal saturation_pressure(Celsius t);

/// Pressure of the standard atmosphere at altitude z:  p = 101325 (1 - 2.25577e-5 z)^5.2559.
/// Valid -500 .. 11,000 m (ASHRAE 2017 ch. 1, eqn 3); outside throws std::out_of_range.
[[nodiscard]] Pascal standard_pressure(Length altitude);

/// W = 0.621945 e / (p - e), e = relative_humidity * saturation_pressure(t). relative_humidity is 0..1 (not percent).
[[nodiscard]] HumidityRatio humidity_ratio(Celsius dry_bulb, double relative_humidity, Pascal pressure);
[[nodiscard]] HumidityRatio humidity_ratio_from_dew_point(Celsius dew_point, Pascal pressure);
/// Humidity ratio from a wet-bulb reading (ASHRAE 2017 ch. 1, eqns 33 and 35: liquid at or above 0 degC, ice below).
/// Never below zero: a wet bulb too low for the dry bulb gives 0.
[[nodiscard]] HumidityRatio humidity_ratio_from_wet_bulb(Celsius dry_bulb, Celsius wet_bulb, Pascal pressure);

/// The temperature at which this air is saturated: inverse of saturation_pressure at e = p W / (0.621945 + W).
[[nodiscard]] Celsius dew_point(HumidityRatio w, Pascal pressure);

/// Thermodynamic wet bulb: the t* whose humidity_ratio_from_wet_bulb is w. Newton on a convex function, bracketed by dew
/// point and dry bulb; exact to 1e-8 degC. The ASHRAE liquid and ice equations leave a step at t* = 0: states inside the
/// step have two answers, and the liquid one (t* >= 0) is given. Air above saturation gives the dry bulb.
[[nodiscard]] Celsius wet_bulb(Celsius dry_bulb, HumidityRatio w, Pascal pressure);

/// Relative humidity 0..1 (above 1 when supersaturated): e / saturation_pressure(t).
[[nodiscard]] double relative_humidity(Celsius dry_bulb, HumidityRatio w, Pascal pressure);

/// Enthalpy of moist air, J per kg of dry air, zero at 0 degC dry air: h = 1006 t + W (2,501,000 + 1860 t).
[[nodiscard]] double enthalpy_j_per_kg(Celsius dry_bulb, HumidityRatio w);

/// Density of moist air, kg of moist air per m3: rho = p (1 + W) / (R_da T (1 + W / 0.621945)), R_da = 287.042 J/kgK.
[[nodiscard]] double moist_air_density_kg_per_m3(Celsius dry_bulb, HumidityRatio w, Pascal pressure);

// ---- raw, for hot loops (same equations; the caller keeps within the ranges above) --------------------------------------

[[nodiscard]] double saturation_pressure_pa(double t_c);
[[nodiscard]] double standard_pressure_pa(double altitude_m);
/// Humidity ratio of vapour pressure e. Precondition e < p.
[[nodiscard]] constexpr double humidity_ratio_of_vapour(double vapour_pressure_pa, double pressure_pa) {
  return 0.621945 * vapour_pressure_pa / (pressure_pa - vapour_pressure_pa);
}
[[nodiscard]] double saturation_humidity_ratio(double t_c, double pressure_pa);
[[nodiscard]] double humidity_ratio_at_wet_bulb(double dry_bulb_c, double wet_bulb_c, double pressure_pa);
/// Inverse of saturation_pressure_pa; -100 degC for dry air (vapour pressure below 1.4e-3 Pa).
[[nodiscard]] double dew_point_of_vapour_c(double vapour_pressure_pa);
[[nodiscard]] double wet_bulb_c(double dry_bulb_c, double humidity_ratio, double pressure_pa);
[[nodiscard]] constexpr double enthalpy_of_air_j_per_kg(double dry_bulb_c, double humidity_ratio) {
  return 1006.0 * dry_bulb_c + humidity_ratio * (2501000.0 + 1860.0 * dry_bulb_c);
}
[[nodiscard]] constexpr double moist_air_density(double dry_bulb_c, double humidity_ratio, double pressure_pa) {
  return pressure_pa * (1.0 + humidity_ratio) /
         (287.042 * (dry_bulb_c + celsius_to_kelvin) * (1.0 + humidity_ratio / 0.621945));
}

/// Wet bulb of every hour from dry bulb, dew point (a dew point above the dry bulb counts as saturated) and pressure.
/// All spans have the same length (asserted). Cost about 110 ns an hour.
void wet_bulb_hourly(std::span<const double> dry_bulb_c, std::span<const double> dew_point_c,
                     std::span<const double> pressure_pa, std::span<double> wet_bulb_out_c);
/// Humidity ratio of every hour from dew point and pressure. All spans have the same length (asserted).
void humidity_ratio_hourly(std::span<const double> dew_point_c, std::span<const double> pressure_pa,
                           std::span<double> humidity_ratio_out);

}  // namespace gridwright::weather
