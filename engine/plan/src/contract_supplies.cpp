#include <algorithm>
#include <cmath>

#include "contracts.hpp"

// Contracts that reach into the own sites: energy that is bought there, and accelerators that somebody else pays for while they idle.
// Variables taken[c,t] MW, sold[c,f,t] thousand accelerators.
namespace gridwright::plan {

using scenario::Contract;
using scenario::Instrument;
using solver::Block;
using solver::Sum;

namespace {

bool buys_power_at(const Building& b, std::size_t c, int site) {
  const Contract& k = contract(b, c);
  return k.instrument == Instrument::power_purchase && active(b, c) && k.site == b.scenario.sites[static_cast<std::size_t>(site)].id;
}

}  // namespace

void add_purchase_columns(Building& b, int site) {
  SiteVars& v = b.v.sites[static_cast<std::size_t>(site)];
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c)
    if (buys_power_at(b, c, site))
      v.purchased.push_back({c, b.model.add_columns({.name = named("purchased", component(b.scenario.sites[static_cast<std::size_t>(site)], contract(b, c).id)), .label = b.hour}, b.steps())});
}

void add_backstop_columns(Building& b) {
  for (std::size_t c = 0; c < b.scenario.contracts.size(); ++c) {
    const Contract& k = contract(b, c);
    if (k.instrument != Instrument::backstop || !active(b, c)) continue;
    BackstopVars v{.contract = c, .sold = std::vector<solver::Columns>(b.scenario.fleets.size())};
    for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f)
      if (!b.in.fleets[f].rented())
        v.sold[f] = b.model.add_columns({.name = named("backstop", b.scenario.fleets[f].id + "." + k.id), .cost = -1e3 * b.in.hours.step_h * k.price, .label = b.hour}, b.steps());
    b.v.backstops.push_back(std::move(v));
  }
}

double backstop_mw_per_k(const Building& b, std::size_t fleet) {
  double most = b.in.fleets[fleet].idle_mw_per_k;
  for (const Service& service : b.in.services)
    if (service.fleet == static_cast<int>(fleet))
      for (const auto& mode : service.modes) most = std::max(most, mode.busy_mw_per_k);
  return most;
}

/// power_purchase:  taken[t] <= P·η·r          what is not taken is paid all the same
/// backstop:        Σ_f sold[f,t] <= n;       backstop_cap:  Σ_y Σ_t price·sold <= cap
void add_own_side(std::vector<Building>& years, const Portfolio& p) {
  Sum sum;
  for (Building& b : years) {
    for (std::size_t i = 0; i < b.v.sites.size(); ++i)
      for (const PurchaseVars& v : b.v.sites[i].purchased) {
        const Contract& k = contract(b, v.contract);
        Block rows = b.model.add_rows(b.scope + named("power_purchase", k.id), b.hour);
        for (int t = 0; t < b.steps(); ++t) rows.add(t, v.taken[t] - k.power_mw * k.capacity_factor * p.contracts[v.contract].quantity <= 0.0);
      }
    for (const BackstopVars& v : b.v.backstops) {
      const Contract& k = contract(b, v.contract);
      Block rows = b.model.add_rows(b.scope + named("backstop", k.id), b.hour);
      for (int t = 0; t < b.steps(); ++t) {
        sum.clear();
        for (const solver::Columns& sold : v.sold)
          if (sold.exists()) sum.add(1.0, sold[t]);
        rows.add(t, sum, -solver::infinity, 1e-3 * k.count.max);
      }
    }
  }
  for (std::size_t c = 0; c < years.front().scenario.contracts.size(); ++c) {
    const Contract& k = contract(years.front(), c);
    if (k.instrument != Instrument::backstop || !std::isfinite(k.cap_usd)) continue;
    sum.clear();
    for (const Building& b : years)
      for (const BackstopVars& v : b.v.backstops)
        for (const solver::Columns& sold : v.sold)
          for (int t = 0; v.contract == c && t < sold.count; ++t) sum.add(1e3 * k.price * b.in.hours.step_h / b.in.hours.years() / musd, sold[t]);
    if (!sum.terms().empty()) years.front().model.add_rows(named("backstop_cap", k.id)).add(0, sum, -solver::infinity, k.cap_usd / musd);
  }
}

}  // namespace gridwright::plan
