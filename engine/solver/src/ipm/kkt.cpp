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

}  // namespace

Kkt::Kkt(const StandardForm& form, AnalysisCache& cache, Crew& crew)
    : form_(form),
      crew_(crew),
      condensation_(form),
      elimination_(cache.of(condensation_.pattern(), crew)),
      factor_(*elimination_, crew),
      entry_at_(form.by_column.index.size(), -1),
      diagonal_at_(condensation_.nodes()),
      sign_(condensation_.nodes(), 1),
      t_(form.n),
      w_(form.m),
      inverse_w_(form.m),
      work_(condensation_.nodes()),
      rest_(form.m),
      lift_(form.m) {
  crew.blocks(form.n, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      sign_[j] = -1;
      for (Index k = form.by_column.start[j]; k < form.by_column.start[j + 1]; ++k)
        if (const int i = form.by_column.index[k]; !condensation_.by_hand(i))
          entry_at_[k] = elimination_->position(j, condensation_.node(i));
    }
  });
  crew.blocks(condensation_.nodes(), [&](int begin, int end) {
    for (int k = begin; k < end; ++k) diagonal_at_[k] = elimination_->position(k, k);
  });
  condensation_.locate(*elimination_, crew);
}

int Kkt::factorise(const Vector& t, const Vector& w, double rho, double delta) {
  // Nothing but rho holds a free column in a direction the rows leave open: there it may not fade into rounding.
  const auto hold = [&](int j) { return j < form_.bounded_columns ? rho : std::max(rho, least_hold); };
  double* const value = factor_.values().data();
  factor_.clear();
  crew_.blocks(form_.n, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      t_[j] = t[j] + proximal * hold(j);
      value[diagonal_at_[j]] = -(t[j] + hold(j));
      for (Index k = form_.by_column.start[j]; k < form_.by_column.start[j + 1]; ++k)
        if (entry_at_[k] >= 0) value[entry_at_[k]] = form_.by_column.value[k];
    }
  });
  crew_.blocks(form_.m, [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      w_[i] = w[i] + proximal * delta;
      inverse_w_[i] = 1.0 / (w[i] + delta);
      if (!condensation_.by_hand(i)) value[diagonal_at_[condensation_.node(i)]] = w[i] + delta;
    }
  });
  condensation_.subtract(inverse_w_, value, crew_);
  return factor_.factorise(sign_, 1e-3 * std::min(rho, delta), 1e-2);
}

double Kkt::residual(const Vector& f, const Vector& g, const Vector& dv, const Vector& dy, const Vector& adv) {
  Vector most(form_.n / Crew::block + form_.m / Crew::block + 2, 0.0);
  crew_.blocks(form_.m, [&](int begin, int end) {
    double largest = 0.0;
    for (int i = begin; i < end; ++i) {
      const double r = g[i] - w_[i] * dy[i] - adv[i];
      rest_[i] = r;
      largest = std::max(largest, std::abs(r) / std::max(1.0, w_[i]));
    }
    most[form_.n / Crew::block + 1 + begin / Crew::block] = largest;
  });
  crew_.blocks(form_.n, [&](int begin, int end) {
    double largest = 0.0;
    for (int j = begin; j < end; ++j) {
      const double r = f[j] + t_[j] * dv[j] - form_.transposed_row(dy.data(), j);
      work_[j] = r;
      largest = std::max(largest, std::abs(r) / std::max(1.0, t_[j]));
    }
    most[begin / Crew::block] = largest;
  });
  return *std::max_element(most.begin(), most.end());
}

/// From residuals of columns (work_) and rows (rest_) to the right-hand side of what is left when short rows are gone.
void Kkt::condense() {
  crew_.blocks(form_.m, [&](int begin, int end) {
    for (int i = begin; i < end; ++i) {
      lift_[i] = condensation_.by_hand(i) ? rest_[i] * inverse_w_[i] : 0.0;
      if (!condensation_.by_hand(i)) work_[condensation_.node(i)] = rest_[i];
    }
  });
  crew_.blocks(form_.n, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      double sum = 0.0;
      for (Index k = form_.by_column.start[j]; k < condensation_.end(j); ++k)
        sum += form_.by_column.value[k] * lift_[form_.by_column.index[k]];
      work_[j] -= sum;
    }
  });
}

