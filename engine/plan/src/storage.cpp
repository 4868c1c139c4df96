#include "blocks.hpp"

#include <cmath>

// Sets s stores of a site, t hours (cyclic).  Data η_c, η_d efficiencies, σ self-discharge per hour, h duration.
// Variables P MW discharge power, E MWh inside, c, d MW at the AC terminals, e MWh inside at the end of t.
namespace gridwright::plan {

using scenario::DurationBasis;
using scenario::Storage;
using solver::Block;

namespace {

/// MWh inside the store per MWh of energy on the stated basis: AC energy is what comes out, so more must be inside.
double inside_per_stated(const Storage& s) {
  return s.duration_basis == DurationBasis::ac_terminals ? 1.0 / s.discharge_efficiency : 1.0;
}
/// Usable share of energy capacity, mean over the life (fade is linear, so mid-life is the mean).
double usable_share(const Storage& s) { return 1.0 - 0.5 * s.energy_fade_per_year * s.life_years; }

/// Does usable energy follow age or use, so that it is a column of its own?
bool ages(const Building& b, const Storage& s) { return s.cycle_fade > 0.0 || (b.horizon > 1 && s.energy_fade_per_year > 0.0); }

/// Present value of renewed modules, USD per MWh on the stated basis.
double replacement_today(const Storage& s, double rate) {
  return s.replacement_after_years > 0.0 ? s.replacement_cost.canonical() * std::pow(1.0 + rate, -s.replacement_after_years) : 0.0;
}

double left_of(const Building& b, int site, std::size_t store) { return b.in.sites[site].efficiency_left[store]; }

/// The highest level as a share of one column.
std::pair<Column, double> full_level(const Building& b, int site, std::size_t store) {
  const Storage& s = b.scenario.sites[site].storage[store];
  const StorageVars& v = b.v.sites[site].storage[store];
  if (v.usable.exists()) return {v.usable, 1.0};
  if (v.energy.exists()) return {v.energy, usable_share(s)};
  return {v.power, usable_share(s) * inside_per_stated(s) * s.duration.max.canonical()};
}

}  // namespace

void add_storage_columns(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  for (const Storage& s : place.storage) {
    const std::string name = component(place, s.id);
    const double rate = s.cost_of_capital.value_or(b.scenario.cost_of_capital);
    const double life = life_in_contract(b, place, s.id, s.life_years);
    const auto yearly = [&](double capital) { return annuity(capital, rate, life) + s.fixed_om_share * capital; };
    double per_mw = yearly(s.capital_power.canonical());
    const double per_mwh = yearly(s.capital_energy.canonical()) + annuity(replacement_today(s, rate), rate, life);
    const double h_min = s.duration.min.canonical(), h_max = s.duration.max.canonical();
    StorageVars v;
    if (s.duration.fixed()) per_mw += h_max * per_mwh;
    v.power = add_capacity(b, {.name = named("power", name),
                               .lower = s.power.min.canonical(),
                               .upper = s.power.max.canonical(),
                               .cost = b.capital_scale * (per_mw + s.fixed_om.canonical())},
                           {.moving_usd = per_mw, .life_years = s.life_years, .by_year = &s.capital_by_year});
    if (!s.duration.fixed()) {
      const double inside = inside_per_stated(s);
      v.energy = add_capacity(b, {.name = named("energy", name), .cost = b.capital_scale * per_mwh / inside},
                              {.moving_usd = per_mwh / inside, .life_years = s.life_years, .by_year = &s.capital_by_year});
      Block rows = b.model.add_rows(named("storage_duration", name));
      if (h_min > 0.0) rows.add(0, v.energy >= h_min * inside * v.power);
      if (std::isfinite(h_max)) rows.add(1, v.energy <= h_max * inside * v.power);
    }
    if (ages(b, s)) v.usable = add_shared(b, {.name = named("usable_energy", name)});
    const double wear = s.wear.canonical() * b.in.hours.step_h;
    v.charge = b.model.add_columns({.name = named("charge", name), .cost = wear, .label = b.hour}, b.steps());
    v.discharge = b.model.add_columns({.name = named("discharge", name), .cost = wear, .label = b.hour}, b.steps());
    v.level = b.model.add_columns({.name = named("level", name), .label = b.hour}, b.steps());
    if (s.fast && place.grid && place.grid->swings)
      v.reserve = b.model.add_columns({.name = named("reserve", name), .label = b.hour}, b.steps());
    b.v.sites[site].storage.push_back(v);
  }
}

/// storage_balance:  e[t] = (1−σ)^Δt·e[t−1] + η_c·Δt·c[t] − (Δt/η_d)·d[t]      for all t (cyclic); η after its fade
/// Dual: value of one more MWh in store at the end of t, USD/MWh (positive when energy is scarce).
void add_storage_balance(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  const HourAxis& hours = b.in.hours;
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    const double keep = std::pow(1.0 - s.self_discharge_per_hour, hours.step_h);
    const double in = s.charge_efficiency * left_of(b, site, i) * hours.step_h;
    const double out = hours.step_h / (s.discharge_efficiency * left_of(b, site, i));
    Block rows = b.model.add_rows(named("storage_balance", component(place, s.id)), b.hour);
    for (int t = 0; t < b.steps(); ++t)
      if (hours.before(t) < 0) rows.add(t, v.level[t] - in * v.charge[t] + out * v.discharge[t] == keep * b.start->level[static_cast<std::size_t>(site)][i]);
      else rows.add(t, v.level[t] == keep * v.level[hours.before(t)] + in * v.charge[t] - out * v.discharge[t]);
  }
}

