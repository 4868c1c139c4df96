#pragma once
#include <vector>

#include "gridwright/plan/plan.hpp"

namespace gridwright::plan {

/// What stays undone when a provider fails for thirty days, with what was built and signed: planned again hour by hour with nothing at that
/// provider. In a plan on representative weeks, the week with the most work stands for the thirty days.
struct OutageAnswer {
  bool solved = false;
  std::vector<double> undone_tokens, asked_tokens;  ///< by year of the horizon, of thirty days
};

/// `held`: the scenario with its contracts as they were signed; `built`: Outcome::built. `cloud` -1: all own sites.
[[nodiscard]] OutageAnswer outage(const scenario::Scenario& held, const std::vector<std::vector<double>>& built, int cloud, const Options& options);

}  // namespace gridwright::plan
