#pragma once
#include <algorithm>
#include <optional>

#include "gridwright/facility/hall.hpp"

/// One closed water loop with its heat sink and trim chiller, sized. Heat and power per MW of IT capacity of the hall.
namespace gridwright::facility::detail {

struct LoopAnswer {
  double fans = 0.0, chiller = 0.0, pumps = 0.0;   ///< power; pumps = condenser water
  double chiller_heat = 0.0;                       ///< taken by the chiller
  double rejected_heat = 0.0;                      ///< by the sink
  double water_kg_per_h = 0.0;                     ///< per kW of IT capacity
  double evaporated_kg_per_kg = 0.0;               ///< by pads, per kg of dry air
  double excess_k = 0.0;                           ///< supply above the set point
  CoolingMode mode = CoolingMode::free_cooling;
};

struct Loop {
  WaterLoop design{};
  double set_point_c = 20.0;        ///< water supplied to the load
  double design_heat = 0.0;         ///< at full IT load
  double installed = 1.2;           ///< installed / needed units: (N+1)/N, all running
  double chiller_capacity = 0.0;    ///< needed at the design hour; installed units are `installed` times it
  double rejection_design = 0.0;    ///< heat the sink is built for (needed units)
  double sink_heat = 0.0;           ///< of all installed sinks; set by derive()
  double per_sink_heat = 0.0, per_installed_chiller = 0.0;   ///< reciprocals, for the inner loop
  ExergyChiller chiller{};
  std::optional<EirChiller> curve{};        ///< instead of it, where the chilled water is cold enough for it
  double curve_design_capacity = 1.0;       ///< CapFT at the design hour: the machine is bought for that hour
  DryCooler dry{};
  Tower tower{};
  double pad_effectiveness = 0.0, pad_start_air_ratio = 0.5, pad_bleed_factor = 1.25;
  double pads_dry_below_c = -100.0; ///< no load needs the pads in air this cold; set by derive()
  double condenser_min_c = 14.0, condenser_rise_k = 5.56;
  double condenser_pump_kw_per_kw = 0.0;

  void derive() {
    sink_heat = rejection_design * installed;
    per_sink_heat = 1.0 / sink_heat;
    if (design.sink == HeatSink::adiabatic_cooler) pads_dry_below_c = dry.warmest_air_c(set_point_c, 1.0, pad_start_air_ratio);
    per_installed_chiller = 1.0 / std::max(chiller_capacity * installed, 1e-9);
  }

  [[nodiscard]] double full_load_power_per_heat(double condenser_air_c) const {
    return curve ? curve->power_per_heat(set_point_c, condenser_air_c, 1.0) : exergy_power_per_heat(chiller, set_point_c, condenser_air_c, 1.0);
  }

  [[nodiscard]] LoopAnswer serve(const WeatherHour& w, double heat) const {
    if (heat <= 0.0) return {};
    switch (design.sink) {
      case HeatSink::none: return chiller_only(w, heat);
      case HeatSink::dry_cooler:
      case HeatSink::adiabatic_cooler: return serve_dry(w, heat);
      case HeatSink::tower: return design.trim == TrimChiller::none ? serve_tower_alone(w, heat) : serve_tower(w, heat);
    }
    return {};
  }

 private:
  friend class SinkTable;
  /// Power for this heat. Condenser fluid: outdoor air, or condenser water leaving.
  [[nodiscard]] double chiller_power(double heat, double condenser_fluid_c) const {
    if (curve) return heat * curve_power_per_heat(heat, condenser_fluid_c);
    return heat * exergy_power_per_heat(chiller, set_point_c, condenser_fluid_c, heat * per_installed_chiller);
  }
  [[nodiscard]] double curve_power_per_heat(double heat, double condenser_fluid_c) const {
    // EIR curves take entering condenser water, reformulated ones the leaving; air-cooled machines the outdoor air.
    const double tc_c = curve->air_cooled || curve->reformulated ? condenser_fluid_c : condenser_fluid_c - condenser_rise_k;
    const double capacity = curve->capacity_factor(set_point_c, tc_c) / curve_design_capacity;
    return curve->power_per_heat(set_point_c, tc_c, heat * per_installed_chiller / capacity);
  }
  [[nodiscard]] LoopAnswer chiller_only(const WeatherHour& w, double heat) const {
    const double power = chiller_power(heat, w.t_c);
    return {.chiller = power, .chiller_heat = heat, .rejected_heat = 0.0, .mode = CoolingMode::mechanical};
  }

