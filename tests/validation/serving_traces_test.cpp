#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "../support/shared_data.hpp"
#include "../support/validation_record.hpp"
#include "gridwright/compute/catalogue.hpp"
#include "gridwright/serving/deployment.hpp"
#include "gridwright/serving/prefix_cache.hpp"
#include "gridwright/serving/simulate.hpp"
#include "gridwright/serving/trace.hpp"
#include "gridwright/serving/workload.hpp"

// Recorded requests against what was published about them, and runs of vLLM against the same arrivals in simulation.
using namespace gridwright;
using namespace gridwright::serving;

namespace {

Trace read(const char* file) {
  const auto path = shared_data(file);
  if (path.empty()) return {};
  Result<Trace> trace = read_trace(path);
  REQUIRE(trace);
  return std::move(*trace);
}

std::vector<RequestRecord> replay(const Trace& trace, const EngineConfig& engine, StepModel steps, Outcome* whole = nullptr) {
  System system;
  system.sites = {{.pools = {{.engine = engine, .steps = std::make_shared<const StepTable>(std::move(steps))}}}};
  std::vector<RequestRecord> records;
  ListSource source(trace.requests, trace.blocks);
  Result<Outcome> outcome = simulate(system, source, {.horizon_s = 1e5, .on_request = [&](const RequestRecord& r) { records.push_back(r); }});
  REQUIRE(outcome);
  if (whole != nullptr) *whole = std::move(*outcome);
  std::sort(records.begin(), records.end(), [](const RequestRecord& a, const RequestRecord& b) { return a.request.id < b.request.id; });
  return records;
}

double at(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}
double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

struct Latencies {
  std::vector<double> ttft, tpot, end_to_end;
};

Latencies measured(const Trace& trace) {
  Latencies all;
  for (std::size_t i = 0; i < trace.requests.size(); ++i) {
    const MeasuredTimes& m = trace.measured[i];
    all.ttft.push_back(m.first_token_s - m.queued_s);
    all.end_to_end.push_back(m.last_token_s - m.queued_s);
    if (trace.requests[i].output_tokens > 1) all.tpot.push_back((m.last_token_s - m.first_token_s) / (trace.requests[i].output_tokens - 1));
  }
  return all;
}

Latencies simulated(const std::vector<RequestRecord>& records) {
  Latencies all;
  for (const RequestRecord& r : records) {
    all.ttft.push_back(r.ttft_s);
    all.end_to_end.push_back(r.end_to_end_s);
    if (r.request.output_tokens > 1) all.tpot.push_back(r.tpot_s);
  }
  return all;
}

}  // namespace

TEST_CASE("Mooncake: prefix hits of a cache without end, counted and simulated") {
  const struct {
    const char* file;
    const char* name;
    double published;
  } cases[] = {{"traces/mooncake-fast25/conversation_trace.jsonl.gz", "conversation", 0.366}, {"traces/mooncake-fast25/synthetic_trace.jsonl.gz", "synthetic", 0.640}};
  for (const auto& c : cases) {
    const Trace trace = read(c.file);
    if (trace.requests.empty()) {
      MESSAGE("../shared/data is not here: skipped");
      return;
    }
    CAPTURE(c.name);
    const double counted = ideal_prefix_reuse(trace).share();
    Outcome whole;
    replay(trace, {.max_sequences = 1024, .max_batched_tokens = 8192}, step_model(LinearStep{.base_s = 1e-3, .per_prompt_token_s = 1e-6}), &whole);
    const double replayed = static_cast<double>(whole.counts().block_hits) / static_cast<double>(whole.counts().block_lookups);
    CHECK(std::abs(counted - c.published) < 0.0005);
    CHECK(std::abs(replayed - c.published) < 0.0005);
    validation::near({"serving", std::string("prefix hits of an endless cache, ") + c.name + " trace, share of blocks", "Qin et al., FAST 2025 (Mooncake traces)", "1"}, c.published, replayed, 0.0005, 4);
  }
}

