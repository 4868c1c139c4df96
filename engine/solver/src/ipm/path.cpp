#include "path.hpp"

#include <cmath>

namespace gridwright::solver::ipm {
namespace {

constexpr double beyond = 1.01;            ///< longest step looked at; shortened before use, so that no variable reaches 0
constexpr double smallest_target = 1e-18;  ///< complementarity is not driven into underflow
constexpr double share_of_gap = 0.05;      ///< of the gap wanted, left to complementarity; the rest is for residuals
constexpr double weakest = 1e-12, strongest = 1e-7;  ///< range of the regularisation

constexpr int few_of = 1600;              ///< one pair in so many may be clipped
constexpr double longest_clipped = 0.25;  ///< a step this long needs no help
constexpr double stretch_clipped = 10.0;  ///< and no step becomes longer than so many times itself
constexpr double unsettled_share =
    1.0;                               ///< no clipping while residuals move the objective by more than this share of the gap
constexpr double far_unsettled = 3.0;  ///< beyond this, complementarity has run ahead of the residuals, and ...
constexpr double raise = 3.0;          ///< ... is let grow by at most this factor until they have caught up
constexpr double clip_floor = 0.1;     ///< the share of itself that a clipped variable keeps

/// Takes a step that would lead below 0 back to the bound.
void limit(double x, double dx, double& a) {
  if (x + a * dx < 0.0) a = -x / dx;
}

}  // namespace

Path::Path(const StandardForm& form, Kkt& kkt, Crew& crew, const Reference& reference, Manner manner)
    : form_(form),
      kkt_(kkt),
      crew_(crew),
      reference_(reference),
      manner_(manner),
      t_(form.variables(), 0.0),
      theta_(form.m, 0.0),
      inverse_v_(form.variables(), 0.0),
      inverse_s_(form.variables(), 0.0),
      rp_(form.m),
      rd_(form.variables(), 0.0),
      ru_(form.variables(), 0.0),
      bend_l_(form.variables(), 0.0),
      bend_u_(form.variables(), 0.0),
      kept_l_(bend_l_),
      kept_u_(bend_u_),
      f_(form.variables(), 0.0),
      g_(form.m) {
  const int all = form.variables();
  at_ = {Vector(all, 0.0), Vector(all, 1.0), Vector(all, 0.0), Vector(all, 0.0), Vector(form.m, 0.0)};
  step_ = {Vector(all, 0.0), Vector(all, 0.0), Vector(all, 0.0), Vector(all, 0.0), Vector(form.m, 0.0), Vector(form.m, 0.0)};
  trial_ = step_;
  cut_strips();
}

void Path::cut_strips() {
  constexpr int longest = 4096;
  const auto cut = [&](int begin, int end, bool lower, bool upper) {
    for (; begin < end; begin += longest) strips_.push_back({begin, std::min(end, begin + longest), lower, upper});
  };
  const auto half = [&](int begin, int boxed, int bounded, int count) {
    cut(begin, begin + boxed, true, true);
    cut(begin + boxed, begin + bounded, true, false);
    cut(begin + bounded, begin + count, false, false);
  };
  half(0, form_.boxed_columns, form_.bounded_columns, form_.n);
  column_strips_ = static_cast<int>(strips_.size());
  half(form_.n, form_.boxed_rows, form_.bounded_rows, form_.m);
}

template <class F>
void Path::each_strip(F f) const {
  crew_.each(static_cast<int>(strips_.size()), [&](int k) { f(strips_[k]); });
}
template <class F>
void Path::each_column_strip(F f) const {
  crew_.each(column_strips_, [&](int k) { f(strips_[k]); });
}
template <class F>
void Path::each_row_strip(F f) const {
  crew_.each(static_cast<int>(strips_.size()) - column_strips_, [&](int k) { f(strips_[column_strips_ + k]); });
}
template <class T, class F>
T Path::sum_of_strips(F f) const {
  Array<T> part(strips_.size());
  crew_.each(static_cast<int>(strips_.size()), [&](int k) { part[k] = f(strips_[k]); });
  T total{};
  for (const T& p : part) total += p;
  return total;
}
template <class F>
void Path::each_bounded(const Strip& s, F f) {
  if (!s.lower) return;
  for (int k = s.begin; k < s.end; ++k) f(k);
}
template <class F>
void Path::each_boxed(const Strip& s, F f) {
  if (!s.upper) return;
  for (int k = s.begin; k < s.end; ++k) f(k);
}

/// (v, y) := solution of the current (f, g), from zero.
void Path::settle(Vector& v, Vector& y) {
  v.fill(0.0);
  y.fill(0.0);
  step_.av.fill(0.0);
  for (int k = 0; k < 3; ++k) {
    kkt_.residual(f_, g_, v, y, step_.av);
    kkt_.correct(v, y, step_.av);
  }
}

/// Mehrotra's starting point: the least-squares solutions of both equation systems, moved off the bounds.
void Path::start() {
  const int n = form_.n, m = form_.m;
  for (int k = 0; k < n; ++k) t_[k] = k < form_.bounded_columns ? 1.0 : 1e-2;
  for (int i = 0; i < m; ++i) theta_[i] = i < form_.bounded_rows ? 1.0 : 0.0;
  kkt_.factorise(t_, theta_, rho_, delta_);

  // primal: minimise |v - u/2|^2 subject to A v - w = b
  const auto middle = [&](int k) { return std::min(0.5 * form_.u[k], 1.0); };
  for (int k = 0; k < n; ++k) f_[k] = k < form_.boxed_columns ? -middle(k) : 0.0;
  for (int i = 0; i < m; ++i) g_[i] = form_.b[i] + (i < form_.boxed_rows ? middle(n + i) : 0.0);
  settle(at_.v, at_.y);
  for (int i = 0; i < form_.bounded_rows; ++i) at_.v[n + i] = (i < form_.boxed_rows ? middle(n + i) : 0.0) - at_.y[i];

  // dual: minimise |c - A'y|^2 + |y of inequalities|^2
  for (int j = 0; j < n; ++j) f_[j] = form_.c[j];
  g_.fill(0.0);
  settle(step_.v, at_.y);
  for (int j = 0; j < form_.bounded_columns; ++j) at_.zl[j] = form_.c[j] - form_.transposed_row(at_.y.data(), j);
  for (int i = 0; i < form_.bounded_rows; ++i) at_.zl[n + i] = at_.y[i];
  each_strip([&](const Strip& s) {
    each_boxed(s, [&](int k) {
      at_.s[k] = form_.u[k] - at_.v[k];
      at_.zu[k] = std::max(0.0, -at_.zl[k]);
      at_.zl[k] = std::max(0.0, at_.zl[k]);
    });
  });
  separate_from_bounds(0.0, 0.0);
}

/// Mehrotra 1992, section 7: shift until positive, then by half the mean complementarity. The primal side is then moved further away:
/// from near the bounds, variables that must become large (a seasonal store's level) let the duals move by a few percent a step.
void Path::separate_from_bounds(double primal_shift, double dual_shift) {
  for (const Strip& s : strips_) {
    each_bounded(s, [&](int k) {
      primal_shift = std::max(primal_shift, -1.5 * at_.v[k]);
      dual_shift = std::max(dual_shift, -1.5 * at_.zl[k]);
    });
    each_boxed(s, [&](int k) { primal_shift = std::max(primal_shift, -1.5 * at_.s[k]); });
  }
  primal_shift += 1e-3;
  dual_shift += 1e-3;
  double products = 0.0, primal = 0.0, dual = 0.0;
  const auto count = [&](double x, double z) {
    products += (x + primal_shift) * (z + dual_shift);
    primal += x + primal_shift;
    dual += z + dual_shift;
  };
  for (const Strip& s : strips_) {
    each_bounded(s, [&](int k) { count(at_.v[k], at_.zl[k]); });
    each_boxed(s, [&](int k) { count(at_.s[k], at_.zu[k]); });
  }
  const double away = manner_ == Manner::careful ? 100.0 : 10.0;
  primal_shift += 0.5 * products / std::max(dual, 1e-12);
  dual_shift += 0.5 * products / std::max(primal, 1e-12);
  each_strip([&](const Strip& s) {
    each_bounded(s, [&](int k) {
      at_.v[k] = away * (at_.v[k] + primal_shift);
      at_.zl[k] += dual_shift;
    });
    each_boxed(s, [&](int k) {
      at_.s[k] = away * (at_.s[k] + primal_shift);
      at_.zu[k] += dual_shift;
    });
  });
}

namespace {

/// What one strip adds to the residuals, objectives and products.
struct Share {
  double primal = 0.0, dual = 0.0, worst = 0.0;  // largest, in the program's units and scaled
  double unsettled = 0.0, products = 0.0, primal_objective = 0.0, dual_objective = 0.0;
  Share& operator+=(const Share& o) {
    primal = std::max(primal, o.primal);
    dual = std::max(dual, o.dual);
    worst = std::max(worst, o.worst);
    unsettled += o.unsettled;
    products += o.products;
    primal_objective += o.primal_objective;
    dual_objective += o.dual_objective;
    return *this;
  }
};

}  // namespace

Distance Path::assess() {
  const int n = form_.n;
  const Share sum = sum_of_strips<Share>([&](const Strip& s) {
    Share h;
    if (s.begin < n) {
      for (int j = s.begin; j < s.end; ++j) {
        rd_[j] = form_.c[j] - form_.transposed_row(at_.y.data(), j) - at_.zl[j] + at_.zu[j];
        h.dual = std::max(h.dual, std::abs(rd_[j]) * form_.dual_unit(j));
        h.worst = std::max(h.worst, std::abs(rd_[j]));
        h.unsettled += std::abs(rd_[j] * at_.v[j]);
        h.primal_objective += form_.c[j] * at_.v[j];
      }
    } else {
      form_.multiply_rows(at_.v.data(), rp_.data(), s.begin - n, s.end - n);
      for (int i = s.begin - n; i < s.end - n; ++i) {
        rp_[i] = form_.b[i] - rp_[i] + at_.v[n + i];
        h.primal = std::max(h.primal, std::abs(rp_[i]) * form_.primal_unit(i));
        h.worst = std::max(h.worst, std::abs(rp_[i]));
        h.unsettled += std::abs(rp_[i] * at_.y[i]);
        h.dual_objective += form_.b[i] * at_.y[i];
      }
      each_bounded(s, [&](int k) { rd_[k] = at_.y[k - n] - at_.zl[k] + at_.zu[k]; });
    }
    each_bounded(s, [&](int k) { h.products += at_.v[k] * at_.zl[k]; });
    each_boxed(s, [&](int k) {
      ru_[k] = form_.u[k] - at_.v[k] - at_.s[k];
      h.products += at_.s[k] * at_.zu[k];
      h.dual_objective -= form_.u[k] * at_.zu[k];
    });
    return h;
  });
  infeasibility_ = sum.worst;
  mu_ = sum.products / std::max(1, form_.pairs());
  unsettled_ = sum.unsettled / std::max(1, form_.pairs());
  const double unit = form_.cost_scale * form_.bound_scale;
  Distance d;
  d.primal_objective = form_.offset + unit * sum.primal_objective;
  d.dual_objective = form_.offset + unit * sum.dual_objective;
  d.gap = std::abs(d.primal_objective - d.dual_objective) / (1.0 + std::abs(d.primal_objective));
  least_mu_ =
      std::max(share_of_gap * reference_.gap * (1.0 + std::abs(d.primal_objective)) / (unit * std::max(1, form_.pairs())),
               smallest_target);
  d.primal = sum.primal / reference_.bound;
  d.dual = sum.dual / reference_.cost;
  settled_ = std::max(d.primal, d.dual) <= 0.01 * reference_.feasibility;
  return d;
}

void Path::weights() {
  const int n = form_.n;
  each_strip([&](const Strip& s) {
    each_bounded(s, [&](int k) {
      inverse_v_[k] = 1.0 / at_.v[k];
      t_[k] = at_.zl[k] * inverse_v_[k];
    });
    each_boxed(s, [&](int k) {
      inverse_s_[k] = 1.0 / at_.s[k];
      t_[k] += at_.zu[k] * inverse_s_[k];
    });
    if (!s.lower)
      for (int k = s.begin; k < s.end; ++k) t_[k] = 0.0;
    if (s.begin >= n) each_bounded(s, [&](int k) { theta_[k - n] = 1.0 / t_[k]; });
  });
}

/// Aims every product at `target`, less the second-order term of `correction` (Mehrotra).
void Path::aim_at(const Strip& s, double target, const Direction* correction) {
  each_bounded(s, [&](int k) {
    bend_l_[k] = (target - (correction != nullptr ? correction->v[k] * correction->zl[k] : 0.0)) * inverse_v_[k] - at_.zl[k];
  });
  each_boxed(s, [&](int k) {
    bend_u_[k] = (target - (correction != nullptr ? correction->s[k] * correction->zu[k] : 0.0)) * inverse_s_[k] - at_.zu[k];
  });
}

/// Gondzio's corrector: products that a longer step would leave outside [0.1, 10] * target are pulled back.
void Path::aim_centrally(const Strip& s, double target, const Direction& d, Steps a) {
  const double low = 0.1 * target, high = 10.0 * target;
  const auto pull = [&](double x, double z) { return std::max(std::clamp(x * z, low, high) - x * z, -high); };
  each_bounded(
      s, [&](int k) { bend_l_[k] += pull(at_.v[k] + a.primal * d.v[k], at_.zl[k] + a.dual * d.zl[k]) * inverse_v_[k]; });
  each_boxed(s,
             [&](int k) { bend_u_[k] += pull(at_.s[k] + a.primal * d.s[k], at_.zu[k] + a.dual * d.zu[k]) * inverse_s_[k]; });
}

void Path::right_hand_side(const Strip& s) {
  const int n = form_.n;
  each_bounded(s, [&](int k) { f_[k] = rd_[k] - bend_l_[k]; });
  each_boxed(s, [&](int k) { f_[k] += bend_u_[k] - at_.zu[k] * ru_[k] * inverse_s_[k]; });
  if (s.begin >= n)
    for (int k = s.begin; k < s.end; ++k) g_[k - n] = rp_[k - n] - (s.lower ? theta_[k - n] * f_[k] : 0.0);
  else if (!s.lower)
    for (int k = s.begin; k < s.end; ++k) f_[k] = rd_[k];
}

/// The eliminated parts of the direction, from (dv of columns, dy).
void Path::complete(const Strip& s, Direction& d) {
  const int n = form_.n;
  if (s.begin >= n) {
    // A slack far from its bound has a huge weight: its step then comes from its own row, where nothing cancels.
    each_bounded(s, [&](int k) {
      const int i = k - n;
      d.v[k] = theta_[i] > 1.0 ? d.av[i] - rp_[i] : -theta_[i] * (f_[k] + d.y[i]);
    });
  }
  each_bounded(s, [&](int k) { d.zl[k] = bend_l_[k] - at_.zl[k] * inverse_v_[k] * d.v[k]; });
  each_boxed(s, [&](int k) {
    d.s[k] = ru_[k] - d.v[k];
    d.zu[k] = bend_u_[k] - at_.zu[k] * inverse_s_[k] * d.s[k];
  });
}

/// The unknowns of a strip, from the solution of the system.
void Path::back(const Strip& s, const Direction& base, Direction& d) {
  const int n = form_.n;
  if (s.begin < n)
    kkt_.columns_back(s.begin, s.end, base.v, d.v);
  else
    kkt_.rows_back(s.begin - n, s.end - n, base.y, base.av, d.y, d.av);
}

/// Removes what regularisation and rounding left of the system's residual.
void Path::refine(Direction& d, int refinements) {
  const double enough = std::max(1e-2 * std::min(infeasibility_, mu_), 1e-13);
  constexpr double stalled = 10.0;
  constexpr int krylov_steps = 10;
  double last = infinity;
  for (int k = 0; k < refinements; ++k) {
    const double now = kkt_.residual(f_, g_, d.v, d.y, d.av);
    if (now <= enough) return;
    if (now > 0.5 * last) {
      // No harm in what is small beside the infeasibility of the point, or while that is far below what was asked for.
      const bool harmless = now <= std::max(stalled * enough, 0.1 * infeasibility_) || (settled_ && unsettled_ <= mu_);
      if (!harmless) kkt_.krylov(f_, g_, d.v, d.y, d.av, krylov_steps, enough);
      return;
    }
    last = now;
    kkt_.correct(d.v, d.y, d.av);
    ++effort_.solves;
  }
}

/// Solves for what `prepare` aims each strip at, starting from `base`: every new aim thereby also refines what was solved before it.
/// Returns the sum of measure(strip) over the direction found. Memory is the limit, so everything that can be done to a
/// strip is done while it is in cache.
template <class T, class Prepare, class Measure>
T Path::solve_from(const Direction& base, Direction& d, int refinements, Prepare prepare, Measure measure) {
  const int n = form_.n;
  each_row_strip([&](const Strip& s) {
    prepare(s);
    right_hand_side(s);
    kkt_.rows_ahead(s.begin - n, s.end - n, g_, base.y, base.av);
  });
  each_column_strip([&](const Strip& s) {
    prepare(s);
    right_hand_side(s);
    kkt_.columns_ahead(s.begin, s.end, f_, base.v);
  });
  kkt_.eliminate();
  ++effort_.solves;
  if (refinements > 0) {
    each_strip([&](const Strip& s) { back(s, base, d); });
    refine(d, refinements);
  }
  return sum_of_strips<T>([&](const Strip& s) {
    if (refinements == 0) back(s, base, d);
    complete(s, d);
    return measure(s);
  });
}

/// The predictor: straight at the solution. Returns the share of complementarity that its longest steps would leave.
double Path::predict() {
  struct Sums {
    double primal = 1.0, dual = 1.0;  // longest steps
    double products = 0.0, by_primal = 0.0, by_dual = 0.0, second = 0.0;
    Sums& operator+=(const Sums& o) {
      primal = std::min(primal, o.primal);
      dual = std::min(dual, o.dual);
      products += o.products;
      by_primal += o.by_primal;
      by_dual += o.by_dual;
      second += o.second;
      return *this;
    }
    void pair(double x, double dx, double z, double dz) {
      limit(x, dx, primal);
      limit(z, dz, dual);
      products += x * z;
      by_primal += dx * z;
      by_dual += x * dz;
      second += dx * dz;
    }
  };
  const int n = form_.n;
  const Sums sums = solve_from<Sums>(
      step_, step_, 0,
      [&](const Strip& s) {
        for (int k = s.begin; k < s.end; ++k) step_.v[k] = 0.0;
        if (s.begin >= n)
          for (int i = s.begin - n; i < s.end - n; ++i) step_.y[i] = step_.av[i] = 0.0;
        aim_at(s, 0.0, nullptr);
      },
      [&](const Strip& s) {
        Sums part;
        each_bounded(s, [&](int k) { part.pair(at_.v[k], step_.v[k], at_.zl[k], step_.zl[k]); });
        each_boxed(s, [&](int k) { part.pair(at_.s[k], step_.s[k], at_.zu[k], step_.zu[k]); });
        return part;
      });
  const double left =
      sums.products + sums.primal * sums.by_primal + sums.dual * sums.by_dual + sums.primal * sums.dual * sums.second;
  return sums.products > 0.0 ? std::max(0.0, left) / sums.products : 0.0;
}

namespace {

constexpr int tries = 8;
constexpr double blend_weight[tries] = {1.0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125};

/// The longest step to the bound for each weight.
struct Reach {
  double step[tries] = {beyond, beyond, beyond, beyond, beyond, beyond, beyond, beyond};

