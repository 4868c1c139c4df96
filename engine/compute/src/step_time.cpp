#include <algorithm>
#include <cmath>

#include "layout.hpp"

namespace gridwright::compute {
namespace {

constexpr double p2p_alpha_s = 10e-6;
constexpr double one_shot_alpha_s = 4e-6;  ///< a one-shot all-reduce kernel: every rank reads all others once
constexpr double latent_group = 8.0;       ///< latent-attention kernels do as well as grouped-query ones with 8 heads a group

class StepTimer {
 public:
  StepTimer(const ServingSetup& setup, const ServingConfig& config, const StepLoad& load)
      : m_(setup.model), chip_(setup.chip), family_(setup.kernels), c_(config), load_(load),
        roof_(roofline_of(setup.chip, config.precision)), roof16_(roofline_of(setup.chip, config.precision == Precision::fp32 ? Precision::fp32 : Precision::bf16)),
        format_(layout::gemm_format(setup.model, config.precision)), verified_(1.0 + config.draft_tokens), decode_rows_(load.decode_sequences * verified_),
        rows_(decode_rows_ + load.prefill_tokens) {}

  StepTime run() {
    const int full = m_.full_layers(), others = m_.layers - full;
    projections(m_.layers - (m_.other_layers == OtherLayers::linear ? others : 0));
    if (m_.other_layers == OtherLayers::linear) linear_layers(others);
    attention(full, 1e30);
    if (m_.other_layers == OtherLayers::sliding) attention(others, m_.sliding_window);
    const int moe = m_.moe_layers();
    dense_ffn(m_.layers - moe);
    experts(moe);
    elementwise();
    head();
    draft();
    t_.elementwise_s += c_.engine.layer_s * m_.layers + c_.engine.moe_layer_s * moe;
    t_.host_s = c_.engine.sequence_s * load_.decode_sequences;
    if (c_.pp > 1) t_.collective_s += c_.pp * (p2p_alpha_s + rows_ * m_.hidden * 2.0 / hop_bytes_s());
    const double device = t_.gemm_s + t_.attention_s + t_.elementwise_s + t_.collective_s;
    if (load_.prefill_tokens > 0.0) t_.host_s += std::max(0.0, c_.engine.eager_layer_s * m_.layers - device);
    t_.seconds = device + t_.host_s;
    return t_;
  }

 private:
  void count(double& bucket, const KernelTime& k, double times) {
    bucket += times * k.seconds;
    t_.flop += times * k.flop;  // with pp stages, pp micro-batches are under way: each accelerator does its stage pp times
    t_.bytes += times * k.bytes;
  }
  void gemm(double times, double m, double n, double k) {
    if (times > 0) count(t_.gemm_s, unpacked(engine_gemm_time(family_, roof_, format_, m, n, k)), times);
  }
  KernelTime grouped(double rows, double hit, double n, double k) const {
    return unpacked(grouped_gemm_time(family_, roof_, format_, rows, hit, n, k));
  }
  /// Weight-only kernels spend arithmetic on unpacking that the 16-bit kernels they are modelled on do not.
  KernelTime unpacked(KernelTime k) const {
    if (c_.precision == Precision::w4) k.seconds *= c_.engine.unpack_factor;
    return k;
  }

  void projections(double layers) {
    const double h = m_.hidden, tp = c_.tp;
    if (m_.attention == Attention::mla) {
      gemm(layers, rows_, m_.q_lora_rank + m_.kv_lora_rank + m_.rope_dim, h);
      gemm(layers, rows_, m_.heads / tp * (m_.nope_dim + m_.rope_dim), m_.q_lora_rank);
      // Decode absorbs the key and value up-projections into two batched products per head; prefill computes them.
      const double heads = m_.heads / tp;
      gemm(layers, decode_rows_, m_.kv_lora_rank, heads * m_.nope_dim);
      gemm(layers, decode_rows_, heads * m_.v_head_dim, m_.kv_lora_rank);
      gemm(layers, load_.prefill_tokens, heads * (m_.nope_dim + m_.v_head_dim), m_.kv_lora_rank);
      gemm(layers, rows_, h, heads * m_.v_head_dim);
    } else {
      const double kv = std::max(1.0, m_.kv_heads / tp);
      gemm(layers, rows_, (m_.heads / tp + 2.0 * kv) * m_.head_dim, h);
      gemm(layers, rows_, h, m_.heads / tp * m_.head_dim);
    }
    all_reduce(layers);
  }

