#include <algorithm>
#include <cmath>
#include <cstdio>

#include "clouds.hpp"
#include "gridwright/plan/plan.hpp"
#include "lock_in.hpp"
#include "outage.hpp"

// What-if plans: one thing changed, all planned again.
namespace gridwright::plan {

namespace {

using scenario::Scenario;

constexpr double price_shock = 1.3;
constexpr double frontier[] = {0.35, 0.40, 0.50, 0.65, 1.0};

/// What the plan signed is signed: quantities are fixed, what was refused is gone.
Scenario with_signed(const Scenario& s, const design::DealsResult& deals) {
  Scenario out = s;
  for (scenario::Contract& c : out.contracts) c = as_signed(std::move(c), deals);
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

  /// The design of a changed scenario, and what it builds; a note when it has none.
  bool again(const Scenario& s, const std::string& what, design::Design& out, std::vector<std::vector<double>>* built = nullptr) {
    if (options_.stop != nullptr && options_.stop->load()) return false;
    Outcome o = plan(s, options_);
    if (o.status != Outcome::Status::done) {
      design_.notes.push_back("what if " + what + ": no plan answers it" + (o.conflicts.empty() ? "" : " (" + o.conflicts.front().sentence + ")"));
      return false;
    }
    out = std::move(o.design);
    if (built != nullptr) *built = std::move(o.built);
    return true;
  }

  void record(const char* study, const std::string& change, double at, const design::Design& d) {
    double hhi = 0.0;
    for (const design::DealsYear& y : d.deals.by_year) hhi = std::max(hhi, y.hhi);
    design_.deals.sensitivities.push_back({study, change, at, d.deals.present_usd, hhi});
  }

  [[nodiscard]] const Options& options() const { return options_; }
  void note(const std::string& words) { design_.notes.push_back(words); }

 private:
  Options options_;
  design::Design& design_;
};

double shortfalls(const design::DealsResult& d) {
  double usd = 0.0;
  for (const design::ContractYear& y : d.contract_years) usd += y.shortfall_usd;
  return usd;
}

/// What each contract is worth, offered or owed: all planned again without it. Of what is owed this is what being free of it would save.
void refuse_each(const Scenario& s, Explorer& explorer, design::DealsResult& deals) {
  design::Design other;
  for (std::size_t c = 0; c < deals.contracts.size(); ++c) {
    const std::string id = deals.contracts[c].id;
    if (deals.contracts[c].unit.empty()) continue;
    Scenario without = s;
    std::erase_if(without.contracts, [&](const scenario::Contract& x) { return x.id == id; });
    if (!explorer.again(without, id + " is refused", other)) continue;
    deals.contracts[c].refused_usd = other.deals.present_usd - deals.present_usd;
    explorer.record("contract", "without " + id, 0.0, other);
  }
}

/// A right of first refusal: the plan has the tranche at its holder, who matches. Planned again with the tranche at the rival, at once (no
/// right) and after the holder has declined (the delay alone).
void end_rights(const Scenario& s, Explorer& explorer, design::DealsResult& deals) {
  for (const scenario::Contract& right : s.contracts) {
    if (right.instrument != scenario::Instrument::right_of_first_refusal || !why_not_planned(right).empty()) continue;
    const auto at_rival = [&](double delay) {
      Scenario changed = s;
      for (scenario::Contract& c : changed.contracts)
        if (c.id == right.id) std::swap(c.cloud, c.rival), c.offers.clear(), c.delay_months = delay;
      return changed;
    };
    design::Design free, declined;
    const bool has_free = explorer.again(at_rival(0.0), right.id + " has ended", free), has_declined = explorer.again(at_rival(right.delay_months), right.id + " is not used", declined);
    if (has_free) {
      explorer.record("right", "without the right " + right.id, 0.0, free);
      deals.lock_in.push_back({"right of first refusal", right.id, "USD", deals.present_usd - free.deals.present_usd, "cost with the holder matching, less cost with the tranche at the rival at once: what ending the right is worth"});
    }
    if (has_free && has_declined)
      deals.lock_in.push_back({"right of first refusal", right.id + ": the delay", "USD", declined.deals.present_usd - free.deals.present_usd, "what waiting for the holder's answer costs, were it no"});
  }
}

void trace_frontier(const Scenario& s, Explorer& explorer, const design::Design& design) {
  design::Design other;
  for (const double limit : frontier) {
    char text[40];
    std::snprintf(text, sizeof text, "HHI at most %.2f", limit);
    Scenario changed = s;
    changed.concentration.hhi_max = limit;
    if (limit == s.concentration.hhi_max) explorer.record("hhi", text, limit, design);
    else if (explorer.again(changed, text, other)) explorer.record("hhi", text, limit, other);
  }
}

void shock_prices(const Scenario& s, const Scenario& held, Explorer& explorer, design::DealsResult& deals) {
  const Scenario free = without_offers(s);
  design::Design other, uncommitted;
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
}

/// Thirty days without a provider, in the year that suffers most.
void fail_each(const Scenario& held, const std::vector<std::vector<double>>& built, Explorer& explorer, design::DealsResult& deals) {
  for (int cloud = -1; cloud < static_cast<int>(held.clouds.size()); ++cloud) {
    const std::string name = cloud < 0 ? "own" : held.clouds[static_cast<std::size_t>(cloud)].id;
    const OutageAnswer a = outage(held, built, cloud, explorer.options());
    if (!a.solved) {
      explorer.note("what if " + name + " fails for thirty days: no plan answers it");
      continue;
    }
    std::size_t worst = 0;
    for (std::size_t y = 1; y < a.undone_tokens.size(); ++y)
      if (a.undone_tokens[y] > a.undone_tokens[worst]) worst = y;
    const double share = a.asked_tokens[worst] > 0.0 ? a.undone_tokens[worst] / a.asked_tokens[worst] : 0.0;
    const std::string year = std::to_string(held.year + static_cast<int>(worst));
    deals.lock_in.push_back({"outage regret", name, "tokens", a.undone_tokens[worst], "not served while it fails for thirty days of " + year + ", with all else that was built and signed"});
    deals.lock_in.push_back({"outage regret", name + ": share", "%", 100.0 * share, "of the tokens asked for in those thirty days"});
  }
}

/// Demand at its tenth percentile, with what was signed.
void weaken_demand(const Scenario& s, const Scenario& held, Explorer& explorer, design::DealsResult& deals) {
  Scenario weak = held;
  double share = 1.0;
  for (scenario::Workload& w : weak.workloads) w.output_tokens_per_day *= w.low_share, share = std::min(share, w.low_share);
  char text[60];
  std::snprintf(text, sizeof text, "demand is %.0f %% of the plan, its tenth percentile", 100.0 * share);
  design::Design other;
  if (!explorer.again(weak, text, other)) return;
  explorer.record("demand", text, share, other);
  const double more = shortfalls(other.deals) - shortfalls(deals);
  deals.lock_in.push_back({"commitment at risk", "minimums", "USD", more, "billed for nothing at the tenth percentile of demand, beyond those of the plan"});
  double idle = 0.0;
  for (const design::ContractYear& y : other.deals.contract_years)
    if (y.commitment_usd > 0.0) idle += (1.0 - std::min(1.0, y.use_share)) * y.commitment_usd;
  deals.lock_in.push_back({"commitment at risk", "commitments not used", "USD", idle, "paid for accelerators and spend that lie idle then"});
  deals.lock_in.push_back({"commitment at risk", "all", "USD", more + idle, "over the horizon, undiscounted"});
  Scenario free = without_offers(s);
  for (scenario::Workload& w : free.workloads) w.output_tokens_per_day *= w.low_share;
  design::Design uncommitted;
  if (explorer.again(free, std::string(text) + " and nothing on offer is signed", uncommitted))
    deals.lock_in.push_back({"commitment at risk", "against nothing signed", "USD", other.deals.present_usd - uncommitted.deals.present_usd, "cost with what was signed, less cost with nothing signed, at that demand; negative: signing was right even then"});
}

}  // namespace

void explore_deals(const Scenario& s, const Options& options, design::Design& design) {
  if (s.clouds.empty() || design.deals.years == 0) return;
  Explorer explorer(options, design);
  design::DealsResult& deals = design.deals;
  refuse_each(s, explorer, deals);
  end_rights(s, explorer, deals);
  trace_frontier(s, explorer, design);
  const Scenario held = with_signed(s, deals);
  shock_prices(s, held, explorer, deals);
  design::Design same;
  std::vector<std::vector<double>> built;
  if (explorer.again(held, "nothing changes", same, &built)) fail_each(held, built, explorer, deals);
  weaken_demand(s, held, explorer, deals);
}

}  // namespace gridwright::plan
