#include "accounts.hpp"

#include <algorithm>

#include "gridwright/core/finance.hpp"

namespace gridwright::plan {

using scenario::Scenario;

const scenario::Tariff* tariff_of(const Scenario& s, const scenario::Site& site) {
  for (const scenario::Tariff& t : s.tariffs)
    if (site.grid && t.id == site.grid->tariff) return &t;
  return nullptr;
}
bool is_resource(const scenario::Tariff* t, const std::string& id) {
  return t != nullptr && t->kind == scenario::TariffKind::clean_transition &&
         std::find(t->resources.begin(), t->resources.end(), id) != t->resources.end();
}

double yearly_usd(const Scenario& s, double capital, double life, std::optional<double> own_rate) {
  return capital == 0.0 ? 0.0 : capital * capital_recovery_factor(own_rate.value_or(s.cost_of_capital), life);
}

namespace {
double life_under(const scenario::Tariff* t, const std::string& id, double life) {
  const bool listed = t != nullptr && std::find(t->resources.begin(), t->resources.end(), id) != t->resources.end();
  return listed && t->term_years > 0.0 ? std::min(life, t->term_years) : life;
}
}  // namespace

Account generator_account(const Books& a, std::size_t i, std::size_t g) {
  const scenario::Site& site = a.s.sites[i];
  const scenario::Generator& gen = site.supply[g];
  const scenario::Tariff* tariff = tariff_of(a.s, site);
  const std::string name = site.id + "." + gen.id;
  const double mw = a.read.capacity(name, "power"), dt = a.in.hours.step_h / a.in.hours.years();
  const Values& out = a.read.of(site.id, name, "generation");
  Account r;
  r.cost = mw * (yearly_usd(a.s, gen.capital.canonical(), life_under(tariff, gen.id, gen.life_years), gen.cost_of_capital) +
                 gen.fixed_om_share * gen.capital.canonical() + gen.fixed_om.canonical());
  const double usd_per_mwh = gen.variable_om.canonical() + gen.fuel_price.canonical() / gen.efficiency +
                             gen.emissions_kg_per_mwh * a.s.carbon.price_usd_per_kg;
  r.cost += dt * usd_per_mwh * total(out);
  if (!is_resource(tariff, gen.id)) return r;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    r.energy_credit += dt * out[t] * a.in.sites[i].avoided_price.values[t];
    r.retail += dt * out[t] * (a.in.sites[i].energy_price.values[t] + site.grid->energy_adder.canonical());
  }
  r.capacity_credit = mw * gen.capacity_credit * tariff->capacity_credit_usd_per_mw_year;
  return r;
}

Account storage_account(const Books& a, std::size_t i, std::size_t k) {
  const scenario::Site& site = a.s.sites[i];
  const scenario::Storage& s = site.storage[k];
  const scenario::Tariff* tariff = tariff_of(a.s, site);
  const std::string name = site.id + "." + s.id;
  const double mw = a.read.capacity(name, "power"), dt = a.in.hours.step_h / a.in.hours.years();
  const double stated_mwh = a.read.capacity(name, "energy") *
                            (s.duration_basis == scenario::DurationBasis::ac_terminals ? s.discharge_efficiency : 1.0);
  const Values &c = a.read.of(site.id, name, "charge"), &d = a.read.of(site.id, name, "discharge");
  const double life = life_under(tariff, s.id, s.life_years);
  const double capital = mw * s.capital_power.canonical() + stated_mwh * s.capital_energy.canonical();
  Account r;
  r.cost = yearly_usd(a.s, capital, life, s.cost_of_capital) + s.fixed_om_share * capital + mw * s.fixed_om.canonical() +
           dt * s.wear.canonical() * (total(c) + total(d));
  if (!is_resource(tariff, s.id)) return r;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    r.energy_credit += dt * (d[t] - c[t]) * a.in.sites[i].avoided_price.values[t];
    r.retail += dt * (d[t] - c[t]) * (a.in.sites[i].energy_price.values[t] + site.grid->energy_adder.canonical());
  }
  r.capacity_credit = mw * s.capacity_credit * tariff->capacity_credit_usd_per_mw_year;
  return r;
}

}  // namespace gridwright::plan
