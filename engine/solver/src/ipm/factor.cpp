#include "factor.hpp"

#include "dense.hpp"

namespace gridwright::solver::ipm {

Factor::Factor(const Elimination& elimination)
    : e_(elimination), value_(elimination.values()), sign_(elimination.n), permuted_(elimination.n) {
  Index largest_update = 0, largest_work = 0;
  for (int s = 0; s < e_.supernodes(); ++s) {
    const Index m = e_.below(s), w = e_.width(s);
    largest_update = std::max(largest_update, m * m);
    largest_work = std::max(largest_work, 4 * w);
  }
  update_ = Vector(largest_update);
  work_ = Vector(largest_work);
}

int Factor::factorise(const Array<signed char>& sign, double smallest, double replaced) {
  for (int k = 0; k < e_.n; ++k) sign_[k] = sign[e_.order[k]];
  PivotRule rule{smallest, replaced, 0};
  for (int s = 0; s < e_.supernodes(); ++s) {
    const int w = e_.width(s), m = e_.below(s);
    factor_trapezoid(value_.data() + e_.value_start[s], w + m, w + m, w, sign_.data() + e_.first[s], rule);
    if (w == 1)
      eliminate_single(s);
    else
      eliminate(s);
  }
  return rule.repaired;
}

/// Most supernodes of a chain of hours are one column with a handful of rows: no buffer, straight into the targets.
void Factor::eliminate_single(int s) {
  double* const base = value_.data();
  const double* l = base + e_.value_start[s] + 1;
  const double d = l[-1];
  const int* tape = e_.tape.data() + e_.tape_start[s];
  for (int m = e_.below(s); m > 0;) {
    const int target = tape[0], columns = tape[1];
    const int* at = tape + 2;
    double* const block = base + e_.value_start[target];
    const Index ld = e_.width(target) + e_.below(target);
    for (int c = 0; c < columns; ++c) {
      double* const column = block + at[c] * ld;
      const double factor = l[c] * d;
      for (int r = c; r < m; ++r) column[at[r]] -= factor * l[r];
    }
    tape += 2 + m;
    l += columns;
    m -= columns;
  }
}

void Factor::eliminate(int s) {
  double* const base = value_.data();
  const int w = e_.width(s);
  const Index own = w + e_.below(s);
  const double* const diagonal = base + e_.value_start[s];
  const double* l = diagonal + w;
  const int* tape = e_.tape.data() + e_.tape_start[s];
  for (int m = e_.below(s); m > 0;) {
    const int target = tape[0], columns = tape[1];
    const int* at = tape + 2;
    outer_product(update_.data(), m, l, own, diagonal, own + 1, m, columns, w, work_.data());
    double* const block = base + e_.value_start[target];
    const Index ld = e_.width(target) + e_.below(target);
    for (int c = 0; c < columns; ++c) {
      double* const column = block + at[c] * ld;
      const double* const source = update_.data() + Index{c} * m;
      for (int r = c; r < m; ++r) column[at[r]] -= source[r];
    }
    tape += 2 + m;
    l += columns;
    m -= columns;
  }
}

void Factor::forward(double* x) const {
  for (int s = 0; s < e_.supernodes(); ++s) {
    const int w = e_.width(s), m = e_.below(s);
    const Index ld = w + m;
    const double* column = value_.data() + e_.value_start[s];
    const int* rows = e_.rows.data() + e_.row_start[s];
    double* const own = x + e_.first[s];
    for (int c = 0; c < w; ++c, column += ld) {
      const double v = own[c];
      for (int r = c + 1; r < w; ++r) own[r] -= column[r] * v;
      for (int r = 0; r < m; ++r) x[rows[r]] -= column[w + r] * v;
      own[c] = v / column[c];
    }
  }
}

void Factor::backward(double* x) const {
  for (int s = e_.supernodes() - 1; s >= 0; --s) {
    const int w = e_.width(s), m = e_.below(s);
    const Index ld = w + m;
    const double* const block = value_.data() + e_.value_start[s];
    const int* rows = e_.rows.data() + e_.row_start[s];
    double* const own = x + e_.first[s];
    for (int c = w - 1; c >= 0; --c) {
      const double* column = block + c * ld;
      double v = own[c];
      for (int r = c + 1; r < w; ++r) v -= column[r] * own[r];
      for (int r = 0; r < m; ++r) v -= column[w + r] * x[rows[r]];
      own[c] = v;
    }
  }
}

void Factor::solve(Vector& x) const {
  for (int k = 0; k < e_.n; ++k) permuted_[k] = x[e_.order[k]];
  forward(permuted_.data());
  backward(permuted_.data());
  for (int k = 0; k < e_.n; ++k) x[e_.order[k]] = permuted_[k];
}

}  // namespace gridwright::solver::ipm
