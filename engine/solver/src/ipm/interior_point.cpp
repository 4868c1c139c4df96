#include "gridwright/solver/interior_point.hpp"

#include <chrono>
#include <cmath>

#include "path.hpp"
#include "presolve.hpp"

namespace gridwright::solver {
namespace {

using namespace ipm;
using Clock = std::chrono::steady_clock;

Reference reference_of(const LinearProgram& lp) {
  Reference r;
  for (const auto* bounds : {&lp.column_lower, &lp.column_upper, &lp.row_lower, &lp.row_upper})
    for (double bound : *bounds)
      if (std::isfinite(bound)) r.bound = std::max(r.bound, 1.0 + std::abs(bound));
  for (double cost : lp.cost) r.cost = std::max(r.cost, 1.0 + std::abs(cost));
  return r;
}

/// The largest of residuals and gap, each against what was asked for: at most 1 means done.
double shortfall(const Distance& d, const Options& o) {
  return std::max({d.primal / o.feasibility, d.dual / o.feasibility, d.gap / o.gap});
}
double shortfall(const Residuals& r, const Options& o) {
  return std::max({r.primal_relative / o.feasibility, r.dual_relative / o.feasibility, r.gap / o.gap});
}

class Run {
 public:
  Run(const LinearProgram& lp, const Options& options)
      : lp_(lp), options_(options), begin_(Clock::now()), presolve_(lp), form_(presolve_.reduced()), kkt_(form_),
        path_(form_, kkt_, reference_of(lp)) {}

  Solution solve() {
    path_.start();
    Solution best;
    double best_shortfall = infinity, tightening = 1.0;
    int stale = 0;
    for (int k = 0; k < options_.iterations; ++k) {
      const Distance d = path_.assess();
      report(k, d);
      const double now = shortfall(d, options_);
      if (now <= tightening || (now < 100.0 && now < 0.5 * best_shortfall)) {
        Solution s = translate();
        if (shortfall(s.residuals, options_) < best_shortfall) {
          best_shortfall = shortfall(s.residuals, options_);
          best = std::move(s);
          stale = 0;
        }
        best.iterations = k;
        if (best_shortfall <= 1.0) {
          best.status = Status::optimal;
          break;
        }
        if (now <= tightening) tightening *= 0.3;
      }
      if (best_shortfall < infinity && ++stale > 15) break;
      if (seconds() > options_.seconds || !path_.advance()) break;
    }
    best.seconds = seconds();
    return best;
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  Solution translate() const {
    Solution s;
    std::vector<double> x, y;
    form_.to_original(path_.point().v, path_.point().y, x, y);
    presolve_.restore(x, y, s.x, s.row_dual);
    s.residuals = measure(lp_, s.x, s.row_dual, &s.objective);
    return s;
  }

  void report(int k, const Distance& d) const {
    if (!options_.progress) return;
    options_.progress({k, d.primal_objective, d.dual_objective, d.gap, d.primal, d.dual, seconds()});
    #ifdef IPM_TRACE
    if (true)
      std::fprintf(stderr, "     mu %.2e ap %.4f ad %.4f solves %d corr %d repaired %d\n", path_.mu(), path_.effort().primal_step,
                   path_.effort().dual_step, path_.effort().solves, path_.effort().correctors, path_.effort().repaired);
#endif
  }

  const LinearProgram& lp_;
  const Options& options_;
  Clock::time_point begin_;
  Presolve presolve_;
  StandardForm form_;
  Kkt kkt_;
  Path path_;
};

}  // namespace

Solution solve_interior_point(const LinearProgram& lp, const Options& options) {
  Run run(lp, options);
  Solution s = run.solve();
  s.solver = "gridwright ipm";
  return s;
}

}  // namespace gridwright::solver
