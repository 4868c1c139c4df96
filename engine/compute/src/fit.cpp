#include "gridwright/compute/fit.hpp"

#include <algorithm>
#include <cmath>

#include "kernel_bases.hpp"

namespace gridwright::compute {
namespace {

constexpr double smooth = 0.3;

double lg(double x) { return std::log2(std::max(x, 1e-9)); }

}  // namespace

KernelSurface fit_gemm(const Roofline& chip, KernelFormat format, std::span<const MeasuredGemm> rows) {
  std::vector<SurfaceSample> samples;
  for (const MeasuredGemm& r : rows)
    if (r.format == format)
      samples.push_back({{lg(r.m), lg(r.n), lg(r.k)}, std::log(r.seconds / base::gemm(chip, format, r.m, r.n, r.k).seconds)});
  return fit_surface({{{0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15}, {5, 8, 10, 11, 12, 13, 16}, {5, 8, 10, 11, 12, 13, 16}}}, samples, smooth);
}

KernelSurface fit_attention_decode(const Roofline& chip, bool fp8_kv, std::span<const MeasuredAttention> rows) {
  std::vector<SurfaceSample> samples;
  for (const MeasuredAttention& r : rows) {
    if (r.fp8 != fp8_kv) continue;
    const double context = r.window > 0 ? std::min(r.tokens, r.window) : r.tokens;
    const double kv = 2.0 * r.kv_heads * r.head_dim * (fp8_kv ? 1.0 : 2.0);
    samples.push_back({{lg(r.batch * r.kv_heads), lg(context), lg(r.heads / r.kv_heads)},
                       std::log(r.seconds / base::attention_decode(chip, r.batch, context, r.heads, r.head_dim, kv).seconds)});
  }
  return fit_surface({{{0, 3, 5, 6, 7, 8, 9, 10, 12, 14}, {6, 7, 8, 10, 11, 12, 13, 15, 17}, {0, 1, 2, 3, 4, 6}}}, samples, smooth);
}

KernelSurface fit_attention_prefill(const Roofline& chip, bool fp8, std::span<const MeasuredAttention> rows) {
  std::vector<SurfaceSample> samples;
  for (const MeasuredAttention& r : rows) {
    if (r.fp8 != fp8 || (r.window > 0 && r.window < r.tokens)) continue;
    samples.push_back({{lg(r.batch * r.heads), lg(r.tokens), lg(r.heads / r.kv_heads)},
                       std::log(r.seconds / base::attention_prefill(chip, r.batch, r.tokens, 0, r.heads, r.kv_heads, r.head_dim).seconds)});
  }
  return fit_surface({{{0, 2, 4, 5, 6, 7, 8, 10, 12, 14}, {0, 5, 7, 8, 9, 10, 11, 12, 13, 14}, {0, 1, 2, 3, 4, 6}}}, samples, smooth);
}

KernelSurface fit_collective(const Roofline& chip, Collective what, std::span<const MeasuredCollective> rows) {
  std::vector<SurfaceSample> samples;
  for (const MeasuredCollective& r : rows)
    if (r.what == what)
      samples.push_back({{lg(r.bytes), lg(r.ranks), 0.0}, std::log(r.seconds / base::collective(chip, what, r.bytes, r.ranks))});
  return fit_surface({{{9, 13, 16, 18, 20, 22, 24, 26, 28}, {1, 2, 3}, {0}}}, samples, 0.05);
}

}  // namespace gridwright::compute
