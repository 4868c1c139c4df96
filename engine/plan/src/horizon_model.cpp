#include "horizon_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridwright::plan {

namespace {

/// Where the limit lies in the direction `u` from equal shares, |u| = 1 and sum u = 0: the shares at which a cut touches it.
std::vector<double> shares_at_limit(const std::vector<double>& u, double limit) {
  const double n = static_cast<double>(u.size()), radius = std::sqrt(std::max(0.0, limit - 1.0 / n));
  std::vector<double> shares;
  for (const double each : u) shares.push_back(1.0 / n + radius * each);
  return shares;
}

/// `u` without its mean, of length 1; empty when nothing is left.
std::vector<double> direction(std::vector<double> u) {
  const double mean = std::accumulate(u.begin(), u.end(), 0.0) / static_cast<double>(u.size());
  for (double& each : u) each -= mean;
  const double length = std::sqrt(std::inner_product(u.begin(), u.end(), u.begin(), 0.0));
  if (length < 1e-9) return {};
  for (double& each : u) each /= length;
  return u;
}

/// Cuts that hold before anything is known, spread over the sphere of equal concentration: every pattern of providers ahead, in
/// the middle and behind (up to `providers_spread` providers; one ahead and one behind for more).
constexpr std::size_t providers_spread = 5;
std::vector<std::vector<double>> first_directions(double limit, std::size_t providers) {
  std::vector<std::vector<double>> all;
  const int steps = providers <= 4 ? 5 : 3, top = steps / 2;
  std::vector<double> u(providers, -top);
  const auto take = [&] {
    const std::vector<double> one = direction(u);
    const auto same = [&](const std::vector<double>& other) { return std::inner_product(one.begin(), one.end(), other.begin(), 0.0) > 1.0 - 1e-9; };
    if (!one.empty() && std::none_of(all.begin(), all.end(), same)) all.push_back(one);
  };
  if (providers > providers_spread) {
    for (std::size_t p = 0; p < providers; ++p)
      for (const double side : {-1.0, 1.0}) std::fill(u.begin(), u.end(), 0.0), u[p] = side, take();
  } else {
    for (std::size_t p = 0; p < providers;) {  // counting in base `steps`
      take();
      for (p = 0; p < providers && u[p] == top; ++p) u[p] = -top;
      if (p < providers) u[p] += 1.0;
    }
  }
  for (std::vector<double>& each : all) each = shares_at_limit(each, limit);
  return all;
}

/// Cuts beside a point that breaks the limit: the answer moves along the limit by about the root of the excess.
std::vector<std::vector<double>> around_point(const std::vector<double>& hours, double limit) {
  const double sum = std::accumulate(hours.begin(), hours.end(), 0.0), n = static_cast<double>(hours.size());
  std::vector<double> shares;
  for (const double h : hours) shares.push_back(h / sum);
  const double squares = std::inner_product(shares.begin(), shares.end(), shares.begin(), 0.0);
  const std::vector<double> u = direction(shares);
  std::vector<std::vector<double>> all;
  const double step = std::sqrt(std::max(0.0, (squares - limit) / (limit - 1.0 / n)));
  for (std::size_t p = 0; p < u.size() && !u.empty(); ++p)
    for (const double side : {-step, step}) {
      std::vector<double> beside = u;
      beside[p] += side;
      all.push_back(shares_at_limit(direction(std::move(beside)), limit));
    }
  return all;
}

}  // namespace

HorizonModel::HorizonModel(const scenario::Scenario& scenario, std::vector<Inputs> weathers, const Outage* outage)
    : scenario_(scenario), outage_(outage), years_(static_cast<std::size_t>(std::max(1, scenario.horizon.years))), weathers_(weathers.size()) {
  for (std::size_t y = 0; y < years_; ++y) {
    in_year_.push_back(in_year(scenario, static_cast<int>(y)));
    for (Inputs& in : weathers) inputs_.push_back(grown(scenario, y + 1 == years_ ? std::move(in) : in, static_cast<int>(y)));
  }
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
                     .twin = w == 0 ? nullptr : &blocks_[block - w], .before = w == 0 && y > 0 ? &blocks_[block - weathers_] : nullptr, .outage = outage_});
  blocks_.back().chance = blocks_.back().share;
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
    const double limit = scenario_.concentration.hhi_max;
    if (limit >= 1.0 || b.v.providers.empty()) continue;
    Cut cut{y, {}};
    double sum = 0.0, squares = 0.0;
    for (const ProviderVars& p : b.v.providers) {
      cut.hours.push_back(std::max(0.0, x[static_cast<std::size_t>(p.hours.index)]));
      sum += cut.hours.back(), squares += cut.hours.back() * cut.hours.back();
    }
    if (squares <= limit * sum * sum * (1.0 + 1e-5)) continue;
    for (std::vector<double>& around : around_point(cut.hours, limit)) cuts_.push_back({y, std::move(around)});
    cuts_.push_back(std::move(cut));
    changed = true;
  }
  if (changed) build();
  return changed;
}

bool HorizonModel::branches() const {
  const solver::LinearProgram& lp = model_.program();
  bool any = false;
  for (std::size_t j = 0; j < lp.integer.size(); ++j) {
    if (lp.integer[j] == 0) continue;
    if (lp.column_upper[j] > 1.0) return false;
    any = true;
  }
  return any;
}

/// Tiers as the traffic has them, contracts signed or not by the nearest; what is in force never rises again.
std::vector<double> HorizonModel::nearest_decisions(const std::vector<double>& relaxed) const {
  std::vector<double> x = relaxed;
  for (const Building& b : blocks_) settle_egress(b, x);
  std::vector<double> values;
  const std::vector<std::uint8_t>& integer = model_.program().integer;
  for (std::size_t j = 0; j < integer.size(); ++j)
    if (integer[j] != 0) values.push_back(std::round(x[j]));
  return values;
}

}  // namespace gridwright::plan
