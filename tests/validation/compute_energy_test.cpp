// Energy per output token measured by ML.ENERGY (leaderboard @0cd52dab; accelerators only, no host, no cooling).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "compute_profiles.hpp"
#include "gridwright/compute/serving_point.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::compute;

namespace {

struct Measured {
  double joule = 0, tokens_per_s = 0;
  compute_profiles::Row row;
};

int number_after(const std::string& text, const std::string& name) {
  const auto at = text.find(name);
  return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + name.size());
}

std::string card_of(const std::string& path) {
  if (path.find("235B") != std::string::npos) return "qwen3-235b-a22b";
  if (path.find("8B-Instruct") != std::string::npos) return "llama-3.1-8b";
  if (path.find("70B-Instruct") != std::string::npos) return "llama-3.1-70b";
  return path;
}

ServingConfig config_of(const compute_profiles::Row& r, const std::string& chip) {
  ServingConfig c;
  const std::string& precision = r.at("precision");
  c.precision = precision == "fp8" ? Precision::fp8 : precision == "mxfp4" ? (chip == "B200" ? Precision::fp4 : Precision::w4) : Precision::bf16;
  const int expert = number_after(r.at("parallelism"), "expert_parallel=");
  c.tp = std::max(expert, number_after(r.at("parallelism"), "tensor_parallel="));
  c.ep = std::max(1, expert);
  c.batch = number_after(r.at("batch_or_concurrency"), "avg_batch=");
  c.memory_share = 0.97;
  c.full_length_cache = false;
  c.engine.sequence_s = 45e-6;  // this harness streams every token of every request through one front end
  return c;
}

}  // namespace

TEST_CASE("joules per output token within 20 % median of the measured rows") {
  const auto data = compute_profiles::shared_data();
  if (!data) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const Catalogue facts = load_catalogue();
  std::map<std::string, Measured> points;
  for (const auto& r : compute_profiles::rows_of(*data / "compute-published" / "developers.csv")) {
    if (r.at("category") != "energy-serve") continue;
    Measured& m = points[r.at("model") + " " + r.at("hardware") + " x" + r.at("num_accelerators") + " " + r.at("batch_or_concurrency")];
    m.row = r;
    if (r.at("metric") == "energy_per_output_token") m.joule = compute_profiles::num(r, "value");
    if (r.at("metric") == "output_tokens_per_s") m.tokens_per_s = compute_profiles::num(r, "value");
  }
  constexpr double prompt_tokens = 120.0;  // chat prompts; the leaderboard rows do not state it
  std::vector<double> joule_errors, power_errors;
  for (const auto& [name, m] : points) {
    const std::string chip = m.row.at("hardware");
    const ServingSetup setup = *serving_setup(facts, card_of(m.row.at("model")), chip);
    const auto p = operating_point(setup, config_of(m.row, chip), {prompt_tokens, compute_profiles::num(m.row, "output_len"), 0});
    CAPTURE(name);
    REQUIRE(p);
    const double watt = m.joule * m.tokens_per_s / compute_profiles::num(m.row, "num_accelerators");
    const double ours_w = 1e3 * p->busy.in(kW);
    std::printf("  %-74s %8.4f J measured %8.4f J ours (%+4.0f %%)  %4.0f W measured %4.0f W ours\n", name.substr(name.find('/') + 1).c_str(), m.joule,
                p->joule_per_output_token, 100 * (p->joule_per_output_token / m.joule - 1), watt, ours_w);
    validation::against({"compute", "Energy, " + name.substr(name.find('/') + 1) + ": one output token", "ML.ENERGY leaderboard @0cd52dab", "J"}, m.joule, p->joule_per_output_token, {}, 3);
    joule_errors.push_back(std::abs(p->joule_per_output_token / m.joule - 1));
    power_errors.push_back(std::abs(ours_w / watt - 1));
  }
  REQUIRE(joule_errors.size() >= 20);
  std::sort(joule_errors.begin(), joule_errors.end());
  std::sort(power_errors.begin(), power_errors.end());
  std::printf("  %zu points: energy per token median error %.0f %%, power %.0f %%\n", joule_errors.size(), 100 * joule_errors[joule_errors.size() / 2],
              100 * power_errors[power_errors.size() / 2]);
  validation::statistic({"compute", "Energy per output token: median error", "ML.ENERGY leaderboard @0cd52dab", ""}, joule_errors.size(),
                        joule_errors[joule_errors.size() / 2], 0.20);
  validation::statistic({"compute", "Power of an accelerator while serving: median error", "ML.ENERGY leaderboard @0cd52dab", ""}, power_errors.size(),
                        power_errors[power_errors.size() / 2], 0.20);
  CHECK(joule_errors[joule_errors.size() / 2] <= 0.20);
  CHECK(power_errors[power_errors.size() / 2] <= 0.20);
}
