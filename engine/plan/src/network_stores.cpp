#include <algorithm>
#include <cmath>

#include "network.hpp"

namespace gridwright::plan {

using scenario::ChargeLimit;
using scenario::LevelEnds;
using scenario::Store;

namespace {

/// Step the level of t follows; -1: the initial level.
int step_before(const Network& n, const Store& s, int t) {
  const bool first_of_period = n.first_of[t] == t, once = t == 0;
  switch (s.ends) {
    case LevelEnds::cyclic: return once ? n.steps() - 1 : t - 1;
    case LevelEnds::cyclic_period: return first_of_period ? n.last_of[t] : t - 1;
    case LevelEnds::linked: return first_of_period ? n.last_of[t] : t - 1;
    case LevelEnds::initial: return t - 1;
    case LevelEnds::initial_period: return first_of_period ? -1 : t - 1;
  }
  return -1;
}

struct StoreBlocks {
  Network& n;
  const Store& s;
  StoreVars& v;
  [[nodiscard]] Block rows(const char* family) const { return n.model.add_rows(row_name(family, s.id), n.label); }
  [[nodiscard]] bool netted() const { return s.charging == ChargeLimit::none; }
  [[nodiscard]] bool stands(int t) const { return n.stands(s.life, t); }

  /// x[t] <= share[t] size, as a bound where the size is given.
  void at_most(const char* family, Columns x, const scenario::Profile& share, const StandingSize& size) const {
    Block block = rows(family);
    for (int t = 0; t < n.steps(); ++t) {
      if (!stands(t)) continue;
      const double k = n.at(share, t);
      const double floor = n.model.program().column_lower[static_cast<std::size_t>(x[t].index)];
      if (size.fixed() && k * size.constant >= floor) {
        n.model.set_bounds(x[t], floor, k * size.constant);
        continue;
      }
      Sum row;
      row.add(1.0, x[t]);
      add_standing(row, -k, size);
      block.add(t, row, -solver::infinity, 0.0);
    }
  }

  /// store_charge, store_discharge:  c[t] <= pu P_c,  d[t] <= pu P     store_shared:  c[t] + d[t] <= P
  void power() const {
    if (netted()) return;
    at_most("store_discharge", v.discharge, s.discharge_max_pu, v.power);
    if (s.charging == ChargeLimit::shared) {
      Block block = rows("store_shared");
      for (int t = 0; t < n.steps(); ++t) {
        Sum row;
        row.add(1.0, v.charge[t]).add(1.0, v.discharge[t]);
        add_standing(row, -1.0, v.power);
        block.add(t, row, -solver::infinity, 0.0);
      }
      return;
    }
    at_most("store_charge", v.charge, s.charge_max_pu, s.charging == ChargeLimit::own ? v.charge_power : v.power);
  }

  /// store_level:  min_pu E <= e[t] <= max_pu E
  void level() const {
    at_most("store_level_max", v.level, s.level_max_pu, v.energy);
    if (s.level_min_pu == scenario::Profile{}) return;
    Block least = rows("store_level_min");
    for (int t = 0; t < n.steps(); ++t) {
      if (!stands(t)) continue;
      Sum row;
      row.add(1.0, v.level[t]);
      add_standing(row, -n.at(s.level_min_pu, t), v.energy);
      least.add(t, row, 0.0, solver::infinity);
    }
  }

  /// store_duration:  min_duration P <= E <= max_duration P
  void duration() const {
    if (netted() || s.duration > 0.0) return;
    const auto one = [&](double hours, bool least) {
      Sum row;
      add_standing(row, 1.0, v.energy);
      add_standing(row, -hours, v.power);
      if (row.terms().empty()) return;
      n.model.add_rows(row_name(least ? "store_duration_min" : "store_duration_max", s.id))
          .add(0, row, least ? 0.0 : -solver::infinity, least ? solver::infinity : 0.0);
    };
    if (s.min_duration > 0.0) one(s.min_duration, true);
    if (std::isfinite(s.max_duration)) one(s.max_duration, false);
  }

  [[nodiscard]] int previous(int t) const { return step_before(n, s, t); }

