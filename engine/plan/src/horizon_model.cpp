#include "horizon_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridwright::plan {

namespace {

std::size_t tier_of(const scenario::Cloud& cloud, double gb_a_month) {
  std::size_t tier = 0;
  while (tier < cloud.egress_up_to_gb.size() && gb_a_month > cloud.egress_up_to_gb[tier]) ++tier;
  return tier;
}

/// Price of a month at the start of a tier, USD.
double below_tier(const scenario::Cloud& cloud, std::size_t tier) {
  double usd = 0.0, from = 0.0;
  for (std::size_t i = 0; i < tier; ++i) usd += (cloud.egress_up_to_gb[i] - from) * cloud.egress_usd_per_gb[i], from = cloud.egress_up_to_gb[i];
  return usd;
}

/// Cuts that hold before anything is known: at the limit with one provider ahead and the others alike.
std::vector<std::vector<double>> first_directions(double limit, std::size_t providers) {
  // s² + (1 − s)²/(n − 1) = limit for the share s of the one ahead
  const double n = static_cast<double>(providers);
  const double s = (1.0 + std::sqrt(std::max(0.0, 1.0 - n * (1.0 - limit * (n - 1.0))))) / n;
  std::vector<std::vector<double>> all;
  for (std::size_t p = 0; p < providers; ++p) {
    all.emplace_back(providers, (1.0 - s) / (n - 1.0));
    all.back()[p] = s;
  }
  return all;
}

}  // namespace

double egress_gb_a_year(const Building& b, std::size_t cloud, const std::vector<double>& x) {
  double gtok = 0.0;
  for (const WorkloadVars& w : b.v.workloads)
    for (const std::vector<Columns>& from : w.flow)
      for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i].exists() && b.in.sites[i].cloud == static_cast<int>(cloud))
          gtok = std::accumulate(x.begin() + from[i].first, x.begin() + from[i].first + from[i].count, gtok, [](double sum, double v) { return sum + std::max(0.0, v); });
  return gtok * b.in.hours.step_h / b.in.hours.years() * b.scenario.network.bytes_per_token;
}

double egress_usd(const scenario::Cloud& cloud, double gb, double otherwise) {
  if (cloud.egress_usd_per_gb.empty()) return gb * otherwise;
  const std::size_t tier = tier_of(cloud, gb / 12.0);
  const double from = tier == 0 ? 0.0 : cloud.egress_up_to_gb[tier - 1];
  return 12.0 * (below_tier(cloud, tier) + (gb / 12.0 - from) * cloud.egress_usd_per_gb[tier]);
}

HorizonModel::HorizonModel(const scenario::Scenario& scenario, std::vector<Inputs> weathers)
    : scenario_(scenario), years_(static_cast<std::size_t>(std::max(1, scenario.horizon.years))), weathers_(weathers.size()) {
  for (std::size_t y = 0; y < years_; ++y) {
    in_year_.push_back(in_year(scenario, static_cast<int>(y)));
    for (const Inputs& in : weathers) inputs_.push_back(grown(scenario, in, static_cast<int>(y)));
  }
  tiers_.assign(years_, std::vector<std::size_t>(scenario.clouds.size()));
  for (auto& tiers : tiers_)
    for (std::size_t p = 0; p < tiers.size(); ++p) tiers[p] = scenario.clouds[p].egress_up_to_gb.size();  // AI traffic reaches the last
  idle_.assign(years_, std::vector<bool>(scenario.clouds.size(), false));
  const std::size_t providers = 1 + scenario.clouds.size();
  const double limit = scenario.concentration.hhi_max;
  if (providers > 1 && limit < 1.0 && limit * static_cast<double>(providers) > 1.0)
    for (std::size_t y = 0; y < years_; ++y)
      for (std::vector<double>& hours : first_directions(limit, providers)) cuts_.push_back({y, std::move(hours)});
  build();
}

void HorizonModel::add_block(std::size_t block) {
  const std::size_t y = block / weathers_, w = block % weathers_;
  const Inputs& in = inputs_[block];
  const int calendar = scenario_.year + static_cast<int>(y);
  const bool several = weathers_ > 1;
  const scenario::WeatherYear weather = several ? scenario_.weather_years[w] : scenario::WeatherYear{};
  const double probability = several ? *weather.probability : 1.0;
  std::string scope = y == 0 ? std::string() : std::to_string(calendar) + " ";
  if (several) scope += weather.id + " ";
  blocks_.push_back({.scenario = in_year_[y], .in = in, .model = model_, .v = variables_[block], .hour = [&in](int t) { return in.label(t); },
                     .month = [calendar](int m) { return std::to_string(calendar) + (m < 9 ? "-0" : "-") + std::to_string(m + 1); },
                     .capital_scale = in.hours.years(), .year = static_cast<int>(y), .horizon = static_cast<int>(years_), .calendar_year = calendar,
                     .weight = std::pow(1.0 + scenario_.cost_of_capital, -static_cast<double>(y)), .scope = std::move(scope), .portfolio = &portfolio_,
                     .weather = weather.id, .probability = probability, .share = several ? (1.0 - scenario_.risk.weight) * probability : 1.0,
                     .twin = w == 0 ? nullptr : &blocks_[block - w], .before = w == 0 && y > 0 ? &blocks_[block - weathers_] : nullptr});
  blocks_.back().chance = blocks_.back().share;
}

