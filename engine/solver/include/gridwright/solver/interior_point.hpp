#pragma once
#include "gridwright/solver/linear_program.hpp"
#include "gridwright/solver/solve.hpp"

namespace gridwright::solver {

/// Our own primal-dual interior point for continuous programs (docs/theory/interior-point.md). Integer flags are ignored.
///
///   Solution s = solve_interior_point(lp, {.gap = 1e-8});
///   if (s.status == Status::optimal) use(s.x, s.row_dual);
///
/// Status::optimal means that measure() on the program as given met Options::gap and Options::feasibility.
/// Deterministic; never throws on numerical trouble. No vertex is promised: ties are shared out, not broken.
[[nodiscard]] Solution solve_interior_point(const LinearProgram& lp, const Options& options = {});

}  // namespace gridwright::solver
