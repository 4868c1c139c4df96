#include <algorithm>
#include <cmath>

#include "audit.hpp"
#include "clouds.hpp"

// Laws of contracts that reach into the own sites, and of those that only cost: power purchases, backstops, revenue shares without a cloud.
namespace gridwright::plan {

using scenario::Instrument;

namespace {

const design::ContractYear* year_of(const Audit& a, const std::string& contract) {
  for (const design::ContractYear& y : a.d.deals.contract_years)
    if (y.contract == contract && y.year == a.in.hours.year) return &y;
  return nullptr;
}

double signed_share(const Audit& a, const scenario::Contract& c) {
  if (const design::ContractYear* y = year_of(a, c.id)) return y->in_force;
  return is_offered(c) ? 0.0 : 1.0;  // a plan of one year without clouds keeps no book of contracts
}

/// Contracted energy is paid, taken or not.
double power_bill(Audit& a, const scenario::Contract& c) {
  const double mw = c.power_mw * c.capacity_factor * signed_share(a, c);
  const Values& taken = a.read.of(c.site, c.site + "." + c.id, "purchased");
  for (int t = 0; t < a.in.hours.steps; ++t) a.at_most_hour("energy taken within the purchase", taken[static_cast<std::size_t>(t)], mw, std::max(mw, 1.0), c.id, t);
  const double usd = mw * 8760.0 * c.energy_price;
  a.equal("power purchase", a.read.billed(c.site + "." + c.id, {"energy"}), usd, 1e-2 * std::abs(a.d.usd_per_year), c.id);
  return usd;
}

/// Never more than the contract's accelerators, and over the years no more dollars than its cap.
double backstop_income(Audit& a, const scenario::Contract& c) {
  Values sold(static_cast<std::size_t>(a.in.hours.steps), 0.0);
  for (const scenario::Fleet& fleet : a.s.fleets)
    for (std::size_t t = 0; const double each : a.read.of(fleet.site, fleet.id + "." + c.id, "backstop"))
      if (t < sold.size()) sold[t++] += each;
  for (int t = 0; t < a.in.hours.steps; ++t) a.at_most_hour("backstop within its accelerators", sold[static_cast<std::size_t>(t)], c.count.max, std::max(c.count.max, 1.0), c.id, t);
  const double usd = c.price * total(sold) * a.in.hours.step_h / a.in.hours.years();
  double paid = 0.0;
  for (const design::ContractYear& y : a.d.deals.contract_years)
    if (y.contract == c.id) paid += y.income_usd;
  if (std::isfinite(c.cap_usd)) a.at_most("backstop within its cap", std::max(paid, usd), c.cap_usd, c.cap_usd, c.id);
  a.equal("backstop", -a.read.billed(c.id, {"backstop"}), usd, 1e-2 * std::abs(a.d.usd_per_year), c.id);
  return usd;
}

}  // namespace

double own_side_invoices(Audit& a) {
  double usd = 0.0;
  for (const scenario::Contract& c : a.s.contracts) {
    if (!why_not_planned(c).empty() || !active_in(c, a.in.hours.year)) continue;
    if (c.instrument == Instrument::power_purchase) usd += power_bill(a, c);
    if (c.instrument == Instrument::backstop) usd -= backstop_income(a, c);
    if (c.instrument == Instrument::revenue_share && c.cloud.empty()) {
      double paid = 0.0, now = 0.0;
      for (int i = 0; i <= a.in.hours.year - c.start && !c.revenue_usd.empty(); ++i, paid += now)
        now = std::clamp(c.rate * c.revenue_usd[std::min<std::size_t>(static_cast<std::size_t>(i), c.revenue_usd.size() - 1)], 0.0, std::max(0.0, c.cap_usd - paid));
      a.equal("revenue share within its cap", a.read.billed(c.id, {"revenue_share"}), now, 1e-2 * std::abs(a.d.usd_per_year), c.id);
      usd += now;
    }
  }
  return usd;
}

}  // namespace gridwright::plan
