#include "gridwright/plan/plan.hpp"

#include <algorithm>

#include "blocks.hpp"
#include "clouds.hpp"
#include "describe.hpp"
#include "explain.hpp"
#include "extract.hpp"
#include "gridwright/solver/branch.hpp"
#include "gridwright/solver/mps.hpp"
#include "horizon_model.hpp"
#include "lock_in.hpp"
#include "money.hpp"
#include "settle.hpp"
#include "stages.hpp"
#include "years.hpp"

namespace gridwright::plan {


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

namespace {

solver::Options solver_options(const Options& options, double years) {
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
  return o;
}

}  // namespace

solver::Solution solve_model(const solver::LinearProgram& lp, const Options& options, double years) { return solver::solve(lp, solver_options(options, years)); }

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

namespace {

/// Rounds of solving, finding the tier or cut that the answer needs, and solving again.
constexpr int most_rounds = 12;

/// Up to this many yes-or-no decisions are branched on over our own linear programs; more go to HiGHS.
constexpr int most_decisions = 400;

/// With its yes-or-no decisions: what to sign, when to leave, which tier of traffic. Whole halls count in the hundreds of
/// thousands of rows only for weeks, and go to HiGHS as they are.
solver::Solution solve_decisions(HorizonModel& h, const Options& options, double years) {
  const solver::LinearProgram& lp = h.model().program();
  const auto decisions = std::count_if(lp.integer.begin(), lp.integer.end(), [](std::uint8_t flag) { return flag != 0; });
  if (decisions == 0 || decisions > most_decisions || !h.branches()) return solve_model(lp, options, years);
  solver::Options o = solver_options(options, years);
  o.mip_gap = options.decision_gap;
  return solver::solve_by_branching(lp, o, [&h](const std::vector<double>& x) { return std::vector<std::vector<double>>{h.nearest_decisions(x)}; });
}

/// What only an answer shows, the point at which concentration binds, first on the relaxation: each round is one linear program.
solver::Solution solve_horizon(HorizonModel& h, const Options& options, double years) {
  solver::Solution solution;
  int round = 0;
  if (h.branches())
    do {
      solver::LinearProgram relaxed = h.model().program();
      relaxed.integer.clear();
      solution = solve_model(relaxed, options, years);
    } while (solution.status == solver::Status::optimal && h.tighten(solution.x) && ++round < most_rounds);
  if (h.branches() && solution.status != solver::Status::optimal) return solution;
  do {
    solution = solve_decisions(h, options, years);
  } while (solution.status == solver::Status::optimal && h.tighten(solution.x) && ++round < most_rounds);
  return solution;
}

/// What several years, or weeks that stand for a year, cannot be planned with.
void check_horizon(const scenario::Scenario& s, Diagnostics& wrong) {
  if (s.sites.empty())
    wrong.push_back({.message = "there is nothing to plan: the scenario has neither a site nor a cloud", .fix = "add [sites.X] or [clouds.X]; gridwright contract explains contracts alone"});
  if (s.weather_years.size() > 1 && (!s.clouds.empty() || !s.contracts.empty()))
    wrong.push_back({.message = "clouds and contracts are planned in one weather: the scenario has " + std::to_string(s.weather_years.size()) + " weather years",
                     .fix = "remove [weather_years.X], or the clouds and contracts"});
  if (s.horizon.years == 1 && s.horizon.weeks == 52 && s.step_h == 1) return;
  for (const scenario::Workload& w : s.workloads)
    if (w.kind == scenario::WorkloadKind::training)
      wrong.push_back({.message = "workload '" + w.id + "' is training, which has dates: several years, representative weeks and longer steps plan interactive and batch work",
                       .fix = "plan it in one whole year with a step of 1 h, or state it as batch work"});
  if (s.horizon.weeks < 52 && s.hours != 8760)
    wrong.push_back({.message = "the scenario states hours and the horizon states weeks", .fix = "keep one of them"});
  if (s.horizon.weeks < 52 && s.step_h > 1)
    wrong.push_back({.message = "the scenario states a step of " + std::to_string(s.step_h) + " h and the horizon states weeks, which are planned by the hour", .fix = "keep one of them"});
}

/// Adds checks to those of the design, keeping the worst error of each law.
void add_checks(const std::vector<design::Check>& checks, const std::string& when, design::Design& out) {
  for (const design::Check& c : checks) {
    const auto same = std::find_if(out.checks.begin(), out.checks.end(), [&](const design::Check& x) { return x.law == c.law; });
    if (same == out.checks.end()) {
      out.checks.push_back(c);
      continue;
    }
    same->instances += c.instances;
    if (c.worst > same->worst) same->worst = c.worst, same->where = when + c.where;
  }
}

/// One block of the answer: the first becomes the design; all are checked. Returns the block's own design.
design::Design finish_block(const Building& b, const solver::Solution& solution, const design::DealsResult& deals, YearsAccount& years, design::Design& out) {
  design::Design year = extract(b, solution);
  year.deals = deals;
  const std::vector<design::Check> checks = verify_against(b.scenario, b.in, year);
  years.add(b, year, solution.x);
  std::vector<design::Hourly> hourly;  // of the first block alone; the books need none
  if (b.year == 0 && b.twin == nullptr) {
    describe(b.scenario, b.in, year);
    year.checks = checks;
    hourly = std::move(year.hourly);
    year.hourly.clear();
    out = year;
    out.hourly = std::move(hourly);
  } else {
    year.hourly.clear();
    add_checks(checks, b.scope, out);
  }
  if (!out.deals.by_year.empty()) {
    design::DealsYear& total = out.deals.by_year[static_cast<std::size_t>(b.year)];
    total.usd = year.usd_per_year, total.tokens = year.tokens_per_year;
  }
  return year;
}

}  // namespace

Outcome plan(const scenario::Scenario& stated, const Options& options) {
  Outcome out;
  Stopwatch watch(out, options);
  watch.begin("physics", 2);
  const scenario::Scenario scenario = with_clouds(stated, out.diagnostics);
  check_horizon(scenario, out.diagnostics);
  if (has_errors(out.diagnostics)) {
    out.status = Outcome::Status::bad_input;
    return out;
  }
  Result<std::vector<Inputs>> inputs = resolve_weathers(scenario, options.chips);
  out.diagnostics = inputs.diagnostics();
  if (!inputs) {
    out.status = Outcome::Status::bad_input;
    return out;
  }
  watch.end("physics");

  watch.begin("build", 3);
  HorizonModel h(scenario, *std::move(inputs));
  watch.end("build");
  if (!options.mps.empty()) {
    const solver::MpsNames names{.row = [&h](int i) { return h.model().row_name(i); },
                                 .column = [&h](int j) { return h.model().column_name(j); }};
    for (const Diagnostic& d : solver::write_mps(options.mps, h.model().program(), names)) out.diagnostics.push_back(d);
    watch.end("export");
  }

  watch.begin("solve", 4);
  const double years = h.first_inputs().hours.years();
  solver::Solution solution = solve_horizon(h, options, years);
  watch.end("solve");
  out.status = outcome_of(solution.status);
  if (out.status == Outcome::Status::infeasible) out.conflicts = explain_conflicts(h.blocks());
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
  h.weigh(solution.row_dual);
  for (const Building& b : h.blocks()) settle(b, solution.x);
  const bool one_weather = scenario.weather_years.size() < 2;
  if (one_weather) settle_contracts(h.blocks(), solution.x);
  const design::DealsResult deals = one_weather ? extract_deals(h.blocks(), solution) : design::DealsResult{};
  YearsAccount account(scenario, h.blocks().size());
  std::vector<design::Design> years_of_design;  // of one weather: the books are kept in dollars of a year, not of a chance
  for (const Building& b : h.blocks()) {
    design::Design year = finish_block(b, solution, deals, account, out.design);
    if (!one_weather) continue;
    years_of_design.push_back(std::move(year));
    for (out.built.emplace_back(); const Column c : built_columns(b)) out.built.back().push_back(c.exists() ? std::max(0.0, solution.x[static_cast<std::size_t>(c.index)]) : 0.0);
  }
  out.design.years = std::move(account).result();
  add_checks(audit_years(scenario, out.design), "", out.design);
  if (one_weather) out.design.books = books_of(stated, h.blocks(), years_of_design);
  if (!scenario.clouds.empty()) add_lock_in(stated, out.design);
  watch.end("check");
  judge(out);
  return out;
}

Result<solver::LinearProgram> model_of(const scenario::Scenario& stated) {
  Diagnostics wrong;
  const scenario::Scenario scenario = with_clouds(stated, wrong);
  check_horizon(scenario, wrong);
  if (has_errors(wrong)) return wrong;
  Result<std::vector<Inputs>> inputs = resolve_weathers(scenario);
  if (!inputs) return inputs.diagnostics();
  HorizonModel h(scenario, *std::move(inputs));
  return std::move(h.model().program());
}

}  // namespace gridwright::plan
