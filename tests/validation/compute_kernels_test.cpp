// Kernels: fit on part of the measured shapes, predict the rest. Whole (n,k) pairs, attention configurations and message
// sizes are left out, never single rows. Measurements: ai-dynamo/aiconfigurator @095f58a5 (Apache-2.0), microsoft/vidur
// @7d475133 (MIT).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>

#include "compute_profiles.hpp"
#include "validation_record.hpp"

using namespace gridwright::compute;
namespace profiles = compute_profiles;

namespace {

struct Spread {
  double median, p90;
  std::size_t count;
};

Spread spread_of(std::vector<double> errors) {
  std::sort(errors.begin(), errors.end());
  return {errors[errors.size() / 2], errors[errors.size() * 9 / 10], errors.size()};
}

unsigned fold_of(double a, double b, double c = 0) {
  auto h = static_cast<std::uint64_t>(a) * 0x9E3779B97F4A7C15ULL ^ static_cast<std::uint64_t>(b) * 0xC2B2AE3D27D4EB4FULL ^ static_cast<std::uint64_t>(c) * 0x165667B19E3779F9ULL;
  h ^= h >> 29;
  return static_cast<unsigned>(h * 0xBF58476D1CE4E5B9ULL >> 40) % 5;
}

/// Five-fold: `fit` gets the rows of the other folds, `predict` gives seconds for a left-out row.
template <class Row, class Fit, class Predict, class Fold>
Spread left_out(const std::vector<Row>& rows, Fit fit, Predict predict, Fold fold) {
  std::vector<double> errors;
  for (unsigned f = 0; f < 5; ++f) {
    std::vector<Row> rest;
    for (const Row& r : rows)
      if (fold(r) != f) rest.push_back(r);
    const KernelSurface surface = fit(rest);
    for (const Row& r : rows)
      if (fold(r) == f) errors.push_back(std::abs(predict(surface, r) / r.seconds - 1.0));
  }
  return spread_of(errors);
}

const char* name_of(KernelFormat f) {
  constexpr const char* names[] = {"bf16", "fp8", "fp8_block", "fp4", "w4"};
  return names[static_cast<std::size_t>(f)];
}

/// A server processor nobody measured: constant slowdowns, labelled as estimates, until `calibrate` replaces them.
std::string cpu_estimate() {
  const auto constant = [](double ratio) { return KernelSurface{{{{0}, {0}, {0}}}, {std::log(ratio)}, 0.5, 1.0}; };
  KernelFamily cpu;
  cpu.id = "cpu";
  cpu.gemm[0] = cpu.gemm[1] = constant(1.4);
  cpu.attention_decode[0] = cpu.attention_decode[1] = constant(1.5);
  cpu.attention_prefill[0] = cpu.attention_prefill[1] = constant(3.0);
  const std::string text = to_csv(std::span(&cpu, 1), "estimate; measure with calibrate");
  return text.substr(text.find('\n') + 1);
}

void report(const std::string& what, Spread s) {
  std::printf("  %-34s left out %6zu  median %4.1f %%  p90 %4.1f %%\n", what.c_str(), s.count, 100 * s.median, 100 * s.p90);
  const char* source = "ai-dynamo/aiconfigurator @095f58a5";
  validation::statistic({"compute", "Kernels left out of the fit, " + what + ": median error", source, ""}, s.count, s.median, 0.08);
  validation::statistic({"compute", "Kernels left out of the fit, " + what + ": 90th percentile", source, ""}, s.count, s.p90, 0.25);
}

}  // namespace

TEST_CASE("GEMM shapes left out of the fit: median at most 8 %, 90th percentile at most 25 %") {
  const auto data = profiles::shared_data();
  if (!data) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const std::pair<const char*, const char*> files[] = {{"a100", "aic_a100sxm_gemm_sglang0.5.10.csv.gz"},
                                                       {"h100", "aic_h100sxm_gemm_trtllm1.3.0rc20.csv.gz"},
                                                       {"b200", "aic_b200sxm_gemm_trtllm1.3.0rc20.csv.gz"}};
  for (const auto& [chip_id, file] : files) {
    const auto all = profiles::gemms(*data / "kernel-profiles" / file);
    REQUIRE(!all.empty());
    for (KernelFormat format : {KernelFormat::bf16, KernelFormat::fp8, KernelFormat::fp8_block, KernelFormat::fp4}) {
      std::vector<MeasuredGemm> rows;
      for (const MeasuredGemm& r : all)
        if (r.format == format) rows.push_back(r);
      if (rows.empty()) continue;
      const Roofline chip = profiles::measured_chip(chip_id, format);
      const Spread s = left_out(
          rows, [&](const auto& rest) { return fit_gemm(chip, format, rest); },
          [&](const KernelSurface& surface, const MeasuredGemm& r) {
            KernelFamily family;
            family.gemm[static_cast<std::size_t>(format)] = surface;
            return gemm_time(family, chip, format, r.m, r.n, r.k).seconds;
          },
          [](const MeasuredGemm& r) { return fold_of(r.n, r.k); });
      report(std::string("gemm ") + chip_id + " " + name_of(format), s);
      CHECK(s.median <= 0.08);
      CHECK(s.p90 <= 0.25);
    }
  }
}

