#include "gridwright/study/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "cells.hpp"

namespace gridwright::study {
namespace {

using design::SimulatedEvent;
using serving::Fault;

// A stretch of a latency series is one minute then.
constexpr double window_s = 60.0 * serving::LatencySeries::stretches;
constexpr double begin_s = 1800.0, end_s = 2700.0;
/// The first minutes fill empty machines: they are not the time before the event.
constexpr double settled_s = 600.0;
constexpr double agents_share = 0.1;

std::string place_name(const serving::SiteSpec& site) { return site.name.substr(0, site.name.find('.')); }

struct Event {
  std::string kind, what;
  std::vector<Fault> faults{};
  bool herd = false;
};

/// Requests/s of each city's way to each site, as the streams state them for their first hour.
double requests_at(const Cells::Built& cell, std::size_t site) {
  double sum = 0.0;
  for (const serving::Stream& s : cell.workload.streams)
    if (cell.system.routing.weights[s.origin * cell.system.sites.size() + site] > 0.0) sum += s.per_s_by_hour.front();
  return sum;
}

Fault of_site(std::size_t site, Fault::Kind kind = Fault::Kind::site) { return {.kind = kind, .site = static_cast<int>(site), .from_s = begin_s, .to_s = end_s}; }

/// Every site, and the sites of a cloud together.
void add_losses(const scenario::Scenario& s, const Cells::Built& cell, std::vector<Event>& events) {
  std::map<std::string, std::vector<Fault>> at;
  for (std::size_t k = 0; k < cell.system.sites.size(); ++k)
    if (requests_at(cell, k) > 0.0) at[place_name(cell.system.sites[k])].push_back(of_site(k));
  for (const auto& [place, faults] : at) events.push_back({"site", place + " is down for 15 minutes", faults});
  for (const scenario::Cloud& cloud : s.clouds) {
    std::vector<Fault> all;
    std::size_t places = 0;
    for (const scenario::Offer& offer : cloud.offers)
      if (const auto found = at.find(cloud.id + "_" + offer.id); found != at.end()) all.insert(all.end(), found->second.begin(), found->second.end()), ++places;
    if (places > 1) events.push_back({"cloud", cloud.id + " is down for 15 minutes, all its regions", all});
  }
}

/// The busiest way from a region to a place it can do without.
void add_link(const Cells::Built& cell, std::vector<Event>& events) {
  if (cell.system.sites.size() < 2) return;
  const auto busiest = std::max_element(cell.workload.streams.begin(), cell.workload.streams.end(), [](const auto& a, const auto& b) { return a.per_s_by_hour.front() < b.per_s_by_hour.front(); });
  if (busiest == cell.workload.streams.end()) return;
  const std::string region = cell.system.cities[busiest->origin].name;
  std::size_t site = 0;
  for (std::size_t k = 0; k < cell.system.sites.size(); ++k)
    if (cell.system.routing.weights[busiest->origin * cell.system.sites.size() + k] > 0.0) site = k;
  std::vector<Fault> faults;
  for (std::size_t k = 0; k < cell.system.sites.size(); ++k)  // all fleets of the place
    for (std::size_t city = 0; city < cell.system.cities.size(); ++city)
      if (place_name(cell.system.sites[k]) == place_name(cell.system.sites[site]) && cell.system.cities[city].name == region) {
        faults.push_back(of_site(k, Fault::Kind::link));
        faults.back().city = static_cast<int>(city);
      }
  events.push_back({"link", "users of " + region + " cannot reach " + place_name(cell.system.sites[site]) + " for 15 minutes", std::move(faults)});
}

void add_power(const Cells::Built& cell, std::vector<Event>& events) {
  std::size_t largest = 0;
  for (std::size_t k = 0; k < cell.system.sites.size(); ++k)
    if (requests_at(cell, k) > requests_at(cell, largest)) largest = k;
  if (cell.system.sites[largest].pools[0].replicas < 2) return;
  Fault cap = of_site(largest, Fault::Kind::power_cap);
  cap.remaining = 0.5;
  events.push_back({"power", "the grid asks " + place_name(cell.system.sites[largest]) + " to run half of its replicas for 15 minutes", {cap}});
}

/// Agents beside the users: as many as make a tenth of the requests when they wake evenly over their half hour.
serving::AgentPopulation agents_of(const Cells::Built& cell, double requests_per_s, const scenario::Workload& w) {
  serving::AgentPopulation agents{.klass = 1, .city_shares = {}, .period_s = 1800.0, .jitter_kind = serving::AgentPopulation::Jitter::uniform, .jitter_s = 60.0, .priority = 1, .end_s = window_s};
  agents.population = std::max(1, static_cast<int>(std::lround(agents_share * requests_per_s * agents.period_s / agents.turns_mean)));
  agents.first_input_tokens = w.input_tokens, agents.input_growth_tokens = w.output_tokens;
  agents.output_median = 0.67 * w.output_tokens, agents.output_p95 = 3.0 * w.output_tokens;
  agents.outage_from_s = begin_s - agents.period_s, agents.outage_to_s = begin_s;
  agents.city_shares.assign(cell.system.cities.size(), 0.0);
  for (const serving::Stream& s : cell.workload.streams) agents.city_shares[s.origin] += s.per_s_by_hour.front() / requests_per_s;
  return agents;
}

/// Users' requests of a run, before the event and while it lasts.
struct Seen {
  serving::Histogram ttft_before, tpot_before, ttft, tpot;
  serving::LatencySeries ttft_by_minute{window_s}, tpot_by_minute{window_s};
  double sent = 0.0, lost = 0.0, kept = 0.0;
  std::vector<double> lost_by_minute = std::vector<double>(serving::LatencySeries::stretches, 0.0);

