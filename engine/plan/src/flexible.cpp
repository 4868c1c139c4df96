#include "blocks.hpp"

#include <algorithm>

// Sets f flexible loads of a site, t hours, days.
// Data σ share, H hours a year, E hours of the longest event, ρ rebound.  B[t] MW: power of a workload's busy accelerators at
// the site, one service at a time, or the site's other load.
// Variables down[f,t] MW turned down, later[f,t] MW taken later, owed[f,t] MWh still to be taken; reserve[s,t] MW of a store.
namespace gridwright::plan {

using scenario::Flexible;
using solver::Block;
using solver::Sum;

namespace {

/// What is turned down must be taken by this hour of the day: the evening's event overnight, the morning's before noon.
constexpr int owed_until_hour = 12;

/// Adds `factor`·B[t].
void add_base(const Building& b, int site, const FlexibleVars& v, int t, double factor, Sum& sum) {
  if (v.service < 0) {
    sum.add(factor * b.in.sites[site].load_mw.values[t]);
    return;
  }
  const Service& service = b.in.services[v.service];
  for (std::size_t m = 0; m < service.modes.size(); ++m)
    sum.add(factor * service.modes[m].busy_mw_per_k, b.v.services[v.service].active[m][t]);
}

int steps_a_day(const Building& b) { return static_cast<int>(24.0 / b.in.hours.step_h); }

}  // namespace

std::string flexible_name(const Building& b, int site, const FlexibleVars& v) {
  const scenario::Site& s = b.scenario.sites[site];
  const std::string name = component(s, s.flexible[v.flexible].id);
  return v.service < 0 ? name : name + " " + b.scenario.fleets[b.in.services[v.service].fleet].id;
}

void add_flexible_columns(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t f = 0; f < s.flexible.size(); ++f) {
    const Flexible& flexible = s.flexible[f];
    std::vector<int> services;
    if (flexible.workload.empty()) services.push_back(-1);
    for (std::size_t k = 0; k < b.in.services.size(); ++k)
      if (b.scenario.workloads[b.in.services[k].workload].id == flexible.workload && b.in.fleets[b.in.services[k].fleet].site == site)
        services.push_back(static_cast<int>(k));
    for (const int service : services) {
      FlexibleVars v{.flexible = static_cast<int>(f), .service = service, .down = {}, .later = {}, .owed = {}};
      const std::string name = flexible_name(b, site, v);
      v.down = b.model.add_columns({.name = named("turned_down", name), .cost = flexible.cost.canonical() * b.in.hours.step_h, .label = b.hour}, b.steps());
      if (flexible.rebound > 0.0) {
        v.later = b.model.add_columns({.name = named("taken_later", name), .label = b.hour}, b.steps());
        v.owed = b.model.add_columns({.name = named("owed", name), .label = b.hour}, b.steps());
        const int a_day = steps_a_day(b), due = owed_until_hour * a_day / 24 - 1;
        for (int t = 0; t < b.steps(); ++t)
          if (t % a_day == due || t == b.steps() - 1) b.model.set_bounds(v.owed[t], 0.0, 0.0);
      }
      b.v.sites[site].flexible.push_back(v);
    }
  }
}

