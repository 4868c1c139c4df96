#include <algorithm>
#include <cmath>

#include "contracts.hpp"
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

/// committed_use:  Σ_o under[c,o,t] <= n[c]·delivered       plan_spend:  Σ_o rate[o]·under[c,o,t] <= s[c]
/// Dual: what a thousand more accelerators (thousand more USD/h) would save in that hour.
void add_use(Building& b) {
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
      sum.add(-per_quantity, in_force(b, c));
      rows.add(t, sum, -solver::infinity, 0.0);
    }
  }
}

}  // namespace

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
  if (egress && only < 0) add_egress_terms(b, cloud, until, sign, sum);
}

namespace {

/// cloud_bill:  U[p] = usage[p] + Σ commitments at p      needed where a minimum counts the whole bill
void add_bill(Building& b, std::size_t cloud) {
  ProviderVars& v = b.v.providers[cloud + 1];
  if (v.bill.exists()) return;
  const std::string& id = b.scenario.clouds[cloud].id;
  v.bill = b.model.add_column({.name = b.scope + named("cloud_bill", id)});
  Sum sum;
  sum.add(1.0, v.bill);
  add_usage_terms(b, cloud, solver::infinity, -1, true, -1.0, sum);
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c)
    if (active(b, c) && contract(b, c).cloud == id)
      sum.add(-quantity_cost(b, contract(b, c)) / (b.capital_scale * b.weight) / musd, in_force(b, c));
  b.model.add_rows(b.scope + named("cloud_bill", id)).add(0, sum, 0.0, 0.0);
}

/// minimum_spend:  U + s + i = M·r + e;    carry:  i[y] <= e[y−1],  i[y] <= κ M[y]·r      r what is in force of q
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
      add_bill(b, cloud);
      sum.add(1.0, b.v.providers[cloud + 1].bill);
    }
    for (const solver::Term& t : sum.terms()) total.add(t.coefficient, solver::Column{t.column});
    total.add(1.0, v.shortfall);
    sum.add(1.0, v.shortfall).add(-1.0, v.excess).add(-minimum, in_force(b, c));
    if (k.carry_share > 0.0 && excess_before.exists()) {
      v.carried = b.model.add_column({.name = b.scope + named("carried", k.id)});
      sum.add(1.0, v.carried);
      Block rows = b.model.add_rows(b.scope + named("carry", k.id));
      rows.add(0, v.carried - excess_before <= 0.0);
      rows.add(1, v.carried - k.carry_share * minimum * in_force(b, c) <= 0.0);
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
/// Money paid in advance is a grant that was bought: Σ_y g <= prepaid·q / (1 − discount).
/// Dual of credit_balance: what one more million of credit would save; zero where they lapse.
void add_credits(std::vector<Building>& years, std::size_t c, Portfolio& p) {
  const Contract& k = contract(years.front(), c);
  const bool bought = k.instrument == Instrument::prepayment;
  Sum all, sum;
  for (Building& b : years) {
    const double until = credit_until_hour(k, b.calendar_year);
    if (!planned(b, c) || b.calendar_year < k.start || until <= 0.0) continue;
    ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
    v.credit = b.model.add_column({.name = b.scope + named("credit", k.id), .cost = -musd * b.capital_scale * b.weight});
    all.add(1.0, v.credit);
    sum.clear();
    sum.add(1.0, v.credit);
    add_usage_terms(b, cloud_of(b, k), until, -1, bought || k.pays_egress, -1.0, sum);
    b.model.add_rows(b.scope + named("credit_use", k.id)).add(0, sum, -solver::infinity, 0.0);
  }
  if (all.terms().empty()) return;
  if (bought) all.add(-credit_granted(k) / musd, p.contracts[c].quantity);
  years.front().model.add_rows(named("credit_balance", k.id)).add(0, all, -solver::infinity, bought ? 0.0 : k.grant_usd / musd);
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

void add_contracts(std::vector<Building>& years, Portfolio& p) {
  const std::size_t contracts = years.front().scenario.contracts.size();
  p.years.assign(years.size(), std::vector<ContractYearVars>(contracts));
  add_quantities(years, p);
  for (std::size_t c = 0; c < contracts; ++c)
    if (planned(years.front(), c)) add_exits(years, c, p);
  for (Building& b : years) add_use(b);
  for (std::size_t c = 0; c < contracts; ++c) {
    if (!planned(years.front(), c)) continue;
    const Instrument i = contract(years.front(), c).instrument;
    if (i == Instrument::enterprise_commitment || i == Instrument::take_or_pay) add_minimum(years, c, p);
    if (i == Instrument::credits || i == Instrument::prepayment) add_credits(years, c, p);
  }
  add_credit_limits(years, p);
  add_own_side(years, p);
}

}  // namespace gridwright::plan
