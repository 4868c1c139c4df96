// Speed of the compute room, answer checked first: one operating point (goal 20 us), a whole Pareto sweep of one model on one
// chip (goal 100 ms; AIConfigurator states 6.5 s for a search), the best point under a promise, a training layout search.
#include <benchmark/benchmark.h>

#include <cmath>

#include "gridwright/compute/step_times.hpp"
#include "gridwright/compute/training.hpp"

using namespace gridwright::compute;

namespace {

const RequestShape shape{1024, 1024, 0};

ServingSetup setup_of(const char* model, const char* chip) { return *serving_setup(load_catalogue(), model, chip); }

void compute_operating_point(benchmark::State& state) {
  const ServingSetup setup = setup_of("llama-3.1-70b", "h200_sxm");
  const double tpot_s = operating_point(setup, {.precision = Precision::fp8, .tp = 2, .batch = 64}, shape)->tpot_s;
  if (tpot_s < 0.017 || tpot_s > 0.025) return state.SkipWithError("wrong answer: 19.0 to 22.7 ms are measured");
  int batch = 1;
  for (auto _ : state) benchmark::DoNotOptimize(operating_point(setup, {.precision = Precision::fp8, .tp = 2, .batch = 1 + batch++ % 64}, shape));
}
BENCHMARK(compute_operating_point)->Unit(benchmark::kMicrosecond);

void compute_pareto_sweep(benchmark::State& state) {
  const ServingSetup setup = setup_of("deepseek-v3", "gb300_nvl72");
  if (pareto_front(setup, shape).size() < 10) return state.SkipWithError("wrong answer: a front has more points");
  for (auto _ : state) benchmark::DoNotOptimize(pareto_front(setup, shape));
}
BENCHMARK(compute_pareto_sweep)->Unit(benchmark::kMillisecond);

void compute_best_point(benchmark::State& state) {
  const ServingSetup setup = setup_of("llama-3.1-405b", "gb300_nvl72");
  const Slo slo{.ttft_s = 2.0, .tpot_s = 0.050};
  const auto best = best_operating_point(setup, {3072, 512, 0}, slo);
  if (!best || best->tpot_s > slo.tpot_s) return state.SkipWithError("wrong answer: the promise is not met");
  for (auto _ : state) benchmark::DoNotOptimize(best_operating_point(setup, {3072, 512, 0}, slo));
}
BENCHMARK(compute_best_point)->Unit(benchmark::kMillisecond);

/// The room's own worst case for a simulator: experts, latent attention, data-parallel ranks.
void compute_step_times_built(benchmark::State& state) {
  const ServingSetup setup = setup_of("deepseek-v3", "gb300_nvl72");
  const ServingConfig config{.precision = Precision::fp4, .dp = 8, .ep = 8};
  const double exact = step_time(setup, config, {.decode_sequences = 64, .decode_context = 1500}).seconds;
  if (std::abs(StepTimes(setup, config).decode(64, 1500).seconds / exact - 1.0) > 0.01) return state.SkipWithError("wrong answer: step_time says otherwise");
  for (auto _ : state) benchmark::DoNotOptimize(StepTimes(setup, config));
}
BENCHMARK(compute_step_times_built)->Unit(benchmark::kMillisecond);

void compute_decode_step(benchmark::State& state) {
  const StepTimes times(setup_of("llama-3.1-70b", "h200_sxm"), {.precision = Precision::fp8, .tp = 2});
  double context = 64;
  for (auto _ : state) benchmark::DoNotOptimize(times.decode(48, context = context < 9000 ? context + 1 : 64));
}
BENCHMARK(compute_decode_step);

void compute_mixed_step(benchmark::State& state) {
  const StepTimes times(setup_of("llama-3.1-70b", "h200_sxm"), {.precision = Precision::fp8, .tp = 2});
  StepLoad load{.decode_sequences = 48, .decode_context = 900, .prefill_tokens = 512, .prefill_past = 100, .prefill_sequences = 2};
  for (auto _ : state) {
    load.prefill_tokens = load.prefill_tokens < 4000 ? load.prefill_tokens + 1 : 100;
    benchmark::DoNotOptimize(times.step(load));
  }
}
BENCHMARK(compute_mixed_step);

void compute_training_layout(benchmark::State& state) {
  const ServingSetup setup = setup_of("llama-3.1-405b", "h100_sxm");
  const auto point = training_point(setup, 16384);
  if (!point || std::abs(point->step.model_flop / point->step.iteration_s / 16384 / 400e12 - 1.0) > 0.1) return state.SkipWithError("wrong answer: 400 TFLOP/s each were measured");
  for (auto _ : state) benchmark::DoNotOptimize(training_point(setup, 16384));
}
BENCHMARK(compute_training_layout)->Unit(benchmark::kMillisecond);

}  // namespace
