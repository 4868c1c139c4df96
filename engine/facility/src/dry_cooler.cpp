#include "gridwright/facility/dry_cooler.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/facility/fans_and_pumps.hpp"

namespace gridwright::facility {
namespace {

constexpr std::size_t water_count = 33, air_count = 65;   // table nodes

double bisect_increasing(double target, double low, double high, auto&& f) {
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < target ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double crossflow_effectiveness(double ntu, double capacity_ratio) {
  if (ntu <= 0.0) return 0.0;
  const double cr = std::max(capacity_ratio, 1e-9);
  return 1.0 - std::exp(std::pow(ntu, 0.22) / cr * std::expm1(-cr * std::pow(ntu, 0.78)));
}

double DryCooler::water_effectiveness(double water_ratio, double air_ratio) const {
  // Capacity rates relative to the design water rate; at design both are 1 (air rises by the range).
  const double smaller = std::min(water_ratio, air_ratio), larger = std::max(water_ratio, air_ratio);
  const double resistance = 1.0 / (3.0 * std::pow(water_ratio, 0.85)) + 1.0 / (1.5 * std::pow(air_ratio, 0.8));
  const double ntu = ntu_ / (resistance * smaller);
  return crossflow_effectiveness(ntu, smaller / larger) * smaller / water_ratio;
}

DryCooler::DryCooler(const DryCoolerDesign& design, double air_density)
    : design_(design), full_fan_power_(design.fan_kw_k_per_kw / design.range_k * air_density_kg_per_m3 / air_density),
      effect_(water_count * air_count), worth_(water_count * air_count) {
  const double wanted = design.range_k / (design.range_k + design.approach_k);
  ntu_ = bisect_increasing(wanted, 1e-3, 50.0, [](double ntu) { return crossflow_effectiveness(ntu, 1.0); });
  const double air_step = (1.0 - design.lowest_air_ratio) / (air_count - 1);
  for (std::size_t i = 0; i < water_count; ++i) {
    const double water = design.lowest_water_ratio + (1.0 - design.lowest_water_ratio) * static_cast<double>(i) / (water_count - 1);
    double* effect = &effect_[i * air_count];
    for (std::size_t j = 0; j < air_count; ++j)
      effect[j] = water_effectiveness(water, design.lowest_air_ratio + air_step * static_cast<double>(j));
    double increasing = 0.0;
    for (std::size_t j = 0; j < air_count; ++j) {
      const std::size_t low = j == 0 ? 0 : j - 1, high = j + 1 == air_count ? j : j + 1;
      const double slope = (effect[high] - effect[low]) / (air_step * static_cast<double>(high - low));
      const double r = design.lowest_air_ratio + air_step * static_cast<double>(j);
      increasing = std::max(increasing, 3.0 * r * r / slope);
      worth_[i * air_count + j] = increasing;
    }
  }
}

double DryCooler::full_air_kg_per_s() const { return 1.0 / (air_cp_kj_per_kgk * design_.range_k); }

double DryCooler::range_k(double load_share) const {
  return design_.range_k * std::min(1.0, load_share / design_.lowest_water_ratio);
}

DryCooler::Water DryCooler::water(double load_share) const {
  const double lowest = design_.lowest_water_ratio;
  const double position = std::clamp((load_share - lowest) / (1.0 - lowest), 0.0, 1.0) * (water_count - 1);
  const auto row = std::min(static_cast<std::size_t>(position), water_count - 2);
  return {row, position - static_cast<double>(row)};
}

/// Air ratio at which the table, increasing along it, has this value; the slowest or full speed outside.
double DryCooler::find(const std::vector<double>& table, Water w, double value) const {
  const double* low_row = &table[w.row * air_count];
  const double* high_row = low_row + air_count;
  const auto at = [&](std::size_t j) { return low_row[j] + w.weight * (high_row[j] - low_row[j]); };
  if (value <= at(0)) return design_.lowest_air_ratio;
  if (value >= at(air_count - 1)) return 1.0;
  std::size_t low = 0, high = air_count - 1;
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (at(middle) <= value ? low : high) = middle;
  }
  const double a = at(low), b = at(high);
  const double step = (1.0 - design_.lowest_air_ratio) / (air_count - 1);
  return design_.lowest_air_ratio + step * (static_cast<double>(low) + (b > a ? (value - a) / (b - a) : 0.0));
}

double DryCooler::effect(Water w, double air_ratio) const {
  const double position = (air_ratio - design_.lowest_air_ratio) / (1.0 - design_.lowest_air_ratio) * (air_count - 1);
  const auto j = std::min(static_cast<std::size_t>(std::max(position, 0.0)), air_count - 2);
  const double part = position - static_cast<double>(j);
  const double* low = &effect_[w.row * air_count + j];
  const double* high = low + air_count;
  const double a = low[0] + part * (low[1] - low[0]), b = high[0] + part * (high[1] - high[0]);
  return a + w.weight * (b - a);
}

double DryCooler::warmest_air_c(double target_c, double load_share, double air_ratio) const {
  const double e = effect(water(load_share), air_ratio);
  return target_c - range_k(load_share) * (1.0 - e) / e;
}

DryCooler::Hour DryCooler::at(double target_c, double air_c, double load_share) const {
  const Water w = water(load_share);
  const double range = range_k(load_share), best = effect(w, 1.0);
  const double reached_c = air_c + range * (1.0 - best) / best;
  if (reached_c >= target_c) return {.leaving_c = reached_c, .air_ratio = 1.0, .fan_power = full_fan_power_};
  const double r = find(effect_, w, range / (range + target_c - air_c));
  return {.leaving_c = target_c, .air_ratio = r, .fan_power = full_fan_power_ * r * r * r};
}

DryCooler::Hour DryCooler::with_trim(double target_c, double air_c, double load_share, double chiller_kw_per_kw) const {
  const double range = range_k(load_share), span = range + target_c - air_c;   // return water above entering air
  if (span <= 1e-9) return {.leaving_c = target_c + range, .trim_share = 1.0};
  const Water w = water(load_share);
  const double wanted = range / span;
  const double best = find(worth_, w, load_share * chiller_kw_per_kw / (wanted * full_fan_power_));
  const double reached = effect(w, best);
  if (reached < wanted) {
    const double share = 1.0 - reached / wanted;
    return {.leaving_c = target_c + share * range, .air_ratio = best, .fan_power = full_fan_power_ * best * best * best, .trim_share = share};
  }
  const double r = find(effect_, w, wanted);
  return {.leaving_c = target_c, .air_ratio = r, .fan_power = full_fan_power_ * r * r * r};
}

}  // namespace gridwright::facility
