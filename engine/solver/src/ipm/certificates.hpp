#pragma once
#include <vector>

#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver::ipm {

/// Programs that always have an optimum and whose optimum settles whether `lp` has one. When the path to an optimum breaks
/// down, these are solved by the same method: the proof is then a solution like any other, with residuals to check.

/// minimise the sum of row violations subject to the column bounds. Optimum 0: feasible. Otherwise its row duals are a Farkas
/// ray of `lp`. Its first lp.columns() columns are those of `lp`. Empty when the column bounds alone contradict.
LinearProgram least_violation(const LinearProgram& lp);

/// minimise cost'r over the directions r, |r_j| <= 1, in which no bound is ever met. Optimum 0: no descent without end.
LinearProgram steepest_recession(const LinearProgram& lp);

}  // namespace gridwright::solver::ipm
