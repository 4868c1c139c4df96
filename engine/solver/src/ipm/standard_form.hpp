#pragma once
#include "array.hpp"
#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver::ipm {

/// Compressed sparse matrix, by rows or by columns as its holder says.
struct Sparse {
  Array<Index> start;
  Array<int> index;
  Vector value;
};

/// minimise c'v  subject to  A v - w = b,  v and w >= 0 where bounded, v <= u and w <= u where boxed.
///
/// Scaled, shifted and signed so that every finite lower bound is 0. One numbering for all variables: v_0..v_{n-1}, then the
/// row slacks w_0..w_{m-1}. Inside each half the order is [boxed | lower bound only | unbounded]; an unbounded column is free,
/// an "unbounded" row is an equation and its slack stays 0. Loops over bounded variables thus run over plain ranges. Inside each
/// group the shorter come first, so that loops over entries keep their length from one row to the next.
struct StandardForm {
  int n = 0, m = 0;
  int boxed_columns = 0, bounded_columns = 0;  ///< [0, boxed) boxed, [boxed, bounded) one-sided, then free
  int boxed_rows = 0, bounded_rows = 0;        ///< the same for row slacks
  Sparse by_row, by_column;
  Vector b, c;
  Vector u;  ///< n + m entries; meaningful where boxed
  double cost_scale = 1.0, bound_scale = 1.0;
  Array<int> column_of, row_of;       ///< original index of each column and row
  Vector column_scale, column_shift;  ///< x = shift + scale * v  (sign and units included)
  Vector row_scale;                   ///< y = row_scale * (scaled y);  activity residual = cost_scale / row_scale * (scaled)
  double offset = 0.0;                ///< objective = offset + cost_scale * bound_scale * c'v

  explicit StandardForm(const LinearProgram& lp);

  [[nodiscard]] int variables() const { return n + m; }
  [[nodiscard]] int pairs() const { return boxed_columns + bounded_columns + boxed_rows + bounded_rows; }
  /// Factors that take scaled residuals back to the units of the program as given.
  [[nodiscard]] double primal_unit(int i) const;
  [[nodiscard]] double dual_unit(int j) const;

  void multiply(const double* v, double* product) const { multiply_rows(v, product, 0, m); }  ///< product = A v
  void multiply_transposed(const double* y, double* product) const;                           ///< product = A' y
  void multiply_rows(const double* v, double* product, int begin, int end) const;             ///< rows [begin, end) of A v
  [[nodiscard]] double transposed_row(const double* y, int j) const {                         ///< entry j of A' y
    double sum = 0.0;
    for (Index k = by_column.start[j]; k < by_column.start[j + 1]; ++k) sum += by_column.value[k] * y[by_column.index[k]];
    return sum;
  }
  void to_original(const Vector& v, const Vector& y, std::vector<double>& x, std::vector<double>& row_dual) const;

 private:
  void number(const LinearProgram& lp);
  void equilibrate(const LinearProgram& lp, Vector& row, Vector& column) const;
  void fill(const LinearProgram& lp, const Vector& row, const Vector& column);
  void scale_sides();
};

}  // namespace gridwright::solver::ipm
