#include "reliability_year.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gridwright/core/hour_axis.hpp"

namespace gridwright::study {
namespace {

/// Units of one group through a year: how many are up now.
class UpUnits {
 public:
  UpUnits(const UnitGroup& group, int lost, RandomStream* random) : group_(group), random_(random), count_(std::max(0, group.units - lost)), up_(count_) {
    if (random == nullptr || group.forced <= 0.0) return;
    next_h_.resize(static_cast<std::size_t>(count_));
    is_up_.resize(next_h_.size());
    for (std::size_t u = 0; u < next_h_.size(); ++u) {
      is_up_[u] = random->uniform() >= group.forced;   // as it is on average, so that no year has to warm up
      if (!is_up_[u]) --up_;
      next_h_[u] = stay_h(is_up_[u]);
      soonest_h_ = std::min(soonest_h_, next_h_[u]);
    }
  }
  /// Units up at hour `now`; hours must not go back.
  int at(double now_h) {
    if (now_h < soonest_h_) return up_;
    soonest_h_ = std::numeric_limits<double>::infinity();
    for (std::size_t u = 0; u < next_h_.size(); ++u) {
      while (next_h_[u] <= now_h) {
        is_up_[u] = !is_up_[u];
        up_ += is_up_[u] ? 1 : -1;
        next_h_[u] += stay_h(is_up_[u]);
      }
      soonest_h_ = std::min(soonest_h_, next_h_[u]);
    }
    return up_;
  }

