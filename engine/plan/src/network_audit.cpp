#include "network_audit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include "gridwright/plan/power_system_plan.hpp"

namespace gridwright::plan {

using scenario::ChargeLimit;
using scenario::Commitment;
using scenario::LevelEnds;

NetworkAudit::NetworkAudit(const scenario::SystemScenario& scenario, const design::Design& design) : s(scenario.system), d(design), zeros_(s.steps.size(), 0.0) {
  for (const design::Hourly& h : d.hourly) series_.emplace((h.component.empty() ? h.site : h.component) + "\n" + h.quantity, &h.values);
  double largest = 0.0;
  for (const design::Capacity& c : d.capacities) built_.emplace(c.component + "\n" + c.what, c.value), largest = std::max(largest, c.value);
  floor_ = std::max(1e-3, 1e-3 * largest);
}

const NetworkAudit::Values& NetworkAudit::read(const std::string& id, const char* quantity) const {
  const auto it = series_.find(id + "\n" + quantity);
  return it == series_.end() || it->second->size() != zeros_.size() ? zeros_ : *it->second;
}
bool NetworkAudit::has(const std::string& id, const char* quantity) const { return series_.contains(id + "\n" + quantity); }
double NetworkAudit::built(const std::string& id, const char* what) const {
  const auto it = built_.find(id + "\n" + what);
  return it == built_.end() ? 0.0 : it->second;
}
bool NetworkAudit::stands(const scenario::Life& life, std::size_t t) const {
  for (const scenario::Stage& stage : s.stages)
    if (stage.id == s.steps[t].stage) return life.build_year <= stage.year && stage.year < life.build_year + life.years;
  return s.stages.empty();
}
double NetworkAudit::weight_of(const scenario::Life& life) const {
  double sum = s.stages.empty() ? 1.0 : 0.0;
  for (const scenario::Stage& stage : s.stages)
    if (life.build_year <= stage.year && stage.year < life.build_year + life.years) sum += stage.weight;
  return sum;
}
double NetworkAudit::price_hours(std::size_t t) const {
  for (const scenario::Stage& stage : s.stages)
    if (stage.id == s.steps[t].stage) return s.steps[t].cost_hours * stage.weight;
  return s.steps[t].cost_hours;
}
std::size_t NetworkAudit::period_first(std::size_t t) const {
  while (t > 0 && s.steps[t - 1].period == s.steps[t].period) --t;
  return t;
}
std::size_t NetworkAudit::period_last(std::size_t t) const {
  while (t + 1 < s.steps.size() && s.steps[t + 1].period == s.steps[t].period) ++t;
  return t;
}
std::size_t NetworkAudit::before(std::size_t t) const {
  if (t > 0 && s.steps[t - 1].period == s.steps[t].period) return t - 1;
  return s.wrap ? period_last(t) : npos;
}
const scenario::Fuel* NetworkAudit::fuel(const std::string& id) const {
  const auto it = std::find_if(s.fuels.begin(), s.fuels.end(), [&](const scenario::Fuel& f) { return f.id == id; });
  return it == s.fuels.end() ? nullptr : &*it;
}

void NetworkAudit::note(const std::string& law, double error, const std::string& where, std::size_t t) {
  design::Check& c = checks_.try_emplace(law, design::Check{.law = law, .tolerance = 1e-6, .where = {}}).first->second;
  ++c.instances;
  if (error <= c.worst) return;  // NaN falls through: it counts as worst
  c.worst = std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
  c.where = t == npos ? where : where + ", " + (s.steps[t].label.empty() ? std::to_string(t) : s.steps[t].label);
}
void NetworkAudit::at_most(const std::string& law, double a, double b, double scale, const std::string& where, std::size_t t) {
  note(law, std::isinf(b) && b > 0.0 ? 0.0 : std::max(0.0, a - b) / std::max({scale, std::abs(b), floor_}), where, t);
}
void NetworkAudit::equal(const std::string& law, double a, double b, double scale, const std::string& where, std::size_t t) {
  note(law, std::abs(a - b) / std::max({std::abs(a), std::abs(b), scale, floor_}), where, t);
}
std::vector<design::Check> NetworkAudit::result() const {
  std::vector<design::Check> out;
  for (const auto& [law, c] : checks_) out.push_back(c);
  return out;
}

/// What every bus gets equals what it gives, in every step.
void NetworkAudit::balances() {
  std::unordered_map<std::string, Values> net, through;
  for (const scenario::Bus& b : s.buses) net.emplace(b.id, zeros_), through.emplace(b.id, zeros_);
  const auto add = [&](const std::string& bus, std::size_t t, double mw) { net.at(bus)[t] += mw, through.at(bus)[t] += std::abs(mw); };
  const std::size_t steps = s.steps.size();
  const auto meter = [&](const std::string& bus, const Values& mw, double sign) {
    for (std::size_t t = 0; t < steps; ++t) add(bus, t, sign * mw[t]);
  };
  for (const scenario::Converter& c : s.converters) {
    const Values& p = read(c.id, "output");
    for (const scenario::Port& port : c.ports)
      for (std::size_t t = 0; t < steps; ++t) add(port.bus, t, at(port.efficiency, t) * p[t]);
  }
  for (const scenario::Store& x : s.stores) meter(x.bus, read(x.id, "discharge"), 1.0), meter(x.bus, read(x.id, "charge"), -1.0);
  for (const scenario::Line& l : s.lines) {
    const Values &f = read(l.id, "flow"), &loss = read(l.id, "loss");
    meter(l.from, f, -1.0), meter(l.to, f, 1.0), meter(l.from, loss, -0.5), meter(l.to, loss, -0.5);
  }
  for (const scenario::Load& l : s.loads) {
    for (std::size_t t = 0; t < steps; ++t) add(l.bus, t, -at(l.demand, t));
    meter(l.bus, read(l.id, "unserved"), 1.0);
  }
  for (const scenario::FlexibleDemand& f : s.flexible) meter(f.bus, read(f.id, "deferred"), 1.0), meter(f.bus, read(f.id, "served"), -1.0);
  for (const scenario::Bus& b : s.buses)
    for (std::size_t t = 0; t < s.steps.size(); ++t) note("balance of every bus", std::abs(net.at(b.id)[t]) / std::max(through.at(b.id)[t], floor_), b.id, t);
}

void NetworkAudit::within_ramp(const std::string& law, const Values& x, std::size_t t, double up, double down, double scale, const std::string& who) {
  const std::size_t b = before(t);
  if (b == npos || b == t) return;
  if (!std::isnan(up)) at_most(law, x[t] - x[b], up, scale, who, t);
  if (!std::isnan(down)) at_most(law, x[b] - x[t], down, scale, who, t);
}

/// Output within what stands and is available, ramps, totals, set points.
void NetworkAudit::converters() {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const scenario::Converter& c : s.converters) {
    const Values& p = read(c.id, "output");
    const double mw = built(c.id, "power");
    double total = 0.0;
    for (std::size_t t = 0; t < p.size(); ++t) {
      total += s.steps[t].counted_hours * p[t];
      if (!stands(c.life, t)) {
        equal("nothing runs before or after its life", p[t], 0.0, 1.0, c.id, t);
        continue;
      }
      if (c.set_point && !std::isnan(at(*c.set_point, t))) equal("given output", p[t], at(*c.set_point, t), mw, c.id, t);
      if (c.units.mode != Commitment::none) continue;
      at_most("output below what is available", p[t], at(c.max_pu, t) * mw, mw, c.id, t);
      at_most("output above its least", at(c.min_pu, t) * mw, p[t], mw, c.id, t);
      within_ramp("ramps of output", p, t, c.ramp_up ? at(*c.ramp_up, t) * mw : none, c.ramp_down ? at(*c.ramp_down, t) * mw : none, mw, c.id);
    }
    at_most("energy totals", total, c.energy_max, std::abs(total), c.id);
    at_most("energy totals", c.energy_min, total, std::abs(total), c.id);
  }
}

