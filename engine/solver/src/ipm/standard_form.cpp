#include "standard_form.hpp"

#include <cmath>

namespace gridwright::solver::ipm {
namespace {

enum class Sides : std::uint8_t { boxed, one, none };

Sides column_sides(double lower, double upper) {
  if (std::isfinite(lower) && std::isfinite(upper)) return Sides::boxed;
  return std::isfinite(lower) || std::isfinite(upper) ? Sides::one : Sides::none;
}
Sides row_sides(double lower, double upper) { return lower == upper ? Sides::none : column_sides(lower, upper); }

/// Powers of two keep scaling free of rounding.
double power_of_two(double x) { return std::exp2(std::round(std::log2(x))); }

template <class SidesOf>
Array<int> grouped(const Array<int>& length, SidesOf sides_of, int& boxed, int& bounded) {
  const int count = static_cast<int>(length.size());
  Array<int> order;
  order.reserve(count);
  for (Sides wanted : {Sides::boxed, Sides::one, Sides::none}) {
    const Index from = order.size();
    for (int k = 0; k < count; ++k)
      if (sides_of(k) == wanted) order.push_back(k);
    std::stable_sort(order.begin() + from, order.end(), [&](int a, int b) { return length[a] < length[b]; });
    if (wanted == Sides::boxed) boxed = static_cast<int>(order.size());
    if (wanted == Sides::one) bounded = static_cast<int>(order.size());
  }
  return order;
}

double largest(const Vector& values, int count) {
  double most = 0.0;
  for (int k = 0; k < count; ++k) most = std::max(most, std::abs(values[k]));
  return most;
}

}  // namespace

StandardForm::StandardForm(const LinearProgram& lp) : n(lp.columns()), m(lp.rows()) {
  number(lp);
  Vector row(m, 1.0), column(n, 1.0);
  equilibrate(lp, row, column);
  fill(lp, row, column);
  scale_sides();
}

void StandardForm::number(const LinearProgram& lp) {
  const auto *cl = lp.column_lower.data(), *cu = lp.column_upper.data();
  const auto *rl = lp.row_lower.data(), *ru = lp.row_upper.data();
  Array<int> row_length(m), column_length(n);
  for (int i = 0; i < m; ++i)
    for (Index k = lp.matrix.start.data()[i]; k < lp.matrix.start.data()[i + 1]; ++k) {
      ++row_length[i];
      ++column_length[lp.matrix.index.data()[k]];
    }
  column_of = grouped(
      column_length, [&](int j) { return column_sides(cl[j], cu[j]); }, boxed_columns, bounded_columns);
  row_of = grouped(
      row_length, [&](int i) { return row_sides(rl[i], ru[i]); }, boxed_rows, bounded_rows);
}

/// Ruiz 2001: divide rows and columns by the roots of their largest entries until all are near one.
void StandardForm::equilibrate(const LinearProgram& lp, Vector& row, Vector& column) const {
  const auto* start = lp.matrix.start.data();
  const auto* index = lp.matrix.index.data();
  const auto* value = lp.matrix.value.data();
  constexpr int sweeps = 6;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    Vector row_most(m, 0.0), column_most(n, 0.0);
    for (int i = 0; i < m; ++i)
      for (Index k = start[i]; k < start[i + 1]; ++k) {
        const double a = std::abs(value[k]) * row[i] * column[index[k]];
        row_most[i] = std::max(row_most[i], a);
        column_most[index[k]] = std::max(column_most[index[k]], a);
      }
    for (int i = 0; i < m; ++i)
      if (row_most[i] > 0.0) row[i] /= std::sqrt(row_most[i]);
    for (int j = 0; j < n; ++j)
      if (column_most[j] > 0.0) column[j] /= std::sqrt(column_most[j]);
  }
  for (double& r : row) r = power_of_two(r);
  for (double& s : column) s = power_of_two(s);
}