TEST_CASE("Che's formula and this room's LRU on four reference cases") {
  const struct {
    double alpha;
    int objects, capacity;
    double che, lru;
  } cases[] = {{0.8, 10000, 100, 0.1566, 0.1572}, {0.8, 10000, 1000, 0.4367, 0.4360}, {1.0, 10000, 1000, 0.6756, 0.6751}, {0.6, 10000, 1000, 0.2432, 0.2436}};
  double worst_formula = 0.0, worst_simulated = 0.0;
  for (const auto& c : cases) {
    CAPTURE(c.alpha);
    CAPTURE(c.capacity);
    const auto p = zipf(c.alpha, c.objects);
    const double che = che_hit_ratio(p, c.capacity).hit, lru = simulated_lru_hit_ratio(p, c.capacity, 400000, 3);
    CHECK(che == doctest::Approx(c.che).epsilon(0.0005));
    CHECK(std::abs(che - lru) < 0.005);
    worst_formula = std::max(worst_formula, std::abs(che - c.che));
    worst_simulated = std::max(worst_simulated, std::abs(che - lru));
  }
  validation::worst({"serving", "hit ratio of LRU by Che's formula", "Che, Tung, Wang 2002; Zipf reference cases", "1"}, 4, worst_formula, 0.0005);
  validation::worst({"serving", "Che's formula against simulated LRU", "Zipf 0.6 to 1.0, 10,000 objects", "1"}, 4, worst_simulated, 0.005);
}