  /// Air entering the coil: outdoor air, or air behind the pads. They evaporate just enough to hold the set point with the
  /// fans at `pad_start`, at most to their effectiveness; below that fan speed they stay dry.
  [[nodiscard]] double entering_air_c(const WeatherHour& w, double load, LoopAnswer& a) const {
    if (design.sink != HeatSink::adiabatic_cooler || w.t_c <= pads_dry_below_c) return w.t_c;
    const double wanted_c = dry.warmest_air_c(set_point_c, load, pad_start_air_ratio);
    if (w.t_c <= wanted_c) return w.t_c;
    const double entering_c = std::max(wanted_c, w.t_c - pad_effectiveness * (w.t_c - w.wet_bulb_c));
    a.evaporated_kg_per_kg = (w.t_c - entering_c) * (1.006 + 1.86 * w.humidity_ratio) / (2501.0 - 2.36 * entering_c);
    if (entering_c < w.t_c) a.mode = CoolingMode::evaporative;
    return entering_c;
  }

  [[nodiscard]] LoopAnswer serve_dry(const WeatherHour& w, double heat) const {
    const double scale = sink_heat, load = heat * per_sink_heat;
    LoopAnswer a{.rejected_heat = heat};
    const double air_c = entering_air_c(w, load, a);
    DryCooler::Hour h;
    if (design.trim == TrimChiller::none) {
      h = dry.at(set_point_c, air_c, load);
      a.excess_k = h.leaving_c - set_point_c;
      if (a.excess_k > 1e-9) a.mode = CoolingMode::floating;
    } else {
      h = dry.with_trim(set_point_c, air_c, load, full_load_power_per_heat(w.t_c));
      if (h.trim_share > 0.0) {
        a.chiller_heat = h.trim_share * heat;
        a.chiller = chiller_power(a.chiller_heat, w.t_c);
        a.rejected_heat = heat - a.chiller_heat;
        a.mode = h.trim_share < 1.0 ? CoolingMode::partial : CoolingMode::mechanical;
      }
    }
    a.fans = h.fan_power * scale;
    a.water_kg_per_h = 3600.0 * dry.full_air_kg_per_s() * scale * h.air_ratio * a.evaporated_kg_per_kg * pad_bleed_factor;
    return a;
  }

  void reject_by_tower(LoopAnswer& a, const WeatherHour& w, const Tower::Hour& h, double load) const {
    const double scale = sink_heat;
    a.fans = h.fan_power * scale;
    a.pumps = condenser_pump_kw_per_kw * scale * affinity_power(load);
    a.water_kg_per_h = scale * tower.make_up_kg_per_h(h, load, weather::enthalpy_of_air_j_per_kg(w.t_c, w.humidity_ratio), w.humidity_ratio);
    a.rejected_heat = load * scale;
  }

  [[nodiscard]] LoopAnswer serve_tower_alone(const WeatherHour& w, double heat) const {
    const double load = heat * per_sink_heat;
    const Tower::Hour h = tower.at(w.wet_bulb_c, load);
    LoopAnswer a;
    reject_by_tower(a, w, h, load);
    a.excess_k = std::max(0.0, h.leaving_c + design.exchanger_k - set_point_c);
    if (a.excess_k > 1e-9) a.mode = CoolingMode::floating;
    return a;
  }

  [[nodiscard]] LoopAnswer serve_tower(const WeatherHour& w, double heat) const {
    LoopAnswer a;
    // The tower rejects the chiller's power too; two passes settle it well below a thousandth of the heat.
    for (int pass = 0; pass < 2; ++pass) {
      const double load = (heat + a.chiller) * per_sink_heat;
      const Tower::Hour h = tower.at(w.wet_bulb_c, load);
      double share = 1.0;
      if (design.free_cooling) share = std::clamp((h.leaving_c + design.exchanger_k - set_point_c) / design.range_k, 0.0, 1.0);
      a.chiller_heat = share < 1e-9 ? 0.0 : share * heat;
      a.chiller = a.chiller_heat > 0.0
                      ? chiller_power(a.chiller_heat, std::max(h.leaving_c, condenser_min_c) + condenser_rise_k) : 0.0;
      a.mode = a.chiller_heat == 0.0 ? CoolingMode::free_cooling : (share < 1.0 ? CoolingMode::partial : CoolingMode::mechanical);
      if (pass == 1 || a.chiller_heat == 0.0) {
        reject_by_tower(a, w, h, (heat + a.chiller) * per_sink_heat);
        break;
      }
    }
    return a;
  }
};

}  // namespace gridwright::facility::detail
