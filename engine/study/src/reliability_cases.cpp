#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "gridwright/core/text.hpp"
#include "reliability_year.hpp"

// N-1: one thing gone all year, everything else in order; and the grid gone at every hour in turn.
namespace gridwright::study {
namespace {

constexpr double longest_ride_h = 336.0;

design::OutageCase run_case(const ReliabilitySystem& system, StorePolicy policy, const std::vector<WeatherStep>& weather, const UnitGroup& g, Loss loss) {
  const YearOutcome y = run_year(system, policy, weather, nullptr, loss, nullptr);
  const double years = system.years();
  const char* what = loss.where == Loss::Where::grid ? "circuit" : "unit";
  std::string lost = loss.units == g.units ? "all" : fmt::format("one of {} {}s of {} MW", g.units, what, significant(g.unit_mw, 4));
  return {.component = g.name, .kind = g.kind, .lost = std::move(lost), .lost_mw = loss.units * g.unit_mw, .short_hours = y.short_h / years,
          .unserved_mwh = y.unserved_mwh / years, .deepest_mw = y.deepest_mw, .longest_h = y.longest_h};
}

}  // namespace

std::vector<design::OutageCase> outage_cases(const ReliabilitySystem& system, StorePolicy policy) {
  std::vector<design::OutageCase> cases;
  const std::vector<WeatherStep> weather = planned_weather(system);
  const auto add = [&](const UnitGroup& g, Loss::Where where, std::size_t index) {
    if (g.units > 1) cases.push_back(run_case(system, policy, weather, g, {where, index, 1}));
    cases.push_back(run_case(system, policy, weather, g, {where, index, g.units}));
  };
  for (std::size_t g = 0; g < system.supply.size(); ++g) add(system.supply[g], Loss::Where::supply, g);
  for (std::size_t k = 0; k < system.stores.size(); ++k) add(system.stores[k].units, Loss::Where::store, k);
  for (std::size_t g = 0; g < system.grid.size(); ++g) add(system.grid[g], Loss::Where::grid, g);
  std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) {
    return a.unserved_mwh != b.unserved_mwh ? a.unserved_mwh > b.unserved_mwh : std::tie(a.component, a.lost) < std::tie(b.component, b.lost);
  });
  return cases;
}

design::IslandedResult islanded(const ReliabilitySystem& system, StorePolicy policy) {
  ReliabilitySystem island = system;
  island.grid.clear();
  const std::vector<WeatherStep> weather = planned_weather(island);
  const std::size_t steps = system.load_mw.size();
  std::vector<double> power, own(steps, 0.0);
  for (const ReserveStore& s : island.stores) power.push_back(s.units.units * s.units.unit_mw);
  for (std::size_t t = 0; t < steps; ++t)
    for (const UnitGroup& g : island.supply) own[t] += g.units * g.unit_mw * (g.share.empty() ? 1.0 : g.share.front()[t]);
  const auto limit = static_cast<std::size_t>(longest_ride_h / system.step_h);
  std::vector<double> rides;
  for (std::size_t start = 0; start < steps; ++start) {
    StoreBank bank(island, policy, start);
    bank.keep_full();   // once the grid is gone nobody follows the plan: what is left over is stored
    std::size_t ride = 0;
    while (ride < limit) {
      const std::size_t t = (start + ride) % steps;
      if (bank.step(t, island.load_mw[t], own[t], 0.0, power) > 1e-6 * island.load_mw[t]) break;
      ++ride;
    }
    rides.push_back(static_cast<double>(ride) * system.step_h);
  }
  design::IslandedResult out{.limit_h = longest_ride_h};
  const auto share = [&](double hours) { return static_cast<double>(std::count_if(rides.begin(), rides.end(), [&](double h) { return h >= hours; })) / static_cast<double>(steps); };
  out.share_1h = share(1.0), out.share_4h = share(4.0), out.share_24h = share(24.0), out.share_72h = share(72.0), out.share_168h = share(168.0);
  std::sort(rides.begin(), rides.end());
  out.least_h = rides.front(), out.p5_h = rides[rides.size() / 20], out.median_h = rides[rides.size() / 2];
  const YearOutcome alone = run_year(island, StorePolicy::reserve, weather, nullptr, {}, nullptr);
  out.whole_year_hours = (system.step_h * static_cast<double>(steps) - alone.short_h) / system.years();
  return out;
}

}  // namespace gridwright::study
