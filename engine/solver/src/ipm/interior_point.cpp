#include "gridwright/solver/interior_point.hpp"

#include <chrono>
#include <cmath>

#include "certificates.hpp"
#include "crew.hpp"
#include "gridwright/core/parallel.hpp"
#include "path.hpp"
#include "presolve.hpp"

namespace gridwright::solver {
namespace {

using namespace ipm;
using Clock = std::chrono::steady_clock;

constexpr double bad_point = 1e4;              ///< shortfall beyond which a stopped walk says nothing about optimality
constexpr std::int64_t cheap_retry = 200'000;  ///< nonzeros up to which a second try goes without presolve
constexpr double clear_violation = 1e-6;       ///< relative optimum of the violation program that is called infeasible

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

Reference reference_of(const LinearProgram& lp, const Options& options) {
  Reference r{.feasibility = options.feasibility, .gap = options.gap};
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
  Run(const LinearProgram& lp, const Presolve& presolve, const Options& options, Clock::time_point begin,
      AnalysisCache& cache, Manner manner)
      : lp_(lp),
        presolve_(presolve),
        options_(options),
        begin_(begin),
        form_(presolve.reduced()),
        crew_(form_.variables() < small ? 1 : thread_count(options.threads)),
        kkt_(form_, cache, crew_),
        path_(form_, kkt_, crew_, reference_of(lp, options), manner) {}

  /// The walk ended further from an optimum than it had been: perhaps there is none.
  [[nodiscard]] bool diverged() const { return diverged_; }

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
  static constexpr int small = 40'000;  ///< variables; below, one thread is as fast

  /// Keeps the best point; true when measure() on the program as given is satisfied.
  bool judge(const Distance& d) {
    const double now = shortfall(d, options_);
    last_ = now;
    ++stale_;
    improved(now, progress_);
    improved(path_.mu(), least_mu_);
    improved(d.gap, least_gap_);
    if (now > tightening_ && !(now < bad_point && now < 0.3 * best_shortfall_)) return false;
    keep();
    if (now <= tightening_) tightening_ *= 0.3;  // original and scaled residuals disagree: ask for more
    return best_shortfall_ <= 1.0;
  }

  /// Residuals may rise while complementarity falls (steps past the few); only a walk that gains nowhere is stale.
  void improved(double now, double& least) {
    if (!(now < 0.9 * least)) return;
    least = now;
    stale_ = 0;
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
    diverged_ = status == Status::numerical && !(last_ < bad_point && last_ < 1e3 * best_shortfall_);
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
    if (options_.progress)
      options_.progress({k, d.primal_objective, d.dual_objective, d.gap, d.primal, d.dual, seconds_since(begin_)});
  }

  const LinearProgram& lp_;
  const Presolve& presolve_;
  const Options& options_;
  Clock::time_point begin_;
  StandardForm form_;
  Crew crew_;
  Kkt kkt_;
  Path path_;
  Solution best_;
  double best_shortfall_ = infinity, last_ = infinity, progress_ = infinity, least_mu_ = infinity, least_gap_ = infinity,
         tightening_ = 1.0;
  bool diverged_ = false;
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

struct Walk {
  Solution solution;
  bool lost = true;  ///< ended nowhere near an optimum
};

Walk walk(const LinearProgram& lp, const Options& options, Clock::time_point begin, AnalysisCache& cache,
          Manner manner = Manner::bold, Presolve::Effort effort = Presolve::Effort::full) {
  const Presolve presolve(lp, effort);
  if (presolve.suspect()) return {};
  if (presolve.reduced().columns() == 0) return {solved_by_presolve(lp, presolve, options), false};
  Run run(lp, presolve, options, begin, cache, manner);
  Walk w{run.solve()};
  w.lost = w.solution.status == Status::numerical && run.diverged();
  return w;
}

/// After a walk that ended short: without haste, and for small programs without presolve, which may have misled it.
Solution walk_again(const LinearProgram& lp, const Options& options, Clock::time_point begin, AnalysisCache& cache) {
  const bool cheap = lp.matrix.nonzeros() <= cheap_retry;
  return walk(lp, options, begin, cache, Manner::careful, cheap ? Presolve::Effort::light : Presolve::Effort::full).solution;
}

double largest_entry(const std::vector<double>& values) {
  double most = 0.0;
  for (double v : values)
    if (std::isfinite(v)) most = std::max(most, std::abs(v));
  return most;
}

/// A ray as the walk left it, or without its dust: entries that are noise beside the largest can alone spoil a proof.
template <class Proof>
std::vector<double> proven(std::vector<double> ray, Proof proof) {
  const double most = largest_entry(ray);
  for (const double dust : {0.0, 1e-11, 1e-9, 1e-8, 1e-7, 1e-6}) {
    for (double& entry : ray)
      if (std::abs(entry) <= dust * most) entry = 0.0;
    if (proof(ray)) return ray;
  }
  return {};
}

Solution better(Solution a, Solution b, const Options& options) {
  return !b.x.empty() && (a.x.empty() || !(shortfall(a.residuals, options) <= shortfall(b.residuals, options))) ? b : a;
}

/// The walk ended nowhere: is there a feasible point, and if so, an end to the descent? If both: once more.
Solution diagnose(const LinearProgram& lp, const Options& given, Clock::time_point begin, Solution stuck) {
  Options options = given;
  AnalysisCache cache;  // these programs have shapes of their own: the caller's analysis is not for them
  options.progress = nullptr;
  options.feasibility = std::min(options.feasibility, 1e-10);
  options.gap = std::min(options.gap, 1e-9);
  const auto usable = [](const Solution& s) {
    return s.status == Status::optimal || (!s.x.empty() && s.residuals.gap < 1e-6);
  };
  const Solution least = walk(least_violation(lp), options, begin, cache).solution;
  const double size = 1.0 + std::max(largest_entry(lp.row_lower), largest_entry(lp.row_upper));
  if (!usable(least)) return stuck;
  std::vector<double> ray = proven(least.row_dual, [&](const auto& y) { return proves_infeasible(lp, y); });
  if (!ray.empty() || least.objective > clear_violation * size) {
    Solution s{.status = Status::infeasible, .row_dual = std::move(ray)};
    s.iterations = stuck.iterations + least.iterations;
    return s;
  }
  const Solution recession = walk(steepest_recession(lp), options, begin, cache).solution;
  if (!usable(recession)) return stuck;
  if (recession.objective > -clear_violation * (1.0 + largest_entry(lp.cost)))
    return better(std::move(stuck), walk_again(lp, given, begin, cache), given);
  Solution s{.status = Status::unbounded};
  s.x = proven(recession.x, [&](const auto& r) { return proves_unbounded(lp, r); });
  s.iterations = stuck.iterations + least.iterations + recession.iterations;
  return s;
}

}  // namespace

struct InteriorPoint::Memory {
  AnalysisCache cache;
};

InteriorPoint::InteriorPoint() : memory_(std::make_unique<Memory>()) {}
InteriorPoint::~InteriorPoint() = default;
InteriorPoint::InteriorPoint(InteriorPoint&&) noexcept = default;
InteriorPoint& InteriorPoint::operator=(InteriorPoint&&) noexcept = default;

Solution InteriorPoint::solve(const LinearProgram& lp, const Options& options) {
  const auto begin = Clock::now();
  auto [s, lost] = walk(lp, options, begin, memory_->cache);
  if (lost)
    s = diagnose(lp, options, begin, std::move(s));
  else if (s.status == Status::numerical)
    s = better(std::move(s), walk_again(lp, options, begin, memory_->cache), options);
  s.seconds = seconds_since(begin);
  s.solver = "gridwright ipm";
  return s;
}

Solution solve_interior_point(const LinearProgram& lp, const Options& options) { return InteriorPoint().solve(lp, options); }

}  // namespace gridwright::solver
