#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/reliability.hpp"
#include "gridwright/study/reliability.hpp"

namespace gridwright::cli {

Exit run_reliability(const Context& context, const ReliabilityCommand& command) {
  Result<design::Run> run = design::read_run(command.folder);
  if (!run) return fail(context, run.diagnostics(), Exit::bad_input, "Nothing was run.");
  tell(context, run.diagnostics());
  if (const Diagnostics refused = design::check_target(command.folder); has_errors(refused)) return fail(context, refused, Exit::bad_input, "Nothing was run.");
  const Result<scenario::Scenario> loaded = scenario_of(*run, command.folder, command.scenario);
  if (!loaded) return fail(context, loaded.diagnostics(), Exit::bad_input, "Nothing was run.");
  study::ReliabilityOptions options{.years = command.years,
                                    .seed = context.seed.value_or(run->design.seed),
                                    .policy = command.policy == "reserve" ? study::StorePolicy::reserve : study::StorePolicy::plan,
                                    .weather_years = command.weather_years,
                                    .block_h = command.block_h,
                                    .threads = context.threads};
  ProgressLine line(context, "reliability");
  options.progress = [&line, &command](double share) { line.show({.stage = "years", .step = static_cast<int>(share * command.years), .steps = command.years}); };
  Result<design::ReliabilityResult> result = study::reliability(*loaded, run->design, options);
  line.clear();
  if (!result) return fail(context, result.diagnostics(), Exit::bad_input, "Nothing was run.");
  run->design.reliability = std::move(*result);
  const std::vector<design::TextFile> extra = {{"report.html", report::report_html(run->design, run->provenance)}};
  if (const Diagnostics failed = design::rewrite_run(command.folder, *run, extra); has_errors(failed)) return fail(context, failed);
  std::cout << (context.json ? design::to_json(run->design.reliability) : report::reliability_text(run->design));
  if (!context.quiet) std::cerr << "wrote " << (std::filesystem::path(command.folder) / "report.html").string() << ": Reliability\n";
  return Exit::done;
}

}  // namespace gridwright::cli