void StandardForm::fill(const LinearProgram& lp, const Vector& row, const Vector& column) {
  b = Vector(m);
  c = Vector(n);
  u = Vector(n + m);
  column_scale = Vector(n);
  column_shift = Vector(n);
  row_scale = Vector(m);
  offset = lp.offset;
  Array<int> place(n);
  for (int j = 0; j < n; ++j) {
    const int o = column_of[j];
    place[o] = j;
    const double lower = lp.column_lower.data()[o], upper = lp.column_upper.data()[o];
    const bool from_upper = !std::isfinite(lower) && std::isfinite(upper);
    column_scale[j] = from_upper ? -column[o] : column[o];
    column_shift[j] = from_upper ? upper : std::isfinite(lower) ? lower : 0.0;
    c[j] = lp.cost.data()[o] * column_scale[j];
    if (j < boxed_columns) u[j] = (upper - lower) / column[o];
    offset += lp.cost.data()[o] * column_shift[j];
  }
  by_row.start = Array<Index>(m + 1);
  by_column.start = Array<Index>(n + 1);
  by_row.index.reserve(lp.matrix.nonzeros());
  by_row.value.reserve(lp.matrix.nonzeros());
  for (int i = 0; i < m; ++i) {
    const int o = row_of[i];
    const double lower = lp.row_lower.data()[o], upper = lp.row_upper.data()[o];
    const bool from_upper = !std::isfinite(lower);
    row_scale[i] = from_upper ? -row[o] : row[o];
    double side = from_upper ? upper : lower;
    for (Index k = lp.matrix.start.data()[o]; k < lp.matrix.start.data()[o + 1]; ++k) {
      const int j = place[lp.matrix.index.data()[k]];
      const double a = lp.matrix.value.data()[k];
      side -= a * column_shift[j];
      by_row.index.push_back(j);
      by_row.value.push_back(row_scale[i] * a * column_scale[j]);
      ++by_column.start[j + 1];
    }
    b[i] = row_scale[i] * side;
    if (i < boxed_rows) u[n + i] = (upper - lower) * row[o];
    by_row.start[i + 1] = by_row.index.size();
  }
  for (int j = 0; j < n; ++j) by_column.start[j + 1] += by_column.start[j];
  by_column.index = Array<int>(by_row.index.size());
  by_column.value = Vector(by_row.index.size());
  Array<Index> next = by_column.start;
  for (int i = 0; i < m; ++i)
    for (Index k = by_row.start[i]; k < by_row.start[i + 1]; ++k) {
      const Index at = next[by_row.index[k]]++;
      by_column.index[at] = i;
      by_column.value[at] = by_row.value[k];
    }
}

/// Right-hand sides and costs of order one make absolute regularisation and starting points meaningful.
void StandardForm::scale_sides() {
  double side = largest(b, m);
  for (int j = 0; j < boxed_columns; ++j) side = std::max(side, std::min(u[j], 1e3 * (side + 1.0)));
  const double price = largest(c, n);
  constexpr double least = 1e-3;  // what is smaller may be the dust of presolve; do not blow it up
  bound_scale = side > 0.0 ? power_of_two(std::max(side, least)) : 1.0;
  cost_scale = price > 0.0 ? power_of_two(std::max(price, least)) : 1.0;
  for (double& v : b) v /= bound_scale;
  for (double& v : u) v /= bound_scale;
  for (double& v : c) v /= cost_scale;
  for (double& v : column_scale) v *= bound_scale;
  for (double& v : row_scale) v *= cost_scale;
}

double StandardForm::primal_unit(int i) const { return std::abs(bound_scale * cost_scale / row_scale[i]); }
double StandardForm::dual_unit(int j) const { return std::abs(cost_scale * bound_scale / column_scale[j]); }

void StandardForm::multiply_rows(const double* v, double* product, int begin, int end) const {
  for (int i = begin; i < end; ++i) {
    double sum = 0.0;
    for (Index k = by_row.start[i]; k < by_row.start[i + 1]; ++k) sum += by_row.value[k] * v[by_row.index[k]];
    product[i] = sum;
  }
}

void StandardForm::multiply_transposed(const double* y, double* product) const {
  for (int j = 0; j < n; ++j) product[j] = transposed_row(y, j);
}

void StandardForm::to_original(const Vector& v, const Vector& y, std::vector<double>& x,
                               std::vector<double>& row_dual) const {
  x.assign(static_cast<std::size_t>(n), 0.0);
  row_dual.assign(static_cast<std::size_t>(m), 0.0);
  for (int j = 0; j < n; ++j) x.data()[column_of[j]] = column_shift[j] + column_scale[j] * v[j];
  for (int i = 0; i < m; ++i) {
    const bool equation = i >= bounded_rows, boxed = i < boxed_rows;
    row_dual.data()[row_of[i]] = row_scale[i] * (equation || boxed ? y[i] : std::max(0.0, y[i]));
  }
}

}  // namespace gridwright::solver::ipm