  /// store_balance:  e[t] = (1 - loss)^h e[t-1] + h eta_c c[t] - h d[t] / eta_d + h inflow[t] - h spill[t]
  /// Dual: value of one more MWh in store.
  void balance() const {
    if (netted()) return;  // its flow is the change of its level
    Block block = rows("store_balance");
    for (int t = 0; t < n.steps(); ++t) {
      if (!stands(t)) continue;
      const double h = n.s.steps[t].hours;
      Sum row;
      row.add(1.0, v.level[t]);
      const int before = previous(t);
      const double keep = std::pow(1.0 - n.at(s.standing_loss, t), h);
      if (before >= 0) row.add(-keep, v.level[before]);
      else row.add(-keep * s.level_initial);
      if (v.gained.exists() && n.first_of[t] == t) row.add(keep, v.gained[period_of(n, t)]);  // begins where the calendar left it
      row.add(-h * n.at(s.charge_efficiency, t), v.charge[t]).add(h / n.at(s.discharge_efficiency, t), v.discharge[t]);
      if (const double inflow = n.at(s.inflow, t); inflow != 0.0) {
        if (s.inflow_per_power) add_standing(row, -h * inflow, v.power);
        else row.add(-h * inflow);
      }
      if (v.spill.exists()) row.add(h, v.spill[t]);
      block.add(t, row, 0.0, 0.0);
    }
  }

  /// store_stored:  d[t] <= eta_d e[t-1]       store_outflow:  d[t] + spill[t] >= min_pu P
  void discharge_rules() const {
    if (s.only_stored) {
      Block block = rows("store_stored");
      for (int t = 0; t < n.steps(); ++t) {
        const int before = previous(t);
        Sum row;
        row.add(1.0, v.discharge[t]);
        if (before >= 0) row.add(-n.at(s.discharge_efficiency, t), v.level[before]);
        block.add(t, row, -solver::infinity, before >= 0 ? 0.0 : n.at(s.discharge_efficiency, t) * s.level_initial);
      }
    }
    if (s.outflow_min_pu != scenario::Profile{}) {
      Block block = rows("store_outflow");
      for (int t = 0; t < n.steps(); ++t) {
        Sum row;
        row.add(1.0, v.discharge[t]);
        if (v.spill.exists()) row.add(1.0, v.spill[t]);
        add_standing(row, -n.at(s.outflow_min_pu, t), v.power);
        block.add(t, row, 0.0, solver::infinity);
      }
    }
    ramp(s.ramp_up, 1.0, "store_ramp_up");
    ramp(s.ramp_down, -1.0, "store_ramp_down");
  }
  void ramp(const std::optional<double>& share, double sign, const char* family) const {
    if (!share) return;
    Block block = rows(family);
    for (int t = 0; t < n.steps(); ++t) {
      const int b = n.before[t];
      if (b < 0 || b == t) continue;
      Sum row;
      row.add(sign, v.discharge[t]).add(-sign, v.discharge[b]);
      add_standing(row, -*share, v.power);
      block.add(t, row, -solver::infinity, 0.0);
    }
  }

  /// store_set:  levels and net flows that are given.
  void given() const {
    for (int t = 0; t < n.steps(); ++t) {
      if (s.level_set)
        if (const double e = n.at(*s.level_set, t); !std::isnan(e)) {
          Sum row;
          row.add(1.0, v.level[t]);
          rows("store_level_set").add(t, row, e, e);
        }
      if (s.set_point)
        if (const double p = n.at(*s.set_point, t); !std::isnan(p)) {
          Sum row;
          add_store_flow(n, static_cast<std::size_t>(&s - n.s.stores.data()), t, 1.0, row);
          rows("store_set_point").add(t, row, p, p);
        }
    }
  }

