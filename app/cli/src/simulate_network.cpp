#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/plan/placement.hpp"
#include "gridwright/report/simulation.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/serving/results.hpp"
#include "gridwright/study/network_day.hpp"

// gridwright simulate --synthesise REQUESTS: a day of users that nobody recorded, on stated machines in the largest cities or on a network that
// gridwright place designed.
namespace gridwright::cli {

namespace fs = std::filesystem;

namespace {

serving::Policy policy_of(const std::string& name) {
  if (name == "least-loaded") return serving::Policy::least_loaded;
  if (name == "prefix-affine") return serving::Policy::prefix_affine;
  return serving::Policy::nearest;
}

Result<study::NetworkDay> stated_day(const SimulateCommand& c) {
  serving::DeploymentSpec machine = c.deployment;
  machine.chunked_prefill = !c.whole_prompts;
  machine.prefix_cache = !c.no_prefix_cache;
  machine.mean_input = c.network.input_tokens, machine.mean_output = c.network.output_tokens;
  machine.ttft_slo_s = 1e-3 * c.ttft_ms, machine.tpot_slo_s = 1e-3 * c.tpot_ms;
  if (machine.model.empty() || machine.accelerator.empty())
    return Diagnostic{.message = "which machines shall serve the users?", .fix = "--model llama-3.1-70b --accelerator h200_sxm, or name a scenario with an [edge] network"};
  return study::synthetic_day({.deployment = machine, .requests = c.network.requests, .hours = c.network.hours, .cities = c.network.cities, .sites = c.network.sites, .replicas = c.replicas_stated ? c.replicas : 0, .busy = c.network.busy,
                               .policy = policy_of(c.network.policy), .turns = c.network.turns, .agents = c.network.agents, .agent_period_s = c.network.agent_period_s, .agent_sync = c.network.agent_sync, .agent_jitter_s = c.network.agent_jitter_s,
                               .ttft_slo_s = 1e-3 * c.ttft_ms, .tpot_slo_s = 1e-3 * c.tpot_ms});
}

/// A network that was placed before (--placement), or is placed now.
Result<study::NetworkDay> placed_day(const Context& context, const SimulateCommand& c) {
  Result<scenario::Scenario> s = scenario::load_scenario(c.what);
  if (!s) return s.diagnostics();
  if (!s->edge) return Diagnostic{.file = c.what, .message = "has no [edge] network to be simulated", .fix = "leave it out and state --model and --accelerator, or simulate the plan without --synthesise"};
  if (!c.network.placement.empty()) {
    Result<design::Placement> placement = design::read_placement(c.network.placement);
    if (!placement) return placement.diagnostics();
    return study::placed_day(*s->edge, *placement, {.requests = c.network.requests, .hours = c.network.hours, .lost_site = c.network.lose});
  }
  ProgressLine line(context, "place", 0.01);
  const plan::PlacementOutcome placed = plan::place(*s, {.threads = context.threads, .stop = context.interrupted});
  line.clear();
  Diagnostics wrong = placed.diagnostics;
  for (const std::string& sentence : placed.conflicts) wrong.push_back({.message = sentence});
  if (placed.placement.sites.empty()) return wrong.empty() ? Diagnostics{{.message = "the network could not be placed"}} : wrong;
  return study::placed_day(*s->edge, placed.placement, {.requests = c.network.requests, .hours = c.network.hours, .lost_site = c.network.lose});
}

}  // namespace

Exit simulate_network(const Context& context, const SimulateCommand& command) {
  const std::string folder = !command.out.empty() ? command.out : command.what.empty() ? "out/synthetic" : default_folder(command.what) + "-day";
  if (const Diagnostics wrong = check_results_folder(folder); !wrong.empty()) return fail(context, wrong);
  Result<study::NetworkDay> day = command.what.empty() ? stated_day(command) : placed_day(context, command);
  if (!day) return fail(context, day.diagnostics());

  SimulationLine line(context);
  serving::SimulateOptions options{.seed = context.seed.value_or(7), .threads = context.threads, .stop = context.interrupted};
  options.progress = [&](const serving::Progress& p) { line.show("simulate", p); };
  const auto start = std::chrono::steady_clock::now();
  const Result<serving::Outcome> o = study::simulate_network(*day, options);
  line.clear();
  if (!o) return fail(context, o.diagnostics());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  Diagnostics wrong;
  auto files = simulation_files(*o, wrong);
  if (!wrong.empty()) return fail(context, wrong);
  const std::string lead = group_thousands(static_cast<double>(o->requests)) + " synthetic requests on " + day->machines;
  files.emplace_back("simulation.html", report::simulation_html("A day of requests", lead, day->notes, {{"day", &day->system, &*o}}));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(context, {{.file = folder, .message = "cannot be made: " + error.message()}});
  for (const auto& [name, content] : files)
    if (const Diagnostics failed = write_file_atomically(fs::path(folder) / name, content); !failed.empty()) return fail(context, failed);
  if (context.json) {
    std::cout << serving::to_json(*o);
  } else {
    std::cout << day->machines << '\n' << serving::summary_text(*o, day->system);
    for (const std::string& note : day->notes) std::cout << "  note         " << note << '\n';
    char text[200];
    std::snprintf(text, sizeof text, "  time         %s h simulated in %.1f s, %s requests/s\n", significant(o->simulated_s / 3600.0, 3).c_str(), seconds, group_thousands(static_cast<double>(o->requests) / std::max(1e-6, seconds)).c_str());
    std::cout << text << "  look         " << (fs::path(folder) / "simulation.html").string() << '\n';
  }
  return o->stopped ? Exit::stopped : Exit::done;
}

}  // namespace gridwright::cli
