#include <cmath>
#include <iostream>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/plan/operate.hpp"
#include "gridwright/report/operation.hpp"
#include "gridwright/scenario/units.hpp"

namespace gridwright::cli {
namespace {

/// "48 h", "48h", "2 days"; at least an hour and at most a year.
double hours_of(const std::string& text, const char* option, Diagnostics& wrong) {
  const scenario::Measure m = scenario::read_measure(text, "h");
  if (m.fault != scenario::MeasureFault::none || m.value < 1.0 || m.value > 8760.0)
    wrong.push_back({.message = std::string(option) + " '" + text + "' is no time between 1 h and 8760 h", .fix = std::string("write ") + option + " \"48 h\""});
  return m.value;
}

}  // namespace

Exit run_operate(const Context& context, const OperateCommand& command) {
  Diagnostics wrong;
  plan::OperateOptions options{.foresight_h = hours_of(command.foresight, "--foresight", wrong), .commit_h = hours_of(command.commit, "--commit", wrong),
                               .unserved_usd_per_mwh = command.unserved_usd_per_mwh, .threads = context.threads, .stop = context.interrupted};
  if (wrong.empty() && options.commit_h > options.foresight_h)
    wrong.push_back({.message = "--commit " + command.commit + " is longer than --foresight " + command.foresight, .fix = "carry out no more than is known"});
  if (!command.out.empty() && !command.out.ends_with(".html")) wrong.push_back({.message = "'" + command.out + "' does not end in .html", .fix = "-o operated.html"});
  const Result<design::Run> run = design::read_run(command.folder);
  wrong.insert(wrong.end(), run.diagnostics().begin(), run.diagnostics().end());
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was run.");
  const Result<scenario::Scenario> loaded = scenario_of(*run, command.folder, command.scenario);
  if (!loaded) return fail(context, loaded.diagnostics(), Exit::bad_input, "Nothing was run.");
  ProgressLine line(context, "operate");
  options.progress = [&line](const plan::Progress& p) { line.show(p); };
  const Result<design::Operation> operation = plan::operate(*loaded, run->design, options);
  line.clear();
  if (!operation) return fail(context, operation.diagnostics(), Exit::bad_input);
  if (!command.out.empty())
    if (const Diagnostics failed = write_file_atomically(command.out, report::operation_html(*operation, context.command_line)); has_errors(failed)) return fail(context, failed);
  std::cout << (context.json ? report::operation_json(*operation) : report::operation_text(*operation));
  if (!command.out.empty() && !context.quiet) std::cerr << "wrote " << command.out << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
