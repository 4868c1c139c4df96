#include <algorithm>
#include <cmath>

#include "gridwright/compute/training.hpp"

namespace gridwright::compute {
namespace {

/// Times of one micro-batch through one stage, forward and backward, on one accelerator.
class StageTimer {
 public:
  StageTimer(const ServingSetup& setup, const TrainingConfig& c)
      : m_(setup.model), chip_(setup.chip), family_(setup.kernels), c_(c), roof_(roofline_of(setup.chip, c.precision)),
        roof16_(roofline_of(setup.chip, Precision::bf16)), format_(c.precision == Precision::bf16 ? KernelFormat::bf16 : KernelFormat::fp8),
        rows_(c.sequence * c.micro_batch / c.cp) {}

  struct Layer {
    double forward_s, backward_s, attention_s, comm_s;
  };

  Layer layer(bool moe) const {
    Layer l{};
    const double h = m_.hidden, t = c_.tp, kv = std::max(1.0, m_.kv_heads / t);
    const double qkv = (m_.heads / t + 2.0 * kv) * m_.head_dim, width = m_.heads / t * m_.head_dim;
    matrix(l, rows_, qkv, h);
    matrix(l, rows_, h, width);
    if (moe) {
      const double cut_rows = rows_ * m_.experts_per_token;
      grouped(l, cut_rows, (m_.ffn_matrices - 1.0) * m_.moe_ffn / t, h);
      grouped(l, cut_rows, h, m_.moe_ffn / t);
    } else {
      matrix(l, rows_, (m_.ffn_matrices - 1.0) * m_.ffn_hidden / t, h);
      matrix(l, rows_, h, m_.ffn_hidden / t);
    }
    attention(l);
    elementwise(l);
    l.comm_s = tensor_comm(moe);
    return l;
  }

  double head_s() const {
    Layer l{};
    matrix(l, rows_, static_cast<double>(m_.vocab) / c_.tp, m_.hidden);
    return l.forward_s + l.backward_s;
  }
  double pipeline_hop_s() const {
    const double bytes = rows_ * m_.hidden * 2.0 / c_.tp;
    const bool inside = c_.tp * c_.pp <= chip_.scaleup_domain;
    return 10e-6 + bytes / (inside ? roof_.link_bytes_s : port());
  }
  /// Bytes a second for gradients: the network port, or half the scale-up link when the whole job lies inside one domain.
  double port() const {
    if (c_.accelerators() <= chip_.scaleup_domain) return 0.5 * roof_.link_bytes_s;
    constexpr double host_network_gbit_s = 100.0;  // where the data sheet names no port (estimate)
    return (chip_.scaleout_gbit_s > 0.0 ? chip_.scaleout_gbit_s : host_network_gbit_s) * 0.125e9 * 0.8;
  }

