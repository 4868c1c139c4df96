#pragma once
#include "gridwright/solver/solve.hpp"

namespace gridwright::solver {

/// Solves with HiGHS: interior point (IPX) unless options.method asks for the simplex; branch and bound for integers.
/// Silent, on one thread, deterministic. Residuals come from measure(), not from HiGHS.
[[nodiscard]] Solution solve_highs(const LinearProgram& lp, const Options& options);

}  // namespace gridwright::solver
