#include "blocks.hpp"

// Sets f fleets, k workloads, r regions, i sites, t hours.
// Data r[f,k] 1e9 tokens per thousand accelerators and hour at an operating point that fits memory and meets the SLO.
// Variables n[f] thousand accelerators, y[f,k,t] thousand busy, x[k,r,i,t] 1e9 tokens an hour from region r at site i.
namespace gridwright::plan {

using scenario::WorkloadKind;
using solver::Block;
using solver::Sum;

namespace {
bool restarts_cost(const scenario::Workload& w) {
  return w.kind == WorkloadKind::training && (w.pause_cost.canonical() > 0.0 || w.pauses_per_day < scenario::unlimited);
}
/// A run with a pause limit keeps its accelerators while it pauses; one without shares them hour by hour.
bool holds_its_gang(const scenario::Workload& w) {
  return w.kind == WorkloadKind::training && w.pauses_per_day < scenario::unlimited;
}

}  // namespace

void add_taken(const Building& b, std::size_t service, int t, Sum& sum) {
  const int k = b.in.services[service].workload;
  const scenario::Workload& w = b.scenario.workloads[k];
  const bool held = holds_its_gang(w) && t >= w.start_hour && t < w.finish_hour;
  if (!held) {
    for (const Columns& y : b.v.services[service].active) sum.add(1.0, y[t]);
    return;
  }
  std::size_t nth = 0;
  for (std::size_t s = 0; s < service; ++s) nth += b.in.services[s].workload == k ? 1 : 0;
  sum.add(1.0, b.v.workloads[k].gang[nth]);
}

void add_fleet_columns(Building& b) {
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    if (b.in.fleets[f].rented()) {
      b.v.fleets.push_back({});
      continue;
    }
    const scenario::Fleet& fleet = b.scenario.fleets[f];
    const double price = b.in.fleets[f].price_usd_per_k;
    const double yearly = annuity(price, b.scenario.cost_of_capital, fleet.life_years) + fleet.yearly_upkeep_share * price;
    b.v.fleets.push_back({add_capacity(b, {.name = named("accelerators", fleet.id),
                                           .lower = 1e-3 * fleet.count.min, .upper = 1e-3 * fleet.count.max,
                                           .cost = b.capital_scale * yearly},
                                       {.moving_usd = yearly, .life_years = fleet.life_years, .by_year = &fleet.price_by_year})});
  }
  for (const Service& service : b.in.services) {
    const scenario::Workload& w = b.scenario.workloads[service.workload];
    const std::string name = b.scenario.fleets[service.fleet].id + "." + w.id;
    ServiceVars v;
    for (std::size_t m = 0; m < service.modes.size(); ++m) {
      const std::string mode = service.modes.size() > 1 ? name + " mode " + std::to_string(m) : name;
      v.active.push_back(b.model.add_columns({.name = named("active", mode), .label = b.hour}, b.steps()));
      if (b.outage != nullptr && b.outage->cloud == b.in.fleets[service.fleet].cloud)
        for (int t = 0; t < b.steps(); ++t)
          if (b.outage->during(b.in.hour_of_year(t))) b.model.set_bounds(v.active.back()[t], 0.0, 0.0);
      if (w.kind != WorkloadKind::training) continue;
      for (int t = 0; t < b.steps(); ++t)
        if (t < w.start_hour || t >= w.finish_hour) b.model.set_bounds(v.active.back()[t], 0.0, 0.0);
    }
    b.v.services.push_back(std::move(v));
  }
  for (const scenario::Workload& w : b.scenario.workloads) {
    WorkloadVars v;
    if (w.kind == WorkloadKind::batch)
      v.backlog = b.model.add_columns({.name = named("backlog", w.id), .label = b.hour}, b.steps());
    for (const Service& service : b.in.services)
      if (holds_its_gang(w) && service.workload == static_cast<int>(b.v.workloads.size()))
        v.gang.push_back(b.model.add_column({.name = named("gang", b.scenario.fleets[service.fleet].id + "." + w.id)}));
    b.v.workloads.push_back(std::move(v));
  }
}

/// throughput:  Σ_k y[f,k,t] <= busy_max·n[f]       room for failures and for peaks inside the hour
/// A run that holds its gang counts with the gang instead of y; a rented fleet has what is rented in that hour instead of n.
/// Dual: value of a thousand more accelerators in that hour, USD/h.
void add_throughput(Building& b) {
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    Block rows = b.model.add_rows(named("throughput", b.scenario.fleets[f].id), b.hour);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      sum.clear();
      for (std::size_t k = 0; k < b.in.services.size(); ++k)
        if (b.in.services[k].fleet == static_cast<int>(f)) add_taken(b, k, t, sum);
      const double busy = b.scenario.fleets[f].busy_share_max;
      if (b.in.fleets[f].rented()) add_rented_terms(b, f, t, -busy, sum);
      else sum.add(-busy, b.v.fleets[f].count);
      for (const BackstopVars& v : b.v.backstops)
        if (v.sold[f].exists()) sum.add(1.0, v.sold[f][t]);
      rows.add(t, sum, -solver::infinity, 0.0);
    }
  }
}

