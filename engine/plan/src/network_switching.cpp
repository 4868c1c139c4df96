#include <algorithm>
#include <cmath>

#include "network.hpp"

namespace gridwright::plan {

using scenario::Converter;
using scenario::RampRule;
using scenario::Switching;

namespace {

/// The block functions of one converter whose units are switched.
struct Units {
  Network& n;
  const Converter& c;
  ConverterVars& v;
  double size;  ///< MW of one unit
  bool initially_on;

  [[nodiscard]] Block rows(const char* family) const { return n.model.add_rows(row_name(family, c.id), n.label); }

  /// units:  running, started, stopped <= P / size
  void limits() const {
    for (const auto& [columns, family] : {std::pair{v.running, "units_running"}, {v.started, "units_started"}, {v.stopped, "units_stopped"}}) {
      if (v.size.fixed()) {
        for (int t = 0; t < n.steps(); ++t) n.model.set_bounds(columns[t], 0.0, v.size.constant / size);
        continue;
      }
      Block block = rows(family);
      for (int t = 0; t < n.steps(); ++t) {
        Sum row;
        row.add(1.0, columns[t]);
        add_standing(row, -1.0 / size, v.size);
        block.add(t, row, -solver::infinity, 0.0);
      }
    }
  }

  /// units_state:  running[t] = running[t-1] + started[t] - stopped[t]
  void state() const {
    Block block = rows("units_state");
    for (int t = 0; t < n.steps(); ++t) {
      Sum row;
      row.add(1.0, v.running[t]).add(-1.0, v.started[t]).add(1.0, v.stopped[t]);
      if (n.before[t] >= 0) row.add(-1.0, v.running[n.before[t]]);
      else if (initially_on) add_standing(row, -1.0 / size, v.size);
      block.add(t, row, 0.0, 0.0);
    }
  }

  /// units_output:  min_pu size running[t] <= p[t] <= max_pu size running[t]
  void output() const {
    Block most = rows("units_output_max"), least = rows("units_output_min");
    for (int t = 0; t < n.steps(); ++t) {
      most.add(t, v.level[t] <= n.at(c.max_pu, t) * size * v.running[t]);
      if (const double low = n.at(c.min_pu, t); low != 0.0) least.add(t, v.level[t] >= low * size * v.running[t]);
    }
  }

  /// clusters, up:  p[t] - p[t-1] <= r size (running - started) + min(max_pu, max(min_pu, r)) size started - min_pu size stopped
  /// clusters, down: mirrored.
  ///   Source: Palmintier and Webster 2014 (clustered unit commitment), with availability as in GenX's documentation.
  /// states, up:    p[t] - p[t-1] <= (r - start) running[t-1] + start running[t],   down: (r - stop) running[t] + stop running[t-1]
  void ramps() const {
    const auto one = [&](const std::optional<scenario::Profile>& limit, bool up) {
      if (!limit) return;
      Block block = rows(up ? "units_ramp_up" : "units_ramp_down");
      const Switching& u = c.units;
      for (int t = 0; t < n.steps(); ++t) {
        const int b = n.before[t];
        const double r = n.at(*limit, t);
        if (b < 0 || b == t || std::isnan(r)) continue;
        const double low = n.at(c.min_pu, t), high = n.at(c.max_pu, t), sign = up ? 1.0 : -1.0;
        Sum row;
        row.add(sign, v.level[t]).add(-sign, v.level[b]);
        if (u.ramps == RampRule::clusters) {
          const double at_switch = std::min(high, std::max(low, r));
          row.add(-r * size, v.running[t]);
          row.add((up ? r - at_switch : r + low) * size, v.started[t]);
          row.add((up ? low : -at_switch) * size, v.stopped[t]);
        } else {
          const double now = up ? u.ramp_start : r - u.ramp_stop, then = up ? r - u.ramp_start : u.ramp_stop;
          row.add(-now * size, v.running[t]).add(-then * size, v.running[b]);
        }
        block.add(t, row, -solver::infinity, 0.0);
      }
    };
    one(c.ramp_up, true);
    one(c.ramp_down, false);
  }

  /// units_min_up:    running[t] >= sum of started over the last min_up steps
  /// units_min_down:  P / size - running[t] >= sum of stopped over the last min_down steps
  void least_times() const {
    const auto sum_back = [&](Sum& row, Columns what, int t, int count, double factor) {
      int at = t;
      for (int k = 0; k < count && at >= 0; ++k) {
        row.add(factor, what[at]);
        at = n.before[at];
        if (at == t) break;  // the period is shorter than the time
      }
    };
    if (c.units.min_up > 1) {
      Block block = rows("units_min_up");
      for (int t = 0; t < n.steps(); ++t) {
        Sum row;
        row.add(1.0, v.running[t]);
        sum_back(row, v.started, t, c.units.min_up, -1.0);
        block.add(t, row, 0.0, solver::infinity);
      }
    }
    if (c.units.min_down > 1) {
      Block block = rows("units_min_down");
      for (int t = 0; t < n.steps(); ++t) {
        Sum row;
        row.add(-1.0, v.running[t]);
        add_standing(row, 1.0 / size, v.size);
        sum_back(row, v.stopped, t, c.units.min_down, -1.0);
        block.add(t, row, 0.0, solver::infinity);
      }
    }
  }

  /// Units that were on (off) for less than their least time stay so at first.
  void beginning() const {
    if (n.steps() == 0 || n.before[0] >= 0 || !v.size.fixed()) return;
    const double all = v.size.constant / size;
    const int stay_on = initially_on ? std::max(0, c.units.min_up - c.units.up_before) : 0;
    const int stay_off = initially_on ? 0 : std::max(0, c.units.min_down - c.units.down_before);
    for (int t = 0; t < std::min(stay_on, n.steps()); ++t) n.model.set_bounds(v.running[t], all, all);
    for (int t = 0; t < std::min(stay_off, n.steps()); ++t) n.model.set_bounds(v.running[t], 0.0, 0.0);
  }
};

}  // namespace

void add_switching(Network& n, std::size_t i) {
  const Converter& c = n.s.converters[i];
  ConverterVars& v = n.v.converters[i];
  const bool whole = c.units.mode == scenario::Commitment::whole;
  const auto family = [&](const char* name) {
    return n.model.add_columns({.name = row_name(name, c.id), .integer = whole, .label = n.label}, n.steps());
  };
  v.running = family("running"), v.started = family("started"), v.stopped = family("stopped");
  for (int t = 0; t < n.steps(); ++t) {
    const double hours = n.price_hours[t], times = hours / n.s.steps[t].hours;  // how often the step occurs
    n.model.add_cost(v.started[t], times * (c.units.start_cost + c.units.start_fuel * n.fuel_price(c, t)));
    n.model.add_cost(v.stopped[t], times * c.units.stop_cost);
    n.model.add_cost(v.running[t], hours * c.units.idle_cost);
  }
  const Units units{n, c, v, c.size.unit, c.units.up_before > 0};
  units.limits();
  units.state();
  units.output();
  units.ramps();
  units.least_times();
  units.beginning();
}

}  // namespace gridwright::plan
