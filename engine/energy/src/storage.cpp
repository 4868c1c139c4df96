#include "gridwright/energy/storage.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gridwright::energy {

Energy internal_energy(Power discharge, Duration duration, double discharge_efficiency, scenario::DurationBasis basis) {
  const Energy stated = discharge * duration;
  return basis == scenario::DurationBasis::ac_terminals ? stated / discharge_efficiency : stated;
}

Energy energy_to_fill(Energy internal, double charge_efficiency) { return internal / charge_efficiency; }

double usable_share(double fade_per_year, double years) { return std::pow(1.0 - fade_per_year, years); }

double faded_efficiency(double one_way, double fade_per_year, double years) {
  return one_way * std::sqrt(std::pow(1.0 - fade_per_year, years));
}

StorageReplay replay_storage(const StorageRules& rules, std::span<const double> charge_mw, std::span<const double> discharge_mw,
                             double start_mwh) {
  assert(charge_mw.size() == discharge_mw.size());
  const double keep = std::pow(1.0 - rules.self_discharge_per_hour, rules.step_h), dt = rules.step_h;
  StorageReplay out{.level_mwh = std::vector<double>(charge_mw.size()), .start_mwh = start_mwh};
  double level = start_mwh;
  for (std::size_t t = 0; t < charge_mw.size(); ++t) {
    const double c = charge_mw[t], d = discharge_mw[t];
    out.self_discharge_mwh += (1.0 - keep) * level;
    level = keep * level + rules.charge_efficiency * dt * c - dt * d / rules.discharge_efficiency;
    out.level_mwh[t] = level;
    out.charged_mwh += dt * c;
    out.discharged_mwh += dt * d;
    out.conversion_loss_mwh += dt * ((1.0 - rules.charge_efficiency) * c + (1.0 / rules.discharge_efficiency - 1.0) * d);
    out.below_empty_mwh = std::max(out.below_empty_mwh, -level);
    out.above_full_mwh = std::max(out.above_full_mwh, level - rules.energy_mwh);
    out.above_charge_mw = std::max(out.above_charge_mw, c - rules.charge_mw);
    out.above_discharge_mw = std::max(out.above_discharge_mw, d - rules.discharge_mw);
    out.both_ways_mw = std::max(out.both_ways_mw, std::min(c, d));
  }
  if (rules.discharge_mw > 0.0) out.equivalent_full_hours = out.discharged_mwh / rules.discharge_mw;
  return out;
}

double cyclic_start_mwh(const StorageRules& rules, std::span<const double> charge_mw, std::span<const double> discharge_mw) {
  // The level is linear in the start: level[t] = a[t] start + b[t], a = keep^(t+1), b from an empty start.
  const StorageReplay from_empty = replay_storage(rules, charge_mw, discharge_mw, 0.0);
  if (from_empty.level_mwh.empty()) return 0.0;
  const double keep_all = std::pow(1.0 - rules.self_discharge_per_hour, rules.step_h * static_cast<double>(charge_mw.size()));
  if (keep_all < 1.0 - 1e-12) return from_empty.level_mwh.back() / (1.0 - keep_all);
  return std::max(0.0, -*std::min_element(from_empty.level_mwh.begin(), from_empty.level_mwh.end()));
}

}  // namespace gridwright::energy
