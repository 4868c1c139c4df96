#pragma once
#include <string>
#include <vector>

namespace gridwright::compute {

enum class Attention { mha, gqa, mla };
enum class OtherLayers { none, sliding, linear };  ///< what the layers are that do not attend to everything

/// A decoder as its config file states it: dense, mixture of experts, latent attention, sliding window, linear attention.
/// One row of data/models.csv. Zero means "has none".
struct ModelCard {
  std::string id, name;
  std::vector<std::string> aliases;
  std::string family;
  int layers = 0, hidden = 0, heads = 0, kv_heads = 0, head_dim = 0;
  Attention attention = Attention::gqa;
  int q_lora_rank = 0, kv_lora_rank = 0, nope_dim = 0, rope_dim = 0, v_head_dim = 0;  ///< latent attention
  int full_attention_every = 1;  ///< every n-th layer attends to the whole context
  OtherLayers other_layers = OtherLayers::none;
  int sliding_window = 0;
  int linear_state_elements = 0;  ///< per sequence and linear layer
  int ffn_hidden = 0;
  int ffn_matrices = 3;           ///< 3 = gated (up, gate, down), 2 = plain
  int experts = 0, experts_per_token = 0, shared_experts = 0, moe_ffn = 0, dense_first_layers = 0;
  double total_params = 0.0, active_params = 0.0;
  int vocab = 0, context = 0;
  bool tied_embeddings = false;
  std::string source, confidence;
  bool operator==(const ModelCard&) const = default;

  [[nodiscard]] bool is_moe() const { return experts > 0; }
  [[nodiscard]] int full_layers() const;   ///< layers whose KV grows with the context
  [[nodiscard]] int moe_layers() const { return is_moe() ? layers - dense_first_layers : 0; }
};

/// Bytes of KV cache one more token of context needs, on all layers whose cache grows.
///   GQA/MHA  2 L n_kv d c        MLA  L (kv_lora + rope) c          c bytes per element
/// For sliding-window models this counts every layer, as published tables do; `kv_bytes` is the honest total.
[[nodiscard]] double kv_bytes_per_token(const ModelCard& model, double bytes_per_element);

/// Bytes of cache one sequence of `context` tokens holds: a sliding layer keeps at most its window, a linear layer its state.
[[nodiscard]] double kv_bytes(const ModelCard& model, double context, double bytes_per_element);

/// Parameters of one layer's attention, of one dense FFN, of one expert, and of embedding plus output head.
struct ParameterSplit {
  double attention_per_layer, dense_ffn_per_layer, per_expert, router_per_layer, embeddings;
  double routed_experts_total;  ///< all experts of all MoE layers
};
[[nodiscard]] ParameterSplit parameter_split(const ModelCard& model);

/// Forward FLOP of one token that sees `context` tokens before it: 2 P_active + 4 L a d s (multiply-add = 2).
[[nodiscard]] double flop_per_token(const ModelCard& model, double context);

}  // namespace gridwright::compute
