#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver {

enum class Method : std::uint8_t { automatic, ipm, highs_ipx, highs_simplex };

/// One line of progress. Values are in the program's own units; NaN where the solver does not tell (HiGHS tells iterations
/// and seconds for linear programs, and bounds and gap for integers).
struct Progress {
  int iteration = 0;
  double primal_objective = 0.0, dual_objective = 0.0;
  double gap = 0.0, primal_residual = 0.0, dual_residual = 0.0;
  double seconds = 0.0;
};

struct Options {
  Method method = Method::automatic;     ///< automatic: own interior point for LP, HiGHS for integers and as visible fallback
  double gap = 1e-8;                     ///< relative optimality gap asked for
  double feasibility = 1e-8;             ///< relative residuals asked for
  double seconds = infinity;             ///< time limit
  int iterations = 300;                  ///< interior point iterations
  double mip_gap = 1e-4;
  bool crossover = false;                ///< highs_ipx only: move on to a vertex (slower, exact zeros)
  bool certificate = true;               ///< infeasible or unbounded by HiGHS: work out the ray where that is cheap
  double rescue_seconds = 120.0;         ///< automatic: the most HiGHS may spend after our interior point stopped short
  int threads = 0;                       ///< 0 = all cores; the answer does not depend on it (HiGHS always runs on one)
  std::function<void(const Progress&)> progress{};
  const std::atomic<bool>* stop = nullptr;  ///< polled every iteration; raise to interrupt
};

/// Which HiGHS this was built with, e.g. "1.10.0".
[[nodiscard]] std::string highs_version();

/// Solves a program. Deterministic: same program and options, same bits. Never throws on numerical trouble: see Status.
[[nodiscard]] Solution solve(const LinearProgram& lp, const Options& options = {});

}  // namespace gridwright::solver
