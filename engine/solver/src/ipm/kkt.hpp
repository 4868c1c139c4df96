#pragma once
#include "condensation.hpp"
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
/// Short inequality rows come first in the order and are eliminated by hand (Condensation).
class Kkt {
 public:
  Kkt(const StandardForm& form, AnalysisCache& cache, Crew& crew);

  /// Returns the number of repaired pivots.
  int factorise(const Vector& t, const Vector& w, double rho, double delta);

  /// Weighted size of the residual (f, g) - K (dv, dy), which is kept for `correct`; adv = A dv. The weights are 1 / max(1, diagonal):
  /// a variable held by a huge diagonal answers for its own small step, not for the size of its equation.
  double residual(const Vector& f, const Vector& g, const Vector& dv, const Vector& dy, const Vector& adv);
  /// (dv, dy) = (dv, dy) + K^-1 residual, and adv = A dv.
  void correct(Vector& dv, Vector& dy, Vector& adv);
  /// The same in strokes over ranges of rows and columns, without the size, so that a caller can weave them into loops of its own:
  /// all rows ahead, then all columns ahead, then `eliminate`, then rows and columns back in any order.
  void rows_ahead(int begin, int end, const Vector& g, const Vector& dy, const Vector& adv);
  void columns_ahead(int begin, int end, const Vector& f, const Vector& dv);
  void eliminate();
  void rows_back(int begin, int end, const Vector& from_y, const Vector& from_av, Vector& dy, Vector& adv) const;
  void columns_back(int begin, int end, const Vector& from_v, Vector& dv) const;
  /// Improves (dv, dy) and adv by GMRES (Saad and Schultz 1986), preconditioned by the factors, for when refinement stalls because
  /// repaired pivots made the factors those of another matrix. Returns the residual estimate.
  double krylov(const Vector& f, const Vector& g, Vector& dv, Vector& dy, Vector& adv, int steps, double enough);

  [[nodiscard]] const Elimination& elimination() const { return *elimination_; }

 private:
  const StandardForm& form_;
  Crew& crew_;
  Condensation condensation_;
  std::shared_ptr<const Elimination> elimination_;
  Factor factor_;
  Array<Index> entry_at_, diagonal_at_;
  Array<signed char> sign_;
  void condense();
  struct Row {
    double dy, product;
  };
  [[nodiscard]] Row row_back(int i) const;
  void apply(const double* x, double* product) const;
  [[nodiscard]] double weight(int k) const;
  void precondition(const Vector& scaled, Vector& x);

  Vector t_, w_, inverse_w_;
  Vector work_;  // right-hand side and solution of the columns and of the rows that stay
  Vector rest_;  // residual of each row
  Vector lift_;  // what each row puts on its columns: residual / W where eliminated by hand, and after `rows_ahead` dy
};

}  // namespace gridwright::solver::ipm
