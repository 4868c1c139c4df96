#include "highs_session.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace gridwright::solver::highs {
namespace {

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
  const bool stop = (watch.options.stop != nullptr && watch.options.stop->load(std::memory_order_relaxed)) ||
                    seconds_since(watch.start) > watch.deadline;
  if (in != nullptr && type != kHighsCallbackMipLogging) in->user_interrupt = stop ? 1 : 0;
}

}  // namespace

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string name() { return "HiGHS " + std::to_string(Highs_versionMajor()) + "." + std::to_string(Highs_versionMinor()); }

bool any_integer(const LinearProgram& lp) {
  return std::any_of(lp.integer.begin(), lp.integer.end(), [](std::uint8_t flag) { return flag != 0; });
}

void set_common_options(void* highs, const LinearProgram& lp) {
  Highs_setBoolOptionValue(highs, "output_flag", 0);
  Highs_setBoolOptionValue(highs, "log_to_console", 0);
  Highs_setStringOptionValue(highs, "parallel", "off");
  Highs_setIntOptionValue(highs, "threads", 1);
  // HiGHS drops entries below 1e-9. Only where there are such entries is that lowered: it also steers its presolve.
  const bool small = std::any_of(lp.matrix.value.begin(), lp.matrix.value.end(), [](double v) { return std::abs(v) <= 1e-9; });
  if (small) Highs_setDoubleOptionValue(highs, "small_matrix_value", 1e-12);
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

void attach(void* highs, Watch& watch) {
  if (!watch.options.progress && watch.options.stop == nullptr && watch.deadline == infinity) return;
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

Basis read_basis(void* highs, const LinearProgram& lp) {
  std::vector<HighsInt> column(static_cast<std::size_t>(lp.columns())), row(static_cast<std::size_t>(lp.rows()));
  if (Highs_getBasis(highs, column.data(), row.data()) == kHighsStatusError) return {};
  const auto stand = [](HighsInt status) {
    if (status == kHighsBasisStatusBasic) return Stand::basic;
    if (status == kHighsBasisStatusUpper) return Stand::at_upper;
    return status == kHighsBasisStatusZero ? Stand::at_zero : Stand::at_lower;
  };
  Basis basis;
  basis.column.resize(column.size());
  basis.row.resize(row.size());
  std::transform(column.begin(), column.end(), basis.column.begin(), stand);
  std::transform(row.begin(), row.end(), basis.row.begin(), stand);
  // After a crossover HiGHS does not say whether its basis is valid; where it has none, nothing is basic.
  const auto basic = std::count(basis.column.begin(), basis.column.end(), Stand::basic) + std::count(basis.row.begin(), basis.row.end(), Stand::basic);
  return basic == lp.rows() ? basis : Basis{};
}

}  // namespace gridwright::solver::highs
