#include "gridwright/compute/kernels.hpp"

#include <algorithm>
#include <cmath>

#include "kernel_bases.hpp"

namespace gridwright::compute {
namespace {

constexpr double unmeasured_ratio = 1.6;  // no surface at all: a user's own chip without a profile

double lg(double x) { return std::log2(std::max(x, 1e-9)); }

double ratio_or(const std::optional<KernelSurface>& surface, std::array<double, 3> at) {
  return surface ? surface->ratio(at) : unmeasured_ratio;
}

/// A format that was not measured borrows the nearest one that was: fp4 and w4 from fp8, fp8 from bf16.
const std::optional<KernelSurface>& gemm_surface(const KernelFamily& family, KernelFormat format) {
  auto at = [&](KernelFormat f) -> const std::optional<KernelSurface>& { return family.gemm[static_cast<std::size_t>(f)]; };
  if (at(format)) return at(format);
  if (format == KernelFormat::w4) return at(KernelFormat::bf16);
  if (format == KernelFormat::fp4 && at(KernelFormat::fp8)) return at(KernelFormat::fp8);
  return at(KernelFormat::bf16);
}

/// Share of the 16-bit ratio: 1 up to 128 rows, 0 from 1,024.
double fused_share(double m) { return std::clamp((10.0 - lg(m)) / 3.0, 0.0, 1.0); }

double engine_ratio(const KernelFamily& family, KernelFormat format, double m, std::array<double, 3> at) {
  const std::optional<KernelSurface>& surface = gemm_surface(family, format);
  const double share = fused_share(m);
  if (!surface) return unmeasured_ratio;
  if (format == KernelFormat::bf16 || share == 0.0 || !family.gemm[0] || &surface.value() == &family.gemm[0].value()) return surface->ratio(at);
  const double own = surface->log_ratio_at(at), plain = family.gemm[0]->log_ratio_at(at);
  return std::exp(plain >= own ? own : own + share * (plain - own));
}

KernelTime scaled(const base::Base& b, double ratio, const Roofline& chip, double gain) {
  return {b.seconds * ratio / (chip.derate * gain), b.flop, b.bytes};
}

double gain_of(const KernelFamily& family, KernelFormat format) { return family.gains.gemm[static_cast<std::size_t>(format)]; }

}  // namespace

Result<KernelGains> with_gain(KernelGains gains, std::string_view kernel, double gain) {
  constexpr std::array<std::string_view, 6> formats{"gemm_bf16", "gemm_fp8", "gemm_fp8_block", "gemm_fp4", "gemm_w4", "gemm_fp32"};
  Diagnostic wrong;
  if (!(gain > 0.0)) {
    wrong.message = "a kernel's gain must be positive: 1.2 means 20 % more work a second";
    return wrong;
  }
  bool known = kernel == "gemm";
  for (std::size_t i = 0; i < formats.size(); ++i)
    if (kernel == "gemm" || kernel == formats[i]) gains.gemm[i] = gain, known = true;
  if (kernel == "attention_decode" || kernel == "attention") gains.attention_decode = gain, known = true;
  if (kernel == "attention_prefill" || kernel == "attention") gains.attention_prefill = gain, known = true;
  if (kernel == "collective") gains.collective = gain, known = true;
  if (known) return gains;
  wrong.message = "no kernel '" + std::string(kernel) + "'";
  wrong.fix = "gemm, gemm_bf16, gemm_fp8, gemm_fp8_block, gemm_fp4, gemm_w4, gemm_fp32, attention, attention_decode, attention_prefill or collective";
  return wrong;
}

Roofline roofline_of(const Accelerator& a, Precision precision) {
  return {.peak_flop_s = a.peak_flop_s(precision).value_or(0.0),
          .memory_bytes_s = a.memory_bytes_s(),
          .link_bytes_s = a.scaleup_gb_s * 1e9,
          .derate = a.kernel_derate};
}

KernelTime gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double m, double n, double k) {
  if (m <= 0.0 || n <= 0.0 || k <= 0.0) return {};
  return scaled(base::gemm(chip, format, m, n, k), ratio_or(gemm_surface(family, format), {lg(m), lg(n), lg(k)}), chip, gain_of(family, format));
}