TEST_CASE("attention configurations left out of the fit") {
  const auto data = profiles::shared_data();
  if (!data) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const auto decode = profiles::attentions(*data / "kernel-profiles" / "aic_h100sxm_attention_decode_trtllm1.3.0rc20.csv.gz", true);
  const auto prefill = profiles::attentions(*data / "kernel-profiles" / "aic_h100sxm_attention_prefill_trtllm1.3.0rc20.csv.gz", false);
  REQUIRE(!decode.empty());
  REQUIRE(!prefill.empty());
  const auto fold = [](const MeasuredAttention& r) { return fold_of(r.batch, r.heads * 1024 + r.kv_heads, r.tokens); };
  for (bool fp8 : {false, true}) {
    std::vector<MeasuredAttention> d, p;
    for (const auto& r : decode)
      if (r.fp8 == fp8) d.push_back(r);
    for (const auto& r : prefill)
      if (r.fp8 == fp8 && (r.window == 0 || r.window >= r.tokens)) p.push_back(r);
    const Roofline chip = profiles::measured_chip("h100", KernelFormat::bf16);
    const Spread sd = left_out(
        d, [&](const auto& rest) { return fit_attention_decode(chip, fp8, rest); },
        [&](const KernelSurface& s, const MeasuredAttention& r) {
          KernelFamily family;
          family.attention_decode[fp8 ? 1 : 0] = s;
          const double context = r.window > 0 ? std::min(r.tokens, r.window) : r.tokens;
          return attention_decode_time(family, chip, fp8, r.batch, context, r.heads, r.kv_heads, r.head_dim, 2 * r.kv_heads * r.head_dim * (fp8 ? 1 : 2)).seconds;
        },
        fold);
    report(fp8 ? "attention decode h100 fp8 KV" : "attention decode h100 bf16 KV", sd);
    CHECK(sd.median <= 0.08);
    CHECK(sd.p90 <= 0.25);
    const Roofline chip_p = profiles::measured_chip("h100", fp8 ? KernelFormat::fp8 : KernelFormat::bf16);
    const Spread sp = left_out(
        p, [&](const auto& rest) { return fit_attention_prefill(chip_p, fp8, rest); },
        [&](const KernelSurface& s, const MeasuredAttention& r) {
          KernelFamily family;
          family.attention_prefill[0] = s;
          return attention_prefill_time(family, chip_p, r.batch, r.tokens, 0, r.heads, r.kv_heads, r.head_dim).seconds;
        },
        fold);
    report(fp8 ? "attention prefill h100 fp8" : "attention prefill h100 bf16", sp);
    CHECK(sp.median <= 0.08);
    CHECK(sp.p90 <= 0.25);
  }
}

TEST_CASE("collectives left out of the fit") {
  const auto data = profiles::shared_data();
  if (!data) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const auto nccl = profiles::collectives(*data / "kernel-profiles" / "aic_h100sxm_nccl2.29.2.csv.gz");
  const Roofline chip = profiles::measured_chip("h100", KernelFormat::bf16);
  for (Collective what : {Collective::all_reduce, Collective::all_gather, Collective::reduce_scatter, Collective::all_to_all}) {
    std::vector<MeasuredCollective> rows;
    for (const auto& r : nccl)
      if (r.what == what) rows.push_back(r);
    const Spread s = left_out(
        rows, [&](const auto& rest) { return fit_collective(chip, what, rest); },
        [&](const KernelSurface& surface, const MeasuredCollective& r) {
          KernelFamily family;
          family.collective[static_cast<std::size_t>(what)] = surface;
          return collective_time_s(family, chip, what, r.bytes, r.ranks);
        },
        [](const MeasuredCollective& r) { return fold_of(r.bytes, 7); });
    constexpr const char* names[] = {"all-reduce", "all-gather", "reduce-scatter", "all-to-all"};
    report(std::string("h100 ") + names[static_cast<std::size_t>(what)], s);
    CHECK(s.median <= 0.08);
    CHECK(s.p90 <= 0.25);
  }
}

