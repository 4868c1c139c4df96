#include "gridwright/deals/commitments.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridwright::deals {

CommitmentChoice with_commitment(std::span<const double> load, double on_demand, double committed, double count, double step_h) {
  CommitmentChoice c{.count = count, .break_even_use = committed / on_demand};
  double used = 0.0, wanted = 0.0, wants_more = 0.0;
  for (double units : load) {
    used += std::min(units, count);
    wanted += units;
    wants_more += units > count ? 1.0 : 0.0;
  }
  const double steps = static_cast<double>(load.size());
  c.use = count > 0.0 && steps > 0.0 ? used / (count * steps) : 0.0;
  c.committed_usd = committed * count * steps * step_h;
  c.on_demand_usd = on_demand * (wanted - used) * step_h;
  c.without_usd = on_demand * wanted * step_h;
  c.next_unit_usd = (on_demand * wants_more - committed * steps) * step_h;
  return c;
}

CommitmentChoice best_commitment(std::span<const double> load, double on_demand, double committed, double step_h) {
  std::vector<double> falling(load.begin(), load.end());
  std::sort(falling.begin(), falling.end(), std::greater<>{});
  // The k-th largest value is wanted in at least k steps: commit to it while k / steps >= committed / on_demand.
  const double steps = static_cast<double>(load.size());
  const auto needed = static_cast<std::size_t>(std::max(1.0, std::ceil(steps * committed / on_demand - 1e-9)));
  const double count = committed <= on_demand && needed <= falling.size() ? falling[needed - 1] : 0.0;
  return with_commitment(load, on_demand, committed, count, step_h);
}

namespace {

/// SKUs worth covering, the best displacement first; ties keep their order.
std::vector<std::size_t> by_displacement(std::span<const PlanUse> uses) {
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < uses.size(); ++k)
    if (uses[k].units > 0.0 && uses[k].plan_rate < uses[k].on_demand) order.push_back(k);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return uses[a].on_demand * uses[b].plan_rate > uses[b].on_demand * uses[a].plan_rate;
  });
  return order;
}

}  // namespace

PlanHour apply_spend_commitment(std::span<const PlanUse> uses, double usd) {
  PlanHour out{.covered = std::vector<double>(uses.size(), 0.0)};
  double left = usd;
  for (std::size_t k : by_displacement(uses)) {
    const double take = std::min(left, uses[k].units * uses[k].plan_rate);
    out.covered[k] = uses[k].plan_rate > 0.0 ? take / uses[k].plan_rate : uses[k].units;
    left -= take;
    if (out.covered[k] < uses[k].units && out.next_dollar_usd == 0.0) out.next_dollar_usd = uses[k].on_demand / uses[k].plan_rate;
  }
  for (std::size_t k = 0; k < uses.size(); ++k) out.on_demand_usd += uses[k].on_demand * (uses[k].units - out.covered[k]);
  out.lost_usd = left;
  out.used_usd = usd - left;
  out.bill_usd = usd + out.on_demand_usd;
  return out;
}

