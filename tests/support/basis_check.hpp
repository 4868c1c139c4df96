#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gridwright/solver/vertex.hpp"

/// What makes a basis optimal, checked from the program alone and without a solver. For small programs: dense elimination.
namespace gridwright::support {

namespace detail {

/// Rank by elimination with full pivoting; `a` holds columns.
inline std::size_t rank(std::vector<std::vector<double>> a) {
  std::size_t rank = 0;
  const std::size_t rows = a.empty() ? 0 : a.front().size();
  for (; rank < std::min(rows, a.size()); ++rank) {
    std::size_t best_column = rank, best_row = rank;
    for (std::size_t j = rank; j < a.size(); ++j)
      for (std::size_t i = rank; i < rows; ++i)
        if (std::abs(a[j][i]) > std::abs(a[best_column][best_row])) best_column = j, best_row = i;
    if (std::abs(a[best_column][best_row]) < 1e-11) break;
    std::swap(a[rank], a[best_column]);
    for (auto& column : a) std::swap(column[rank], column[best_row]);
    for (std::size_t j = rank + 1; j < a.size(); ++j) {
      const double factor = a[j][rank] / a[rank][rank];
      for (std::size_t i = rank; i < rows; ++i) a[j][i] -= factor * a[rank][i];
    }
  }
  return rank;
}

inline bool at(double value, double bound) { return std::abs(value - bound) <= 1e-9 * (1.0 + std::abs(bound)); }

/// A value where its stand says, with a price its stand allows; "" or what is wrong.
inline std::string misplaced(solver::Stand stand, double value, double price, double lower, double upper, double small) {
  using solver::Stand;
  if (stand == Stand::basic) return std::abs(price) <= small ? "" : "basic with a price";
  if (stand == Stand::at_zero) return std::abs(value) <= 1e-9 && std::abs(price) <= small ? "" : "free, neither basic nor zero";
  if (!at(value, stand == Stand::at_lower ? lower : upper)) return "not at its bound";
  if (lower == upper) return "";
  return (stand == Stand::at_lower ? price >= -small : price <= small) ? "" : "priced away from its bound";
}

}  // namespace detail

/// Empty when v.basis is one (as many basic as rows, independent), v.solution is its point, and prices prove it optimal.
inline std::string wrong_with_basis(const solver::LinearProgram& lp, const solver::Vertex& v) {
  const solver::Basis& basis = v.basis;
  const solver::Solution& s = v.solution;
  if (basis.column.size() != lp.cost.size() || basis.row.size() != lp.row_lower.size()) return "no basis, or of another size";
  std::vector<std::vector<double>> columns(lp.cost.size(), std::vector<double>(basis.row.size(), 0.0)), basic;
  std::vector<double> activity(basis.row.size(), 0.0);
  for (std::size_t i = 0; i < activity.size(); ++i)
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      const auto j = static_cast<std::size_t>(lp.matrix.index[k]);
      columns[j][i] = lp.matrix.value[k];
      activity[i] += lp.matrix.value[k] * s.x[j];
    }
  double largest_cost = 0.0;
  for (double c : lp.cost) largest_cost = std::max(largest_cost, std::abs(c));
  const double small = 1e-7 * (1.0 + largest_cost);
  std::string wrong;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (basis.column[j] == solver::Stand::basic) basic.push_back(columns[j]);
    const std::string m = detail::misplaced(basis.column[j], s.x[j], s.reduced_cost[j], lp.column_lower[j], lp.column_upper[j], small);
    if (!m.empty()) wrong += "column " + std::to_string(j) + ": " + m + "; ";
  }
  for (std::size_t i = 0; i < activity.size(); ++i) {
    if (basis.row[i] == solver::Stand::basic) {
      basic.emplace_back(activity.size(), 0.0);
      basic.back()[i] = 1.0;
    }
    const std::string m = detail::misplaced(basis.row[i], activity[i], s.row_dual[i], lp.row_lower[i], lp.row_upper[i], small);
    if (!m.empty()) wrong += "row " + std::to_string(i) + ": " + m + "; ";
  }
  if (basic.size() != activity.size()) return wrong + "as many basic as rows? no: " + std::to_string(basic.size());
  for (auto& column : basic) {  // each to length one, so that one threshold fits all
    double largest = 0.0;
    for (double v : column) largest = std::max(largest, std::abs(v));
    for (double& v : column) v /= largest > 0.0 ? largest : 1.0;
  }
  if (detail::rank(basic) < basic.size()) wrong += "the basis is singular";
  return wrong;
}

}  // namespace gridwright::support
