#include "money.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "accounts.hpp"
#include "gridwright/deals/contract.hpp"

namespace gridwright::plan {

using design::MoneyYear;

namespace {

constexpr int years_shown = 10;  ///< at least: what is bought is seen to be bought again
constexpr double book_life = 6.0;  ///< of accelerators: Microsoft, Alphabet, Oracle, CoreWeave write off over six years (capex.csv of the deals data)

double built(const design::Design& d, const std::string& component, const char* what) {
  for (const design::Capacity& c : d.capacities)
    if (c.component == component && c.what == what) return c.value;
  return 0.0;
}

/// Straight line from what was paid to nothing.
double value_after(double usd, double life, double years) { return usd * std::max(0.0, 1.0 - years / life); }

/// Purchases of one asset: what is added, and again each time a life ends.
struct Vintage {
  Asset asset;
  int year = 0;
};

std::vector<Vintage> purchases(const std::vector<std::vector<Asset>>& standing, int years) {
  std::vector<Vintage> bought;
  std::map<std::string, double> held;
  for (int y = 0; y < years; ++y) {
    const std::vector<Asset>& now = standing[std::min(static_cast<std::size_t>(y), standing.size() - 1)];
    for (std::size_t i = 0, before = bought.size(); i < before; ++i)
      if (const int life = std::max(1, static_cast<int>(std::lround(bought[i].asset.life_years))); bought[i].year + life == y) held[bought[i].asset.name] -= bought[i].asset.usd;
    for (const Asset& a : now)
      if (const double more = a.usd - held[a.name]; more > 1e-6 * a.usd) {
        bought.push_back({a, y});
        bought.back().asset.usd = more;
        held[a.name] += more;
      }
  }
  return bought;
}

void add_purchases(const std::vector<Vintage>& bought, std::vector<MoneyYear>& years) {
  for (const Vintage& v : bought)
    for (std::size_t y = static_cast<std::size_t>(v.year); y < years.size(); ++y) {
      const Asset& a = v.asset;
      const double age = static_cast<double>(y) - v.year, life = std::max(1.0, std::round(a.life_years));
      const double on_books = a.kind == Asset::Kind::accelerators ? book_life : life;
      MoneyYear& m = years[y];
      if (age == 0.0) {
        m.accelerators_usd += a.kind == Asset::Kind::accelerators ? a.usd : 0.0;
        m.buildings_usd += a.kind == Asset::Kind::buildings ? a.usd : 0.0;
        m.power_usd += a.kind == Asset::Kind::power ? a.usd : 0.0;
      }
      m.economic_charge_usd += value_after(a.usd, life, age) - value_after(a.usd, life, age + 1.0);
      m.economic_value_usd += value_after(a.usd, life, age + 1.0);
      // What is replaced before its book life ends is written off then.
      const bool last = age + 1.0 >= life && on_books > life, gone = age >= life;
      const double before = gone ? 0.0 : value_after(a.usd, on_books, age), after = gone || last ? 0.0 : value_after(a.usd, on_books, age + 1.0);
      m.book_charge_usd += before - after;
      m.book_value_usd += after;
    }
}

double level_payments(const std::vector<Asset>& assets) {
  double usd = 0.0;
  for (const Asset& a : assets) usd += annuity(a.usd, a.rate, a.life_years);
  return usd;
}

/// Firm money a contract binds to in a year, and firm money others are bound to pay us.
void add_obligations(const scenario::Scenario& s, const design::DealsResult& deals, int year, MoneyYear& m) {
  for (const scenario::Contract& c : s.contracts) {
    const bool to_us = !c.payer.empty() && c.payee.empty() && c.cloud.empty();
    if (!to_us) continue;
    for (const deals::Rung& r : deals::ladder(s, c))
      if (r.year == year) m.inflow_usd += r.firm_usd;
  }
  for (const design::ContractYear& y : deals.contract_years)
    if (y.year == year) m.obligations_usd += y.commitment_usd + y.minimum_usd;
}

void add_layers(const design::Design& d, std::vector<design::CostLayer>& out) {
  double own_hours = 0.0, own_tokens = 0.0;
  std::map<std::string, std::pair<double, double>> clouds;  // hours and tokens
  for (const design::ProviderYear& p : d.deals.providers)
    if (p.year == d.year) {
      if (p.provider == "own") own_hours = p.accelerator_hours, own_tokens = p.tokens;
      else clouds[p.provider] = {p.accelerator_hours, p.tokens};
    }
  if (d.deals.providers.empty())
    for (const design::WorkloadResult& w : d.workloads) own_hours += w.accelerator_hours, own_tokens += w.tokens_per_year;
  std::map<std::pair<std::string, std::string>, double> sums;
  std::vector<std::pair<std::string, std::string>> order;
  const auto add = [&](const std::string& where, const std::string& layer, double usd) {
    if (!sums.contains({where, layer})) order.emplace_back(where, layer);
    sums[{where, layer}] += usd;
  };
  for (const design::CostLine& c : d.costs) {
    const bool cloud = clouds.contains(c.site);
    const std::string kind = c.group == "accelerators" ? (c.item == "upkeep" ? "accelerators: upkeep" : c.item == "backstop" ? "backstop" : "accelerators: capital")
                             : c.group == "buildings" ? "buildings and cooling"
                             : c.group == "power"     ? "power"
                             : c.item == "egress"     ? "traffic"
                             : c.group == "clouds"    ? c.item
                                                      : "staff and operations";
    add(cloud ? c.site : "own", kind, c.usd_per_year);
  }
  for (const auto& key : order) {
    const bool own = key.first == "own";
    const double hours = own ? own_hours : clouds[key.first].first, tokens = own ? own_tokens : clouds[key.first].second;
    const double usd = sums[key];
    out.push_back({key.first, key.second, usd, hours > 1.0 ? usd / hours : 0.0, tokens > 1.0 ? 1e6 * usd / tokens : 0.0});
  }
}

}  // namespace

std::vector<Asset> assets_of(const Building& b, const design::Design& year) {
  std::vector<Asset> all;
  const double rate = b.scenario.cost_of_capital;
  const auto add = [&](Asset::Kind kind, const std::string& name, double usd, double life, std::optional<double> own_rate = {}) {
    if (usd > 0.0) all.push_back({kind, name, usd, std::isfinite(life) && life > 0.0 ? life : 30.0, own_rate.value_or(rate)});
  };
  for (std::size_t i = 0; i < b.in.own_sites(); ++i) {
    const scenario::Site& s = b.scenario.sites[i];
    const scenario::Tariff* tariff = tariff_of(b.scenario, s);  // what the utility buys under a clean transition tariff is no asset of ours
    for (const scenario::Generator& g : s.supply)
      if (!is_resource(tariff, g.id)) add(Asset::Kind::power, component(s, g.id), built(year, component(s, g.id), "power") * g.capital.canonical(), g.life_years, g.cost_of_capital);
    for (const scenario::Storage& st : s.storage) {
      if (is_resource(tariff, st.id)) continue;
      const std::string name = component(s, st.id);
      const double stated_mwh = built(year, name, "energy") * (st.duration_basis == scenario::DurationBasis::ac_terminals ? st.discharge_efficiency : 1.0);
      add(Asset::Kind::power, name, built(year, name, "power") * st.capital_power.canonical() + stated_mwh * st.capital_energy.canonical(), st.life_years, st.cost_of_capital);
    }
    if (s.grid) add(Asset::Kind::power, component(s, "grid"), built(year, component(s, "grid"), "connection") * s.grid->connection_cost.canonical(), s.grid->connection_life_years);
    for (std::size_t h = 0; h < s.halls.size(); ++h)
      for (const HallOption& o : b.in.sites[i].halls[h].options) {
        const std::string name = component(s, s.halls[h].id) + " " + option_name(o);
        const double per_mw = s.halls[h].capital ? s.halls[h].capital->canonical() : o.capital_usd_per_mw;
        add(Asset::Kind::buildings, name, per_mw * built(year, name, "it_power"), s.halls[h].life_years);
      }
  }
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f)
    if (!b.in.fleets[f].rented())
      add(Asset::Kind::accelerators, b.scenario.fleets[f].id, 1e-3 * built(year, b.scenario.fleets[f].id, "accelerators") * b.in.fleets[f].price_usd_per_k, b.scenario.fleets[f].life_years);
  return all;
}