double best_spend_commitment(std::span<const std::vector<PlanUse>> hours) {
  // Every hour is a staircase of (dollars, on-demand dollars displaced per dollar). Raising the commitment past the end of
  // a stair lowers the sum of slopes; the best commitment is where it first falls below one dollar per hour.
  struct Step {
    double at, change;
  };
  std::vector<Step> steps;
  double slope = 0.0;
  for (const std::vector<PlanUse>& uses : hours) {
    double at = 0.0, before = 0.0;
    for (std::size_t k : by_displacement(uses)) {
      const double gain = uses[k].on_demand / uses[k].plan_rate;
      if (at == 0.0) slope += gain;
      else steps.push_back({at, gain - before});
      before = gain;
      at += uses[k].units * uses[k].plan_rate;
    }
    if (at > 0.0) steps.push_back({at, -before});
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  const double cost = static_cast<double>(hours.size()) * (1.0 - 1e-12);
  if (slope < cost) return 0.0;
  for (const Step& s : steps) {
    slope += s.change;
    if (slope < cost) return s.at;
  }
  return 0.0;
}

MinimumBill bill_minimum(std::span<const double> usage_usd, const MinimumTerms& terms) {
  const std::size_t n = usage_usd.size();
  const auto of = [](const std::vector<double>& v, std::size_t i, double none) { return v.empty() ? none : v[std::min(i, v.size() - 1)]; };
  MinimumBill b;
  double excess = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double minimum = of(terms.minimum, i, 0.0);
    const double owed = minimum * of(terms.delivered, i, 1.0);
    const double carried = std::min(excess, terms.carry_share * owed);
    const double missing = std::max(0.0, owed - carried - usage_usd[i]);
    b.owed.push_back(owed);
    b.excused.push_back(minimum - owed);
    b.carried.push_back(carried);
    b.shortfall.push_back(terms.shortfall_share * missing);
    excess = std::max(0.0, usage_usd[i] - owed);
    b.paid.push_back(usage_usd[i] + b.shortfall.back());
  }
  if (n > 0 && terms.total > 0.0) {
    const double before = std::accumulate(b.paid.begin(), b.paid.end() - 1, 0.0);
    const double missing = std::max(0.0, terms.total - before - usage_usd[n - 1]);
    b.shortfall.back() = std::max(b.shortfall.back(), terms.shortfall_share * missing);
    b.paid.back() = usage_usd[n - 1] + b.shortfall.back();
  }
  b.shortfall_usd = std::accumulate(b.shortfall.begin(), b.shortfall.end(), 0.0);
  b.paid_usd = std::accumulate(b.paid.begin(), b.paid.end(), 0.0);
  return b;
}

CreditBill apply_credits(std::span<const double> bill_usd, std::span<const Grant> grants) {
  std::vector<Grant> left(grants.begin(), grants.end());
  std::stable_sort(left.begin(), left.end(), [](const Grant& a, const Grant& b) { return a.last < b.last; });
  CreditBill out;
  for (std::size_t t = 0; t < bill_usd.size(); ++t) {
    double open = bill_usd[t], balance = 0.0, lapsed = 0.0;
    for (Grant& g : left) {
      if (t < g.first || t > g.last) continue;
      const double use = std::min(open, g.usd);
      open -= use;
      g.usd -= use;
      (t == g.last ? lapsed : balance) += g.usd;
    }
    out.used.push_back(bill_usd[t] - open);
    out.paid.push_back(open);
    out.balance.push_back(balance);
    out.lapsed.push_back(lapsed);
    out.used_usd += out.used.back();
    out.paid_usd += open;
    out.lapsed_usd += lapsed;
  }
  return out;
}

double online_reservation_cost(std::span<const int> demand, const ReservationTerms& terms, double threshold) {
  const std::size_t n = demand.size();
  std::vector<int> real(n, 0), counted(n, 0);  // reservations in force, and those the policy pretends to have had
  double cost = 0.0;
  for (std::size_t t = 0; t < n; ++t) {
    const std::size_t from = t + 1 >= terms.term ? t + 1 - terms.term : 0;
    while (true) {
      double spent = 0.0;
      for (std::size_t i = from; i <= t; ++i) spent += demand[i] > counted[i] ? terms.price : 0.0;
      if (spent <= threshold * (1.0 + 1e-12)) break;
      cost += 1.0;
      for (std::size_t i = t; i < std::min(n, t + terms.term); ++i) ++real[i], ++counted[i];
      for (std::size_t i = from; i < t; ++i) ++counted[i];  // the reservation that hindsight would have made
    }
    const double reserved = std::min(demand[t], real[t]);
    cost += terms.price * (terms.discount * reserved + (demand[t] - reserved));
  }
  return cost;
}

double online_reservation_expected_cost(std::span<const int> demand, const ReservationTerms& terms) {
  // Density (1 - a) e^((1 - a) z) / (e - 1 + a) on [0, b) and mass a / (e - 1 + a) at b = 1 / (1 - a). The policy compares
  // a multiple of `price` with z, so it acts alike for all z between two multiples.
  const double a = terms.discount, b = terms.break_even(), norm = std::exp(1.0) - 1.0 + a;
  double expected = a / norm * online_reservation_cost(demand, terms, b);
  for (double z = 0.0; z < b; z += terms.price) {
    const double end = std::min(b, z + terms.price);
    const double weight = (std::exp((1.0 - a) * end) - std::exp((1.0 - a) * z)) / norm;
    expected += weight * online_reservation_cost(demand, terms, 0.5 * (z + end));
  }
  return expected;
}

}  // namespace gridwright::deals
