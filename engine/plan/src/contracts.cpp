#include <algorithm>
#include <cmath>

#include "clouds.hpp"
#include "horizon_model.hpp"

// Contracts over the years of a horizon. Sets c contracts, y years, p clouds, t hours.
// Data M minimum after excuses (MUSD), n accelerators, κ carry; variables q[c] what is signed, U[p] bill, s shortfall,
// e excess above the minimum, i earlier excess that counts, g credit used. All money in MUSD a year.
namespace gridwright::plan {

using scenario::Contract;
using scenario::Instrument;
using solver::Block;
using solver::Sum;

namespace {

constexpr double musd = 1e6, hours_a_year = 8760.0;

const Contract& contract(const Building& b, std::size_t c) { return b.scenario.contracts[c]; }
bool planned(const Building& b, std::size_t c) { return why_not_planned(contract(b, c)).empty(); }
bool active(const Building& b, std::size_t c) { return planned(b, c) && active_in(contract(b, c), b.calendar_year); }

/// quantity[c]: between what must and what may be signed. Paid upfront: the share is paid in the first year of the term that
/// the horizon holds, for all of the term's years that it holds.
void add_quantities(std::vector<Building>& years, Portfolio& p) {
  Building& first = years.front();
  for (std::size_t c = 0; c < first.scenario.contracts.size(); ++c) {
    const Contract& k = contract(first, c);
    p.contracts.emplace_back();
    if (!planned(first, c)) continue;
    double lower = is_offered(k) ? 0.0 : 1.0, upper = 1.0;
    if (k.instrument == Instrument::resource_commitment || k.instrument == Instrument::capacity_block) lower = 1e-3 * k.count.min, upper = 1e-3 * k.count.max;
    if (k.instrument == Instrument::spend_commitment) lower = 1e-3 * k.spend_usd_per_hour.min, upper = 1e-3 * k.spend_usd_per_hour.max;
    if (is_offered(k)) lower = 0.0;
    double cost = 0.0, undiscounted = 0.0, start_weight = 0.0;
    for (const Building& b : years) {
      if (!active(b, c)) continue;
      if (start_weight == 0.0) start_weight = b.weight;
      cost += (1.0 - k.upfront_share) * quantity_cost(b, k);
      undiscounted += quantity_cost(b, k) / b.weight;
    }
    cost += k.upfront_share * undiscounted * start_weight;
    p.contracts[c].quantity = first.model.add_column({.name = named("quantity", k.id), .lower = lower, .upper = upper, .cost = cost});
  }
}

/// committed_use:  Σ_o under[c,o,t] <= n[c]·delivered       plan_spend:  Σ_o rate[o]·under[c,o,t] <= s[c]
/// Dual: what a thousand more accelerators (thousand more USD/h) would save in that hour.
void add_use(Building& b, const Portfolio& p) {
  Sum sum;
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
    const Contract& k = contract(b, c);
    if (!active(b, c) || !supplies(k)) continue;
    const bool spend = k.instrument == Instrument::spend_commitment;
    const bool whole = k.instrument == Instrument::take_or_pay || k.instrument == Instrument::lease;  // quantity is the share signed
    const double per_quantity = whole ? 1e-3 * k.count.max * delivered_share(k, b.calendar_year) : 1.0;
    Block rows = b.model.add_rows(b.scope + named(spend ? "plan_spend" : "committed_use", k.id), b.hour);
    for (int t = 0; t < b.steps(); ++t) {
      sum.clear();
      for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
        if (b.v.rented[f].under.empty() || !b.v.rented[f].under[c].exists()) continue;
        const FleetInputs& in = b.in.fleets[f];
        sum.add(spend ? b.scenario.clouds[in.cloud].offers[in.offer].plan_rate : 1.0, b.v.rented[f].under[c][t]);
      }
      if (sum.terms().empty()) break;
      sum.add(-per_quantity, p.contracts[c].quantity);
      rows.add(t, sum, -solver::infinity, 0.0);
    }
  }
}

