#include <algorithm>
#include <cmath>

#include "audit.hpp"
#include "gridwright/facility/swings.hpp"

// Laws of load that moves: what is turned down stays inside its class, swings of training stay inside what the grid tolerates.
namespace gridwright::plan {

namespace {

/// A flexible load as it is metered: of one fleet's work, or of the site's other load.
struct Metered {
  const scenario::Flexible& terms;
  std::string name{};
  int hall = -1;
  Values base{};     ///< MW it may be turned down from
};

/// Power of the busy accelerators of a service, MW.
Values busy_power(const Audit& a, const Service& service) { return over_modes(a, service, &OperatingMode::busy_mw_per_k); }

std::vector<Metered> meters(const Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  std::vector<Metered> all;
  for (const scenario::Flexible& f : site.flexible) {
    if (f.workload.empty()) {
      all.push_back({f, site.id + "." + f.id, -1, a.in.sites[i].load_mw.values});
      continue;
    }
    for (const Service& service : a.in.services) {
      const FleetInputs& fleet = a.in.fleets[service.fleet];
      if (a.s.workloads[service.workload].id == f.workload && fleet.site == static_cast<int>(i))
        all.push_back({f, site.id + "." + f.id + " " + a.s.fleets[service.fleet].id, fleet.hall, busy_power(a, service)});
    }
  }
  return all;
}

}  // namespace

void add_turned_down(const Audit& a, std::size_t i, int hall, Values& mw) {
  for (const Metered& m : meters(a, i)) {
    if (m.hall != hall) continue;
    const Values &down = a.read.of(a.s.sites[i].id, m.name, "turned_down"), &later = a.read.of(a.s.sites[i].id, m.name, "taken_later");
    for (std::size_t t = 0; t < mw.size(); ++t) mw[t] += later[t] - down[t];
  }
}

/// What the meters of a site show together is IT, overhead and the other load, less what is turned down of it.
void audit_load(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  Values expected(static_cast<std::size_t>(a.in.hours.steps), 0.0);
  if (!a.in.sites[i].load_mw.values.empty()) expected = a.in.sites[i].load_mw.values;
  add_turned_down(a, i, -1, expected);
  const Values &load = a.read.of(site.id, site.id, "load"), &it = a.read.of(site.id, site.id, "it_power"), &overhead = a.read.of(site.id, site.id, "overhead");
  const double scale = peak(load);
  for (int t = 0; t < a.in.hours.steps; ++t) a.equal_hour("load = IT + overhead + other", load[t], expected[t] + it[t] + overhead[t], scale, site.id, t);
}

void audit_flexible(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  const int steps = a.in.hours.steps, a_day = static_cast<int>(24.0 / a.in.hours.step_h);
  const double dt = a.in.hours.step_h;
  for (const Metered& m : meters(a, i)) {
    const Values &down = a.read.of(site.id, m.name, "turned_down"), &later = a.read.of(site.id, m.name, "taken_later");
    const double share = m.terms.share, scale = std::max(share * peak(m.base), 1.0);
    double owed = 0.0, day_down = 0.0, day_base = 0.0;
    for (int t = 0; t < steps; ++t) {
      a.at_most_hour("turned down within its share", down[t], share * m.base[t], scale, m.name, t);
      a.at_most_hour("taken later within its share", later[t], m.terms.rebound > 0.0 ? share * m.base[t] : 0.0, scale, m.name, t);
      owed += dt * (m.terms.rebound * down[t] - later[t]);
      day_down += down[t];
      day_base += m.base[t];
      a.at_most_hour("taken later after it was turned down", -owed, 0.0, scale * 24.0, m.name, t);
      if (t % a_day == a_day / 2 - 1 || t == steps - 1) a.at_most_hour("turned down energy is taken by noon", owed, 0.0, scale * 24.0, m.name, t);
      if (t % a_day != a_day - 1 && t != steps - 1) continue;
      a.at_most_hour("length of events", day_down, m.terms.event.canonical() / 24.0 * share * day_base, scale * a_day, m.name, t);
      day_down = day_base = 0.0;
    }
    a.at_most("hours a year turned down", total(down), m.terms.hours_per_year / 8760.0 * share * total(m.base), scale * steps, m.name);
  }
}

/// Charge and discharge leave enough of each fast store free, both ways, for the swings of what trains in the hour.
void audit_swings(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  if (!site.grid || !site.grid->swings) return;
  const facility::SwingLimit limit{.allowed_swing_mw = site.grid->swings->swing.canonical(), .ramp_mw_per_s = site.grid->swings->ramp_mw_per_s};
  Values swing_mw(static_cast<std::size_t>(a.in.hours.steps), 0.0), free_mw = swing_mw;
  for (const Service& service : a.in.services) {
    const scenario::Workload& w = a.s.workloads[service.workload];
    if (service.swing_share <= 0.0 || a.in.fleets[service.fleet].site != static_cast<int>(i)) continue;
    const Values mw = busy_power(a, service);
    for (std::size_t t = 0; t < mw.size(); ++t) swing_mw[t] += service.swing_share * (1.0 - w.swing_smoothing) * mw[t];
  }
  for (const scenario::Storage& s : site.storage) {
    if (!s.fast) continue;
    const std::string name = site.id + "." + s.id;
    const double mw = a.read.capacity(name, "power");
    const Values &charge = a.read.of(site.id, name, "charge"), &discharge = a.read.of(site.id, name, "discharge");
    for (std::size_t t = 0; t < free_mw.size(); ++t) free_mw[t] += std::min(s.charge_power_ratio * mw - charge[t], mw - discharge[t]);
  }
  const double scale = std::max(peak(swing_mw), 1.0);
  for (int t = 0; t < a.in.hours.steps; ++t) {
    const facility::SwingRequirement need = facility::swing_requirement({.swing_share = 1.0}, Power::canonical(swing_mw[t]), limit);
    a.at_most_hour("fast storage free for swings", need.storage_power.canonical(), free_mw[t], scale, site.id, t);
  }
}

}  // namespace gridwright::plan
