#include <algorithm>
#include <cmath>

#include "layout.hpp"

namespace gridwright::compute {
namespace {

/// Weights on one accelerator. Embedding and output head stay in 16 bits; everything not itemised (norms, vision tower)
/// is cut like the rest.
double weight_bytes_per_accelerator(const ModelCard& m, const ServingConfig& c) {
  const ParameterSplit p = parameter_split(m);
  const double routed = p.routed_experts_total;
  const double rest = std::max(0.0, m.total_params - routed - p.embeddings);
  const double width = weight_bytes(c.precision);
  return (rest * width / c.tp + routed * width / (c.tp * c.dp) + p.embeddings * 2.0 / c.tp) / c.pp;
}

}  // namespace

/// W/(tp pp) + experts/(tp dp pp) + B kv s_max / (tp_kv pp dp) + A + R  <=  u · HBM
///   A = chunk · (4 h + 2 f / tp) · 2 B + sequences · V · 4 B / tp      R = 2 GB (1 GB below 32 GB of memory)
/// Source: compute.md section 2.2 (vLLM's rule). A holds the widest of dense and expert FFN.
MemoryFit memory_fit(const ServingSetup& setup, const ServingConfig& c, const RequestShape& shape) {
  const ModelCard& m = setup.model;
  MemoryFit fit;
  const double width_ffn = m.is_moe() ? static_cast<double>(m.moe_ffn) * m.experts_per_token : m.ffn_hidden;
  const double sequences = std::ceil(static_cast<double>(c.batch) / c.dp);
  const double rows = std::min(c.chunk_tokens, sequences * std::max(1.0, shape.input_tokens));
  fit.weights_gb = 1e-9 * weight_bytes_per_accelerator(m, c);
  fit.activations_gb = 1e-9 * (rows * (4.0 * m.hidden + 2.0 * width_ffn / c.tp) * 2.0 + sequences * m.vocab * 4.0 / c.tp);
  fit.runtime_gb = setup.chip.memory_gb < 32.0 ? 1.0 : 2.0;
  // A paged cache in steady state: each request is somewhere between its prompt and its full length.
  const double spread = c.full_length_cache ? 1.0 : std::min(1.0, 0.5 + 2.0 / std::sqrt(12.0 * std::max(1.0, sequences)));
  const double length = shape.input_tokens + spread * shape.output_tokens;
  const double kv_each = 1e-9 * kv_bytes(m, length, layout::kv_width(c)) * layout::kv_share(m, c) / c.pp;
  fit.kv_gb = sequences * kv_each;
  fit.usable_gb = c.memory_share * setup.chip.memory_gb;
  const double for_kv = fit.usable_gb - fit.weights_gb - fit.activations_gb - fit.runtime_gb;
  fit.largest_batch = kv_each > 0.0 ? std::max(0.0, std::floor(for_kv / kv_each)) * c.dp : 0.0;
  fit.missing_gb = std::max(0.0, fit.kv_gb - for_kv);
  return fit;
}

}  // namespace gridwright::compute
