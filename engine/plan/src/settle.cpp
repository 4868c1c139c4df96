#include "settle.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::plan {

namespace {

/// Gives the largest room of each hall the last watts of IT power that the solver's tolerance left out or put in twice.
void settle_it_power(const Building& b, std::size_t site, std::vector<double>& x) {
  solver::Sum drawn;
  for (std::size_t h = 0; h < b.v.sites[site].halls.size(); ++h) {
    const HallVars& hall = b.v.sites[site].halls[h];
    std::size_t largest = hall.capacity.size();
    for (std::size_t o = 0; o < hall.capacity.size(); ++o)
      if (hall.capacity[o].exists() && (largest == hall.capacity.size() || x[hall.capacity[o].index] > x[hall.capacity[largest].index]))
        largest = o;
    if (largest == hall.capacity.size()) continue;
    for (int t = 0; t < b.steps(); ++t) {
      drawn.clear();
      add_it_terms(b, static_cast<int>(site), static_cast<int>(h), t, 1.0, drawn);
      double missing = 0.0;
      for (const solver::Term& term : drawn.terms()) missing += term.coefficient * std::max(0.0, x[term.column]);
      for (const Columns& q : hall.it_power)
        if (q.exists()) missing -= std::max(0.0, x[q[t].index]);
      double& room = x[hall.it_power[largest][t].index];
      room = std::max(0.0, room + missing);
    }
  }
}

/// Puts every overhead on its curve: where power is free for the hour, the program does not care how much is wasted, and an
/// interior point shares the surplus between curtailment and cooling. Returns the load of the site by hour.
std::vector<double> settle_overhead(const Building& b, std::size_t site, std::vector<double>& x) {
  const SiteVars& v = b.v.sites[site];
  std::vector<double> load(static_cast<std::size_t>(b.steps()), 0.0);
  for (std::size_t h = 0; h < v.halls.size(); ++h)
    for (std::size_t o = 0; o < v.halls[h].capacity.size(); ++o) {
      const HallVars& hall = v.halls[h];
      if (!hall.capacity[o].exists()) continue;
      const HallOption& option = b.in.sites[site].halls[h].options[o];
      const double cap = std::max(0.0, x[hall.capacity[o].index]);
      for (int t = 0; t < b.steps(); ++t) {
        const double q = std::max(0.0, x[hall.it_power[o][t].index]);
        double overhead = 0.0;
        for (std::size_t j = 0; j < option.a.size(); ++j) overhead = std::max(overhead, option.a[j][t] * q + option.b[j][t] * cap);
        x[hall.overhead[o][t].index] = overhead;
        load[t] += q + overhead;
      }
    }
  if (v.load.exists())
    for (int t = 0; t < b.steps(); ++t) x[v.load[t].index] = load[t];
  if (const std::vector<double>& other = b.in.sites[site].load_mw.values; !other.empty())
    for (int t = 0; t < b.steps(); ++t) load[t] += other[t];
  solver::Sum turned;
  for (int t = 0; t < b.steps() && !v.flexible.empty(); ++t) {
    turned.clear();
    add_flexible_terms(b, static_cast<int>(site), -1, t, -1.0, turned);
    for (const solver::Term& term : turned.terms()) load[t] += term.coefficient * std::max(0.0, x[term.column]);
  }
  return load;
}

/// Moves `value` by at most `wanted` inside [lowest, highest]; returns what could not be moved.
double move(double& value, double wanted, double lowest, double highest) {
  const double moved = std::clamp(value + wanted, std::min(lowest, value), std::max(highest, value));
  const double rest = wanted - (moved - value);
  value = moved;
  return rest;
}

/// Closes the balance of each hour by curtailing more or less, then by importing more or less.
void settle_balance(const Building& b, std::size_t site, const std::vector<double>& load, std::vector<double>& x) {
  const scenario::Site& s = b.scenario.sites[site];
  const SiteVars& v = b.v.sites[site];
  const auto at = [&x](Columns c, int t) { return c.exists() ? x[c[t].index] : 0.0; };
  for (int t = 0; t < b.steps(); ++t) {
    double missing = load[t] + at(v.grid.export_, t) - at(v.grid.import, t) - at(v.unserved, t);
    for (const GeneratorVars& g : v.supply) missing -= at(g.output, t);
    for (const StorageVars& st : v.storage) missing += at(st.charge, t) - at(st.discharge, t);
    for (const PurchaseVars& bought : v.purchased) missing -= at(bought.taken, t);
    for (std::size_t g = 0; g < v.supply.size() && missing != 0.0; ++g) {
      if (s.supply[g].minimum_level > 0.0 || s.supply[g].ramp_share_per_hour * b.in.hours.step_h < 1.0) continue;  // stays as it is
      const double available = b.in.sites[site].availability[g].values[t] * x[v.supply[g].capacity.index];
      missing = move(x[v.supply[g].output[t].index], missing, 0.0, available);
    }
    for (const PurchaseVars& bought : v.purchased) {
      const scenario::Contract& k = b.scenario.contracts[bought.contract];
      missing = move(x[bought.taken[t].index], missing, 0.0, k.power_mw * k.capacity_factor * std::max(0.0, x[b.portfolio->contracts[bought.contract].quantity.index]));
    }
    if (v.grid.import.exists()) move(x[v.grid.import[t].index], missing, 0.0, x[v.grid.connection.index]);
  }
}

/// One walk through the year from `start`: charge and discharge within the store's power, each level as they lead; where that would leave
/// the store, the flow that did it is cut. Returns the level at the end.
double walk_store(const scenario::Storage& s, const StorageVars& v, double left, double start, double full, double step_h, std::vector<double>& x) {
  const double power = std::max(0.0, x[v.power.index]);
  const double keep = std::pow(1.0 - s.self_discharge_per_hour, step_h);
  const double in = s.charge_efficiency * left * step_h, out = step_h / (s.discharge_efficiency * left), least = s.level_min * full;
  double level = start;
  for (int t = 0; t < v.level.count; ++t) {
    double &charge = x[v.charge[t].index], &discharge = x[v.discharge[t].index];
    charge = std::clamp(charge, 0.0, s.charge_power_ratio * power), discharge = std::clamp(discharge, 0.0, power);
    level = keep * level + in * charge - out * discharge;
    if (level < least) {
      const double kept = std::min(discharge, (least - level) / out);
      discharge -= kept;
      level += kept * out;  // where nothing was discharged, self-discharge took it: the checker will say so
    } else if (level > full) {
      charge = std::max(0.0, charge - (level - full) / in);
      level = full;
    }
    x[v.level[t].index] = level;
  }
  return level;
}

/// Puts every level where charge and discharge lead, these within the power built: a solver keeps rows to a share of the largest number
/// of the program, which for a store that is hardly built is much. The cyclic year starts where it ends: a second walk starts from the end of the
/// first, and what then still differs (a store never empty nor full forgets nothing) is taken off all charging, or all discharging, alike.
void settle_storage(const Building& b, std::size_t site, std::vector<double>& x) {
  const scenario::Site& place = b.scenario.sites[site];
  const double dt = b.in.hours.step_h;
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const scenario::Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    const double full = std::max(0.0, full_level_mwh(b, static_cast<int>(site), i, x));
    const double left = b.in.sites[site].efficiency_left[i];
    double start = std::clamp(x[v.level[v.level.count - 1].index], s.level_min * full, full);
    for (int walk = 0; walk < 4; ++walk) {
      const double end = walk_store(s, v, left, start, full, dt, x), gained = end - start;
      if (std::abs(gained) <= 1e-9 * std::max(1.0, full)) break;
      start = end;
      if (walk == 0) continue;
      const Columns flow = gained > 0.0 ? v.charge : v.discharge;
      double moved = 0.0;
      for (int t = 0; t < flow.count; ++t) moved += x[flow[t].index];
      moved *= gained > 0.0 ? s.charge_efficiency * left * dt : dt / (s.discharge_efficiency * left);
      if (moved <= std::abs(gained)) break;
      for (int t = 0; t < flow.count; ++t) x[flow[t].index] *= 1.0 - std::abs(gained) / moved;
    }
  }
}

