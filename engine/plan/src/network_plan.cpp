#include <algorithm>
#include <chrono>
#include <cmath>

#include "gridwright/solver/infeasible.hpp"
#include "gridwright/solver/mps.hpp"
#include "gridwright/solver/solve.hpp"
#include "network.hpp"
#include "stages.hpp"

namespace gridwright::plan {

bool Network::stands(const scenario::Life& life, int t) const {
  if (s.stages.empty()) return true;
  const std::string& id = s.steps[static_cast<std::size_t>(t)].stage;
  for (const scenario::Stage& stage : s.stages)
    if (stage.id == id) return life.build_year <= stage.year && stage.year < life.build_year + life.years;
  return false;
}

double Network::stage_weight(const scenario::Life& life) const {
  if (s.stages.empty()) return 1.0;
  double sum = 0.0;
  for (const scenario::Stage& stage : s.stages)
    if (life.build_year <= stage.year && stage.year < life.build_year + life.years) sum += stage.weight;
  return sum;
}

namespace {

void set_time(Network& n) {
  const std::vector<scenario::Step>& steps = n.s.steps;
  const int count = n.steps();
  n.before.resize(steps.size()), n.first_of.resize(steps.size()), n.last_of.resize(steps.size()), n.price_hours.resize(steps.size());
  for (int first = 0; first < count;) {
    int end = first + 1;
    while (end < count && steps[end].period == steps[first].period) ++end;
    for (int t = first; t < end; ++t) {
      n.first_of[t] = first, n.last_of[t] = end - 1;
      n.before[t] = t > first ? t - 1 : n.s.wrap ? end - 1 : -1;
    }
    first = end;
  }
  for (int t = 0; t < count; ++t) {
    double weight = 1.0;
    for (const scenario::Stage& stage : n.s.stages)
      if (stage.id == steps[t].stage) weight = stage.weight;
    n.price_hours[t] = steps[t].cost_hours * weight;
  }
}

/// "balance[MA]: 12 steps cannot be kept, by up to 55 (worst: ...)" from the elastic program.
std::vector<Conflict> conflicts_of(const solver::Model& model) {
  const solver::Explanation why = solver::explain_infeasibility(model, {.elastic = {"balance", "requirement", "size_capacity", "size_power", "size_energy", "energy_total"}});
  std::vector<Conflict> out;
  for (const solver::BlockConflict& c : why.conflicts) {
    if (c.worst.empty()) continue;
    Conflict one{.block = c.block, .rows = c.rows, .first = c.worst.front().name, .worst = c.worst.front().name, .amount = c.largest};
    char amount[32];
    std::snprintf(amount, sizeof amount, "%.4g", c.largest);
    one.sentence = c.block + " cannot be kept in " + std::to_string(c.rows) + (c.rows == 1 ? " row" : " rows") + ", by up to " + amount + " (" + c.worst.front().name + ")";
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Network build_network(const PowerSystem& s, solver::Model& model) {
  Network n{.s = s, .model = model};
  n.label = [&s](int t) { return s.steps[static_cast<std::size_t>(t)].label.empty() ? std::to_string(t) : s.steps[static_cast<std::size_t>(t)].label; };
  for (std::size_t i = 0; i < s.buses.size(); ++i) n.bus.emplace(s.buses[i].id, i);
  for (std::size_t i = 0; i < s.fuels.size(); ++i) n.fuel.emplace(s.fuels[i].id, i);
  for (std::size_t i = 0; i < s.loads.size(); ++i) n.load.emplace(s.loads[i].id, i);
  set_time(n);
  add_converters(n);
  add_stores(n);
  add_lines(n);
  add_shedding(n);
  add_flexible_demand(n);
  add_balance(n);
  add_kirchhoff(n);
  add_requirements(n);
  return n;
}

Outcome plan_power_system(const scenario::SystemScenario& scenario, const Options& options) {
  Outcome out;
  Stopwatch watch(out, options);
  watch.begin("build", 3);
  solver::Model model;
  const Network n = build_network(scenario.system, model);
  watch.end("build");
  if (!options.mps.empty()) {
    const solver::MpsNames names{.row = [&model](int i) { return model.row_name(i); }, .column = [&model](int j) { return model.column_name(j); }};
    for (const Diagnostic& d : solver::write_mps(options.mps, model.program(), names)) out.diagnostics.push_back(d);
    watch.end("export");
  }
  watch.begin("solve", 4);
  solver::LinearProgram& lp = model.program();
  if (std::none_of(lp.integer.begin(), lp.integer.end(), [](std::uint8_t f) { return f != 0; })) lp.integer.clear();
  const solver::Solution answer = solve_model(lp, options, 1.0);
  watch.end("solve");
  out.status = outcome_of(answer.status);
  if (out.status == Outcome::Status::infeasible) out.conflicts = conflicts_of(model);
  if (out.status == Outcome::Status::unbounded)
    out.diagnostics.push_back({.message = "cost can fall without end: something that earns money has no limit", .fix = "limit what may be built, or check for negative costs"});
  if (out.status == Outcome::Status::failed)
    out.diagnostics.push_back({.message = "no solver reached the tolerance (" + answer.solver + ", relative gap " + std::to_string(answer.residuals.gap) + ")",
                               .fix = "try --solver highs-simplex, or report this with the scenario"});
  if (out.status != Outcome::Status::done && !(out.status == Outcome::Status::limit && !answer.x.empty())) return out;
  watch.begin("check", 5);
  out.design = extract_network(n, scenario, answer);
  out.design.checks = verify_power_system(scenario, out.design);
  watch.end("check");
  judge(out);
  return out;
}

solver::LinearProgram model_of(const scenario::PowerSystem& system) {
  solver::Model model;
  (void)build_network(system, model);
  return std::move(model.program());
}

}  // namespace gridwright::plan
