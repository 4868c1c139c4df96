#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/simulation.hpp"
#include "gridwright/report/summary.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/serving/results.hpp"
#include "gridwright/study/events.hpp"

namespace gridwright::cli {

namespace fs = std::filesystem;

SimulationLine::SimulationLine(const Context& context)
    : on_(!context.quiet), terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), last_(start_) {}

SimulationLine::~SimulationLine() { clear(); }

void SimulationLine::clear() {
  if (drawn_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(drawn_), "");
  drawn_ = 0;
}

void SimulationLine::show(const std::string& what, const serving::Progress& p) {
  const auto now = Clock::now();
  if (!on_ || std::chrono::duration<double>(now - last_).count() < (terminal_ ? 0.25 : 10.0)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double left = p.share > 0.02 ? seconds * (1.0 - p.share) / p.share : 0.0;
  char line[240];
  std::snprintf(line, sizeof line, "%s  %3.0f %%  %s requests  TTFT p50 %.0f ms, p99 %.0f ms  TPOT p50 %.1f ms, p99 %.1f ms  %.0f s  ~%.0f s left", what.c_str(), 100.0 * p.share,
                group_thousands(static_cast<double>(p.done)).c_str(), 1e3 * p.ttft_p50_s, 1e3 * p.ttft_p99_s, 1e3 * p.tpot_p50_s, 1e3 * p.tpot_p99_s, seconds, left);
  if (terminal_) {
    clear();
    drawn_ = static_cast<std::size_t>(std::fprintf(stderr, "%s", line));
    std::fflush(stderr);
  } else {
    std::fprintf(stderr, "%s\n", line);
  }
}

Diagnostics check_results_folder(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error)) return {{.file = folder, .message = "is a file, not a folder", .fix = "choose another folder: -o DIR"}};
  const bool ours = fs::exists(fs::path(folder) / "simulation.json", error), empty = fs::is_empty(folder, error);
  if (ours || empty) return {};
  return {{.file = folder, .message = "holds files of others; it is left as it is", .fix = "choose another folder: -o DIR"}};
}

std::vector<std::pair<std::string, std::string>> simulation_files(const serving::Outcome& o, Diagnostics& wrong) {
  std::vector<std::pair<std::string, std::string>> files = {{"simulation.json", serving::to_json(o)}, {"classes.csv", serving::classes_csv(o)}, {"distributions.csv", serving::distributions_csv(o)},
                                                            {"samples.csv", serving::samples_csv(o)}, {"sites.csv", serving::sites_csv(o)}};
  const fs::path scratch = fs::temp_directory_path() / ("gridwright-" + std::to_string(::getpid()) + ".nc");  // the library writes files only
  wrong = serving::write_netcdf(o, scratch);
  if (wrong.empty()) {
    std::ifstream in(scratch, std::ios::binary);
    files.emplace_back("simulation.nc", std::string(std::istreambuf_iterator<char>(in), {}));
  }
  std::error_code ignored;
  fs::remove(scratch, ignored);
  return files;
}

