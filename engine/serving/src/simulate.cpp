#include "gridwright/serving/simulate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "gridwright/core/parallel.hpp"
#include "router.hpp"

namespace gridwright::serving {
namespace {

/// Windows of one exchange each: route what arrives, let the sites run side by side, gather what they report.
class Simulation {
 public:
  Simulation(const System& system, ArrivalSource& source, const SimulateOptions& options)
      : system_(system), source_(source), options_(options), router_(system, options), horizon_ns_(ns_of(options.horizon_s)) {
    sites_.reserve(system.sites.size());
    for (std::size_t s = 0; s < system.sites.size(); ++s) sites_.emplace_back(system, static_cast<int>(s), options, source.blocks());
    for (const ClassSpec& c : system.classes) {
      ClassOutcome& o = outcome_.classes.emplace_back();
      o.name = c.name;
      o.ttft = o.tpot = o.end_to_end = LatencySeries(options.horizon_s);
    }
    for (const CitySpec& c : system.cities) outcome_.cities.push_back({.name = c.name, .ttft = LatencySeries(options.horizon_s), .tpot = LatencySeries(options.horizon_s), .end_to_end = {}});
  }

  Result<Outcome> run() {
    pull();
    Nanoseconds begin = 0;
    const Nanoseconds width = std::max<Nanoseconds>(1, ns_of(system_.routing.exchange_s));
    while (!done(begin)) {
      if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
        outcome_.stopped = true;
        break;
      }
      const Nanoseconds end = begin + width;
      router_.send_due(begin, end, sites_);
      while (waiting_ && next_.arrival_ns < end) {
        ++outcome_.requests;
        router_.send(next_, next_.arrival_ns, sites_);
        pull();
      }
      parallel_for_sites(end);
      router_.exchange(end, sites_);
      gather();
      tell(end);
      begin = end;
    }
    if (!wrong_.empty()) return wrong_;
    return finish();
  }

 private:
  void pull() {
    waiting_ = source_.next(next_) && next_.arrival_ns < horizon_ns_;
    if (!waiting_ || (next_.klass < system_.classes.size() && next_.origin < system_.cities.size())) return;
    wrong_ = {{.message = "request " + std::to_string(next_.id) + " is of class " + std::to_string(next_.klass) + " and city " + std::to_string(next_.origin) + "; the system has " +
                          std::to_string(system_.classes.size()) + " classes and " + std::to_string(system_.cities.size()) + " cities"}};
    waiting_ = false;
  }

  [[nodiscard]] bool done(Nanoseconds now) const {
    if (waiting_) return false;
    if (!options_.drain) return now >= horizon_ns_;
    return !router_.waiting() && std::none_of(sites_.begin(), sites_.end(), [](const Site& s) { return s.busy(); });
  }

  void parallel_for_sites(Nanoseconds end) {
    if (sites_.size() == 1 || options_.threads == 1) {
      for (Site& s : sites_) s.run_until(end);
    } else {
      parallel_for(static_cast<std::int64_t>(sites_.size()), options_.threads, [&](std::int64_t s) { sites_[static_cast<std::size_t>(s)].run_until(end); });
    }
  }

  void gather() {
    for (Site& s : sites_) {
      for (const Site::CityNote& n : s.city_notes) {
        outcome_.cities[n.city].ttft.add(n.arrival_s, n.ttft_ns);
        if (n.tpot_ns >= 0) outcome_.cities[n.city].tpot.add(n.arrival_s, n.tpot_ns);
        outcome_.cities[n.city].end_to_end.add(n.end_to_end_ns);
      }
      for (const RequestRecord& r : s.records) options_.on_request(r);
      for (const IterationRecord& r : s.iterations) options_.on_iteration(r);
      s.city_notes.clear();
      s.records.clear();
      s.iterations.clear();
    }
    for (const Request& r : router_.lost) {
      if (seconds_of(r.arrival_ns) >= options_.warm_up_s) ++outcome_.classes[r.klass].lost;
      if (options_.on_request) options_.on_request({.request = r, .arrival_s = seconds_of(r.arrival_ns), .lost = true});
    }
    router_.lost.clear();
  }

