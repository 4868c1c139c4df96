#pragma once
#include <functional>
#include <vector>

#include "gridwright/solver/linear_program.hpp"
#include "gridwright/solver/solve.hpp"

/// Programs with a few integer columns and a large linear part: sign it or not, which price tier. Branch and bound whose relaxations
/// are answered by solve() as linear programs, so that a year of hours costs an interior point run a node, not a simplex.
///
///   Solution s = solve_by_branching(model.program());
///   s.mip_gap;                       // proved; s.row_dual are the duals with the integers held at their values
///
/// Made for tens of integer columns; a program with hundreds belongs to solve(), which asks HiGHS.
namespace gridwright::solver {

/// Values of the integer columns worth trying, worked out from the answer of a relaxation (all columns): each is completed by a
/// linear program. Without proposals, rounding is tried.
using Proposals = std::function<std::vector<std::vector<double>>(const std::vector<double>& relaxed)>;

/// The best answer, within `options.mip_gap` of the least relaxation left open (best first, then the most undecided column). `x` holds
/// exact integers; duals and reduced costs are those of the last linear program. `iterations` counts the linear programs. Status::limit
/// with the best answer known when time ends. Deterministic. Cost: one linear program a node and a proposal.
[[nodiscard]] Solution solve_by_branching(const LinearProgram& lp, const Options& options = {}, const Proposals& propose = {});

}  // namespace gridwright::solver
