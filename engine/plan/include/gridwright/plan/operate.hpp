#pragma once
#include "gridwright/design/operation.hpp"
#include "gridwright/plan/plan.hpp"

/// Rolling operation of a fixed design with imperfect foresight.
///
///   design::Operation o = *plan::operate(scenario, design, {.foresight_h = 48});
///   o.operated_usd - o.planned_usd      // what knowing the whole year was worth
///
/// The year is operated in windows: each is planned to `foresight_h` ahead with capacities as built, the first `commit_h` are carried out, then the next
/// window starts from there. What lies beyond a window is judged by prices of the plan: energy in a store by what charging costs and discharging earns there
/// (two steps, so that the last half of a store is dearer), missing clean share by the dual of the matching target, throughput by its dual. A month's peak up to the
/// planned one is free, beyond it is charged. Training and what waits of batch work at the end of a window follow the plan. Load that cannot be
/// carried is counted as unserved at `unserved_usd_per_mwh` (or the scenario's own value).
namespace gridwright::plan {

struct OperateOptions {
  double foresight_h = 48.0;
  double commit_h = 24.0;                ///< at most foresight_h
  double unserved_usd_per_mwh = 10'000.0;
  int threads = 0;
  std::function<void(const Progress&)> progress;   ///< iteration: window
  const std::atomic<bool>* stop = nullptr;
};

/// Diagnostics: a scenario that cannot be operated so (clouds), a design of another scenario, a window without an answer. An interrupted run is an error that says so.
/// Cost: one small program a window; a year of Pine Island in 365 windows takes tens of seconds.
[[nodiscard]] Result<design::Operation> operate(const scenario::Scenario& scenario, const design::Design& design, const OperateOptions& options = {});

}  // namespace gridwright::plan
