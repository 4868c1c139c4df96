#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/serving/metrics.hpp"
#include "gridwright/serving/system.hpp"

/// A serving system under requests, event by event.
///
///   System system{.sites = {{.pools = {{.steps = table}}}}};
///   ListSource source(trace.requests, trace.blocks);
///   Result<Outcome> o = simulate(system, source, {.seed = 7});
///   o->classes[0].ttft.percentile(0.99);          // seconds, with its interval
///
/// Order is total: time in integer nanoseconds, then ends of iterations before arrivals before timers before samples, then order of
/// creation. Randomness comes from streams named after what draws. So the same system, requests and seed give the same
/// bytes, whatever the number of threads.
///
/// Sites run side by side for `routing.exchange_s` at a time; between two exchanges the routers know of each site what it told at
/// the last one, as in a real network. Memory does not grow with the number of requests.
namespace gridwright::serving {

/// One request as its user saw it.
struct RequestRecord {
  Request request;
  int site = -1;                 ///< -1: never reached one
  double arrival_s = 0.0;        ///< sent
  double queue_s = 0.0;          ///< at the replica until the first batch
  double network_s = 0.0;        ///< both ways, until the first byte
  double ttft_s = 0.0;           ///< sent to first token received
  double tpot_s = 0.0;           ///< mean time per output token after the first; 0 for answers of one token
  double end_to_end_s = 0.0;     ///< sent to last token received
  int cached_tokens = 0, preemptions = 0;
  bool lost = false;             ///< gave up after its retries, or can never fit
};

/// Iterations of one replica, for a Chrome trace.
struct IterationRecord {
  int site = 0, pool = 0, replica = 0;
  Nanoseconds begin_ns = 0, end_ns = 0;
  std::int64_t steps = 0;
  int decoding = 0, prompt_tokens = 0, waiting = 0;
};

struct Progress {
  double simulated_s = 0.0, share = 0.0;  ///< share of the horizon, or of the trace where that is known
  std::uint64_t requests = 0, done = 0;
  double ttft_p50_s = 0.0, ttft_p99_s = 0.0, tpot_p50_s = 0.0, tpot_p99_s = 0.0;
};

struct SimulateOptions {
  // -- change the answer
  std::uint64_t seed = 7;
  double horizon_s = 86400.0;      ///< statistics by time cover this; arrivals after it are not read
  double warm_up_s = 0.0;          ///< requests sent earlier are served, but not counted
  double sample_s = 0.0;           ///< state of sites every so often; 0 = horizon / 288
  bool drain = true;               ///< run until the last answer; false: stop at the horizon, what runs is `unfinished`
  // -- change the effort
  int threads = 1;                 ///< 0 = all cores
  bool jump = true;                ///< false: every iteration is an event of its own (slow; the same answer)
  // -- hear of it
  std::function<void(const RequestRecord&)> on_request;      ///< in an order that does not depend on threads
  std::function<void(const IterationRecord&)> on_iteration;  ///< within the slice
  double slice_from_s = 0.0, slice_to_s = 0.0;
  std::function<void(const Progress&)> progress;
  std::function<double()> share_known;                       ///< of the input used so far, when the source can tell
  const std::atomic<bool>* stop = nullptr;
};

struct ClassOutcome {
  std::string name;
  LatencySeries ttft, tpot, end_to_end;
  Histogram queue;
  std::uint64_t done = 0, lost = 0, good = 0;   ///< good: both promises kept
  std::uint64_t input_tokens = 0, output_tokens = 0, cached_tokens = 0;
  std::uint64_t retries = 0, preemptions = 0, late = 0;  ///< late: after the request's own deadline
};

/// A city's users: latencies as they saw them, all classes together. Empty when the system has one city only.
struct CityOutcome {
  std::string name;
  LatencySeries ttft, tpot;
  Histogram end_to_end;
};

/// State of a site at one moment.
struct Sample {
  double at_s = 0.0;
  double decoding = 0.0, running = 0.0, waiting = 0.0;  ///< requests, all replicas
  double kv_share = 0.0;                                ///< of all KV blocks that are bounded; 0 when none is
  int replicas = 0;                                     ///< up
};

struct SiteOutcome {
  std::string name;
  ReplicaCounts counts;            ///< all replicas together
  std::vector<Sample> samples;
  std::uint64_t requests = 0, failed = 0;
  double replica_hours = 0.0;      ///< up, whether busy or not
  double mwh = 0.0, clean_mwh = 0.0, kg = 0.0, energy_usd = 0.0;  ///< at the meter: with PUE
  std::vector<double> busy_share_by_hour, mwh_by_hour;
};

struct Outcome {
  std::vector<ClassOutcome> classes;
  std::vector<CityOutcome> cities;
  std::vector<SiteOutcome> sites;
  double simulated_s = 0.0;        ///< until the last event
  std::uint64_t requests = 0, unfinished = 0;
  bool stopped = false;
  [[nodiscard]] std::uint64_t done() const;
  [[nodiscard]] ReplicaCounts counts() const;
};

/// Diagnostics when the system contradicts itself (check()). Cost: about a microsecond a request at full batches.
[[nodiscard]] Result<Outcome> simulate(const System& system, ArrivalSource& source, const SimulateOptions& options = {});

}  // namespace gridwright::serving
