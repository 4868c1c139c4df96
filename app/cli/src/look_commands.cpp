#include <iostream>

#include "commands.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/design/run_folder.hpp"
#include "gridwright/plan/explain.hpp"
#include "gridwright/report/compare.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/report/summary.hpp"
#include "gridwright/scenario/catalogue.hpp"

namespace gridwright::cli {

Exit run_report(const Context& context, const std::string& folder) {
  Result<design::Run> run = design::read_run(folder);
  if (!run) return fail(context, run.diagnostics());
  tell(context, run.diagnostics());
  const std::string html = report::report_html(run->design, run->provenance);
  const std::vector<design::TextFile> extra{{"report.html", html}};
  if (const Diagnostics wrong = design::rewrite_run(folder, *run, extra); has_errors(wrong)) return fail(context, wrong);
  if (context.json) std::cout << design::to_json(run->design) << '\n';
  else std::cout << report::summary_text(run->design, run->provenance, 100, folder);
  return Exit::done;
}

Exit run_compare(const Context& context, const std::vector<std::string>& folders, bool markdown) {
  std::vector<design::Run> runs;
  Diagnostics wrong;
  for (const std::string& folder : folders) {
    Result<design::Run> run = design::read_run(folder);
    wrong.insert(wrong.end(), run.diagnostics().begin(), run.diagnostics().end());
    if (run) runs.push_back(std::move(*run));
  }
  if (has_errors(wrong)) return fail(context, wrong, Exit::bad_input, "Nothing was compared.");
  tell(context, wrong);
  if (context.json) std::cout << report::compare_json(runs) << '\n';
  else std::cout << (markdown ? report::compare_markdown(runs) : report::compare_text(runs));
  return Exit::done;
}

Exit run_explain(const Context& context, const std::string& term) {
  std::string text = scenario::explain(term);
  if (text.empty()) text = plan::explain_block(term);
  if (text.empty()) text = plan::explain_term(term);
  if (!text.empty()) {
    std::cout << text;
    if (text.back() != '\n') std::cout << '\n';
    return Exit::done;
  }
  const std::string near = scenario::nearest_term(term);
  return fail(context, {{.message = "no component, attribute, technology or row of the model is called '" + term + "'",
                         .fix = near.empty() ? "gridwright explain scenario" : "gridwright explain " + near}},
              Exit::bad_input, "");
}

Exit run_schema(const Context&) {
  std::cout << scenario::json_schema() << '\n';
  return Exit::done;
}

}  // namespace gridwright::cli