  /// A layer whose state does not grow: projections like an attention layer, and its state read and written once a step.
  void linear_layers(double layers) {
    const double h = m_.hidden, tp = c_.tp, width = 64.0 * 128.0;
    gemm(layers, rows_, (2.0 * 16.0 * 128.0 + 2.0 * width) / tp, h);
    gemm(layers, rows_, h, width / tp);
    const double sequences = load_.decode_sequences + load_.prefill_sequences;
    count(t_.attention_s, elementwise_time(roof16_, 2.0 * sequences * 4.0 * m_.linear_state_elements / tp, 3.0), layers);
    all_reduce(layers);
  }

  void attention(double layers, double window) {
    if (layers <= 0) return;
    const double width = layout::kv_width(c_), tp = c_.tp, heads = m_.heads / tp;
    const bool fp8 = width < 2.0;
    const double past = std::min(load_.prefill_past, window);
    if (m_.attention == Attention::mla) {
      const double latent = m_.kv_lora_rank + m_.rope_dim, dim = 0.5 * (latent + m_.kv_lora_rank);
      count(t_.attention_s, attention_decode_time(family_, roof16_, fp8, load_.decode_sequences, std::min(load_.decode_context, window), heads * verified_, heads * verified_ / latent_group, dim, latent * width), layers);
      const double qk = 0.5 * (m_.nope_dim + m_.rope_dim + m_.v_head_dim);
      count(t_.attention_s, prefill_attention(heads, heads, qk, past), layers);
    } else {
      const double kv = std::max(1.0, m_.kv_heads / tp);
      count(t_.attention_s, attention_decode_time(family_, roof16_, fp8, load_.decode_sequences, std::min(load_.decode_context, window), heads * verified_, kv, m_.head_dim, 2.0 * kv * m_.head_dim * width), layers);
      count(t_.attention_s, prefill_attention(heads, kv, m_.head_dim, past), layers);
    }
  }
  KernelTime prefill_attention(double heads, double kv_heads, double dim, double past) const {
    const double prompts = std::max(1.0, load_.prefill_sequences);
    return attention_prefill_time(family_, roof16_, prompts, load_.prefill_tokens / prompts, past, heads, kv_heads, dim);
  }

  void dense_ffn(double layers) {
    if (layers <= 0) return;
    gemm(layers, rows_, m_.ffn_hidden * (m_.ffn_matrices - 1.0) / c_.tp, m_.hidden);
    gemm(layers, rows_, m_.hidden, static_cast<double>(m_.ffn_hidden) / c_.tp);
    all_reduce(layers);
  }

  /// Routed experts: E_hit = E_rank (1 - (1 - k/E)^rows) are streamed. Ranks wait for the fullest one.
  void experts(double layers) {
    if (layers <= 0) return;
    const double all_rows = rows_ * c_.dp, k = m_.experts_per_token, ep = layout::expert_ranks(c_);
    const double mine = m_.experts / ep, cut = layout::expert_cut(c_);
    const double hit = mine * (1.0 - std::pow(1.0 - k / m_.experts, all_rows));
    const double load = all_rows * k / ep;
    const double fullest = ep > 1.0 ? 1.0 + std::min(1.0, std::sqrt(2.0 * std::log(ep) / std::max(load, 1.0))) : 1.0;
    gemm(layers, rows_, m_.experts, m_.hidden);  // router
    count(t_.gemm_s, grouped(load * fullest, hit, (m_.ffn_matrices - 1.0) * m_.moe_ffn / cut, m_.hidden), layers);
    count(t_.gemm_s, grouped(load * fullest, hit, m_.hidden, m_.moe_ffn / cut), layers);
    if (m_.shared_experts > 0) {
      const double f = static_cast<double>(m_.shared_experts) * m_.moe_ffn / c_.tp;
      gemm(layers, rows_, (m_.ffn_matrices - 1.0) * f, m_.hidden);
      gemm(layers, rows_, m_.hidden, f);
    }
    count(t_.elementwise_s, elementwise_time(roof_, rows_ * k * m_.hidden * 4.0 / c_.tp, 4.0), layers);  // route, permute, combine
    if (c_.dp > 1) {
      const double copies = std::min(k, ep > 1.0 ? ep : static_cast<double>(c_.dp)), ranks = c_.tp * c_.dp;
      const double elements = rows_ * m_.hidden * copies / c_.tp;
      t_.collective_s += layers * (exchange(Collective::all_to_all, elements * 1.0, ranks) + exchange(Collective::all_to_all, elements * 2.0, ranks));
    } else {
      all_reduce(layers);
    }
  }

