#include "gridwright/energy/carried_load.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::energy {
namespace {

/// A store on its walk through the year.
struct Walker {
  const CarryingStore& store;
  double keep = 1.0, level = 0.0, discharged = 0.0;

  /// Takes up to `surplus` MW for one step; returns what it took.
  double charge(double surplus) {
    const StorageRules& r = store.rules;
    const double room = std::max(0.0, r.energy_mwh - level) / (r.charge_efficiency * r.step_h);
    const double mw = std::min({surplus, r.charge_mw, room});
    level += r.charge_efficiency * r.step_h * mw;
    return mw;
  }
  /// Gives up to `missing` MW for one step; returns what it gave.
  double discharge(double missing) {
    const StorageRules& r = store.rules;
    double mw = std::min({missing, r.discharge_mw, level * r.discharge_efficiency / r.step_h});
    if (store.yearly_discharge_mwh > 0.0) mw = std::min(mw, std::max(0.0, store.yearly_discharge_mwh - discharged) / r.step_h);
    level -= r.step_h * mw / r.discharge_efficiency;
    discharged += r.step_h * mw;
    return mw;
  }
};

}  // namespace

CarriedFlat carry_flat_load(std::span<const std::span<const double>> available_mw, std::span<const CarryingStore> stores, double load_mw,
                            double step_h) {
  CarriedFlat out;
  out.supply_mwh.assign(available_mw.size(), 0.0);
  out.missing_mw.reserve(available_mw.empty() ? 0 : available_mw.front().size());
  const std::size_t steps = available_mw.empty() ? 0 : available_mw.front().size();
  std::vector<Walker> walkers;
  for (const CarryingStore& s : stores) walkers.push_back({s, std::pow(1.0 - s.rules.self_discharge_per_hour, step_h), 0.5 * s.rules.energy_mwh});
  double run_h = 0.0;
  for (std::size_t k = 0; k < 2 * steps; ++k) {
    const std::size_t t = k % steps;
    const bool counted = k >= steps;
    if (k == steps)
      for (Walker& w : walkers) w.discharged = 0.0;
    double available = 0.0;
    for (const std::span<const double> s : available_mw) available += s[t];
    const double direct = std::min(available, load_mw);
    double surplus = available - direct, missing = load_mw - direct, from_stores = 0.0;
    for (Walker& w : walkers) {
      w.level *= w.keep;
      if (surplus > 0.0) surplus -= w.charge(surplus);
      else if (missing > 0.0) {
        const double mw = w.discharge(missing);
        missing -= mw, from_stores += mw;
      }
    }
    if (!counted) continue;
    for (std::size_t s = 0; s < available_mw.size() && available > 0.0; ++s) out.supply_mwh[s] += step_h * direct * available_mw[s][t] / available;
    out.storage_mwh += step_h * from_stores;
    out.load_mwh += step_h * load_mw;
    out.missing_mwh += step_h * missing;
    out.missing_mw.push_back(missing);
    out.deepest_mw = std::max(out.deepest_mw, missing);
    run_h = missing > 1e-6 * load_mw ? run_h + step_h : 0.0;
    if (run_h > 0.0) out.short_h += step_h;
    out.longest_short_h = std::max(out.longest_short_h, run_h);
  }
  return out;
}

double firm_load_mw(std::span<const std::span<const double>> available_mw, std::span<const CarryingStore> stores, double share, double step_h) {
  double most = 0.0;
  const std::size_t steps = available_mw.empty() ? 0 : available_mw.front().size();
  for (std::size_t t = 0; t < steps; ++t) {
    double sum = 0.0;
    for (const std::span<const double> s : available_mw) sum += s[t];
    most = std::max(most, sum);
  }
  double low = 0.0, high = most;
  while (high - low > 1e-4 * most) {
    const double middle = 0.5 * (low + high);
    const CarriedFlat c = carry_flat_load(available_mw, stores, middle, step_h);
    (c.short_h <= (1.0 - share) * step_h * static_cast<double>(steps) + 1e-9 ? low : high) = middle;
  }
  return low;
}

}  // namespace gridwright::energy