/// Adds `sign` x the usage that cloud p bills this year, MUSD: on demand, spot, use under contracts, egress. `until`: only
/// hours before it. `only` >= 0: only what is taken under that contract.
void add_usage_terms(const Building& b, std::size_t cloud, double until, int only, bool egress, double sign, Sum& sum) {
  const double k = sign * 1e3 * b.in.hours.step_h / b.in.hours.years() / musd;
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    const FleetInputs& in = b.in.fleets[f];
    if (in.cloud != static_cast<int>(cloud)) continue;
    const scenario::Offer& o = b.scenario.clouds[cloud].offers[in.offer];
    const RentVars& v = b.v.rented[f];
    for (int t = 0; t < b.steps() && b.in.hour_of_year(t) < until; ++t) {
      if (only < 0 && v.on_demand.exists()) sum.add(k * o.on_demand * enterprise_discount(b, in.cloud), v.on_demand[t]);
      if (only < 0 && v.spot.exists()) sum.add(k * o.spot, v.spot[t]);
      for (std::size_t c = 0; c < v.under.size(); ++c)
        if (v.under[c].exists() && (only < 0 || only == static_cast<int>(c))) sum.add(k * usage_price(b, in, c), v.under[c][t]);
    }
  }
  if (!egress || only >= 0) return;
  if (!b.egress_fixed_usd.empty()) sum.add(sign * b.egress_fixed_usd[cloud] / musd * std::min(1.0, until / hours_a_year));
  for (std::size_t w = 0; w < b.v.workloads.size(); ++w)
    for (const std::vector<Columns>& from : b.v.workloads[w].flow)
      for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i].exists() && b.in.sites[i].cloud == static_cast<int>(cloud))
          for (int t = 0; t < b.steps() && b.in.hour_of_year(t) < until; ++t)
            sum.add(sign * egress_usd_per_gtok(b, i) * b.in.hours.step_h / b.in.hours.years() / musd, from[i][t]);
}

/// cloud_bill:  U[p] = usage[p] + Σ commitments at p      needed where a minimum counts the whole bill
void add_bill(Building& b, std::size_t cloud, const Portfolio& p) {
  ProviderVars& v = b.v.providers[cloud + 1];
  if (v.bill.exists()) return;
  const std::string& id = b.scenario.clouds[cloud].id;
  v.bill = b.model.add_column({.name = b.scope + named("cloud_bill", id)});
  Sum sum;
  sum.add(1.0, v.bill);
  add_usage_terms(b, cloud, solver::infinity, -1, true, -1.0, sum);
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c)
    if (active(b, c) && contract(b, c).cloud == id)
      sum.add(-quantity_cost(b, contract(b, c)) / (b.capital_scale * b.weight) / musd, p.contracts[c].quantity);
  b.model.add_rows(b.scope + named("cloud_bill", id)).add(0, sum, 0.0, 0.0);
}

std::size_t cloud_of(const Building& b, const Contract& c) {
  std::size_t i = 0;
  while (b.scenario.clouds[i].id != c.cloud) ++i;
  return i;
}

