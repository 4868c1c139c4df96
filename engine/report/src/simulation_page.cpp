#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/latency.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/simulation.hpp"
#include "page.hpp"
#include "table.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using serving::ClassOutcome;
using serving::Estimate;
using serving::LatencySeries;

std::string interval(const Estimate& e) { return latency_words(e.value) + " (" + latency_words(e.low) + " to " + latency_words(e.high) + ")"; }
std::string count(double x) { return group_thousands(x); }

LatencyCurve curve_of(const std::string& name, const serving::Histogram& h, double promised_s) {
  LatencyCurve c{.name = name, .promised_s = promised_s};
  const auto points = h.distribution();
  const std::size_t step = std::max<std::size_t>(1, points.size() / 400);
  for (std::size_t i = 0; i < points.size(); i += step) c.seconds.push_back(points[i].seconds), c.share.push_back(points[i].share);
  if (!points.empty() && c.share.back() < 1.0) c.seconds.push_back(points.back().seconds), c.share.push_back(1.0);
  return c;
}

std::string answer(const SimulatedRun& run) {
  HtmlTable table("Latencies by class, with the 95 % interval of the 99th percentile", {{"class"}, {"what"}, {"requests", true}, {"mean", true}, {"p50", true}, {"p95", true}, {"p99", true}, {"promised p99", true}, {"kept"}});
  for (std::size_t k = 0; k < run.outcome->classes.size(); ++k) {
    const ClassOutcome& c = run.outcome->classes[k];
    const auto row = [&](const char* what, const LatencySeries& s, double promise) {
      if (s.all().count() == 0) return;
      const Estimate p99 = s.percentile(0.99);
      const bool kept = promise <= 0.0 || p99.value <= promise;
      table.row({c.name, what, count(static_cast<double>(s.all().count())), latency_words(s.all().mean_s()), latency_words(s.all().percentile_s(0.5)), latency_words(s.all().percentile_s(0.95)), interval(p99),
                 promise > 0.0 ? latency_words(promise) : "-", promise > 0.0 ? (kept ? "yes" : "NO") : "-"},
                kept ? "" : "failed");
    };
    row("time to first token", c.ttft, run.system->classes[k].ttft_slo_s);
    row("time per output token", c.tpot, run.system->classes[k].tpot_slo_s);
    row("end to end", c.end_to_end, 0.0);
  }
  return table.html();
}

std::string distributions(const SimulatedRun& run, const std::string& id) {
  std::vector<LatencyCurve> ttft, tpot;
  for (std::size_t k = 0; k < run.outcome->classes.size(); ++k) {
    const ClassOutcome& c = run.outcome->classes[k];
    if (c.ttft.all().count() > 0) ttft.push_back(curve_of(c.name, c.ttft.all(), run.system->classes[k].ttft_slo_s));
    if (c.tpot.all().count() > 0) tpot.push_back(curve_of(c.name, c.tpot.all(), run.system->classes[k].tpot_slo_s));
  }
  std::string text;
  if (!ttft.empty()) text += figure_html(latency_figure("ttft" + id, "Time to first token", ttft));
  if (!tpot.empty()) text += figure_html(latency_figure("tpot" + id, "Time per output token", tpot));
  if (run.outcome->cities.size() > 1) {
    std::vector<const serving::CityOutcome*> cities;
    for (const auto& c : run.outcome->cities)
      if (c.ttft.all().count() > 0) cities.push_back(&c);
    std::stable_sort(cities.begin(), cities.end(), [](const auto* a, const auto* b) { return a->ttft.all().count() > b->ttft.all().count(); });
    std::vector<LatencyCurve> curves;
    for (std::size_t k = 0; k < std::min<std::size_t>(4, cities.size()); ++k) curves.push_back(curve_of(cities[k]->name, cities[k]->ttft.all(), 0.0));
    if (!curves.empty()) text += figure_html(latency_figure("city" + id, "Time to first token where the users are", curves));
    HtmlTable table("Users by city: latencies, with the 95 % interval of the 99th percentile", {{"city"}, {"requests", true}, {"TTFT p50", true}, {"TTFT p95", true}, {"TTFT p99", true}, {"TPOT p50", true}, {"TPOT p99", true}});
    for (std::size_t k = 0; k < std::min<std::size_t>(40, cities.size()); ++k)
      table.row({cities[k]->name, count(static_cast<double>(cities[k]->ttft.all().count())), latency_words(cities[k]->ttft.all().percentile_s(0.5)), latency_words(cities[k]->ttft.all().percentile_s(0.95)), interval(cities[k]->ttft.percentile(0.99)),
                 latency_words(cities[k]->tpot.all().percentile_s(0.5)), interval(cities[k]->tpot.percentile(0.99))});
    text += table.html();
  }
  return text;
}

