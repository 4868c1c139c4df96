// Requests a second of the serving simulator. Answers are checked before a time is reported.
//   build/release/bin/gridwright_bench --benchmark_filter=serving
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "gridwright/core/random.hpp"
#include "gridwright/serving/simulate.hpp"
#include "gridwright/serving/trace.hpp"

namespace {

using namespace gridwright;
using namespace gridwright::serving;

/// Llama-3.1-70B on a few H100s, roughly: what a step costs does not change how long it takes to simulate.
std::shared_ptr<const StepTable> table() {
  static const auto steps = std::make_shared<const StepTable>(step_model(LinearStep{.base_s = 12e-3, .per_sequence_s = 30e-6, .per_context_token_s = 60e-9, .per_prompt_token_s = 40e-6, .per_prompt_pair_s = 2e-9}, 256));
  return steps;
}

/// The Azure conversation trace over and over, each time a little later: lengths and burstiness as recorded.
class Repeated final : public ArrivalSource {
 public:
  Repeated(const Trace& trace, std::uint64_t count, double speed_up) : trace_(trace), count_(count), speed_up_(speed_up), period_(trace.requests.back().arrival_ns + ns_per_second / 5) {}
  bool next(Request& request) override {
    if (given_ == count_) return false;
    request = trace_.requests[given_ % trace_.requests.size()];
    const auto lap = static_cast<Nanoseconds>(given_ / trace_.requests.size());
    request.arrival_ns = static_cast<Nanoseconds>(static_cast<double>(request.arrival_ns + lap * period_) / speed_up_);
    request.id = given_++;
    return true;
  }
  [[nodiscard]] const PromptBlocks& blocks() const override { return blocks_; }

 private:
  const Trace& trace_;
  std::uint64_t count_, given_ = 0;
  double speed_up_;
  Nanoseconds period_;
  PromptBlocks blocks_;
};

const Trace* azure() {
  static const Result<Trace> trace = [] {
    const char* stated = std::getenv("GRIDWRIGHT_SHARED_DATA");
    const std::filesystem::path root = stated != nullptr ? std::filesystem::path(stated) : std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / "../shared/data";
    return read_trace(root / "traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz");
  }();
  return trace ? &*trace : nullptr;
}

/// One core, one site, batches kept full: replayed so fast that a queue always waits.
void serving_azure_full_batches(benchmark::State& state) {
  const Trace* trace = azure();
  if (trace == nullptr) return state.SkipWithError("the Azure trace is not in ../shared/data");
  System system;
  system.sites = {{.pools = {{.engine = {.max_sequences = 128, .max_batched_tokens = 2048, .kv_blocks = 40000}, .steps = table(), .replicas = static_cast<int>(state.range(0))}}}};
  const auto count = static_cast<std::uint64_t>(state.range(1));
  double occupancy = 0.0;
  for (auto _ : state) {
    Repeated source(*trace, count, static_cast<double>(state.range(0)) * 2.0);
    const Result<Outcome> o = simulate(system, source, {.horizon_s = 1e7});
    if (!o || o->done() != count) return state.SkipWithError("requests were lost");
    occupancy = o->counts().sequence_s / o->counts().busy_s;
    if (occupancy < 100.0) return state.SkipWithError("the batches were not full");
    state.counters["jumps/request"] = static_cast<double>(o->counts().jumps) / static_cast<double>(count);
  }
  state.counters["mean batch"] = occupancy;
  state.counters["requests/s"] = benchmark::Counter(static_cast<double>(count * static_cast<std::uint64_t>(state.iterations())), benchmark::Counter::kIsRate);
}
BENCHMARK(serving_azure_full_batches)->Args({4, 200000})->Args({4, 400000})->Args({4, 800000})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

/// A hundred sites, a day of 86,400 s, Poisson in the sum; `requests` a day. Two threads.
void serving_day_of_100_sites(benchmark::State& state) {
  const Trace* trace = azure();
  if (trace == nullptr) return state.SkipWithError("the Azure trace is not in ../shared/data");
  System system;
  system.cities.clear();
  for (int s = 0; s < 100; ++s) {
    system.sites.push_back({.name = "site" + std::to_string(s), .pools = {{.engine = {.max_sequences = 128, .kv_blocks = 40000}, .steps = table(), .replicas = 4}}});
    system.cities.push_back({"city" + std::to_string(s)});
  }
  for (int c = 0; c < 100; ++c)
    for (int s = 0; s < 100; ++s) system.rtt_s.push_back(0.005 + 0.0005 * ((c - s + 100) % 100));
  const auto count = static_cast<std::uint64_t>(state.range(0));
  struct Day final : ArrivalSource {
    Day(const Trace& t, std::uint64_t n) : trace(t), count(n), draw(7, "bench.day") {}
    bool next(Request& r) override {
      if (given == count) return false;
      at += draw.exponential() * 86400.0 / static_cast<double>(count);
      r = trace.requests[static_cast<std::size_t>(draw.below(trace.requests.size()))];
      r.arrival_ns = ns_of(at);
      r.id = given++;
      r.origin = static_cast<std::uint16_t>(draw.below(100));
      return true;
    }
    [[nodiscard]] const PromptBlocks& blocks() const override { return none; }
    const Trace& trace;
    std::uint64_t count, given = 0;
    double at = 0.0;
    RandomStream draw;
    PromptBlocks none;
  };
  for (auto _ : state) {
    Day source(*trace, count);
    const Result<Outcome> o = simulate(system, source, {.horizon_s = 90000.0, .threads = 2});
    if (!o || o->done() != count) return state.SkipWithError("requests were lost");
    state.counters["mean batch"] = o->counts().sequence_s / o->counts().busy_s;
    state.counters["jumps/request"] = static_cast<double>(o->counts().jumps) / static_cast<double>(count);
  }
  state.counters["requests/s"] = benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate);
}
BENCHMARK(serving_day_of_100_sites)->Arg(5'000'000)->Unit(benchmark::kSecond)->Iterations(1)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