KernelTime engine_gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double m, double n, double k) {
  if (m <= 0.0 || n <= 0.0 || k <= 0.0) return {};
  return scaled(base::gemm(chip, format, m, n, k), engine_ratio(family, format, m, {lg(m), lg(n), lg(k)}), chip, gain_of(family, format));
}

KernelTime grouped_gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double rows, double experts_hit,
                             double n, double k, double arithmetic_factor) {
  if (rows <= 0.0 || experts_hit <= 0.0) return {};
  const double rows_each = rows / experts_hit;
  base::Base one = base::gemm(chip, format, rows_each, n, k);
  one.seconds += (arithmetic_factor - 1.0) * one.flop / chip.peak_flop_s;
  one.seconds = (one.seconds - base::gemm_launch_s) * experts_hit + base::gemm_launch_s;
  one.flop *= experts_hit;
  one.bytes *= experts_hit;
  // The grid of a grouped launch is as wide as all hit experts together, so small experts do not each leave the chip empty.
  return scaled(one, engine_ratio(family, format, rows_each, {lg(rows_each), lg(n * experts_hit), lg(k)}), chip, gain_of(family, format));
}

/// A longer context is never quicker. Inside a cell of the surface ln t is convex in ln s, so the running maximum over the
/// knots passed and the point itself is exactly monotone; measured dips (a switch of algorithm, 1-2 %) are flattened.
KernelTime attention_decode_time(const KernelFamily& family, const Roofline& chip, bool fp8_kv, double batch, double context,
                                 double heads, double kv_heads, double head_dim, double kv_bytes_per_token) {
  if (batch <= 0.0 || context <= 0.0) return {};
  const std::optional<KernelSurface>& surface = family.attention_decode[fp8_kv ? 1 : 0];
  const double parallel = lg(batch * kv_heads), group = lg(heads / kv_heads);
  const auto time_at = [&](double tokens) {
    const base::Base b = base::attention_decode(chip, batch, tokens, heads, head_dim, kv_bytes_per_token);
    return b.seconds * ratio_or(surface, {parallel, lg(tokens), group});
  };
  double seconds = time_at(context);
  if (surface)
    for (double knot : surface->knots[1])
      if (const double tokens = std::exp2(knot); tokens < context) seconds = std::max(seconds, time_at(tokens));
  const base::Base here = base::attention_decode(chip, batch, context, heads, head_dim, kv_bytes_per_token);
  return {seconds / (chip.derate * family.gains.attention_decode), here.flop, here.bytes};
}

KernelTime attention_prefill_time(const KernelFamily& family, const Roofline& chip, double batch, double tokens, double past,
                                  double heads, double kv_heads, double head_dim) {
  if (batch <= 0.0 || tokens <= 0.0) return {};
  return scaled(base::attention_prefill(chip, batch, tokens, past, heads, kv_heads, head_dim),
                ratio_or(family.attention_prefill[0], {lg(batch * heads), lg(past + tokens), lg(heads / kv_heads)}), chip,
                family.gains.attention_prefill);
}

double collective_time_s(const KernelFamily& family, const Roofline& chip, Collective what, double bytes, double ranks) {
  if (ranks <= 1.0 || bytes <= 0.0) return 0.0;
  return base::collective(chip, what, bytes, ranks) *
         ratio_or(family.collective[static_cast<std::size_t>(what)], {lg(bytes), lg(ranks), 0.0}) / (chip.derate * family.gains.collective);
}

double collective_time_across_nodes_s(Collective what, double bytes, double ranks, double port_bytes_s) {
  if (ranks <= 1.0 || bytes <= 0.0) return 0.0;
  constexpr double alpha_s = 12e-6, port_efficiency = 0.8;
  const double volume = (what == Collective::all_reduce ? 2.0 : 1.0) * (ranks - 1.0) / ranks * bytes;
  return alpha_s * std::ceil(std::log2(ranks)) + volume / (port_efficiency * port_bytes_s);
}

KernelTime elementwise_time(const Roofline& chip, double bytes, double launches) {
  constexpr double bandwidth_share = 0.75, launch_s = 2e-6;
  return {(bytes / (bandwidth_share * chip.memory_bytes_s) + launches * launch_s) / chip.derate, 0.0, bytes};
}

}  // namespace gridwright::compute