TEST_CASE("agent herds: fullest window over the mean against the closed form") {
  // (1 - f) + f T / (K max(J, w)), T = 4 h, windows of 60 s; 300,000 agents, in one period
  const struct {
    double fraction;
    int slots;
    double jitter_s;
  } cases[] = {{0.3, 4, 0.0}, {0.3, 4, 300.0}, {0.3, 4, 1440.0}, {1.0, 1, 0.0}, {1.0, 1, 300.0}, {1.0, 1, 1440.0}};
  for (const auto& c : cases) {
    const AgentPopulation p{.population = 300'000, .period_s = 14400.0, .sync_fraction = c.fraction, .slots = c.slots, .jitter_s = c.jitter_s, .turns_mean = 1.0, .end_s = 14400.0};
    AgentSource source(p, {}, 7);
    std::vector<Nanoseconds> arrivals;
    Request r;
    while (source.next(r)) arrivals.push_back(r.arrival_ns);
    const double counted = counted_peak_to_mean(arrivals, 60.0, 14400.0), closed = herd_peak_to_mean(p, 60.0);
    CAPTURE(c.fraction);
    CAPTURE(c.jitter_s);
    CHECK(counted == doctest::Approx(closed).epsilon(0.10));
    char what[120];
    std::snprintf(what, sizeof what, "agent herd, %.0f %% in %d slots, jitter %.0f s: peak over mean of 60 s windows", 100 * c.fraction, c.slots, c.jitter_s);
    validation::against({"serving", what, "closed form (1 - f) + f T / (K max(J, w))", "1"}, closed, counted, 0.10);
  }
}

TEST_CASE("vLLM measured: the same arrivals with step times from the compute room, nothing fitted to the run") {
  const struct {
    const char* file;
    const char* model;
    int tp;
    double within;  // what is held today; the goal is 10 % (docs/theory/serving.md says why one misses it)
  } runs[] = {{"traces/llmservingsim-vllm-measured/RTXPRO6000_Llama-3.1-8B.jsonl.gz", "llama-3.1-8b", 1, 0.26}, {"traces/llmservingsim-vllm-measured/RTXPRO6000_Qwen3-32B_TP2.jsonl.gz", "qwen3-32b", 2, 0.10}};
  for (const auto& run : runs) {
    const Trace trace = read(run.file);
    if (trace.requests.empty()) {
      MESSAGE("../shared/data is not here: skipped");
      return;
    }
    auto setup = compute::serving_setup(compute::load_catalogue(), run.model, "rtx_pro_6000");
    REQUIRE(setup);
    setup->chip.scaleup_domain = 2;  // two cards of one host, over PCIe
    const compute::ServingConfig config{.precision = compute::Precision::bf16, .tp = run.tp, .batch = 128, .chunk_tokens = 2048};
    const Latencies truth = measured(trace), ours = simulated(replay(trace, {.max_sequences = 128, .max_batched_tokens = 2048}, step_model(*setup, config, 128)));
    CAPTURE(run.model);
    const auto report = [&](const char* what, const std::vector<double>& t, const std::vector<double>& o) {
      const std::string name = std::string(run.model) + " on RTX PRO 6000 x " + std::to_string(run.tp) + ", " + what;
      validation::against({"serving", name + ", mean", "vLLM 0.19.0 measured, LLMServingSim @5daddb21", "s"}, mean(t), mean(o), 0.10);
      for (const double share : {0.5, 0.99}) validation::against({"serving", name + ", p" + std::to_string(static_cast<int>(100 * share)), "vLLM 0.19.0 measured, LLMServingSim @5daddb21", "s"}, at(t, share), at(o, share));
    };
    report("time per output token", truth.tpot, ours.tpot);
    report("end to end", truth.end_to_end, ours.end_to_end);
    report("time to first token", truth.ttft, ours.ttft);
    CHECK(mean(ours.tpot) == doctest::Approx(mean(truth.tpot)).epsilon(run.within));
    CHECK(mean(ours.end_to_end) == doctest::Approx(mean(truth.end_to_end)).epsilon(run.within));
  }
}

TEST_CASE("vLLM measured: the same arrivals with a measured step profile") {
  // Sums of the layer times that LLMServingSim's profiler measured inside vLLM on this card (profiler/perf/RTXPRO6000/meta-llama/
  // Llama-3.1-8B/bf16/tp1: dense, attention, per_sequence; @72c16bac, @0d3de681; MIT). Gaps between kernels and the clocks of the day are
  // in none of them: one factor on all rows, found from this run's mean TPOT, stands for both. End to end and TTFT are not fitted.
  constexpr double gaps_and_clocks = 1.075;
  const Trace trace = read("traces/llmservingsim-vllm-measured/RTXPRO6000_Llama-3.1-8B.jsonl.gz");
  if (trace.requests.empty()) {
    MESSAGE("../shared/data is not here: skipped");
    return;
  }
  const Result<StepModel> profile = read_step_profile(std::string(GRIDWRIGHT_SOURCE_DIR) + "/tests/validation/serving/llama-3.1-8b-rtx-pro-6000-steps.csv", 128);
  REQUIRE(profile);
  StepModel steps = *profile;
  steps.decode = [m = *profile](double n, double context) { return gaps_and_clocks * m.decode(n, context); };
  steps.mixed = [m = *profile](double n, double context, std::span<const PromptPiece> pieces) { return gaps_and_clocks * m.mixed(n, context, pieces); };
  const EngineConfig engine{.max_sequences = 128, .max_batched_tokens = 2048};
  const Latencies truth = measured(trace), ours = simulated(replay(trace, engine, steps)), raw = simulated(replay(trace, engine, *profile));
  const auto report = [&](const char* what, const std::vector<double>& t, const std::vector<double>& o, const std::vector<double>& r) {
    const std::string name = std::string("llama-3.1-8b on RTX PRO 6000, kernel profile x 1.075, ") + what;
    validation::against({"serving", name + ", mean", "vLLM 0.19.0 measured, LLMServingSim @5daddb21", "s"}, mean(t), mean(o), 0.02);
    validation::against({"serving", name + ", p99", "vLLM 0.19.0 measured, LLMServingSim @5daddb21", "s"}, at(t, 0.99), at(o, 0.99));
    validation::against({"serving", std::string("llama-3.1-8b on RTX PRO 6000, kernel profile as measured, ") + what + ", mean", "vLLM 0.19.0 measured, LLMServingSim @5daddb21", "s"}, mean(t), mean(r), 0.10);
  };
  report("time per output token", truth.tpot, ours.tpot, raw.tpot);
  report("end to end", truth.end_to_end, ours.end_to_end, raw.end_to_end);
  report("time to first token", truth.ttft, ours.ttft, raw.ttft);
  CHECK(mean(ours.tpot) == doctest::Approx(mean(truth.tpot)).epsilon(0.02));
  CHECK(mean(ours.end_to_end) == doctest::Approx(mean(truth.end_to_end)).epsilon(0.02));
  CHECK(mean(ours.ttft) == doctest::Approx(mean(truth.ttft)).epsilon(0.02));
}