  void limit(double x, double from, double to) {
    if (x + beyond * std::min(from, to) >= 0.0) return;
    for (int k = 0; k < tries; ++k) ipm::limit(x, from + blend_weight[k] * (to - from), step[k]);
  }
};
struct Reaches {
  Reach primal, dual;
  Reaches& operator+=(const Reaches& o) {
    for (int k = 0; k < tries; ++k) {
      primal.step[k] = std::min(primal.step[k], o.primal.step[k]);
      dual.step[k] = std::min(dual.step[k], o.dual.step[k]);
    }
    return *this;
  }
};

}  // namespace

/// Solves for what `aim` sets, from step_ into trial_, and finds the blend of the two that allows the longest steps (Colombo and
/// Gondzio 2008).
Path::Blend Path::solve_blended(int refinements, const std::function<void(const Strip&)>& aim) {
  const Direction &base = step_, &full = trial_;
  const Reaches reach = solve_from<Reaches>(step_, trial_, refinements, aim, [&](const Strip& s) {
    Reaches r;
    each_bounded(s, [&](int k) {
      r.primal.limit(at_.v[k], base.v[k], full.v[k]);
      r.dual.limit(at_.zl[k], base.zl[k], full.zl[k]);
    });
    each_boxed(s, [&](int k) {
      r.primal.limit(at_.s[k], base.s[k], full.s[k]);
      r.dual.limit(at_.zu[k], base.zu[k], full.zu[k]);
    });
    return r;
  });
  const auto of = [&](int k) { return Blend{blend_weight[k], {reach.primal.step[k], reach.dual.step[k]}}; };
  Blend best = of(0);
  for (int k = 1; k < tries; ++k)
    if (of(k).steps.primal * of(k).steps.dual > best.steps.primal * best.steps.dual) best = of(k);
  return best;
}

/// step_ becomes the blend; the strips are mixed when they are next in cache.
void Path::take_trial(double weight) {
  std::swap(step_, trial_);
  blend_ = weight;
}

void Path::blend(const Strip& s) {
  if (blend_ == 1.0) return;
  const int n = form_.n;
  const Direction& base = trial_;
  const auto mix = [&](const Vector& from, Vector& to, int shift = 0) {
    for (int k = s.begin - shift; k < s.end - shift; ++k) to[k] = from[k] + blend_ * (to[k] - from[k]);
  };
  if (s.lower || s.begin < n) mix(base.v, step_.v);
  if (s.begin >= n) {
    mix(base.y, step_.y, n);
    mix(base.av, step_.av, n);
  }
  if (s.lower) {
    mix(base.zl, step_.zl);
    mix(kept_l_, bend_l_);
  }
  if (s.upper) {
    mix(base.s, step_.s);
    mix(base.zu, step_.zu);
    mix(kept_u_, bend_u_);
  }
}

void Path::correctors(double target, Steps& a) {
  constexpr int most = 3;
  constexpr double stretch = 0.3, gain = 0.01;
  for (int k = 0; k < most && std::min(a.primal, a.dual) < 0.99; ++k) {
    const Steps wish{std::min(1.0, 1.08 * a.primal + stretch), std::min(1.0, 1.08 * a.dual + stretch)};
    const Blend found = solve_blended(0, [&](const Strip& s) {
      blend(s);
      each_bounded(s, [&](int i) { kept_l_[i] = bend_l_[i]; });
      each_boxed(s, [&](int i) { kept_u_[i] = bend_u_[i]; });
      aim_centrally(s, target, step_, wish);
    });
    blend_ = 1.0;
    const Steps b = found.steps;
    if (b.primal + b.dual < a.primal + a.dual + gain) return;
    take_trial(found.weight);
    a = b;
    ++effort_.correctors;
  }
}

/// A handful of variables among 1e5, all near zero, can hold the whole step at a few percent for dozens of iterations: the
/// central path turns sharply where capacities that are barely not worth building shrink away. Such a step is lengthened past
/// the few and they stop short of their bounds (`move`). What that breaks shows up as residual of a size with the
/// few variables themselves, and the next Newton step mends it.
Path::Steps Path::past_the_few(const Direction& d, Steps a) const {
  const std::ptrdiff_t few = form_.pairs() / few_of;
  if (few == 0 || std::min(a.primal, a.dual) >= longest_clipped) return a;
  struct Ratios {
    std::vector<double> primal, dual;
    Ratios& operator+=(const Ratios& o) {
      primal.insert(primal.end(), o.primal.begin(), o.primal.end());
      dual.insert(dual.end(), o.dual.begin(), o.dual.end());
      return *this;
    }
  };
  const auto block = [](double x, double dx, std::vector<double>& ratios) {
    if (x + longest_clipped * dx < 0.0) ratios.push_back(-x / dx);
  };
  Ratios ratios = sum_of_strips<Ratios>([&](const Strip& s) {
    Ratios r;
    each_bounded(s, [&](int k) {
      block(at_.v[k], d.v[k], r.primal);
      block(at_.zl[k], d.zl[k], r.dual);
    });
    each_boxed(s, [&](int k) {
      block(at_.s[k], d.s[k], r.primal);
      block(at_.zu[k], d.zu[k], r.dual);
    });
    return r;
  });
  const auto lengthen = [&](double step, std::vector<double>& of) {
    if (step >= longest_clipped) return step;
    double past = longest_clipped;
    if (static_cast<std::ptrdiff_t>(of.size()) > few) {
      std::nth_element(of.begin(), of.begin() + few, of.end());
      past = of[static_cast<std::size_t>(few)];
    }
    return std::max(step, std::min({past, longest_clipped, stretch_clipped * step}));
  };
  return {lengthen(a.primal, ratios.primal), lengthen(a.dual, ratios.dual)};
}

/// floor: the share of itself that every bounded variable keeps; 0 where the step was not lengthened.
void Path::move(const Direction& d, Steps a, Steps floor) {
  const auto go = [](double& x, double step, double keep) { x = std::max(x + step, keep * x); };
  const int n = form_.n;
  each_strip([&](const Strip& s) {
    each_bounded(s, [&](int k) {
      go(at_.v[k], a.primal * d.v[k], floor.primal);
      go(at_.zl[k], a.dual * d.zl[k], floor.dual);
    });
    each_boxed(s, [&](int k) {
      go(at_.s[k], a.primal * d.s[k], floor.primal);
      go(at_.zu[k], a.dual * d.zu[k], floor.dual);
    });
    if (s.begin < n && !s.lower)
      for (int k = s.begin; k < s.end; ++k) at_.v[k] += a.primal * d.v[k];
    if (s.begin >= n)
      for (int k = s.begin - n; k < s.end - n; ++k) at_.y[k] += a.dual * d.y[k];
  });
}

/// Blends what is left to blend. Returns a norm that is not a number as soon as any entry of the step is: comparisons alone would
/// let it pass.
double Path::finish_step() {
  const int n = form_.n;
  const double sum = sum_of_strips<double>([&](const Strip& s) {
    blend(s);
    double norm = 0.0;
    for (int k = s.begin; k < s.end; ++k) norm += std::abs(s.begin < n ? step_.v[k] : step_.y[k - n]);
    return norm;
  });
  blend_ = 1.0;
  return sum;
}

/// After a step of no use: the strongest regularisation from here, where it was not yet tried too often.
bool Path::stiffen() {
  constexpr int most = 3;
  rho_ = delta_ = strongest;
  return ++stiffened_ <= most;
}

/// Regularisation of the columns fades: late in the walk a store's level all year round is held by its losses alone (an
/// entry of 1e-12), and anything stronger would pin it. Both grow when a pivot comes out with the wrong sign, which redundant
/// equations cause.
void Path::factorise() {
  rho_ = std::max(0.5 * rho_, weakest);
  effort_.repaired = kkt_.factorise(t_, theta_, rho_, delta_);
  while (effort_.repaired > 0 && delta_ < strongest) {
    rho_ = std::min(10.0 * rho_, strongest);
    delta_ *= 10.0;
    effort_.repaired = kkt_.factorise(t_, theta_, rho_, delta_);
  }
}

bool Path::advance() {
  effort_ = {};
  weights();
  factorise();
  const double ratio = predict();
  double target = std::max(ratio * ratio * ratio * mu_, least_mu_);
  if (unsettled_ > far_unsettled * mu_) target = std::max(target, std::min(raise * mu_, unsettled_));
  const Blend mehrotra = solve_blended(3, [&](const Strip& s) {
    each_bounded(s, [&](int i) { kept_l_[i] = bend_l_[i]; });
    each_boxed(s, [&](int i) { kept_u_[i] = bend_u_[i]; });
    aim_at(s, target, &step_);
  });
  take_trial(mehrotra.weight);
  Steps a = mehrotra.steps;
  correctors(target, a);
  const double norm = finish_step();
  const double keep = std::clamp(1.0 - mu_, 0.995, 1.0 - 1e-6);
  a.primal = std::min(1.0, keep * a.primal);
  a.dual = std::min(1.0, keep * a.dual);
  const bool settled = unsettled_ <= unsettled_share * mu_ && mu_ > 10.0 * least_mu_;
  const Steps past = settled && manner_ == Manner::bold ? past_the_few(step_, a) : a;
  if (!std::isfinite(norm) || std::max(past.primal, past.dual) <= 1e-10) return stiffen();
  move(step_, past, {past.primal > a.primal ? clip_floor : 0.0, past.dual > a.dual ? clip_floor : 0.0});
  effort_.primal_step = past.primal;
  effort_.dual_step = past.dual;
  return true;
}

}  // namespace gridwright::solver::ipm