design::Money books_of(const scenario::Scenario& stated, const std::vector<Building>& horizon, const std::vector<design::Design>& years) {
  design::Money out{.book_life_years = book_life};
  std::vector<std::vector<Asset>> standing;
  for (std::size_t y = 0; y < years.size(); ++y) standing.push_back(assets_of(horizon[y], years[y]));
  const design::DealsResult& deals = years.front().deals;
  const int shown = std::max(years_shown, static_cast<int>(years.size()));
  for (int y = 0; y < shown; ++y) {
    const std::size_t at = std::min(static_cast<std::size_t>(y), years.size() - 1);
    MoneyYear m{.year = stated.year + y, .planned = static_cast<std::size_t>(y) < years.size()};
    double total = 0.0;
    for (const design::CostLine& c : years[at].costs) {
      total += c.usd_per_year;
      const bool cloud = std::any_of(stated.clouds.begin(), stated.clouds.end(), [&](const scenario::Cloud& p) { return p.id == c.site; });
      if (cloud) m.clouds_usd += c.usd_per_year;
      else if (std::any_of(stated.contracts.begin(), stated.contracts.end(), [&](const scenario::Contract& k) { return c.component == k.id || (!k.site.empty() && c.component == k.site + "." + k.id); }))
        m.contracts_usd += c.usd_per_year;
    }
    m.level_usd = total;
    m.running_usd = total - m.clouds_usd - m.contracts_usd - level_payments(standing[at]);
    add_obligations(stated, deals, m.year, m);
    if (m.planned && m.inflow_usd > 0.0) m.cover = m.inflow_usd / (m.obligations_usd + m.running_usd + level_payments(standing[at]));
    out.years.push_back(m);
  }
  add_purchases(purchases(standing, shown), out.years);
  for (MoneyYear& m : out.years) m.cash_usd = m.accelerators_usd + m.buildings_usd + m.power_usd + m.running_usd + m.clouds_usd + m.contracts_usd;
  add_layers(years.front(), out.layers);
  out.ways = ways_of(horizon.front(), years.front());
  out.assumptions = {"assets are paid for in the year they first serve, and again when their economic life ends",
                     "book life of accelerators 6 years, economic life as the scenario states it; other assets have one life",
                     "straight-line, nothing is left at the end; taxes and working capital are not modelled",
                     "cost of capital by who raises it: hyperscaler 8 %, investment-grade lease 7 %, neocloud 12 %, vehicle 11 % (judgement from published issues)"};
  if (shown > static_cast<int>(years.size())) out.assumptions.emplace_back("years after the horizon repeat its last one; its contracts then go on as they are");
  return out;
}

}  // namespace gridwright::plan
