#pragma once
#include <span>
#include <string>
#include <vector>

#include "gridwright/compute/kernels.hpp"

namespace gridwright::compute {

/// One measured kernel of a profile, in the columns the shipped profiles use (seconds here).
struct MeasuredGemm {
  KernelFormat format;
  double m, n, k, seconds;
};
struct MeasuredAttention {
  bool fp8;            ///< KV cache (decode) or arithmetic (prefill) in 8 bits
  double batch, tokens, heads, kv_heads, head_dim;  ///< tokens: context in cache (decode) or prompt length (prefill)
  double window;       ///< sliding window; 0 = full
  double seconds;
};
struct MeasuredCollective {
  Collective what;
  double bytes, ranks, seconds;
};

/// Surfaces from a profile measured on `chip` (its roofline at the format's peak). Shapes that lie outside the knots are
/// used with the nearest knot. Throws nothing; an empty profile gives a constant surface of ratio 1.
[[nodiscard]] KernelSurface fit_gemm(const Roofline& chip, KernelFormat format, std::span<const MeasuredGemm> rows);
[[nodiscard]] KernelSurface fit_attention_decode(const Roofline& chip, bool fp8_kv, std::span<const MeasuredAttention> rows);
[[nodiscard]] KernelSurface fit_attention_prefill(const Roofline& chip, bool fp8, std::span<const MeasuredAttention> rows);
[[nodiscard]] KernelSurface fit_collective(const Roofline& chip, Collective what, std::span<const MeasuredCollective> rows);

/// data/kernel_efficiency.csv: families as text and back. Rows: family, kernel, variant, part, values, source. Surfaces whose
/// values do not fill their knots are left out.
[[nodiscard]] std::string to_csv(std::span<const KernelFamily> families, std::string_view source_of_each);
[[nodiscard]] std::vector<KernelFamily> kernel_families_from_csv(std::string_view text);

}  // namespace gridwright::compute
