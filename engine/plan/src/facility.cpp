#include "blocks.hpp"

#include <algorithm>

// Sets o alternatives of a hall (plant, supply temperature), t hours, j segments.
// Variables C[o] MW of IT capacity, q[o,t] MW IT power, O[o,t] MW overhead (cooling, power chain, lighting and other).
namespace gridwright::plan {

using solver::Block;
using solver::Sum;

void add_hall_columns(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const scenario::Hall& hall = s.halls[h];
    HallVars v;
    for (const HallOption& o : b.in.sites[site].halls[h].options) {
      if (!o.dominated_by.empty()) {  // keeps the indices of options and columns alike
        v.capacity.push_back({});
        v.it_power.push_back({});
        v.overhead.push_back({});
        v.modules.push_back({});
        continue;
      }
      const std::string name = component(s, hall.id) + " " + option_name(o);
      const double capital = hall.capital ? hall.capital->canonical() : o.capital_usd_per_mw;
      const double yearly = annuity(capital, b.scenario.cost_of_capital, hall.life_years) +
                            b.scenario.building_yearly_cost_share * capital;
      v.capacity.push_back(add_capacity(b, {.name = named("it_capacity", name), .cost = b.capital_scale * yearly}, {.life_years = hall.life_years}));
      v.it_power.push_back(b.model.add_columns({.name = named("it_power", name), .label = b.hour}, b.steps()));
      for (int t = 0; t < b.steps(); ++t)
        b.model.add_cost(v.it_power.back()[t], b.in.hours.step_h * s.water_usd_per_m3 * o.water_m3_per_mwh[t]);
      v.overhead.push_back(b.model.add_columns({.name = named("overhead", name), .label = b.hour}, b.steps()));
      if (hall.module) {
        v.modules.push_back(add_shared(b, {.name = named("modules", name), .integer = true}));
        Block whole = b.model.add_rows(named("whole_modules", name));
        whole.add(0, v.capacity.back() == hall.module->canonical() * v.modules.back());
      }
    }
    b.v.sites[site].halls.push_back(std::move(v));
  }
}

/// it_power:  Σ_o q[o,t] = Σ_{fleets in the hall} (idle·n + Σ_k (busy − idle)·y[k,t]) − Σ_flexible (down − later)        for all t
/// Work may move between the rooms of a hall from hour to hour. Dual: cost of one more MW of IT power, USD/MWh.
void add_it_power(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const HallVars& v = b.v.sites[site].halls[h];
    Block rows = b.model.add_rows(named("it_power", component(s, s.halls[h].id)), b.hour);
    Sum sum;
    for (int t = 0; t < b.steps(); ++t) {
      sum.clear();
      for (const Columns& q : v.it_power)
        if (q.exists()) sum.add(1.0, q[t]);
      add_it_terms(b, site, static_cast<int>(h), t, -1.0, sum);
      rows.add(t, sum, 0.0, 0.0);
    }
  }
}

/// cooling:        O[o,t] >= a[o,j,t]·q[o,t] + b[o,j,t]·C[o]      for all segments j: the convex overhead curve of the hour
/// hall_capacity:  q[o,t] <= C[o]
void add_cooling(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const HallVars& v = b.v.sites[site].halls[h];
    for (std::size_t o = 0; o < v.capacity.size(); ++o) {
      if (!v.capacity[o].exists()) continue;
      const HallOption& option = b.in.sites[site].halls[h].options[o];
      const std::string name = component(s, s.halls[h].id) + " " + option_name(option);
      Block cooling = b.model.add_rows(named("cooling", name), b.hour);
      Block room = b.model.add_rows(named("hall_capacity", name), b.hour);
      for (int t = 0; t < b.steps(); ++t) {
        for (std::size_t j = 0; j < option.a.size(); ++j)
          cooling.add(t, v.overhead[o][t] >= option.a[j][t] * v.it_power[o][t] + option.b[j][t] * v.capacity[o]);
        room.add(t, v.it_power[o][t] <= v.capacity[o]);
      }
    }
  }
}

/// cooling_ceiling:  O[o,t] <= b(0)·C[o] + (φ(1) − φ(0))·q[o,t]      the chord above the convex curve
/// Only where burning power could pay: negative prices, or energy credits above the retail price.
void add_cooling_ceiling(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteInputs& in = b.in.sites[site];
  bool pays = false;
  for (int t = 0; s.grid && t < b.steps(); ++t) {
    const double retail = retail_usd_per_mwh(*s.grid, in, t);
    pays = pays || retail < 0.0 || in.avoided_price.values[t] > retail;
  }
  if (!pays) return;
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const HallVars& v = b.v.sites[site].halls[h];
    for (std::size_t o = 0; o < v.capacity.size(); ++o) {
      if (!v.capacity[o].exists()) continue;
      const HallOption& option = b.in.sites[site].halls[h].options[o];
      Block rows = b.model.add_rows(named("cooling_ceiling", component(s, s.halls[h].id) + " " + option_name(option)), b.hour);
      for (int t = 0; t < b.steps(); ++t) {
        double empty = 0.0, full = 0.0;
        for (std::size_t j = 0; j < option.a.size(); ++j) {
          empty = std::max(empty, option.b[j][t]);
          full = std::max(full, option.a[j][t] + option.b[j][t]);
        }
        rows.add(t, v.overhead[o][t] <= (full - empty) * v.it_power[o][t] + empty * v.capacity[o]);
      }
    }
  }
}

