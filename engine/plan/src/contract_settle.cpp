#include <algorithm>
#include <cmath>

#include "contracts.hpp"
#include "horizon_model.hpp"

// Rented hours, traffic, credits and shortfalls as an invoice would have them: what the solver left open or as dust.
namespace gridwright::plan {

using scenario::Contract;
using scenario::Instrument;
using solver::Sum;

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
  for (const Building& b : years) settle_rented(b, x), settle_egress(b, x);
  std::vector<double> counted(p.contracts.size(), 0.0);  // usage and shortfalls of the term so far
  for (const Building& b : years)
    for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
      const Contract& k = contract(b, c);
      const ContractYearVars& v = p.years[static_cast<std::size_t>(b.year)][c];
      if (v.credit.exists()) {
        sum.clear();
        const bool bucket = k.instrument == Instrument::credits || k.instrument == Instrument::prepayment;
        const double until = bucket ? credit_until_hour(k, b.calendar_year) : solver::infinity;
        add_usage_terms(b, cloud_of(b, k), until, -1, k.instrument != Instrument::credits || k.pays_egress, 1.0, sum);
        at(v.credit) = std::clamp(at(v.credit), 0.0, std::max(0.0, evaluate(sum, x)));
      }
      if (!v.shortfall.exists()) continue;
      const double owed = minimum_musd(k, b.calendar_year) * at(in_force(b, c));
      sum.clear();
      add_usage_terms(b, cloud_of(b, k), solver::infinity, supplies(k) ? static_cast<int>(c) : -1, true, 1.0, sum);
      if (!supplies(k))
        for (std::size_t other = 0; other < b.scenario.contracts.size(); ++other)
          if (active(b, other) && contract(b, other).cloud == k.cloud)
            sum.add(quantity_cost(b, contract(b, other)) / (b.capital_scale * b.weight) / musd, in_force(b, other));
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
    const bool bought = k.instrument == Instrument::prepayment;
    if (k.instrument != Instrument::credits && !bought) continue;
    const double granted = credit_granted(k) * (bought ? std::max(0.0, at(p.contracts[c].quantity)) : 1.0);
    if (used * musd <= granted) continue;
    for (const std::vector<ContractYearVars>& year : p.years)
      if (year[c].credit.exists()) at(year[c].credit) *= granted / musd / used;
  }
}

}  // namespace gridwright::plan
