#pragma once

/// Fans and pumps: what moves the heat, and what that costs at part load.
///
///   double crah = fan_power_per_heat(500, 0.70, 12.0);              // 0.049 kW per kW of heat
///   double all  = crah * parallel_power(0.6, 5, 6);             // six units share the load of five
///
/// Pure functions, raw doubles; shares and ratios are 0..1 (not percent).
namespace gridwright::facility {

inline constexpr double air_density_kg_per_m3 = 1.2;      ///< at 20 degC and sea level
inline constexpr double air_cp_kj_per_kgk = 1.006;
inline constexpr double water_density_kg_per_m3 = 998.0;
inline constexpr double water_cp_kj_per_kgk = 4.18;

/// Fan power per heat carried:  P/Q = dp / (eta rho cp dT).
///   dp total pressure Pa; eta fan x motor x drive; dT air temperature rise K; rho kg/m3 (lower at altitude).
/// Check: 500 Pa, 0.70, 12 K -> 0.049; 600 Pa, 0.78, 16.6 K -> 0.038 kW/kW.
[[nodiscard]] constexpr double fan_power_per_heat(double pressure_pa, double efficiency, double rise_k,
                                                  double density_kg_per_m3 = air_density_kg_per_m3) {
  return pressure_pa / (efficiency * density_kg_per_m3 * 1e3 * air_cp_kj_per_kgk * rise_k);
}

/// Pump power per heat carried by water:  P/Q = dp / (eta rho cp dT).  Check: 250 kPa, 0.75, 10 K -> 0.0080.
[[nodiscard]] constexpr double pump_power_per_heat(double pressure_kpa, double efficiency, double rise_k) {
  return pressure_kpa / (efficiency * water_density_kg_per_m3 * water_cp_kj_per_kgk * rise_k);
}

/// Power of a variable-speed fan or pump relative to design at flow ratio x (0..1):
///   0.0013 + 0.1470 x + 0.9506 x^2 - 0.0998 x^3
/// Source: ASHRAE 90.1 appendix G, VSD fan. Between the pure cube law and a fixed static pressure. Convex on 0..1.
[[nodiscard]] constexpr double vsd_power(double flow_ratio) {
  return 0.0013 + flow_ratio * (0.1470 + flow_ratio * (0.9506 - 0.0998 * flow_ratio));
}

/// Power of a variable-speed fan or pump in a system without fixed head: 0.3 x^2 + 0.7 x^3, within 0.01 of x^2.7 (the cube
/// law less drive and motor losses at low speed), never below 0.05. Convex.
[[nodiscard]] constexpr double affinity_power(double flow_ratio) {
  const double power = flow_ratio * flow_ratio * (0.3 + 0.7 * flow_ratio);
  return power > 0.05 ? power : 0.05;
}

/// Power, relative to the design power of `needed` units, when `installed` (N+1) units all run and share load x (of the
/// design of `needed`): each has flow x needed/installed. At x = 1 about (needed/installed)^1.7: the spare unit saves power.
[[nodiscard]] constexpr double parallel_power(double x, double needed, double installed) {
  return installed / needed * affinity_power(x * needed / installed);
}

}  // namespace gridwright::facility
