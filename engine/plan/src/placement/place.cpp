#include "gridwright/plan/placement.hpp"

#include <algorithm>
#include <cmath>

#include "answer.hpp"
#include "market.hpp"
#include "program.hpp"

namespace gridwright::plan {

PlacementOutcome place(const scenario::Scenario& scenario, const PlacementOptions& options) {
  using namespace placement;
  PlacementOutcome out;
  const auto tell = [&](const char* stage) {
    if (options.progress) options.progress({.stage = stage});
  };
  if (!scenario.edge) {
    out.diagnostics.push_back(
        {.message = "the scenario has no [edge]: there is nothing to place",
         .fix = "add [edge] with services and offers (gridwright explain edge), or use gridwright plan"});
    return out;
  }
  tell("latency");
  Result<Market> market = market_of(scenario, options.threads);
  out.diagnostics = market.diagnostics();
  if (!market) return out;
  const scenario::Edge& edge = *scenario.edge;
  out.conflicts = what_cannot_hold(*market, edge);
  out.status = PlacementOutcome::Status::infeasible;
  if (!out.conflicts.empty()) return out;

  tell("solve");
  const Program program = program_of(*market, edge);
  solver::LocationOptions o{.gap = options.gap, .root_iterations = 2500, .nodes = 60};
  if (options.seconds > 0.0) o.seconds = options.seconds;
  o.stop = options.stop;
  if (options.progress)
    o.progress = [&](const solver::LocationProgress& p) {
      options.progress(
          {.stage = "solve", .iteration = p.iteration, .nodes = p.nodes, .usd_per_year = p.objective, .bound_usd = p.bound});
    };
  const solver::LocationSolution solution = solver::solve_location(program.problem, o);
  if (solution.open.empty()) {
    out.conflicts.push_back(
        "no placement with " +
        (edge.most_sites > 0 ? "at most " + std::to_string(edge.most_sites) + " sites" : std::string("the sites on offer")) +
        " that meets the goals and residency was found");
    return out;
  }
  Answer answer = answer_of(*market, edge, program, solution);
  if (edge.survive_one_site) {
    const std::vector<std::string> alone = add_backups(*market, edge, answer);
    if (!alone.empty()) {
      out.conflicts = alone;
      return out;
    }
  }
  out.placement = describe(scenario, *market, program, answer, solution, options.gap);
  out.status = out.placement.proved ? PlacementOutcome::Status::done : PlacementOutcome::Status::limit;
  return out;
}

}  // namespace gridwright::plan
