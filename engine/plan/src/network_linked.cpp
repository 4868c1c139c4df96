#include <cmath>
#include <unordered_map>

#include "network.hpp"

// Stores that carry their level through a calendar of representative periods (Kotzur et al. 2018; GenX long_duration_storage).
//   w representative periods, k = 1..K stretches of the calendar, f(k) the period that stands for stretch k
//   g[w] gained over w;  q[k] level carried into stretch k;  a[w], b[w] most and least of the level above that of the period's first step
namespace gridwright::plan {

using scenario::Store;

namespace {

/// Periods by name, in order of appearance; first and last step of each.
struct Periods {
  std::unordered_map<std::string, int> index{};
  std::vector<int> first{}, last{};
};
Periods periods_of(const Network& n) {
  Periods p;
  for (int t = 0; t < n.steps(); ++t)
    if (n.first_of[t] == t) {
      p.index.emplace(n.s.steps[static_cast<std::size_t>(t)].period, static_cast<int>(p.first.size()));
      p.first.push_back(t), p.last.push_back(n.last_of[t]);
    }
  return p;
}

}  // namespace

int period_of(const Network& n, int t) {
  int before = -1;
  for (int k = 0; k <= t; ++k)
    if (n.first_of[k] == k) ++before;
  return before;
}

void add_linked_columns(Network& n, const Store& s, StoreVars& v) {
  const int periods = static_cast<int>(periods_of(n).first.size()), stretches = static_cast<int>(n.s.calendar.size());
  v.gained = n.model.add_columns({.name = row_name("gained", s.id), .lower = -solver::infinity}, periods);
  v.highest = n.model.add_columns({.name = row_name("highest", s.id)}, periods);
  v.lowest = n.model.add_columns({.name = row_name("lowest", s.id), .lower = -solver::infinity, .upper = 0.0}, periods);
  v.carried = n.model.add_columns({.name = row_name("carried", s.id)}, stretches);
}

/// store_carried:  q[k+1] = q[k] + g[f(k)], the first after the last           store_kept:  q[k] = e[last of w] - g[w] where stretch k is w itself
/// store_carried_max:  q[k] <= E        store_reach:  a[w] >= e[t] - e[first of w] >= b[w]
/// store_within:  0 <= (1 - loss)^h q[k] + h (eta_c c - d / eta_d)[first of f(k)] + (b, a)[f(k)] <= E     in stretches that another period stands for
void add_linked_rows(Network& n, const Store& s, const StoreVars& v) {
  const Periods p = periods_of(n);
  const int stretches = v.carried.count;
  Block carried = n.model.add_rows(row_name("store_carried", s.id)), kept = n.model.add_rows(row_name("store_kept", s.id)), most = n.model.add_rows(row_name("store_carried_max", s.id)),
        reach = n.model.add_rows(row_name("store_reach", s.id)), within = n.model.add_rows(row_name("store_within", s.id));
  const auto period = [&](int k) { return p.index.at(n.s.calendar[static_cast<std::size_t>(k)].period); };
  for (int k = 0; k < stretches; ++k) {
    Sum row;
    row.add(1.0, v.carried[(k + 1) % stretches]).add(-1.0, v.carried[k]).add(-1.0, v.gained[period(k)]);
    carried.add(k, row, 0.0, 0.0);
    row.clear();
    row.add(1.0, v.carried[k]);
    add_standing(row, -1.0, v.energy);
    most.add(k, row, -solver::infinity, 0.0);
    const int first = p.first[static_cast<std::size_t>(period(k))], last = p.last[static_cast<std::size_t>(period(k))];
    if (n.s.calendar[static_cast<std::size_t>(k)].itself) {
      row.clear();
      row.add(1.0, v.carried[k]).add(-1.0, v.level[last]).add(1.0, v.gained[period(k)]);
      kept.add(k, row, 0.0, 0.0);
      continue;
    }
    for (const bool upper : {true, false}) {
      const double h = n.s.steps[static_cast<std::size_t>(first)].hours;
      row.clear();
      row.add(std::pow(1.0 - n.at(s.standing_loss, first), h), v.carried[k]);
      row.add(h * n.at(s.charge_efficiency, first), v.charge[first]).add(-h / n.at(s.discharge_efficiency, first), v.discharge[first]);
      row.add(1.0, (upper ? v.highest : v.lowest)[period(k)]);
      if (upper) add_standing(row, -1.0, v.energy);
      within.add(2 * k + (upper ? 0 : 1), row, upper ? -solver::infinity : 0.0, upper ? 0.0 : solver::infinity);
    }
  }
  int label = 0;
  for (int w = 0; w < static_cast<int>(p.first.size()); ++w)
    for (int t = p.first[static_cast<std::size_t>(w)] + 1; t <= p.last[static_cast<std::size_t>(w)]; ++t)
      for (const bool upper : {true, false}) {
        Sum row;
        row.add(1.0, (upper ? v.highest : v.lowest)[w]).add(-1.0, v.level[t]).add(1.0, v.level[p.first[static_cast<std::size_t>(w)]]);
        reach.add(label++, row, upper ? 0.0 : -solver::infinity, upper ? solver::infinity : 0.0);
      }
}

}  // namespace gridwright::plan
