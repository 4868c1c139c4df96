#include <fmt/format.h>

#include <algorithm>

#include "../figures/latency.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {

/// Promised against simulated percentiles, and how the loop came there.
std::string simulated_section(const design::Design& d) {
  const design::SimulationRecord& s = d.simulation;
  if (s.note.empty()) return {};
  std::string text = "<p>" + html(s.note) + ". " + mark_html("synthetic requests") + "</p>\n";
  HtmlTable table("Promised and simulated 99th percentile, with its 95 % interval", {{"workload"}, {"what"}, {"day"}, {"users"}, {"requests", true}, {"p50", true}, {"p99", true}, {"interval", true}, {"promised", true}, {"kept"}});
  for (const design::SimulatedPromise& p : s.promises)
    table.row({p.workload, p.metric == "ttft" ? "time to first token" : "time per output token", p.season, p.place.empty() ? "all" : spaced(p.place), group_thousands(p.requests), latency_words(p.p50_s), latency_words(p.p99_s),
               latency_words(p.low_s) + " to " + latency_words(p.high_s), p.promised_s > 0.0 ? latency_words(p.promised_s) : "-", p.promised_s <= 0.0 ? "-" : p.holds() ? "yes" : "NO"},
              p.holds() ? "" : "failed");
  text += table.html();
  for (const char* metric : {"ttft", "tpot"}) {
    std::vector<LatencyCurve> curves;
    for (const design::SimulatedCurve& c : s.curves) {
      if (c.metric != metric || c.seconds.empty()) continue;
      LatencyCurve curve{.name = c.workload, .seconds = c.seconds, .share = c.share};
      for (const design::SimulatedPromise& p : s.promises)
        if (p.workload == c.workload && p.metric == metric) curve.promised_s = p.promised_s;
      curves.push_back(std::move(curve));
    }
    if (!curves.empty()) text += figure_html(latency_figure(std::string("simulated-") + metric, metric == std::string("ttft") ? "Time to first token" : "Time per output token", curves));
  }
  if (s.rounds.size() > 0) {
    HtmlTable rounds("The loop: plan, simulate, tighten", {{"plan"}, {"cost a year", true}, {"largest p99, of the promise", true}, {"where"}, {"tightened after it"}});
    for (const design::LoopRound& r : s.rounds) rounds.row({std::to_string(r.round), money(r.usd_per_year), significant(100.0 * r.worst, 3) + " %", r.worst_where, r.changed.empty() ? "nothing" : r.changed}, r.worst <= 1.0 ? "built" : "");
    text += rounds.html();
  }
  return text;
}

}  // namespace gridwright::report