/// minimum_spend:  U + s + i = M·q + e;    carry:  i[y] <= e[y−1],  i[y] <= κ M[y]·q
/// credit_milestone:  g[y] <= s[y−1]     where a shortfall turns into credit of the next year
/// Dual: what one more million of minimum costs. What is paid for nothing is s.
void add_minimum(std::vector<Building>& years, std::size_t c, Portfolio& p) {
  const Contract& k = contract(years.front(), c);
  const bool own_supply = supplies(k);
  Sum sum, total;
  solver::Column excess_before, shortfall_before;
  for (Building& b : years) {
    if (!active(b, c)) continue;
    ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
    const double minimum = minimum_musd(k, b.calendar_year);
    v.shortfall = b.model.add_column({.name = b.scope + named("shortfall", k.id), .cost = musd * k.shortfall_share * b.capital_scale * b.weight});
    v.excess = b.model.add_column({.name = b.scope + named("excess", k.id)});
    const std::size_t cloud = cloud_of(b, k);
    sum.clear();
    if (own_supply) {
      add_usage_terms(b, cloud, solver::infinity, static_cast<int>(c), false, 1.0, sum);
    } else {
      add_bill(b, cloud, p);
      sum.add(1.0, b.v.providers[cloud + 1].bill);
    }
    for (const solver::Term& t : sum.terms()) total.add(t.coefficient, solver::Column{t.column});
    total.add(1.0, v.shortfall);
    sum.add(1.0, v.shortfall).add(-1.0, v.excess).add(-minimum, p.contracts[c].quantity);
    if (k.carry_share > 0.0 && excess_before.exists()) {
      v.carried = b.model.add_column({.name = b.scope + named("carried", k.id)});
      sum.add(1.0, v.carried);
      Block rows = b.model.add_rows(b.scope + named("carry", k.id));
      rows.add(0, v.carried - excess_before <= 0.0);
      rows.add(1, v.carried - k.carry_share * minimum * p.contracts[c].quantity <= 0.0);
    }
    b.model.add_rows(b.scope + named("minimum_spend", k.id)).add(0, sum, 0.0, 0.0);
    if (k.shortfall == scenario::Shortfall::credited && shortfall_before.exists()) {
      v.credit = b.model.add_column({.name = b.scope + named("credit", k.id), .cost = -musd * b.capital_scale * b.weight});
      b.model.add_rows(b.scope + named("credit_milestone", k.id)).add(0, v.credit - shortfall_before <= 0.0);
      sum.clear();
      sum.add(1.0, v.credit);
      add_usage_terms(b, cloud, solver::infinity, -1, true, -1.0, sum);
      b.model.add_rows(b.scope + named("credit_use", k.id)).add(0, sum, -solver::infinity, 0.0);
    }
    excess_before = v.excess, shortfall_before = v.shortfall;
  }
  if (k.total_usd <= 0.0) return;
  // The whole term's minimum, or the part of it that falls into the horizon.
  const double inside = std::min(k.end, years.back().calendar_year) - std::max(k.start, years.front().calendar_year) + 1;
  total.add(-k.total_usd / musd * inside / (k.end - k.start + 1), p.contracts[c].quantity);
  years.front().model.add_rows(named("total_spend", k.id)).add(0, total, 0.0, solver::infinity);
}

/// credit_use:  g[c,y] <= eligible usage of the year before the credits lapse;    credit_balance:  Σ_y g[c,y] <= grant
/// Dual of credit_balance: what one more million of credit would save; zero where they lapse.
void add_credits(std::vector<Building>& years, std::size_t c, Portfolio& p) {
  const Contract& k = contract(years.front(), c);
  Sum all, sum;
  for (Building& b : years) {
    const double until = credit_until_hour(k, b.calendar_year);
    if (!planned(b, c) || b.calendar_year < k.start || until <= 0.0) continue;
    ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
    v.credit = b.model.add_column({.name = b.scope + named("credit", k.id), .cost = -musd * b.capital_scale * b.weight});
    all.add(1.0, v.credit);
    sum.clear();
    sum.add(1.0, v.credit);
    add_usage_terms(b, cloud_of(b, k), until, -1, k.pays_egress, -1.0, sum);
    b.model.add_rows(b.scope + named("credit_use", k.id)).add(0, sum, -solver::infinity, 0.0);
  }
  if (!all.terms().empty()) years.front().model.add_rows(named("credit_balance", k.id)).add(0, all, -solver::infinity, k.grant_usd / musd);
}

/// credit_limit:  Σ of all grants used at a cloud in a year <= its usage     where a cloud has several
void add_credit_limits(std::vector<Building>& years, const Portfolio& p) {
  Sum sum;
  for (Building& b : years)
    for (std::size_t cloud = 0; cloud < b.scenario.clouds.size(); ++cloud) {
      sum.clear();
      for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c)
        if (contract(b, c).cloud == b.scenario.clouds[cloud].id && p.years[static_cast<std::size_t>(b.year)][c].credit.exists())
          sum.add(1.0, p.years[static_cast<std::size_t>(b.year)][c].credit);
      if (sum.terms().size() < 2) continue;
      add_usage_terms(b, cloud, solver::infinity, -1, true, -1.0, sum);
      b.model.add_rows(b.scope + named("credit_limit", b.scenario.clouds[cloud].id)).add(0, sum, -solver::infinity, 0.0);
    }
}

}  // namespace

