#include "kkt.hpp"

#include <algorithm>
#include <cmath>

#include "gmres.hpp"

namespace gridwright::solver::ipm {
namespace {

/// The share of the regularisation that belongs to the system solved, as a proximal term around the current point: it
/// pins down what the program leaves open (redundant rows, free directions) and vanishes with the step. The rest is only in
/// the factors and is removed by refinement.
constexpr double proximal = 0.1;
constexpr double least_hold = 1e-9;  ///< of free columns

SymmetricPattern pattern_of(const StandardForm& form) {
  SymmetricPattern p;
  p.n = form.n + form.m;
  p.start = Array<Index>(p.n + 1);
  for (int j = 0; j < p.n; ++j) p.start[j + 1] = form.by_column.start[std::min(j + 1, form.n)];
  p.index = form.by_column.index;
  for (int& row : p.index) row += form.n;
  return p;
}

}  // namespace

Kkt::Kkt(const StandardForm& form, AnalysisCache& cache, Crew& crew)
    : form_(form),
      crew_(crew),
      elimination_(cache.of(pattern_of(form), crew)),
      factor_(*elimination_, crew),
      entry_at_(form.by_column.index.size()),
      diagonal_at_(form.n + form.m),
      sign_(form.n + form.m, 1),
      t_(form.n),
      w_(form.m),
      work_(form.n + form.m) {
  crew.blocks(form.n, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      sign_[j] = -1;
      for (Index k = form.by_column.start[j]; k < form.by_column.start[j + 1]; ++k)
        entry_at_[k] = elimination_->position(j, form.n + form.by_column.index[k]);
    }
  });
  crew.blocks(form.n + form.m, [&](int begin, int end) {
    for (int k = begin; k < end; ++k) diagonal_at_[k] = elimination_->position(k, k);
  });
}

int Kkt::factorise(const Vector& t, const Vector& w, double rho, double delta) {
  // Nothing but rho holds a free column in a direction the rows leave open: there it may not fade into rounding.
  const auto hold = [&](int j) { return j < form_.bounded_columns ? rho : std::max(rho, least_hold); };
  double* const value = factor_.values().data();
  const int n = form_.n;
  factor_.clear();
  crew_.blocks(n, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      t_[j] = t[j] + proximal * hold(j);
      value[diagonal_at_[j]] = -(t[j] + hold(j));
      for (Index k = form_.by_column.start[j]; k < form_.by_column.start[j + 1]; ++k)
        value[entry_at_[k]] = form_.by_column.value[k];
    }
  });
  crew_.blocks(form_.m, [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      w_[i] = w[i] + proximal * delta;
      value[diagonal_at_[n + i]] = w[i] + delta;
    }
  });
  return factor_.factorise(sign_, 1e-3 * std::min(rho, delta), 1e-2);
}

double Kkt::residual(const Vector& f, const Vector& g, const Vector& dv, const Vector& dy, const Vector& adv) {
  const int n = form_.n;
  Vector most(n / Crew::block + form_.m / Crew::block + 2, 0.0);
  crew_.blocks(n, [&](int begin, int end) {
    double largest = 0.0;
    for (int j = begin; j < end; ++j) {
      const double r = f[j] + t_[j] * dv[j] - form_.transposed_row(dy.data(), j);
      work_[j] = r;
      largest = std::max(largest, std::abs(r) / std::max(1.0, t_[j]));
    }
    most[begin / Crew::block] = largest;
  });
  crew_.blocks(form_.m, [&](int begin, int end) {
    double largest = 0.0;
    for (int i = begin; i < end; ++i) {
      const double r = g[i] - w_[i] * dy[i] - adv[i];
      work_[n + i] = r;
      largest = std::max(largest, std::abs(r) / std::max(1.0, w_[i]));
    }
    most[n / Crew::block + 1 + begin / Crew::block] = largest;
  });
  return *std::max_element(most.begin(), most.end());
}

void Kkt::correct(const Vector& from_v, const Vector& from_y, Vector& dv, Vector& dy) {
  factor_.solve(work_);
  const int n = form_.n;
  crew_.blocks(n + form_.m, [&](int begin, int end) {
    for (int k = begin; k < std::min(end, n); ++k) dv[k] = from_v[k] + work_[k];
    for (int k = std::max(begin, n); k < end; ++k) dy[k - n] = from_y[k - n] + work_[k];
  });
}

double Kkt::weight(int k) const { return 1.0 / std::max(1.0, k < form_.n ? t_[k] : w_[k - form_.n]); }

void Kkt::apply(const double* x, double* product) const {
  const int n = form_.n;
  form_.multiply_transposed(x + n, product);
  form_.multiply(x, product + n);
  for (int j = 0; j < n; ++j) product[j] -= t_[j] * x[j];
  for (int i = 0; i < form_.m; ++i) product[n + i] += w_[i] * x[n + i];
}

void Kkt::precondition(const Vector& scaled, Vector& x) const {
  for (int k = 0; k < form_.n + form_.m; ++k) x[k] = scaled[k] / weight(k);
  factor_.solve(x);
}

double Kkt::krylov(const Vector& f, const Vector& g, Vector& dv, Vector& dy, int steps, double enough) {
  form_.multiply(dv.data(), work_.data() + form_.n);
  const Vector adv(std::vector<double>(work_.begin() + form_.n, work_.end()));
  residual(f, g, dv, dy, adv);
  const int size = form_.n + form_.m;
  Vector r(size), z(size);
  for (int k = 0; k < size; ++k) r[k] = work_[k] * weight(k);
  const auto apply_weighted = [&](const Vector& from, Vector& to) {
    precondition(from, z);
    apply(z.data(), to.data());
    for (int k = 0; k < size; ++k) to[k] *= weight(k);
  };
  const double left = gmres(apply_weighted, r, steps, enough);
  precondition(r, z);  // r now holds the combination of basis vectors that was found
  for (int j = 0; j < form_.n; ++j) dv[j] += z[j];
  for (int i = 0; i < form_.m; ++i) dy[i] += z[form_.n + i];
  return left;
}

}  // namespace gridwright::solver::ipm
