#include "gridwright/plan/plan.hpp"

#include <algorithm>
#include <chrono>

#include "blocks.hpp"
#include "describe.hpp"
#include "explain.hpp"
#include "extract.hpp"
#include "gridwright/solver/mps.hpp"
#include "settle.hpp"

namespace gridwright::plan {

namespace {

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

Building building(const scenario::Scenario& s, const Inputs& in, solver::Model& model, Variables& v) {
  const HourAxis axis = in.hours;
  return {.scenario = s, .in = in, .model = model, .v = v,
          .hour = [axis](int t) { return axis.label(t); },
          .month = [axis](int m) {
            return std::to_string(axis.year) + (m < 9 ? "-0" : "-") + std::to_string(m + 1);
          },
          .capital_scale = axis.years()};
}

Outcome::Status outcome_of(solver::Status status) {
  switch (status) {
    case solver::Status::optimal: return Outcome::Status::done;
    case solver::Status::infeasible: return Outcome::Status::infeasible;
    case solver::Status::unbounded: return Outcome::Status::unbounded;
    case solver::Status::limit: return Outcome::Status::limit;
    case solver::Status::interrupted: return Outcome::Status::interrupted;
    case solver::Status::numerical: break;
  }
  return Outcome::Status::failed;
}

solver::Solution solve_model(const solver::LinearProgram& lp, const Options& options, double years) {
  solver::Options o;
  o.method = options.method;
  o.gap = options.gap;
  o.seconds = options.seconds;
  o.threads = options.threads;
  o.stop = options.stop;
  if (options.progress)
    o.progress = [&options, years](const solver::Progress& p) {
      options.progress({.stage = "solve", .step = 4, .iteration = p.iteration, .gap = p.gap,
                        .usd_per_year = p.primal_objective / years, .seconds = p.seconds});
    };
  return solver::solve(lp, o);
}

/// A plan whose checks fail must not look like a result: name the worst law. Where a limit stopped the solver, the point it
/// had reached is simply no design yet.
void judge(Outcome& out) {
  const std::vector<design::Check>& checks = out.design.checks;
  if (out.status == Outcome::Status::limit && std::any_of(checks.begin(), checks.end(), [](const design::Check& c) { return !c.holds(); })) {
    out.design = {};
    return;
  }
  for (const design::Check& c : out.design.checks) {
    if (c.holds()) continue;
    out.diagnostics.push_back({.message = "the independent check of '" + c.law + "' failed: " + std::to_string(c.worst) +
                                          " at " + c.where,
                               .fix = "this is a bug in gridwright: please report it with the scenario"});
    if (out.status == Outcome::Status::done) out.status = Outcome::Status::failed;
  }
}

}  // namespace

Outcome plan(const scenario::Scenario& scenario, const Options& options) {
  Outcome out;
  Stopwatch watch(out, options);
  watch.begin("physics", 2);
  Result<Inputs> inputs = resolve_inputs(scenario, options.chips);
  out.diagnostics = inputs.diagnostics();
  if (!inputs) {
    out.status = Outcome::Status::bad_input;
    return out;
  }
  watch.end("physics");

  watch.begin("build", 3);
  solver::Model model;
  Variables variables;
  Building b = building(scenario, *inputs, model, variables);
  build_model(b);
  watch.end("build");
  if (!options.mps.empty()) {
    const solver::MpsNames names{.row = [&model](int i) { return model.row_name(i); },
                                 .column = [&model](int j) { return model.column_name(j); }};
    for (const Diagnostic& d : solver::write_mps(options.mps, model.program(), names)) out.diagnostics.push_back(d);
    watch.end("export");
  }

  watch.begin("solve", 4);
  solver::Solution solution = solve_model(model.program(), options, inputs->hours.years());
  watch.end("solve");
  out.status = outcome_of(solution.status);
  if (out.status == Outcome::Status::infeasible) out.conflicts = explain_conflicts(b);
  if (out.status == Outcome::Status::unbounded)
    out.diagnostics.push_back({.message = "cost can fall without end: something that earns money has no limit",
                               .fix = "limit export, or check for negative prices and costs"});
  const bool usable = out.status == Outcome::Status::done || (out.status == Outcome::Status::limit && !solution.x.empty());
  if (out.status == Outcome::Status::failed)
    out.diagnostics.push_back({.message = "no solver reached the tolerance (" + solution.solver + ", relative gap " +
                                          std::to_string(solution.residuals.gap) + ")",
                               .fix = "try --solver highs, or report this with the scenario"});
  if (!usable) return out;

  watch.begin("check", 5);
  settle(b, solution.x);
  out.design = extract(b, solution);
  describe(scenario, *inputs, out.design);
  out.design.checks = verify_against(scenario, *inputs, out.design);
  watch.end("check");
  judge(out);
  return out;
}

Result<solver::LinearProgram> model_of(const scenario::Scenario& scenario) {
  Result<Inputs> inputs = resolve_inputs(scenario);
  if (!inputs) return inputs.diagnostics();
  solver::Model model;
  Variables variables;
  Building b = building(scenario, *inputs, model, variables);
  build_model(b);
  return std::move(model.program());
}

}  // namespace gridwright::plan
