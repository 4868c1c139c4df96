#include <algorithm>
#include <cmath>

#include "accounts.hpp"
#include "audit.hpp"

// Laws of money and of accounts: every invoice, their sum, the clean scores.
namespace gridwright::plan {

namespace {

/// What the design's cost lines say against what the account comes to, and adds it to `sum`.
void check_account(Audit& a, const Account& r, bool resource, const std::string& name, double scale, double& sum) {
  if (!resource) {
    a.equal("cost of supply and storage", a.read.billed(name, {"capital", "variable_om", "wear", "energy"}), r.cost, scale, name);
    sum += r.cost;
    return;
  }
  const double premium = std::max(0.0, r.cost - r.energy_credit - r.capacity_credit);
  a.equal("retail energy of tariff resources", a.read.billed(name, {"capital", "variable_om", "wear", "energy"}), r.retail, scale, name);
  a.equal("clean transition premium", a.read.billed(name, {"premium"}), premium, scale, name);
  sum += r.retail + premium;
}

/// Energy by the hour, demand by the month with its ratchet and minimum take, as the utility would bill them.
double check_bill(Audit& a, std::size_t i, double scale) {
  const scenario::Site& site = a.s.sites[i];
  if (!site.grid) return 0.0;
  const std::string grid = site.id + ".grid";
  const SiteInputs& in = a.in.sites[i];
  const double years = a.in.hours.years(), dt = a.in.hours.step_h / years;
  const Values &m = a.read.of(site.id, grid, "import"), &x = a.read.of(site.id, grid, "export");
  double energy = 0.0, income = 0.0;
  for (int t = 0; t < a.in.hours.steps; ++t) {
    double price = in.energy_price.values[t] + site.grid->energy_adder.canonical() + (in.time_of_use.values.empty() ? 0.0 : in.time_of_use.values[t]);
    if (!in.carbon_kg_per_mwh.values.empty()) price += in.carbon_kg_per_mwh.values[t] * a.s.carbon.price_usd_per_kg;
    energy += dt * price * m[t];
    if (!in.export_price.values.empty()) income += dt * in.export_price.values[t] * x[t];
  }
  a.equal("cost of energy", a.read.billed(grid, {"energy"}), energy, scale, grid);
  a.equal("income from export", -a.read.billed(grid, {"export"}), income, scale, grid);
  const double mw = a.read.capacity(grid, "connection");
  const double connection = mw * (yearly_usd(a.s, site.grid->connection_cost.canonical(), site.grid->connection_life_years, {}) +
                                  site.grid->connection_yearly_cost.canonical());
  a.equal("cost of connection", a.read.billed(grid, {"connection"}), connection, scale, grid);
  if (tariff_of(a.s, site) == nullptr) return energy - income + connection;
  const energy::Bill bill = bill_of({a.s, a.in, a.read}, i);
  a.equal("demand charges", a.read.billed(grid, {"demand_charge"}), bill.demand_usd / years, scale, grid);
  a.equal("demand charges", a.read.billed(grid, {"coincident_charge"}), bill.coincident_usd / years, scale, grid + ", coincident");
  a.equal("demand charges", a.read.billed(grid, {"standby"}), bill.standby_usd / years, scale, grid + ", standby");
  return energy - income + connection + (bill.demand_usd + bill.coincident_usd + bill.standby_usd) / years;
}

double check_site_costs(Audit& a, std::size_t i) {
  const scenario::Site& site = a.s.sites[i];
  const double scale = 1e-2 * std::abs(a.d.usd_per_year);  // a line far below a percent of the total is judged against that percent
  const scenario::Tariff* tariff = tariff_of(a.s, site);
  const Books books{a.s, a.in, a.read};
  double usd = check_bill(a, i, scale);
  for (std::size_t g = 0; g < site.supply.size(); ++g)
    check_account(a, generator_account(books, i, g), is_resource(tariff, site.supply[g].id), site.id + "." + site.supply[g].id, scale, usd);
  for (std::size_t k = 0; k < site.storage.size(); ++k)
    check_account(a, storage_account(books, i, k), is_resource(tariff, site.storage[k].id), site.id + "." + site.storage[k].id, scale, usd);
  for (std::size_t h = 0; h < site.halls.size(); ++h)
    for (const HallOption& o : a.in.sites[i].halls[h].options) {
      const std::string name = site.id + "." + site.halls[h].id + " " + option_name(o);
      const double per_mw = site.halls[h].capital ? site.halls[h].capital->canonical() : o.capital_usd_per_mw;
      const double capital = per_mw * a.read.capacity(name, "it_power");
      const double yearly = yearly_usd(a.s, capital, site.halls[h].life_years, {}) + a.s.building_yearly_cost_share * capital;
      a.equal("cost of buildings", a.read.billed(name, {"capital", "operations"}), yearly, scale, name);
      double water_m3 = 0.0;
      const Values& q = a.read.of(site.id, name, "it_power");
      for (std::size_t t = 0; t < o.water_m3_per_mwh.size(); ++t) water_m3 += q[t] * o.water_m3_per_mwh[t];
      const double water = site.water_usd_per_m3 * water_m3 * a.in.hours.step_h / a.in.hours.years();
      a.equal("cost of water", a.read.billed(name, {"water"}), water, scale, name);
      usd += water;
      usd += yearly;
    }
  for (const scenario::Flexible& f : site.flexible) {
    const std::string name = site.id + "." + f.id;
    double mw_hours = f.workload.empty() ? total(a.read.of(site.id, name, "turned_down")) : 0.0;
    for (const scenario::Fleet& fleet : a.s.fleets)
      if (!f.workload.empty()) mw_hours += total(a.read.of(site.id, name + " " + fleet.id, "turned_down"));
    const double paid = f.cost.canonical() * mw_hours * a.in.hours.step_h / a.in.hours.years();
    a.equal("cost of flexible load", a.read.billed(name, {"flexibility"}), paid, scale, name);
    usd += paid;
  }
  usd += a.s.unserved_cost.canonical() * total(a.read.of(site.id, site.id, "unserved")) * a.in.hours.step_h / a.in.hours.years();
  return usd;
}

}  // namespace

void audit_costs(Audit& a) {
  double usd = 0.0;
  const double scale = 1e-2 * std::abs(a.d.usd_per_year);
  for (std::size_t i = 0; i < a.in.own_sites(); ++i) usd += check_site_costs(a, i);
  for (std::size_t f = 0; f < a.s.fleets.size(); ++f) {
    if (a.in.fleets[f].rented()) continue;
    const scenario::Fleet& fleet = a.s.fleets[f];
    const double capital = a.read.capacity(fleet.id, "accelerators") * a.read.price(fleet.id, "accelerators") * 1e-3 * a.in.fleets[f].price_usd_per_k;
    const double yearly = yearly_usd(a.s, capital, fleet.life_years, {}) + fleet.yearly_upkeep_share * capital;
    a.equal("cost of accelerators", a.read.billed(fleet.id, {"capital", "upkeep"}), yearly, scale, fleet.id);
    usd += yearly;
  }
  for (std::size_t i = 0; i < a.in.own_sites(); ++i) usd += a.s.network.egress_usd_per_gb * egress_gb(a, i);
  usd += cloud_invoices(a) + own_side_invoices(a);
  double lines = 0.0;
  for (const design::CostLine& c : a.d.costs) lines += c.usd_per_year;
  a.equal("total cost = sum of invoices", a.d.usd_per_year, usd, 1.0, "all");
  a.equal("total cost = sum of cost lines", a.d.usd_per_year, lines, 1.0, "all");
}

/// All three matching scores, the carbon account and PUE, from hourly energies.
void audit_scores(Audit& a) {
  double load = 0.0, clean = 0.0, score = 0.0, strict = 0.0, carbon = 0.0, it = 0.0, overhead = 0.0;
  const double dt = a.in.hours.step_h;
  for (std::size_t i = 0; i < a.in.own_sites(); ++i) {
    const scenario::Site& site = a.s.sites[i];
    const std::string grid = site.id + ".grid";
    const Values &l = a.read.of(site.id, site.id, "load"), &m = a.read.of(site.id, grid, "import"), &x = a.read.of(site.id, grid, "export");
    const Values &share = a.in.sites[i].clean_share.values, &ci = a.in.sites[i].carbon_kg_per_mwh.values;
    for (int t = 0; t < a.in.hours.steps; ++t) {
      double own = 0.0;
      for (const scenario::Generator& g : site.supply) {
        const double mwh = a.read.of(site.id, site.id + "." + g.id, "generation")[t] * dt;
        if (g.clean) own += mwh;
        carbon += g.emissions_kg_per_mwh * mwh;
      }
      clean += own;
      for (const scenario::Storage& st : site.storage)
        own += dt * (a.read.of(site.id, site.id + "." + st.id, "discharge")[t] - a.read.of(site.id, site.id + "." + st.id, "charge")[t]);
      own -= dt * x[t];
      score += own + (share.empty() ? 0.0 : dt * share[t] * m[t]);
      strict += std::clamp(own, 0.0, dt * l[t]);
      load += dt * l[t];
      if (!ci.empty()) carbon += dt * ci[t] * m[t];
    }
    it += dt * total(a.read.of(site.id, site.id, "it_power"));
    overhead += dt * total(a.read.of(site.id, site.id, "overhead"));
  }
  const double years = a.in.hours.years(), safe = std::max(load, 1e-9);
  a.equal("matching scores", a.d.matching.annual, clean / safe, 1.0, "annual volume");
  a.equal("matching scores", a.d.matching.score, score / safe, 1.0, "score with grid");
  a.equal("matching scores", a.d.matching.strict, strict / safe, 1.0, "strict hourly");
  a.equal("carbon", a.d.matching.carbon_kg, carbon / years, 1.0, "all");
  if (it > 0.0) a.equal("PUE", a.d.pue, (it + overhead) / it, 1.0, "all");
  const double reached[] = {1.0, clean / safe, score / safe, strict / safe};
  a.at_most("matching target", a.s.matching.target, reached[static_cast<int>(a.s.matching.mode)], 1.0, "all");
  if (a.s.carbon.cap_kg) a.at_most("carbon cap", carbon / years, *a.s.carbon.cap_kg, *a.s.carbon.cap_kg, "all");
}

}  // namespace gridwright::plan
