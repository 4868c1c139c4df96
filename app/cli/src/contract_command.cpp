#include <cstdio>

#include "commands.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/deals/contract.hpp"
#include "gridwright/plan/series.hpp"
#include "gridwright/report/contract.hpp"
#include "gridwright/scenario/load.hpp"

namespace gridwright::cli {

Exit run_contract(const Context& context, const ContractCommand& command) {
  const Result<scenario::Scenario> scenario = scenario::load_scenario(command.file, {.contracts_only = true});
  if (!scenario) return fail(context, scenario.diagnostics(), Exit::bad_input, "Nothing was explained.");
  tell(context, scenario.diagnostics());
  std::vector<std::string> ids;
  for (const scenario::Contract& c : scenario->contracts) ids.push_back(c.id);
  std::vector<deals::ContractView> views;
  Diagnostics wrong;
  for (const scenario::Contract& c : scenario->contracts) {
    if (!command.id.empty() && c.id != command.id) continue;
    const Result<Series> load = plan::contract_load(*scenario, c);
    if (!load) wrong.insert(wrong.end(), load.diagnostics().begin(), load.diagnostics().end());
    else views.push_back(deals::explain_contract(*scenario, c, load->values));
  }
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was explained.");
  if (views.empty()) {
    const auto near = nearest_name(command.id, ids);
    return fail(context, {{.file = command.file, .message = "there is no contract '" + command.id + "'",
                           .fix = near ? "did you mean '" + *near + "'?" : "one of " + join(ids, ", ")}}, Exit::bad_input, "Nothing was explained.");
  }
  if (context.json) std::fputs(report::contracts_json(views).c_str(), stdout);
  else
    for (std::size_t i = 0; i < views.size(); ++i) std::printf("%s%s", i > 0 ? "\n" : "", report::contract_text(views[i], 110).c_str());
  if (command.out.empty()) return Exit::done;
  if (const Diagnostics failed = write_file_atomically(command.out, report::contracts_html(scenario->name, views)); has_errors(failed)) return fail(context, failed);
  if (!context.quiet) std::fprintf(stderr, "wrote %s\n", command.out.c_str());
  return Exit::done;
}

}  // namespace gridwright::cli
