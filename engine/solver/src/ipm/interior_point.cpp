#include "gridwright/solver/interior_point.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "certificates.hpp"
#include "path.hpp"
#include "presolve.hpp"

namespace gridwright::solver {
namespace {

using namespace ipm;
using Clock = std::chrono::steady_clock;

constexpr double bad_point = 1e4;         ///< shortfall beyond which a stopped run says nothing about optimality
constexpr double clear_violation = 1e-6;  ///< relative optimum of the violation program that is called infeasible

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

Reference reference_of(const LinearProgram& lp) {
  Reference r;
  for (const auto* bounds : {&lp.column_lower, &lp.column_upper, &lp.row_lower, &lp.row_upper})
    for (double bound : *bounds)
      if (std::isfinite(bound)) r.bound = std::max(r.bound, 1.0 + std::abs(bound));
  for (double cost : lp.cost) r.cost = std::max(r.cost, 1.0 + std::abs(cost));
  return r;
}

/// The largest of residuals and gap, each against what was asked for: at most 1 means done.
double largest(double primal, double dual, double gap, const Options& o) {
  const double most = std::max({primal / o.feasibility, dual / o.feasibility, gap / o.gap});
  return std::isfinite(primal + dual + gap) ? most : infinity;
}
double shortfall(const Distance& d, const Options& o) { return largest(d.primal, d.dual, d.gap, o); }
double shortfall(const Residuals& r, const Options& o) { return largest(r.primal_relative, r.dual_relative, r.gap, o); }

/// One walk down the central path, and the judgement of where it ended.
class Run {
 public:
  Run(const LinearProgram& lp, const Presolve& presolve, const Options& options, Clock::time_point begin)
      : lp_(lp), presolve_(presolve), options_(options), begin_(begin), form_(presolve.reduced()), kkt_(form_),
        path_(form_, kkt_, reference_of(lp)) {}

  Solution solve() {
    path_.start();
    for (int k = 0;; ++k) {
      const Distance d = path_.assess();
      report(k, d);
      best_.iterations = k;
      if (judge(d)) return finish(Status::optimal);
      if (options_.stop != nullptr && options_.stop->load()) return finish(Status::interrupted);
      if (k >= options_.iterations || seconds_since(begin_) > options_.seconds) return finish(Status::limit);
      if (stale_ > patience || !path_.advance()) return finish(Status::numerical);
    }
  }

 private:
  static constexpr int patience = 30;

  /// Keeps the best point; true when measure() on the program as given is satisfied.
  bool judge(const Distance& d) {
    const double now = shortfall(d, options_);
    ++stale_;
    if (now < 0.9 * progress_) {
      progress_ = now;
      stale_ = 0;
    }
    if (now > tightening_ && !(now < bad_point && now < 0.3 * best_shortfall_)) return false;
    keep();
    if (now <= tightening_) tightening_ *= 0.3;  // original and scaled residuals disagree: ask for more
    return best_shortfall_ <= 1.0;
  }

  void keep() {
    Solution s = translate();
    const double found = shortfall(s.residuals, options_);
    if (!best_.x.empty() && !(found < best_shortfall_)) return;
    s.iterations = best_.iterations;
    best_shortfall_ = found;
    best_ = std::move(s);
  }

  Solution finish(Status status) {
    if (status != Status::optimal) keep();
    best_.status = best_shortfall_ <= 1.0 ? Status::optimal : status;
    return std::move(best_);
  }

  [[nodiscard]] Solution translate() const {
    Solution s;
    std::vector<double> x, y;
    form_.to_original(path_.point().v, path_.point().y, x, y);
    presolve_.restore(x, y, s.x, s.row_dual);
    s.residuals = measure(lp_, s.x, s.row_dual, &s.objective);
    return s;
  }

  void report(int k, const Distance& d) const {
    if (!options_.progress) return;
    options_.progress({k, d.primal_objective, d.dual_objective, d.gap, d.primal, d.dual, seconds_since(begin_)});
#ifdef IPM_TRACE
    std::fprintf(stderr, "     mu %.2e ap %.4f ad %.4f solves %d corr %d repaired %d\n", path_.mu(), path_.effort().primal_step,
                 path_.effort().dual_step, path_.effort().solves, path_.effort().correctors, path_.effort().repaired);
#endif
  }

  const LinearProgram& lp_;
  const Presolve& presolve_;
  const Options& options_;
  Clock::time_point begin_;
  StandardForm form_;
  Kkt kkt_;
  Path path_;
  Solution best_;
  double best_shortfall_ = infinity, progress_ = infinity, tightening_ = 1.0;
  int stale_ = 0;
};

/// Presolve that leaves nothing has solved the program.
Solution solved_by_presolve(const LinearProgram& lp, const Presolve& presolve, const Options& options) {
  Solution s;
  presolve.restore({}, {}, s.x, s.row_dual);
  s.residuals = measure(lp, s.x, s.row_dual, &s.objective);
  s.status = shortfall(s.residuals, options) <= 1.0 ? Status::optimal : Status::numerical;
  return s;
}

Solution walk(const LinearProgram& lp, const Options& options, Clock::time_point begin) {
  const Presolve presolve(lp);
  if (presolve.suspect()) return {};
  if (presolve.reduced().columns() == 0) return solved_by_presolve(lp, presolve, options);
  return Run(lp, presolve, options, begin).solve();
}

double largest_entry(const std::vector<double>& values) {
  double most = 0.0;
  for (double v : values)
    if (std::isfinite(v)) most = std::max(most, std::abs(v));
  return most;
}

/// The walk ended nowhere: is there a feasible point, and if so, an end to the descent?
Solution diagnose(const LinearProgram& lp, Options options, Clock::time_point begin, Solution stuck) {
  options.progress = nullptr;
  const Solution least = walk(least_violation(lp), options, begin);
  const double size = 1.0 + std::max(largest_entry(lp.row_lower), largest_entry(lp.row_upper));
  if (least.status != Status::optimal) return stuck;
  if (least.objective > clear_violation * size || proves_infeasible(lp, least.row_dual)) {
    Solution s{.status = Status::infeasible, .iterations = stuck.iterations + least.iterations};
    if (proves_infeasible(lp, least.row_dual)) s.row_dual = least.row_dual;
    return s;
  }
  const Solution ray = walk(steepest_recession(lp), options, begin);
  if (ray.status != Status::optimal || ray.objective > -clear_violation * (1.0 + largest_entry(lp.cost))) return stuck;
  Solution s{.status = Status::unbounded, .iterations = stuck.iterations + least.iterations + ray.iterations};
  if (proves_unbounded(lp, ray.x)) s.x = ray.x;
  return s;
}

}  // namespace

Solution solve_interior_point(const LinearProgram& lp, const Options& options) {
  const auto begin = Clock::now();
  Solution s = walk(lp, options, begin);
  if (s.status == Status::numerical && (s.x.empty() || shortfall(s.residuals, options) > bad_point))
    s = diagnose(lp, options, begin, std::move(s));
  s.seconds = seconds_since(begin);
  s.solver = "gridwright ipm";
  return s;
}

}  // namespace gridwright::solver
