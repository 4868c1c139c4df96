#include <algorithm>
#include <cmath>

#include "audit.hpp"

// Laws of work: what is busy, what is served, when it is done.
namespace gridwright::plan {

Values over_modes(const Audit& a, const Service& service, double OperatingMode::*each) {
  const scenario::Fleet& fleet = a.s.fleets[service.fleet];
  Values sum(static_cast<std::size_t>(a.in.hours.steps), 0.0);
  for (const OperatingMode& mode : service.modes) {
    const Values& active = a.read.of(fleet.site, fleet.id + "." + a.s.workloads[service.workload].id, active_series(service, mode));
    for (std::size_t t = 0; t < sum.size(); ++t) sum[t] += 1e-3 * mode.*each * active[t];
  }
  return sum;
}

namespace {
/// Accelerators busy in each way add up to those busy.
void audit_modes(Audit& a, const Service& service) {
  if (service.modes.size() < 2) return;
  const scenario::Fleet& fleet = a.s.fleets[service.fleet];
  const std::string name = fleet.id + "." + a.s.workloads[service.workload].id;
  const Values& active = a.read.of(fleet.site, name, "active");
  Values sum(active.size(), 0.0);
  for (const OperatingMode& mode : service.modes) {
    const Values& part = a.read.of(fleet.site, name, active_series(service, mode));
    for (std::size_t t = 0; t < sum.size(); ++t) {
      sum[t] += part[t];
      a.at_most_hour("accelerators busy in each way", -part[t], 0.0, std::max(peak(active), 1.0), name, static_cast<int>(t));
    }
  }
  for (std::size_t t = 0; t < sum.size(); ++t) a.equal_hour("accelerators busy in each way", sum[t], active[t], std::max(peak(active), 1.0), name, static_cast<int>(t));
}
}  // namespace

void audit_fleets(Audit& a) {
  for (const Service& service : a.in.services) audit_modes(a, service);
  for (std::size_t f = 0; f < a.s.fleets.size(); ++f) {
    if (a.in.fleets[f].rented()) continue;  // audit_rented()
    const scenario::Fleet& fleet = a.s.fleets[f];
    const double n = a.read.capacity(fleet.id, "accelerators");
    a.at_most("capacity within its limits", n, fleet.count.max, std::max(n, 1.0), fleet.id);
    a.at_most("capacity within its limits", fleet.count.min, n, std::max(n, 1.0), fleet.id);
    Values busy(static_cast<std::size_t>(a.in.hours.steps), 0.0);
    for (const Service& service : a.in.services) {
      if (service.fleet != static_cast<int>(f)) continue;
      const std::string name = fleet.id + "." + a.s.workloads[service.workload].id;
      const Values &active = a.read.of(fleet.site, name, "active"), &held = a.read.of(fleet.site, name, "held");
      for (std::size_t t = 0; t < busy.size(); ++t) busy[t] += std::max(active[t], held[t]);
    }
    for (const scenario::Contract& c : a.s.contracts)
      if (c.instrument == scenario::Instrument::backstop)
        for (std::size_t t = 0; const double sold : a.read.of(fleet.site, fleet.id + "." + c.id, "backstop"))
          if (t < busy.size()) busy[t++] += sold;
    for (int t = 0; t < a.in.hours.steps; ++t)
      a.at_most_hour("accelerators busy", busy[t], fleet.busy_share_max * n, std::max(n, 1.0), fleet.id, t);
  }
}

namespace {
/// Tokens a workload gets in each hour, at one site or (site < 0) at all of them.
Values served(Audit& a, std::size_t k, int site) {
  Values out(static_cast<std::size_t>(a.in.hours.steps), 0.0);
  for (const Service& service : a.in.services) {
    if (service.workload != static_cast<int>(k)) continue;
    if (site >= 0 && a.in.fleets[service.fleet].site != site) continue;
    const Values made = over_modes(a, service, &OperatingMode::gtokens_per_kh);
    for (std::size_t t = 0; t < out.size(); ++t) out[t] += 1e9 * made[t];
  }
  return out;
}

}  // namespace

void audit_interactive(Audit& a, std::size_t k) {
  const scenario::Workload& w = a.s.workloads[k];
  const int steps = a.in.hours.steps;
  if (w.regions.empty()) {
    const Values got = served(a, k, -1);
    const Values& want = a.in.workloads[k].demand_gtok[0];
    for (int t = 0; t < steps; ++t) a.equal_hour("demand served", got[t], 1e9 * want[t], 1e9 * peak(want), w.id, t);
    return;
  }
  for (std::size_t r = 0; r < w.regions.size(); ++r) {
    const Values& want = a.in.workloads[k].demand_gtok[r];
    for (int t = 0; t < steps; ++t) {
      double got = 0.0;
      for (std::size_t i = 0; i < a.s.sites.size(); ++i) {
        const double here = a.read.of(a.s.sites[i].id, w.id + "." + w.regions[r].first, "flow")[t];
        if (!a.in.workloads[k].reachable[r][i]) a.at_most_hour("latency", here, 0.0, 1.0, w.id, t);
        got += here;
      }
      a.equal_hour("demand served", got, 1e9 * want[t], 1e9 * peak(want), w.id + " " + w.regions[r].first, t);
    }
  }
  double scale = 1.0;  // a site is judged against all the demand: one that serves nothing keeps the solver's dust
  for (const Values& want : a.in.workloads[k].demand_gtok) scale = std::max(scale, 1e9 * peak(want));
  for (std::size_t i = 0; i < a.s.sites.size(); ++i) {
    const Values made = served(a, k, static_cast<int>(i));
    for (int t = 0; t < steps; ++t) {
      double sent = 0.0;
      for (const auto& [region, share] : w.regions) sent += a.read.of(a.s.sites[i].id, w.id + "." + region, "flow")[t];
      a.equal_hour("tokens made = tokens sent", made[t], sent, scale, w.id + " at " + a.s.sites[i].id, t);
    }
  }
}

/// First in, first out: by hour t, all that arrived by t − deadline is served, and nothing before it arrived.
void audit_batch(Audit& a, std::size_t k) {
  const scenario::Workload& w = a.s.workloads[k];
  const int steps = a.in.hours.steps, window = std::max(1, static_cast<int>(w.deadline.canonical() / a.in.hours.step_h));
  Values arrived(static_cast<std::size_t>(steps), 0.0);
  for (const Values& d : a.in.workloads[k].demand_gtok)
    for (int t = 0; t < steps; ++t) arrived[t] += 1e9 * d[t];
  const Values got = served(a, k, -1);
  const Values& backlog = a.read.of("", w.id, "backlog");
  a.equal("batch work done", total(got), total(arrived), 1.0, w.id);
  double waiting = backlog.back() / a.in.hours.step_h;
  const double scale = std::max(peak(arrived) * window, 1.0);
  for (int t = 0; t < steps; ++t) {
    waiting += arrived[t] - got[t];
    double newest = 0.0;
    for (int back = 0; back < std::min(window, steps); ++back) newest += arrived[(t - back + steps) % steps];
    a.at_most_hour("deadline", waiting, newest, scale, w.id, t);
    a.at_most_hour("deadline", -waiting, 0.0, scale, w.id, t);
  }
}

void audit_training(Audit& a, std::size_t k) {
  const scenario::Workload& w = a.s.workloads[k];
  const bool limited = w.pauses_per_day < scenario::unlimited;
  double zflop = 0.0;
  const int per_day = static_cast<int>(24.0 / a.in.hours.step_h);
  Values restarted(static_cast<std::size_t>(a.in.hours.steps), 0.0), gang = restarted;
  for (const Service& service : a.in.services) {
    if (service.workload != static_cast<int>(k)) continue;
    const scenario::Fleet& fleet = a.s.fleets[service.fleet];
    const Values &active = a.read.of(fleet.site, fleet.id + "." + w.id, "active"), &up = a.read.of(fleet.site, fleet.id + "." + w.id, "resumed"),
                 &held = a.read.of(fleet.site, fleet.id + "." + w.id, "held");
    const double lost = 1e-3 * service.modes.front().zflop_per_kh * w.pause_cost.canonical(), n = std::max(peak(active), 1.0);
    const Values done = over_modes(a, service, &OperatingMode::zflop_per_kh);
    for (int t = 0; t < a.in.hours.steps; ++t) {
      const bool inside = t >= w.start_hour && t < w.finish_hour;
      if (!inside) a.at_most_hour("training inside its dates", active[t], 0.0, n, fleet.id + "." + w.id, t);
      const double rise = t > w.start_hour && inside ? active[t] - active[a.in.hours.before(t)] : 0.0;
      // whoever grows after the start repeats lost work, whether or not the design says so
      const bool costed = w.pause_cost.canonical() > 0.0 || limited;
      if (costed) a.at_most_hour("resumed after a pause", rise, up[t], n, fleet.id + "." + w.id, t);
      zflop += a.in.hours.step_h * done[t] - lost * up[t];
      restarted[t] += up[t];
      gang[t] += held[t];
      if (limited) a.at_most_hour("training inside what it holds", active[t], inside ? held[t] : 0.0, n, fleet.id + "." + w.id, t);
    }
  }
  a.at_most("training finished", a.in.workloads[k].training_zflop, zflop, std::max(zflop, 1.0), w.id);
  if (!limited) return;
  for (int day = 0; day * per_day < a.in.hours.steps; ++day) {
    double sum = 0.0;
    for (int t = day * per_day; t < std::min((day + 1) * per_day, a.in.hours.steps); ++t) sum += restarted[t];
    a.at_most("pauses a day", sum, w.pauses_per_day * peak(gang), std::max(peak(gang), 1.0), w.id + ", day " + std::to_string(day + 1));
  }
}

}  // namespace gridwright::plan
