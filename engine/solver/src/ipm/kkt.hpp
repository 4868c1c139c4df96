#pragma once
#include "elimination.hpp"
#include "factor.hpp"
#include "standard_form.hpp"

namespace gridwright::solver::ipm {

/// The linear system of every Newton step, reduced to columns and rows (bounds and slacks are eliminated by hand):
///
///   [ -T   A' ] [dv]   [f]        T = diag(z/v + ...) >= 0, zero for free columns
///   [  A   W  ] [dy] = [g]        W = diag of the row slacks' inverse weights >= 0, zero for equations
///
/// Factored with T + rho, W + delta: quasi-definite, so LDL' exists for every order (Vanderbei 1995) and its growth is bounded
/// by the regularisation (Saunders 1996; Friedlander and Orban 2012). The unregularised system is then reached by refinement.
class Kkt {
 public:
  Kkt(const StandardForm& form, AnalysisCache& cache, Crew& crew);

  /// Returns the number of repaired pivots.
  int factorise(const Vector& t, const Vector& w, double rho, double delta);

  /// Weighted size of the residual (f, g) - K (dv, dy), which is kept for `correct`; adv = A dv. The weights are 1 / max(1, diagonal):
  /// a variable held by a huge diagonal answers for its own small step, not for the size of its equation.
  double residual(const Vector& f, const Vector& g, const Vector& dv, const Vector& dy, const Vector& adv);
  /// (dv, dy) = (from_v, from_y) + K^-1 residual.
  void correct(const Vector& from_v, const Vector& from_y, Vector& dv, Vector& dy);
  /// Improves (dv, dy) by GMRES (Saad and Schultz 1986), preconditioned by the factors, for when refinement stalls because
  /// repaired pivots made the factors those of another matrix. Returns the residual estimate.
  double krylov(const Vector& f, const Vector& g, Vector& dv, Vector& dy, int steps, double enough);

  [[nodiscard]] const Elimination& elimination() const { return *elimination_; }

 private:
  const StandardForm& form_;
  Crew& crew_;
  std::shared_ptr<const Elimination> elimination_;
  Factor factor_;
  Array<Index> entry_at_, diagonal_at_;
  Array<signed char> sign_;
  void apply(const double* x, double* product) const;
  [[nodiscard]] double weight(int k) const;
  void precondition(const Vector& scaled, Vector& x) const;

  Vector t_, w_, work_;
};

}  // namespace gridwright::solver::ipm
