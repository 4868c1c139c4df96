#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/solver/linear_program.hpp"

/// Random linear programs whose answer is known by construction: a point and prices are drawn first, then costs and bounds are
/// set so that the two are complementary. So tests have a judge that is no solver.
namespace gridwright::support {

enum class Family { well_posed, degenerate, badly_scaled, free_columns, dense_columns, redundant_rows, chain, infeasible, unbounded };
inline constexpr Family every_family[] = {Family::well_posed,    Family::degenerate,     Family::badly_scaled,
                                          Family::free_columns,  Family::dense_columns,  Family::redundant_rows,
                                          Family::chain,         Family::infeasible,     Family::unbounded};

inline const char* name_of(Family f) {
  constexpr const char* names[] = {"well posed",     "degenerate", "badly scaled", "free columns", "dense columns",
                                   "redundant rows", "chain",      "infeasible",   "unbounded"};
  return names[static_cast<std::size_t>(f)];
}

struct RandomProgram {
  solver::LinearProgram lp{};
  double optimum = 0.0;        ///< objective at the drawn point; meaningless for infeasible and unbounded ones
  std::vector<double> point{};
};

namespace detail {

using Dense = std::vector<std::vector<double>>;  // rows of coefficients; these programs are small

inline double pick(RandomStream& r, double lower, double upper) { return lower + (upper - lower) * r.uniform(); }

inline Dense coefficients(RandomStream& r, Family family, std::size_t rows, std::size_t columns) {
  Dense a(rows, std::vector<double>(columns, 0.0));
  for (auto& row : a)
    for (std::uint64_t k = 2 + r.below(4); k > 0; --k)
      row[r.below(columns)] = family == Family::degenerate ? static_cast<double>(r.below(5)) - 2.0 : r.normal();
  if (family == Family::dense_columns)
    for (std::size_t j = 0; j < 2; ++j)
      for (auto& row : a) row[j] = r.normal();
  if (family == Family::chain)  // a store: level[t] - 0.99 level[t-1] - 0.9 in[t] + 1.1 out[t] = 0, cyclic
    for (std::size_t t = 0; t < rows; ++t) {
      a[t].assign(columns, 0.0);
      a[t][t] = 1.0;
      a[t][(t + rows - 1) % rows] = -0.99;
      a[t][rows + t] = -0.9;
      a[t][2 * rows + t] = 1.1;
    }
  if (family == Family::redundant_rows)
    for (std::size_t i = rows / 2; i < rows; ++i) {
      const auto &p = a[r.below(rows / 2)], &q = a[r.below(rows / 2)];
      for (std::size_t j = 0; j < columns; ++j) a[i][j] = 2.0 * p[j] - q[j];
    }
  return a;
}

/// Draws a column's bounds around its value and the reduced cost that belongs to where it stands.
inline double column(RandomStream& r, Family family, double value, double& lower, double& upper) {
  lower = upper = value;
  const double width = pick(r, 0.5, 10.0);
  const std::uint64_t kind = family == Family::free_columns && r.below(2) == 0 ? 0 : 1 + r.below(8);
  const double price = family == Family::degenerate && r.below(2) == 0 ? 0.0 : pick(r, 0.1, 5.0);
  switch (kind) {
    case 0: lower = -solver::infinity, upper = solver::infinity; return 0.0;
    case 1: return r.below(10) == 0 ? (r.uniform() - 0.5) * price : (upper = value + width, price);  // now and then fixed
    case 2: lower = value - width; return -price;
    case 3: lower = value - width, upper = value + width; return 0.0;
    case 4: lower = value - width, upper = solver::infinity; return 0.0;
    case 5: lower = -solver::infinity; return -price;
    default: upper = solver::infinity; return price;
  }
}

/// Draws a row's bounds around its activity and the price that belongs to it.
inline double row(RandomStream& r, Family family, double activity, double& lower, double& upper) {
  lower = upper = activity;
  const double width = pick(r, 0.5, 10.0);
  const double price = family == Family::degenerate && r.below(2) == 0 ? 0.0 : pick(r, 0.1, 5.0);
  switch (family == Family::chain ? 0 : r.below(7)) {
    case 0:
    case 1: return r.below(2) == 0 ? price : -price;
    case 2: upper = solver::infinity; return price;
    case 3: lower = -solver::infinity; return -price;
    case 4: upper = activity + width; return price;
    case 5: lower = activity - width, upper = solver::infinity; return 0.0;
    default: lower = activity - width, upper = activity + width; return 0.0;
  }
}

inline void store(const Dense& a, solver::LinearProgram& lp) {
  lp.matrix.columns = static_cast<int>(lp.cost.size());
  for (const auto& row : a) {
    for (std::size_t j = 0; j < row.size(); ++j)
      if (row[j] != 0.0) {
        lp.matrix.index.push_back(static_cast<int>(j));
        lp.matrix.value.push_back(row[j]);
      }
    lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
  }
}

/// Units as people mix them: rows by 1e-4..1e4, columns by 1e-3..1e3. The optimum stays.
inline void unscale(RandomStream& r, Dense& a, RandomProgram& p) {
  for (std::size_t j = 0; j < p.lp.cost.size(); ++j) {
    const double s = std::pow(10.0, pick(r, -3.0, 3.0));
    for (auto& row : a) row[j] *= s;
    p.lp.cost[j] *= s;
    p.lp.column_lower[j] /= s;
    p.lp.column_upper[j] /= s;
    p.point[j] /= s;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double s = std::pow(10.0, pick(r, -4.0, 4.0));
    for (double& v : a[i]) v *= s;
    p.lp.row_lower[i] *= s;
    p.lp.row_upper[i] *= s;
  }
}

/// Adds a row that contradicts two others: their sum must be more than both allow.
inline void contradict(RandomStream& r, Dense& a, solver::LinearProgram& lp) {
  const std::size_t i = r.below(a.size()), k = r.below(a.size());
  for (const std::size_t row : {i, k}) {  // both get an upper side
    if (std::isinf(lp.row_upper[row])) lp.row_upper[row] = lp.row_lower[row] + 20.0;
  }
  std::vector<double> sum(a[i].size());
  for (std::size_t j = 0; j < sum.size(); ++j) sum[j] = a[i][j] + a[k][j];
  const double most = lp.row_upper[i] + lp.row_upper[k];
  lp.row_lower.push_back(most + pick(r, 0.5, 5.0));
  lp.row_upper.push_back(solver::infinity);
  a.push_back(std::move(sum));
}

/// Adds two columns that cancel in every row and together earn money without end.
inline void open_end(RandomStream& r, Dense& a, RandomProgram& p) {
  for (auto& row : a) {
    const double v = r.below(3) == 0 ? r.normal() : 0.0;
    row.push_back(v);
    row.push_back(-v);
  }
  for (const double cost : {pick(r, 0.0, 1.0), -pick(r, 1.5, 3.0)}) {
    p.lp.cost.push_back(cost);
    p.lp.column_lower.push_back(0.0);
    p.lp.column_upper.push_back(solver::infinity);
    p.point.push_back(0.0);
  }
}

}  // namespace detail

/// The same family, seed and number give the same program everywhere.
inline RandomProgram random_program(Family family, std::uint64_t number) {
  RandomStream r(number, std::string("test.random_program.") + name_of(family));
  const std::size_t rows = 3 + r.below(40), extra = r.below(40);
  const std::size_t columns = family == Family::chain ? 3 * rows : std::max<std::size_t>(rows, 4) + extra;
  detail::Dense a = detail::coefficients(r, family, rows, columns);
  RandomProgram p;
  std::vector<double> prices(rows);
  p.lp.offset = r.below(2) == 0 ? 0.0 : r.normal();
  p.lp.row_lower.resize(rows);
  p.lp.row_upper.resize(rows);
  for (std::size_t j = 0; j < columns; ++j)
    p.point.push_back(family == Family::degenerate ? static_cast<double>(r.below(4)) : detail::pick(r, -5.0, 5.0));
  for (std::size_t i = 0; i < rows; ++i) {
    double activity = 0.0;
    for (std::size_t j = 0; j < columns; ++j) activity += a[i][j] * p.point[j];
    prices[i] = detail::row(r, family, activity, p.lp.row_lower[i], p.lp.row_upper[i]);
  }
  for (std::size_t j = 0; j < columns; ++j) {
    double lower = 0.0, upper = 0.0;
    double cost = detail::column(r, family, p.point[j], lower, upper);
    for (std::size_t i = 0; i < rows; ++i) cost += a[i][j] * prices[i];
    p.lp.cost.push_back(cost);
    p.lp.column_lower.push_back(lower);
    p.lp.column_upper.push_back(upper);
  }
  if (family == Family::infeasible) detail::contradict(r, a, p.lp);
  if (family == Family::unbounded) detail::open_end(r, a, p);
  if (family == Family::badly_scaled) detail::unscale(r, a, p);
  detail::store(a, p.lp);
  p.optimum = p.lp.offset;
  for (std::size_t j = 0; j < p.point.size(); ++j) p.optimum += p.lp.cost[j] * p.point[j];
  return p;
}

}  // namespace gridwright::support
