#include "certificates.hpp"

#include <cmath>

namespace gridwright::solver::ipm {
namespace {

void add_column(LinearProgram& lp, double cost, double lower, double upper) {
  lp.cost.push_back(cost);
  lp.column_lower.push_back(lower);
  lp.column_upper.push_back(upper);
  ++lp.matrix.columns;
}

}  // namespace

LinearProgram least_violation(const LinearProgram& lp) {
  LinearProgram e;
  e.column_lower = lp.column_lower;
  e.column_upper = lp.column_upper;
  e.row_lower = lp.row_lower;
  e.row_upper = lp.row_upper;
  e.cost.assign(lp.cost.size(), 0.0);
  e.matrix.columns = lp.columns();
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i) {
    double largest = 0.0;
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      e.matrix.index.push_back(lp.matrix.index[k]);
      e.matrix.value.push_back(lp.matrix.value[k]);
      largest = std::max(largest, std::abs(lp.matrix.value[k]));
    }
    const double unit = largest > 0.0 ? largest : 1.0;  // a violation counts in units of the row's largest entry
    for (const double sign : {1.0, -1.0}) {
      if (!std::isfinite(sign > 0.0 ? lp.row_lower[i] : lp.row_upper[i])) continue;
      e.matrix.index.push_back(e.matrix.columns);
      e.matrix.value.push_back(sign * unit);
      add_column(e, 1.0, 0.0, infinity);
    }
    e.matrix.start.push_back(static_cast<std::int64_t>(e.matrix.index.size()));
  }
  return e;
}

LinearProgram steepest_recession(const LinearProgram& lp) {
  LinearProgram r;
  r.cost = lp.cost;
  r.matrix = lp.matrix;
  const auto cone = [](const std::vector<double>& lower, const std::vector<double>& upper, double reach,
                       std::vector<double>& low, std::vector<double>& high) {
    for (double bound : lower) low.push_back(std::isfinite(bound) ? 0.0 : -reach);
    for (double bound : upper) high.push_back(std::isfinite(bound) ? 0.0 : reach);
  };
  cone(lp.column_lower, lp.column_upper, 1.0, r.column_lower, r.column_upper);
  cone(lp.row_lower, lp.row_upper, infinity, r.row_lower, r.row_upper);
  return r;
}

}  // namespace gridwright::solver::ipm
