#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gridwright/compute/accelerator.hpp"
#include "gridwright/compute/surface.hpp"
#include "gridwright/core/result.hpp"

namespace gridwright::compute {

/// Number formats kernels were measured in.
enum class KernelFormat { bf16, fp8, fp8_block, fp4, w4, fp32 };
enum class Collective { all_reduce, all_gather, reduce_scatter, all_to_all };

/// How many times quicker than measured a kernel is assumed to be: what a better kernel is worth is the difference it makes.
struct KernelGains {
  std::array<double, 6> gemm{1, 1, 1, 1, 1, 1};  ///< by KernelFormat; grouped products too
  double attention_decode = 1.0, attention_prefill = 1.0, collective = 1.0;
  bool operator==(const KernelGains&) const = default;
};
/// Sets one gain by name: "gemm_bf16", "gemm_fp8", "gemm_fp8_block", "gemm_fp4", "gemm_w4", "gemm_fp32", "gemm" (all formats),
/// "attention_decode", "attention_prefill", "attention" (both), "collective". 1.2 = 20 % more work a second. An unknown name
/// or a gain that is not positive is an error that lists the names.
[[nodiscard]] Result<KernelGains> with_gain(KernelGains gains, std::string_view kernel, double gain);

/// The measured kernels of one chip generation, as slowdowns over the roofline of the chip they ran on. Kernels that were
/// not measured on a generation borrow the surface of another; data/kernel_efficiency.csv says which in its source column.
struct KernelFamily {
  std::string id;
  std::array<std::optional<KernelSurface>, 6> gemm;             ///< by KernelFormat; log2 of m, n, k
  std::array<std::optional<KernelSurface>, 2> attention_decode;  ///< bf16, fp8 KV; log2 of batch x KV heads, context, heads per KV head
  std::array<std::optional<KernelSurface>, 2> attention_prefill; ///< bf16, fp8; log2 of batch x heads, tokens, heads per KV head
  std::array<std::optional<KernelSurface>, 4> collective;        ///< by Collective; log2 of bytes, accelerators
  KernelGains gains;
  bool operator==(const KernelFamily&) const = default;
};

/// What kernels see of an accelerator. Peaks are of the format asked for.
struct Roofline {
  double peak_flop_s;
  double memory_bytes_s;
  double link_bytes_s;       ///< scale-up, one direction
  double derate = 1.0;       ///< all times are divided by this
};
[[nodiscard]] Roofline roofline_of(const Accelerator& accelerator, Precision precision);

/// Time of one kernel and what bounds it: share of the time the arithmetic and the memory are busy at their peaks.
struct KernelTime {
  double seconds = 0.0;
  double flop = 0.0;
  double bytes = 0.0;
};

/// C[m,n] = A[m,k] B[k,n].
///
///   t = (2 m n k / peak + (n k w + m k w + 2 m n) / BW + t_launch) · ratio(m, n, k)
///
/// The sum (not the maximum) is the base because it is smooth; the measured ratio carries the rest.
/// Source: surfaces fitted to measured kernels (data/kernel_efficiency.csv). Error on shapes left out of the fit:
/// median 3-6 %, 90th percentile 9-20 % by chip and format. Outside 1 <= m <= 32768, 32 <= n, k <= 65536 the ratio is held.
[[nodiscard]] KernelTime gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double m, double n,
                                   double k);

/// The same product inside a serving engine. With few rows the measured 8- and 4-bit kernels include a separate launch that
/// quantises the activations (12 us where the 16-bit kernel takes 3); engines fuse it into the kernel before. So up to 128
/// rows the smaller of the format's own ratio and the 16-bit ratio is used, from 1,024 rows its own, between them a blend.
[[nodiscard]] KernelTime engine_gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double m, double n,
                                          double k);

/// The experts of one MoE layer on one accelerator: `rows` token rows spread over the `experts_hit` experts that at least
/// one row chose; each hit expert's weights are read once. One launch, not one a matrix; ratios as in engine_gemm_time.
/// `arithmetic_factor`: how many times longer than in one plain product the arithmetic takes (uneven experts, padded tiles).
[[nodiscard]] KernelTime grouped_gemm_time(const KernelFamily& family, const Roofline& chip, KernelFormat format, double rows,
                                           double experts_hit, double n, double k, double arithmetic_factor = 1.0);

/// One layer's attention of `batch` sequences that each add one token to `context` tokens of cache.
/// `kv_bytes_per_token` is what one token's keys and values take on this accelerator in this layer.
///   t = (batch s kv / BW + 4 batch a d s / peak + t_launch) · ratio(batch n_kv, s, a / n_kv)
[[nodiscard]] KernelTime attention_decode_time(const KernelFamily& family, const Roofline& chip, bool fp8_kv, double batch,
                                               double context, double heads, double kv_heads, double head_dim,
                                               double kv_bytes_per_token);

/// One layer's attention of a prompt piece: `tokens` new tokens after `past` cached ones, causal.
///   t = (2 a d tokens (2 past + tokens) / peak + (q, k, v, o bytes) / BW + t_launch) · ratio(batch a, past + tokens, a / n_kv)
[[nodiscard]] KernelTime attention_prefill_time(const KernelFamily& family, const Roofline& chip, double batch, double tokens,
                                                double past, double heads, double kv_heads, double head_dim);

/// A collective of `bytes` (per rank, the whole message for all-reduce) among `ranks` in one scale-up domain; 0 for one rank.
///   t = (volume / link + alpha) · ratio(bytes, ranks);  volume 2 (N-1)/N bytes for all-reduce, (N-1)/N bytes otherwise
[[nodiscard]] double collective_time_s(const KernelFamily& family, const Roofline& chip, Collective what, double bytes, double ranks);

/// A collective that leaves the scale-up domain: `ranks` accelerators, each with its own network port.
///   t = alpha_net log2 N + volume / (0.8 port)               alpha_net 12 us a hop; estimate, see docs/theory/compute.md
[[nodiscard]] double collective_time_across_nodes_s(Collective what, double bytes, double ranks, double port_bytes_s);

/// Norms, activation, rotary embedding and residual adds of `bytes` in `launches` kernels: 75 % of bandwidth plus 2 us each.
[[nodiscard]] KernelTime elementwise_time(const Roofline& chip, double bytes, double launches);

}  // namespace gridwright::compute