  void costs() const {
    for (int t = 0; t < n.steps(); ++t) {
      if (netted()) {
        Sum flow;
        add_store_flow(n, static_cast<std::size_t>(&s - n.s.stores.data()), t, n.price_hours[t] * n.at(s.discharge_cost, t), flow);
        for (const solver::Term& term : flow.terms()) n.model.add_cost({term.column}, term.coefficient);
        n.model.add_offset(flow.constant());
      } else {
        n.model.add_cost(v.discharge[t], n.price_hours[t] * n.at(s.discharge_cost, t));
        n.model.add_cost(v.charge[t], n.price_hours[t] * n.at(s.charge_cost, t));
      }
      n.model.add_cost(v.level[t], n.price_hours[t] * n.at(s.level_cost, t));
      if (v.spill.exists()) n.model.add_cost(v.spill[t], n.price_hours[t] * n.at(s.spill_cost, t));
      if (stands(t)) continue;
      for (const Columns& x : {v.charge, v.discharge, v.level, v.spill})
        if (x.exists()) n.model.set_bounds(x[t], 0.0, 0.0);
    }
  }
};

/// Spill is limited by inflow where the inflow is a flow of its own.
Columns spill_columns(Network& n, const Store& s) {
  if (!s.may_spill) return {};
  const Columns spill = n.model.add_columns({.name = row_name("spill", s.id), .label = n.label}, n.steps());
  if (!s.inflow_per_power)
    for (int t = 0; t < n.steps(); ++t) n.model.set_bounds(spill[t], 0.0, std::max(0.0, n.at(s.inflow, t)));
  return spill;
}

/// A store with a fixed duration has no size of energy of its own.
StandingSize scaled(const StandingSize& power, double hours) {
  return {.constant = hours * power.constant, .unit = hours * power.unit, .added = power.added, .retired = power.retired};
}

}  // namespace

/// With a power limit d[t] - c[t]; without one what the level gave up:  ((1 - loss)^h e[t-1] - e[t]) / h + inflow - spill
void add_store_flow(const Network& n, std::size_t store, int t, double factor, Sum& sum) {
  const Store& s = n.s.stores[store];
  const StoreVars& v = n.v.stores[store];
  if (s.charging != ChargeLimit::none) {
    sum.add(factor, v.discharge[t]).add(-factor, v.charge[t]);
    return;
  }
  if (!n.stands(s.life, t)) return;
  const double h = n.s.steps[t].hours, keep = std::pow(1.0 - n.at(s.standing_loss, t), h);
  const int before = step_before(n, s, t);
  if (before >= 0) sum.add(factor * keep / h, v.level[before]);
  else sum.add(factor * keep / h * s.level_initial);
  sum.add(-factor / h, v.level[t]).add(factor * n.at(s.inflow, t));
  if (v.spill.exists()) sum.add(-factor, v.spill[t]);
}

void add_stores(Network& n) {
  for (const Store& s : n.s.stores) {
    const double weight = n.stage_weight(s.life);
    StoreVars v;
    if (s.charging != ChargeLimit::none) v.power = add_sizing(n, s.power, s.id, "power", weight);
    if (s.charging == ChargeLimit::own) v.charge_power = add_sizing(n, s.charge, s.id, "charge_power", weight);
    v.energy = s.duration > 0.0 ? scaled(v.power, s.duration) : add_sizing(n, s.energy, s.id, "energy", weight);
    const bool netted = s.charging == ChargeLimit::none;
    if (!netted) v.charge = n.model.add_columns({.name = row_name("charge", s.id), .label = n.label}, n.steps());
    if (!netted) v.discharge = n.model.add_columns({.name = row_name("discharge", s.id), .label = n.label}, n.steps());
    const bool below_zero = s.level_min_pu.constant < 0.0 && !s.level_min_pu.varies();
    v.level = n.model.add_columns({.name = row_name("stored", s.id), .lower = below_zero ? -solver::infinity : 0.0, .label = n.label}, n.steps());
    v.spill = spill_columns(n, s);
    if (s.ends == LevelEnds::linked) add_linked_columns(n, s, v);
    n.v.stores.push_back(v);
    const StoreBlocks b{n, s, n.v.stores.back()};
    b.power();
    b.level();
    b.duration();
    b.balance();
    if (s.ends == LevelEnds::linked) add_linked_rows(n, s, n.v.stores.back());
    b.discharge_rules();
    b.given();
    b.costs();
  }
}

}  // namespace gridwright::plan
