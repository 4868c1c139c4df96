#pragma once
#include <vector>

#include "gridwright/compute/serving_point.hpp"

namespace gridwright::compute {

enum class Recompute { none, selective, full };  ///< activations kept, attention recomputed, whole layers recomputed

/// How a model is trained: accelerators = tp · pp · dp · cp.
struct TrainingConfig {
  Precision precision = Precision::bf16;
  int tp = 8, pp = 1, dp = 1;
  int cp = 1;                      ///< context parallel: the sequence is cut
  int ep = 1;                      ///< expert parallel, inside dp · cp
  int interleave = 1;              ///< virtual pipeline stages an accelerator holds
  int micro_batch = 1;             ///< sequences per micro-batch
  double global_batch = 256;       ///< sequences per iteration
  double sequence = 2048;
  bool sequence_parallel = true;
  bool fused_attention = true;     ///< false: scores and softmax go through memory, as before 2022
  bool sharded_optimizer = true;   ///< ZeRO-1: optimiser state divided by dp
  Recompute recompute = Recompute::selective;
  double recompute_share = 1.0;    ///< of the layers, with full recomputation: the rest keep their activations
  [[nodiscard]] int accelerators() const { return tp * pp * dp * cp; }
};

/// Memory of the fullest accelerator. Source: formulas of arXiv:2205.05198 (compute.md section 6), which its published
/// values reproduce exactly: 45.5625, 31.640625 and 32.958984 GiB of parameters and optimiser, 9.5625, 12.3516 and 131.25
/// GiB of activations.
struct TrainingMemory {
  double parameters_gib = 0.0;   ///< weights, gradients and Adam state in mixed precision, 18 B a parameter
  double activations_gib = 0.0;
  double usable_gib = 0.0;
  [[nodiscard]] bool fits() const { return parameters_gib + activations_gib <= usable_gib; }
};
[[nodiscard]] TrainingMemory training_memory(const ModelCard& model, const Accelerator& chip, const TrainingConfig& config);

/// One iteration: seconds by cause, and what share of the peak the model's own FLOP make of it.
struct TrainingStep {
  double iteration_s = 0.0;
  double compute_s = 0.0, tensor_comm_s = 0.0, bubble_s = 0.0, pipeline_comm_s = 0.0, data_comm_s = 0.0, optimizer_s = 0.0;
  double model_flop = 0.0;     ///< 6 P tokens + attention, no recomputation, the whole iteration
  double hardware_flop = 0.0;  ///< with recomputation
  double mfu = 0.0, hfu = 0.0;
  TrainingMemory memory;
};
[[nodiscard]] Result<TrainingStep> training_step(const ServingSetup& setup, const TrainingConfig& config);

/// How often things break and what a restart costs.
struct Reliability {
  double mtbf_accelerator_h = 50000.0;  ///< one interruption per accelerator in so many hours (Llama 3: 419 in 54 days on 16,384)
  double checkpoint_s = 15.0;           ///< the job stops so long to hand one over (written behind its back)
  double restart_s = 300.0;            ///< with these, 16,384 accelerators keep 92 % of their time (Llama 3 report: over 90 %)
};
/// Share of time that becomes progress: 1 - checkpoints - lost work - restarts, at the Young/Daly interval sqrt(2 t_ckpt MTBF_job).
[[nodiscard]] double goodput(int accelerators, const Reliability& reliability);

/// A training fleet as the planner sees it: what one accelerator does and draws.
struct TrainingPoint {
  TrainingConfig config;
  TrainingStep step;
  double goodput = 0.0;
  double flop_per_s_per_accelerator = 0.0;  ///< model FLOP of progress, failures counted
  Power busy;                               ///< mean over an iteration, accelerator only
  Power idle;
  Power host;
  double swing_share = 0.0;   ///< (highest - lowest power within an iteration) / busy: what `facility` must ride through
  double swing_period_s = 0.0;///< one micro-batch: the period of that swing
};

/// One phase of an iteration, all accelerators together: what the feeders and the store beside them see.
struct PowerPhase {
  const char* what;
  double seconds = 0.0;   ///< each time
  Power power;            ///< of one accelerator, without host
  double times = 1.0;     ///< in an iteration
};
/// The iteration as phases, in order; arithmetic and waiting alternate once a micro-batch. Their mean is `busy`. For
/// `facility`'s swing requirement: swing_share at 1 / swing_period_s Hz, and the longest wait at the end of every iteration.
[[nodiscard]] std::vector<PowerPhase> power_phases(const TrainingPoint& point, const Accelerator& chip);

/// The quickest layout of at most `accelerators` that fits, searched over tp, cp, pp, dp, ep, micro-batch and recomputation; those left
/// over stand still and count in flop_per_s_per_accelerator. `batch_tokens`
/// per iteration, 0 = 1,000 an accelerator between 4 and 64 million (Llama 3: 16 million on 16,384).
/// Errors: no layout fits (nearest miss named), fewer than one accelerator.
[[nodiscard]] Result<TrainingPoint> training_point(const ServingSetup& setup, int accelerators, double batch_tokens = 0.0,
                                                   double sequence = 8192.0, const Reliability& reliability = {});

/// Accelerator-hours of a run of `flop` (model FLOP) at a training point.
[[nodiscard]] double accelerator_hours(const TrainingPoint& point, double flop);

}  // namespace gridwright::compute
