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
  double feasibility = 1e-8;       ///< relative residuals wanted
  double gap = 1e-8;               ///< relative gap wanted: complementarity is not driven far below it
};

enum class Manner : std::uint8_t {
  bold,    ///< steps are lengthened past the few pairs that block them
  careful  ///< no residual is ever made on purpose, and the start is farther from the bounds: slower, and hardly ever stuck
};

/// Mehrotra's predictor-corrector (1992) with Gondzio's multiple centrality correctors (1996), primal and dual steps apart.
class Path {
 public:
  Path(const StandardForm& form, Kkt& kkt, Crew& crew, const Reference& reference, Manner manner);

  void start();
  /// Residuals, gap and complementarity of the current point. Call before `advance`.
  Distance assess();
  /// One iteration. False when steps have become too short or the numbers too wild to go on, also
  /// under the strongest regularisation.
  bool advance();

  [[nodiscard]] const Iterate& point() const { return at_; }
  void reset(Iterate point) { at_ = std::move(point); }
  [[nodiscard]] double mu() const { return mu_; }
  struct Effort {
    int solves = 0, correctors = 0, repaired = 0;
    double primal_step = 0, dual_step = 0;
  };
  [[nodiscard]] const Effort& effort() const { return effort_; }

 private:
  struct Direction {
    Vector v, s, zl, zu, y, av;
  };  // av = A v of the columns
  struct Steps {
    double primal = 1.0, dual = 1.0;
  };
  struct Blend {
    double weight = 1.0;
    Steps steps;
  };

  /// Variables [begin, end) of one kind, few enough to stay in cache from one loop to the next.
  struct Strip {
    int begin, end;
    bool lower, upper;
  };
  void cut_strips();
  template <class F>
  void each_strip(F f) const;  // f(strip), on the crew
  template <class F>
  void each_row_strip(F f) const;
  template <class F>
  void each_column_strip(F f) const;
  template <class T, class F>
  T sum_of_strips(F f) const;  // of f(strip), in the order of strips whoever computed them
  template <class F>
  static void each_bounded(const Strip& s, F f);
  template <class F>
  static void each_boxed(const Strip& s, F f);

  void weights();
  void factorise();
  void aim_at(const Strip& s, double target, const Direction* correction);
  void aim_centrally(const Strip& s, double target, const Direction& d, Steps a);
  void right_hand_side(const Strip& s);
  void complete(const Strip& s, Direction& d);
  void back(const Strip& s, const Direction& base, Direction& d);
  void refine(Direction& d, int refinements);
  template <class T, class Prepare, class Measure>
  T solve_from(const Direction& base, Direction& d, int refinements, Prepare prepare, Measure measure);
  double predict();
  Blend solve_blended(int refinements, const std::function<void(const Strip&)>& aim);
  void take_trial(double weight);
  void blend(const Strip& s);
  [[nodiscard]] Steps past_the_few(const Direction& d, Steps a) const;
  void move(const Direction& d, Steps a, Steps floor);
  double finish_step();
  bool stiffen();
  void correctors(double target, Steps& a);
  void separate_from_bounds(double primal_shift, double dual_shift);
  void settle(Vector& v, Vector& y);

  const StandardForm& form_;
  Kkt& kkt_;
  Crew& crew_;
  Reference reference_;
  Manner manner_;
  Array<Strip> strips_;  // of columns, then of rows
  int column_strips_ = 0;
  Iterate at_;
  Direction step_, trial_;
  double blend_ = 1.0;  // weight of step_ against trial_ that is still to be applied, strip by strip
  Vector t_, theta_;    // diagonal of all variables; its inverse for the row slacks
  Vector inverse_v_, inverse_s_;
  Vector rp_, rd_, ru_;     // residuals: rows, variables' duals, upper bounds
  Vector bend_l_, bend_u_;  // right-hand sides of the complementarity equations, divided by v and by s
  Vector kept_l_, kept_u_;
  Vector f_, g_;
  double mu_ = 0.0, least_mu_ = 0.0, unsettled_ = 0.0, rho_ = 1e-9, delta_ = 1e-9, infeasibility_ = 1.0;
  bool settled_ = false;  ///< residuals are far below what was asked for
  int stiffened_ = 0;
  Effort effort_;
};

}  // namespace gridwright::solver::ipm
