#pragma once
#include <functional>
#include <string>

#include "gridwright/plan/plan.hpp"
#include "gridwright/study/days.hpp"

/// Plan, simulate a day of every season at request level, tighten where a promised percentile is missed, plan again.
///
///   StudyResult r = study(*scenario);
///   r.plan.design.simulation.promises      // promised against simulated, with intervals
///   r.held                                 // every promise kept in every season
namespace gridwright::study {

struct StudyOptions {
  plan::Options plan{};
  DaysOptions days{};
  int rounds = 6;                        ///< plans at most
  double margin = 0.03;                  ///< tighten by this much more than the miss
  bool events = true;                    ///< the last plan is also simulated while things break (events.hpp)
  std::function<void(int round, const std::string& what)> progress;
};

struct StudyResult {
  plan::Outcome plan;                    ///< the last plan, its design with the simulation in it
  scenario::Scenario tightened;          ///< the scenario of the last plan: its mean shares, token budgets and busy_share_max as found
  std::vector<DayResult> days;           ///< of the last round
  bool held = false;
  Diagnostics diagnostics;               ///< of the simulation
};

/// What is tightened: TPOT missed -> the token budget of an iteration (long prompts in smaller pieces, tried on the worst day), and where
/// that is not enough the mean TPOT aimed at (smaller batches); TTFT missed by waiting -> the utilisation of the fleets (busy_share_max);
/// TTFT missed otherwise -> the mean TTFT aimed at. After a plan that cannot be made half the step is tried; the last plan that could stands.
[[nodiscard]] StudyResult study(const scenario::Scenario& scenario, const StudyOptions& options = {});

}  // namespace gridwright::study
