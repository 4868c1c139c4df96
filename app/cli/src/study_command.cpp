#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "commands.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/summary.hpp"
#include "gridwright/scenario/load.hpp"

namespace gridwright::cli {

Exit run_study(const Context& context, const StudyCommand& command) {
  Result<scenario::Scenario> loaded = scenario::load_scenario(command.scenario);
  if (!loaded) return fail(context, loaded.diagnostics());
  tell(context, loaded.diagnostics());
  if (context.seed) loaded->seed = *context.seed;
  const std::string folder = command.out.empty() ? default_folder(command.scenario) : command.out;
  if (const Diagnostics wrong = design::check_target(folder); has_errors(wrong)) return fail(context, wrong);

  ProgressLine plan_line(context);
  SimulationLine simulation_line(context);
  std::string stage;
  study::StudyOptions options;
  options.rounds = command.rounds;
  options.plan.threads = context.threads;
  options.plan.stop = context.interrupted;
  options.plan.progress = [&](const plan::Progress& p) { plan_line.show(p); };
  options.days = {.seed = loaded->seed, .requests_a_day = command.requests_a_day, .threads = context.threads,
                  .progress = [&](const std::string& what, const serving::Progress& p) { simulation_line.show(stage + "  [" + what + "]", p); }, .stop = context.interrupted};
  options.progress = [&](int round, const std::string& what) {
    plan_line.clear();
    simulation_line.clear();
    stage = "study  plan " + std::to_string(round);
    if (!context.quiet) std::fprintf(stderr, "study  plan %d: %s\n", round, what.c_str());
  };
  study::StudyResult result = study::study(*loaded, options);
  plan_line.clear();
  simulation_line.clear();
  using Status = plan::Outcome::Status;
  Diagnostics wrong = result.plan.diagnostics;
  switch (result.plan.status) {
    case Status::done: break;
    case Status::infeasible:
      for (const plan::Conflict& c : result.plan.conflicts) wrong.push_back({.message = c.sentence});
      return fail(context, wrong, Exit::no_design, "No design can satisfy all of these at once; nothing was written.");
    case Status::unbounded: return fail(context, wrong, Exit::no_design);
    case Status::interrupted: std::cerr << "stopped; nothing was written\n"; return Exit::stopped;
    case Status::failed: return fail(context, wrong, Exit::our_bug);
    case Status::bad_input:
    case Status::limit: return fail(context, wrong);
  }
  if (context.interrupted != nullptr && context.interrupted->load()) {
    std::cerr << "stopped; nothing was written\n";
    return Exit::stopped;
  }
  if (has_errors(result.diagnostics)) return fail(context, result.diagnostics);
  tell(context, wrong);

  design::Run run{.design = std::move(result.plan.design)};
  run.provenance = {.version = version(), .scenario_path = command.scenario, .command = context.command_line};
  for (const scenario::InputFile& f : loaded->inputs) run.provenance.inputs.push_back({f.path, f.sha256});
  run.provenance.times = result.plan.times;
  run.provenance.compiler = __VERSION__;
  run.provenance.threads = context.threads > 0 ? context.threads : static_cast<int>(std::thread::hardware_concurrency());
  const study::DaysResult days{.days = std::move(result.days), .record = run.design.simulation};
  Diagnostics failed;
  std::vector<design::TextFile> files = day_files(run.design.scenario, days, failed);
  if (!failed.empty()) return fail(context, failed);
  files.push_back({"report.html", report::report_html(run.design, run.provenance)});
  if (failed = design::write_run(folder, run, files); has_errors(failed)) return fail(context, failed);
  if (context.json) std::cout << design::to_json(run.design) << '\n';
  else std::cout << report::summary_text(run.design, run.provenance, 100, folder) << promises_text(run.design.simulation) << (result.held ? "  every promised p99 holds in every season\n" : "  NOT every promised p99 holds: see the rows above\n");
  return result.held ? Exit::done : Exit::stopped;
}

}  // namespace gridwright::cli