void Kkt::correct(Vector& dv, Vector& dy, Vector& adv) {
  condense();
  eliminate();
  crew_.blocks(form_.m, [&](int begin, int end) { rows_back(begin, end, dy, adv, dy, adv); });
  crew_.blocks(form_.n, [&](int begin, int end) { columns_back(begin, end, dv, dv); });
}

void Kkt::rows_ahead(int begin, int end, const Vector& g, const Vector& dy, const Vector& adv) {
  for (int i = begin; i < end; ++i) {
    const double r = g[i] - w_[i] * dy[i] - adv[i];
    const bool by_hand = condensation_.by_hand(i);
    rest_[i] = r;
    lift_[i] = dy[i] + (by_hand ? r * inverse_w_[i] : 0.0);
    if (!by_hand) work_[condensation_.node(i)] = r;
  }
}

void Kkt::columns_ahead(int begin, int end, const Vector& f, const Vector& dv) {
  for (int j = begin; j < end; ++j) work_[j] = f[j] + t_[j] * dv[j] - form_.transposed_row(lift_.data(), j);
}

void Kkt::eliminate() { factor_.solve(work_); }

Kkt::Row Kkt::row_back(int i) const {
  double product = 0.0;
  for (Index k = form_.by_row.start[i]; k < form_.by_row.start[i + 1]; ++k)
    product += form_.by_row.value[k] * work_[form_.by_row.index[k]];
  const double dy = condensation_.by_hand(i) ? (rest_[i] - product) * inverse_w_[i] : work_[condensation_.node(i)];
  return {dy, product};
}

void Kkt::rows_back(int begin, int end, const Vector& from_y, const Vector& from_av, Vector& dy, Vector& adv) const {
  for (int i = begin; i < end; ++i) {
    const Row row = row_back(i);
    dy[i] = from_y[i] + row.dy;
    adv[i] = from_av[i] + row.product;
  }
}

void Kkt::columns_back(int begin, int end, const Vector& from_v, Vector& dv) const {
  for (int j = begin; j < end; ++j) dv[j] = from_v[j] + work_[j];
}

double Kkt::weight(int k) const { return 1.0 / std::max(1.0, k < form_.n ? t_[k] : w_[k - form_.n]); }

void Kkt::apply(const double* x, double* product) const {
  const int n = form_.n;
  form_.multiply_transposed(x + n, product);
  form_.multiply(x, product + n);
  for (int j = 0; j < n; ++j) product[j] -= t_[j] * x[j];
  for (int i = 0; i < form_.m; ++i) product[n + i] += w_[i] * x[n + i];
}

void Kkt::precondition(const Vector& scaled, Vector& x) {
  const int n = form_.n;
  for (int j = 0; j < n; ++j) work_[j] = scaled[j] / weight(j);
  for (int i = 0; i < form_.m; ++i) rest_[i] = scaled[n + i] / weight(n + i);
  condense();
  eliminate();
  for (int i = 0; i < form_.m; ++i) x[n + i] = row_back(i).dy;
  std::copy(work_.begin(), work_.begin() + n, x.begin());
}

double Kkt::krylov(const Vector& f, const Vector& g, Vector& dv, Vector& dy, Vector& adv, int steps, double enough) {
  residual(f, g, dv, dy, adv);
  const int n = form_.n, size = n + form_.m;
  Vector r(size), z(size);
  for (int j = 0; j < n; ++j) r[j] = work_[j] * weight(j);
  for (int i = 0; i < form_.m; ++i) r[n + i] = rest_[i] * weight(n + i);
  const auto apply_weighted = [&](const Vector& from, Vector& to) {
    precondition(from, z);
    apply(z.data(), to.data());
    for (int k = 0; k < size; ++k) to[k] *= weight(k);
  };
  const double left = gmres(apply_weighted, r, steps, enough);
  precondition(r, z);  // r now holds the combination of basis vectors that was found
  for (int j = 0; j < n; ++j) dv[j] += z[j];
  for (int i = 0; i < form_.m; ++i) dy[i] += z[n + i];
  form_.multiply(dv.data(), adv.data());
  return left;
}

}  // namespace gridwright::solver::ipm
