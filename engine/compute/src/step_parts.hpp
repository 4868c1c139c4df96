#pragma once
#include "gridwright/compute/serving_point.hpp"
#include "layout.hpp"

namespace gridwright::compute {

/// One engine iteration, cut where its cost depends on different numbers of the batch. `step_time` adds the parts up for one
/// batch; `StepTimes` tabulates each part once. Every part returns the causes it has (gemm, attention, elementwise,
/// collective) and flop and bytes of one accelerator; `seconds` is left to the caller.
///
/// Parts refer to the setup and the configuration they were made with: keep both alive.
class StepParts {
 public:
  StepParts(const ServingSetup& setup, const ServingConfig& config);

  /// All that depends on token rows alone: projections, FFN or experts, norms, collectives, hops between pipeline stages.
  [[nodiscard]] StepTime rows(double rows) const;
  /// Latent attention alone: decode absorbs the up-projections of keys and values, prefill computes them.
  [[nodiscard]] StepTime absorbed(double decode_rows) const;
  [[nodiscard]] StepTime expanded(double prefill_tokens) const;
  /// State of linear-attention layers, read and written once a step.
  [[nodiscard]] StepTime states(double sequences) const;
  /// Attention over `context` cached tokens for each of `sequences`; speculative rows read the cache once.
  [[nodiscard]] StepTime decode_attention(double sequences, double context) const;
  /// Attention of `tokens` prompt tokens of `prompts` prompts together, each after `past` cached ones.
  [[nodiscard]] StepTime prefill_attention(double tokens, double past, double prompts) const;
  /// Output head over the rows that sample a token.
  [[nodiscard]] StepTime head(double rows) const;
  /// Output head of the draft layer, once: draft tokens come one after the other.
  [[nodiscard]] double draft_head_s(double sequences) const;

  /// Tokens a sequence checks in one step: itself and its drafts.
  [[nodiscard]] double verified() const { return 1.0 + c_.draft_tokens; }
  [[nodiscard]] bool latent() const { return m_.attention == Attention::mla; }

  /// One kind of attention layer: how many there are and how far back they look.
  struct AttentionKind {
    double layers, window;
  };
  /// Layers that attend to everything, then sliding ones (0 layers when there are none).
  [[nodiscard]] std::array<AttentionKind, 2> attention_kinds() const;
  /// Heads, key-value heads and mean width of a head of one layer's prompt attention on one accelerator.
  struct PromptHeads {
    double heads, kv_heads, dim;
  };
  [[nodiscard]] PromptHeads prompt_heads() const;
  [[nodiscard]] const Roofline& roofline16() const { return roof16_; }

 private:
  void count(StepTime& t, double& bucket, const KernelTime& k, double times) const;
  void gemm(StepTime& t, double times, double m, double n, double k) const;
  [[nodiscard]] KernelTime unpacked(KernelTime k) const;
  void projections(StepTime& t, double layers, double rows) const;
  void linear_projections(StepTime& t, double layers, double rows) const;
  void dense_ffn(StepTime& t, double layers, double rows) const;
  void experts(StepTime& t, double layers, double rows) const;
  void elementwise(StepTime& t, double rows) const;
  void all_reduce(StepTime& t, double layers, double rows) const;
  [[nodiscard]] double exchange(Collective what, double bytes, double ranks) const;
  [[nodiscard]] double hop_bytes_s() const;
  [[nodiscard]] KernelFormat head_format() const;

  const ModelCard& m_;
  const Accelerator& chip_;
  const KernelFamily& family_;
  const ServingConfig& c_;
  Roofline roof_, roof16_;
  KernelFormat format_;
};

/// Time that a step's parts on the device do not explain: bookkeeping a sequence, and with prompts the launch of every layer.
[[nodiscard]] inline double host_time_s(const EngineTraits& engine, int layers, double sequences, bool with_prompt, double device_s) {
  return engine.sequence_s * sequences + (with_prompt ? std::max(0.0, engine.eager_layer_s * layers - device_s) : 0.0);
}

}  // namespace gridwright::compute
