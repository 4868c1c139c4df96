#pragma once
#include <algorithm>

#include "gridwright/compute/serving_point.hpp"

/// How a model is cut over the accelerators of an instance: shapes per accelerator.
namespace gridwright::compute::layout {

inline double kv_width(const ServingConfig& c) {
  return c.kv_element_bytes > 0.0 ? c.kv_element_bytes : c.precision == Precision::fp32 ? 4.0 : c.precision == Precision::bf16 ? 2.0 : 1.0;
}

/// Share of a sequence's KV cache one tensor-parallel rank holds: KV heads beyond their number are copied, a latent cache
/// is whole on every rank.
inline double kv_share(const ModelCard& m, const ServingConfig& c) {
  return m.attention == Attention::mla ? 1.0 : 1.0 / std::min(c.tp, m.kv_heads);
}

/// Size of the expert-parallel group and the ways each expert is cut inside it.
inline double expert_ranks(const ServingConfig& c) { return c.ep; }
inline double expert_cut(const ServingConfig& c) { return static_cast<double>(c.tp * c.dp) / c.ep; }

inline KernelFormat gemm_format(const ModelCard& m, Precision p) {
  switch (p) {
    case Precision::bf16: return KernelFormat::bf16;
    case Precision::fp8: return m.is_moe() ? KernelFormat::fp8_block : KernelFormat::fp8;
    case Precision::fp4: return KernelFormat::fp4;
    case Precision::w4: return KernelFormat::w4;
    case Precision::fp32: return KernelFormat::fp32;
  }
  return KernelFormat::bf16;
}

}  // namespace gridwright::compute::layout
