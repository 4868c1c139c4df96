#include "lock_in.hpp"

#include <algorithm>
#include <cmath>

#include "clouds.hpp"
#include "gridwright/deals/contract.hpp"
#include "horizon_model.hpp"

namespace gridwright::plan {

scenario::Contract as_signed(scenario::Contract c, const design::DealsResult& deals) {
  const auto r = std::find_if(deals.contracts.begin(), deals.contracts.end(), [&](const design::ContractResult& x) { return x.id == c.id; });
  if (r == deals.contracts.end() || r->unit.empty() || !r->free) return c;
  c.optional = false;
  if (c.status == scenario::Status::offered) c.status = scenario::Status::signed_, c.firmness = scenario::Firmness::firm;
  if (r->quantity <= 1e-6 * std::max(1.0, r->lower)) c.fee_usd = 0.0;
  if (r->unit == "accelerators") c.count = {r->quantity, r->quantity};
  if (r->unit == "USD/h") c.spend_usd_per_hour = {r->quantity, r->quantity};
  if (r->unit != "share") return c;
  c.count.min *= r->quantity, c.count.max *= r->quantity;
  for (double& m : c.minimum_usd) m *= r->quantity;
  c.total_usd *= r->quantity, c.rent_usd *= r->quantity, c.guarantee_usd *= r->quantity, c.monthly_minimum_usd *= r->quantity, c.grant_usd *= r->quantity, c.power_mw *= r->quantity;
  for (double& v : c.residual_usd) v *= r->quantity;
  return c;
}

namespace {

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

/// Obligation cover by year: what others must pay us over what must be paid.
void add_cover(design::Design& design) {
  for (const design::MoneyYear& m : design.books.years) {
    if (!m.planned) continue;
    const std::string year = std::to_string(m.year);
    const double own = m.level_usd - m.clouds_usd - m.contracts_usd;
    if (m.inflow_usd > 0.0) design.deals.lock_in.push_back({"obligation cover", year, "1", m.cover, "contracted inflow over least outflow"});
    design.deals.lock_in.push_back({"obligation cover", year + ": contracted inflow", "USD", m.inflow_usd, m.inflow_usd > 0.0 ? "minimums that others owe us" : "no contract of the scenario pays us: cover is zero until one does"});
    design.deals.lock_in.push_back({"obligation cover", year + ": contracts", "USD", m.obligations_usd, "commitments and minimums after excuses"});
    design.deals.lock_in.push_back({"obligation cover", year + ": own sites", "USD", own, "running cost and level payments"});
  }
}

}  // namespace

void add_lock_in(const scenario::Scenario& s, design::Design& design) {
  design::DealsResult& d = design.deals;
  add_concentration(d, "busy hours", [](const design::ProviderYear& p) { return p.accelerator_hours; });
  add_concentration(d, "committed spend", [](const design::ProviderYear& p) { return p.committed_usd; });
  add_concentration(d, "IT energy", [](const design::ProviderYear& p) { return p.energy_mwh; });
  add_concentration(d, "tokens served", [](const design::ProviderYear& p) { return p.tokens; });
  add_concentration(d, "paid spend at clouds", [](const design::ProviderYear& p) { return p.provider == "own" ? 0.0 : std::max(0.0, p.paid_usd); });
  double captive = 0.0, captive_usd = 0.0, all_hours = 0.0, all_usd = 0.0;
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
    double rented_here = 0.0, captive_here = 0.0;
    for (const scenario::Offer& o : cloud.offers)
      for (const design::Hourly& h : design.hourly) {
        const std::string id = rented_id(cloud, o);
        if (h.site != id || (h.quantity != "on_demand" && h.quantity != "spot" && h.quantity != "under")) continue;
        double hours = 0.0;
        for (double v : h.values) hours += v;
        rented_here += hours, captive_here += o.only_here ? hours : 0.0;
      }
    all_hours += rented_here, captive += captive_here;
    all_usd += std::max(0.0, paid), captive_usd += rented_here > 0.0 ? std::max(0.0, paid) * captive_here / rented_here : 0.0;
  }
  if (all_hours > 0.0)
    d.lock_in.push_back({"captive share", "rented hours of the first year", "%", 100.0 * captive / all_hours, "at offers that nothing replaces within a year"});
  if (all_usd > 0.0)
    d.lock_in.push_back({"captive share", "spend of the first year", "%", 100.0 * captive_usd / all_usd, "bills of the clouds by the share of their rented hours at such offers"});
  add_cover(design);
}

}  // namespace gridwright::plan
