#include "highs_adapter.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "highs_session.hpp"

namespace gridwright::solver {
namespace {

using highs::any_integer;
using highs::integer_info;

/// Up to this many nonzeros a second, simplex, solve for a certificate costs seconds at most.
constexpr std::int64_t certificate_nonzeros = 50'000;

/// HiGHS checks absolute tolerances from 1e-10 up; ours are relative to the largest bound or cost.
double highs_tolerance(double asked) { return std::clamp(asked, 1e-10, 1e-4); }

bool uses_simplex(const LinearProgram& lp, const Options& options) {
  return !lp.has_integers() && options.method == Method::highs_simplex;
}

void set_options(void* highs, const LinearProgram& lp, const Options& options) {
  highs::set_common_options(highs, lp);
  if (std::isfinite(options.seconds)) Highs_setDoubleOptionValue(highs, "time_limit", std::max(0.0, options.seconds));
  // The simplex at 1e-8 calls feasible programs infeasible (2 of 27,000 generated ones); at its own 1e-7 none, and the vertex
  // it returns is exact to rounding anyway. measure() judges it.
  const double feasibility = highs_tolerance(uses_simplex(lp, options) ? std::max(options.feasibility, 1e-7) : options.feasibility);
  Highs_setDoubleOptionValue(highs, "primal_feasibility_tolerance", feasibility);
  Highs_setDoubleOptionValue(highs, "dual_feasibility_tolerance", feasibility);
  if (any_integer(lp)) {
    Highs_setDoubleOptionValue(highs, "mip_rel_gap", options.mip_gap);
    // Below 1e-7 branch and bound mostly fights rounding; HiGHS itself uses 1e-6.
    Highs_setDoubleOptionValue(highs, "mip_feasibility_tolerance", std::max(feasibility, 1e-7));
    return;
  }
  Highs_setStringOptionValue(highs, "solver", uses_simplex(lp, options) ? "simplex" : "ipm");
  // Without crossover HiGHS moves values whose dual says "at the bound" onto it unless they are within the primal tolerance,
  // and each move breaks a row. IPX itself works to the smaller of the two tolerances, so only the primal one is loosened.
  if (!uses_simplex(lp, options) && !options.crossover)
    Highs_setDoubleOptionValue(highs, "primal_feasibility_tolerance", std::max(feasibility, 1e-6));
  Highs_setStringOptionValue(highs, "run_crossover", options.crossover ? "on" : "off");
  // IPX measures its gap against another denominator than we do: ask for a little more than is needed.
  Highs_setDoubleOptionValue(highs, "ipm_optimality_tolerance", std::clamp(0.1 * options.gap, 1e-12, 1e-2));
  Highs_setIntOptionValue(highs, "ipm_iteration_limit", static_cast<HighsInt>(options.iterations));
}

void read_iterations(void* highs, const LinearProgram& lp, Solution& s) {
  if (any_integer(lp)) {
    std::int64_t nodes = 0;
    Highs_getInt64InfoValue(highs, "mip_node_count", &nodes);
    s.iterations = static_cast<int>(std::clamp<std::int64_t>(nodes, 0, std::numeric_limits<int>::max()));
    Highs_getDoubleInfoValue(highs, "mip_gap", &s.mip_gap);
    return;
  }
  // IPX hands over to the simplex when it gets stuck: count both.
  s.iterations = std::max(0, integer_info(highs, "ipm_iteration_count")) +
                 std::max(0, integer_info(highs, "simplex_iteration_count"));
}

/// Reads x and y and lets measure() judge them.
void read_point(void* highs, const LinearProgram& lp, Solution& s) {
  const auto columns = static_cast<std::size_t>(lp.columns()), rows = static_cast<std::size_t>(lp.rows());
  s.x.resize(columns);
  for (std::size_t j = 0; j < columns; ++j)  // what stands when HiGHS has no point to give
    s.x[j] = std::max(lp.column_lower[j], std::min(0.0, lp.column_upper[j]));
  std::vector<double> y(rows, 0.0), d(columns, 0.0), activity(rows, 0.0);
  Highs_getSolution(highs, s.x.data(), d.data(), activity.data(), y.data());
  s.residuals = measure(lp, s.x, y, &s.objective);
  if (any_integer(lp)) {
    s.residuals.dual = s.residuals.dual_relative = 0.0;
    s.residuals.gap = s.mip_gap;
    return;
  }
  // HiGHS: d = c - A'y with y the change of the objective per unit of row bound; the same convention as ours.
  s.row_dual = std::move(y);
}

bool reached(const Residuals& r, const Options& o) {
  return r.primal_relative <= o.feasibility && r.dual_relative <= o.feasibility && r.gap <= o.gap;
}

/// The ray of an infeasible or unbounded program; empty when HiGHS has none or ours does not check.
void read_ray(void* highs, const LinearProgram& lp, Solution& s) {
  const auto columns = static_cast<std::size_t>(lp.columns()), rows = static_cast<std::size_t>(lp.rows());
  HighsInt has = 0;
  if (s.status == Status::infeasible) {
    std::vector<double> y(rows, 0.0);
    if (Highs_getDualRay(highs, &has, y.data()) == kHighsStatusError || has == 0) return;
    if (!proves_infeasible(lp, y))
      for (double& v : y) v = -v;
    if (proves_infeasible(lp, y)) s.row_dual = std::move(y);
  } else {
    std::vector<double> ray(columns, 0.0);
    if (Highs_getPrimalRay(highs, &has, ray.data()) == kHighsStatusError || has == 0) return;
    if (proves_unbounded(lp, ray)) s.x = std::move(ray);
  }
}

std::string name_of(const LinearProgram& lp, const Options& options) {
  if (any_integer(lp)) return highs::name() + " branch and bound";
  if (uses_simplex(lp, options)) return highs::name() + " simplex";
  return highs::name() + (options.crossover ? " ipx with crossover" : " ipx");
}

}  // namespace

std::string highs_version() { return Highs_version(); }

Solution solve_highs(const LinearProgram& lp, const Options& options) {
  highs::Watch watch{options, std::chrono::steady_clock::now()};
  Solution s;
  s.solver = name_of(lp, options);
  const highs::Handle model(Highs_create());
  set_options(model.get(), lp, options);
  if (!highs::pass_program(model.get(), lp)) {
    s.solver += " (refused the program: a coefficient or its size is out of range)";
    return s;
  }
  highs::attach(model.get(), watch);
  s.status = Status::limit;
  if (options.seconds > 0.0) {  // HiGHS looks at the clock too late for this
    Highs_run(model.get());
    s.status = highs::status_of(Highs_getModelStatus(model.get()));
  }
  read_iterations(model.get(), lp, s);
  if (s.status == Status::infeasible || s.status == Status::unbounded) {
    if (options.certificate && !any_integer(lp) && lp.matrix.nonzeros() <= certificate_nonzeros) {
      Highs_setStringOptionValue(model.get(), "presolve", "off");
      Highs_setStringOptionValue(model.get(), "solver", "simplex");
      read_ray(model.get(), lp, s);
    }
  } else {
    read_point(model.get(), lp, s);
    if (s.status == Status::numerical && !any_integer(lp) && reached(s.residuals, options)) s.status = Status::optimal;
    if (s.status == Status::optimal && !any_integer(lp) && !reached(s.residuals, options)) s.status = Status::numerical;
  }
  s.seconds = highs::seconds_since(watch.start);
  return s;
}

}  // namespace gridwright::solver
