#include "gridwright/compute/model_card.hpp"

#include <algorithm>

namespace gridwright::compute {
namespace {

constexpr double linear_state_width = 4.0;  // recurrent states are kept in fp32

double kv_elements_per_layer(const ModelCard& m) {
  return m.attention == Attention::mla ? m.kv_lora_rank + m.rope_dim : 2.0 * m.kv_heads * m.head_dim;
}

/// Width of one head in the score and value products together, halved: d for MHA and GQA, (nope + rope + v) / 2 for MLA.
double mean_head_dim(const ModelCard& m) {
  return m.attention == Attention::mla ? 0.5 * (m.nope_dim + m.rope_dim + m.v_head_dim) : m.head_dim;
}

}  // namespace

int ModelCard::full_layers() const {
  return full_attention_every <= 1 ? layers : layers / full_attention_every;
}

double kv_bytes_per_token(const ModelCard& m, double bytes_per_element) {
  const int growing = m.other_layers == OtherLayers::linear ? m.full_layers() : m.layers;
  return growing * kv_elements_per_layer(m) * bytes_per_element;
}

double kv_bytes(const ModelCard& m, double context, double bytes_per_element) {
  const double per_layer = kv_elements_per_layer(m) * bytes_per_element;
  const int others = m.layers - m.full_layers();
  double bytes = m.full_layers() * per_layer * context;
  if (m.other_layers == OtherLayers::sliding) bytes += others * per_layer * std::min(context, static_cast<double>(m.sliding_window));
  if (m.other_layers == OtherLayers::linear) bytes += others * linear_state_width * m.linear_state_elements;
  return bytes;
}

ParameterSplit parameter_split(const ModelCard& m) {
  const double h = m.hidden, a = m.heads;
  ParameterSplit p{};
  p.attention_per_layer = m.attention == Attention::mla
                              ? h * (m.q_lora_rank + m.kv_lora_rank + m.rope_dim) + m.q_lora_rank * a * (m.nope_dim + m.rope_dim) +
                                    m.kv_lora_rank * a * (m.nope_dim + m.v_head_dim) + a * m.v_head_dim * h
                              : h * (a + 2.0 * m.kv_heads) * m.head_dim + a * m.head_dim * h;
  p.dense_ffn_per_layer = static_cast<double>(m.ffn_matrices) * h * m.ffn_hidden;
  p.per_expert = static_cast<double>(m.ffn_matrices) * h * m.moe_ffn;
  p.router_per_layer = h * m.experts;
  p.embeddings = (m.tied_embeddings ? 1.0 : 2.0) * h * m.vocab;
  p.routed_experts_total = static_cast<double>(m.moe_layers()) * m.experts * p.per_expert;
  return p;
}

double flop_per_token(const ModelCard& m, double context) {
  const int others = m.layers - m.full_layers();
  double attended = m.full_layers() * context;
  if (m.other_layers == OtherLayers::sliding) attended += others * std::min(context, static_cast<double>(m.sliding_window));
  return 2.0 * m.active_params + 4.0 * m.heads * mean_head_dim(m) * attended;
}

}  // namespace gridwright::compute
