#include <algorithm>
#include <cmath>
#include <vector>

#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver {
namespace {

bool finite_bound(double bound) { return std::isfinite(bound); }

/// Sums with Neumaier's correction: the objective of a year is a sum of 1e5 terms that partly cancel, and a gap
/// of 1e-8 must not be rounding noise.
class Sum {
 public:
  void add(double term) {
    const double next = total_ + term;
    lost_ += std::abs(total_) >= std::abs(term) ? (total_ - next) + term : (term - next) + total_;
    total_ = next;
  }
  [[nodiscard]] double value() const { return total_ + lost_; }

 private:
  double total_ = 0.0, lost_ = 0.0;
};

double violation(double value, double lower, double upper) {
  return std::max({0.0, lower - value, value - upper});
}

double largest_bound(const LinearProgram& lp) {
  double largest = 0.0;
  for (const auto* bounds : {&lp.column_lower, &lp.column_upper, &lp.row_lower, &lp.row_upper})
    for (double bound : *bounds)
      if (finite_bound(bound)) largest = std::max(largest, std::abs(bound));
  return largest;
}

/// Prices one dual value against the bound it points at; what points at an absent bound is a dual violation.
void price(double dual, double lower, double upper, Sum& objective, double& worst) {
  const double bound = dual > 0.0 ? lower : upper;
  if (finite_bound(bound))
    objective.add(dual * bound);
  else
    worst = std::max(worst, std::abs(dual));
}

}  // namespace

Residuals measure(const LinearProgram& lp, const std::vector<double>& x, const std::vector<double>& row_dual,
                  double* objective) {
  Residuals r;
  Sum primal, dual;
  primal.add(lp.offset);
  dual.add(lp.offset);
  std::vector<double> reduced = lp.cost;
  double largest_cost = 0.0;
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i) {
    Sum activity;
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      const auto j = static_cast<std::size_t>(lp.matrix.index[k]);
      activity.add(lp.matrix.value[k] * x[j]);
      reduced[j] -= lp.matrix.value[k] * row_dual[i];
    }
    r.primal = std::max(r.primal, violation(activity.value(), lp.row_lower[i], lp.row_upper[i]));
    if (row_dual[i] != 0.0) price(row_dual[i], lp.row_lower[i], lp.row_upper[i], dual, r.dual);
  }
  for (std::size_t j = 0; j < lp.cost.size(); ++j) {
    primal.add(lp.cost[j] * x[j]);
    largest_cost = std::max(largest_cost, std::abs(lp.cost[j]));
    r.primal = std::max(r.primal, violation(x[j], lp.column_lower[j], lp.column_upper[j]));
    if (reduced[j] != 0.0) price(reduced[j], lp.column_lower[j], lp.column_upper[j], dual, r.dual);
  }
  r.primal_relative = r.primal / (1.0 + largest_bound(lp));
  r.dual_relative = r.dual / (1.0 + largest_cost);
  r.gap = std::abs(primal.value() - dual.value()) / (1.0 + std::abs(primal.value()));
  if (objective != nullptr) *objective = primal.value();
  return r;
}

}  // namespace gridwright::solver