TEST_CASE("data/kernel_efficiency.csv is what the fit gives") {
  const auto data = profiles::shared_data();
  if (!data) {
    MESSAGE("no shared data: skipped");
    return;
  }
  const std::filesystem::path folder = *data / "kernel-profiles";
  std::string csv;
  for (const auto& [id, file] : {std::pair{"a100", "aic_a100sxm_gemm_sglang0.5.10.csv.gz"}, {"h100", "aic_h100sxm_gemm_trtllm1.3.0rc20.csv.gz"},
                                 {"b200", "aic_b200sxm_gemm_trtllm1.3.0rc20.csv.gz"}}) {
    KernelFamily family;
    family.id = id;
    const auto rows = profiles::gemms(folder / file);
    for (std::size_t f = 0; f < 4; ++f) {
      const auto format = static_cast<KernelFormat>(f);
      if (std::any_of(rows.begin(), rows.end(), [&](const MeasuredGemm& r) { return r.format == format; }))
        family.gemm[f] = fit_gemm(profiles::measured_chip(id, format), format, rows);
    }
    std::string source = std::string("fitted to ai-dynamo/aiconfigurator @095f58a5 systems/data/") + id + "_sxm (Apache-2.0)";
    if (family.id == "h100") {
      const auto decode = profiles::attentions(folder / "aic_h100sxm_attention_decode_trtllm1.3.0rc20.csv.gz", true);
      const auto prefill = profiles::attentions(folder / "aic_h100sxm_attention_prefill_trtllm1.3.0rc20.csv.gz", false);
      const auto nccl = profiles::collectives(folder / "aic_h100sxm_nccl2.29.2.csv.gz");
      for (bool fp8 : {false, true}) {
        family.attention_decode[fp8] = fit_attention_decode(profiles::measured_chip(id, KernelFormat::bf16), fp8, decode);
        family.attention_prefill[fp8] = fit_attention_prefill(profiles::measured_chip(id, fp8 ? KernelFormat::fp8 : KernelFormat::bf16), fp8, prefill);
      }
      for (std::size_t c = 0; c < 4; ++c)
        family.collective[c] = fit_collective(profiles::measured_chip(id, KernelFormat::bf16), static_cast<Collective>(c), nccl);
    }
    if (family.id == "a100") {
      family.collective[0] = fit_collective(profiles::measured_chip(id, KernelFormat::bf16), Collective::all_reduce,
                                            profiles::vidur_all_reduce(folder / "vidur_a100dgx_all_reduce.csv.gz"));
      source += "; all-reduce microsoft/vidur @7d475133 (MIT)";
    }
    const std::string text = to_csv(std::span(&family, 1), source);
    csv += csv.empty() ? text : text.substr(text.find('\n') + 1);
  }
  csv += cpu_estimate();
  // Set GRIDWRIGHT_KERNEL_TABLE_OUT=<file> to write the table after a change of the fit.
  if (const char* out = std::getenv("GRIDWRIGHT_KERNEL_TABLE_OUT")) std::ofstream(out) << csv;
  std::ifstream committed(std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / "data" / "kernel_efficiency.csv");
  const std::string have((std::istreambuf_iterator<char>(committed)), std::istreambuf_iterator<char>());
  const auto ours = kernel_families_from_csv(csv), theirs = kernel_families_from_csv(have);
  REQUIRE(ours.size() <= theirs.size());
  double worst = 0.0;  // other compilers may round the third decimal differently
  for (std::size_t f = 0; f < ours.size(); ++f)
    for (std::size_t g = 0; g < 5; ++g) {
      REQUIRE(ours[f].gemm[g].has_value() == theirs[f].gemm[g].has_value());
      if (!ours[f].gemm[g]) continue;
      REQUIRE(ours[f].gemm[g]->log_ratio.size() == theirs[f].gemm[g]->log_ratio.size());
      for (std::size_t i = 0; i < ours[f].gemm[g]->log_ratio.size(); ++i)
        worst = std::max(worst, std::abs(ours[f].gemm[g]->log_ratio[i] - theirs[f].gemm[g]->log_ratio[i]));
    }
  CHECK(worst <= 0.0021);
}