  void tell(Nanoseconds now) {
    if (!options_.progress) return;
    const auto wall = std::chrono::steady_clock::now();
    if (wall - told_ < std::chrono::milliseconds(250)) return;
    told_ = wall;
    Histogram ttft, tpot;
    for (const Site& s : sites_)
      for (const ClassOutcome& c : s.classes) ttft.add(c.ttft.all()), tpot.add(c.tpot.all());
    options_.progress({.simulated_s = seconds_of(now), .share = options_.share_known ? options_.share_known() : std::min(1.0, seconds_of(now) / options_.horizon_s),
                       .requests = outcome_.requests, .done = ttft.count(), .ttft_p50_s = ttft.percentile_s(0.5), .ttft_p99_s = ttft.percentile_s(0.99),
                       .tpot_p50_s = tpot.percentile_s(0.5), .tpot_p99_s = tpot.percentile_s(0.99)});
  }

  Outcome finish() {
    Nanoseconds end = options_.drain ? 0 : horizon_ns_;
    for (const Site& s : sites_) end = std::max(end, s.last_event_ns());
    outcome_.simulated_s = seconds_of(end);
    std::uint64_t ended = 0;
    for (Site& s : sites_) {
      s.close(end);
      for (std::size_t k = 0; k < s.classes.size(); ++k) add(outcome_.classes[k], s.classes[k]);
      outcome_.sites.push_back(std::move(s.outcome));
    }
    for (const ClassOutcome& c : outcome_.classes) ended += c.done + c.lost;
    if (options_.warm_up_s <= 0.0) outcome_.unfinished = outcome_.requests - ended;
    return std::move(outcome_);
  }

  static void add(ClassOutcome& sum, const ClassOutcome& part) {
    sum.ttft.add(part.ttft), sum.tpot.add(part.tpot), sum.end_to_end.add(part.end_to_end), sum.queue.add(part.queue);
    sum.done += part.done, sum.lost += part.lost, sum.good += part.good, sum.late += part.late;
    sum.input_tokens += part.input_tokens, sum.output_tokens += part.output_tokens, sum.cached_tokens += part.cached_tokens;
    sum.retries += part.retries, sum.preemptions += part.preemptions;
  }

  const System& system_;
  ArrivalSource& source_;
  const SimulateOptions& options_;
  Router router_;
  std::vector<Site> sites_;
  Outcome outcome_;
  Diagnostics wrong_;
  Request next_;
  bool waiting_ = false;
  Nanoseconds horizon_ns_;
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace

std::uint64_t Outcome::done() const {
  std::uint64_t sum = 0;
  for (const ClassOutcome& c : classes) sum += c.done;
  return sum;
}

ReplicaCounts Outcome::counts() const {
  ReplicaCounts all;
  for (const SiteOutcome& s : sites) {
    const ReplicaCounts& c = s.counts;
    all.iterations += c.iterations, all.jumps += c.jumps, all.prompt_tokens += c.prompt_tokens, all.cached_tokens += c.cached_tokens;
    all.output_tokens += c.output_tokens, all.block_lookups += c.block_lookups, all.block_hits += c.block_hits, all.preemptions += c.preemptions;
    all.refused += c.refused, all.busy_s += c.busy_s, all.sequence_s += c.sequence_s, all.kv_block_s += c.kv_block_s;
  }
  return all;
}

Result<Outcome> simulate(const System& system, ArrivalSource& source, const SimulateOptions& options) {
  if (Diagnostics wrong = check(system); !wrong.empty()) return wrong;
  if (!(options.horizon_s > 0.0) || options.horizon_s > 9e9) return Diagnostic{.message = "the horizon of a simulation must be between 0 and 9e9 s"};
  return Simulation(system, source, options).run();
}

}  // namespace gridwright::serving
