#include <doctest/doctest.h>

#include "gridwright/compute/training.hpp"

using namespace gridwright;
using namespace gridwright::compute;

TEST_CASE("training memory reproduces the published gibibytes exactly (arXiv:2205.05198, figure 1)") {
  const Catalogue facts = load_catalogue();
  const Accelerator a100 = *find_accelerator(facts, "a100_sxm");
  const auto memory = [&](const char* model, TrainingConfig c) {
    c.fused_attention = false, c.sharded_optimizer = false, c.sequence = 2048;
    return training_memory(*find_model(facts, model), a100, c);
  };
  CHECK(memory("megatron-22b", {.tp = 8, .micro_batch = 4}).parameters_gib == 45.5625);
  CHECK(memory("gpt3-175b", {.tp = 8, .pp = 8, .interleave = 3}).parameters_gib == 45.5625);
  CHECK(memory("turing-530b", {.tp = 8, .pp = 35, .interleave = 3}).parameters_gib == 31.640625);
  CHECK(memory("megatron-1t", {.tp = 8, .pp = 64}).parameters_gib == 32.958984375);
  CHECK(memory("megatron-22b", {.tp = 8, .micro_batch = 4}).activations_gib == 9.5625);
  CHECK(memory("gpt3-175b", {.tp = 8, .pp = 8, .interleave = 3}).activations_gib == 12.3515625);
  CHECK(memory("megatron-1t", {.tp = 8, .pp = 64, .sequence_parallel = false, .recompute = Recompute::none}).activations_gib == 131.25);
}

TEST_CASE("goodput falls with the fleet and agrees with the Llama 3 report's 90 % on 16,384") {
  CHECK(goodput(16384, {}) > 0.90);
  CHECK(goodput(16384, {}) < 0.96);
  CHECK(goodput(100000, {}) < goodput(16384, {}));
  CHECK(goodput(8, {}) > 0.99);
}

TEST_CASE("a training point carries power, swing and effective speed") {
  const Catalogue facts = load_catalogue();
  const auto point = training_point(*serving_setup(facts, "llama-3.1-405b", "h100_sxm"), 16384, 16e6, 8192);
  REQUIRE(point);
  CHECK(point->step.memory.fits());
  CHECK(point->step.mfu > 0.25);
  CHECK(point->step.mfu < 0.60);
  CHECK(point->busy <= 700 * 1e-3 * kW);
  CHECK(point->swing_share > 0.0);
  // 30.84 M H100-hours for 15 T tokens are published; 3.8e25 FLOP. Layout search and failures ours, so a wide band.
  CHECK(accelerator_hours(*point, 3.8e25) / 30.84e6 == doctest::Approx(1.0).epsilon(0.25));
  CHECK(training_point(*serving_setup(facts, "llama-3.1-405b", "gb300_nvl72"), 100000));
}

TEST_CASE("the phases of an iteration add up to it and to the mean power") {
  const Catalogue facts = load_catalogue();
  for (const char* model : {"llama-3.1-405b", "deepseek-v3"}) {
    const ServingSetup s = *serving_setup(facts, model, "h100_sxm");
    const auto point = training_point(s, 4096);
    REQUIRE(point);
    double seconds = 0.0, joule = 0.0;
    for (const PowerPhase& p : power_phases(*point, s.chip)) seconds += p.times * p.seconds, joule += p.times * p.seconds * p.power.in(MW);
    CHECK(seconds == doctest::Approx(point->step.iteration_s));
    CHECK(joule / seconds == doctest::Approx(point->busy.in(MW)));
  }
}

TEST_CASE("any number of accelerators is laid out, and one more never makes the run slower by more than its share") {
  const ServingSetup s = *serving_setup(load_catalogue(), "llama-3.1-70b", "h100_sxm");
  for (int n : {100, 1000, 1536, 3000, 10000}) {
    const auto point = training_point(s, n), fewer = training_point(s, n - 1);
    REQUIRE(point);
    REQUIRE(fewer);
    CHECK(point->config.accelerators() <= n);
    CHECK(point->config.accelerators() > 0.9 * n);
    CHECK(point->flop_per_s_per_accelerator * n >= 0.999 * fewer->flop_per_s_per_accelerator * (n - 1));
  }
}

TEST_CASE("nonsense gets a clear error") {
  const Catalogue facts = load_catalogue();
  const ServingSetup s = *serving_setup(facts, "llama-3.1-405b", "h100_sxm");
  CHECK(!training_point(s, 0));
  CHECK(!training_point(s, 4));  // does not fit
  CHECK(!training_step(s, {.tp = 7}));
  CHECK(!training_step(s, {.tp = 8, .pp = 500}));
  CHECK(!training_step(s, {.tp = 8, .dp = 64, .global_batch = 8}));
}
