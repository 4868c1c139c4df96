#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// Chillers: performance curves as manufacturers publish them, and an exergy model for warm water, where no curve reaches.
///
///   double cop = exergy_cop({.efficiency = 0.60}, 20.0, 32.0, 1.0);      // chilled water 20 degC, condenser water 32 degC
///   Result<EirChiller> c = eir_chiller("carrier_19xr_1143kw");           // a checked curve set
///   double kw_per_kw = c->power_per_heat(10.0, 26.67, 0.5);
///
/// Pure functions and values. Temperatures in degC, loads as share of capacity (PLR).
namespace gridwright::facility {

/// Second-law (exergy) chiller:  COP = eta T_e / max(T_c - T_e, lift_min),   T in K
///   T_e evaporating = chilled water leaving - 1.5 K;  T_c condensing = condenser fluid + 1.5 K (water, leaving) or
///   + 12..15 K (air, entering);  eta(PLR) = eta0 (1 - c (1 - PLR)^2) for variable-speed machines, below PLR_min the
///   machine cycles at PLR_min.  COP is capped, because small lifts are limited by the compressor, not by Carnot.
/// Valid  chilled water 4..40 degC; error +-11 % for large machines (Lei & Masanet 2022), more for small ones.
/// Calibration: DOE-2 COP 5.5 gives eta0 0.62; Carrier 19XR 6.57 gives 0.59-0.60; York YCAL 3.1 (air) 0.48-0.50.
struct ExergyChiller {
  double efficiency = 0.60;            ///< eta0: 0.60 water-cooled, 0.48-0.50 air-cooled
  double condenser_approach_k = 1.5;   ///< T_c above the condenser fluid
  double evaporator_approach_k = 1.5;  ///< T_e below the chilled water
  double lift_min_k = 8.0;
  double cop_max = 20.0;
  double part_load_loss = 0.35;        ///< c
  double part_load_min = 0.10;         ///< PLR_min; a staged plant of several machines keeps it near 0.5
  bool operator==(const ExergyChiller&) const = default;
};
/// 1/COP: electric power per heat removed. One division: this sits in the innermost loop.
[[nodiscard]] constexpr double exergy_power_per_heat(const ExergyChiller& c, double chilled_water_c, double condenser_fluid_c,
                                                     double part_load) {
  const double te_k = chilled_water_c - c.evaporator_approach_k + 273.15;
  const double tc_k = condenser_fluid_c + c.condenser_approach_k + 273.15;
  const double lift_k = tc_k - te_k > c.lift_min_k ? tc_k - te_k : c.lift_min_k;
  const double plr = part_load < c.part_load_min ? c.part_load_min : (part_load > 1.0 ? 1.0 : part_load);
  const double useful = c.efficiency * (1.0 - c.part_load_loss * (1.0 - plr) * (1.0 - plr)) * te_k;
  return useful < c.cop_max * lift_k ? lift_k / useful : 1.0 / c.cop_max;
}
[[nodiscard]] constexpr double exergy_cop(const ExergyChiller& c, double chilled_water_c, double condenser_fluid_c,
                                          double part_load) {
  return 1.0 / exergy_power_per_heat(c, chilled_water_c, condenser_fluid_c, part_load);
}

/// Chiller by three curves (EnergyPlus Chiller:Electric:EIR and :ReformulatedEIR).
///   P = Q_ref CapFT / COP_ref x EIRFT x EIRFPLR(PLR);   PLR = Q / (Q_ref CapFT)
///   CapFT, EIRFT = c0 + c1 Te + c2 Te^2 + c3 Tc + c4 Tc^2 + c5 Te Tc
///   Te chilled water leaving, Tc condenser fluid entering (or leaving, when `reformulated`), degC.
///   EIRFPLR = a0 + a1 PLR + a2 PLR^2, or bicubic in (Tc, PLR) when `reformulated` (EnergyPlus Curve:Bicubic order).
/// Arguments are clamped to the valid box: the curves are not to be trusted outside it.
struct EirChiller {
  std::string name{};
  double cop_ref = 0.0;
  double te_ref_c = 0.0, tc_ref_c = 0.0;
  std::array<double, 6> cap_ft{}, eir_ft{};
  std::array<double, 10> eir_fplr{};   ///< three used when not reformulated
  double te_min_c = 0.0, te_max_c = 0.0, tc_min_c = 0.0, tc_max_c = 0.0;
  double part_load_min = 0.10;         ///< below it the machine cycles
  bool reformulated = false;
  bool air_cooled = false;
  std::string source{};

  [[nodiscard]] double capacity_factor(double te_c, double tc_c) const;      ///< CapFT
  [[nodiscard]] double temperature_factor(double te_c, double tc_c) const;   ///< EIRFT
  [[nodiscard]] double part_load_factor(double tc_c, double part_load) const;///< EIRFPLR
  /// Electric power per heat removed, kW/kW, at part load PLR (share of the capacity available at these temperatures).
  [[nodiscard]] double power_per_heat(double te_c, double tc_c, double part_load) const;
  bool operator==(const EirChiller&) const = default;
};

/// A curve set by name, after its self-check. Unknown names get the nearest one as fix.
[[nodiscard]] Result<EirChiller> eir_chiller(std::string_view name);
/// All built-in curve sets.
[[nodiscard]] std::vector<EirChiller> eir_chillers();
/// Rejects a set whose CapFT, EIRFT or EIRFPLR is off by more than 7 % at its own rating point (a wrong coefficient: the
/// DOE-2 record in circulation has one digit too few zeros and is off by 64 %).
[[nodiscard]] Diagnostics self_check(const EirChiller& chiller);

}  // namespace gridwright::facility
