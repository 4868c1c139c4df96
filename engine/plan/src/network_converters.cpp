#include <algorithm>
#include <cmath>

#include "network.hpp"

namespace gridwright::plan {

using scenario::Commitment;
using scenario::Converter;

namespace {

/// Whether a profile is never below zero while the converter stands.
bool never_negative(const Network& n, const scenario::Profile& p) {
  if (!p.varies()) return p.constant >= 0.0;
  for (int t = 0; t < n.steps(); ++t)
    if (n.at(p, t) < 0.0) return false;
  return true;
}

/// converter_max:  p[t] <= max_pu[t] P,    converter_min:  p[t] >= min_pu[t] P       (bounds where P is given)
void add_limits(Network& n, std::size_t i) {
  const Converter& c = n.s.converters[i];
  const ConverterVars& v = n.v.converters[i];
  Block most = n.model.add_rows(row_name("converter_max", c.id), n.label);
  Block least = n.model.add_rows(row_name("converter_min", c.id), n.label);
  Sum row;
  for (int t = 0; t < n.steps(); ++t) {
    if (!n.stands(c.life, t)) continue;
    const double high = n.at(c.max_pu, t), low = n.at(c.min_pu, t);
    if (v.size.fixed()) {
      const double a = low * v.size.constant, b = high * v.size.constant;
      if (a <= b) {
        n.model.set_bounds(v.level[t], a, b);
        continue;
      }
    }
    const auto limit = [&](double share, double lower, double upper, Block& block) {
      row.clear();
      row.add(1.0, v.level[t]);
      add_standing(row, -share, v.size);
      block.add(t, row, lower, upper);
    };
    if (high == low) {
      limit(high, 0.0, 0.0, most);
      continue;
    }
    limit(high, -solver::infinity, 0.0, most);
    if (low != 0.0) limit(low, 0.0, solver::infinity, least);
  }
}

/// ramp_up:  p[t] - p[t-1] <= r_up P,    ramp_down:  p[t-1] - p[t] <= r_down P
void add_ramps(Network& n, std::size_t i) {
  const Converter& c = n.s.converters[i];
  const ConverterVars& v = n.v.converters[i];
  const auto ramp = [&](const std::optional<scenario::Profile>& limit, double sign, const char* family) {
    if (!limit) return;
    Block rows = n.model.add_rows(row_name(family, c.id), n.label);
    Sum row;
    for (int t = 0; t < n.steps(); ++t) {
      const int b = n.before[t];
      const double share = n.at(*limit, t);
      if (b < 0 || b == t || std::isnan(share) || !n.stands(c.life, t) || !n.stands(c.life, b)) continue;
      row.clear();
      row.add(sign, v.level[t]).add(-sign, v.level[b]);
      add_standing(row, -share, v.size);
      rows.add(t, row, -solver::infinity, 0.0);
    }
  };
  ramp(c.ramp_up, 1.0, "ramp_up");
  ramp(c.ramp_down, -1.0, "ramp_down");
}

/// energy_total:  energy_min <= sum_t counted hours x p[t] <= energy_max
void add_energy_total(Network& n, std::size_t i) {
  const Converter& c = n.s.converters[i];
  if (std::isinf(c.energy_min) && std::isinf(c.energy_max)) return;
  Sum sum;
  for (int t = 0; t < n.steps(); ++t) sum.add(n.s.steps[t].counted_hours, n.v.converters[i].level[t]);
  n.model.add_rows(row_name("energy_total", c.id)).add(0, sum, c.energy_min, c.energy_max);
}

}  // namespace

void add_converters(Network& n) {
  for (std::size_t i = 0; i < n.s.converters.size(); ++i) {
    const Converter& c = n.s.converters[i];
    n.v.converters.emplace_back();
    n.v.converters[i].size = add_sizing(n, c.size, c.id, "capacity", n.stage_weight(c.life));
    const bool switched = c.units.mode != Commitment::none;
    const double lower = switched || never_negative(n, c.min_pu) ? 0.0 : -solver::infinity;
    ConverterVars& v = n.v.converters[i];
    v.level = n.model.add_columns({.name = row_name("level", c.id), .lower = lower, .label = n.label}, n.steps());
    for (int t = 0; t < n.steps(); ++t) {
      n.model.add_cost(v.level[t], n.price_hours[t] * (n.at(c.cost, t) + c.fuel_per_mwh * n.fuel_price(c, t)));
      if (!n.stands(c.life, t)) n.model.set_bounds(v.level[t], 0.0, 0.0);
    }
    if (switched) {
      add_switching(n, i);
    } else {
      add_limits(n, i);
      add_ramps(n, i);
    }
    if (c.set_point)
      for (int t = 0; t < n.steps(); ++t)
        if (const double mw = n.at(*c.set_point, t); !std::isnan(mw)) {
          Sum row;
          row.add(1.0, v.level[t]);
          n.model.add_rows(row_name("set_point", c.id), n.label).add(t, row, mw, mw);
        }
    add_energy_total(n, i);
  }
}

}  // namespace gridwright::plan