/// Units: state, output of what runs, ramps, least times on and off.
void NetworkAudit::switching() {
  for (const scenario::Converter& c : s.converters) {
    if (c.units.mode == Commitment::none) continue;
    const Values &p = read(c.id, "output"), &on = read(c.id, "running"), &up = read(c.id, "started"), &down = read(c.id, "stopped");
    const double size = c.size.unit, units = built(c.id, "power") / size, scale = std::max(units, 1.0) * size;
    for (std::size_t t = 0; t < p.size(); ++t) {
      const std::size_t b = before(t);
      const double then = b != npos ? on[b] : c.units.up_before > 0 ? units : 0.0, low = at(c.min_pu, t), high = at(c.max_pu, t);
      equal("units running", on[t], then + up[t] - down[t], units, c.id, t);
      at_most("units running", std::max({on[t], up[t], down[t]}), units, units, c.id, t);
      if (c.units.mode == Commitment::whole) equal("whole units", on[t], std::round(on[t]), 1.0, c.id, t);
      at_most("output of running units", p[t], high * size * on[t], scale, c.id, t);
      at_most("output of running units", low * size * on[t], p[t], scale, c.id, t);
      for (const auto& [what, steps, have] : {std::tuple{&up, c.units.min_up, on[t]}, {&down, c.units.min_down, units - on[t]}}) {
        double recent = 0.0;
        std::size_t k = t;
        for (int i = 0; i < steps && k != npos; ++i) {
          recent += (*what)[k];
          k = before(k);
          if (k == t) break;
        }
        at_most("least times on and off", recent, have, units, c.id, t);
      }
      if (b == npos || b == t) continue;
      const bool clusters = c.units.ramps == scenario::RampRule::clusters;
      if (c.ramp_up && !std::isnan(at(*c.ramp_up, t))) {
        const double r = at(*c.ramp_up, t), start = std::min(high, std::max(low, r));
        at_most("ramps of units", p[t] - p[b],
                size * (clusters ? r * (on[t] - up[t]) + start * up[t] - low * down[t] : (r - c.units.ramp_start) * on[b] + c.units.ramp_start * on[t]), scale, c.id, t);
      }
      if (c.ramp_down && !std::isnan(at(*c.ramp_down, t))) {
        const double r = at(*c.ramp_down, t), stop = std::min(high, std::max(low, r));
        at_most("ramps of units", p[b] - p[t],
                size * (clusters ? r * (on[t] - up[t]) - low * up[t] + stop * down[t] : (r - c.units.ramp_stop) * on[t] + c.units.ramp_stop * on[b]), scale, c.id, t);
      }
    }
  }
}