 private:
  /// Forward, and backward as two products of the same size: gradient of the input and of the weight.
  void matrix(Layer& l, double m, double n, double k) const {
    l.forward_s += gemm_time(family_, roof_, format_, m, n, k).seconds;
    l.backward_s += gemm_time(family_, roof_, format_, m, k, n).seconds + gemm_time(family_, roof_, format_, k, n, m).seconds;
  }
  void grouped(Layer& l, double rows, double n, double k) const {
    const double mine = m_.experts / static_cast<double>(c_.ep);
    const double one = grouped_gemm_time(family_, roof_, format_, rows, mine, n, k).seconds;
    l.forward_s += one;
    l.backward_s += 2.0 * one;
  }
  void attention(Layer& l) const {
    const double heads = m_.heads / static_cast<double>(c_.tp), s = c_.sequence, b = c_.micro_batch;
    if (c_.fused_attention) {
      const double kv = std::max(1.0, static_cast<double>(m_.kv_heads) / c_.tp);
      const double one = attention_prefill_time(family_, roof16_, b, s, 0.0, heads, kv, m_.head_dim).seconds / c_.cp;
      l.attention_s = one;
      l.forward_s += one;
      l.backward_s += 2.5 * one;  // five products against two
      return;
    }
    // Scores through memory: two batched products, softmax, dropout; 13 bytes an element forward, twice that backward.
    const double elements = b * heads * s * s;
    const double product = grouped_gemm_time(family_, roof16_, KernelFormat::bf16, b * heads * s, b * heads, s, m_.head_dim).seconds +
                           grouped_gemm_time(family_, roof16_, KernelFormat::bf16, b * heads * s, b * heads, m_.head_dim, s).seconds;
    const double memory = elementwise_time(roof16_, 9.0 * elements, 3.0).seconds;
    l.attention_s = product + memory;
    l.forward_s += product + memory;
    l.backward_s += 2.0 * product + 2.0 * memory;
  }
  /// Norms, dropout and residuals (cut only by sequence parallelism) and the activation (always cut).
  void elementwise(Layer& l) const {
    const double h = m_.hidden, t = c_.tp, share = c_.sequence_parallel ? 1.0 / t : 1.0;
    const double ffn = m_.is_moe() ? static_cast<double>(m_.moe_ffn) * m_.experts_per_token : m_.ffn_hidden;
    const double bytes = rows_ * (share * 2.0 * h * 11.0 + 2.0 * 2.0 * ffn * (m_.ffn_matrices - 1.0) / t);
    const double one = elementwise_time(roof16_, bytes, 6.0).seconds;
    l.forward_s += one;
    l.backward_s += 1.6 * one;
  }
  /// All-reduces a layer: two forward, two backward, two more when layers are recomputed; sequence parallelism splits each
  /// into reduce-scatter and all-gather of the same volume, and gathers once more in the backward pass (overlapped).
  double tensor_comm(bool moe) const {
    const double bytes = rows_ * m_.hidden * 2.0;
    double one = 0.0;
    if (c_.tp > 1)
      one = c_.sequence_parallel ? exchange(Collective::reduce_scatter, bytes, c_.tp) + exchange(Collective::all_gather, bytes, c_.tp)
                                 : exchange(Collective::all_reduce, bytes, c_.tp);
    const double passes = c_.recompute == Recompute::full ? 4.0 + 2.0 * c_.recompute_share : 4.0;
    double total = passes * one;
    if (moe && c_.ep > 1) total += passes * exchange(Collective::all_to_all, rows_ * m_.hidden * 2.0 * std::min(m_.experts_per_token, c_.ep) / c_.tp, c_.ep);
    if (c_.cp > 1) total += 0.3 * passes * exchange(Collective::all_gather, rows_ * 2.0 * m_.kv_heads * m_.head_dim * 2.0 / c_.tp * c_.cp, c_.cp);
    return total;
  }
  double exchange(Collective what, double bytes, double ranks) const {
    if (ranks > chip_.scaleup_domain) return collective_time_across_nodes_s(what, bytes, ranks, std::max(1.0, chip_.scaleout_gbit_s) * 0.125e9);
    return collective_time_s(family_, roof16_, what, bytes, ranks);
  }

