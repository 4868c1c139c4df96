#pragma once
#include <memory>

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

/// The same for families of programs of one shape (a Pareto front, weather years): the order of elimination and all symbolic
/// work are kept from one solve to the next and redone only when the sparsity or the kinds of bounds have changed.
///
///   InteriorPoint solver;
///   for (double share : shares) { lp.row_upper[matching] = share * load; results.push_back(solver.solve(lp)); }
///
/// Answers are bit for bit those of solve_interior_point. One object per thread.
class InteriorPoint {
 public:
  InteriorPoint();
  ~InteriorPoint();
  InteriorPoint(InteriorPoint&&) noexcept;
  InteriorPoint& operator=(InteriorPoint&&) noexcept;
  [[nodiscard]] Solution solve(const LinearProgram& lp, const Options& options = {});

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace gridwright::solver