namespace {

/// Σ_f r·y[f,k,t] over the fleets at `site` (all sites when site < 0).
void add_served(const Building& b, int workload, int site, int t, double sign, Sum& sum) {
  for (std::size_t k = 0; k < b.in.services.size(); ++k) {
    const Service& service = b.in.services[k];
    if (service.workload != workload) continue;
    if (site >= 0 && b.in.fleets[service.fleet].site != site) continue;
    for (std::size_t m = 0; m < service.modes.size(); ++m)
      sum.add(sign * service.modes[m].gtokens_per_kh, b.v.services[k].active[m][t]);
  }
}

/// Work that nobody does while a provider fails; does not exist in a plan.
Columns add_undone(Building& b, int k, const std::string& name) {
  if (b.outage == nullptr) return {};
  b.v.workloads[k].undone.push_back(b.model.add_columns({.name = named("undone", name), .cost = b.outage->usd_per_gtok * b.in.hours.step_h, .label = b.hour}, b.steps()));
  return b.v.workloads[k].undone.back();
}

/// demand:   Σ_i x[k,r,i,t] = demand[r,k,t]            over the sites that region r reaches within the SLO
/// serving:  Σ_f r·y[f,k,t] = Σ_r x[k,r,i,t]           for all sites i
void add_regional_demand(Building& b, int k) {
  const scenario::Workload& w = b.scenario.workloads[k];
  const WorkloadInputs& in = b.in.workloads[k];
  WorkloadVars& v = b.v.workloads[k];
  const std::size_t sites = b.scenario.sites.size();
  for (std::size_t r = 0; r < w.regions.size(); ++r) {
    v.flow.emplace_back(sites);
    for (std::size_t i = 0; i < sites; ++i)
      if (in.reachable[r][i])
        v.flow[r][i] = b.model.add_columns({.name = named("flow", w.id + " " + w.regions[r].first + " " + b.scenario.sites[i].id),
                                            .cost = egress_usd_per_gtok(b, i) * b.in.hours.step_h, .label = b.hour}, b.steps());
    Block demand = b.model.add_rows(named("demand", w.id + " " + w.regions[r].first), b.hour);
    const Columns undone = add_undone(b, k, w.id + " " + w.regions[r].first);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      sum.clear();
      if (undone.exists()) sum.add(1.0, undone[t]);
      for (const Columns& x : v.flow[r])
        if (x.exists()) sum.add(1.0, x[t]);
      demand.add(t, sum, in.demand_gtok[r][t], in.demand_gtok[r][t]);
    }
  }
  for (std::size_t i = 0; i < sites; ++i) {
    Block serving = b.model.add_rows(named("serving", w.id + " " + b.scenario.sites[i].id), b.hour);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      sum.clear();
      add_served(b, k, static_cast<int>(i), t, 1.0, sum);
      for (std::size_t r = 0; r < w.regions.size(); ++r)
        if (v.flow[r][i].exists()) sum.add(-1.0, v.flow[r][i][t]);
      if (!sum.terms().empty()) serving.add(t, sum, 0.0, 0.0);
    }
  }
}

}  // namespace

/// demand:  Σ_f r·y[f,k,t] = demand[k,t]     for interactive workloads, hour by hour (or by region: see above)
/// Dual: cost of 1e9 more tokens in that hour, USD.
void add_demand(Building& b) {
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k) {
    const scenario::Workload& w = b.scenario.workloads[k];
    if (w.kind != WorkloadKind::interactive) continue;
    if (!w.regions.empty()) {
      add_regional_demand(b, static_cast<int>(k));
      continue;
    }
    Block rows = b.model.add_rows(named("demand", w.id), b.hour);
    const Columns undone = add_undone(b, static_cast<int>(k), w.id);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      const double demand = b.in.workloads[k].demand_gtok[0][t];
      sum.clear();
      add_served(b, static_cast<int>(k), -1, t, 1.0, sum);
      if (undone.exists()) sum.add(1.0, undone[t]);
      rows.add(t, sum, demand, demand);
    }
  }
}