  void add(const serving::RequestRecord& r, const serving::ClassSpec& promise) {
    if (r.request.klass != 0) return;
    const double at = r.arrival_s;
    const bool during = at >= begin_s && at < end_s, before = at >= settled_s && at < begin_s;
    const bool has_tpot = r.request.output_tokens > 1 && !r.lost;
    const bool kept_it = !r.lost && (promise.ttft_slo_s <= 0.0 || r.ttft_s <= promise.ttft_slo_s) && (promise.tpot_slo_s <= 0.0 || r.tpot_s <= promise.tpot_slo_s);
    if (during) ++sent, lost += r.lost ? 1.0 : 0.0, kept += kept_it ? 1.0 : 0.0;
    if (r.lost) {
      ++lost_by_minute[std::min<std::size_t>(static_cast<std::size_t>(at / 60.0), lost_by_minute.size() - 1)];
      return;
    }
    const std::int64_t first_ns = serving::ns_of(r.ttft_s), each_ns = serving::ns_of(r.tpot_s);
    ttft_by_minute.add(at, first_ns);
    if (has_tpot) tpot_by_minute.add(at, each_ns);
    if (during) ttft.add(first_ns);
    if (during && has_tpot) tpot.add(each_ns);
    if (before) ttft_before.add(first_ns);
    if (before && has_tpot) tpot_before.add(each_ns);
  }

  /// Minutes from the end of the event to the last minute that breaks a promise; -1 when that is the last one.
  [[nodiscard]] double recovered_min(const serving::ClassSpec& promise) const {
    const std::vector<double> first = ttft_by_minute.percentile_by_stretch(0.99), each = tpot_by_minute.percentile_by_stretch(0.99);
    const auto end = static_cast<std::size_t>(end_s / 60.0);
    for (std::size_t m = first.size(); m-- > end;) {
      const bool broken = lost_by_minute[m] > 0.0 || (promise.ttft_slo_s > 0.0 && first[m] > promise.ttft_slo_s) || (promise.tpot_slo_s > 0.0 && each[m] > 1.02 * promise.tpot_slo_s);
      if (broken) return m + 1 == first.size() ? -1.0 : static_cast<double>(m + 1 - end);
    }
    return 0.0;
  }
};

class Stress {
 public:
  Stress(const scenario::Workload& w, const Cells& cells, int hour, const DaysOptions& options) : w_(w), cells_(cells), hour_(hour), options_(options) {}