  const ModelCard& m_;
  const Accelerator& chip_;
  const KernelFamily& family_;
  const TrainingConfig& c_;
  Roofline roof_, roof16_;
  KernelFormat format_;
  double rows_;
};

Diagnostics check(const ServingSetup& s, const TrainingConfig& c) {
  Diagnostics wrong;
  const auto refuse = [&](std::string text) {
    Diagnostic d;
    d.message = std::move(text);
    wrong.push_back(std::move(d));
  };
  if (c.tp < 1 || c.pp < 1 || c.dp < 1 || c.cp < 1 || c.ep < 1 || c.interleave < 1 || c.micro_batch < 1) {
    refuse("training needs at least one accelerator: tp, pp, dp, cp, ep, interleave and micro_batch must be 1 or more");
    return wrong;
  }
  if (std::max({c.tp, c.pp, c.cp, c.ep, c.interleave, c.micro_batch}) > 10000 || c.dp > 1000000) {
    refuse("tp, pp, cp, ep, interleave and micro_batch must not exceed 10,000, dp 1,000,000");
    return wrong;
  }
  if (s.model.heads % c.tp != 0) refuse("tensor parallel " + std::to_string(c.tp) + " does not divide the " + std::to_string(s.model.heads) + " heads of " + s.model.name);
  if (static_cast<double>(c.pp) * c.interleave > s.model.layers) refuse("more pipeline stages than layers of " + s.model.name);
  if (!(c.recompute_share >= 0.0 && c.recompute_share <= 1.0)) refuse("recompute_share must lie in [0;1]");
  if (!(c.sequence >= 1.0)) refuse("the sequence must hold at least one token");
  if (c.global_batch < static_cast<double>(c.dp) * c.micro_batch) refuse("the global batch must give every data-parallel rank one micro-batch");
  if (!s.chip.peak_flop_s(c.precision)) refuse(s.chip.name + " has no " + to_string(c.precision) + " arithmetic");
  return wrong;
}

/// 6 P_active tokens + 6 L a d s tokens (causal scores and values, forward and backward). For plain decoders this is the
/// paper's 72 B s L h² (1 + s/(6 h) + V/(12 h L)), which counts the whole square of the scores.
double model_flop(const ModelCard& m, const TrainingConfig& c) {
  const double tokens = c.global_batch * c.sequence, h = m.hidden, L = m.layers;
  if (!m.is_moe() && m.ffn_matrices == 2) return 72.0 * tokens * L * h * h * (1.0 + c.sequence / (6.0 * h) + m.vocab / (12.0 * h * L));
  return tokens * (6.0 * m.active_params + 6.0 * L * m.heads * m.head_dim * c.sequence);
}

double recomputed_flop(const ModelCard& m, const TrainingConfig& c) {
  const double tokens = c.global_batch * c.sequence, h = static_cast<double>(m.heads) * m.head_dim, L = m.layers;
  const double model = model_flop(m, c), head = 6.0 * tokens * m.hidden * m.vocab;
  if (c.recompute == Recompute::full) return model + c.recompute_share * (model - head) / 3.0;
  if (c.recompute == Recompute::selective) return model + 4.0 * tokens * c.sequence * h * L;
  return model;
}

}  // namespace

Result<TrainingStep> training_step(const ServingSetup& setup, const TrainingConfig& c) {
  if (Diagnostics wrong = check(setup, c); !wrong.empty()) return wrong;
  const StageTimer timer(setup, c);
  const ModelCard& m = setup.model;
  TrainingStep out;
  out.memory = training_memory(m, setup.chip, c);

  const double moe_share = static_cast<double>(m.moe_layers()) / m.layers;
  const StageTimer::Layer dense = timer.layer(false), sparse = m.is_moe() ? timer.layer(true) : dense;
  const auto mean = [&](double StageTimer::Layer::*part) { return (1.0 - moe_share) * dense.*part + moe_share * sparse.*part; };
  const double layers = static_cast<double>(m.layers) / c.pp;
  const double again = c.recompute == Recompute::full ? c.recompute_share * mean(&StageTimer::Layer::forward_s)
                       : c.recompute == Recompute::selective && !c.fused_attention ? mean(&StageTimer::Layer::attention_s) : 0.0;
  const double compute = layers * (mean(&StageTimer::Layer::forward_s) + mean(&StageTimer::Layer::backward_s) + again) + timer.head_s();
  const double comm = layers * mean(&StageTimer::Layer::comm_s);
  const double hop = c.pp > 1 ? 2.0 * c.interleave * timer.pipeline_hop_s() : 0.0;

  const double micro_batches = c.global_batch / (static_cast<double>(c.dp) * c.micro_batch);
  out.compute_s = micro_batches * compute;
  out.tensor_comm_s = micro_batches * comm;
  out.pipeline_comm_s = micro_batches * hop;
  out.bubble_s = (c.pp - 1.0) / c.interleave * (compute + comm + hop);

  const double parameters = out.memory.parameters_gib * 1024.0 * 1024.0 * 1024.0 / (c.sharded_optimizer ? 6.0 + 12.0 / c.dp : 18.0);
  if (c.dp > 1) {
    const double full = 2.0 * (c.dp - 1.0) / c.dp * parameters * 2.0 / timer.port();
    const double hidden = 0.8 * mean(&StageTimer::Layer::backward_s) * layers;  // behind the last micro-batch's backward pass
    out.data_comm_s = std::max(full - hidden, 0.1 * full);
  }
  out.optimizer_s = parameters * 30.0 / (c.sharded_optimizer ? c.dp : 1.0) / setup.chip.memory_bytes_s();
  out.iteration_s = out.compute_s + out.tensor_comm_s + out.pipeline_comm_s + out.bubble_s + out.data_comm_s + out.optimizer_s;
  out.model_flop = model_flop(m, c);
  out.hardware_flop = recomputed_flop(m, c);
  const double peak = *setup.chip.peak_flop_s(c.precision) * c.accelerators();
  out.mfu = out.model_flop / (peak * out.iteration_s);
  out.hfu = out.hardware_flop / (peak * out.iteration_s);
  return out;
}

}  // namespace gridwright::compute
