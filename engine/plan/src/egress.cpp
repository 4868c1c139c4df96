#include <algorithm>
#include <cmath>
#include <numeric>

#include "contracts.hpp"
#include "horizon_model.hpp"

// Traffic to the users by monthly tiers. Sets p clouds, k tiers, t hours. Variables v[k] TB a month in tier k, z[k] yes or no: tier k is reached.
namespace gridwright::plan {

using scenario::Cloud;
using solver::Block;
using solver::Sum;

namespace {

/// Traffic if all regional demand were served from one cloud, GB a year: the end of the last tier.
double most_gb_a_year(const Building& b) {
  double gtok = 0.0;
  for (std::size_t w = 0; w < b.v.workloads.size(); ++w)
    if (!b.v.workloads[w].flow.empty())
      for (const std::vector<double>& demand : b.in.workloads[w].demand_gtok) gtok = std::accumulate(demand.begin(), demand.end(), gtok);
  return gtok * b.in.hours.step_h / b.in.hours.years() * b.scenario.network.bytes_per_token;
}

/// Must a program be told that tier k comes after those before it? Not where those are no dearer than any from k on: it fills them first.
bool needs_order(const Cloud& cloud, std::size_t k) {
  const auto& price = cloud.egress_usd_per_gb;
  const auto at = price.begin() + static_cast<std::ptrdiff_t>(k);
  return *std::max_element(price.begin(), at) > *std::min_element(at, price.end());
}

double tier_start_gb(const Cloud& cloud, std::size_t k) { return k == 0 ? 0.0 : cloud.egress_up_to_gb[k - 1]; }

}  // namespace

/// egress_traffic:  Σ bytes·flow = Σ_k v[k]                          the year level over its months
/// egress_tier:     width[k]·z[n] <= v[k] <= width[k]·z[m]          n the next ordered tier after k, m the last one up to k
/// Prices that rise with volume fill in order by themselves; where one falls, z is yes or no. The relaxation is the convex envelope of the
/// price (the incremental form of piecewise linear cost: Markowitz and Manne 1957; Vielma 2015).
void add_egress(Building& b) {
  const double most = most_gb_a_year(b) / 12.0;
  Sum traffic;
  for (std::size_t p = 0; p < b.scenario.clouds.size(); ++p) {
    const Cloud& cloud = b.scenario.clouds[p];
    if (cloud.egress_usd_per_gb.empty()) continue;
    ProviderVars& v = b.v.providers[p + 1];
    traffic.clear();
    add_traffic_terms(b, p, 1.0, traffic);
    if (traffic.terms().empty()) continue;
    solver::Column reached;  // of the last ordered tier
    std::vector<double> width;
    for (std::size_t k = 0; k < cloud.egress_usd_per_gb.size(); ++k) {
      const double end = k < cloud.egress_up_to_gb.size() ? cloud.egress_up_to_gb[k] : std::max(most, tier_start_gb(cloud, k)) * (1.0 + 1e-9);
      width.push_back(1e-3 * (end - tier_start_gb(cloud, k)));
      const std::string name = named("egress", cloud.id + " tier " + std::to_string(k));
      v.tiers.push_back(b.model.add_column({.name = name, .upper = width.back(), .cost = 12e3 * cloud.egress_usd_per_gb[k] * b.capital_scale}));
      const bool within = 1e3 * width.back() > 0.0 && tier_start_gb(cloud, k) < most;
      v.reached.push_back(k > 0 && needs_order(cloud, k) ? b.model.add_column({.name = named("egress_reaches", cloud.id + " tier " + std::to_string(k)), .upper = within ? 1.0 : 0.0, .integer = within}) : solver::Column{});
      traffic.add(-1.0, v.tiers.back());
    }
    b.model.add_rows(named("egress_traffic", cloud.id)).add(0, traffic, 0.0, 0.0);
    Block rows = b.model.add_rows(named("egress_tier", cloud.id));
    int row = 0;
    for (std::size_t k = 0; k < v.tiers.size(); ++k) {
      if (v.reached[k].exists()) {
        if (reached.exists()) rows.add(row++, v.reached[k] - reached <= 0.0);
        reached = v.reached[k];
      }
      if (reached.exists()) rows.add(row++, v.tiers[k] - width[k] * reached <= 0.0);
      const auto next = std::find_if(v.reached.begin() + static_cast<std::ptrdiff_t>(k) + 1, v.reached.end(), [](solver::Column z) { return z.exists(); });
      if (next != v.reached.end()) rows.add(row++, v.tiers[k] - width[k] * *next >= 0.0);
    }
  }
}

/// TB a month that a cloud sends.
void add_traffic_terms(const Building& b, std::size_t cloud, double sign, Sum& sum) {
  const double tb_a_month = sign * b.in.hours.step_h / b.in.hours.years() * b.scenario.network.bytes_per_token / 12e3;
  for (const WorkloadVars& w : b.v.workloads)
    for (const std::vector<Columns>& from : w.flow)
      for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i].exists() && b.in.sites[i].cloud == static_cast<int>(cloud))
          for (int t = 0; t < b.steps(); ++t) sum.add(tb_a_month, from[i][t]);
}