  Result<SimulatedEvent> run(const Event& event, const Cells::Built& cell) const {
    serving::System system = cell.system;
    system.faults = event.faults;
    double per_s = 0.0;
    for (const serving::Stream& s : cell.workload.streams) per_s += s.per_s_by_hour.front();
    std::vector<std::unique_ptr<serving::ArrivalSource>> sources;
    sources.push_back(std::make_unique<serving::SyntheticSource>(cell.workload, options_.seed));
    if (event.herd) {
      system.classes.push_back({.name = "agents"});
      sources.push_back(std::make_unique<serving::AgentSource>(agents_of(cell, per_s, w_), serving::PromptBlocks{}, options_.seed));
    }
    serving::MergedSource source(std::move(sources));
    Seen seen;
    serving::SimulateOptions simulate{.seed = options_.seed, .horizon_s = window_s, .threads = options_.threads, .stop = options_.stop};
    simulate.on_request = [&](const serving::RequestRecord& r) { seen.add(r, system.classes[0]); };
    if (options_.progress) simulate.progress = [&](const serving::Progress& p) { options_.progress(w_.id + ", " + event.kind, p); };
    const Result<serving::Outcome> outcome = serving::simulate(system, source, simulate);
    if (!outcome) return outcome.diagnostics();
    return SimulatedEvent{.workload = w_.id, .kind = event.kind, .what = event.what, .hour = cells_.label(hour_), .requests = seen.sent, .lost = seen.lost,
                          .p99_before_ttft_s = seen.ttft_before.percentile_s(0.99), .p99_ttft_s = seen.ttft.percentile_s(0.99), .p99_before_tpot_s = seen.tpot_before.percentile_s(0.99),
                          .p99_tpot_s = seen.tpot.percentile_s(0.99), .kept_share = seen.sent > 0.0 ? seen.kept / seen.sent : 1.0, .recovered_min = seen.recovered_min(system.classes[0])};
  }

 private:
  const scenario::Workload& w_;
  const Cells& cells_;
  int hour_;
  const DaysOptions& options_;
};

std::vector<Event> events_of(const scenario::Scenario& s, const Cells::Built& cell) {
  std::vector<Event> events;
  add_losses(s, cell, events);
  add_link(cell, events);
  add_power(cell, events);
  events.push_back({"herd", "agents, a tenth of the requests, wake all at once after half an hour without their gateway", {}, true});
  return events;
}

/// The busiest hour of the year, of the days that simulate_days looks at.
int busiest_hour(const Cells& cells) {
  int best = -1;
  double most = -1.0;
  for (int season = 0; season < 4; ++season) {
    const int day = cells.day_of(season);
    if (day < 0) continue;
    const int hour = cells.busiest_hour(day);
    const double requests = cells.requests_in({.first_hour = hour, .hours = 1, .to_scale = true});
    if (requests > most) most = requests, best = hour;
  }
  return best;
}

}  // namespace

Result<std::vector<SimulatedEvent>> simulate_events(const scenario::Scenario& s, const design::Design& d, const DaysOptions& options) {
  std::vector<SimulatedEvent> all;
  for (const scenario::Workload& w : s.workloads) {
    if (w.kind != scenario::WorkloadKind::interactive) continue;
    const auto of = std::find_if(d.workloads.begin(), d.workloads.end(), [&](const design::WorkloadResult& r) { return r.id == w.id; });
    if (of == d.workloads.end()) return Diagnostic{.message = "the design has no workload '" + w.id + "'", .fix = "simulate with the scenario the design was made from"};
    Cells cells(s, d, w, *of, options);
    if (Diagnostics wrong = cells.find_places(); !wrong.empty()) return wrong;
    const int hour = cells.runs() ? busiest_hour(cells) : -1;
    if (hour < 0) continue;
    const Cells::Built cell = cells.build({.first_hour = hour, .hours = 2, .hour_s = window_s / 2.0, .hold = true, .to_scale = true, .most_requests = options.requests_a_day});
    if (cell.workload.streams.empty()) continue;
    const Stress stress(w, cells, hour, options);
    for (const Event& event : events_of(s, cell)) {
      Result<SimulatedEvent> seen = stress.run(event, cell);
      if (!seen) return seen.diagnostics();
      all.push_back(std::move(*seen));
      if (options.stop != nullptr && options.stop->load()) return all;
    }
  }
  return all;
}

}  // namespace gridwright::study
