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

double life_in_contract(const Building& b, const scenario::Site& site, const Storage& s) {
  double life = s.life_years;
  if (!site.grid) return life;
  for (const scenario::Tariff& tariff : b.scenario.tariffs)
    if (tariff.id == site.grid->tariff && tariff.term_years > 0.0)
      for (const std::string& r : tariff.resources)
        if (r == s.id) life = std::min(life, tariff.term_years);
  return life;
}

}  // namespace

void add_storage_columns(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  for (const Storage& s : place.storage) {
    const std::string name = component(place, s.id);
    const double rate = s.cost_of_capital.value_or(b.scenario.cost_of_capital);
    const double life = life_in_contract(b, place, s);
    const auto yearly = [&](double capital) { return annuity(capital, rate, life) + s.fixed_om_share * capital; };
    double per_mw = yearly(s.capital_power.canonical()) + s.fixed_om.canonical();
    const double per_mwh = yearly(s.capital_energy.canonical());
    const double h_min = s.duration.min.canonical(), h_max = s.duration.max.canonical();
    StorageVars v;
    if (s.duration.fixed()) per_mw += h_max * per_mwh;
    v.power = b.model.add_column({.name = named("power", name),
                                  .lower = s.power.min.canonical(),
                                  .upper = s.power.max.canonical(),
                                  .cost = b.capital_scale * per_mw});
    if (!s.duration.fixed()) {
      const double inside = inside_per_stated(s);
      v.energy = b.model.add_column({.name = named("energy", name), .cost = b.capital_scale * per_mwh / inside});
      Block rows = b.model.add_rows(named("storage_duration", name));
      if (h_min > 0.0) rows.add(0, v.energy >= h_min * inside * v.power);
      if (std::isfinite(h_max)) rows.add(1, v.energy <= h_max * inside * v.power);
    }
    const double wear = s.wear.canonical() * b.in.hours.step_h;
    v.charge = b.model.add_columns({.name = named("charge", name), .cost = wear, .label = b.hour}, b.steps());
    v.discharge = b.model.add_columns({.name = named("discharge", name), .cost = wear, .label = b.hour}, b.steps());
    v.level = b.model.add_columns({.name = named("level", name), .label = b.hour}, b.steps());
    if (s.fast && place.grid && place.grid->swings)
      v.reserve = b.model.add_columns({.name = named("reserve", name), .label = b.hour}, b.steps());
    b.v.sites[site].storage.push_back(v);
  }
}

/// storage_balance:  e[t] = (1−σ)^Δt·e[t−1] + η_c·Δt·c[t] − (Δt/η_d)·d[t]      for all t (cyclic)
/// Dual: value of one more MWh in store at the end of t, USD/MWh (positive when energy is scarce).
void add_storage_balance(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  const HourAxis& hours = b.in.hours;
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    const double keep = std::pow(1.0 - s.self_discharge_per_hour, hours.step_h);
    const double in = s.charge_efficiency * hours.step_h;
    const double out = hours.step_h / s.discharge_efficiency;
    Block rows = b.model.add_rows(named("storage_balance", component(place, s.id)), b.hour);
    for (int t = 0; t < b.steps(); ++t)
      rows.add(t, v.level[t] == keep * v.level[hours.before(t)] + in * v.charge[t] - out * v.discharge[t]);
  }
}

/// storage_power:   c[t] + r[t] <= ratio·P,   d[t] + r[t] <= P          r held back for swings (flexible.cpp)
/// storage_energy:  e[t] <= usable·E,  with E = h·P (internal) or h·P/η_d (AC terminals) when the duration is fixed
void add_storage_limits(Building& b, int site) {
  const scenario::Site& place = b.scenario.sites[site];
  for (std::size_t i = 0; i < place.storage.size(); ++i) {
    const Storage& s = place.storage[i];
    const StorageVars& v = b.v.sites[site].storage[i];
    const std::string name = component(place, s.id);
    Block charge = b.model.add_rows(named("storage_charge", name), b.hour);
    Block discharge = b.model.add_rows(named("storage_discharge", name), b.hour);
    Block energy = b.model.add_rows(named("storage_energy", name), b.hour);
    const double per_mw = usable_share(s) * inside_per_stated(s) * s.duration.max.canonical();
    for (int t = 0; t < b.steps(); ++t) {
      if (v.reserve.exists()) {
        charge.add(t, v.charge[t] + v.reserve[t] <= s.charge_power_ratio * v.power);
        discharge.add(t, v.discharge[t] + v.reserve[t] <= v.power);
      } else {
        charge.add(t, v.charge[t] <= s.charge_power_ratio * v.power);
        discharge.add(t, v.discharge[t] <= v.power);
      }
      if (v.energy.exists()) energy.add(t, v.level[t] <= usable_share(s) * v.energy);
      else energy.add(t, v.level[t] <= per_mw * v.power);
    }
  }
}

double full_level_mwh(const Building& b, int site, std::size_t store, const std::vector<double>& x) {
  const Storage& s = b.scenario.sites[site].storage[store];
  const StorageVars& v = b.v.sites[site].storage[store];
  return v.energy.exists() ? usable_share(s) * x[v.energy.index]
                           : usable_share(s) * inside_per_stated(s) * s.duration.max.canonical() * x[v.power.index];
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
