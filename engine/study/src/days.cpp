#include "gridwright/study/days.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cells.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/serving/workload.hpp"

namespace gridwright::study {
namespace {

using design::Design;
using scenario::Scenario;

constexpr const char* seasons[] = {"winter", "spring", "summer", "autumn"};

const std::vector<double>* matched_of(const Design& d, const std::string& site) {
  for (const design::Hourly& h : d.hourly)
    if (h.site == site && h.quantity == "matched") return &h.values;
  return nullptr;
}

/// Sums over the days: `share` counts requests, energy and cost are of all of them, until finish_flows() divides.
void record_flows(const DayResult& day, int first_hour, const Cells::Built& built, const Design& d, design::SimulationRecord& record) {
  for (std::size_t c = 0; c < built.ways.size(); ++c) {
    const Cells::Way& way = built.ways[c];
    auto at = std::find_if(record.flows.begin(), record.flows.end(), [&](const design::SimulatedFlow& f) { return f.workload == day.workload && f.region == way.region && f.site == way.place; });
    if (at == record.flows.end())
      at = record.flows.insert(at, {.workload = day.workload, .region = way.region, .site = way.place, .region_latitude = way.region_latitude, .region_longitude = way.region_longitude,
                                    .site_latitude = way.site_latitude, .site_longitude = way.site_longitude, .rtt_s = way.rtt_s});
    const serving::Stream& stream = built.workload.streams[c];
    const serving::SiteOutcome& site = day.outcome.sites[way.site];
    const std::vector<double>* matched = matched_of(d, way.place);
    double requests = 0.0, clean = 0.0, usd_per_mwh = 0.0;
    for (std::size_t h = 0; h < stream.per_s_by_hour.size(); ++h) {
      const double here = stream.per_s_by_hour[h] * stream.hour_s;
      requests += here;
      clean += here * (matched != nullptr ? (*matched)[static_cast<std::size_t>(first_hour) + h] : 0.0);
    }
    for (const design::SiteResult& s : d.sites)
      if (s.id == way.place) usd_per_mwh = s.cost_usd_per_mwh;
    const double kwh = site.requests > 0 ? 1e3 * site.mwh / static_cast<double>(site.requests) : 0.0;
    at->share += requests, at->clean_share += clean;
    at->kwh_per_thousand += 1e3 * kwh * requests, at->power_usd_per_thousand += kwh * usd_per_mwh * requests;
  }
}

void finish_flows(const std::string& workload, design::SimulationRecord& record) {
  double all = 0.0;
  for (const design::SimulatedFlow& f : record.flows) all += f.workload == workload ? f.share : 0.0;
  for (design::SimulatedFlow& f : record.flows)
    if (f.workload == workload && f.share > 0.0) {
      f.clean_share /= f.share, f.kwh_per_thousand /= f.share, f.power_usd_per_thousand /= f.share;
      f.share /= all;
    }
}

/// Every quarter of an hour of the plan's day: the simulated hours are shorter.
void record_states(const DayResult& day, const Cells::Built& built, design::SimulationRecord& record) {
  for (std::size_t s = 0; s < day.outcome.sites.size(); ++s) {
    const serving::SiteOutcome& site = day.outcome.sites[s];
    design::SimulatedState state{.workload = day.workload, .season = day.season, .site = site.name};
    for (std::size_t k = 0; k < site.samples.size(); k += 3) {
      const serving::Sample& x = site.samples[k];
      state.at_h.push_back(x.at_s / (60.0 * day.minutes_of_hour));
      state.running.push_back(x.running / built.instances[s]), state.waiting.push_back(x.waiting / built.instances[s]), state.kv_share.push_back(x.kv_share);
    }
    record.states.push_back(std::move(state));
  }
}

/// The day from `first_hour` on, of each hour as many minutes as the stated number of requests allows.
Result<DayResult> simulate_day(const Cells& cells, const Design& d, const std::string& workload, int first_hour, const char* season, const DaysOptions& options, design::SimulationRecord& record) {
  const double in_a_day = cells.requests_in({.first_hour = first_hour});
  const double share_of_hour = std::min(1.0, options.requests_a_day / std::max(1.0, in_a_day));
  const double hour_s = std::max(120.0, std::round(3600.0 * share_of_hour));
  Cells::Built built = cells.build({.first_hour = first_hour, .hour_s = hour_s});
  DayResult day{.workload = workload, .season = season, .label = cells.label(first_hour).substr(0, 10), .system = std::move(built.system), .outcome = {}, .minutes_of_hour = hour_s / 60.0};
  if (options.lose_a_replica)
    for (int s = 0; s < static_cast<int>(day.system.sites.size()); ++s)
      if (day.system.sites[static_cast<std::size_t>(s)].pools[0].replicas > 1)
        day.system.faults.push_back({.kind = serving::Fault::Kind::replica, .site = s, .from_s = 12.0 * hour_s, .to_s = 12.25 * hour_s});
  serving::SyntheticSource source(built.workload, options.seed);
  serving::SimulateOptions simulate{.seed = options.seed, .horizon_s = built.workload.end_s, .threads = options.threads, .stop = options.stop};
  if (options.progress) simulate.progress = [&](const serving::Progress& p) { options.progress(workload + ", " + season, p); };
  Result<serving::Outcome> outcome = serving::simulate(day.system, source, simulate);
  if (!outcome) return outcome.diagnostics();
  day.outcome = std::move(*outcome);
  record_flows(day, first_hour, built, d, record);
  record_states(day, built, record);
  return day;
}

void record_day(const DayResult& day, design::SimulationRecord& record) {
  const serving::ClassOutcome& c = day.outcome.classes[0];
  const serving::ClassSpec& spec = day.system.classes[0];
  const auto row = [&](const std::string& place, const char* metric, const serving::LatencySeries& s, double promised) {
    if (s.all().count() == 0) return;
    const serving::Estimate p99 = s.percentile(0.99);
    record.promises.push_back({.workload = day.workload, .season = day.season, .place = place, .metric = metric, .promised_s = promised, .p99_s = p99.value, .low_s = p99.low, .high_s = p99.high,
                               .p50_s = s.all().percentile_s(0.5), .mean_s = s.all().mean_s(), .requests = static_cast<double>(s.all().count())});
  };
  row("", "ttft", c.ttft, spec.ttft_slo_s);
  row("", "tpot", c.tpot, spec.tpot_slo_s);
  if (day.outcome.cities.size() > 1) {  // by region, all its ways together
    std::vector<std::string> names;
    for (const serving::CityOutcome& city : day.outcome.cities)
      if (std::find(names.begin(), names.end(), city.name) == names.end()) names.push_back(city.name);
    for (const std::string& name : names) {
      const double horizon_s = 24.0 * 60.0 * day.minutes_of_hour;
      serving::LatencySeries ttft(horizon_s), tpot(horizon_s);
      for (const serving::CityOutcome& city : day.outcome.cities)
        if (city.name == name) ttft.add(city.ttft), tpot.add(city.tpot);
      row(name, "ttft", ttft, spec.ttft_slo_s);
      row(name, "tpot", tpot, spec.tpot_slo_s);
    }
  }
  record.requests += static_cast<double>(day.outcome.requests);
}

/// About 80 points of a distribution, equally spaced in share, with the tail kept.
void record_curve(const std::string& workload, const std::string& place, const char* metric, const serving::Histogram& h, design::SimulationRecord& record) {
  if (h.count() == 0) return;
  design::SimulatedCurve curve{.workload = workload, .place = place, .metric = metric};
  for (int k = 0; k <= 80; ++k) {
    const double share = k <= 60 ? k / 60.0 * 0.96 : 0.96 + (k - 60) / 20.0 * 0.0395;
    curve.seconds.push_back(h.percentile_s(share));
    curve.share.push_back(share);
  }
  record.curves.push_back(std::move(curve));
}

}  // namespace

Result<DaysResult> simulate_days(const Scenario& s, const Design& d, const DaysOptions& options) {
  DaysResult result;
  double least_minutes = 60.0;
  for (const scenario::Workload& w : s.workloads) {
    if (w.kind != scenario::WorkloadKind::interactive || (!options.only_workload.empty() && w.id != options.only_workload)) continue;
    const auto of = std::find_if(d.workloads.begin(), d.workloads.end(), [&](const design::WorkloadResult& r) { return r.id == w.id; });
    if (of == d.workloads.end()) return Diagnostic{.message = "the design has no workload '" + w.id + "'", .fix = "simulate with the scenario the design was made from"};
    Cells days(s, d, w, *of, options);
    if (Diagnostics wrong = days.find_places(); !wrong.empty()) return wrong;
    if (!days.runs()) continue;
    serving::Histogram ttft, tpot;
    std::map<std::string, std::pair<serving::Histogram, serving::Histogram>> by_place;  // TTFT, TPOT
    for (int season = 0; season < 4; ++season) {
      if (!options.only_season.empty() && options.only_season != seasons[season]) continue;
      const int first_hour = days.day_of(season);
      if (first_hour < 0) continue;
      Result<DayResult> day = simulate_day(days, d, w.id, first_hour, seasons[season], options, result.record);
      if (!day) return day.diagnostics();
      record_day(*day, result.record);
      ttft.add(day->outcome.classes[0].ttft.all());
      tpot.add(day->outcome.classes[0].tpot.all());
      for (const serving::CityOutcome& city : day->outcome.cities)
        if (day->outcome.cities.size() > 1) by_place[city.name].first.add(city.ttft.all()), by_place[city.name].second.add(city.tpot.all());
      least_minutes = std::min(least_minutes, day->minutes_of_hour);
      result.days.push_back(std::move(*day));
      if (options.stop != nullptr && options.stop->load()) break;
    }
    finish_flows(w.id, result.record);
    record_curve(w.id, "", "ttft", ttft, result.record);
    record_curve(w.id, "", "tpot", tpot, result.record);
    for (const auto& [place, seen] : by_place) record_curve(w.id, place, "ttft", seen.first, result.record), record_curve(w.id, place, "tpot", seen.second, result.record);
  }
  result.record.note = result.days.empty() ? "no interactive workload to simulate"
                                           : group_thousands(result.record.requests) + " synthetic requests on the busiest day of every season (seed " + std::to_string(options.seed) + ", " + significant(least_minutes, 2) +
                                                 " minutes of every hour), on cells of up to " + std::to_string(Cells::largest_cell) + " instances a site" + (options.lose_a_replica ? ", one of which fails at noon for a quarter of an hour" : "");
  return result;
}

}  // namespace gridwright::study
