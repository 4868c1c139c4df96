#include "gridwright/facility/cooling_tower.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gridwright/facility/fans_and_pumps.hpp"
#include "gridwright/weather/psychrometrics.hpp"

namespace gridwright::facility {
namespace {

constexpr std::array<double, 27> york = {
    -0.359741205,      -0.055053608,     0.0023850432,      0.173926877,       -0.0248473764,    0.00048430224,
    -0.005589849456,   0.0005770079712,  -0.00001342427256, 2.84765801111111,  -0.121765149,     0.0014599242,
    1.680428651,       -0.0166920786,    -0.0007190532,     -0.025485194448,   0.0000487491696,  0.00002719234152,
    -0.0653766255555556, -0.002278167,   0.0002500254,      -0.0910565458,     0.00318176316,    0.000038621772,
    -0.0034285382352,  0.00000856589904, -0.000001516821552};

// Tables: wet bulb -35..33 degC by 0.5 K; water ratio from its lowest value to 1 in 5 steps; enthalpy by 2 kJ/kg.
constexpr double wb_first_c = -35.0, wb_step_k = 0.5;
constexpr std::size_t wb_count = 137, water_count = 6;
constexpr double h_first = -40000.0, h_step = 2000.0;
constexpr std::size_t h_count = 121;

/// Place in an evenly spaced table: lower index and weight of the upper neighbour, clamped to the ends.
struct Place {
  std::size_t index;
  double weight;
};
Place place(double value, double first, double per_step, std::size_t count) {
  const double wanted = (value - first) * per_step, last = static_cast<double>(count - 1) - 1e-9;
  const double position = wanted > 0.0 ? (wanted < last ? wanted : last) : 0.0;   // not a number counts as the first
  const auto index = static_cast<std::size_t>(position);
  return {index, position - static_cast<double>(index)};
}

double look_up(const std::vector<double>& table, Place water, Place wet_bulb) {
  const double* low = &table[water.index * wb_count + wet_bulb.index];
  const double* high = low + wb_count;
  const double a = low[0] + wet_bulb.weight * (low[1] - low[0]);
  const double b = high[0] + wet_bulb.weight * (high[1] - high[0]);
  return a + water.weight * (b - a);
}

/// Air ratio in [lowest, 1] that gives this leaving temperature; 1 when even full speed is too warm.
double air_ratio_for(double target_c, double range_k, double wet_bulb_c, double water_ratio, double scale, double lowest) {
  const auto leaving = [&](double air) { return wet_bulb_c + scale * yorkcalc_approach(range_k, wet_bulb_c, water_ratio, air); };
  if (leaving(1.0) >= target_c) return 1.0;
  if (leaving(lowest) <= target_c) return lowest;
  double low = lowest, high = 1.0;
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    (leaving(middle) > target_c ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double yorkcalc_approach(double range_k, double wet_bulb_c, double water_ratio, double air_ratio) {
  const double range = std::clamp(range_k, 1.1, 22.2), wb = std::clamp(wet_bulb_c, -34.4, 26.7);
  const double lg = std::min(std::clamp(water_ratio, 0.75, 1.25) / air_ratio, 8.0);
  double sum = 0.0, lg_power = 1.0;
  for (std::size_t q = 0; q < 3; ++q, lg_power *= lg) {
    double range_power = lg_power;
    for (std::size_t r = 0; r < 3; ++r, range_power *= range) {
      const double* c = &york[9 * q + 3 * r];
      sum += range_power * (c[0] + wb * (c[1] + wb * c[2]));
    }
  }
  return std::clamp(sum, 1.1, 40.0);
}

Tower::Tower(const TowerDesign& design, double set_point_c, double pressure_pa)
    : design_(design), set_point_c_(set_point_c), coldest_c_(water_count * wb_count), air_ratio_(water_count * wb_count),
      saturated_(h_count) {
  per_water_step_ = (water_count - 1) / (1.0 - design.lowest_water_ratio);
  per_lowest_water_ = 1.0 / design.lowest_water_ratio;
  full_water_kg_s_ = 1.0 / (water_cp_kj_per_kgk * design.range_k);   // per kW of design heat
  const double scale = design.approach_k / yorkcalc_approach(design.range_k, design.wet_bulb_c, 1.0, 1.0);
  for (std::size_t i = 0; i < water_count; ++i) {
    const double water = design.lowest_water_ratio + (1.0 - design.lowest_water_ratio) * static_cast<double>(i) / (water_count - 1);
    double warmest = -1e9, fastest = 0.0;
    for (std::size_t j = 0; j < wb_count; ++j) {
      const double wb = wb_first_c + wb_step_k * static_cast<double>(j);
      // The polynomial is not monotone in the wet bulb in deep frost; water cannot get colder as the air gets warmer.
      warmest = std::max(warmest, wb + scale * yorkcalc_approach(design.range_k, wb, water, 1.0));
      fastest = std::max(fastest, air_ratio_for(set_point_c, design.range_k, wb, water, scale, design.lowest_air_ratio));
      coldest_c_[i * wb_count + j] = warmest;
      air_ratio_[i * wb_count + j] = fastest;
    }
  }
  double t_c = -45.0;  // invert h(t) of saturated air by marching: h is strictly increasing
  for (std::size_t k = 0; k < h_count; ++k) {
    const double target = h_first + h_step * static_cast<double>(k);
    for (int i = 0; i < 30; ++i) {
      const auto h = [&](double t) { return weather::enthalpy_of_air_j_per_kg(t, weather::saturation_humidity_ratio(t, pressure_pa)); };
      const double error = target - h(t_c), slope = (h(t_c + 0.01) - h(t_c)) / 0.01;
      t_c += error / slope;
      if (std::abs(error) < 1e-3) break;
    }
    saturated_[k] = weather::saturation_humidity_ratio(t_c, pressure_pa);
  }
}

double Tower::saturated_humidity_ratio(double enthalpy_j_per_kg) const {
  const Place p = place(enthalpy_j_per_kg, h_first, 1.0 / h_step, h_count);
  return saturated_[p.index] + p.weight * (saturated_[p.index + 1] - saturated_[p.index]);
}

double Tower::coldest_water_c(double wet_bulb_c, double load_share) const {
  const double water = std::clamp(load_share, design_.lowest_water_ratio, 1.0);
  const Place w = place(water, design_.lowest_water_ratio, per_water_step_, water_count);
  return look_up(coldest_c_, w, place(wet_bulb_c, wb_first_c, 1.0 / wb_step_k, wb_count)) + std::max(0.0, wet_bulb_c - 33.0);
}

Tower::Hour Tower::at(double wet_bulb_c, double load_share) const {
  const double lowest = design_.lowest_water_ratio;
  const double water = std::clamp(load_share, lowest, 1.0);
  const Place w = place(water, lowest, per_water_step_, water_count);
  const Place b = place(wet_bulb_c, wb_first_c, 1.0 / wb_step_k, wb_count);
  const double cells = std::min(1.0, load_share * per_lowest_water_);  // share of cells in use, each at its lowest flow or more
  const double air = look_up(air_ratio_, w, b);
  const double coldest = look_up(coldest_c_, w, b) + std::max(0.0, wet_bulb_c - 33.0);
  return {.leaving_c = std::max(set_point_c_, coldest), .air_ratio = air, .active_share = cells * water,
          .fan_power = design_.fan_power_per_heat * cells * air * air * air};
}

double Tower::make_up_kg_per_h(const Hour& hour, double load_share, double air_enthalpy_j_per_kg, double humidity_ratio) const {
  const double circulation_kg_s = hour.active_share * full_water_kg_s_;
  double evaporation_kg_h = 0.0;
  if (design_.latent_share >= 0.0) {
    evaporation_kg_h = design_.latent_share * load_share * latent_only_kg_per_kwh;
  } else if (load_share > 0.0) {
    const double cells = std::min(1.0, load_share * per_lowest_water_);
    const double air_kg_s = cells * hour.air_ratio * full_water_kg_s_ / design_.water_to_air_mass;
    const double out = saturated_humidity_ratio(air_enthalpy_j_per_kg + 1e3 * load_share / air_kg_s);
    // Bypass at the lowest fan speed makes exit air warmer than the correlation's tower; never above all-latent.
    evaporation_kg_h = std::clamp(3600.0 * air_kg_s * (out - humidity_ratio), 0.0, 1.15 * load_share * latent_only_kg_per_kwh);
  }
  return water_balance(evaporation_kg_h, 3600.0 * circulation_kg_s, design_.drift_share, design_.cycles).make_up();
}

}  // namespace gridwright::facility