/// Power within limits, discharge within what was stored.
void NetworkAudit::stores() {
  for (const scenario::Store& x : s.stores) {
    const Values &c = read(x.id, "charge"), &out = read(x.id, "discharge"), &e = read(x.id, "level"), &spill = read(x.id, "spill");
    const double mw = built(x.id, "power"), charge_mw = x.charging == ChargeLimit::own ? built(x.id, "charge_power") : mw;
    for (std::size_t t = 0; t < c.size(); ++t) {
      if (!stands(x.life, t)) continue;
      if (x.charging != ChargeLimit::none) {
        at_most("power of stores", out[t], at(x.discharge_max_pu, t) * mw, mw, x.id, t);
        if (x.charging == ChargeLimit::shared) at_most("power of stores", c[t] + out[t], mw, mw, x.id, t);
        else at_most("power of stores", c[t], at(x.charge_max_pu, t) * charge_mw, charge_mw, x.id, t);
        if (const double least = at(x.outflow_min_pu, t) * mw; least > 0.0) at_most("least outflow of stores", least, out[t] + spill[t], mw, x.id, t);
      }
      if (x.ramp_up || x.ramp_down)
        within_ramp("ramps of stores", out, t, x.ramp_up.value_or(scenario::no_limit) * mw, x.ramp_down.value_or(scenario::no_limit) * mw, mw, x.id);
      if (x.only_stored) {
        const std::size_t b = t > period_first(t) ? t - 1 : period_last(t);
        at_most("discharge of what was stored", out[t], at(x.discharge_efficiency, t) * e[b], mw, x.id, t);
      }
      if (x.set_point && !std::isnan(at(*x.set_point, t))) equal("given output", out[t] - c[t], at(*x.set_point, t), mw, x.id, t);
    }
  }
}

