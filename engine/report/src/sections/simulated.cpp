#include <fmt/format.h>

#include <algorithm>

#include "../figures/latency.hpp"
#include "../placement/flow_map.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {

namespace {

/// Distribution functions of both latencies: of the workloads, or of the users of each region.
std::string curves_part(const design::SimulationRecord& s, bool by_place) {
  std::string text;
  for (const std::string metric : {"ttft", "tpot"}) {
    std::vector<LatencyCurve> curves;
    for (const design::SimulatedCurve& c : s.curves) {
      if (c.metric != metric || c.seconds.empty() || c.place.empty() == by_place || curves.size() == 4) continue;
      LatencyCurve curve{.name = by_place ? c.workload + ", " + spaced(c.place) : c.workload, .seconds = c.seconds, .share = c.share};
      for (const design::SimulatedPromise& p : s.promises)
        if (!by_place && p.workload == c.workload && p.metric == metric) curve.promised_s = p.promised_s;
      curves.push_back(std::move(curve));
    }
    if (!curves.empty()) text += figure_html(latency_figure("simulated-" + metric + (by_place ? "-place" : ""), std::string(metric == "ttft" ? "Time to first token" : "Time per output token") + (by_place ? ", where the users are" : ""), curves));
  }
  return text;
}

/// Who is served where: a map and what a thousand requests take.
std::string flows_part(const design::SimulationRecord& s) {
  std::vector<design::SimulatedFlow> far;
  HtmlTable table("Who is served where, and what a thousand requests take", {{"workload"}, {"users"}, {"site"}, {"of the requests", true}, {"round trip", true}, {"kWh", true}, {"power, USD", true}, {"clean", true}});
  for (const design::SimulatedFlow& f : s.flows) {
    if (!f.region.empty()) far.push_back(f);
    table.row({f.workload, f.region.empty() ? "at the site" : spaced(f.region), spaced(f.site), percent(f.share), latency_words(f.rtt_s), significant(f.kwh_per_thousand, 3), significant(f.power_usd_per_thousand, 3), percent(f.clean_share)});
  }
  return s.flows.empty() ? std::string() : (far.empty() ? std::string() : flow_map(far)) + table.html();
}

/// Batches and KV blocks over the day, of the season with the fullest batches.
std::string states_part(const design::SimulationRecord& s) {
  std::string season;
  double fullest = -1.0;
  for (const design::SimulatedState& state : s.states)
    for (const double x : state.running)
      if (x > fullest) fullest = x, season = state.season;
  std::vector<TimeCurve> batch, kv;
  for (const design::SimulatedState& state : s.states) {
    if (state.season != season || batch.size() == 4) continue;
    TimeCurve running{.name = spaced(state.site), .at_s = {}, .value = state.running}, blocks{.name = spaced(state.site), .at_s = {}, .value = {}};
    for (const double h : state.at_h) running.at_s.push_back(3600.0 * h);
    blocks.at_s = running.at_s;
    for (const double x : state.kv_share) blocks.value.push_back(100.0 * x);
    batch.push_back(std::move(running)), kv.push_back(std::move(blocks));
  }
  if (batch.empty()) return {};
  return figure_html(time_figure("simulated-batch", "Up to " + significant(fullest, 3) + " requests run at once on an instance, in " + season, "requests", "Mean of the instances of a cell.", batch)) +
         figure_html(time_figure("simulated-kv", "KV cache over the day, in " + season, "% of blocks", "Held blocks; idle cached ones give way and do not count.", kv));
}

}  // namespace

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
  text += curves_part(s, false) + curves_part(s, true);
  text += states_part(s) + flows_part(s);
  if (!s.events.empty()) {
    HtmlTable events("What breaks in the busiest hour, each for 15 minutes, and what users see meanwhile", {{"workload"}, {"what"}, {"hour"}, {"requests", true}, {"lost", true}, {"within the promise", true}, {"TTFT p99", true}, {"before", true}, {"TPOT p99", true}, {"before", true}, {"well again after", true}});
    for (const design::SimulatedEvent& e : s.events)
      events.row({e.workload, spaced(e.what), e.hour, group_thousands(e.requests), group_thousands(e.lost), significant(100.0 * e.kept_share, 3) + " %", latency_words(e.p99_ttft_s), latency_words(e.p99_before_ttft_s),
                  latency_words(e.p99_tpot_s), latency_words(e.p99_before_tpot_s), e.recovered_min < 0.0 ? "not in the hour" : significant(e.recovered_min, 3) + " min"},
                 e.recovered_min < 0.0 ? "failed" : "");
    text += events.html();
  }
  if (s.rounds.size() > 0) {
    HtmlTable rounds("The loop: plan, simulate, tighten", {{"plan"}, {"cost a year", true}, {"largest p99, of the promise", true}, {"where"}, {"tightened after it"}});
    for (const design::LoopRound& r : s.rounds) rounds.row({std::to_string(r.round), money(r.usd_per_year), significant(100.0 * r.worst, 3) + " %", r.worst_where, r.changed.empty() ? "nothing" : r.changed}, r.worst <= 1.0 ? "built" : "");
    text += rounds.html();
  }
  return text;
}

}  // namespace gridwright::report