void HorizonModel::set_egress(Building& b) {
  const std::size_t y = static_cast<std::size_t>(b.year);
  for (std::size_t p = 0; p < scenario_.clouds.size(); ++p) {
    const scenario::Cloud& cloud = scenario_.clouds[p];
    if (cloud.egress_usd_per_gb.empty()) {
      b.egress_usd_per_gb.push_back(scenario_.network.egress_usd_per_gb);
      b.egress_fixed_usd.push_back(0.0);
      continue;
    }
    const std::size_t tier = tiers_[y][p];
    const double from = tier == 0 ? 0.0 : cloud.egress_up_to_gb[tier - 1];
    b.egress_usd_per_gb.push_back(cloud.egress_usd_per_gb[tier]);
    b.egress_fixed_usd.push_back(idle_[y][p] ? 0.0 : 12.0 * (below_tier(cloud, tier) - from * cloud.egress_usd_per_gb[tier]));
  }
}

/// Columns from `first` on cost dollars of their year and weather: they become dollars of the objective. What is shared by the weathers
/// counts once; the rest by the share of its weather, and is noted for the tail.
void HorizonModel::price_block(Building& b, std::size_t first, std::vector<solver::Term>& running_musd) {
  std::vector<double>& cost = model_.program().cost;
  std::vector<bool> shared(cost.size() - first, false);
  for (const Column c : b.shared) shared[static_cast<std::size_t>(c.index) - first] = true;
  for (std::size_t j = first; j < cost.size(); ++j) {
    if (!shared[j - first] && cost[j] != 0.0) running_musd.push_back({static_cast<int>(j), 1e-6 * cost[j]});
    cost[j] *= b.weight * (shared[j - first] ? 1.0 : b.share);
  }
  if (b.twin != nullptr) return;
  for (const Standing& standing : b.standing)
    for (const Vintage& v : standing.vintages)
      if (!standing.in_premium) cost[static_cast<std::size_t>(v.built.index)] += b.weight * (v.price - 1.0) * standing.moving_usd;
}

void HorizonModel::build() {
  model_ = solver::Model();
  variables_.clear();
  blocks_.clear();
  blocks_.reserve(inputs_.size());  // blocks point at each other
  portfolio_ = {};
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    variables_.emplace_back();
    add_block(i);
  }
  std::vector<std::vector<solver::Term>> running_musd(blocks_.size());
  for (Building& b : blocks_) {
    set_egress(b);
    const auto first = model_.program().cost.size();
    model_.set_scope(b.scope);
    build_model(b);
    model_.set_scope("");
    price_block(b, first, running_musd[static_cast<std::size_t>(&b - blocks_.data())]);
  }
  for (const Building& b : blocks_) {
    model_.set_scope(b.scope);
    for (std::size_t i = 0; b.twin == nullptr && i < b.in.own_sites(); ++i) add_usable_energy(blocks_, b, static_cast<int>(i));
    model_.set_scope("");
  }
  if (weathers_ == 1) add_contracts(blocks_, portfolio_);
  add_build_order(blocks_);
  if (weathers_ > 1 && scenario_.risk.weight > 0.0) add_tail(blocks_, running_musd);
  add_cuts();
}

void HorizonModel::weigh(const std::vector<double>& row_dual) {
  for (Building& b : blocks_)
    if (b.tail_row >= 0 && !row_dual.empty()) b.chance = b.share + 1e-6 * std::abs(row_dual[static_cast<std::size_t>(b.tail_row)]) / b.weight;
}

void HorizonModel::add_cuts() {
  const double limit = scenario_.concentration.hhi_max;
  solver::Sum sum;
  for (const Cut& cut : cuts_) {
    const double norm = std::sqrt(std::inner_product(cut.hours.begin(), cut.hours.end(), cut.hours.begin(), 0.0));
    sum.clear();
    for (std::size_t p = 0; p < cut.hours.size(); ++p) sum.add(cut.hours[p] / norm - std::sqrt(limit), variables_[cut.year].providers[p].hours);
    model_.add_rows(blocks_[cut.year].scope + "hhi_limit").add(static_cast<int>(&cut - cuts_.data()), sum, -solver::infinity, 0.0);
  }
}

bool HorizonModel::tighten(const std::vector<double>& x) {
  bool changed = false;
  for (Building& b : blocks_) {
    const std::size_t y = static_cast<std::size_t>(b.year);
    for (std::size_t p = 0; p < scenario_.clouds.size(); ++p) {
      if (scenario_.clouds[p].egress_usd_per_gb.empty()) continue;
      const double gb = egress_gb_a_year(b, p, x);
      const bool idle = gb < 1.0;
      const std::size_t tier = idle ? tiers_[y][p] : tier_of(scenario_.clouds[p], gb / 12.0);
      if (tier == tiers_[y][p] && idle == idle_[y][p]) continue;
      tiers_[y][p] = tier, idle_[y][p] = idle;
      changed = true;
    }
    const double limit = scenario_.concentration.hhi_max;
    if (limit >= 1.0 || b.v.providers.empty()) continue;
    Cut cut{y, {}};
    double sum = 0.0, squares = 0.0;
    for (const ProviderVars& p : b.v.providers) {
      cut.hours.push_back(std::max(0.0, x[static_cast<std::size_t>(p.hours.index)]));
      sum += cut.hours.back(), squares += cut.hours.back() * cut.hours.back();
    }
    if (squares <= limit * sum * sum * (1.0 + 1e-5)) continue;
    cuts_.push_back(std::move(cut));
    changed = true;
  }
  if (changed) build();
  return changed;
}

}  // namespace gridwright::plan
