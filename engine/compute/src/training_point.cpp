#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gridwright/compute/training.hpp"

namespace gridwright::compute {
namespace {

/// Power while training. Compute phases run near TDP; exposed communication falls towards a waiting level. Estimates
/// (compute.md section 8: prefill-like work at 0.9-1.0 of TDP; waiting on a collective about half).
constexpr double compute_level = 0.92, waiting_level = 0.45;

Diagnostic error(std::string message) {
  Diagnostic d;
  d.message = std::move(message);
  return d;
}

bool is_power_of_two(int n) { return (n & (n - 1)) == 0; }

/// Layouts of at most `n` accelerators: tp inside the scale-up domain, cp where sequences are long, pp a power of two or a divisor of
/// the layers, and as many data-parallel copies as there is room for. The global batch is the nearest that every copy can share.
template <class Visit>
void for_each_layout(const ServingSetup& s, int n, double batch, double sequence, Visit visit) {
  for (int tp = 1; tp <= std::min({n, s.chip.scaleup_domain, 16}); tp *= 2) {
    if (s.model.heads % tp != 0) continue;
    for (int cp = 1; cp == 1 || (cp <= 16 && tp * cp <= n && sequence / cp >= 8192.0); cp *= 2)
      for (int pp = 1; pp <= std::min(n / (tp * cp), s.model.layers); ++pp) {
        if (!is_power_of_two(pp) && (pp > 64 || s.model.layers % pp != 0)) continue;
        const int dp = static_cast<int>(std::min(static_cast<double>(n / (tp * cp * pp)), batch));
        for (int ep = 1; ep <= (s.model.is_moe() ? std::min(dp * cp, s.model.experts) : 1); ep *= 2)
          for (double share : {0.0, 0.25, 0.5, 0.75, 1.0})
            for (int micro : {1, 2, 4}) {
              const double each = std::round(batch / (static_cast<double>(dp) * micro));
              if (each < 1.0) continue;
              TrainingConfig c{.tp = tp, .pp = pp, .dp = dp, .cp = cp, .ep = ep, .micro_batch = micro, .global_batch = each * dp * micro, .sequence = sequence,
                               .recompute = share > 0.0 ? Recompute::full : Recompute::selective, .recompute_share = share};
              c.interleave = pp > 1 ? std::max(1, std::min(8, s.model.layers / pp)) : 1;
              visit(c);
            }
      }
  }
}

}  // namespace

/// Source: Young 1974, Daly 2006. overhead = t_ckpt/I + (I/2 + t_restart)/MTBF_job with I = sqrt(2 t_ckpt MTBF_job).
double goodput(int accelerators, const Reliability& r) {
  const double mtbf_s = 3600.0 * r.mtbf_accelerator_h / std::max(1, accelerators);
  const double interval = std::sqrt(2.0 * r.checkpoint_s * mtbf_s);
  return std::max(0.0, 1.0 - r.checkpoint_s / interval - (0.5 * interval + r.restart_s) / mtbf_s);
}

Result<TrainingPoint> training_point(const ServingSetup& setup, int accelerators, double batch_tokens, double sequence, const Reliability& reliability) {
  if (accelerators < 1) return error("training needs at least one accelerator, not " + std::to_string(accelerators));
  const double tokens = batch_tokens > 0.0 ? batch_tokens : std::clamp(1000.0 * accelerators, 4e6, 64e6);
  const double batch = std::max(1.0, std::round(tokens / sequence));
  std::optional<TrainingPoint> best;
  double nearest_gib = 1e30;
  for_each_layout(setup, accelerators, batch, sequence, [&](const TrainingConfig& c) {
    const TrainingMemory memory = training_memory(setup.model, setup.chip, c);
    if (!memory.fits()) {
      nearest_gib = std::min(nearest_gib, memory.parameters_gib + memory.activations_gib - memory.usable_gib);
      return;
    }
    const Result<TrainingStep> step = training_step(setup, c);
    if (step && (!best || step->model_flop / step->iteration_s > best->step.model_flop / best->step.iteration_s)) best.emplace().config = c, best->step = *step;
  });
  if (!best) {
    char text[200];
    std::snprintf(text, sizeof text, "%s does not fit %d x %s for training: %.1f GiB missing per accelerator in the leanest layout", setup.model.name.c_str(),
                  accelerators, setup.chip.name.c_str(), nearest_gib);
    return error(nearest_gib < 1e29 ? text : "no layout gives every data-parallel rank a sequence: raise the batch");
  }
  TrainingPoint& p = *best;
  p.goodput = goodput(accelerators, reliability);
  p.flop_per_s_per_accelerator = p.step.model_flop / (p.step.iteration_s * accelerators) * p.goodput;
  const double waiting = (p.step.iteration_s - p.step.compute_s) / p.step.iteration_s;
  p.busy = ((1.0 - waiting) * compute_level + waiting * waiting_level) * setup.chip.tdp;
  p.idle = setup.chip.idle();
  p.host = setup.chip.host;
  p.swing_share = (compute_level - waiting_level) * setup.chip.tdp / p.busy;
  p.swing_period_s = p.step.iteration_s * p.config.dp * p.config.micro_batch / p.config.global_batch;
  return p;
}

std::vector<PowerPhase> power_phases(const TrainingPoint& p, const Accelerator& chip) {
  const double micro_batches = p.config.global_batch / (static_cast<double>(p.config.dp) * p.config.micro_batch);
  const TrainingStep& s = p.step;
  std::vector<PowerPhase> all;
  const auto add = [&](const char* what, double seconds, double level, double times) {
    if (seconds > 0.0) all.push_back({what, seconds / times, level * chip.tdp, times});
  };
  add("arithmetic of a micro-batch", s.compute_s, compute_level, micro_batches);
  add("waiting inside a micro-batch", s.tensor_comm_s + s.pipeline_comm_s, waiting_level, micro_batches);
  add("pipeline filling and draining", s.bubble_s, waiting_level, 1.0);
  add("gradients over the network", s.data_comm_s, waiting_level, 1.0);
  add("optimiser step", s.optimizer_s, waiting_level, 1.0);
  return all;
}

double accelerator_hours(const TrainingPoint& point, double flop) { return flop / point.flop_per_s_per_accelerator / 3600.0; }

}  // namespace gridwright::compute
