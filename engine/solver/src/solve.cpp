#include "gridwright/solver/solve.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "gridwright/solver/interior_point.hpp"
#include "highs_adapter.hpp"

namespace gridwright::solver {
namespace {

/// Beyond this size the simplex is no rescue: it may run for hours where the interior point needed minutes.
constexpr std::int64_t rescue_nonzeros = 500'000;

bool any_integer(const LinearProgram& lp) {
  return std::any_of(lp.integer.begin(), lp.integer.end(), [](std::uint8_t flag) { return flag != 0; });
}

bool bounds_contradict(const std::vector<double>& lower, const std::vector<double>& upper) {
  for (std::size_t i = 0; i < lower.size(); ++i)
    if (lower[i] > upper[i] || lower[i] == infinity || upper[i] == -infinity) return true;
  return false;
}

/// Where a column wants to be when no row holds it; infinite when it has no end.
double cheapest(double cost, double lower, double upper) {
  if (cost > 0.0) return lower;
  if (cost < 0.0) return upper;
  return std::max(lower, std::min(0.0, upper));
}

/// Programs without rows or without columns: every column goes to its cheapest end.
Solution solve_without_matrix(const LinearProgram& lp) {
  Solution s{.status = Status::optimal, .objective = lp.offset, .solver = "gridwright (no matrix)"};
  s.row_dual.assign(lp.row_lower.size(), 0.0);
  s.reduced_cost = lp.cost;
  for (std::size_t j = 0; j < lp.cost.size(); ++j) {
    double at = cheapest(lp.cost[j], lp.column_lower[j], lp.column_upper[j]);
    if (!lp.integer.empty() && lp.integer[j] != 0) at = lp.cost[j] < 0.0 ? std::floor(at) : std::ceil(at);
    if (std::isinf(at)) {
      s.x.assign(lp.cost.size(), 0.0);
      s.x[j] = lp.cost[j] > 0.0 ? -1.0 : 1.0;
      s.status = Status::unbounded;
      return s;
    }
    if (at < lp.column_lower[j] || at > lp.column_upper[j]) s.status = Status::infeasible;  // no integer between the bounds
    s.x.push_back(at);
  }
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    if (lp.row_lower[i] > 0.0 || lp.row_upper[i] < 0.0) {
      s.row_dual[i] = lp.row_lower[i] > 0.0 ? 1.0 : -1.0;
      s.status = Status::infeasible;
      return s;
    }
  s.residuals = measure(lp, s.x, s.row_dual, &s.objective);
  return s;
}

/// Sizes, NaNs, contradicting bounds and empty matrices are answered here, so that solvers need not care.
bool answer_at_once(const LinearProgram& lp, Solution& s) {
  if (!well_formed(lp)) {
    s = {.status = Status::numerical, .solver = "gridwright (refused: sizes disagree or a number is not finite)"};
    return true;
  }
  if (bounds_contradict(lp.column_lower, lp.column_upper) || bounds_contradict(lp.row_lower, lp.row_upper)) {
    s = {.status = Status::infeasible, .solver = "gridwright (a lower bound exceeds its upper bound)"};
    return true;
  }
  if (lp.matrix.nonzeros() == 0) {
    s = solve_without_matrix(lp);
    return true;
  }
  return false;
}

/// The worst residual; infinite where one is not a number.
double worst(const Residuals& r) {
  const double sum = r.primal_relative + r.dual_relative + r.gap;
  return std::isfinite(sum) ? std::max({r.primal_relative, r.dual_relative, r.gap}) : infinity;
}

/// After our interior point stopped short: HiGHS with the time that is left, and the better of the two answers.
Solution hand_over(const LinearProgram& lp, const Options& options, Solution own) {
  const std::string why = " (after gridwright ipm stopped: " + to_string(own.status) + ")";
  Options rest = options;
  rest.method = Method::highs_ipx;
  rest.iterations = std::max(options.iterations, 1000);  // the limit was ours
  // A near miss is worth no more than the same time again: nobody waits minutes for the last factor of ten.
  const bool near = worst(own.residuals) <= 100.0 * std::max(options.gap, options.feasibility) && !own.x.empty();
  const double budget = near ? std::min(options.rescue_seconds, std::max(5.0, own.seconds)) : options.rescue_seconds;
  rest.seconds = std::min(options.seconds - own.seconds, budget);
  if (rest.seconds <= 0.0) return own;
  Solution next = solve_highs(lp, rest);
  if (next.status == Status::numerical && lp.matrix.nonzeros() <= rescue_nonzeros && rest.seconds > next.seconds) {
    rest.method = Method::highs_simplex;
    rest.seconds -= next.seconds;
    const double spent = next.seconds;
    Solution last = solve_highs(lp, rest);
    last.seconds += spent;
    if (last.status != Status::numerical || worst(last.residuals) < worst(next.residuals)) next = std::move(last);
  }
  const bool settled = next.status == Status::optimal || next.status == Status::infeasible || next.status == Status::unbounded;
  const double seconds = own.seconds + next.seconds;
  Solution& better = settled || own.x.empty() || worst(next.residuals) < worst(own.residuals) ? next : own;
  if (&better == &next) better.solver += why;
  else better.solver += " (" + next.solver + " did no better: " + to_string(next.status) + ")";
  better.seconds = seconds;
  return std::move(better);
}

/// d = c - A'y, the same way for every solver.
void derive_reduced_costs(const LinearProgram& lp, Solution& s) {
  const bool has_point = s.status != Status::infeasible && s.status != Status::unbounded;
  if (!has_point || s.row_dual.size() != lp.row_lower.size()) return;
  s.reduced_cost = lp.cost;
  for (std::size_t i = 0; i < s.row_dual.size(); ++i)
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k)
      s.reduced_cost[static_cast<std::size_t>(lp.matrix.index[k])] -= lp.matrix.value[k] * s.row_dual[i];
}

/// No solver is taken at its word: "optimal" needs finite numbers and the residuals that were asked for. The comparisons
/// are written so that NaN fails them.
void verify(const Options& options, Solution& s) {
  if (s.status != Status::optimal) return;
  const auto finite = [](const std::vector<double>& v) { return std::all_of(v.begin(), v.end(), [](double d) { return std::isfinite(d); }); };
  const Residuals& r = s.residuals;
  const bool holds = std::isfinite(s.objective) && r.primal_relative <= options.feasibility &&
                     r.dual_relative <= options.feasibility && r.gap <= options.gap && finite(s.x) && finite(s.row_dual);
  if (!holds) s.status = Status::numerical;
}

Solution solve_continuous(const LinearProgram& lp, const Options& options) {
  if (options.method == Method::automatic || options.method == Method::ipm) {
    Solution own = solve_interior_point(lp, options);
    verify(options, own);
    const bool stuck = own.status == Status::numerical || own.status == Status::limit;
    return options.method == Method::automatic && stuck ? hand_over(lp, options, std::move(own)) : own;
  }
  return solve_highs(lp, options);
}

}  // namespace

std::string to_string(Status status) {
  switch (status) {
    case Status::optimal: return "optimal";
    case Status::infeasible: return "infeasible";
    case Status::unbounded: return "unbounded";
    case Status::limit: return "stopped at a limit";
    case Status::numerical: return "numerical trouble";
    case Status::interrupted: return "interrupted";
  }
  return "unknown";
}

Solution solve(const LinearProgram& lp, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  Solution s;
  if (answer_at_once(lp, s)) {
    s.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return s;
  }
  if (any_integer(lp)) return solve_highs(lp, options);
  s = solve_continuous(lp, options);
  derive_reduced_costs(lp, s);
  return s;
}

}  // namespace gridwright::solver
