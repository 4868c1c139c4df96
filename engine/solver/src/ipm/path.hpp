#pragma once
#include <functional>

#include "gridwright/solver/solve.hpp"
#include "kkt.hpp"
#include "standard_form.hpp"

namespace gridwright::solver::ipm {

/// A point of the infeasible primal-dual method. All over the n + m variables of StandardForm, except y.
struct Iterate {
  Vector v;   ///< columns, then row slacks
  Vector s;   ///< u - v where boxed
  Vector zl;  ///< dual of v >= 0
  Vector zu;  ///< dual of s >= 0
  Vector y;   ///< dual of the rows
};

/// How far an iterate is from optimal, in the units of the program as given.
struct Distance {
  double primal = infinity, dual = infinity, gap = infinity;
  double primal_objective = 0.0, dual_objective = 0.0;
};

/// Size of the reference against which residuals are relative, from the program as given.
struct Reference {
  double bound = 1.0, cost = 1.0;  ///< 1 + max |finite bound|, 1 + max |cost|
  double gap = 1e-8;               ///< relative gap wanted: complementarity is not driven far below it
};

/// Mehrotra's predictor-corrector (1992) with Gondzio's multiple centrality correctors (1996), primal and dual steps apart.
class Path {
 public:
  Path(const StandardForm& form, Kkt& kkt, const Reference& reference);

  void start();
  /// Residuals, gap and complementarity of the current point. Call before `advance`.
  Distance assess();
  /// One iteration. False when the step has become too short or the numbers too wild to go on.
  bool advance();

  [[nodiscard]] const Iterate& point() const { return at_; }
  void reset(Iterate point) { at_ = std::move(point); }
  [[nodiscard]] double mu() const { return mu_; }
  struct Effort { int solves = 0, correctors = 0, repaired = 0; double primal_step = 0, dual_step = 0; };
  [[nodiscard]] const Effort& effort() const { return effort_; }

 private:
  struct Direction { Vector v, s, zl, zu, y; };
  struct Steps { double primal = 1.0, dual = 1.0; };

  struct Blend { double weight = 1.0; Steps steps; };

  template <class F> void each_bounded(F f) const;
  template <class F> void each_boxed(F f) const;
  double complementarity(const Direction& d, Steps a) const;
  void weights();
  void factorise();
  void aim_at(double target, const Direction* correction);
  void aim_centrally(double target, const Direction& d, Steps a);
  void right_hand_side();
  void complete(Direction& d);
  void solve_from(const Direction& base, Direction& d, int refinements);
  [[nodiscard]] Steps longest(const Direction& d) const;
  [[nodiscard]] Blend best_blend(const Direction& base, const Direction& full) const;
  void blend(double weight, const Direction& base, Direction& full);
  [[nodiscard]] double step_norm() const;
  [[nodiscard]] Steps past_the_few(const Direction& d, Steps a) const;
  void move(const Direction& d, Steps a, Steps floor);
  void correctors(double target, Steps& a);
  void separate_from_bounds(double primal_shift, double dual_shift);

  const StandardForm& form_;
  Kkt& kkt_;
  Reference reference_;
  Iterate at_;
  Direction step_, trial_;
  Vector t_, theta_;               // diagonal of all variables; its inverse for the row slacks
  Vector rp_, rd_, ru_;            // residuals: rows, variables' duals, upper bounds
  Vector aim_l_, aim_u_, kept_l_, kept_u_;  // right-hand sides of the two complementarity equations
  Vector f_, g_, product_;
  double mu_ = 0.0, least_mu_ = 0.0, unsettled_ = 0.0, rho_ = 1e-9, delta_ = 1e-9, infeasibility_ = 1.0;
  Effort effort_;
};

}  // namespace gridwright::solver::ipm