/// hall_space:  Σ_o C[o] >= Σ_fleets provision·n    every accelerator has its power set aside;  hall_limit: min <= Σ_o C[o] <= max
void add_hall_space(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  for (std::size_t h = 0; h < s.halls.size(); ++h) {
    const HallVars& v = b.v.sites[site].halls[h];
    const std::string name = component(s, s.halls[h].id);
    Sum capacity;
    for (const Column& c : v.capacity)
      if (c.exists()) capacity.add(1.0, c);
    const auto& limits = s.halls[h].it_power;
    b.model.add_rows(named("hall_limit", name)).add(0, capacity, limits.min.canonical(), limits.max.canonical());
    for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f)
      if (b.in.fleets[f].site == site && b.in.fleets[f].hall == static_cast<int>(h))
        capacity.add(-b.in.fleets[f].provision_mw_per_k, b.v.fleets[f].count);
    b.model.add_rows(named("hall_space", name)).add(0, capacity, 0.0, solver::infinity);
  }
}

void add_it_terms(const Building& b, int site, int hall, int t, double sign, Sum& sum) {
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    const FleetInputs& in = b.in.fleets[f];
    if (in.site != site || in.hall != hall) continue;
    sum.add(sign * in.idle_mw_per_k, b.v.fleets[f].count);
    for (std::size_t k = 0; k < b.in.services.size(); ++k) {
      const Service& service = b.in.services[k];
      if (service.fleet != static_cast<int>(f)) continue;
      for (std::size_t m = 0; m < service.modes.size(); ++m)
        sum.add(sign * (service.modes[m].busy_mw_per_k - in.idle_mw_per_k), b.v.services[k].active[m][t]);
    }
    for (const BackstopVars& v : b.v.backstops) sum.add(sign * (backstop_mw_per_k(b, f) - in.idle_mw_per_k), v.sold[f][t]);
  }
  add_flexible_terms(b, site, hall, t, -sign, sum);
}

/// site_load:  load[t] = Σ_halls Σ_o (q[o,t] + O[o,t])        so that yearly rows name one column an hour
void add_site_load(Building& b, int site) {
  const scenario::Site& s = b.scenario.sites[site];
  SiteVars& v = b.v.sites[site];
  if (s.halls.empty()) return;
  v.load = b.model.add_columns({.name = named("load", s.id), .label = b.hour}, b.steps());
  Block rows = b.model.add_rows(named("site_load", s.id), b.hour);
  Sum sum;
  for (int t = 0; t < b.steps(); ++t) {
    sum.clear();
    sum.add(-1.0, v.load[t]);
    for (const HallVars& hall : v.halls)
      for (std::size_t o = 0; o < hall.capacity.size(); ++o)
        if (hall.capacity[o].exists()) sum.add(1.0, hall.it_power[o][t]).add(1.0, hall.overhead[o][t]);
    rows.add(t, sum, 0.0, 0.0);
  }
}

void add_load_terms(const Building& b, int site, int t, double sign, Sum& sum) {
  const Series& other = b.in.sites[site].load_mw;
  if (!other.values.empty()) sum.add(sign * other.values[t]);
  add_flexible_terms(b, site, -1, t, -sign, sum);
  if (b.v.sites[site].load.exists()) sum.add(sign, b.v.sites[site].load[t]);
}

void add_load_floor_terms(const Building& b, int site, int t, double sign, Sum& sum) {
  const Series& other = b.in.sites[site].load_mw;
  if (!other.values.empty()) sum.add(sign * other.values[t]);
  add_flexible_terms(b, site, -1, t, -sign, sum);
  const std::vector<HallVars>& halls = b.v.sites[site].halls;
  for (std::size_t h = 0; h < halls.size(); ++h)
    for (std::size_t o = 0; o < halls[h].capacity.size(); ++o) {
      if (!halls[h].capacity[o].exists()) continue;
      const HallOption& option = b.in.sites[site].halls[h].options[o];
      std::size_t best = 0;
      for (std::size_t j = 1; j < option.a.size(); ++j)
        if (0.8 * option.a[j][t] + option.b[j][t] > 0.8 * option.a[best][t] + option.b[best][t]) best = j;
      sum.add(sign * (1.0 + option.a[best][t]), halls[h].it_power[o][t]).add(sign * option.b[best][t], halls[h].capacity[o]);
    }
}

}  // namespace gridwright::plan
