#include <cstdio>
#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/plan/placement.hpp"
#include "gridwright/report/placement.hpp"
#include "gridwright/scenario/load.hpp"

namespace gridwright::cli {

namespace {

Exit infeasible(const Context& context, const plan::PlacementOutcome& outcome) {
  Diagnostics out;
  for (const std::string& sentence : outcome.conflicts) out.push_back({.message = sentence});
  return fail(context, out, Exit::no_design, "No placement can satisfy all of these at once; nothing was written.");
}

}  // namespace

Exit run_place(const Context& context, const PlaceCommand& command) {
  Result<scenario::Scenario> s = scenario::load_scenario(command.scenario);
  if (!s) return fail(context, s.diagnostics(), Exit::bad_input, "Nothing was placed.");
  tell(context, s.diagnostics());
  const std::string folder = command.out.empty() ? default_folder(command.scenario) : command.out;
  if (Diagnostics refused = design::check_target(folder); !refused.empty()) return fail(context, refused);

  plan::PlacementOptions options{
      .gap = command.gap, .seconds = command.seconds, .threads = context.threads, .stop = context.interrupted};
  ProgressLine line(context, "place", command.gap);
  options.progress = [&](const plan::PlacementProgress& p) {
    const double gap = p.usd_per_year > 0.0 ? (p.usd_per_year - p.bound_usd) / p.usd_per_year : 0.0;
    line.show({.stage = p.stage,
               .step = p.stage == "latency" ? 1 : 2,
               .steps = 2,
               .iteration = p.iteration,
               .gap = gap,
               .usd_per_year = p.usd_per_year});
  };
  const plan::PlacementOutcome outcome = plan::place(*s, options);
  line.clear();
  using Status = plan::PlacementOutcome::Status;
  if (outcome.status == Status::bad_input) return fail(context, outcome.diagnostics, Exit::bad_input, "Nothing was placed.");
  tell(context, outcome.diagnostics);
  if (outcome.status == Status::infeasible) return infeasible(context, outcome);

  const std::vector<design::TextFile> extra{{"report.html", report::placement_html(outcome.placement)}};
  if (Diagnostics failed = design::write_placement(folder, outcome.placement, extra); !failed.empty())
    return fail(context, failed, Exit::bad_input);
  if (context.json)
    std::cout << design::to_json(outcome.placement);
  else
    std::cout << report::placement_text(outcome.placement, 100, folder);
  return outcome.status == Status::limit ? Exit::stopped : Exit::done;
}

}  // namespace gridwright::cli