 private:
  [[nodiscard]] double stay_h(bool up) { return (up ? group_.repair_h * (1.0 - group_.forced) / group_.forced : group_.repair_h) * random_->exponential(); }
  const UnitGroup& group_;
  RandomStream* random_;
  int count_, up_;
  std::vector<double> next_h_;
  std::vector<char> is_up_;
  double soonest_h_ = std::numeric_limits<double>::infinity();
};

int lost_of(const Loss& loss, Loss::Where where, std::size_t index) { return loss.where == where && loss.index == index ? loss.units : 0; }

double available(const UnitGroup& g, int up, const WeatherStep& w) {
  const double mw = up * g.unit_mw;
  if (g.share.empty()) return mw;
  return mw * g.share[std::min(static_cast<std::size_t>(w.year), g.share.size() - 1)][static_cast<std::size_t>(w.step)];
}

int weather_years_of(const ReliabilitySystem& system) {
  std::size_t most = 1;
  for (const UnitGroup& g : system.supply) most = std::max(most, g.share.size());
  return static_cast<int>(most);
}

}  // namespace

std::vector<WeatherStep> planned_weather(const ReliabilitySystem& system) {
  std::vector<WeatherStep> steps(system.load_mw.size());
  for (std::size_t t = 0; t < steps.size(); ++t) steps[t] = {0, static_cast<int>(t)};
  return steps;
}

std::vector<WeatherStep> draw_weather(const ReliabilitySystem& system, const ReliabilityOptions& options, RandomStream& random) {
  const auto count = static_cast<int>(system.load_mw.size());
  const auto years = static_cast<std::uint64_t>(weather_years_of(system));
  std::vector<WeatherStep> steps(static_cast<std::size_t>(count));
  const int block = options.block_h > 0.0 ? std::max(1, static_cast<int>(std::lround(options.block_h / system.step_h))) : count;
  const int blocks = (count + block - 1) / block;
  constexpr int reach = 2;   // blocks earlier or later: weather of the season
  for (int k = 0; k < blocks; ++k) {
    const int year = static_cast<int>(random.below(years));
    const int from = blocks > 2 * reach + 1 ? k + static_cast<int>(random.below(2 * reach + 1)) - reach : k;
    for (int i = 0; i < block && k * block + i < count; ++i) {
      const int source = ((from * block + i) % count + count) % count;
      steps[static_cast<std::size_t>(k * block + i)] = {year, source};
    }
  }
  return steps;
}

StoreBank::StoreBank(const ReliabilitySystem& system, StorePolicy policy, std::size_t first_step) : system_(system), policy_(policy), change_(system.stores.size(), 0.0) {
  for (const ReserveStore& s : system.stores) {
    const bool planned = policy == StorePolicy::plan && !s.planned_mwh.empty();
    level_.push_back(planned ? s.planned_mwh[(first_step + s.planned_mwh.size() - 1) % s.planned_mwh.size()] : s.energy_mwh);
  }
}

double StoreBank::step(std::size_t t, double load, double own, double grid, const std::vector<double>& power) {
  const double dt = system_.step_h;
  double short_mw = load - own - grid;   // what the grid cannot bring once stores do as they like
  for (std::size_t k = 0; k < level_.size(); ++k) {
    const ReserveStore& s = system_.stores[k];
    level_[k] *= s.keep;
    const double aim = policy_ == StorePolicy::plan && !s.planned_mwh.empty() ? s.planned_mwh[t] : s.energy_mwh;
    const double gap = aim - level_[k];
    change_[k] = gap > 0.0 ? std::min(gap / (s.charge_efficiency * dt), s.charge_ratio * power[k]) : -std::min(-gap * s.discharge_efficiency / dt, power[k]);
    short_mw += change_[k];
  }
  for (std::size_t k = 0; k < level_.size() && short_mw > 0.0; ++k) {   // first charge less, then discharge more
    const double cut = std::min(short_mw, std::max(0.0, change_[k]));
    change_[k] -= cut, short_mw -= cut;
  }
  for (std::size_t k = 0; k < level_.size() && short_mw > 0.0; ++k) {
    const ReserveStore& s = system_.stores[k];
    const double most = std::min(power[k], level_[k] * s.discharge_efficiency / dt);
    const double more = std::clamp(most + std::min(0.0, change_[k]), 0.0, short_mw);
    change_[k] -= more, short_mw -= more;
  }
  for (std::size_t k = 0; k < level_.size(); ++k) {
    const ReserveStore& s = system_.stores[k];
    level_[k] += dt * (change_[k] > 0.0 ? s.charge_efficiency * change_[k] : change_[k] / s.discharge_efficiency);
    level_[k] = std::clamp(level_[k], 0.0, s.energy_mwh);
  }
  return std::max(0.0, short_mw);
}

YearOutcome run_year(const ReliabilitySystem& system, StorePolicy policy, const std::vector<WeatherStep>& weather, RandomStream* random, const Loss& loss,
                     std::array<double, 288>* unserved) {
  std::vector<UpUnits> supply, grid, stores;
  for (std::size_t g = 0; g < system.supply.size(); ++g) supply.emplace_back(system.supply[g], lost_of(loss, Loss::Where::supply, g), random);
  for (std::size_t g = 0; g < system.grid.size(); ++g) grid.emplace_back(system.grid[g], lost_of(loss, Loss::Where::grid, g), random);
  for (std::size_t k = 0; k < system.stores.size(); ++k) stores.emplace_back(system.stores[k].units, lost_of(loss, Loss::Where::store, k), random);
  StoreBank bank(system, policy, 0);
  std::vector<double> power(system.stores.size(), 0.0);
  const HourAxis axis{.steps = static_cast<int>(system.load_mw.size()), .step_h = system.step_h};
  YearOutcome out;
  double run_h = 0.0;
  for (std::size_t t = 0; t < system.load_mw.size(); ++t) {
    const double now_h = static_cast<double>(t) * system.step_h;
    double own = 0.0, import = 0.0;
    for (std::size_t g = 0; g < supply.size(); ++g) own += available(system.supply[g], supply[g].at(now_h), weather[t]);
    for (std::size_t g = 0; g < grid.size(); ++g) import += available(system.grid[g], grid[g].at(now_h), weather[t]);
    for (std::size_t k = 0; k < stores.size(); ++k) power[k] = stores[k].at(now_h) * system.stores[k].units.unit_mw;
    const double missing = bank.step(t, system.load_mw[t], own, import, power);
    if (missing <= 1e-6 * system.load_mw[t]) {
      run_h = 0.0;
      continue;
    }
    out.events += run_h == 0.0 ? 1 : 0;
    run_h += system.step_h;
    out.short_h += system.step_h;
    out.unserved_mwh += system.step_h * missing;
    out.longest_h = std::max(out.longest_h, run_h);
    out.deepest_mw = std::max(out.deepest_mw, missing);
    if (unserved != nullptr)
      (*unserved)[static_cast<std::size_t>(24 * axis.month(static_cast<int>(t)) + static_cast<int>(axis.hour_of_day(static_cast<int>(t))))] += system.step_h * missing;
  }
  return out;
}

}  // namespace gridwright::study
