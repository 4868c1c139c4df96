#include "lock_in.hpp"

#include <algorithm>
#include <cmath>

#include "clouds.hpp"
#include "gridwright/deals/contract.hpp"
#include "horizon_model.hpp"

namespace gridwright::plan {

namespace {

/// A contract as it was signed: the quantity that the plan chose.
scenario::Contract as_signed(scenario::Contract c, const design::DealsResult& deals) {
  for (const design::ContractResult& r : deals.contracts) {
    if (r.id != c.id || r.unit.empty()) continue;
    if (r.unit == "accelerators") c.count = {r.quantity, r.quantity};
    else if (r.unit == "USD/h") c.spend_usd_per_hour = {r.quantity, r.quantity};
    else if (is_offered(c)) {
      c.count = {c.count.min * r.quantity, c.count.max * r.quantity};
      for (double& m : c.minimum_usd) m *= r.quantity;
      c.total_usd *= r.quantity, c.rent_usd *= r.quantity, c.monthly_minimum_usd *= r.quantity, c.grant_usd *= r.quantity;
    }
  }
  return c;
}

void add_concentration(design::DealsResult& d, const char* of, double (*part)(const design::ProviderYear&)) {
  std::vector<std::pair<std::string, double>> parts;
  double all = 0.0, squares = 0.0;
  for (const design::ProviderYear& p : d.providers) {
    auto it = std::find_if(parts.begin(), parts.end(), [&](const auto& x) { return x.first == p.provider; });
    if (it == parts.end()) it = parts.insert(parts.end(), {p.provider, 0.0});
    it->second += part(p), all += part(p);
  }
  if (all <= 0.0) return;
  for (const auto& [provider, value] : parts) squares += value / all * value / all;
  for (const auto& [provider, value] : parts)
    if (value > 0.0) d.lock_in.push_back({"share", provider + ", " + of, "%", 100.0 * value / all, std::string("of ") + of + " over the horizon"});
  d.lock_in.push_back({"HHI", of, "1", squares, "sum of the squared shares above"});
  d.lock_in.push_back({"effective number of providers", of, "1", 1.0 / squares, "1 / HHI"});
}

}  // namespace

void add_lock_in(const scenario::Scenario& s, design::Design& design) {
  design::DealsResult& d = design.deals;
  add_concentration(d, "busy hours", [](const design::ProviderYear& p) { return p.accelerator_hours; });
  add_concentration(d, "paid spend at clouds", [](const design::ProviderYear& p) { return p.provider == "own" ? 0.0 : std::max(0.0, p.paid_usd); });
  double captive = 0.0, all_hours = 0.0;
  for (const scenario::Cloud& cloud : s.clouds) {
    double contracts = 0.0, stranded = 0.0, paid = 0.0;
    for (const scenario::Contract& c : s.contracts) {
      if (c.cloud != cloud.id || !why_not_planned(c).empty()) continue;
      contracts += deals::exit_cost_today(s, as_signed(c, d));
      if (c.instrument == scenario::Instrument::credits) stranded += c.grant_usd;
    }
    for (const design::ProviderYear& p : d.providers)
      if (p.provider == cloud.id && p.year == s.year) paid = p.paid_usd + p.credit_usd;
    const double carry = egress_usd(cloud, 12.0 * 1e3 * cloud.stored_tb, s.network.egress_usd_per_gb) / 12.0;
    const double porting = cloud.porting_hours * cloud.porting_usd_per_hour, delay = paid * cloud.requalification_days / 365.0;
    const auto add = [&](const char* what, double usd, const char* meaning) {
      if (usd > 0.0) d.lock_in.push_back({"exit cost today", cloud.id + ": " + what, "USD", usd, meaning});
    };
    add("contracts", contracts, "the lesser of the fee and what remains, for what was signed");
    add("carrying data out", carry, "stored data at the price of one month's traffic");
    add("stranded credits", stranded, "worth nothing elsewhere");
    add("porting", porting, "engineering hours at their rate");
    add("requalification", delay, "a year's bill by the days until the moved service earns again: a stand-in for lost margin");
    const double sum = contracts + carry + stranded + porting + delay;
    if (sum > 0.0) d.lock_in.push_back({"exit cost today", cloud.id, "USD", sum, "all of the above"});
    if (paid > 1e-3 * sum) d.lock_in.push_back({"exit cost today", cloud.id, "months", 12.0 * sum / paid, "of the first year's bill"});
    for (const scenario::Offer& o : cloud.offers)
      for (const design::Hourly& h : design.hourly) {
        const std::string id = rented_id(cloud, o);
        if (h.site != id || (h.quantity != "on_demand" && h.quantity != "spot" && h.quantity != "under")) continue;
        double hours = 0.0;
        for (double v : h.values) hours += v;
        all_hours += hours, captive += o.only_here ? hours : 0.0;
      }
  }
  if (all_hours > 0.0)
    d.lock_in.push_back({"captive share", "rented hours of the first year", "%", 100.0 * captive / all_hours, "at offers that nothing replaces within a year"});
}

}  // namespace gridwright::plan
