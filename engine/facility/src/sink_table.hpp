#pragma once
#include <algorithm>
#include <array>
#include <vector>

#include "hall_physics.hpp"

/// The weather-dependent power of a hall at a fixed set of loads, from tables over one weather variable. Segments need
/// thirteen loads in each of 8,760 hours; a row of a table holds all loads, so an hour costs one interpolation.
namespace gridwright::facility::detail {

inline constexpr std::size_t node_count = 13;   ///< loads; spacing 1/16 from a quarter to full load
using Curve = std::array<double, node_count>;

/// One loop: dry coolers by the temperature of the entering air, towers by the wet bulb; every 0.25 K between the extremes of
/// the weather. Error against Loop::serve below 1e-4 of the heat (test).
class SinkTable {
 public:
  SinkTable(const Loop& loop, const Curve& heat, double lowest_c, double highest_c) : loop_(loop), heat_(heat), first_c_(lowest_c) {
    if (loop.design.sink == HeatSink::none) return;
    const auto rows = static_cast<std::size_t>((highest_c - lowest_c) / step_k) + 2;
    power_.resize(rows);
    if (loop.design.sink != HeatSink::tower) share_.resize(rows);
    for (std::size_t j = 0; j < rows; ++j) fill(j, lowest_c + step_k * static_cast<double>(j));
    if (loop.design.sink == HeatSink::adiabatic_cooler)
      for (std::size_t i = 0; i < node_count; ++i)
        pads_from_c_[i] = loop.dry.warmest_air_c(loop.set_point_c, heat[i] * loop.per_sink_heat, loop.pad_start_air_ratio);
  }

  /// Adds the loop's fans, condenser pumps and chiller at every load.
  void add(const WeatherHour& w, Curve& power) const {
    switch (loop_.design.sink) {
      case HeatSink::none: return add_chiller(w.t_c, heat_, power);
      case HeatSink::tower: return add_row(power_, w.wet_bulb_c, power);
      case HeatSink::dry_cooler: return add_dry(w, power);
      case HeatSink::adiabatic_cooler: return w.t_c <= loop_.pads_dry_below_c ? add_dry(w, power) : add_wet(w, power);
    }
  }

 private:
  static constexpr double step_k = 0.25;
  struct Row { Curve value{}; bool any = false; };
  struct Place { std::size_t row; double weight; };

  void fill(std::size_t j, double driver_c) {
    for (std::size_t i = 0; i < node_count; ++i) {
      if (loop_.design.sink == HeatSink::tower) {
        WeatherHour w;
        w.wet_bulb_c = driver_c;
        const LoopAnswer a = loop_.serve(w, heat_[i]);
        power_[j].value[i] = a.fans + a.pumps + a.chiller;
        continue;
      }
      const double load = heat_[i] * loop_.per_sink_heat;
      const DryCooler::Hour h = loop_.design.trim == TrimChiller::none
          ? loop_.dry.at(loop_.set_point_c, driver_c, load)
          : loop_.dry.with_trim(loop_.set_point_c, driver_c, load, loop_.full_load_power_per_heat(driver_c));
      power_[j].value[i] = h.fan_power * loop_.sink_heat;
      share_[j].value[i] = h.trim_share;
      share_[j].any = share_[j].any || h.trim_share > 0.0;
    }
  }

  [[nodiscard]] Place place(double driver_c) const {
    const double wanted = (driver_c - first_c_) / step_k, last = static_cast<double>(power_.size() - 1) - 1e-9;
    const double position = wanted > 0.0 ? std::min(wanted, last) : 0.0;   // not a number counts as the first
    const auto row = static_cast<std::size_t>(position);
    return {row, position - static_cast<double>(row)};
  }
  void add_row(const std::vector<Row>& table, double driver_c, Curve& sum) const {
    const Place p = place(driver_c);
    const Curve &low = table[p.row].value, &high = table[p.row + 1].value;
    for (std::size_t i = 0; i < node_count; ++i) sum[i] += low[i] + p.weight * (high[i] - low[i]);
  }
  void add_chiller(double condenser_air_c, const Curve& heat, Curve& power) const {
    if (loop_.curve) {
      for (std::size_t i = 0; i < node_count; ++i)
        if (heat[i] > 0.0) power[i] += loop_.chiller_power(heat[i], condenser_air_c);
      return;
    }
    const ExergyChiller& c = loop_.chiller;
    const double te_k = loop_.set_point_c - c.evaporator_approach_k + 273.15;
    const double lift_k = std::max(condenser_air_c + c.condenser_approach_k + 273.15 - te_k, c.lift_min_k);
    const double full = lift_k / (c.efficiency * te_k), least = 1.0 / c.cop_max;
    for (std::size_t i = 0; i < node_count; ++i) {
      const double plr = std::clamp(heat[i] * loop_.per_installed_chiller, c.part_load_min, 1.0);
      power[i] += heat[i] * std::max(least, full / (1.0 - c.part_load_loss * (1.0 - plr) * (1.0 - plr)));
    }
  }
  void add_dry(const WeatherHour& w, Curve& power) const {
    add_row(power_, w.t_c, power);
    const Place p = place(w.t_c);
    if (!share_[p.row].any && !share_[p.row + 1].any) return;
    Curve heat{};
    add_row(share_, w.t_c, heat);
    for (std::size_t i = 0; i < node_count; ++i) heat[i] *= heat_[i];
    add_chiller(w.t_c, heat, power);
  }
  /// Every load has its own entering air behind the pads.
  void add_wet(const WeatherHour& w, Curve& power) const {
    const double coolest_c = w.t_c - loop_.pad_effectiveness * (w.t_c - w.wet_bulb_c);
    Curve heat{};
    bool any = false;
    for (std::size_t i = 0; i < node_count; ++i) {
      const Place p = place(std::min(w.t_c, std::max(pads_from_c_[i], coolest_c)));
      const double fan_low = power_[p.row].value[i], fan_high = power_[p.row + 1].value[i];
      const double low = share_[p.row].value[i], high = share_[p.row + 1].value[i];
      power[i] += fan_low + p.weight * (fan_high - fan_low);
      heat[i] = heat_[i] * (low + p.weight * (high - low));
      any = any || heat[i] > 0.0;
    }
    if (any) add_chiller(w.t_c, heat, power);
  }

  const Loop& loop_;
  Curve heat_{}, pads_from_c_{};
  double first_c_ = 0.0;
  std::vector<Row> power_, share_;   ///< [driver][load]
};

}  // namespace gridwright::facility::detail
