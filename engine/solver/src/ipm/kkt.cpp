#include "kkt.hpp"

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
    : form_(form), crew_(crew), elimination_(cache.of(pattern_of(form), crew)), factor_(*elimination_, crew), entry_at_(form.by_column.index.size()),
      diagonal_at_(form.n + form.m), sign_(form.n + form.m, 1), t_(form.n), w_(form.m), work_(form.n + form.m) {
  for (int j = 0; j < form.n; ++j) {
    sign_[j] = -1;
    for (Index k = form.by_column.start[j]; k < form.by_column.start[j + 1]; ++k)
      entry_at_[k] = elimination_->position(j, form.n + form.by_column.index[k]);
  }
  for (int k = 0; k < form.n + form.m; ++k) diagonal_at_[k] = elimination_->position(k, k);
}

int Kkt::factorise(const Vector& t, const Vector& w, double rho, double delta) {
  // Nothing but rho holds a free column in a direction the rows leave open: there it may not fade into rounding.
  const auto hold = [&](int j) { return j < form_.bounded_columns ? rho : std::max(rho, least_hold); };
  for (int j = 0; j < form_.n; ++j) t_[j] = t[j] + proximal * hold(j);
  for (int i = 0; i < form_.m; ++i) w_[i] = w[i] + proximal * delta;
  double* value = factor_.values().data();
  factor_.clear();
  for (Index k = 0; k < entry_at_.size(); ++k) value[entry_at_[k]] = form_.by_column.value[k];
  for (int j = 0; j < form_.n; ++j) value[diagonal_at_[j]] = -(t[j] + hold(j));
  for (int i = 0; i < form_.m; ++i) value[diagonal_at_[form_.n + i]] = w[i] + delta;
  return factor_.factorise(sign_, 1e-3 * std::min(rho, delta), 1e-2);
}

double Kkt::residual(const Vector& f, const Vector& g, const Vector& dv, const Vector& dy) {
  double* r = work_.data();
  form_.multiply_transposed(dy.data(), r);
  form_.multiply(dv.data(), r + form_.n);
  double most = 0.0;
  for (int j = 0; j < form_.n; ++j) {
    r[j] = f[j] + t_[j] * dv[j] - r[j];
    most = std::max(most, std::abs(r[j]) / std::max(1.0, t_[j]));
  }
  r += form_.n;
  for (int i = 0; i < form_.m; ++i) {
    r[i] = g[i] - w_[i] * dy[i] - r[i];
    most = std::max(most, std::abs(r[i]) / std::max(1.0, w_[i]));
  }
  return most;
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
  residual(f, g, dv, dy);
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

double Kkt::refine(const Vector& f, const Vector& g, Vector& dv, Vector& dy) {
  const double before = residual(f, g, dv, dy);
  factor_.solve(work_);
  for (int j = 0; j < form_.n; ++j) dv[j] += work_[j];
  for (int i = 0; i < form_.m; ++i) dy[i] += work_[form_.n + i];
  return before;
}

}  // namespace gridwright::solver::ipm
