#include <algorithm>
#include <cmath>

#include "gridwright/study/reliability.hpp"

// Adequacy without stores, without sampling: independent units, every combination of how many are up.
namespace gridwright::study {
namespace {

/// Adds one group of equal units to a distribution: number of units up is binomial.
std::vector<CapacityState> convolve(const std::vector<CapacityState>& before, const UnitGroup& group, double share) {
  std::vector<double> chance(static_cast<std::size_t>(group.units) + 1, 0.0);
  for (int up = 0; up <= group.units; ++up) {
    const double ways = std::lgamma(group.units + 1.0) - std::lgamma(up + 1.0) - std::lgamma(group.units - up + 1.0);
    const double all_up = group.forced <= 0.0 ? (up == group.units ? 1.0 : 0.0)
                                              : std::exp(ways + up * std::log1p(-group.forced) + (group.units - up) * std::log(group.forced));
    chance[static_cast<std::size_t>(up)] = all_up;
  }
  std::vector<CapacityState> states;
  states.reserve(before.size() * chance.size());
  for (const CapacityState& s : before)
    for (int up = 0; up <= group.units; ++up)
      if (chance[static_cast<std::size_t>(up)] > 0.0) states.push_back({s.mw + up * group.unit_mw * share, s.chance * chance[static_cast<std::size_t>(up)]});
  std::sort(states.begin(), states.end(), [](const CapacityState& a, const CapacityState& b) { return a.mw < b.mw; });
  std::vector<CapacityState> merged;
  for (const CapacityState& s : states) {
    if (!merged.empty() && s.mw - merged.back().mw <= 1e-9) merged.back().chance += s.chance;
    else merged.push_back(s);
  }
  return merged;
}

}  // namespace

std::vector<CapacityState> capacity_states(const std::vector<UnitGroup>& groups, const std::vector<double>& share) {
  std::vector<CapacityState> states{{0.0, 1.0}};
  for (std::size_t g = 0; g < groups.size(); ++g) states = convolve(states, groups[g], share[g]);
  return states;
}

ExactAdequacy exact_without_stores(const ReliabilitySystem& system) {
  // Groups that never change are convolved once; those that follow the weather are added in every step.
  std::vector<CapacityState> base{{0.0, 1.0}};
  std::vector<const UnitGroup*> moving;
  for (const std::vector<UnitGroup>* groups : {&system.supply, &system.grid})
    for (const UnitGroup& g : *groups) {
      if (g.share.empty()) base = convolve(base, g, 1.0);
      else moving.push_back(&g);
    }
  ExactAdequacy out;
  for (std::size_t t = 0; t < system.load_mw.size(); ++t) {
    std::vector<CapacityState> states = base;
    for (const UnitGroup* g : moving) states = convolve(states, *g, g->share.front()[t]);
    const double load = system.load_mw[t];
    for (const CapacityState& s : states) {
      if (s.mw >= load * (1.0 - 1e-6)) break;
      out.short_hours += system.step_h * s.chance;
      out.unserved_mwh += system.step_h * s.chance * (load - s.mw);
    }
  }
  const double years = system.years();
  out.short_hours /= years, out.unserved_mwh /= years;
  return out;
}

}  // namespace gridwright::study
