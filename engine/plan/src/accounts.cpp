#include "accounts.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/core/finance.hpp"
#include "gridwright/energy/tariff_hours.hpp"

namespace gridwright::plan {

using scenario::Scenario;

double yearly_usd(const Scenario& s, double capital, double life, std::optional<double> own_rate) {
  return capital == 0.0 ? 0.0 : capital * capital_recovery_factor(own_rate.value_or(s.cost_of_capital), life);
}

namespace {
double life_under(const scenario::Tariff* t, const std::string& id, double life) {
  return lists(t, id) && t->term_years > 0.0 ? std::min(life, t->term_years) : life;
}

/// USD/MWh that the utility asks in a step: price, adder and the periods that cover it.
double retail_price(const Books& a, std::size_t i, int t) {
  const std::vector<double>& periods = a.in.sites[i].time_of_use.values;
  return a.in.sites[i].energy_price.values[t] + a.s.sites[i].grid->energy_adder.canonical() + (periods.empty() ? 0.0 : periods[t]);
}

energy::BillTerms terms_of(const Books& a, std::size_t i, const scenario::Tariff& tariff) {
  const scenario::Site& site = a.s.sites[i];
  const SiteInputs& in = a.in.sites[i];
  energy::BillTerms terms{.energy_adder_usd_per_mwh = site.grid->energy_adder.canonical(),
                          .demand_charge_usd_per_mw_month = tariff.demand_charge_usd_per_mw_month,
                          .ratchet_share = tariff.ratchet_share,
                          .ratchet_months = tariff.ratchet_months,
                          .minimum_take_share = tariff.minimum_take_share,
                          .contracted_mw = a.read.capacity(site.id + ".grid", "connection"),
                          .exit_fee_share = tariff.exit_fee_share,
                          .term_years = tariff.term_years};
  for (const scenario::TariffPeriod& p : tariff.periods)
    terms.periods.push_back({p.id, energy::covered_steps(p, a.s.year, in.local_hour.values), p.energy_usd_per_mwh, p.demand_usd_per_mw_month});
  if (tariff.coincident.usd_per_mw_month > 0.0) {
    terms.coincident_usd_per_mw_month = tariff.coincident.usd_per_mw_month;
    terms.coincident = energy::coincident_steps(tariff.coincident, a.in.hours, in.local_hour.values, in.system_load.values);
  }
  terms.standby_usd_per_mw_month = tariff.standby_usd_per_mw_month;
  for (const scenario::Generator& g : site.supply)
    if (!is_resource(&tariff, g.id)) terms.standby_mw += a.read.capacity(site.id + "." + g.id, "power");
  return terms;
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
  const double capital = gen.capital.canonical() * a.read.price(name, "power");
  r.cost = mw * (yearly_usd(a.s, capital, life_under(tariff, gen.id, gen.life_years), gen.cost_of_capital) +
                 gen.fixed_om_share * capital + gen.fixed_om.canonical());
  const double usd_per_mwh = gen.variable_om.canonical() + gen.fuel_price.canonical() / gen.efficiency +
                             gen.emissions_kg_per_mwh * a.s.carbon.price_usd_per_kg;
  r.cost += dt * usd_per_mwh * total(out);
  if (!is_resource(tariff, gen.id)) return r;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    r.energy_credit += dt * out[t] * a.in.sites[i].avoided_price.values[t];
    r.retail += dt * out[t] * retail_price(a, i, t);
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
  const double paid_mwh = stated_mwh * a.read.price(name, "energy");
  const double capital = mw * a.read.price(name, "power") * s.capital_power.canonical() + paid_mwh * s.capital_energy.canonical();
  const double renewed = s.replacement_after_years > 0.0 ? paid_mwh * s.replacement_cost.canonical() /
                                                               std::pow(1.0 + s.cost_of_capital.value_or(a.s.cost_of_capital), s.replacement_after_years) : 0.0;
  Account r;
  r.cost = yearly_usd(a.s, capital + renewed, life, s.cost_of_capital) + s.fixed_om_share * capital + mw * s.fixed_om.canonical() +
           dt * s.wear.canonical() * (total(c) + total(d));
  if (!is_resource(tariff, s.id)) return r;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    r.energy_credit += dt * (d[t] - c[t]) * a.in.sites[i].avoided_price.values[t];
    r.retail += dt * (d[t] - c[t]) * retail_price(a, i, t);
  }
  r.capacity_credit = mw * s.capacity_credit * tariff->capacity_credit_usd_per_mw_year;
  return r;
}

Values metered_mw(const Books& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  const scenario::Tariff* tariff = tariff_of(a.s, site);
  Values metered = a.read.of(site.id, site.id + ".grid", "import");
  const auto add = [&](const std::string& id, const char* quantity, double sign) {
    const Values& values = a.read.of(site.id, site.id + "." + id, quantity);
    for (std::size_t t = 0; t < metered.size(); ++t) metered[t] += sign * values[t];
  };
  for (const scenario::Generator& g : site.supply)
    if (is_resource(tariff, g.id)) add(g.id, "generation", 1.0);
  for (const scenario::Storage& s : site.storage)
    if (is_resource(tariff, s.id)) add(s.id, "discharge", 1.0), add(s.id, "charge", -1.0);
  return metered;
}

energy::Bill bill_of(const Books& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  const scenario::Tariff* tariff = tariff_of(a.s, site);
  energy::Bill bill = energy::compute_bill(a.in.hours, metered_mw(a, i), a.in.sites[i].energy_price.values, terms_of(a, i, *tariff));
  const double years = a.in.hours.years();
  const auto add = [&](const std::string& id, const Account& r) {
    if (!is_resource(tariff, id)) return;
    bill.resources.push_back({id, years * r.cost, years * r.energy_credit, years * r.capacity_credit, years * std::max(0.0, r.cost - r.energy_credit - r.capacity_credit)});
    bill.premium_usd += bill.resources.back().premium_usd;
  };
  for (std::size_t g = 0; g < site.supply.size(); ++g) add(site.supply[g].id, generator_account(a, i, g));
  for (std::size_t k = 0; k < site.storage.size(); ++k) add(site.storage[k].id, storage_account(a, i, k));
  bill.total_usd += bill.premium_usd;
  return bill;
}

}  // namespace gridwright::plan
