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

template <class Visit>
void for_each_layout(const ServingSetup& s, int n, double batch, double sequence, Visit visit) {
  for (int tp = 1; tp <= std::min({n, s.chip.scaleup_domain, 16}); tp *= 2) {
    if (s.model.heads % tp != 0 || n % tp != 0) continue;
    for (int pp = 1; pp <= std::min(n / tp, s.model.layers); pp *= 2) {
      if (n / tp % pp != 0) continue;
      const int dp = n / tp / pp;
      if (batch < dp) continue;
      for (int ep = 1; ep <= (s.model.is_moe() ? std::min(dp, s.model.experts) : 1); ep *= 2)
        for (double share : {0.0, 0.25, 0.5, 0.75, 1.0})
          for (int micro : {1, 2, 4}) {
            if (batch < static_cast<double>(dp) * micro) continue;
            TrainingConfig c{.tp = tp, .pp = pp, .dp = dp, .ep = ep, .micro_batch = micro, .global_batch = batch, .sequence = sequence, .recompute = share > 0.0 ? Recompute::full : Recompute::selective, .recompute_share = share};
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
  // Any count trains: the largest power of two inside it is laid out, the rest are further data-parallel copies.
  int laid_out = 1;
  while (laid_out * 2 <= accelerators) laid_out *= 2;
  for_each_layout(setup, laid_out, std::max(batch, 1.0), sequence, [&](const TrainingConfig& c) {
    const TrainingMemory memory = training_memory(setup.model, setup.chip, c);
    if (!memory.fits()) {
      nearest_gib = std::min(nearest_gib, memory.parameters_gib + memory.activations_gib - memory.usable_gib);
      return;
    }
    const Result<TrainingStep> step = training_step(setup, c);
    if (step && (!best || step->iteration_s < best->step.iteration_s)) best.emplace().config = c, best->step = *step;
  });
  if (!best) {
    char text[200];
    std::snprintf(text, sizeof text, "%s does not fit %d x %s for training: %.1f GiB missing per accelerator in the leanest layout", setup.model.name.c_str(),
                  accelerators, setup.chip.name.c_str(), nearest_gib);
    return error(nearest_gib < 1e29 ? text : "no layout gives every data-parallel rank a sequence: raise the batch");
  }
  TrainingPoint& p = *best;
  p.goodput = goodput(accelerators, reliability);
  p.flop_per_s_per_accelerator = p.step.model_flop / (p.step.iteration_s * p.config.accelerators()) * p.goodput;
  const double waiting = (p.step.iteration_s - p.step.compute_s) / p.step.iteration_s;
  p.busy = ((1.0 - waiting) * compute_level + waiting * waiting_level) * setup.chip.tdp;
  p.idle = setup.chip.idle();
  p.host = setup.chip.host;
  p.swing_share = (compute_level - waiting_level) * setup.chip.tdp / p.busy;
  p.swing_period_s = p.step.iteration_s * p.config.dp * p.config.micro_batch / p.config.global_batch;
  return p;
}

double accelerator_hours(const TrainingPoint& point, double flop) { return flop / point.flop_per_s_per_accelerator / 3600.0; }

}  // namespace gridwright::compute