/// Raises columns of one family to the least that the rows of a block allow them, all others as they are: c >= rest / |coefficient|.
void raise_to_rows(const Building& b, const std::string& block, Columns family, std::vector<double>& x) {
  const solver::RowMatrix& matrix = b.model.program().matrix;
  for (const auto& [row, label] : b.model.rows_of(b.scope + block)) {
    double rest = 0.0, own = 0.0;
    int column = -1;
    for (auto e = matrix.start[row]; e < matrix.start[row + 1]; ++e) {
      const int j = matrix.index[e];
      if (j >= family.first && j < family.first + family.count) column = j, own = matrix.value[e];
      else rest += matrix.value[e] * std::max(0.0, x[j]);
    }
    if (column >= 0) x[column] = std::max(x[column], -rest / own);
  }
}

/// Demands follow what the meter now reads: peaks, then what is billed of them.
void settle_demand(const Building& b, std::size_t site, std::vector<double>& x) {
  const scenario::Site& s = b.scenario.sites[site];
  const GridVars& v = b.v.sites[site].grid;
  const auto settle_family = [&](Columns family, std::initializer_list<std::string> blocks) {
    if (!family.exists()) return;
    for (int k = 0; k < family.count; ++k) x[family[k].index] = 0.0;
    for (const std::string& block : blocks) raise_to_rows(b, block, family, x);
  };
  settle_family(v.peak, {named("demand_peak", s.id)});
  settle_family(v.billed, {named("demand_charge", s.id), named("demand_ratchet", s.id), named("minimum_take", s.id)});
  settle_family(v.coincident, {named("coincident_demand", s.id)});
  if (const scenario::Tariff* tariff = tariff_of(b.scenario, s))
    for (std::size_t p = 0; p < v.period_peak.size(); ++p) settle_family(v.period_peak[p], {named("period_demand", component(s, tariff->periods[p].id))});
}

/// Premiums follow what the resources now deliver:  premium = max(0, R − A − V), read off the row that says so.
void settle_premiums(const Building& b, std::size_t site, std::vector<double>& x) {
  const Columns premium = b.v.sites[site].grid.premium;
  if (!premium.exists()) return;
  const solver::RowMatrix& matrix = b.model.program().matrix;
  for (const auto& [row, r] : b.model.rows_of(b.scope + named("clean_transition", b.scenario.sites[site].id))) {
    double owed = 0.0;
    for (auto e = matrix.start[row]; e < matrix.start[row + 1]; ++e)
      if (matrix.index[e] != premium[r].index) owed += matrix.value[e] * std::max(0.0, x[matrix.index[e]]);
    x[premium[r].index] = std::max(0.0, owed);
  }
}

}  // namespace

void settle(const Building& b, std::vector<double>& x, Ends ends) {
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    settle_it_power(b, i, x);
    if (ends == Ends::cyclic) settle_storage(b, i, x);
    settle_balance(b, i, settle_overhead(b, i, x), x);
    settle_demand(b, i, x);
    settle_premiums(b, i, x);
  }
}

}  // namespace gridwright::plan
