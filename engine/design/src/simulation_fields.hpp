#pragma once
#include "field_list.hpp"
#include "gridwright/design/design.hpp"

/// Fields of simulation at request level: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<SimulatedPromise> T>
void each_field(T& p, auto&& f) {
  f("workload", p.workload, "workload id");
  f("season", p.season, "day that was simulated");
  f("place", p.place, "region or site; empty: all requests");
  f("metric", p.metric, "ttft tpot");
  f("promised_s", p.promised_s, "promised 99th percentile");
  f("p99_s", p.p99_s, "simulated 99th percentile");
  f("low_s", p.low_s, "lower end of its 95 % interval");
  f("high_s", p.high_s, "upper end of its 95 % interval");
  f("p50_s", p.p50_s, "simulated median");
  f("mean_s", p.mean_s, "simulated mean");
  f("requests", p.requests, "requests simulated");
}

template <is<SimulatedCurve> T>
void each_field(T& c, auto&& f) {
  f("workload", c.workload, "workload id");
  f("place", c.place, "region; empty: all requests");
  f("metric", c.metric, "ttft tpot");
  f("seconds", c.seconds, "latency");
  f("share", c.share, "share of requests not slower");
}

template <is<LoopRound> T>
void each_field(T& r, auto&& f) {
  f("round", r.round, "turn of the loop plan, simulate, tighten");
  f("usd_per_year", r.usd_per_year, "cost of the plan");
  f("worst", r.worst, "largest simulated p99 / promised p99");
  f("worst_where", r.worst_where, "where that was");
  f("changed", r.changed, "what was tightened after it");
}

template <is<SimulatedEvent> T>
void each_field(T& e, auto&& f) {
  f("workload", e.workload, "workload id");
  f("kind", e.kind, "site cloud link power herd");
  f("what", e.what, "what breaks");
  f("hour", e.hour, "in which hour of the plan");
  f("requests", e.requests, "sent while it lasts");
  f("lost", e.lost, "given up of them after all retries");
  f("p99_before_ttft_s", e.p99_before_ttft_s, "time to first token before it, 99th percentile");
  f("p99_ttft_s", e.p99_ttft_s, "while it lasts");
  f("p99_before_tpot_s", e.p99_before_tpot_s, "time per output token before it, 99th percentile");
  f("p99_tpot_s", e.p99_tpot_s, "while it lasts");
  f("kept_share", e.kept_share, "of those sent while it lasts, within both promises");
  f("recovered_min", e.recovered_min, "minutes from its end until both promises hold again; -1: not in the time simulated");
}

template <is<SimulatedFlow> T>
void each_field(T& w, auto&& f) {
  f("workload", w.workload, "workload id");
  f("region", w.region, "region id; empty: the users are at the site");
  f("site", w.site, "site id");
  f("region_latitude", w.region_latitude, "degrees north");
  f("region_longitude", w.region_longitude, "degrees east");
  f("site_latitude", w.site_latitude, "degrees north");
  f("site_longitude", w.site_longitude, "degrees east");
  f("share", w.share, "of the workload's requests");
  f("rtt_s", w.rtt_s, "round trip");
  f("clean_share", w.clean_share, "clean share of the site's power in the hours of these requests");
  f("kwh_per_thousand", w.kwh_per_thousand, "energy of a thousand requests at the meter");
  f("power_usd_per_thousand", w.power_usd_per_thousand, "cost of that energy");
}

template <is<SimulatedState> T>
void each_field(T& s, auto&& f) {
  f("workload", s.workload, "workload id");
  f("season", s.season, "day that was simulated");
  f("site", s.site, "site id");
  f("at_h", s.at_h, "hour of the day");
  f("running", s.running, "requests in batches, mean of the instances");
  f("waiting", s.waiting, "requests that wait, mean of the instances");
  f("kv_share", s.kv_share, "share of KV blocks held");
}

template <is<SimulationRecord> T>
void each_field(T& s, auto&& f) {
  f("note", s.note, "what was simulated; empty: nothing was");
  f("requests", s.requests, "requests simulated");
  f("promises", s.promises, "promised against simulated percentiles");
  f("curves", s.curves, "distributions of latencies");
  f("rounds", s.rounds, "turns of the loop plan, simulate, tighten");
  f("events", s.events, "what breaks in the busiest hour, and what users saw");
  f("flows", s.flows, "who is served where, with the cost and clean share of a request");
  f("states", s.states, "batches and KV blocks over the simulated days");
}

}  // namespace gridwright::design
