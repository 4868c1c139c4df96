#include <cmath>

#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver {
namespace {

/// How far above rounding a proof must stand, relative to the largest thing that was added up.
constexpr double margin = 1e-9;

bool numbers(const std::vector<double>& values, bool finite) {
  for (double v : values)
    if (finite ? !std::isfinite(v) : std::isnan(v)) return false;
  return true;
}

/// Adds multiplier x (the bound it points at). False when that bound is absent and the multiplier is not mere rounding.
bool add_priced(double multiplier, double tolerance, double lower, double upper, double& sum, double& size) {
  const double bound = multiplier > 0.0 ? lower : upper;
  if (!std::isfinite(bound)) return std::abs(multiplier) <= tolerance;
  sum += multiplier * bound;
  size += std::abs(multiplier * bound);
  return true;
}

/// A direction may not run into a finite bound.
bool recedes(double step, double tolerance, double lower, double upper) {
  if (std::isfinite(upper) && step > tolerance) return false;
  return !(std::isfinite(lower) && step < -tolerance);
}

}  // namespace

bool proves_infeasible(const LinearProgram& lp, const std::vector<double>& y) {
  if (y.size() != lp.row_lower.size() || !numbers(y, true)) return false;
  std::vector<double> reduced(lp.cost.size(), 0.0), magnitude(lp.cost.size(), 0.0);
  double sum = 0.0, size = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] == 0.0) continue;
    if (!add_priced(y[i], 0.0, lp.row_lower[i], lp.row_upper[i], sum, size)) return false;
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      const auto j = static_cast<std::size_t>(lp.matrix.index[k]);
      reduced[j] -= lp.matrix.value[k] * y[i];
      magnitude[j] += std::abs(lp.matrix.value[k] * y[i]);
    }
  }
  for (std::size_t j = 0; j < reduced.size(); ++j)
    if (reduced[j] != 0.0 &&
        !add_priced(reduced[j], margin * magnitude[j], lp.column_lower[j], lp.column_upper[j], sum, size))
      return false;
  return sum > margin * size && sum > 0.0;
}

bool proves_unbounded(const LinearProgram& lp, const std::vector<double>& ray) {
  if (ray.size() != lp.cost.size() || !numbers(ray, true)) return false;
  double slope = 0.0, size = 0.0;
  for (std::size_t j = 0; j < ray.size(); ++j) {
    if (!recedes(ray[j], 0.0, lp.column_lower[j], lp.column_upper[j])) return false;
    slope += lp.cost[j] * ray[j];
    size += std::abs(lp.cost[j] * ray[j]);
  }
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i) {
    double step = 0.0, magnitude = 0.0;
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      const double term = lp.matrix.value[k] * ray[static_cast<std::size_t>(lp.matrix.index[k])];
      step += term;
      magnitude += std::abs(term);
    }
    if (!recedes(step, margin * magnitude, lp.row_lower[i], lp.row_upper[i])) return false;
  }
  return slope < -margin * size && slope < 0.0;
}

bool well_formed(const LinearProgram& lp) {
  const std::size_t columns = lp.cost.size(), rows = lp.row_lower.size();
  const RowMatrix& a = lp.matrix;
  if (lp.column_lower.size() != columns || lp.column_upper.size() != columns || lp.row_upper.size() != rows) return false;
  if (a.start.size() != rows + 1 || a.start.front() != 0 || a.index.size() != a.value.size()) return false;
  if (a.start.back() != static_cast<std::int64_t>(a.index.size())) return false;
  if (!lp.integer.empty() && lp.integer.size() != columns) return false;
  for (std::size_t i = 0; i < rows; ++i)
    if (a.start[i] > a.start[i + 1]) return false;
  for (int j : a.index)
    if (j < 0 || static_cast<std::size_t>(j) >= columns) return false;
  return std::isfinite(lp.offset) && numbers(lp.cost, true) && numbers(a.value, true) && numbers(lp.column_lower, false) &&
         numbers(lp.column_upper, false) && numbers(lp.row_lower, false) && numbers(lp.row_upper, false);
}

}  // namespace gridwright::solver
