#include "gridwright/compute/step_times.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <cmath>

using namespace gridwright;
using namespace gridwright::compute;

namespace {

struct Case {
  const char *model, *chip;
  ServingConfig config;
};

const std::array<Case, 7>& cases() {
  static const std::array<Case, 7> all{{{"llama-3.1-70b", "h200_sxm", {.precision = Precision::fp8, .tp = 2}},
                                        {"llama-3.1-8b", "a100_sxm", {.precision = Precision::bf16}},
                                        {"deepseek-v3", "gb300_nvl72", {.precision = Precision::fp4, .tp = 1, .dp = 8, .ep = 8}},
                                        {"gpt-oss-120b", "b200_sxm", {.precision = Precision::fp4, .tp = 4}},
                                        {"qwen3-235b-a22b", "h100_sxm", {.precision = Precision::fp8, .tp = 8, .ep = 8}},
                                        {"llama-3.1-405b", "h100_sxm", {.precision = Precision::fp8, .tp = 8, .pp = 2}},
                                        {"llama-3.1-70b", "b200_sxm", {.precision = Precision::fp8, .tp = 4, .draft_tokens = 3}}}};
  return all;
}

struct Tabulated {
  ServingSetup setup;
  StepTimes times;
};

const Tabulated& tabulated(std::size_t i) {
  static const std::vector<Tabulated> all = [] {
    const Catalogue facts = load_catalogue();
    std::vector<Tabulated> out;
    for (const Case& c : cases()) {
      const ServingSetup setup = *serving_setup(facts, c.model, c.chip);
      out.push_back({setup, StepTimes(setup, c.config)});
    }
    return out;
  }();
  return all[i];
}

double anywhere(double low, double high) { return low * std::pow(high / low, 1e-6 * *rc::gen::inRange(0, 1000001)); }

}  // namespace

TEST_CASE("tabulated iterations are those of step_time") {
  CHECK(rc::check("within 1 %, time and energy, any mix", [] {
    const std::size_t i = *rc::gen::inRange<std::size_t>(0, cases().size());
    const Tabulated& t = tabulated(i);
    StepLoad load;
    if (*rc::gen::arbitrary<bool>()) load.decode_sequences = std::floor(anywhere(1, 900)), load.decode_context = anywhere(64, 100000);
    if (load.decode_sequences == 0.0 || *rc::gen::arbitrary<bool>()) {
      load.prefill_sequences = std::floor(anywhere(1, 60));
      load.prefill_tokens = load.prefill_sequences * std::floor(anywhere(1, 500));
      load.prefill_past = anywhere(1, 20000);
    }
    const StepTime exact = step_time(t.setup, t.times.config(), load);
    const StepCost ours = t.times.step(load);
    if (std::abs(ours.seconds / exact.seconds - 1.0) > 0.01)
      RC_FAIL("case " + std::to_string(i) + ": " + std::to_string(ours.seconds / exact.seconds - 1.0) + " at " + std::to_string(load.decode_sequences) + " x " + std::to_string(load.decode_context) + ", " +
              std::to_string(load.prefill_sequences) + " prompts of " + std::to_string(load.prefill_tokens) + " after " + std::to_string(load.prefill_past));
    RC_ASSERT(ours.joule > 0.0);
    RC_ASSERT(ours.joule <= ours.seconds * 1e6 * t.setup.chip.tdp.in(MW) * (1 + 1e-9));
  }));
}

TEST_CASE("equal pieces are what the load says, and a run of steps is their sum") {
  for (std::size_t i = 0; i < cases().size(); ++i) {
    const StepTimes& t = tabulated(i).times;
    const std::array<PromptPiece, 3> pieces{{{200, 100}, {200, 100}, {200, 100}}};
    CHECK(t.step(32, 900, pieces).seconds == doctest::Approx(t.step({32, 900, 600, 100, 3}).seconds));
    StepCost sum;
    for (int step = 0; step < 3000; ++step) sum += t.decode(40, 500 + step * t.tokens_per_step());
    const StepCost run = t.decode_run(40, 500, 3000);
    CHECK(run.seconds == doctest::Approx(sum.seconds).epsilon(1e-9));
    CHECK(run.joule == doctest::Approx(sum.joule).epsilon(1e-4));
    CHECK(t.decode_steps_within(40, 500, run.seconds * (1 + 1e-12), 1e9) == 3000);
    CHECK(t.decode_steps_within(40, 500, run.seconds * (1 - 1e-9), 1e9) == 2999);
    CHECK(t.decode_steps_within(40, 500, run.seconds, 70) == 70);
    CHECK(t.decode_steps_within(40, 500, 0.0, 70) == 0);
    CHECK(t.step({}).seconds == 0.0);
    CHECK(t.prefill(3000).seconds >= t.prefill(2000, 1000).seconds);
  }
}

TEST_CASE("the cache of a rank is what memory_fit leaves") {
  const Tabulated& t = tabulated(0);  // llama-3.1-70b fp8, 2 x H200: 0.9 x 141 - 35.3 - 2 - activations GB for 81,920 B a token and rank
  const double tokens = t.times.cache_tokens(2048);
  CHECK(tokens == doctest::Approx((0.9 * 141e9 - 35.8e9 - 2e9 - 1.1e9) / 81920).epsilon(0.02));
  CHECK(t.times.handover_bytes(1000) == doctest::Approx(81920.0 * 1000));
  CHECK(StepTimes(t.setup, {.precision = Precision::bf16}).cache_tokens(2048) == 0.0);  // 141 GB of weights do not leave room
}
