#pragma once
#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/load_system.hpp"

/// Least-cost plans of power systems of buses: what to build, how it runs, prices, what binds, proved by an independent checker.
/// The design has no sites: buses are found by their price series, lines by their flows (docs/reference/run-folder.md).
namespace gridwright::plan {

[[nodiscard]] Outcome plan_power_system(const scenario::SystemScenario& scenario, const Options& options = {});

/// Every law recomputed from the design and the tables alone.
[[nodiscard]] std::vector<design::Check> verify_power_system(const scenario::SystemScenario& scenario, const design::Design& design);

/// The optimisation model alone, for oracles and export.
[[nodiscard]] solver::LinearProgram model_of(const scenario::PowerSystem& system);

}  // namespace gridwright::plan