double quantity_cost(const Building& b, const Contract& c) {
  const double year_hours = b.in.hours.hours() / b.in.hours.years();
  double usd = 0.0;
  switch (c.instrument) {
    case Instrument::resource_commitment: usd = 1e3 * commitment_price(b.scenario, c) * year_hours; break;
    case Instrument::spend_commitment: usd = 1e3 * year_hours; break;
    case Instrument::capacity_block: {
      double hours = 0.0;
      for (int t = 0; t < b.steps(); ++t)
        if (b.in.hour_of_year(t) >= c.from_hour && b.in.hour_of_year(t) < c.until_hour) hours += b.in.hours.step_h;
      usd = b.year == 0 ? 1e3 * commitment_price(b.scenario, c) * hours / b.in.hours.years() : 0.0;
      break;
    }
    case Instrument::lease: usd = c.rent_usd; break;
    default: break;
  }
  return usd * b.capital_scale * b.weight;
}

double commitment_price(const scenario::Scenario& s, const Contract& c) {
  if (std::isfinite(c.price)) return c.price;
  double best = scenario::unlimited;
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& o : cloud.offers)
      if (covers(c, cloud, o)) best = std::min(best, c.instrument == Instrument::capacity_block ? o.block : o.committed);
  return std::isfinite(best) ? best : 0.0;
}

double delivered_share(const Contract& c, int calendar_year) {
  const int late = static_cast<int>(std::ceil(c.delay_months / 12.0)), i = calendar_year - c.start - late;
  if (i < 0) return 0.0;
  return c.delivered.empty() ? 1.0 : c.delivered[std::min(static_cast<std::size_t>(i), c.delivered.size() - 1)];
}

double minimum_musd(const Contract& c, int calendar_year) {
  const auto i = static_cast<std::size_t>(calendar_year - c.start);
  const double stated = c.minimum_usd.empty() ? 0.0 : c.minimum_usd[std::min(i, c.minimum_usd.size() - 1)];
  return std::max(stated, 12.0 * c.monthly_minimum_usd) / musd * (c.instrument == Instrument::take_or_pay ? delivered_share(c, calendar_year) : 1.0);
}

double credit_until_hour(const Contract& c, int calendar_year) { return std::clamp(c.start + c.valid_years - calendar_year, 0.0, 1.0) * 8760.0; }

namespace {

double evaluate(const Sum& sum, const std::vector<double>& x) {
  double value = sum.constant();
  for (const solver::Term& t : sum.terms()) value += t.column >= 0 ? t.coefficient * std::max(0.0, x[static_cast<std::size_t>(t.column)]) : 0.0;
  return value;
}

/// An hour that nothing uses costs as much as the shortfall it would avoid: a minimum leaves open which of the two is paid.
/// Nothing is rented beyond what is busy; what that saves is paid as shortfall.
void settle_rented(const Building& b, std::vector<double>& x) {
  Sum need, have;
  for (std::size_t f = 0; f < b.v.rented.size(); ++f) {
    if (!b.in.fleets[f].rented()) continue;
    const RentVars& v = b.v.rented[f];
    const double keep = 1.0 - b.scenario.clouds[b.in.fleets[f].cloud].offers[b.in.fleets[f].offer].spot_lost_work;
    for (int t = 0; t < b.steps(); ++t) {
      need.clear(), have.clear();
      for (std::size_t k = 0; k < b.in.services.size(); ++k)
        if (b.in.services[k].fleet == static_cast<int>(f)) add_taken(b, k, t, need);
      add_rented_terms(b, f, t, 1.0, have);
      double over = evaluate(have, x) - evaluate(need, x) / b.scenario.fleets[f].busy_share_max;
      const auto give_back = [&](Columns c, double each) {
        if (!c.exists() || over <= 0.0) return;
        double& rented = x[static_cast<std::size_t>(c[t].index)];
        const double less = std::clamp(over / each, 0.0, std::max(0.0, rented));
        rented -= less, over -= less * each;
      };
      give_back(v.on_demand, 1.0);
      give_back(v.spot, keep);
      for (std::size_t c = 0; c < v.under.size(); ++c)
        if (usage_price(b, b.in.fleets[f], c) > 0.0) give_back(v.under[c], 1.0);
    }
  }
}

}  // namespace

