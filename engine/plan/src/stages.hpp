#pragma once
#include <chrono>

#include "gridwright/plan/plan.hpp"
#include "gridwright/solver/solve.hpp"

/// What plans of sites and of power systems share around the model: timing, solving, judging.
namespace gridwright::plan {

/// Wall time of each stage; never enters the design.
class Stopwatch {
 public:
  Stopwatch(Outcome& out, const Options& options) : out_(out), options_(options), start_(Clock::now()), lap_(start_) {}
  void begin(const char* stage, int step) {
    if (options_.progress) options_.progress({.stage = stage, .step = step, .seconds = since(start_)});
  }
  void end(const char* stage) {
    out_.times.push_back({stage, since(lap_)});
    lap_ = Clock::now();
  }
  [[nodiscard]] double total() const { return since(start_); }

 private:
  using Clock = std::chrono::steady_clock;
  static double since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }
  Outcome& out_;
  const Options& options_;
  Clock::time_point start_, lap_;
};

/// Solves with the plan's options; `years` scales the progress to a year.
[[nodiscard]] solver::Solution solve_model(const solver::LinearProgram& lp, const Options& options, double years);
[[nodiscard]] Outcome::Status outcome_of(solver::Status status);
/// A plan whose checks fail must not look like a result: name the worst law. Where a limit stopped the solver, the point it
/// had reached is simply no design yet.
void judge(Outcome& out);

}  // namespace gridwright::plan
