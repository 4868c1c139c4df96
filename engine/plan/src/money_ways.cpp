#include <algorithm>
#include <cmath>

#include "contracts.hpp"
#include "gridwright/deals/ownership.hpp"
#include "money.hpp"

// Buy, lease or rent with the plan's own numbers: its price of power, its building, its use.
namespace gridwright::plan {

namespace {

/// Cheapest rents of the same accelerator anywhere in the scenario.
void read_rents(const scenario::Scenario& s, const std::string& accelerator, deals::OwnershipCase& c) {
  double on_demand = scenario::unlimited, committed = scenario::unlimited;
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& o : cloud.offers) {
      if (o.accelerator != accelerator) continue;
      on_demand = std::min(on_demand, o.on_demand), committed = std::min(committed, o.committed);
      for (const scenario::Contract& k : s.contracts)
        if (k.instrument == scenario::Instrument::take_or_pay && covers(k, cloud, o)) committed = std::min(committed, k.price);
    }
  c.on_demand_usd_h = std::isfinite(on_demand) ? on_demand : 0.0;
  c.committed_usd_h = std::isfinite(committed) ? committed : 0.0;
}

/// One accelerator of an own fleet as it stands in the plan; no price or no use: nothing to compare.
deals::OwnershipCase case_of(const Building& b, std::size_t f, const design::Design& d) {
  const scenario::Fleet& fleet = b.scenario.fleets[f];
  const FleetInputs& in = b.in.fleets[f];
  double n = 0.0, active = 0.0, tokens = 0.0;
  for (const design::Capacity& c : d.capacities)
    if (c.component == fleet.id && c.what == "accelerators") n = c.value;
  for (const design::WorkloadResult& w : d.workloads)
    for (const design::ServingShare& share : w.shares)
      if (share.fleet == fleet.id) active += share.mean_active, tokens += share.tokens_per_year;
  deals::OwnershipCase c{.name = fleet.id, .price_usd = 1e-3 * in.price_usd_per_k, .power_kw = backstop_mw_per_k(b, f)};
  c.idle_share = c.power_kw > 0.0 ? in.idle_mw_per_k / c.power_kw : 0.0;
  for (const design::SiteResult& s : d.sites)
    if (s.id == fleet.site) c.pue = std::max(1.0, s.pue), c.energy_usd_per_mwh = s.cost_usd_per_mwh;
  const scenario::Site& site = b.scenario.sites[static_cast<std::size_t>(in.site)];
  double mw = 0.0, usd = 0.0;
  for (const Asset& a : assets_of(b, d))
    if (a.kind == Asset::Kind::buildings && a.name.starts_with(site.id + ".")) usd += a.usd;
  for (const design::Capacity& cap : d.capacities)
    if (cap.site == site.id && cap.what == "it_power") mw += cap.value;
  if (mw > 0.0) c.facility_usd_per_kw = 1e-3 * usd / mw;
  if (!site.halls.empty()) c.facility_life = site.halls[static_cast<std::size_t>(in.hall)].life_years;
  c.operations_share = fleet.yearly_upkeep_share;
  c.economic_life = fleet.life_years;
  c.cost_of_capital = b.scenario.cost_of_capital;
  c.used = n > 0.0 ? std::min(1.0, active / n) : 0.0;
  if (active > 0.0 && tokens > 0.0) c.model = "the plan's mix", c.tokens_per_s = tokens / (active * hours_a_year * 3600.0);
  read_rents(b.scenario, fleet.accelerator, c);
  return c;
}

}  // namespace

std::vector<design::WayRow> ways_of(const Building& b, const design::Design& d) {
  std::vector<design::WayRow> rows;
  for (std::size_t f = 0; f < b.scenario.fleets.size(); ++f) {
    if (b.in.fleets[f].rented()) continue;
    deals::OwnershipCase c = case_of(b, f, d);
    if (c.price_usd <= 0.0 || c.used <= 0.01 || !deals::check(c).empty()) continue;
    const auto add = [&](const deals::WayCost& w, std::string_view who, double rate) {
      const double tokens = deals::per_million_tokens(c, w.used_hour_usd);
      rows.push_back({.fleet = c.name, .way = std::string(deals::name_of(w.way)), .raised_by = std::string(who), .cost_of_capital = rate, .usd_per_used_hour = w.used_hour_usd,
                      .usd_per_million_tokens = std::isfinite(tokens) ? tokens : 0.0, .break_even_use = w.way != deals::Way::on_demand && c.on_demand_usd_h > 0.0 && std::isfinite(w.break_even_use) ? w.break_even_use : 0.0,
                      .present_usd = w.present_usd});
    };
    const auto each = [&](deals::Way kind, std::string_view who, double rate) {
      deals::OwnershipCase other = c;
      (kind == deals::Way::lease ? other.lessor_rate : other.cost_of_capital) = rate;
      for (const deals::WayCost& w : deals::ways(other))
        if (w.way == kind) add(w, who, rate);
    };
    each(deals::Way::buy, "the planner", c.cost_of_capital);
    for (const deals::CapitalSource& source : deals::capital_sources()) each(source.name.ends_with("lease") || source.name == "neocloud" ? deals::Way::lease : deals::Way::buy, source.name, source.rate);
    for (const deals::WayCost& w : deals::ways(c))
      if (w.way == deals::Way::committed || w.way == deals::Way::on_demand) add(w, "", 0.0);
  }
  return rows;
}

}  // namespace gridwright::plan
