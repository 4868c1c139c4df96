#pragma once
#include <algorithm>
#include <cmath>

#include "gridwright/compute/kernels.hpp"

/// Roofline bases of the kernels: one definition for fitting a surface and for using it.
namespace gridwright::compute::base {

inline constexpr double gemm_launch_s = 2e-6;
inline constexpr double attention_launch_s = 5e-6;
inline constexpr double collective_alpha_s = 5e-6;

/// Bytes per element of weights and of activations as the kernel reads them (outputs have 2 bytes, 4 in fp32).
inline double weight_width(KernelFormat f) {
  return f == KernelFormat::fp32 ? 4.0 : f == KernelFormat::bf16 ? 2.0 : f == KernelFormat::fp4 || f == KernelFormat::w4 ? 0.5625 : 1.0;
}
inline double activation_width(KernelFormat f) { return f == KernelFormat::w4 ? 2.0 : weight_width(f); }

inline double output_width(KernelFormat f) { return f == KernelFormat::fp32 ? 4.0 : 2.0; }

struct Base {
  double seconds, flop, bytes;
};

inline Base gemm(const Roofline& chip, KernelFormat format, double m, double n, double k) {
  const double flop = 2.0 * m * n * k;
  const double bytes = n * k * weight_width(format) + m * k * activation_width(format) + m * n * output_width(format);
  return {flop / chip.peak_flop_s + bytes / chip.memory_bytes_s + gemm_launch_s, flop, bytes};
}

/// Below 64 tokens of context the kernel takes as long as at 64 (one block a head whatever it holds).
inline constexpr double least_context = 64.0;

inline Base attention_decode(const Roofline& chip, double batch, double context, double heads, double head_dim, double kv_bytes) {
  context = std::max(context, least_context);
  const double flop = 4.0 * batch * heads * context * head_dim;
  const double bytes = batch * context * kv_bytes + 4.0 * batch * heads * head_dim;
  return {flop / chip.peak_flop_s + bytes / chip.memory_bytes_s + attention_launch_s, flop, bytes};
}

inline Base attention_prefill(const Roofline& chip, double batch, double tokens, double past, double heads, double kv_heads,
                              double head_dim) {
  const double flop = 2.0 * batch * heads * head_dim * tokens * (2.0 * past + tokens);
  const double bytes = 2.0 * batch * head_dim * (2.0 * tokens * heads + 2.0 * (tokens + past) * kv_heads);
  return {flop / chip.peak_flop_s + bytes / chip.memory_bytes_s + attention_launch_s, flop, bytes};
}

inline double collective(const Roofline& chip, Collective what, double bytes, double ranks) {
  const double volume = (what == Collective::all_reduce ? 2.0 : 1.0) * (ranks - 1.0) / ranks * bytes;
  return volume / chip.link_bytes_s + collective_alpha_s;
}

}  // namespace gridwright::compute::base