void add_egress_terms(const Building& b, std::size_t cloud, double until, double sign, Sum& sum) {
  const Cloud& c = b.scenario.clouds[cloud];
  const double share = std::min(1.0, until / hours_a_year);
  if (!c.egress_usd_per_gb.empty()) {
    const ProviderVars& v = b.v.providers[cloud + 1];
    for (std::size_t k = 0; k < v.tiers.size(); ++k) sum.add(sign * share * 12e3 * c.egress_usd_per_gb[k] / musd, v.tiers[k]);
    return;
  }
  const double usd_per_gtok = b.scenario.network.egress_usd_per_gb * b.scenario.network.bytes_per_token;
  for (const WorkloadVars& w : b.v.workloads)
    for (const std::vector<Columns>& from : w.flow)
      for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i].exists() && b.in.sites[i].cloud == static_cast<int>(cloud))
          for (int t = 0; t < b.steps() && b.in.hour_of_year(t) < until; ++t)
            sum.add(sign * usd_per_gtok * b.in.hours.step_h / b.in.hours.years() / musd, from[i][t]);
}

double egress_gb_a_year(const Building& b, std::size_t cloud, const std::vector<double>& x) {
  Sum sum;
  add_traffic_terms(b, cloud, 12e3, sum);
  double gb = 0.0;
  for (const solver::Term& t : sum.terms()) gb += t.coefficient * std::max(0.0, x[static_cast<std::size_t>(t.column)]);
  return gb;
}

double egress_usd(const Cloud& cloud, double gb, double otherwise) {
  if (cloud.egress_usd_per_gb.empty()) return gb * otherwise;
  double usd = 0.0;
  for (std::size_t k = 0; k < cloud.egress_usd_per_gb.size(); ++k) {
    const double end = k < cloud.egress_up_to_gb.size() ? cloud.egress_up_to_gb[k] : solver::infinity;
    usd += 12.0 * std::clamp(gb / 12.0 - tier_start_gb(cloud, k), 0.0, end - tier_start_gb(cloud, k)) * cloud.egress_usd_per_gb[k];
  }
  return usd;
}

double egress_usd_per_gtok(const Building& b, std::size_t site) {
  const int cloud = b.in.sites[site].cloud;
  const bool by_tier = cloud >= 0 && !b.scenario.clouds[static_cast<std::size_t>(cloud)].egress_usd_per_gb.empty();
  return by_tier ? 0.0 : b.scenario.network.egress_usd_per_gb * b.scenario.network.bytes_per_token;
}

void settle_egress(const Building& b, std::vector<double>& x) {
  for (std::size_t p = 0; p < b.scenario.clouds.size() && !b.v.providers.empty(); ++p) {
    const Cloud& cloud = b.scenario.clouds[p];
    const ProviderVars& v = b.v.providers[p + 1];
    if (v.tiers.empty()) continue;
    const double gb = egress_gb_a_year(b, p, x) / 12.0;
    for (std::size_t k = 0; k < v.tiers.size(); ++k) {
      const double end = k < cloud.egress_up_to_gb.size() ? cloud.egress_up_to_gb[k] : solver::infinity, from = tier_start_gb(cloud, k);
      x[static_cast<std::size_t>(v.tiers[k].index)] = 1e-3 * std::clamp(gb - from, 0.0, end - from);
      if (v.reached[k].exists()) x[static_cast<std::size_t>(v.reached[k].index)] = gb > from ? 1.0 : 0.0;
    }
  }
}

}  // namespace gridwright::plan
