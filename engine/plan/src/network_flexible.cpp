#include <algorithm>

#include "network.hpp"

namespace gridwright::plan {

/// Load that moves: deferred[t] is not served at its time, served[t] is served late or early, owed[t] is the balance.
///   flexible_owed:     owed[t] = owed[t-1] - efficiency served[t] + deferred[t]         (round each period)
///   flexible_delay:    sum of served over the max_delay steps after t >= owed[t]
///   flexible_advance:  sum of deferred over the max_advance steps after t >= -owed[t]
/// deferred[t] <= max_pu MW.   Source: GenX documentation, flexible demand.
void add_flexible_demand(Network& n) {
  for (const scenario::FlexibleDemand& d : n.s.flexible) {
    const auto family = [&](const char* name, double lower) {
      return n.model.add_columns({.name = row_name(name, d.id), .lower = lower, .label = n.label}, n.steps());
    };
    const Columns served = family("served", 0.0), deferred = family("deferred", 0.0), owed = family("owed", -solver::infinity);
    Block balance = n.model.add_rows(row_name("flexible_owed", d.id), n.label);
    Block delay = n.model.add_rows(row_name("flexible_delay", d.id), n.label);
    Block advance = n.model.add_rows(row_name("flexible_advance", d.id), n.label);
    for (int t = 0; t < n.steps(); ++t) {
      const int first = n.first_of[t], last = n.last_of[t], length = last - first + 1;
      const int before = t == first ? last : t - 1;
      n.model.set_bounds(deferred[t], 0.0, n.at(d.max_pu, t) * d.existing_mw);
      n.model.add_cost(served[t], n.price_hours[t] * d.cost_served);
      n.model.add_cost(deferred[t], n.price_hours[t] * d.cost_deferred);
      Sum row;
      row.add(1.0, owed[t]).add(-1.0, owed[before]).add(d.efficiency, served[t]).add(-1.0, deferred[t]);
      balance.add(t, row, 0.0, 0.0);
      const auto ahead = [&](Columns what, int steps, double owed_sign, Block& block) {
        row.clear();
        for (int k = 1; k <= std::min(steps, length); ++k) row.add(1.0, what[first + (t - first + k) % length]);
        row.add(owed_sign, owed[t]);
        block.add(t, row, 0.0, solver::infinity);
      };
      ahead(served, d.max_delay, -1.0, delay);
      ahead(deferred, d.max_advance, 1.0, advance);
    }
    n.v.served.push_back(served), n.v.deferred.push_back(deferred), n.v.owed.push_back(owed);
  }
}

}  // namespace gridwright::plan
