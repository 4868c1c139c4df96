#include "gridwright/facility/dry_cooler.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/facility/fans_and_pumps.hpp"

namespace gridwright::facility {
namespace {

constexpr std::size_t water_count = 33, air_count = 65, inverse_count = 129;   // table nodes

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
    : design_(design), full_fan_power_(design.fan_kw_k_per_kw / design.range_k * air_density_kg_per_m3 / air_density) {
  per_water_step_ = (water_count - 1) / (1.0 - design.lowest_water_ratio);
  air_step_ = (1.0 - design.lowest_air_ratio) / (air_count - 1);
  per_air_step_ = 1.0 / air_step_;
  per_lowest_water_ = 1.0 / design.lowest_water_ratio;
  per_full_fan_and_range_ = 1.0 / (full_fan_power_ * design.range_k);
  const double wanted = design.range_k / (design.range_k + design.approach_k);
  ntu_ = bisect_increasing(wanted, 1e-3, 50.0, [](double ntu) { return crossflow_effectiveness(ntu, 1.0); });
  effect_.value.resize(water_count * air_count);
  root_worth_.value.resize(water_count * air_count);
  for (std::size_t i = 0; i < water_count; ++i) {
    const double water = design.lowest_water_ratio + (1.0 - design.lowest_water_ratio) * static_cast<double>(i) / (water_count - 1);
    double* effect = &effect_.value[i * air_count];
    for (std::size_t j = 0; j < air_count; ++j) effect[j] = water_effectiveness(water, ratio(static_cast<double>(j)));
    double increasing = 0.0;
    for (std::size_t j = 0; j < air_count; ++j) {
      const std::size_t low = j == 0 ? 0 : j - 1, high = j + 1 == air_count ? j : j + 1;
      const double slope = (effect[high] - effect[low]) / (ratio(static_cast<double>(high)) - ratio(static_cast<double>(low)));
      const double r = ratio(static_cast<double>(j));
      increasing = std::max(increasing, std::sqrt(3.0 * r * r / slope));
      root_worth_.value[i * air_count + j] = increasing;
    }
    most_worth_ = std::max(most_worth_, increasing * increasing);
  }
  index(effect_);
  index(root_worth_);
}

double DryCooler::ratio(double position) const {
  return design_.lowest_air_ratio + air_step_ * position;
}
double DryCooler::position(double air_ratio) const {
  return (air_ratio - design_.lowest_air_ratio) * per_air_step_;
}

void DryCooler::index(Table& table) {
  table.inverse.resize(water_count * inverse_count);
  for (std::size_t i = 0; i < water_count; ++i) {
    const double* row = &table.value[i * air_count];
    std::size_t j = 0;
    for (std::size_t k = 0; k < inverse_count; ++k) {
      const double value = row[0] + (row[air_count - 1] - row[0]) * static_cast<double>(k) / (inverse_count - 1);
      while (j + 2 < air_count && row[j + 1] <= value) ++j;
      const double step = row[j + 1] - row[j];
      table.inverse[i * inverse_count + k] = static_cast<float>(static_cast<double>(j) + (step > 0.0 ? std::clamp((value - row[j]) / step, 0.0, 1.0) : 0.0));
    }
  }
}

double DryCooler::full_air_kg_per_s() const { return 1.0 / (air_cp_kj_per_kgk * design_.range_k); }

double DryCooler::range_k(double load_share) const {
  return design_.range_k * std::min(1.0, load_share * per_lowest_water_);
}

DryCooler::Water DryCooler::water(double load_share) const {
  const double wanted = (load_share - design_.lowest_water_ratio) * per_water_step_;
  const double position = wanted > 0.0 ? std::min(wanted, double{water_count - 1}) : 0.0;   // not a number counts as the first
  const auto row = std::min(static_cast<std::size_t>(position), water_count - 2);
  return {row, position - static_cast<double>(row)};
}

DryCooler::Ends DryCooler::ends(const Table& table, Water w) {
  const double* low = &table.value[w.row * air_count];
  const double* high = low + air_count;
  return {low[0] + w.weight * (high[0] - low[0]), low[air_count - 1] + w.weight * (high[air_count - 1] - low[air_count - 1])};
}

double DryCooler::find(const Table& table, Water w, Ends e, double value) {
  if (value <= e.low) return 0.0;
  if (!(value < e.high)) return air_count - 1;
  const double place = (value - e.low) / (e.high - e.low) * (inverse_count - 1);
  const auto k = std::min(static_cast<std::size_t>(place), inverse_count - 2);
  const double part = place - static_cast<double>(k);
  const float* near = &table.inverse[w.row * inverse_count + k];
  const float* far = near + inverse_count;
  const double a = double{near[0]} + part * (double{near[1]} - double{near[0]}), b = double{far[0]} + part * (double{far[1]} - double{far[0]});
  return a + w.weight * (b - a);
}

double DryCooler::at_position(const Table& table, Water w, double position) {
  const auto j = std::min(static_cast<std::size_t>(position > 0.0 ? std::min(position, double{air_count}) : 0.0), air_count - 2);
  const double part = position - static_cast<double>(j);
  const double* low = &table.value[w.row * air_count + j];
  const double* high = low + air_count;
  const double a = low[0] + part * (low[1] - low[0]), b = high[0] + part * (high[1] - high[0]);
  return a + w.weight * (b - a);
}

double DryCooler::warmest_air_c(double target_c, double load_share, double air_ratio) const {
  const double e = at_position(effect_, water(load_share), position(air_ratio));
  return target_c - range_k(load_share) * (1.0 - e) / e;
}

DryCooler::Hour DryCooler::at(double target_c, double air_c, double load_share) const {
  const Water w = water(load_share);
  const Ends effect = ends(effect_, w);
  const double range = range_k(load_share), reached_c = air_c + range * (1.0 - effect.high) / effect.high;
  if (reached_c >= target_c) return {.leaving_c = reached_c, .air_ratio = 1.0, .fan_power = full_fan_power_};
  const double r = ratio(find(effect_, w, effect, range / (range + target_c - air_c)));
  return {.leaving_c = target_c, .air_ratio = r, .fan_power = full_fan_power_ * r * r * r};
}

DryCooler::Hour DryCooler::with_trim(double target_c, double air_c, double load_share, double chiller_kw_per_kw) const {
  const double range = range_k(load_share), span = range + target_c - air_c;   // return water above entering air
  if (span <= 1e-9) return {.leaving_c = target_c + range, .trim_share = 1.0};
  const Water w = water(load_share);
  const double wanted = range / span;
  const auto answer = [&](double position, double share) {
    const double r = ratio(position);
    return Hour{.leaving_c = target_c + share * range, .air_ratio = r, .fan_power = full_fan_power_ * r * r * r, .trim_share = share};
  };
  const Ends effect = ends(effect_, w);
  if (wanted <= effect.low) return answer(0.0, 0.0);
  // K/(E* F) = load x 1/COP x span / (range F); the range is the design range unless the load is tiny.
  const double worth = load_share * chiller_kw_per_kw * span * per_full_fan_and_range_;
  if (wanted <= effect.high) {
    const double needed = find(effect_, w, effect, wanted);
    if (worth >= most_worth_) return answer(needed, 0.0);   // most hours: fans at any speed are cheaper than the chiller
    if (const double root = at_position(root_worth_, w, needed); root * root <= worth) return answer(needed, 0.0);
  }
  const double best = find(root_worth_, w, ends(root_worth_, w), std::sqrt(worth));
  return answer(best, std::max(0.0, 1.0 - at_position(effect_, w, best) / wanted));
}

}  // namespace gridwright::facility