/// flexible_share:  down[t] <= σ·B[t],   later[t] <= σ·B[t]
/// flexible_event:  Σ_{t in day} down[t] <= (E/24)·σ·Σ_{t in day} B[t]         one event a day
/// flexible_hours:  Σ_t down[t] <= (H/8760)·σ·Σ_t B[t]                         H hours a year at the full share
/// flexible_later:  owed[t] = owed[t−1] + ρ·Δt·down[t] − Δt·later[t],   0 at every noon
/// Dual of flexible_hours: value of one more MWh that may be turned down, USD/MWh.
void add_flexible(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (const FlexibleVars& v : b.v.sites[site].flexible) {
    const Flexible& f = s.flexible[v.flexible];
    const std::string name = flexible_name(b, site, v);
    Block share = b.model.add_rows(named("flexible_share", name), b.hour), later = b.model.add_rows(named("flexible_later", name), b.hour);
    Sum sum, year;
    for (int t = 0; t < b.steps(); ++t) {
      for (const Columns& turned : {v.down, v.later}) {
        if (!turned.exists()) continue;
        sum.clear();
        sum.add(1.0, turned[t]);
        add_base(b, site, v, t, -f.share, sum);
        share.add(t, sum, -solver::infinity, 0.0);
      }
      year.add(1.0, v.down[t]);
      add_base(b, site, v, t, -f.hours_per_year / 8760.0 * f.share, year);
      if (!v.owed.exists()) continue;
      const double dt = b.in.hours.step_h;
      if (b.in.hours.before(t) < 0) later.add(t, v.owed[t] - f.rebound * dt * v.down[t] + dt * v.later[t] == 0.0);
      else later.add(t, v.owed[t] - v.owed[b.in.hours.before(t)] - f.rebound * dt * v.down[t] + dt * v.later[t] == 0.0);
    }
    b.model.add_rows(named("flexible_hours", name)).add(0, year, -solver::infinity, 0.0);
    if (f.event.canonical() >= 24.0) continue;
    Block event = b.model.add_rows(named("flexible_event", name));
    const int a_day = steps_a_day(b);
    for (int day = 0; day * a_day < b.steps(); ++day) {
      sum.clear();
      for (int t = day * a_day; t < std::min((day + 1) * a_day, b.steps()); ++t) {
        sum.add(1.0, v.down[t]);
        add_base(b, site, v, t, -f.event.canonical() / 24.0 * f.share, sum);
      }
      event.add(day, sum, -solver::infinity, 0.0);
    }
  }
}

/// swing_reserve:  Σ_s r[s,t] >= ½·(Σ_k w[k]·P[k,t] − tolerated)      over fast stores s and training k at the site
///   w swing share after smoothing, P power of the busy accelerators: the store moves half of what is too much each way. Where
///   the grid states a ramp limit, all training may also stop at once and the store carries it down:  Σ_s r[s,t] >= Σ_k w[k]·P[k,t].
/// Seconds of energy do not show in an hour: power is held back, not energy (facility/swings.hpp gives the energy).
/// Dual: what one more MW of tolerated swing is worth in that hour.
void add_swing_reserve(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  if (!s.grid || !s.grid->swings) return;
  const scenario::SwingTolerance& limit = *s.grid->swings;
  const bool ramp = limit.ramp_mw_per_s > 0.0;
  const double share = ramp ? 1.0 : 0.5, spared = ramp ? 0.0 : 0.5 * limit.swing.canonical();
  Block rows = b.model.add_rows(named("swing_reserve", s.id), b.hour);
  Sum sum;
  for (int t = 0; t < b.steps(); ++t) {
    sum.clear();
    for (std::size_t k = 0; k < b.in.services.size(); ++k) {
      const Service& service = b.in.services[k];
      const scenario::Workload& w = b.scenario.workloads[service.workload];
      if (service.swing_share <= 0.0 || b.in.fleets[service.fleet].site != site || t < w.start_hour || t >= w.finish_hour) continue;
      for (std::size_t m = 0; m < service.modes.size(); ++m)
        sum.add(-share * service.swing_share * (1.0 - w.swing_smoothing) * service.modes[m].busy_mw_per_k, b.v.services[k].active[m][t]);
    }
    if (sum.terms().empty()) continue;
    for (const StorageVars& v : b.v.sites[site].storage)
      if (v.reserve.exists()) sum.add(1.0, v.reserve[t]);
    rows.add(t, sum, -spared, solver::infinity);
  }
}

void add_flexible_terms(const Building& b, int site, int hall, int t, double sign, Sum& sum) {
  for (const FlexibleVars& v : b.v.sites[site].flexible) {
    const int in_hall = v.service < 0 ? -1 : b.in.fleets[b.in.services[v.service].fleet].hall;
    if (in_hall != hall) continue;
    sum.add(sign, v.down[t]);
    if (v.later.exists()) sum.add(-sign, v.later[t]);
  }
}

}  // namespace gridwright::plan