namespace {

serving::Balance balance_of(const std::string& name) {
  if (name == "round-robin") return serving::Balance::round_robin;
  if (name == "power-of-two") return serving::Balance::power_of_two;
  if (name == "prefix-affine") return serving::Balance::prefix_affine;
  return serving::Balance::least_outstanding;
}

/// out/conv for conv.csv.gz.
std::string stem_of(const std::string& trace) {
  std::string name = fs::path(trace).filename().string();
  return name.substr(0, name.find('.', 1));
}

/// The machines of a design's workload, as far as the command line does not say otherwise.
Diagnostics machines_from(const design::Design& d, const SimulateCommand& command, serving::DeploymentSpec& spec) {
  for (const design::WorkloadResult& w : d.workloads) {
    if (command.workload.empty() ? w.kind != "interactive" : w.id != command.workload) continue;
    for (const design::ServingShare& s : w.shares) {
      if (s.mean_active < 0.5 || s.layout.precision.empty()) continue;
      if (spec.model.empty()) spec.model = w.model;
      if (spec.accelerator.empty()) spec.accelerator = s.accelerator;
      if (spec.precision.empty()) spec.precision = s.layout.precision;
      if (spec.tp == 0) spec.tp = s.layout.tp, spec.pp = s.layout.pp, spec.dp = s.layout.dp, spec.ep = s.layout.ep;
      if (spec.max_sequences == 0) spec.max_sequences = s.layout.batch;
      if (spec.draft_tokens == 0) spec.draft_tokens = s.layout.draft_tokens, spec.acceptance = s.layout.draft_tokens > 0 ? s.layout.acceptance : spec.acceptance;
      return {};
    }
  }
  return {{.message = command.workload.empty() ? "the design has no interactive workload that runs anywhere" : "the design has no workload '" + command.workload + "' that runs anywhere",
           .fix = "name one with --workload, or state --model and --accelerator"}};
}

std::string comparison_text(const study::Replay& r) {
  if (!r.measured) return {};
  const serving::ClassOutcome& c = r.outcome.classes[0];
  std::string out = "  beside what was recorded, mean (p99)\n";
  const auto line = [&](const char* name, double measured, double measured_p99, const serving::Histogram& ours) {
    char text[200];
    std::snprintf(text, sizeof text, "    %-11s measured %.4g s (%.4g), simulated %.4g s (%.4g): %+.1f %%\n", name, measured, measured_p99, ours.mean_s(), ours.percentile_s(0.99), 100.0 * (ours.mean_s() / measured - 1.0));
    out += text;
  };
  line("TTFT", r.measured->ttft_s, r.measured->ttft_p99_s, c.ttft.all());
  line("TPOT", r.measured->tpot_s, r.measured->tpot_p99_s, c.tpot.all());
  line("end to end", r.measured->end_to_end_s, r.measured->end_to_end_p99_s, c.end_to_end.all());
  return out;
}

Exit replay(const Context& context, const SimulateCommand& command, serving::DeploymentSpec spec) {
  if (spec.model.empty() || spec.accelerator.empty())
    return fail(context, {{.message = "which machines shall serve the trace?", .fix = "--model llama-3.1-70b --accelerator h200_sxm, or name a run folder"}});
  const std::string folder = command.out.empty() ? (fs::path("out") / stem_of(command.trace)).string() : command.out;
  if (const Diagnostics wrong = check_results_folder(folder); !wrong.empty()) return fail(context, wrong);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(context, {{.file = folder, .message = "cannot be made: " + error.message()}});
  spec.chunked_prefill = !command.whole_prompts;
  spec.prefix_cache = !command.no_prefix_cache;
  SimulationLine line(context);
  study::ReplayOptions options{.deployment = spec, .replicas = command.replicas, .balance = balance_of(command.balance),
                               .trace = {.bad_rows = command.bad_rows == "skip" ? serving::BadRows::skip : serving::BadRows::error, .speed_up = command.speed_up, .limit = command.limit},
                               .ttft_slo_s = 1e-3 * command.ttft_ms, .tpot_slo_s = 1e-3 * command.tpot_ms, .keep_iterations = !command.slice.empty()};
  options.simulate.seed = context.seed.value_or(7);
  options.simulate.threads = context.threads;
  options.simulate.stop = context.interrupted;
  options.simulate.progress = [&](const serving::Progress& p) { line.show("simulate", p); };
  if (!command.slice.empty()) options.simulate.slice_from_s = command.slice[0], options.simulate.slice_to_s = command.slice[1];
  if (command.requests) options.requests_csv = fs::path(folder) / "requests.csv";
  const auto start = std::chrono::steady_clock::now();
  const Result<study::Replay> r = study::replay_trace(command.trace, options);
  line.clear();
  if (!r) {  // leave nothing half-written: the folder goes, too, unless it held earlier results
    if (command.requests) fs::remove(options.requests_csv, error);
    fs::remove(folder, error);
    return fail(context, r.diagnostics());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  Diagnostics wrong;
  auto files = simulation_files(r->outcome, wrong);
  if (!wrong.empty()) return fail(context, wrong);
  std::vector<std::string> notes = {"step times of " + std::string(spec.step_profile.empty() ? "the compute room's roofline with measured kernel efficiencies" : "a measured profile"),
                                    "lengths, order and times of arrival as recorded" + (command.speed_up == 1.0 ? std::string() : ", " + significant(command.speed_up, 3) + " times faster")};
  if (r->skipped.total() > 0) notes.push_back(r->skipped.text());
  files.emplace_back("simulation.html", report::simulation_html(stem_of(command.trace), serving::to_string(r->schema) + " trace on " + std::to_string(command.replicas) + " x " + r->deployment, notes, {{stem_of(command.trace), &r->system, &r->outcome}}));
  if (!command.slice.empty()) files.emplace_back("trace.json", serving::chrome_trace(r->iterations, r->system));
  for (const auto& [name, content] : files)
    if (const Diagnostics failed = write_file_atomically(fs::path(folder) / name, content); !failed.empty()) return fail(context, failed);
  if (context.json) {
    std::cout << serving::to_json(r->outcome);
  } else {
    std::cout << serving::to_string(r->schema) << " trace on " << command.replicas << " x " << r->deployment << '\n' << serving::summary_text(r->outcome, r->system) << comparison_text(*r);
    if (r->skipped.total() > 0) std::cout << "  trace        " << r->skipped.text() << '\n';
    char text[200];
    std::snprintf(text, sizeof text, "  time         %s simulated in %.2f s, %s requests/s\n", (significant(r->outcome.simulated_s / 60.0, 3) + " min").c_str(), seconds, group_thousands(static_cast<double>(r->outcome.requests) / std::max(1e-6, seconds)).c_str());
    std::cout << text << "  look         " << (fs::path(folder) / "simulation.html").string() << '\n';
  }
  return r->outcome.stopped ? Exit::stopped : Exit::done;
}

}  // namespace

std::vector<design::TextFile> day_files(const std::string& title, const study::DaysResult& days, Diagnostics& wrong) {
  std::vector<design::TextFile> files;
  std::vector<report::SimulatedRun> runs;
  for (const study::DayResult& d : days.days) {
    runs.push_back({d.workload + ", " + d.season + ", " + d.label, &d.system, &d.outcome});
    for (auto& [name, content] : simulation_files(d.outcome, wrong)) files.push_back({"simulation/" + d.workload + "-" + d.season + "/" + name, std::move(content)});
  }
  files.push_back({"simulation/simulation.html", report::simulation_html(title, days.record.note, {"synthetic requests: Poisson arrivals whose rate varies from minute to minute, lognormal lengths around the scenario's means", "step times of the compute room's roofline with measured kernel efficiencies", "batch and training work is not simulated at request level"}, runs)});
  return files;
}

namespace {

std::string promise_line(const design::SimulatedPromise& p, const std::string& where) {
  char text[240];
  std::snprintf(text, sizeof text, "    %-12s %-4s %-18s p99 %8.1f ms (%.1f to %.1f), promised %.0f ms: %s\n", p.workload.c_str(), p.metric.c_str(), where.c_str(), 1e3 * p.p99_s, 1e3 * p.low_s, 1e3 * p.high_s, 1e3 * p.promised_s, p.holds() ? "kept" : "MISSED");
  return text;
}

/// Of each place and metric the worst season.
std::string promises_by_place(const design::SimulationRecord& record) {
  std::vector<const design::SimulatedPromise*> worst;
  for (const design::SimulatedPromise& p : record.promises) {
    if (p.place.empty()) continue;
    const auto same = std::find_if(worst.begin(), worst.end(), [&](const auto* w) { return w->workload == p.workload && w->metric == p.metric && w->place == p.place; });
    if (same == worst.end()) worst.push_back(&p);
    else if (p.p99_s > (*same)->p99_s) *same = &p;
  }
  std::string out;
  for (const design::SimulatedPromise* p : worst) out += promise_line(*p, p->place + ", " + p->season);
  return out.empty() ? out : "  by users      the worst season of each\n" + out;
}

}  // namespace

std::string promises_text(const design::SimulationRecord& record) {
  std::string out = "  simulated    " + record.note + "\n";
  for (const design::SimulatedPromise& p : record.promises)
    if (p.place.empty()) out += promise_line(p, p.season);
  out += promises_by_place(record);
  if (!record.events.empty()) out += "  what breaks   in the busiest hour, " + record.events.front().hour + "\n";
  for (const design::SimulatedEvent& e : record.events) {
    char text[400];
    std::snprintf(text, sizeof text, "    %s: %s: %.1f %% within the promise, TTFT p99 %.0f ms (before %.0f), TPOT p99 %.1f ms (before %.1f), %s lost; %s\n", e.workload.c_str(), e.what.c_str(), 100.0 * e.kept_share,
                  1e3 * e.p99_ttft_s, 1e3 * e.p99_before_ttft_s, 1e3 * e.p99_tpot_s, 1e3 * e.p99_before_tpot_s, group_thousands(e.lost).c_str(),
                  e.recovered_min < 0.0 ? "not recovered within the hour" : e.recovered_min == 0.0 ? "well again at once" : ("well again after " + significant(e.recovered_min, 3) + " min").c_str());
    out += text;
  }
  for (const design::LoopRound& r : record.rounds)
    out += "    plan " + std::to_string(r.round) + ": " + money_text(r.usd_per_year) + "/yr, largest p99 at " + significant(100.0 * r.worst, 3) + " % of the promise (" + r.worst_where + ")" + (r.changed.empty() ? "" : "; then " + r.changed) + "\n";
  return out;
}

Exit run_simulate(const Context& context, const SimulateCommand& command) {
  if (command.what.empty() && command.trace.empty() && command.network.requests <= 0.0)
    return fail(context, {{.message = "what shall be simulated?", .fix = "gridwright simulate RUN_FOLDER, or gridwright simulate --trace FILE --model llama-3.1-70b --accelerator h200_sxm"}});
  if (!command.slice.empty() && !(command.slice[0] < command.slice[1])) return fail(context, {{.message = "the slice of a Chrome trace must end after it begins", .fix = "--chrome-trace 10 20"}});
  if (command.network.requests > 0.0 && !command.trace.empty()) return fail(context, {{.message = "a recorded trace or a synthetic day, not both", .fix = "leave out --trace or --synthesise"}});
  if (command.network.requests > 0.0) return simulate_network(context, command);
  if (command.what.empty()) return replay(context, command, command.deployment);

  // A run folder, or a scenario that is planned first.
  std::error_code error;
  const bool planned = fs::exists(fs::path(command.what) / "design.json", error);
  design::Run run;
  std::string scenario_path = command.what;
  if (planned) {
    Result<design::Run> read = design::read_run(command.what);
    if (!read) return fail(context, read.diagnostics());
    tell(context, read.diagnostics());
    run = std::move(*read);
    scenario_path = run.provenance.scenario_path;
    if (!command.trace.empty()) {
      serving::DeploymentSpec spec = command.deployment;
      if (const Diagnostics wrong = machines_from(run.design, command, spec); !wrong.empty()) return fail(context, wrong);
      if (const Result<scenario::Scenario> stated = scenario::load_scenario(scenario_path)) spec.custom = stated->accelerators;
      return replay(context, command, spec);
    }
  }
  Result<scenario::Scenario> loaded = scenario::load_scenario(scenario_path);
  if (!loaded) {
    Diagnostics wrong = loaded.diagnostics();
    if (planned) wrong.push_back({.severity = Severity::note, .message = "the run folder '" + command.what + "' was made from '" + scenario_path + "'; simulate from the folder where it was planned"});
    return fail(context, wrong);
  }
  if (context.seed) loaded->seed = *context.seed;
  if (!planned) {
    ProgressLine line(context);
    plan::Options options{.threads = context.threads, .progress = [&line](const plan::Progress& p) { line.show(p); }, .stop = context.interrupted};
    plan::Outcome outcome = plan::plan(*loaded, options);
    line.clear();
    if (outcome.status == plan::Outcome::Status::infeasible) {
      for (const plan::Conflict& c : outcome.conflicts) outcome.diagnostics.push_back({.message = c.sentence});
      return fail(context, outcome.diagnostics, Exit::no_design);
    }
    if (outcome.status != plan::Outcome::Status::done) return fail(context, outcome.diagnostics.empty() ? Diagnostics{{.message = "the scenario could not be planned"}} : outcome.diagnostics);
    run.design = std::move(outcome.design);
    run.provenance = {.version = version(), .scenario_path = command.what, .command = context.command_line};
    for (const scenario::InputFile& f : loaded->inputs) run.provenance.inputs.push_back({f.path, f.sha256});
    if (!command.trace.empty()) {
      serving::DeploymentSpec spec = command.deployment;
      if (const Diagnostics wrong = machines_from(run.design, command, spec); !wrong.empty()) return fail(context, wrong);
      spec.custom = loaded->accelerators;
      return replay(context, command, spec);
    }
  }
  const std::string folder = !command.out.empty() ? command.out : planned ? command.what : default_folder(command.what);
  if (const Diagnostics wrong = design::check_target(folder); has_errors(wrong)) return fail(context, wrong);
  SimulationLine line(context);
  study::DaysOptions options{.seed = loaded->seed, .requests_a_day = command.requests_a_day, .threads = context.threads,
                             .progress = [&line](const std::string& what, const serving::Progress& p) { line.show("simulate  [" + what + "]", p); }, .stop = context.interrupted};
  Result<study::DaysResult> days = study::simulate_days(*loaded, run.design, options);
  line.clear();
  if (!days) return fail(context, days.diagnostics());
  Result<std::vector<design::SimulatedEvent>> events = study::simulate_events(*loaded, run.design, options);
  line.clear();
  if (context.interrupted != nullptr && context.interrupted->load()) {
    std::cerr << "stopped; nothing was written\n";
    return Exit::stopped;
  }
  if (!events) return fail(context, events.diagnostics());
  days->record.events = std::move(*events);
  run.design.simulation = days->record;
  Diagnostics wrong;
  std::vector<design::TextFile> files = day_files(run.design.scenario, *days, wrong);
  if (!wrong.empty()) return fail(context, wrong);
  files.push_back({"report.html", report::report_html(run.design, run.provenance)});
  const bool in_place = planned && fs::equivalent(folder, command.what, error);
  if (const Diagnostics failed = in_place ? design::rewrite_run(folder, run, files) : design::write_run(folder, run, files); has_errors(failed)) return fail(context, failed);
  if (context.json) std::cout << design::to_json(run.design) << '\n';
  else std::cout << run.design.scenario << ' ' << run.design.year << '\n' << promises_text(run.design.simulation) << "  look         " << (fs::path(folder) / "report.html").string() << ", " << (fs::path(folder) / "simulation" / "simulation.html").string() << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