void settle_contracts(const std::vector<Building>& years, std::vector<double>& x) {
  const auto at = [&](solver::Column c) -> double& { return x[static_cast<std::size_t>(c.index)]; };
  const Portfolio& p = *years.front().portfolio;
  Sum sum;
  for (const Building& b : years) settle_rented(b, x);
  std::vector<double> counted(p.contracts.size(), 0.0);  // usage and shortfalls of the term so far
  for (const Building& b : years)
    for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
      const Contract& k = contract(b, c);
      const ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
      if (v.credit.exists()) {
        sum.clear();
        const double until = k.instrument == Instrument::credits ? credit_until_hour(k, b.calendar_year) : solver::infinity;
        add_usage_terms(b, cloud_of(b, k), until, -1, k.instrument != Instrument::credits || k.pays_egress, 1.0, sum);
        const double tangent = evaluate(sum, x);
        sum.clear();  // the invoice has the whole price of the traffic, not its tangent
        add_usage_terms(b, cloud_of(b, k), until, -1, false, 1.0, sum);
        const scenario::Cloud& cloud = b.scenario.clouds[cloud_of(b, k)];
        const double traffic = egress_usd(cloud, egress_gb_a_year(b, cloud_of(b, k), x), b.scenario.network.egress_usd_per_gb) / musd;
        const double invoice = evaluate(sum, x) + (k.instrument != Instrument::credits || k.pays_egress ? traffic : 0.0);
        at(v.credit) = std::clamp(at(v.credit), 0.0, std::max(0.0, std::min(tangent, invoice)));
      }
      if (!v.shortfall.exists()) continue;
      const double owed = minimum_musd(k, b.calendar_year) * at(p.contracts[c].quantity);
      sum.clear();
      add_usage_terms(b, cloud_of(b, k), solver::infinity, supplies(k) ? static_cast<int>(c) : -1, true, 1.0, sum);
      if (!supplies(k))
        for (std::size_t other = 0; other < b.scenario.contracts.size(); ++other)
          if (active(b, other) && contract(b, other).cloud == k.cloud)
            sum.add(quantity_cost(b, contract(b, other)) / (b.capital_scale * b.weight) / musd, p.contracts[other].quantity);
      const double usage = evaluate(sum, x), carried = v.carried.exists() ? std::max(0.0, at(v.carried)) : 0.0;
      at(v.shortfall) = std::max(0.0, owed - usage - carried);
      const int last = std::min(k.end, years.back().calendar_year);
      if (k.total_usd > 0.0 && b.calendar_year == last) {  // what the whole term lacks falls due in its last year
        const double inside = last - std::max(k.start, years.front().calendar_year) + 1;
        const double total = k.total_usd / musd * inside / (k.end - k.start + 1) * at(p.contracts[c].quantity);
        at(v.shortfall) = std::max(at(v.shortfall), total - counted[c] - usage);
      }
      counted[c] += usage + at(v.shortfall);
      at(v.excess) = std::max(0.0, usage + at(v.shortfall) + carried - owed);
    }
  for (std::size_t c = 0; c < p.contracts.size(); ++c) {  // a grant is not overdrawn by rounding
    double used = 0.0;
    for (const std::vector<ContractYearVars>& year : p.years) used += year[c].credit.exists() ? at(year[c].credit) : 0.0;
    const Contract& k = contract(years.front(), c);
    if (k.instrument != Instrument::credits || used * musd <= k.grant_usd) continue;
    for (const std::vector<ContractYearVars>& year : p.years)
      if (year[c].credit.exists()) at(year[c].credit) *= k.grant_usd / musd / used;
  }
}

void add_contracts(std::vector<Building>& years, Portfolio& p) {
  const std::size_t contracts = years.front().scenario.contracts.size();
  p.years.assign(years.size(), std::vector<ContractYearVars>(contracts));
  add_quantities(years, p);
  for (Building& b : years) add_use(b, p);
  for (std::size_t c = 0; c < contracts; ++c) {
    if (!planned(years.front(), c)) continue;
    const Instrument i = contract(years.front(), c).instrument;
    if (i == Instrument::enterprise_commitment || i == Instrument::take_or_pay) add_minimum(years, c, p);
    if (i == Instrument::credits) add_credits(years, c, p);
  }
  add_credit_limits(years, p);
}

}  // namespace gridwright::plan