/// Levels: what came in and went out since the step before, and the size of the store.
void NetworkAudit::store_levels() {
  for (const scenario::Store& x : s.stores) {
    const Values &c = read(x.id, "charge"), &out = read(x.id, "discharge"), &e = read(x.id, "level"), &spill = read(x.id, "spill");
    const double mw = built(x.id, "power"), mwh = built(x.id, "energy");
    for (std::size_t t = 0; t < e.size(); ++t) {
      if (!stands(x.life, t)) continue;
      const bool first = t == period_first(t);
      double then = t > 0 ? e[t - 1] : x.level_initial;
      if (x.ends == LevelEnds::cyclic && t == 0) then = e.back();
      if (x.ends == LevelEnds::cyclic_period && first) then = e[period_last(t)];
      if (x.ends == LevelEnds::initial_period && first) then = x.level_initial;
      if (x.ends == LevelEnds::linked && first) {  // carried_levels() says where it begins
        at_most("level within the store", e[t], at(x.level_max_pu, t) * mwh, mwh, x.id, t);
        continue;
      }
      const double h = s.steps[t].hours, inflow = at(x.inflow, t) * (x.inflow_per_power ? mw : 1.0);
      const double now = std::pow(1.0 - at(x.standing_loss, t), h) * then + h * (at(x.charge_efficiency, t) * c[t] - out[t] / at(x.discharge_efficiency, t) + inflow - spill[t]);
      equal("level of stores", e[t], now, std::max(mwh, h * (c[t] + out[t] + std::abs(inflow))), x.id, t);
      at_most("level within the store", e[t], at(x.level_max_pu, t) * mwh, mwh, x.id, t);
      at_most("level within the store", at(x.level_min_pu, t) * mwh, e[t], mwh, x.id, t);
      if (x.level_set && !std::isnan(at(*x.level_set, t))) equal("given level", e[t], at(*x.level_set, t), mwh, x.id, t);
    }
  }
}

/// Stores with linked ends: each period begins where its first step says it did; walked through the calendar from there, every stretch that was kept begins
/// where the walk is, no stretch runs empty or over, and the horizon ends as it began.
void NetworkAudit::carried_levels() {
  std::map<std::string, std::size_t> first;
  for (std::size_t t = 0; t < s.steps.size(); ++t)
    if (t == period_first(t)) first.emplace(s.steps[t].period, t);
  for (const scenario::Store& x : s.stores) {
    const Values &c = read(x.id, "charge"), &out = read(x.id, "discharge"), &e = read(x.id, "level"), &spill = read(x.id, "spill");
    if (x.ends != LevelEnds::linked || e.empty()) continue;
    const double mwh = built(x.id, "energy"), mw = built(x.id, "power");
    const auto flow = [&](std::size_t t) {
      return s.steps[t].hours * (at(x.charge_efficiency, t) * c[t] - out[t] / at(x.discharge_efficiency, t) + at(x.inflow, t) * (x.inflow_per_power ? mw : 1.0) - spill[t]);
    };
    const auto keep = [&](std::size_t t) { return std::pow(1.0 - at(x.standing_loss, t), s.steps[t].hours); };
    const auto begins = [&](std::size_t t) { return (e[t] - flow(t)) / keep(t); };
    const std::size_t count = s.calendar.size();
    const auto anchor = static_cast<std::size_t>(std::find_if(s.calendar.begin(), s.calendar.end(), [](const auto& k) { return k.itself; }) - s.calendar.begin());
    if (anchor == count) continue;
    double level = begins(first.at(s.calendar[anchor].period));
    for (std::size_t i = 0; i <= count; ++i) {
      const scenario::CalendarEntry& k = s.calendar[(anchor + i) % count];
      const std::size_t t = first.at(k.period), last = period_last(t);
      if (k.itself) equal("level carried between periods", level, begins(t), mwh, x.id, t);
      const double lift = keep(t) * level + flow(t) - e[t];
      for (std::size_t step = t; step <= last; ++step) {
        at_most("level carried between periods", e[step] + lift, mwh, mwh, x.id, step);
        at_most("level carried between periods", 0.0, e[step] + lift, mwh, x.id, step);
      }
      level += e[last] - begins(t);
    }
  }
}

