#pragma once
#include <array>

#include "gridwright/facility/fans_and_pumps.hpp"
#include "gridwright/weather/psychrometrics.hpp"
#include "loop.hpp"

/// A sized hall, everything per MW of IT capacity. The hour splits into what depends on the load alone (`LoadTerms`: power
/// chain, fans, pumps, heat) and what the weather adds; the convex segments use the split to try many loads cheaply.
namespace gridwright::facility::detail {

/// Loss of a power stage at through-power p:  k0 + k1 p + k2 p^2.
struct StageLoss {
  double k0 = 0.0, k1 = 0.0, k2 = 0.0;
  DeviceKind kind = DeviceKind::distribution;
  bool indoors = false;
  [[nodiscard]] double at(double p) const { return k0 + p * (k1 + p * k2); }
};

struct LoadTerms {
  double it = 0.0;
  double supplied = 0.0;                   ///< IT power and its chain's losses at the low-voltage board
  double ups = 0.0, distribution = 0.0, it_transformers = 0.0;
  double liquid_heat = 0.0, circulation = 0.0, liquid_pump = 0.0;
  double air_heat = 0.0, air_fan = 0.0, air_pump = 0.0;   ///< heat at the coil, fan heat included
};

struct HallPhysics {
  PlantDesign plant{};
  PowerChain chain{};
  SiteConditions site{};
  double supply_c = 0.0;                 ///< as chosen
  double air_supply_c = 27.0;            ///< to the air-cooled part
  double reuse_temperature_c = 0.0;
  double it_fan = 0.0;                   ///< share of IT power

  Loop liquid{}, air{};
  double room_heat_design = 0.0, air_fan_design = 0.0, circulation_design = 0.0;
  double liquid_pump_design = 0.0, air_pump_kw_per_kw = 0.0, air_coil_design = 0.0;
  double humidity_ratio_min = 0.0;       ///< outside air is humidified to this; 0 = never
  double humidity_ratio_max = 0.012;     ///< outside air and evaporative cooling: most moisture allowed in the supply
  std::array<StageLoss, 6> it_stages{}, all_stages{};
  std::size_t it_stage_count = 0, all_stage_count = 0;

  [[nodiscard]] LoadTerms load_terms(double x) const;
  [[nodiscard]] FacilityHour hour(const LoadTerms& load, const WeatherHour& w) const;   ///< per MW of capacity
  [[nodiscard]] double overhead(const LoadTerms& load, const WeatherHour& w) const { return hour(load, w).overhead_mw.total(); }

  /// What outdoor air does without a chiller, the same at every load.
  struct Economiser {
    double coil_share = 1.0;                 ///< of the air side's heat, left for the chilled-water coil
    double water_kg_per_kwh = 0.0;           ///< evaporated, bleed included
    CoolingMode mode = CoolingMode::mechanical;
  };
  [[nodiscard]] Economiser economiser(const WeatherHour& w) const;
  /// Transformers at this through-power.
  [[nodiscard]] double shared_losses(double through) const {
    double losses = 0.0;
    for (std::size_t i = 0; i < all_stage_count; ++i) losses += all_stages[i].at(through + losses);
    return losses;
  }

 private:
  [[nodiscard]] LoopAnswer serve_air(const LoadTerms& load, const WeatherHour& w) const;
  [[nodiscard]] Economiser outside_air(const WeatherHour& w) const;
  [[nodiscard]] Economiser indirect(const WeatherHour& w) const;
};

}  // namespace gridwright::facility::detail
