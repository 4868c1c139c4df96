#include <algorithm>
#include <cmath>

#include "step_parts.hpp"

namespace gridwright::compute {
namespace {

constexpr double p2p_alpha_s = 10e-6;
constexpr double one_shot_alpha_s = 4e-6;  ///< a one-shot all-reduce kernel: every rank reads all others once
constexpr double latent_group = 8.0;       ///< latent-attention kernels do as well as grouped-query ones with 8 heads a group

void add(StepTime& sum, const StepTime& part) {
  sum.gemm_s += part.gemm_s, sum.attention_s += part.attention_s, sum.elementwise_s += part.elementwise_s;
  sum.collective_s += part.collective_s, sum.flop += part.flop, sum.bytes += part.bytes;
}

}  // namespace

StepParts::StepParts(const ServingSetup& setup, const ServingConfig& config)
    : m_(setup.model), chip_(setup.chip), family_(setup.kernels), c_(config), roof_(roofline_of(setup.chip, config.precision)),
      roof16_(roofline_of(setup.chip, config.precision == Precision::fp32 ? Precision::fp32 : Precision::bf16)),
      format_(layout::gemm_format(setup.model, config.precision)) {}

StepTime StepParts::rows(double rows) const {
  StepTime t;
  if (rows <= 0.0) return t;
  const int linear = m_.other_layers == OtherLayers::linear ? m_.layers - m_.full_layers() : 0, moe = m_.moe_layers();
  projections(t, m_.layers - linear, rows);
  linear_projections(t, linear, rows);
  dense_ffn(t, m_.layers - moe, rows);
  experts(t, moe, rows);
  elementwise(t, rows);
  t.elementwise_s += c_.engine.layer_s * m_.layers + c_.engine.moe_layer_s * moe;
  if (c_.pp > 1) t.collective_s += c_.pp * (p2p_alpha_s + rows * m_.hidden * 2.0 / hop_bytes_s());
  return t;
}

StepTime StepParts::absorbed(double decode_rows) const {
  StepTime t;
  if (!latent() || decode_rows <= 0.0) return t;
  const double heads = static_cast<double>(m_.heads) / c_.tp;
  gemm(t, m_.layers, decode_rows, m_.kv_lora_rank, heads * m_.nope_dim);
  gemm(t, m_.layers, decode_rows, heads * m_.v_head_dim, m_.kv_lora_rank);
  return t;
}

StepTime StepParts::expanded(double prefill_tokens) const {
  StepTime t;
  if (!latent() || prefill_tokens <= 0.0) return t;
  gemm(t, m_.layers, prefill_tokens, static_cast<double>(m_.heads) / c_.tp * (m_.nope_dim + m_.v_head_dim), m_.kv_lora_rank);
  return t;
}

StepTime StepParts::states(double sequences) const {
  StepTime t;
  if (m_.other_layers != OtherLayers::linear || sequences <= 0.0) return t;
  count(t, t.attention_s, elementwise_time(roof16_, 2.0 * sequences * 4.0 * m_.linear_state_elements / c_.tp, 3.0), m_.layers - m_.full_layers());
  return t;
}

std::array<StepParts::AttentionKind, 2> StepParts::attention_kinds() const {
  const double full = m_.full_layers(), others = m_.layers - m_.full_layers();
  return {{{full, 1e30}, {m_.other_layers == OtherLayers::sliding ? others : 0.0, static_cast<double>(m_.sliding_window)}}};
}

StepParts::PromptHeads StepParts::prompt_heads() const {
  const double heads = static_cast<double>(m_.heads) / c_.tp;
  if (latent()) return {heads, heads, 0.5 * (m_.nope_dim + m_.rope_dim + m_.v_head_dim)};
  return {heads, std::max(1.0, static_cast<double>(m_.kv_heads) / c_.tp), static_cast<double>(m_.head_dim)};
}

StepTime StepParts::decode_attention(double sequences, double context) const {
  StepTime t;
  if (sequences <= 0.0) return t;
  const double width = layout::kv_width(c_), heads = static_cast<double>(m_.heads) / c_.tp * verified();
  for (const auto& [layers, window] : attention_kinds()) {
    if (layers <= 0.0) continue;
    const double seen = std::min(context, window);
    if (latent()) {
      const double wide = m_.kv_lora_rank + m_.rope_dim, dim = 0.5 * (wide + m_.kv_lora_rank);
      count(t, t.attention_s, attention_decode_time(family_, roof16_, width < 2.0, sequences, seen, heads, heads / latent_group, dim, wide * width), layers);
    } else {
      const double kv = std::max(1.0, static_cast<double>(m_.kv_heads) / c_.tp);
      count(t, t.attention_s, attention_decode_time(family_, roof16_, width < 2.0, sequences, seen, heads, kv, m_.head_dim, 2.0 * kv * m_.head_dim * width), layers);
    }
  }
  return t;
}

StepTime StepParts::prefill_attention(double tokens, double past, double prompts) const {
  StepTime t;
  if (tokens <= 0.0) return t;
  const PromptHeads p = prompt_heads();
  prompts = std::max(1.0, prompts);
  for (const auto& [layers, window] : attention_kinds())
    if (layers > 0.0) count(t, t.attention_s, attention_prefill_time(family_, roof16_, prompts, tokens / prompts, std::min(past, window), p.heads, p.kv_heads, p.dim), layers);
  return t;
}

StepTime StepParts::head(double rows) const {
  StepTime t;
  if (rows <= 0.0) return t;
  count(t, t.gemm_s, gemm_time(family_, roof16_, head_format(), rows, static_cast<double>(m_.vocab) / c_.tp, m_.hidden), 1.0);
  if (c_.tp > 1) t.collective_s += exchange(Collective::all_gather, rows * m_.vocab * 2.0, c_.tp);
  return t;
}

double StepParts::draft_head_s(double sequences) const {
  return gemm_time(family_, roof16_, head_format(), sequences, static_cast<double>(m_.vocab) / c_.tp, m_.hidden).seconds;
}

void StepParts::count(StepTime& t, double& bucket, const KernelTime& k, double times) const {
  bucket += times * k.seconds;
  t.flop += times * k.flop;  // with pp stages, pp micro-batches are under way: each accelerator does its stage pp times
  t.bytes += times * k.bytes;
}

void StepParts::gemm(StepTime& t, double times, double m, double n, double k) const {
  if (times > 0) count(t, t.gemm_s, unpacked(engine_gemm_time(family_, roof_, format_, m, n, k)), times);
}

/// Weight-only kernels spend arithmetic on unpacking that the 16-bit kernels they are modelled on do not.
KernelTime StepParts::unpacked(KernelTime k) const {
  if (c_.precision == Precision::w4) k.seconds *= c_.engine.unpack_factor;
  return k;
}

void StepParts::projections(StepTime& t, double layers, double rows) const {
  const double h = m_.hidden, tp = c_.tp;
  if (latent()) {
    gemm(t, layers, rows, m_.q_lora_rank + m_.kv_lora_rank + m_.rope_dim, h);
    gemm(t, layers, rows, m_.heads / tp * (m_.nope_dim + m_.rope_dim), m_.q_lora_rank);
    gemm(t, layers, rows, h, m_.heads / tp * m_.v_head_dim);
  } else {
    const double kv = std::max(1.0, m_.kv_heads / tp);
    gemm(t, layers, rows, (m_.heads / tp + 2.0 * kv) * m_.head_dim, h);
    gemm(t, layers, rows, h, m_.heads / tp * m_.head_dim);
  }
  all_reduce(t, layers, rows);
}

/// A layer whose state does not grow: projections like an attention layer (its state: `states`).
void StepParts::linear_projections(StepTime& t, double layers, double rows) const {
  if (layers <= 0) return;
  const double h = m_.hidden, tp = c_.tp, width = 64.0 * 128.0;
  gemm(t, layers, rows, (2.0 * 16.0 * 128.0 + 2.0 * width) / tp, h);
  gemm(t, layers, rows, h, width / tp);
  all_reduce(t, layers, rows);
}

void StepParts::dense_ffn(StepTime& t, double layers, double rows) const {
  if (layers <= 0) return;
  gemm(t, layers, rows, m_.ffn_hidden * (m_.ffn_matrices - 1.0) / c_.tp, m_.hidden);
  gemm(t, layers, rows, m_.hidden, static_cast<double>(m_.ffn_hidden) / c_.tp);
  all_reduce(t, layers, rows);
}

/// Routed experts: E_hit = E_rank (1 - (1 - k/E)^rows) are streamed. Ranks wait for the fullest one.
void StepParts::experts(StepTime& t, double layers, double rows) const {
  if (layers <= 0) return;
  const double all_rows = rows * c_.dp, k = m_.experts_per_token, ep = layout::expert_ranks(c_);
  const double mine = m_.experts / ep, cut = layout::expert_cut(c_);
  const double hit = mine * (1.0 - std::pow(1.0 - k / m_.experts, all_rows));
  const double load = all_rows * k / ep;
  const double fullest = ep > 1.0 ? 1.0 + std::min(1.0, std::sqrt(2.0 * std::log(ep) / std::max(load, 1.0))) : 1.0;
  const auto grouped = [&](double n, double depth) { return unpacked(grouped_gemm_time(family_, roof_, format_, load * fullest, hit, n, depth, c_.engine.expert_factor)); };
  gemm(t, layers, rows, m_.experts, m_.hidden);  // router
  count(t, t.gemm_s, grouped((m_.ffn_matrices - 1.0) * m_.moe_ffn / cut, m_.hidden), layers);
  count(t, t.gemm_s, grouped(m_.hidden, m_.moe_ffn / cut), layers);
  if (m_.shared_experts > 0) {
    const double f = static_cast<double>(m_.shared_experts) * m_.moe_ffn / c_.tp;
    gemm(t, layers, rows, (m_.ffn_matrices - 1.0) * f, m_.hidden);
    gemm(t, layers, rows, m_.hidden, f);
  }
  // Every row is copied to its experts, and their outputs are gathered: cutting an expert does not cut its rows.
  constexpr double copied_bytes = 8.0;
  count(t, t.elementwise_s, elementwise_time(roof_, load * m_.hidden * copied_bytes, 4.0), layers);
  if (c_.dp > 1) {
    const double copies = std::min(k, ep > 1.0 ? ep : static_cast<double>(c_.dp)), ranks = c_.tp * c_.dp;
    const double elements = rows * m_.hidden * copies / c_.tp;
    t.collective_s += layers * (exchange(Collective::all_to_all, elements * 1.0, ranks) + exchange(Collective::all_to_all, elements * 2.0, ranks));
  } else {
    all_reduce(t, layers, rows);
  }
}

void StepParts::elementwise(StepTime& t, double rows) const {
  const double kv = latent() ? 1.0 : std::max(1.0, static_cast<double>(m_.kv_heads) / c_.tp);
  const double dim = latent() ? m_.nope_dim + m_.rope_dim : m_.head_dim;
  const double ffn = m_.is_moe() ? static_cast<double>(m_.moe_ffn) * m_.experts_per_token : m_.ffn_hidden;
  const double elements = rows * (8.0 * m_.hidden + 2.0 * (m_.heads / static_cast<double>(c_.tp) + kv) * dim + 3.0 * ffn / c_.tp);
  count(t, t.elementwise_s, elementwise_time(roof_, 2.0 * elements, 5.0), m_.layers);
}

KernelFormat StepParts::head_format() const { return format_ == KernelFormat::fp32 ? KernelFormat::fp32 : KernelFormat::bf16; }

void StepParts::all_reduce(StepTime& t, double layers, double rows) const {
  if (c_.tp > 1) t.collective_s += layers * exchange(Collective::all_reduce, rows * m_.hidden * 2.0, c_.tp);
}

double StepParts::hop_bytes_s() const {
  return c_.accelerators() > chip_.scaleup_domain ? std::max(1.0, chip_.scaleout_gbit_s) * 0.125e9 * c_.tp : roof_.link_bytes_s;
}

double StepParts::exchange(Collective what, double bytes, double ranks) const {
  if (ranks > chip_.scaleup_domain) return collective_time_across_nodes_s(what, bytes, ranks, std::max(1.0, chip_.scaleout_gbit_s) * 0.125e9);
  const double ring = collective_time_s(family_, roof_, what, bytes, ranks);
  if (what != Collective::all_reduce) return ring;
  return std::min(ring, one_shot_alpha_s + 1.3 * (ranks - 1.0) * bytes / roof_.link_bytes_s);
}

StepTime step_time(const ServingSetup& setup, const ServingConfig& config, const StepLoad& load) {
  const StepParts parts(setup, config);
  const double decode_rows = load.decode_sequences * parts.verified();
  StepTime t = parts.rows(decode_rows + load.prefill_tokens);
  add(t, parts.absorbed(decode_rows));
  add(t, parts.expanded(load.prefill_tokens));
  add(t, parts.states(load.decode_sequences + load.prefill_sequences));
  add(t, parts.decode_attention(load.decode_sequences, load.decode_context));
  add(t, parts.prefill_attention(load.prefill_tokens, load.prefill_past, load.prefill_sequences));
  add(t, parts.head(decode_rows + load.prefill_sequences));
  if (config.draft_tokens > 0 && load.decode_sequences > 0.0) {  // proposals of a one-layer draft head, one after the other
    const double layer = (t.gemm_s + t.attention_s + t.elementwise_s + t.collective_s) / setup.model.layers;
    t.gemm_s += config.draft_tokens * (layer + parts.draft_head_s(load.decode_sequences));
  }
  const double device = t.gemm_s + t.attention_s + t.elementwise_s + t.collective_s;
  t.host_s = host_time_s(config.engine, setup.model.layers, load.decode_sequences, load.prefill_tokens > 0.0, device);
  t.seconds = device + t.host_s;
  return t;
}

}  // namespace gridwright::compute