std::string occupancy(const SimulatedRun& run, const std::string& id) {
  std::vector<TimeCurve> batch, kv;
  double busiest = 0.0, fullest = 0.0, waiting = 0.0;
  for (const serving::SiteOutcome& s : run.outcome->sites) {
    TimeCurve running{.name = s.name + ", running"}, waits{.name = s.name + ", waiting"}, blocks{.name = s.name};
    for (const serving::Sample& x : s.samples) {
      running.at_s.push_back(x.at_s), running.value.push_back(x.running);
      waits.at_s.push_back(x.at_s), waits.value.push_back(x.waiting);
      blocks.at_s.push_back(x.at_s), blocks.value.push_back(100.0 * x.kv_share);
      busiest = std::max(busiest, x.running), waiting = std::max(waiting, x.waiting), fullest = std::max(fullest, x.kv_share);
    }
    batch.push_back(running);
    if (run.outcome->sites.size() <= 2) batch.push_back(waits);
    kv.push_back(blocks);
  }
  std::string text = figure_html(time_figure("batch" + id, fmt::format("Up to {} requests run at once at a site, up to {} wait", count(busiest), count(waiting)), "requests", "State at regular moments.", batch));
  if (fullest > 0.0) text += figure_html(time_figure("kv" + id, fmt::format("The KV cache is filled to {} % at most", significant(100.0 * fullest, 3)), "% of blocks", "Held blocks; idle cached ones give way and do not count.", kv));
  return text;
}

std::string sites(const SimulatedRun& run) {
  HtmlTable table("Sites", {{"site"}, {"requests", true}, {"replica-hours", true}, {"busy", true}, {"mean batch", true}, {"prefix blocks found", true}, {"preemptions", true}, {"kWh", true}, {"clean", true}, {"energy, USD", true}});
  for (const serving::SiteOutcome& s : run.outcome->sites)
    table.row({s.name, count(static_cast<double>(s.requests)), significant(s.replica_hours, 3), s.replica_hours > 0.0 ? significant(100.0 * s.counts.busy_s / 3600.0 / s.replica_hours, 3) + " %" : "-",
               s.counts.busy_s > 0.0 ? significant(s.counts.sequence_s / s.counts.busy_s, 3) : "-", s.counts.block_lookups > 0 ? significant(100.0 * static_cast<double>(s.counts.block_hits) / static_cast<double>(s.counts.block_lookups), 3) + " %" : "-",
               count(static_cast<double>(s.counts.preemptions)), s.mwh > 0.0 ? significant(1e3 * s.mwh, 3) : "-", s.clean_mwh > 0.0 ? significant(100.0 * s.clean_mwh / s.mwh, 3) + " %" : "-", s.energy_usd > 0.0 ? significant(s.energy_usd, 3) : "-"});
  return table.html();
}

}  // namespace

std::string simulation_html(const std::string& title, const std::string& lead, const std::vector<std::string>& notes, const std::vector<SimulatedRun>& runs) {
  const std::string masthead = fmt::format("<header><p class=\"brand\">Gridwright: simulation at request level</p><h1>{}</h1><p class=\"lead\">{}</p></header>\n", html(title), html(lead));
  std::vector<Chapter> chapters;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::string id = runs.size() > 1 ? "-" + std::to_string(k + 1) : "";
    chapters.push_back({"run" + id, runs.size() > 1 ? runs[k].name : "The answer", answer(runs[k]) + distributions(runs[k], id) + occupancy(runs[k], id) + sites(runs[k])});
  }
  std::string assumed;
  for (const std::string& note : notes) assumed += "<li>" + html(note) + "</li>";
  if (!assumed.empty()) chapters.push_back({"notes", "Assumed, synthetic, not modelled", "<ul>" + assumed + "</ul>"});
  return page_html("Simulation: " + title, masthead, chapters);
}

}  // namespace gridwright::report
