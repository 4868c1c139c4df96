#include <algorithm>
#include <cmath>
#include <cstdio>

#include "clouds.hpp"
#include "gridwright/plan/plan.hpp"

// What-if plans: one thing changed, all planned again.
namespace gridwright::plan {

namespace {

using scenario::Scenario;

constexpr double price_shock = 1.3, weak_demand = 0.6;
constexpr double frontier[] = {0.35, 0.40, 0.50, 0.65, 1.0};

/// What the plan signed is signed: quantities are fixed, what was refused is gone.
Scenario with_signed(const Scenario& s, const design::DealsResult& deals) {
  Scenario out = s;
  for (scenario::Contract& c : out.contracts) {
    const auto r = std::find_if(deals.contracts.begin(), deals.contracts.end(), [&](const auto& x) { return x.id == c.id; });
    if (r == deals.contracts.end() || r->unit.empty() || !r->free) continue;
    c.optional = false;
    if (c.status == scenario::Status::offered) c.status = scenario::Status::signed_, c.firmness = scenario::Firmness::firm;
    if (r->unit == "accelerators") c.count = {r->quantity, r->quantity};
    if (r->unit == "USD/h") c.spend_usd_per_hour = {r->quantity, r->quantity};
    if (r->unit != "share") continue;
    c.count.min *= r->quantity, c.count.max *= r->quantity, c.total_usd *= r->quantity, c.rent_usd *= r->quantity;
    for (double& m : c.minimum_usd) m *= r->quantity;
  }
  return out;
}

Scenario without_offers(const Scenario& s) {
  Scenario out = s;
  std::erase_if(out.contracts, [](const scenario::Contract& c) { return is_offered(c); });
  return out;
}

void raise_prices(Scenario& s, const std::string& cloud) {
  for (scenario::Cloud& p : s.clouds)
    if (p.id == cloud)
      for (scenario::Offer& o : p.offers) o.on_demand *= price_shock, o.spot *= price_shock, o.committed *= price_shock, o.plan_rate *= price_shock;
}

class Explorer {
 public:
  Explorer(const Options& options, design::Design& design) : options_(options), design_(design) { options_.mps.clear(); }

  /// The design of a changed scenario; a note when it has none.
  bool again(const Scenario& s, const std::string& what, design::Design& out) {
    if (options_.stop != nullptr && options_.stop->load()) return false;
    Outcome o = plan(s, options_);
    if (o.status != Outcome::Status::done) {
      design_.notes.push_back("what if " + what + ": no plan answers it" + (o.conflicts.empty() ? "" : " (" + o.conflicts.front().sentence + ")"));
      return false;
    }
    out = std::move(o.design);
    return true;
  }

  void record(const char* study, const std::string& change, double at, const design::Design& d) {
    double hhi = 0.0;
    for (const design::DealsYear& y : d.deals.by_year) hhi = std::max(hhi, y.hhi);
    design_.deals.sensitivities.push_back({study, change, at, d.deals.present_usd, hhi});
  }

 private:
  Options options_;
  design::Design& design_;
};

double shortfalls(const design::DealsResult& d) {
  double usd = 0.0;
  for (const design::ContractYear& y : d.contract_years) usd += y.shortfall_usd;
  return usd;
}

}  // namespace

void explore_deals(const Scenario& s, const Options& options, design::Design& design) {
  if (s.clouds.empty() || design.deals.years == 0) return;
  Explorer explorer(options, design);
  design::Design other;
  design::DealsResult& deals = design.deals;
  for (std::size_t c = 0; c < deals.contracts.size(); ++c) {
    const std::string id = deals.contracts[c].id;
    const auto& contract = *std::find_if(s.contracts.begin(), s.contracts.end(), [&](const auto& x) { return x.id == id; });
    if (deals.contracts[c].unit.empty() || !is_offered(contract)) continue;
    Scenario without = s;
    std::erase_if(without.contracts, [&](const scenario::Contract& x) { return x.id == id; });
    if (!explorer.again(without, id + " is refused", other)) continue;
    deals.contracts[c].refused_usd = other.deals.present_usd - deals.present_usd;
    explorer.record("contract", "without " + id, 0.0, other);
  }
  for (const double limit : frontier) {
    Scenario changed = s;
    changed.concentration.hhi_max = limit;
    char text[40];
    std::snprintf(text, sizeof text, "HHI at most %.2f", limit);
    if (explorer.again(changed, text, other)) explorer.record("hhi", text, limit, other);
  }
  const Scenario held = with_signed(s, deals), free = without_offers(s);
  design::Design uncommitted;
  for (const scenario::Cloud& cloud : s.clouds) {
    Scenario shocked = held, open = free;
    raise_prices(shocked, cloud.id), raise_prices(open, cloud.id);
    const std::string change = cloud.name + " raises prices by 30 %";
    if (!explorer.again(shocked, change, other)) continue;
    explorer.record("price", change, price_shock, other);
    if (explorer.again(open, change + " and nothing on offer is signed", uncommitted))
      deals.lock_in.push_back({"price-shock regret", cloud.id, "USD", other.deals.present_usd - uncommitted.deals.present_usd,
                               "cost with what was signed, less cost with nothing signed, after the rise; negative: signing protects"});
  }
  Scenario weak = held;
  for (scenario::Workload& w : weak.workloads) w.output_tokens_per_day *= weak_demand;
  if (explorer.again(weak, "demand is 60 %", other)) {
    explorer.record("demand", "demand is 60 % of the plan", weak_demand, other);
    deals.lock_in.push_back({"commitment at risk", "demand at 60 %", "USD", shortfalls(other.deals) - shortfalls(deals), "minimums that would buy nothing, beyond those of the plan"});
    double idle = 0.0;
    for (const design::ContractYear& y : other.deals.contract_years)
      if (y.commitment_usd > 0.0) idle += (1.0 - std::min(1.0, y.use_share)) * y.commitment_usd;
    deals.lock_in.push_back({"commitment at risk", "demand at 60 %, commitments not used", "USD", idle, "paid for accelerators and spend that lie idle"});
  }
}

}  // namespace gridwright::plan