/// Flows within the lines; losses at least what the flow loses.
void NetworkAudit::lines() {
  for (const scenario::Line& l : s.lines) {
    const Values &f = read(l.id, "flow"), &loss = read(l.id, "loss");
    const double mw = built(l.id, "power");
    for (std::size_t t = 0; t < f.size(); ++t) {
      if (!stands(l.life, t)) {
        equal("nothing runs before or after its life", f[t], 0.0, 1.0, l.id, t);
        continue;
      }
      at_most("flow within lines", std::abs(f[t]), at(l.max_pu, t) * mw, mw, l.id, t);
      if (l.loss_segments <= 1 && l.loss > 0.0) at_most("losses of lines", l.loss * std::abs(f[t]), loss[t], mw, l.id, t);
    }
  }
}

/// Kirchhoff: one angle a bus explains the flows of all physical lines. Angles are carried along the lines from one bus of each
/// part of the network; where lines meet again, the angles must agree.
void NetworkAudit::angles() {
  std::unordered_map<std::string, std::vector<const scenario::Line*>> at_bus;
  for (const scenario::Line& l : s.lines)
    if (l.physical) at_bus[l.from].push_back(&l), at_bus[l.to].push_back(&l);
  if (at_bus.empty()) return;
  for (std::size_t t = 0; t < s.steps.size(); ++t) {
    std::unordered_map<std::string, double> angle;
    for (const scenario::Bus& root : s.buses) {
      if (!at_bus.contains(root.id) || angle.contains(root.id)) continue;
      std::queue<std::string> open;
      open.push(root.id), angle[root.id] = 0.0;
      while (!open.empty()) {
        const std::string bus = open.front();
        open.pop();
        for (const scenario::Line* l : at_bus.at(bus)) {
          if (!stands(l->life, t)) continue;
          const double drop = l->impedance * read(l->id, "flow")[t] + l->shift_rad;
          const bool onward = l->from == bus;
          const std::string& other = onward ? l->to : l->from;
          const double then = angle.at(bus) + (onward ? -drop : drop);
          const auto [it, fresh] = angle.try_emplace(other, then);
          if (fresh) open.push(other);
          else equal("Kirchhoff's voltage law", it->second, then, std::abs(l->impedance) * std::max(built(l->id, "power"), 1.0), l->id, t);
        }
      }
    }
  }
}

void NetworkAudit::loads() {
  for (const scenario::Load& l : s.loads) {
    double share = 0.0;
    for (const scenario::Shedding& k : s.shedding)
      if (k.load == l.id) share += k.share;
    const Values& u = read(l.id, "unserved");
    for (std::size_t t = 0; t < u.size(); ++t) at_most("unserved load", u[t], share * std::max(0.0, at(l.demand, t)), std::abs(at(l.demand, t)), l.id, t);
  }
  for (const scenario::FlexibleDemand& f : s.flexible) {
    const Values &served = read(f.id, "served"), &put_off = read(f.id, "deferred"), &owed = read(f.id, "owed");
    for (std::size_t t = 0; t < owed.size(); ++t) {
      const std::size_t first = period_first(t), last = period_last(t), length = last - first + 1;
      equal("moved load", owed[t], owed[t > first ? t - 1 : last] - f.efficiency * served[t] + put_off[t], f.existing_mw, f.id, t);
      at_most("moved load", put_off[t], at(f.max_pu, t) * f.existing_mw, f.existing_mw, f.id, t);
      double late = 0.0, early = 0.0;
      for (std::size_t k = 1; k <= std::min<std::size_t>(static_cast<std::size_t>(f.max_delay), length); ++k) late += served[first + (t - first + k) % length];
      for (std::size_t k = 1; k <= std::min<std::size_t>(static_cast<std::size_t>(f.max_advance), length); ++k) early += put_off[first + (t - first + k) % length];
      at_most("moved load", owed[t], late, f.existing_mw, f.id, t);
      at_most("moved load", -owed[t], early, f.existing_mw, f.id, t);
    }
  }
}

std::vector<design::Check> verify_power_system(const scenario::SystemScenario& scenario, const design::Design& d) {
  NetworkAudit a(scenario, d);
  a.balances();
  a.converters();
  a.switching();
  a.stores();
  a.store_levels();
  a.carried_levels();
  a.lines();
  a.angles();
  a.loads();
  a.requirements();
  a.sizes();
  a.money();
  return a.result();
}

}  // namespace gridwright::plan
