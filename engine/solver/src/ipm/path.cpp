#include "path.hpp"

#include <cmath>

namespace gridwright::solver::ipm {
namespace {

constexpr double beyond = 1.01;           ///< longest step looked at; shortened before use, so that no variable reaches 0
constexpr double smallest_target = 1e-18;  ///< complementarity is not driven into underflow
constexpr double share_of_gap = 0.05;     ///< of the gap wanted, left to complementarity; the rest is for residuals
constexpr double weakest = 1e-12, strongest = 1e-7;  ///< range of the regularisation

constexpr int few_of = 1600;              ///< one pair in so many may be clipped
constexpr double longest_clipped = 0.25;   ///< a step this long needs no help
constexpr double stretch_clipped = 10.0; ///< and no step becomes longer than so many times itself
constexpr double unsettled_share = 1.0;   ///< no clipping while residuals move the objective by more than this share of the gap
constexpr double far_unsettled = 3.0;     ///< beyond this, complementarity has run ahead of the residuals, and ...
constexpr double raise = 3.0;             ///< ... is let grow by at most this factor until they have caught up
constexpr double clip_floor = 0.1;       ///< the share of itself that a clipped variable keeps

}  // namespace

Path::Path(const StandardForm& form, Kkt& kkt, const Reference& reference)
    : form_(form), kkt_(kkt), reference_(reference), t_(form.variables(), 0.0), theta_(form.m, 0.0), rp_(form.m),
      rd_(form.variables(), 0.0), ru_(form.variables(), 0.0), aim_l_(form.variables(), 0.0), aim_u_(form.variables(), 0.0),
      f_(form.variables(), 0.0), g_(form.m), product_(std::max(form.n, form.m)) {
  const int all = form.variables();
  at_ = {Vector(all, 0.0), Vector(all, 1.0), Vector(all, 0.0), Vector(all, 0.0), Vector(form.m, 0.0)};
  step_ = {Vector(all, 0.0), Vector(all, 0.0), Vector(all, 0.0), Vector(all, 0.0), Vector(form.m, 0.0)};
  trial_ = step_;
}

template <class F>
void Path::each_bounded(F f) const {
  for (int k = 0; k < form_.bounded_columns; ++k) f(k);
  for (int k = form_.n; k < form_.n + form_.bounded_rows; ++k) f(k);
}
template <class F>
void Path::each_boxed(F f) const {
  for (int k = 0; k < form_.boxed_columns; ++k) f(k);
  for (int k = form_.n; k < form_.n + form_.boxed_rows; ++k) f(k);
}

/// Mehrotra's starting point: the least-squares solutions of both equation systems, moved off the bounds.
void Path::start() {
  const int n = form_.n, m = form_.m;
  each_bounded([&](int k) { t_[k] = 1.0; });
  for (int k = form_.bounded_columns; k < n; ++k) t_[k] = 1e-2;
  for (int i = 0; i < m; ++i) theta_[i] = i < form_.bounded_rows ? 1.0 : 0.0;
  Vector diagonal = t_;
  kkt_.factorise(diagonal, theta_, rho_, delta_);

  // primal: minimise |v - u/2|^2 subject to A v - w = b
  each_boxed([&](int k) { f_[k] = -std::min(0.5 * form_.u[k], 1.0); });
  for (int k = form_.boxed_columns; k < n; ++k) f_[k] = 0.0;
  for (int i = 0; i < m; ++i) g_[i] = form_.b[i] + (i < form_.boxed_rows ? std::min(0.5 * form_.u[n + i], 1.0) : 0.0);
  at_.v.fill(0.0);
  at_.y.fill(0.0);
  for (int k = 0; k < 3; ++k) kkt_.refine(f_, g_, at_.v, at_.y);
  for (int i = 0; i < form_.bounded_rows; ++i)
    at_.v[n + i] = (i < form_.boxed_rows ? std::min(0.5 * form_.u[n + i], 1.0) : 0.0) - at_.y[i];

  // dual: minimise |c - A'y|^2 + |y of inequalities|^2
  Vector unused(n, 0.0);
  for (int j = 0; j < n; ++j) f_[j] = form_.c[j];
  g_.fill(0.0);
  at_.y.fill(0.0);
  for (int k = 0; k < 3; ++k) kkt_.refine(f_, g_, unused, at_.y);
  form_.multiply_transposed(at_.y.data(), product_.data());
  for (int j = 0; j < form_.bounded_columns; ++j) at_.zl[j] = form_.c[j] - product_[j];
  for (int i = 0; i < form_.bounded_rows; ++i) at_.zl[n + i] = at_.y[i];
  each_boxed([&](int k) {
    at_.s[k] = form_.u[k] - at_.v[k];
    at_.zu[k] = std::max(0.0, -at_.zl[k]);
    at_.zl[k] = std::max(0.0, at_.zl[k]);
  });
  separate_from_bounds(0.0, 0.0);
}

/// Mehrotra 1992, section 7: shift until positive, then by half the mean complementarity.
void Path::separate_from_bounds(double primal_shift, double dual_shift) {
  each_bounded([&](int k) {
    primal_shift = std::max(primal_shift, -1.5 * at_.v[k]);
    dual_shift = std::max(dual_shift, -1.5 * at_.zl[k]);
  });
  each_boxed([&](int k) { primal_shift = std::max(primal_shift, -1.5 * at_.s[k]); });
  primal_shift += 1e-3;
  dual_shift += 1e-3;
  double products = 0.0, primal = 0.0, dual = 0.0;
  const auto count = [&](double x, double z) {
    products += (x + primal_shift) * (z + dual_shift);
    primal += x + primal_shift;
    dual += z + dual_shift;
  };
  each_bounded([&](int k) { count(at_.v[k], at_.zl[k]); });
  each_boxed([&](int k) { count(at_.s[k], at_.zu[k]); });
  primal_shift += 0.5 * products / std::max(dual, 1e-12);
  dual_shift += 0.5 * products / std::max(primal, 1e-12);
  each_bounded([&](int k) {
    at_.v[k] += primal_shift;
    at_.zl[k] += dual_shift;
  });
  each_boxed([&](int k) {
    at_.s[k] += primal_shift;
    at_.zu[k] += dual_shift;
  });
}

Distance Path::assess() {
  const int n = form_.n, m = form_.m;
  Distance d{0.0, 0.0, 0.0, 0.0, 0.0};
  infeasibility_ = 0.0;
  double unsettled = 0.0;
  form_.multiply(at_.v.data(), product_.data());
  for (int i = 0; i < m; ++i) {
    rp_[i] = form_.b[i] - product_[i] + at_.v[n + i];
    d.primal = std::max(d.primal, std::abs(rp_[i]) * form_.primal_unit(i));
    infeasibility_ = std::max(infeasibility_, std::abs(rp_[i]));
    unsettled += std::abs(rp_[i] * at_.y[i]);
    d.dual_objective += form_.b[i] * at_.y[i];
  }
  form_.multiply_transposed(at_.y.data(), product_.data());
  for (int j = 0; j < n; ++j) {
    rd_[j] = form_.c[j] - product_[j] - at_.zl[j] + at_.zu[j];
    d.dual = std::max(d.dual, std::abs(rd_[j]) * form_.dual_unit(j));
    infeasibility_ = std::max(infeasibility_, std::abs(rd_[j]));
    unsettled += std::abs(rd_[j] * at_.v[j]);
    d.primal_objective += form_.c[j] * at_.v[j];
  }
  for (int i = 0; i < form_.bounded_rows; ++i) rd_[n + i] = at_.y[i] - at_.zl[n + i] + at_.zu[n + i];
  double products = 0.0;
  each_bounded([&](int k) { products += at_.v[k] * at_.zl[k]; });
  each_boxed([&](int k) {
    ru_[k] = form_.u[k] - at_.v[k] - at_.s[k];
    products += at_.s[k] * at_.zu[k];
    d.dual_objective -= form_.u[k] * at_.zu[k];
  });
  mu_ = products / std::max(1, form_.pairs());
  unsettled_ = unsettled / std::max(1, form_.pairs());
  const double unit = form_.cost_scale * form_.bound_scale;
  d.primal_objective = form_.offset + unit * d.primal_objective;
  d.dual_objective = form_.offset + unit * d.dual_objective;
  d.gap = std::abs(d.primal_objective - d.dual_objective) / (1.0 + std::abs(d.primal_objective));
  least_mu_ = std::max(share_of_gap * reference_.gap * (1.0 + std::abs(d.primal_objective)) / (unit * std::max(1, form_.pairs())),
                       smallest_target);
  d.primal /= reference_.bound;
  d.dual /= reference_.cost;
  return d;
}

void Path::weights() {
  each_bounded([&](int k) { t_[k] = at_.zl[k] / at_.v[k]; });
  each_boxed([&](int k) { t_[k] += at_.zu[k] / at_.s[k]; });
  for (int k = form_.bounded_columns; k < form_.n; ++k) t_[k] = 0.0;
  for (int i = 0; i < form_.bounded_rows; ++i) theta_[i] = 1.0 / t_[form_.n + i];
}

/// Aims every product at `target`, less the second-order term of `correction` (Mehrotra).
void Path::aim_at(double target, const Direction* correction) {
  each_bounded([&](int k) {
    aim_l_[k] = target - at_.v[k] * at_.zl[k] - (correction != nullptr ? correction->v[k] * correction->zl[k] : 0.0);
  });
  each_boxed([&](int k) {
    aim_u_[k] = target - at_.s[k] * at_.zu[k] - (correction != nullptr ? correction->s[k] * correction->zu[k] : 0.0);
  });
}

/// Gondzio's corrector: products that a longer step would leave outside [0.1, 10] * target are pulled back.
void Path::aim_centrally(double target, const Direction& d, Steps a) {
  const double low = 0.1 * target, high = 10.0 * target;
  const auto pull = [&](double x, double z) { return std::max(std::clamp(x * z, low, high) - x * z, -high); };
  each_bounded([&](int k) { aim_l_[k] += pull(at_.v[k] + a.primal * d.v[k], at_.zl[k] + a.dual * d.zl[k]); });
  each_boxed([&](int k) { aim_u_[k] += pull(at_.s[k] + a.primal * d.s[k], at_.zu[k] + a.dual * d.zu[k]); });
}

void Path::right_hand_side() {
  const int n = form_.n;
  each_bounded([&](int k) { f_[k] = rd_[k] - aim_l_[k] / at_.v[k]; });
  each_boxed([&](int k) { f_[k] += (aim_u_[k] - at_.zu[k] * ru_[k]) / at_.s[k]; });
  for (int k = form_.bounded_columns; k < n; ++k) f_[k] = rd_[k];
  for (int i = 0; i < form_.m; ++i) g_[i] = rp_[i] - (i < form_.bounded_rows ? theta_[i] * f_[n + i] : 0.0);
}

/// The eliminated parts of the direction, from (dv of columns, dy).
void Path::complete(Direction& d) {
  const int n = form_.n;
  form_.multiply(d.v.data(), product_.data());
  // A slack far from its bound has a huge weight: its step then comes from its own row, where nothing cancels.
  for (int i = 0; i < form_.bounded_rows; ++i)
    d.v[n + i] = theta_[i] > 1.0 ? product_[i] - rp_[i] : -theta_[i] * (f_[n + i] + d.y[i]);
  each_bounded([&](int k) { d.zl[k] = (aim_l_[k] - at_.zl[k] * d.v[k]) / at_.v[k]; });
  each_boxed([&](int k) {
    d.s[k] = ru_[k] - d.v[k];
    d.zu[k] = (aim_u_[k] - at_.zu[k] * d.s[k]) / at_.s[k];
  });
}

/// Solves for the current aims, starting from `base`: every new aim thereby also refines what was solved before it.
void Path::solve_from(const Direction& base, Direction& d, int refinements) {
  right_hand_side();
  if (&base != &d) {
    d.v = base.v;
    d.y = base.y;
  }
  kkt_.refine(f_, g_, d.v, d.y);
  ++effort_.solves;
  const double enough = std::max(1e-3 * std::min(infeasibility_, mu_), 1e-13);
  constexpr double stalled = 10.0;
  constexpr int krylov_steps = 10;
  double last = infinity;
  for (int k = 0; k < refinements; ++k) {
    const double now = kkt_.residual(f_, g_, d.v, d.y);
    if (now <= enough) break;
    if (now > 0.5 * last) {
      if (now > stalled * enough) kkt_.krylov(f_, g_, d.v, d.y, krylov_steps, enough);
      break;
    }
    last = now;
    kkt_.refine(f_, g_, d.v, d.y);
    ++effort_.solves;
  }
  complete(d);
}

Path::Steps Path::longest(const Direction& d) const {
  double primal = beyond, dual = beyond;
  const auto limit = [](double x, double dx, double& a) {
    if (x + a * dx < 0.0) a = -x / dx;
  };
  each_bounded([&](int k) {
    limit(at_.v[k], d.v[k], primal);
    limit(at_.zl[k], d.zl[k], dual);
  });
  each_boxed([&](int k) {
    limit(at_.s[k], d.s[k], primal);
    limit(at_.zu[k], d.zu[k], dual);
  });
  return {primal, dual};
}

/// Longest steps of base + w (full - base) for several weights at once (Colombo and Gondzio 2008).
Path::Blend Path::best_blend(const Direction& base, const Direction& full) const {
  constexpr int tries = 8;
  constexpr double weight[tries] = {1.0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125};
  double primal[tries], dual[tries];
  std::fill(primal, primal + tries, beyond);
  std::fill(dual, dual + tries, beyond);
  const auto limit = [&](double x, double from, double to, double* a) {
    if (x + beyond * std::min(from, to) >= 0.0) return;
    for (int k = 0; k < tries; ++k) {
      const double dx = from + weight[k] * (to - from);
      if (x + a[k] * dx < 0.0) a[k] = -x / dx;
    }
  };
  each_bounded([&](int k) {
    limit(at_.v[k], base.v[k], full.v[k], primal);
    limit(at_.zl[k], base.zl[k], full.zl[k], dual);
  });
  each_boxed([&](int k) {
    limit(at_.s[k], base.s[k], full.s[k], primal);
    limit(at_.zu[k], base.zu[k], full.zu[k], dual);
  });
  Blend best{weight[0], {primal[0], dual[0]}};
  for (int k = 1; k < tries; ++k)
    if (primal[k] * dual[k] > best.steps.primal * best.steps.dual) best = {weight[k], {primal[k], dual[k]}};
  return best;
}

void Path::blend(double weight, const Direction& base, Direction& full) {
  if (weight == 1.0) return;
  const auto mix = [&](const Vector& from, Vector& to) {
    for (Index k = 0; k < to.size(); ++k) to[k] = from[k] + weight * (to[k] - from[k]);
  };
  mix(base.v, full.v);
  mix(base.s, full.s);
  mix(base.zl, full.zl);
  mix(base.zu, full.zu);
  mix(base.y, full.y);
  mix(kept_l_, aim_l_);
  mix(kept_u_, aim_u_);
}

double Path::complementarity(const Direction& d, Steps a) const {
  double sum = 0.0;
  each_bounded([&](int k) { sum += (at_.v[k] + a.primal * d.v[k]) * (at_.zl[k] + a.dual * d.zl[k]); });
  each_boxed([&](int k) { sum += (at_.s[k] + a.primal * d.s[k]) * (at_.zu[k] + a.dual * d.zu[k]); });
  return sum / std::max(1, form_.pairs());
}

void Path::correctors(double target, Steps& a) {
  constexpr int most = 3;
  constexpr double stretch = 0.3, gain = 0.01;
  for (int k = 0; k < most && std::min(a.primal, a.dual) < 0.99; ++k) {
    const Steps wish{std::min(1.0, 1.08 * a.primal + stretch), std::min(1.0, 1.08 * a.dual + stretch)};
    kept_l_ = aim_l_;
    kept_u_ = aim_u_;
    aim_centrally(target, step_, wish);
    solve_from(step_, trial_, 0);
    const Blend found = best_blend(step_, trial_);
    const Steps b = found.steps;
    if (b.primal + b.dual < a.primal + a.dual + gain) {
      std::swap(aim_l_, kept_l_);
      std::swap(aim_u_, kept_u_);
      return;
    }
    blend(found.weight, step_, trial_);
    std::swap(step_, trial_);
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
  if (few == 0) return a;
  std::vector<double> primal, dual;
  const auto block = [](double x, double dx, std::vector<double>& ratios) {
    if (x + longest_clipped * dx < 0.0) ratios.push_back(-x / dx);
  };
  each_bounded([&](int k) {
    block(at_.v[k], d.v[k], primal);
    block(at_.zl[k], d.zl[k], dual);
  });
  each_boxed([&](int k) {
    block(at_.s[k], d.s[k], primal);
    block(at_.zu[k], d.zu[k], dual);
  });
  const auto lengthen = [&](double step, std::vector<double>& ratios) {
    if (step >= longest_clipped) return step;
    double past = longest_clipped;
    if (static_cast<std::ptrdiff_t>(ratios.size()) > few) {
      std::nth_element(ratios.begin(), ratios.begin() + few, ratios.end());
      past = ratios[static_cast<std::size_t>(few)];
    }
    return std::max(step, std::min({past, longest_clipped, stretch_clipped * step}));
  };
  return {lengthen(a.primal, primal), lengthen(a.dual, dual)};
}

/// floor: the share of itself that every bounded variable keeps; 0 where the step was not lengthened.
void Path::move(const Direction& d, Steps a, Steps floor) {
  const auto go = [](double& x, double step, double keep) { x = std::max(x + step, keep * x); };
  each_bounded([&](int k) {
    go(at_.v[k], a.primal * d.v[k], floor.primal);
    go(at_.zl[k], a.dual * d.zl[k], floor.dual);
  });
  for (int j = form_.bounded_columns; j < form_.n; ++j) at_.v[j] += a.primal * d.v[j];
  each_boxed([&](int k) {
    go(at_.s[k], a.primal * d.s[k], floor.primal);
    go(at_.zu[k], a.dual * d.zu[k], floor.dual);
  });
  for (int i = 0; i < form_.m; ++i) at_.y[i] += a.dual * d.y[i];
}

/// Not a number as soon as any entry of the step is: comparisons alone would let it pass.
double Path::step_norm() const {
  double sum = 0.0;
  for (int j = 0; j < form_.n; ++j) sum += std::abs(step_.v[j]);
  for (int i = 0; i < form_.m; ++i) sum += std::abs(step_.y[i]);
  return sum;
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
  aim_at(0.0, nullptr);
  step_.v.fill(0.0);
  step_.y.fill(0.0);
  solve_from(step_, step_, 0);
  Steps a = longest(step_);
  a = {std::min(1.0, a.primal), std::min(1.0, a.dual)};
  const double ratio = mu_ > 0.0 ? complementarity(step_, a) / mu_ : 0.0;
  double target = std::max(ratio * ratio * ratio * mu_, least_mu_);
  if (unsettled_ > far_unsettled * mu_) target = std::max(target, std::min(raise * mu_, unsettled_));
  kept_l_ = aim_l_;
  kept_u_ = aim_u_;
  aim_at(target, &step_);
  solve_from(step_, trial_, 3);
  const Blend mehrotra = best_blend(step_, trial_);
  blend(mehrotra.weight, step_, trial_);
  std::swap(step_, trial_);
  a = mehrotra.steps;
  correctors(target, a);
  const double keep = std::clamp(1.0 - mu_, 0.995, 1.0 - 1e-6);
  a.primal = std::min(1.0, keep * a.primal);
  a.dual = std::min(1.0, keep * a.dual);
  const Steps past = unsettled_ <= unsettled_share * mu_ && mu_ > 10.0 * least_mu_ ? past_the_few(step_, a) : a;
  move(step_, past, {past.primal > a.primal ? clip_floor : 0.0, past.dual > a.dual ? clip_floor : 0.0});
  a = past;
  effort_.primal_step = a.primal;
  effort_.dual_step = a.dual;
  return std::isfinite(step_norm()) && std::max(a.primal, a.dual) > 1e-10;
}

}  // namespace gridwright::solver::ipm
