#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/frontier.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/scenario/matching.hpp"
#include "gridwright/study/frontier.hpp"

namespace gridwright::cli {
namespace {

/// "90", "98 %", "99.5": percent; every mistake is named.
std::vector<double> targets_of(const std::vector<std::string>& texts, Diagnostics& wrong) {
  std::vector<double> targets;
  for (std::string text : texts) {
    while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.pop_back();
    const std::optional<double> value = parse_number(text);
    if (value && *value > 0.0 && *value <= 100.0) targets.push_back(*value / 100.0);
    else wrong.push_back({.message = "--match \"" + text + "\" is no percentage above 0 and up to 100", .fix = "--match 90,95,98,99,100"});
  }
  return targets;
}

scenario::MatchingMode mode_of(const std::string& name) {
  using scenario::MatchingMode;
  for (const MatchingMode mode : {MatchingMode::annual, MatchingMode::score_with_grid, MatchingMode::strict_hourly})
    if (name == scenario::to_string(mode)) return mode;
  return MatchingMode::none;
}

std::string content_of(const design::Frontier& frontier, const std::string& ending, const std::string& command_line) {
  if (ending == ".csv") return design::frontier_csv(frontier);
  if (ending == ".json") return design::to_json(frontier);
  return report::frontier_html(frontier, command_line);
}

/// Puts the family into a run and writes its report anew.
Diagnostics into_run(design::Run run, const std::string& folder, const design::Frontier& frontier) {
  run.design.frontier = frontier;
  const std::vector<design::TextFile> extra = {{"report.html", report::report_html(run.design, run.provenance)}};
  return design::rewrite_run(folder, run, extra);
}

}  // namespace

Exit run_frontier(const Context& context, const FrontierCommand& command) {
  Diagnostics wrong;
  std::optional<design::Run> run;
  if (!command.run.empty()) {
    Result<design::Run> read = design::read_run(command.run);
    if (!read) return fail(context, read.diagnostics(), Exit::bad_input, "Nothing was run.");
    tell(context, read.diagnostics());
    if (const Diagnostics refused = design::check_target(command.run); has_errors(refused)) return fail(context, refused, Exit::bad_input, "Nothing was run.");
    run = std::move(*read);
  }
  std::vector<scenario::Scenario> scenarios;
  for (const std::string& path : command.scenarios) {
    Result<scenario::Scenario> loaded = scenario::load_scenario(path);
    wrong.insert(wrong.end(), loaded.diagnostics().begin(), loaded.diagnostics().end());
    if (!loaded) continue;
    if (context.seed) loaded->seed = *context.seed;
    scenarios.push_back(std::move(*loaded));
  }
  std::vector<double> targets = targets_of(command.match, wrong);
  if (run && run->design.matching.target > 0.0) targets.push_back(run->design.matching.target);
  const std::string ending = std::filesystem::path(command.out).extension().string();
  if (!command.out.empty() && ending != ".html" && ending != ".csv" && ending != ".json")
    wrong.push_back({.message = "'" + command.out + "' does not end in .html, .csv or .json", .fix = "-o frontier.html"});
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was run.");
  tell(context, wrong);

  study::FrontierOptions options;
  options.mode = mode_of(command.mode);
  options.plan.threads = context.threads;
  options.plan.stop = context.interrupted;
  std::unique_ptr<ProgressLine> line;
  options.plan.progress = [&line](const plan::Progress& p) { if (line) line->show(p); };
  options.progress = [&](const std::string& name, double target, int done, int of) {
    line.reset();
    if (!context.quiet) std::cerr << "frontier  [" << done + 1 << "/" << of << "]  " << name << " at " << 100.0 * target << " %\n";
    line = std::make_unique<ProgressLine>(context);
  };
  const Result<design::Frontier> frontier = study::clean_frontier(scenarios, targets, options);
  line.reset();
  if (!frontier) {
    const bool stopped = context.interrupted != nullptr && context.interrupted->load();
    return fail(context, frontier.diagnostics(), stopped ? Exit::stopped : Exit::bad_input);
  }
  if (!command.out.empty())
    if (const Diagnostics bad = write_file_atomically(command.out, content_of(*frontier, ending, context.command_line)); has_errors(bad)) return fail(context, bad);
  if (run)
    if (const Diagnostics bad = into_run(std::move(*run), command.run, *frontier); has_errors(bad)) return fail(context, bad);
  std::cout << (context.json ? design::to_json(*frontier) : report::frontier_text(*frontier));
  if (!command.out.empty() && !context.quiet) std::cerr << "wrote " << command.out << '\n';
  if (!command.run.empty() && !context.quiet) std::cerr << "wrote " << command.run << "/report.html: What the last percents cost\n";
  return Exit::done;
}

}  // namespace gridwright::cli