/// deadline:  b[t] = b[t−1] + demand[t] − Σ_f r·y[f,k,t],   0 <= b[t] <= Σ_{τ in (t−D, t]} demand[τ]
/// What waits at the end of t must have arrived in the last D hours: first in, first out meets the deadline exactly then.
void add_deadline(Building& b) {
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k) {
    const scenario::Workload& w = b.scenario.workloads[k];
    if (w.kind != WorkloadKind::batch) continue;
    const std::vector<std::vector<double>>& by_region = b.in.workloads[k].demand_gtok;
    const HourAxis& hours = b.in.hours;
    const int window = std::max(1, static_cast<int>(w.deadline.canonical() / hours.step_h));
    const Columns backlog = b.v.workloads[k].backlog;
    std::vector<double> arrivals(static_cast<std::size_t>(b.steps()), 0.0);
    for (const std::vector<double>& d : by_region)
      for (int t = 0; t < b.steps(); ++t) arrivals[t] += d[t];
    Block rows = b.model.add_rows(named("deadline", w.id), b.hour);
    const Columns undone = add_undone(b, static_cast<int>(k), w.id);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      double waiting = 0.0;  // the arrivals of hour t itself may wait `window` more hours: t - window + 1 .. t
      for (int back = 0; back < std::min(window, b.steps()); ++back)
        waiting += arrivals[(t - back + b.steps()) % b.steps()];
      b.model.set_bounds(backlog[t], 0.0, waiting);
      sum.clear();
      const int before = hours.before(t);
      const double arrived = arrivals[t] + (before < 0 ? b.start->backlog[k] : 0.0);
      sum.add(1.0, backlog[t]);
      if (before >= 0) sum.add(-1.0, backlog[before]);
      add_served(b, static_cast<int>(k), -1, t, 1.0, sum);
      if (undone.exists()) sum.add(1.0, undone[t]);
      rows.add(t, sum, arrived, arrived);
    }
  }
}

namespace {

/// resumed:  up[t] >= Σ_m y[t] − Σ_m y[t−1];   gang:  y[t] <= gang of the fleet;   pauses:  Σ_{t in day} up[t] <= pauses_per_day·Σ gang
void add_pauses(Building& b, int k) {
  const scenario::Workload& w = b.scenario.workloads[k];
  WorkloadVars& v = b.v.workloads[k];
  for (std::size_t s = 0; s < b.in.services.size(); ++s) {
    if (b.in.services[s].workload != k) continue;
    const std::string name = b.scenario.fleets[b.in.services[s].fleet].id + "." + w.id;
    v.resumed.push_back(b.model.add_columns({.name = named("resumed", name), .label = b.hour}, b.steps()));
    Block rows = b.model.add_rows(named("resumed", name), b.hour);
    Sum rise;
    for (int t = 0; t < b.steps(); ++t) {
      rise.clear();
      rise.add(-1.0, v.resumed.back()[t]);
      const bool first = t <= w.start_hour;  // the first start is not a resumption
      for (const Columns& y : b.v.services[s].active) {
        if (first) continue;
        rise.add(1.0, y[t]).add(-1.0, y[b.in.hours.before(t)]);
      }
      rows.add(t, rise, -solver::infinity, 0.0);
    }
    if (v.gang.empty()) continue;
    Block gang = b.model.add_rows(named("gang", name), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      if (t < w.start_hour || t >= w.finish_hour) continue;
      rise.clear();
      for (const Columns& y : b.v.services[s].active) rise.add(1.0, y[t]);
      rise.add(-1.0, v.gang[v.resumed.size() - 1]);
      gang.add(t, rise, -solver::infinity, 0.0);
    }
  }
  if (w.pauses_per_day == scenario::unlimited) return;
  Block pauses = b.model.add_rows(named("pauses", w.id));
  const int per_day = static_cast<int>(24.0 / b.in.hours.step_h);
  for (int day = 0; day * per_day < b.steps(); ++day) {
    Sum sum;
    for (int t = day * per_day; t < std::min((day + 1) * per_day, b.steps()); ++t)
      for (const Columns& up : v.resumed) sum.add(1.0, up[t]);
    for (const Column& gang : v.gang) sum.add(-w.pauses_per_day, gang);
    pauses.add(day, sum, -solver::infinity, 0.0);
  }
}

}  // namespace

/// training:  Σ_t Σ_f rate[f]·(Δt·y[f,t] − pause_cost·up[f,t]) >= compute      between start and finish, 1e21 FLOP
/// Pausing is fluid: any share of the gang may stop; what resumes first repeats `pause_cost` hours of its work.
void add_training(Building& b) {
  for (std::size_t k = 0; k < b.scenario.workloads.size(); ++k) {
    const scenario::Workload& w = b.scenario.workloads[k];
    if (w.kind != WorkloadKind::training) continue;
    if (restarts_cost(w)) add_pauses(b, static_cast<int>(k));
    Sum sum;
    std::size_t nth = 0;
    for (std::size_t s = 0; s < b.in.services.size(); ++s) {
      const Service& service = b.in.services[s];
      if (service.workload != static_cast<int>(k)) continue;
      for (int t = 0; t < b.steps(); ++t)
        for (std::size_t m = 0; m < service.modes.size(); ++m)
          sum.add(service.modes[m].zflop_per_kh * b.in.hours.step_h, b.v.services[s].active[m][t]);
      if (!restarts_cost(w)) continue;
      const double lost = service.modes.front().zflop_per_kh * w.pause_cost.canonical();
      for (int t = 0; t < b.steps(); ++t) sum.add(-lost, b.v.workloads[k].resumed[nth][t]);
      ++nth;
    }
    b.model.add_rows(named("training", w.id)).add(0, sum, b.in.workloads[k].training_zflop, solver::infinity);
  }
}

}  // namespace gridwright::plan
