#include <fmt/format.h>

#include "../page.hpp"
#include "../words.hpp"
#include "embedded_files.hpp"
#include "figures.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/capital.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

std::string drawn(const std::optional<Figure>& f) { return f ? figure_html(*f) : std::string(); }

std::string all_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& f : findings)
    if (!f.rows.empty() || !f.title.empty()) text += finding_html(f);
  return text;
}

std::string stress_section(const CapitalAnswers& a) {
  if (!a.stress) return {};
  std::string figures;
  for (const StressYear& y : a.stress->asked.years)
    figures += drawn(cascade_figure(y, a.stress->asked.question.payer, fmt::format("cascade-{}", y.year)));
  return figures + drawn(threshold_figure(*a.stress)) + all_of(stress_findings(*a.stress));
}

}  // namespace

std::string capital_html(const CapitalAnswers& a) {
  const std::vector<Finding> all = findings(a);
  const std::string masthead = fmt::format(
      "<header><p class=\"brand\">Gridwright: the capital network of {}</p><h1>Who owes whom, and who falls with whom</h1>"
      "<p class=\"lead\">{}</p><p>{} {}</p></header>\n",
      html(a.ledger.name), all.empty() ? "" : prose(all.front().title + "."),
      mark_html(all.empty() ? "" : all.front().marks), mark_html("money in USD of the year of each deal"));
  const std::optional<Obligations> about = subject(a);
  const std::string dues =
      about ? drawn(ladder_figure(*about, "ladder")) + all_of(party_findings(a.ledger, *about)) : std::string();
  const std::string limits =
      "<p>Company scenarios on this page are hypothetical. The record is public announcements, mostly of the secondary "
      "press: contract ramps, termination fees, seniority and cash positions "
      "are not public. Undisclosed amounts are shown as undisclosed and count as nothing in sums. Warrants, stakes and "
      "equity are never netted against what a contract costs.</p>";
  return page_html(
      "Capital network", masthead,
      {{"stress", "If one payer pays less", stress_section(a)},
       {"questions", "Other questions", all_of(money_findings(a))},
       {"dues", "What falls due when", dues},
       {"network", "Money and compute", drawn(money_links_figure(a.ledger)) + drawn(compute_links_figure(a.ledger))},
       {"record", "How firm the record is", drawn(waterfall_figure(a.waterfall)) + all_of(overview_findings(a))},
       {"limits", "What this is not", limits}},
      embedded_file("engine/report/assets/capital.css"));
}

}  // namespace gridwright::report