/// storage_power:   c[t] + r[t] <= ratio·P,   d[t] + r[t] <= P          r held back for swings (flexible.cpp)
/// storage_energy:  e[t] <= usable·E,  with E = h·P (internal) or h·P/η_d (AC terminals) when the duration is fixed; where energy
///                  follows age or use, e[t] <= U of usable_energy below
/// storage_minimum: e[t] >= least·(the same)
void add_storage_limits(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    const std::string name = component(place, s.id);
    Block charge = b.model.add_rows(named("storage_charge", name), b.hour);
    Block discharge = b.model.add_rows(named("storage_discharge", name), b.hour);
    Block energy = b.model.add_rows(named("storage_energy", name), b.hour);
    const auto [full, share] = full_level(b, site, i);
    for (int t = 0; t < b.steps(); ++t) {
      if (v.reserve.exists()) {
        charge.add(t, v.charge[t] + v.reserve[t] <= s.charge_power_ratio * v.power);
        discharge.add(t, v.discharge[t] + v.reserve[t] <= v.power);
      } else {
        charge.add(t, v.charge[t] <= s.charge_power_ratio * v.power);
        discharge.add(t, v.discharge[t] <= v.power);
      }
      energy.add(t, v.level[t] <= share * full);
    }
    if (s.level_min <= 0.0) continue;
    Block least = b.model.add_rows(named("storage_minimum", name), b.hour);
    for (int t = 0; t < b.steps(); ++t) least.add(t, v.level[t] >= s.level_min * share * full);
  }
}

/// usable_energy:  U[y] = Σ_v (1−f)^(y−v+½)·E[v] − κ·Σ_{w<=y} use[w]      over what was built in v and still stands
///   use[w] MWh taken from inside in year w, mean over weathers; half of the year's own; κ lost per full cycle and so per MWh of
///   capacity used once. A single year:  U = (1 − f·life/2)·E − κ·use·life/2.
void add_usable_energy(std::vector<Building>& blocks, const Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  solver::Sum sum;
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    if (!v.usable.exists()) continue;
    sum.clear();
    sum.add(1.0, v.usable);
    const Column capacity = v.energy.exists() ? v.energy : v.power;
    const double inside = v.energy.exists() ? 1.0 : inside_per_stated(s) * s.duration.max.canonical();
    const Standing& standing = *standing_of(b, capacity);
    if (b.horizon == 1) sum.add(-usable_share(s) * inside, capacity);
    for (const Vintage& built : standing.vintages)
      sum.add(-inside * std::pow(1.0 - s.energy_fade_per_year, b.year - built.year + 0.5), built.built);
    for (const Building& other : blocks) {
      if (s.cycle_fade <= 0.0 || other.year > b.year || b.year - other.year >= standing.life_years) continue;
      const double counted = b.horizon == 1 ? 0.5 * s.life_years : other.year == b.year ? 0.5 : 1.0;
      const HourAxis& hours = other.in.hours;
      const double out = hours.step_h / (s.discharge_efficiency * left_of(other, site, i)) / hours.years();
      const Columns discharge = other.v.sites[site].storage[i].discharge;
      for (int t = 0; t < other.steps(); ++t) sum.add(counted * s.cycle_fade * other.probability * out, discharge[t]);
    }
    b.model.add_rows(named("usable_energy", component(place, s.id))).add(0, sum, 0.0, 0.0);
  }
}

double full_level_mwh(const Building& b, int site, std::size_t store, const std::vector<double>& x) {
  const auto [full, share] = full_level(b, site, store);
  return share * x[full.index];
}

/// storage_throughput:  Σ_t Δt·d[t] <= H·years·P     H full-power hours a year
void add_storage_throughput(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    if (!s.throughput_hours_per_year) continue;
    const StorageVars& v = b.v.sites[site].storage[i];
    solver::Sum sum;
    for (int t = 0; t < b.steps(); ++t) sum.add(b.in.hours.step_h, v.discharge[t]);
    sum.add(-*s.throughput_hours_per_year * b.in.hours.years(), v.power);
    b.model.add_rows(named("storage_throughput", component(place, s.id))).add(0, sum, -solver::infinity, 0.0);
  }
}

}  // namespace gridwright::plan
