#pragma once
#include <functional>
#include <span>
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/design/frontier.hpp"
#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::study {

struct FrontierOptions {
  scenario::MatchingMode mode = scenario::MatchingMode::none;   ///< none: the mode of the first scenario that has one
  plan::Options plan{};                                         ///< effort, threads, interruption
  /// Called before each design: which scenario, which target, how many are done of how many.
  std::function<void(const std::string& scenario, double target, int done, int of)> progress{};
};

/// Plans each scenario once per target: what the last percent of clean power costs, with which means.
///
///   Result<design::Frontier> f = clean_frontier(scenarios, {0.90, 0.95, 0.98, 0.99, 1.0}, {});
///
/// Targets are shares of load in (0, 1], any order, taken once each in rising order. Everything else of a scenario stays as it
/// is. A target no design reaches becomes a point with `reached` false; a higher target of that scenario is then not tried,
/// because a design that reaches more also reaches less. A target at which no solver came to an answer is such a point too, `why` begins with
/// "undecided", and higher ones are tried. Errors: a target outside the range, no mode to be found, bad input of
/// a scenario, an interrupted plan. Cost: one plan a point.
[[nodiscard]] Result<design::Frontier> clean_frontier(std::span<const scenario::Scenario> scenarios, std::vector<double> targets,
                                                      const FrontierOptions& options = {});

}  // namespace gridwright::study
