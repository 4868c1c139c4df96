#pragma once
#include <array>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/study/reliability.hpp"

/// One year of a system: units that fail, weather that is drawn, stores that help. Internal to reliability.
namespace gridwright::study {

/// What a year came to.
struct YearOutcome {
  double short_h = 0.0, unserved_mwh = 0.0, longest_h = 0.0, deepest_mw = 0.0;
  int events = 0;
};

/// What is lost for a whole year in an N-1 case: units of one group of supply, stores or grid.
struct Loss {
  enum class Where { nothing, supply, store, grid } where = Where::nothing;
  std::size_t index = 0;
  int units = 0;
};

/// Which weather each step takes: a year and a step of it.
struct WeatherStep {
  int year = 0, step = 0;
};
[[nodiscard]] std::vector<WeatherStep> draw_weather(const ReliabilitySystem& system, const ReliabilityOptions& options, RandomStream& random);
/// The plan's own year.
[[nodiscard]] std::vector<WeatherStep> planned_weather(const ReliabilitySystem& system);

/// Levels of stores as they go through a year.
class StoreBank {
 public:
  StoreBank(const ReliabilitySystem& system, StorePolicy policy, std::size_t first_step);
  /// From here on what is left over is stored, whatever the plan says.
  void keep_full() { policy_ = StorePolicy::reserve; }
  /// One step with `own` MW of supply and `grid` MW that may be imported; `power` MW each store can discharge. Returns what is unserved, MW.
  double step(std::size_t t, double load, double own, double grid, const std::vector<double>& power);

 private:
  const ReliabilitySystem& system_;
  StorePolicy policy_;
  std::vector<double> level_, change_;   ///< change: MW, + charge, - discharge
};

/// Runs a year. `random` null: nothing fails. `unserved` (12 x 24, may be null) collects MWh by month and hour.
[[nodiscard]] YearOutcome run_year(const ReliabilitySystem& system, StorePolicy policy, const std::vector<WeatherStep>& weather, RandomStream* random,
                                   const Loss& loss, std::array<double, 288>* unserved);

[[nodiscard]] std::vector<design::OutageCase> outage_cases(const ReliabilitySystem& system, StorePolicy policy);
[[nodiscard]] design::IslandedResult islanded(const ReliabilitySystem& system, StorePolicy policy);

}  // namespace gridwright::study
