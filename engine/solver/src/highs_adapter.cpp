#include "highs_adapter.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "interfaces/highs_c_api.h"

// HiGHS (MIT licence, highs.dev) through its C interface: it has stayed the same over the versions a system may bring,
// while the C++ callback types have not.
namespace gridwright::solver {
namespace {

struct Destroy {
  void operator()(void* highs) const { Highs_destroy(highs); }
};
using Highs = std::unique_ptr<void, Destroy>;

/// Up to this many nonzeros a second, simplex, solve for a certificate costs seconds at most.
constexpr std::int64_t certificate_nonzeros = 50'000;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// HiGHS checks absolute tolerances from 1e-10 up; ours are relative to the largest bound or cost.
double highs_tolerance(double asked) { return std::clamp(asked, 1e-10, 1e-4); }

bool uses_simplex(const LinearProgram& lp, const Options& options) {
  return !lp.has_integers() && options.method == Method::highs_simplex;
}

/// A program of integer columns only by name is linear.
bool any_integer(const LinearProgram& lp) {
  return std::any_of(lp.integer.begin(), lp.integer.end(), [](std::uint8_t flag) { return flag != 0; });
}

void set_options(void* highs, const LinearProgram& lp, const Options& options) {
  Highs_setBoolOptionValue(highs, "output_flag", 0);
  Highs_setBoolOptionValue(highs, "log_to_console", 0);
  // One thread: the answer may not depend on how many cores a machine has.
  Highs_setStringOptionValue(highs, "parallel", "off");
  Highs_setIntOptionValue(highs, "threads", 1);
  // HiGHS drops entries below 1e-9. Only where there are such entries is that lowered: it also steers its presolve.
  const bool small = std::any_of(lp.matrix.value.begin(), lp.matrix.value.end(), [](double v) { return std::abs(v) <= 1e-9; });
  if (small) Highs_setDoubleOptionValue(highs, "small_matrix_value", 1e-12);
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

bool pass_program(void* highs, const LinearProgram& lp) {
  const RowMatrix& a = lp.matrix;
  if (a.nonzeros() > std::numeric_limits<HighsInt>::max()) return false;
  const std::vector<HighsInt> start(a.start.begin(), a.start.end());
  const auto columns = static_cast<HighsInt>(lp.columns()), rows = static_cast<HighsInt>(lp.rows());
  const auto nonzeros = static_cast<HighsInt>(a.nonzeros());
  const std::vector<HighsInt> integer(lp.integer.begin(), lp.integer.end());
  const HighsInt done =
      Highs_passMip(highs, columns, rows, nonzeros, kHighsMatrixFormatRowwise, kHighsObjSenseMinimize, lp.offset,
                    lp.cost.data(), lp.column_lower.data(), lp.column_upper.data(), lp.row_lower.data(), lp.row_upper.data(),
                    start.data(), a.index.data(), a.value.data(), any_integer(lp) ? integer.data() : nullptr);
  return done != kHighsStatusError;
}

/// What the callback needs; lives on the stack of solve_highs.
struct Watch {
  const Options& options;
  std::chrono::steady_clock::time_point start;
};

void report(const Watch& watch, int type, const HighsCallbackDataOut& data) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  Progress p{.primal_objective = unknown, .dual_objective = unknown, .gap = unknown, .primal_residual = unknown,
             .dual_residual = unknown, .seconds = seconds_since(watch.start)};
  if (type == kHighsCallbackIpmInterrupt) p.iteration = static_cast<int>(data.ipm_iteration_count);
  if (type == kHighsCallbackSimplexInterrupt) p.iteration = static_cast<int>(data.simplex_iteration_count);
  if (type == kHighsCallbackMipLogging) {
    p.iteration = static_cast<int>(data.mip_node_count);
    p.primal_objective = data.mip_primal_bound;
    p.dual_objective = data.mip_dual_bound;
    p.gap = data.mip_gap;
  }
  watch.options.progress(p);
}

void on_callback(int type, const char*, const HighsCallbackDataOut* out, HighsCallbackDataIn* in, void* user) {
  const Watch& watch = *static_cast<const Watch*>(user);
  if (watch.options.progress && out != nullptr && type != kHighsCallbackMipInterrupt) report(watch, type, *out);
  const bool stop = watch.options.stop != nullptr && watch.options.stop->load(std::memory_order_relaxed);
  if (in != nullptr && type != kHighsCallbackMipLogging) in->user_interrupt = stop ? 1 : 0;
}

void attach(void* highs, Watch& watch) {
  if (!watch.options.progress && watch.options.stop == nullptr) return;
  Highs_setCallback(highs, on_callback, &watch);
  for (const int type : {kHighsCallbackIpmInterrupt, kHighsCallbackSimplexInterrupt, kHighsCallbackMipInterrupt,
                         kHighsCallbackMipLogging})
    Highs_startCallback(highs, type);
}

Status status_of(HighsInt status) {
  switch (status) {
    case kHighsModelStatusOptimal:
    case kHighsModelStatusModelEmpty: return Status::optimal;
    case kHighsModelStatusInfeasible: return Status::infeasible;
    case kHighsModelStatusUnbounded:
    case kHighsModelStatusUnboundedOrInfeasible: return Status::unbounded;
    case kHighsModelStatusTimeLimit:
    case kHighsModelStatusIterationLimit:
    case kHighsModelStatusSolutionLimit: return Status::limit;
    case kHighsModelStatusInterrupt: return Status::interrupted;
    default: return Status::numerical;
  }
}

int integer_info(void* highs, const char* name) {
  HighsInt value = 0;
  return Highs_getIntInfoValue(highs, name, &value) == kHighsStatusOk ? static_cast<int>(value) : 0;
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
  const std::string version = std::to_string(Highs_versionMajor()) + "." + std::to_string(Highs_versionMinor());
  if (any_integer(lp)) return "HiGHS " + version + " branch and bound";
  if (uses_simplex(lp, options)) return "HiGHS " + version + " simplex";
  return "HiGHS " + version + (options.crossover ? " ipx with crossover" : " ipx");
}

}  // namespace

std::string highs_version() { return Highs_version(); }

Solution solve_highs(const LinearProgram& lp, const Options& options) {
  Watch watch{options, std::chrono::steady_clock::now()};
  Solution s;
  s.solver = name_of(lp, options);
  const Highs highs(Highs_create());
  set_options(highs.get(), lp, options);
  if (!pass_program(highs.get(), lp)) {
    s.solver += " (refused the program: a coefficient or its size is out of range)";
    return s;
  }
  attach(highs.get(), watch);
  s.status = Status::limit;
  if (options.seconds > 0.0) {  // HiGHS looks at the clock too late for this
    Highs_run(highs.get());
    s.status = status_of(Highs_getModelStatus(highs.get()));
  }
  read_iterations(highs.get(), lp, s);
  if (s.status == Status::infeasible || s.status == Status::unbounded) {
    if (options.certificate && !any_integer(lp) && lp.matrix.nonzeros() <= certificate_nonzeros) {
      Highs_setStringOptionValue(highs.get(), "presolve", "off");
      Highs_setStringOptionValue(highs.get(), "solver", "simplex");
      read_ray(highs.get(), lp, s);
    }
  } else {
    read_point(highs.get(), lp, s);
    if (s.status == Status::numerical && !any_integer(lp) && reached(s.residuals, options)) s.status = Status::optimal;
    if (s.status == Status::optimal && !any_integer(lp) && !reached(s.residuals, options)) s.status = Status::numerical;
  }
  s.seconds = seconds_since(watch.start);
  return s;
}

}  // namespace gridwright::solver
