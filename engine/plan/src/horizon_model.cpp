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

HorizonModel::HorizonModel(const scenario::Scenario& scenario, Inputs first, const Outage* outage) : scenario_(scenario), outage_(outage) {
  const int years = std::max(1, scenario.horizon.years);
  for (int y = 1; y < years; ++y) inputs_.push_back(grown(scenario, first, y));
  inputs_.push_front(std::move(first));
  const std::size_t providers = 1 + scenario.clouds.size();
  const double limit = scenario.concentration.hhi_max;
  if (providers > 1 && limit < 1.0 && limit * static_cast<double>(providers) > 1.0)
    for (std::size_t y = 0; y < static_cast<std::size_t>(years); ++y)
      for (std::vector<double>& hours : first_directions(limit, providers)) cuts_.push_back({y, std::move(hours)});
  build();
}

void HorizonModel::build() {
  model_ = solver::Model();
  variables_.clear();
  years_.clear();
  portfolio_ = {};
  for (std::size_t y = 0; y < inputs_.size(); ++y) {
    variables_.emplace_back();
    const Inputs& in = inputs_[y];
    const int calendar = scenario_.year + static_cast<int>(y);
    years_.push_back({.scenario = scenario_, .in = in, .model = model_, .v = variables_.back(), .hour = [&in](int t) { return in.label(t); },
                      .month = [calendar](int m) { return std::to_string(calendar) + (m < 9 ? "-0" : "-") + std::to_string(m + 1); },
                      .capital_scale = in.hours.years(), .year = static_cast<int>(y), .horizon = static_cast<int>(inputs_.size()), .calendar_year = calendar,
                      .weight = std::pow(1.0 + scenario_.cost_of_capital, -static_cast<double>(y)),
                      .scope = y == 0 ? std::string() : std::to_string(calendar) + " ", .portfolio = &portfolio_, .outage = outage_});
  }
  for (Building& b : years_) {
    const auto first = model_.program().cost.size();
    model_.set_scope(b.scope);
    build_model(b);
    model_.set_scope("");
    for (std::size_t j = first; j < model_.program().cost.size(); ++j) model_.program().cost[j] *= b.weight;
  }
  add_contracts(years_, portfolio_);
  add_build_order(years_);
  add_cuts();
}

void HorizonModel::add_cuts() {
  const double limit = scenario_.concentration.hhi_max;
  solver::Sum sum;
  for (const Cut& cut : cuts_) {
    const double norm = std::sqrt(std::inner_product(cut.hours.begin(), cut.hours.end(), cut.hours.begin(), 0.0));
    sum.clear();
    for (std::size_t p = 0; p < cut.hours.size(); ++p) sum.add(cut.hours[p] / norm - std::sqrt(limit), variables_[cut.year].providers[p].hours);
    model_.add_rows(years_[cut.year].scope + "hhi_limit").add(static_cast<int>(&cut - cuts_.data()), sum, -solver::infinity, 0.0);
  }
}

bool HorizonModel::tighten(const std::vector<double>& x) {
  bool changed = false;
  for (Building& b : years_) {
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
  for (const Building& b : years_) settle_egress(b, x);
  std::vector<double> values;
  const std::vector<std::uint8_t>& integer = model_.program().integer;
  for (std::size_t j = 0; j < integer.size(); ++j)
    if (integer[j] != 0) values.push_back(std::round(x[j]));
  return values;
}

}  // namespace gridwright::plan
