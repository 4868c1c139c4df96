#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <thread>

#include "commands.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/summary.hpp"
#include "gridwright/plan/power_system_plan.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/scenario/load_system.hpp"

namespace gridwright::cli {

namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

solver::Method method_of(const std::string& name) {
  if (name == "ipm") return solver::Method::ipm;
  if (name == "highs") return solver::Method::highs_ipx;
  if (name == "highs-simplex") return solver::Method::highs_simplex;
  return solver::Method::automatic;
}

Exit say_infeasible(const Context& context, const plan::Outcome& outcome) {
  Diagnostics out;
  for (const plan::Conflict& c : outcome.conflicts) out.push_back({.message = c.sentence});
  if (out.empty()) out.push_back({.message = "no design satisfies all limits at once"});
  return fail(context, out, Exit::no_design, "No design can satisfy all of these at once; nothing was written.");
}

design::Provenance provenance_of(const Context& context, const scenario::Scenario& s, const PlanCommand& command,
                                 std::vector<design::StageTime> times) {
  design::Provenance p;
  p.version = version();
  p.scenario_path = command.scenario;
  p.command = context.command_line;
  for (const scenario::InputFile& f : s.inputs) p.inputs.push_back({f.path, f.sha256});
  p.times = std::move(times);
  p.compiler = __VERSION__;
  p.threads = context.threads > 0 ? context.threads : static_cast<int>(std::thread::hardware_concurrency());
  return p;
}

/// A scenario of sites, or a power system in `system` (the scenario then holds its name and inputs only).
Result<scenario::Scenario> load_any(const std::string& path, std::optional<scenario::SystemScenario>& system) {
  if (!scenario::states_power_system(path)) return scenario::load_scenario(path);
  Result<scenario::SystemScenario> read = scenario::load_power_system(path);
  if (!read) return read.diagnostics();
  scenario::Scenario shell;
  shell.name = read->name, shell.money = read->money, shell.year = read->year, shell.inputs = read->inputs;
  const Diagnostics warnings = read.diagnostics();
  system = *std::move(read);
  return {std::move(shell), warnings};
}

/// Writes the run folder and prints the summary.
Exit finish(const Context& context, const PlanCommand& command, const std::string& folder, design::Run run, Exit code) {
  const Clock::time_point start = Clock::now();
  std::vector<design::TextFile> extra;
  if (!command.no_report) extra.push_back({"report.html", report::report_html(run.design, run.provenance)});
  if (const Diagnostics wrong = design::write_run(folder, run, extra); has_errors(wrong)) return fail(context, wrong);
  run.provenance.times.push_back({"report", seconds_since(start)});
  if (context.json) std::cout << design::to_json(run.design) << '\n';
  else std::cout << report::summary_text(run.design, run.provenance, 100, folder);
  return code;
}

}  // namespace

Exit run_plan(const Context& context, const PlanCommand& command) {
  const Clock::time_point start = Clock::now();
  std::optional<scenario::SystemScenario> system;
  Result<scenario::Scenario> loaded = load_any(command.scenario, system);
  if (!loaded) return fail(context, loaded.diagnostics());
  tell(context, loaded.diagnostics());
  if (context.seed) loaded->seed = *context.seed;
  const std::string folder = command.out.empty() ? default_folder(command.scenario) : command.out;
  if (const Diagnostics wrong = design::check_target(folder); has_errors(wrong)) return fail(context, wrong);
  const design::StageTime load_time{"load", seconds_since(start)};

  ProgressLine line(context, "plan", command.gap, loaded->horizon.years);
  plan::Options options;
  options.gap = command.gap;
  options.method = method_of(command.solver);
  options.threads = context.threads;
  if (command.seconds > 0.0) options.seconds = command.seconds;
  options.mps = command.mps;
  options.progress = [&line](const plan::Progress& p) { line.show(p); };
  options.stop = context.interrupted;
  plan::Outcome outcome = system ? plan::plan_power_system(*system, options) : plan::plan(*loaded, options);
  if (command.explore && !system && outcome.status == plan::Outcome::Status::done) plan::explore_deals(*loaded, options, outcome.design);
  line.clear();

  using Status = plan::Outcome::Status;
  switch (outcome.status) {
    case Status::bad_input: return fail(context, outcome.diagnostics);
    case Status::infeasible: return say_infeasible(context, outcome);
    case Status::unbounded: return fail(context, outcome.diagnostics, Exit::no_design);
    case Status::failed: return fail(context, outcome.diagnostics, Exit::our_bug);
    case Status::interrupted:
      std::cerr << "stopped; nothing was written\n";
      return Exit::stopped;
    case Status::limit:
      if (outcome.design.hourly.empty()) return fail(context, {{.message = "the time limit came before a usable answer", .fix = "raise --time-limit"}}, Exit::no_design);
      break;
    case Status::done: break;
  }
  tell(context, outcome.diagnostics);
  std::vector<design::StageTime> times{load_time};
  times.insert(times.end(), outcome.times.begin(), outcome.times.end());
  return finish(context, command, folder, {.design = std::move(outcome.design), .provenance = provenance_of(context, *loaded, command, std::move(times)), .folder = {}},
                outcome.status == Status::limit ? Exit::stopped : Exit::done);
}

Exit run_check(const Context& context, const std::string& path) {
  std::optional<scenario::SystemScenario> system;
  const Result<scenario::Scenario> loaded = load_any(path, system);
  if (!loaded) return fail(context, loaded.diagnostics(), Exit::bad_input, "Nothing was run.");
  tell(context, loaded.diagnostics());
  if (context.json) {
    std::cout << "{\"exit\": 0, \"diagnostics\": []}\n";
    return Exit::done;
  }
  const scenario::Scenario& s = *loaded;
  if (system) {
    const scenario::PowerSystem& p = system->system;
    std::printf("%s: good. %zu steps, %zu buses, %zu generators and links, %zu stores, %zu lines, %zu requirements.\n", s.name.c_str(), p.steps.size(), p.buses.size(), p.converters.size(),
                p.stores.size(), p.lines.size(), p.requirements.size());
    return Exit::done;
  }
  std::printf("%s: good. %zu site%s, %zu fleet%s, %zu workload%s, %d hours of %d.\n", s.name.c_str(), s.sites.size(),
              s.sites.size() == 1 ? "" : "s", s.fleets.size(), s.fleets.size() == 1 ? "" : "s", s.workloads.size(),
              s.workloads.size() == 1 ? "" : "s", s.hours, s.year);
  return Exit::done;
}

}  // namespace gridwright::cli
