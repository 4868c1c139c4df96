#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/serving/simulate.hpp"

/// A design replayed request by request: one day of every season, the promises of its interactive workloads against what came out.
namespace gridwright::study {

struct DaysOptions {
  // -- change the answer
  std::uint64_t seed = 7;
  double requests_a_day = 400'000.0;   ///< about as many are simulated of each workload and day (see below)
  double burst_cv = 0.06;              ///< arrival rates vary by this much from minute to minute, on top of Poisson: as in the Azure trace of 2023
  bool lose_a_replica = true;          ///< in each site, one replica of the cell is down for a quarter of an hour at noon
  std::string only_workload{}, only_season{};  ///< leave out all others; empty = all of them
  int iteration_tokens = 0;            ///< token budget of an engine's iteration instead of the design's; 0 = as designed
  // -- change the effort
  int threads = 0;
  std::function<void(const std::string& what, const serving::Progress&)> progress;
  const std::atomic<bool>* stop = nullptr;
};

/// How a design of thousands of replicas becomes a simulation: a cell of at most 16 instances a site stands for all of them (they are
/// alike, and a balancer seldom chooses among more), loaded hour by hour as the plan loads the site. What stands idle is there for
/// interactive work: batch and training work does not burst. Of each hour as many minutes are simulated as the stated number of requests
/// allows. The day of a season is the one whose busiest hour is busiest. Users of a region take the way the plan gave them, hour by hour.
struct DayResult {
  std::string workload, season, label;   ///< "chat", "winter", "2028-01-12"
  serving::System system;
  serving::Outcome outcome;
  double minutes_of_hour = 60.0;
};

struct DaysResult {
  std::vector<DayResult> days;
  design::SimulationRecord record;
};

/// Diagnostics when the design has no hourly values or no engine layout (made by an older version), or knows no such workload.
/// A design without interactive workload gives an empty record with a note.
[[nodiscard]] Result<DaysResult> simulate_days(const scenario::Scenario& scenario, const design::Design& design, const DaysOptions& options = {});

}  // namespace gridwright::study
