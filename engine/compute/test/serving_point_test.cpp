#include <doctest/doctest.h>

#include "gridwright/compute/serving_point.hpp"
#include "gridwright/compute/table.hpp"

using namespace gridwright;
using namespace gridwright::compute;

namespace {

ServingSetup setup_of(const char* model, const char* chip) { return *serving_setup(load_catalogue(), model, chip); }

}  // namespace

TEST_CASE("what cannot fit is refused with the gigabytes that are missing") {
  const ServingSetup s = setup_of("llama-3.1-70b", "h100_sxm");
  const auto p = operating_point(s, {.precision = Precision::bf16, .tp = 1, .batch = 1}, {1024, 1024, 0});
  REQUIRE(!p);
  CHECK(p.diagnostics()[0].message.find("missing per accelerator") != std::string::npos);
  const MemoryFit fit = memory_fit(s, {.precision = Precision::bf16, .tp = 1, .batch = 1}, {1024, 1024, 0});
  CHECK(fit.weights_gb == doctest::Approx(141.2).epsilon(0.001));  // 70.6 G parameters in two bytes
  CHECK(fit.missing_gb > 65);
  CHECK(operating_point(s, {.precision = Precision::bf16, .tp = 4, .batch = 32}, {1024, 1024, 0}));
  const auto crowded = operating_point(s, {.precision = Precision::bf16, .tp = 4, .batch = 100000}, {1024, 1024, 0});
  REQUIRE(!crowded);
  CHECK(crowded.diagnostics()[0].fix.find("batch at most") == 0);
}

TEST_CASE("nonsense gets a clear error") {
  const ServingSetup s = setup_of("llama-3.1-70b", "h100_sxm");
  CHECK(!operating_point(s, {.tp = 0}, {}));
  CHECK(!operating_point(s, {.tp = 3}, {}));
  CHECK(!operating_point(s, {.tp = 8, .batch = -1}, {}));
  CHECK(!operating_point(s, {.tp = 8, .ep = 8}, {}));
  CHECK(!operating_point(s, {.tp = 8}, {-5, 10, 0}));
  CHECK(!operating_point(s, {.tp = 8}, {1000000, 10, 0}));
  const auto fp4 = operating_point(s, {.precision = Precision::fp4, .tp = 8}, {});
  REQUIRE(!fp4);
  CHECK(fp4.diagnostics()[0].message == "H100-SXM has no fp4 arithmetic");
  CHECK(!serving_setup(load_catalogue(), "llama-9", "h100x"));
  CHECK(serving_setup(load_catalogue(), "llama-9", "h100x").diagnostics().size() == 2);
}

TEST_CASE("monotone where physics is") {
  ServingSetup s = setup_of("llama-3.1-70b", "h200_sxm");
  const ServingConfig c{.precision = Precision::fp8, .tp = 2, .batch = 32};
  double last = 1e9;
  for (double bandwidth : {2000.0, 3000.0, 4800.0, 8000.0, 20000.0}) {
    s.chip.memory_bw_gb_s = bandwidth;
    const double now = operating_point(s, c, {1024, 1024, 0})->tpot_s;
    CHECK(now < last);
    last = now;
  }
  for (const char* chip : {"a100_sxm", "h100_sxm", "b200_sxm", "l40s"})
    for (const char* model : {"llama-3.1-70b", "deepseek-v3", "gpt-oss-120b", "llama-3.2-1b"})
      for (double sequences : {1.0, 8.0, 64.0, 500.0}) {
        s = setup_of(model, chip);
        last = 0.0;
        for (double context = 16; context < 60000; context *= 1.5) {
          const double now = step_time(s, {.precision = Precision::bf16, .tp = 2}, {.decode_sequences = sequences, .decode_context = context}).seconds;
          CAPTURE(chip);
          CAPTURE(model);
          CAPTURE(sequences);
          CAPTURE(context);
          CHECK(now >= last);
          last = now;
        }
      }
  s = setup_of("llama-3.1-70b", "h200_sxm");
  last = 0.0;
  for (double sequences = 1; sequences < 2000; sequences *= 1.3) {
    const double now = step_time(s, c, {.decode_sequences = sequences, .decode_context = 1000}).seconds;
    CAPTURE(sequences);
    CHECK(now >= last * 0.97);  // kernels switch algorithm: measured GEMMs are not quite monotone in rows
    last = now;
  }
}

TEST_CASE("tokens, power and energy of a point belong together") {
  const ServingSetup s = setup_of("llama-3.1-70b", "h200_sxm");
  const OperatingPoint p = *operating_point(s, {.precision = Precision::fp8, .tp = 2, .batch = 64}, {1024, 1024, 0});
  CHECK(p.requests_per_s * (p.ttft_s + 1023 * p.tpot_s) == doctest::Approx(64));  // Little's law
  CHECK(p.tokens_per_s_per_accelerator == doctest::Approx(p.requests_per_s * 1024 / 2));
  CHECK(p.joule_per_output_token * p.tokens_per_s_per_accelerator == doctest::Approx(p.busy.canonical() * 1e6));
  CHECK(p.busy <= s.chip.tdp);
  CHECK(p.busy > p.idle);
  CHECK(p.decoding_sequences <= 64);
}

TEST_CASE("the best point meets the promise, and an impossible promise says why") {
  const ServingSetup s = setup_of("llama-3.1-405b", "gb300_nvl72");
  const auto best = best_operating_point(s, {3072, 512, 0}, {.ttft_s = 2.0, .tpot_s = 0.050});
  REQUIRE(best);
  CHECK(best->tpot_s <= 0.050);
  CHECK(best->ttft_s <= 2.0);
  CHECK(best->memory.fits());
  const auto loose = best_operating_point(s, {3072, 512, 0}, {});
  CHECK(loose->tokens_per_s_per_accelerator >= best->tokens_per_s_per_accelerator);
  const auto never = best_operating_point(s, {3072, 512, 0}, {.tpot_s = 1e-5});
  REQUIRE(!never);
  CHECK(never.diagnostics().size() >= 2);
  CHECK(never.diagnostics()[1].message.find("TPOT") != std::string::npos);
  CHECK(!best_operating_point(setup_of("llama-3.1-405b", "l4"), {1024, 128, 0}, {}));
}

TEST_CASE("the Pareto front falls, and its hull is concave") {
  const ServingSetup s = setup_of("gpt-oss-120b", "b200_sxm");
  const auto front = pareto_front(s, {1024, 1024, 0});
  REQUIRE(front.size() >= 5);
  for (std::size_t i = 1; i < front.size(); ++i) {
    CHECK(front[i].tokens_per_s_per_user > front[i - 1].tokens_per_s_per_user);
    CHECK(front[i].tokens_per_s_per_accelerator < front[i - 1].tokens_per_s_per_accelerator);
  }
  const auto hull = convex_hull(front);
  REQUIRE(hull.size() >= 2);
  CHECK(hull.size() <= front.size());
  const std::string text = to_text(operating_table(s, {1024, 1024, 0}, hull));
  CHECK(text.find("gpt-oss-120b on B200-SXM") == 0);
}