  void elementwise() {
    const double kv = m_.attention == Attention::mla ? 1.0 : std::max(1.0, static_cast<double>(m_.kv_heads) / c_.tp);
    const double dim = m_.attention == Attention::mla ? m_.nope_dim + m_.rope_dim : m_.head_dim;
    const double ffn = m_.is_moe() ? static_cast<double>(m_.moe_ffn) * m_.experts_per_token : m_.ffn_hidden;
    const double elements = rows_ * (8.0 * m_.hidden + 2.0 * (m_.heads / static_cast<double>(c_.tp) + kv) * dim + 3.0 * ffn / c_.tp);
    count(t_.elementwise_s, elementwise_time(roof_, 2.0 * elements, 5.0), m_.layers);
  }

  /// Proposals of a one-layer draft head, one after the other: each a layer's weights and the output head.
  void draft() {
    if (c_.draft_tokens == 0 || load_.decode_sequences <= 0.0) return;
    const double layer = (t_.gemm_s + t_.attention_s + t_.elementwise_s + t_.collective_s) / m_.layers;
    t_.gemm_s += c_.draft_tokens * (layer + gemm_time(family_, roof16_, head_format(), load_.decode_sequences, static_cast<double>(m_.vocab) / c_.tp, m_.hidden).seconds);
  }

  void head() {
    const double rows = decode_rows_ + load_.prefill_sequences;
    count(t_.gemm_s, gemm_time(family_, roof16_, head_format(), rows, static_cast<double>(m_.vocab) / c_.tp, m_.hidden), 1.0);
    if (c_.tp > 1) t_.collective_s += exchange(Collective::all_gather, rows * m_.vocab * 2.0, c_.tp);
  }

  KernelFormat head_format() const { return format_ == KernelFormat::fp32 ? KernelFormat::fp32 : KernelFormat::bf16; }
  void all_reduce(double layers) {
    if (c_.tp > 1) t_.collective_s += layers * exchange(Collective::all_reduce, rows_ * m_.hidden * 2.0, c_.tp);
  }
  double hop_bytes_s() const {
    return c_.accelerators() > chip_.scaleup_domain ? std::max(1.0, chip_.scaleout_gbit_s) * 0.125e9 * c_.tp : roof_.link_bytes_s;
  }
  double exchange(Collective what, double bytes, double ranks) const {
    if (ranks > chip_.scaleup_domain) return collective_time_across_nodes_s(what, bytes, ranks, std::max(1.0, chip_.scaleout_gbit_s) * 0.125e9);
    const double ring = collective_time_s(family_, roof_, what, bytes, ranks);
    if (what != Collective::all_reduce) return ring;
    return std::min(ring, one_shot_alpha_s + 1.3 * (ranks - 1.0) * bytes / roof_.link_bytes_s);
  }

  const ModelCard& m_;
  const Accelerator& chip_;
  const KernelFamily& family_;
  const ServingConfig& c_;
  const StepLoad& load_;
  Roofline roof_, roof16_;
  KernelFormat format_;
  double verified_, decode_rows_;  ///< tokens a sequence checks in one step, and all of them
  double rows_;
  StepTime t_;
};

}  // namespace

StepTime step_time(const ServingSetup& setup, const ServingConfig& config, const StepLoad& load) {
  return StepTimer(setup, config, load).run();
}

}  // namespace gridwright::compute
