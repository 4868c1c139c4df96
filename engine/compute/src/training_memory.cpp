#include <algorithm>
#include <cmath>

#include "gridwright/compute/training.hpp"

namespace gridwright::compute {
namespace {

constexpr double gib = 1024.0 * 1024.0 * 1024.0;

/// Parameters on one accelerator. Plain decoders use the paper's 12 h² L (no embeddings: the first stage holds them and the
/// published values leave them out); gated and expert models count their own matrices.
double parameters(const ModelCard& m, const TrainingConfig& c) {
  const double ranks = c.tp * c.pp;
  if (!m.is_moe() && m.ffn_matrices == 2) return 12.0 * m.hidden * static_cast<double>(m.hidden) * m.layers / ranks;
  const double routed = parameter_split(m).routed_experts_total;
  return (m.total_params - routed) / ranks + routed / (ranks * c.ep);
}

}  // namespace

/// Activations of the first stage, b micro-batch (arXiv:2205.05198 eqns 1-5; symbols of compute.md section 6):
///   TP                     s b h L (10 + 24/t + 5 a s/(h t)) I
///   TP + sequence parallel s b h L (34/t + 5 a s/(h t)) I           fused attention keeps no scores: without the 5 a s term
///   + selective recompute  s b h L (34/t) I                          I = 1, or 1 + (p-1)/(p v) with interleaving
///   full recompute         2 s b h L + one layer's working set
TrainingMemory training_memory(const ModelCard& m, const Accelerator& chip, const TrainingConfig& c) {
  TrainingMemory out;
  const double p = parameters(m, c);
  out.parameters_gib = p * (c.sharded_optimizer ? 6.0 + 12.0 / c.dp : 18.0) / gib;
  const double s = c.sequence / c.cp, b = c.micro_batch, h = m.hidden, t = c.tp;
  const double scores = 5.0 * m.heads * c.sequence / (h * t);
  const double fixed = c.sequence_parallel ? 34.0 / t : 10.0 + 24.0 / t;
  const double in_flight = c.pp == 1 ? 1.0 : 1.0 + (c.interleave > 1 ? (c.pp - 1.0) / (c.pp * static_cast<double>(c.interleave)) : 0.0);
  const double per_layer = s * b * h * (fixed + (c.recompute == Recompute::none && !c.fused_attention ? scores : 0.0));
  double bytes = per_layer * m.layers * in_flight;  // 1F1B keeps p micro-batches of L/p layers: L layers in all
  if (c.recompute == Recompute::full) {
    const double inputs = 2.0 * s * b * h * m.layers / (c.sequence_parallel ? t : 1.0), one_layer = s * b * h * (fixed + (c.fused_attention ? 0.0 : scores));
    bytes = (1.0 - c.recompute_share) * bytes + c.recompute_share * inputs * in_flight + one_layer;
  }
  out.activations_gib = bytes / gib;
  out.usable_gib = 0.94 * chip.memory_gb * 1e9 / gib;
  return out;
}

}  // namespace gridwright::compute
