#pragma once
#include <memory>
#include <span>

#include "gridwright/compute/serving_point.hpp"

namespace gridwright::compute {

/// What one iteration costs: its time and the energy of one accelerator during it (no host, no cooling).
struct StepCost {
  double seconds = 0.0;
  double joule = 0.0;
  StepCost& operator+=(const StepCost& other) {
    seconds += other.seconds, joule += other.joule;
    return *this;
  }
};

/// One prompt, or a piece of it, inside an iteration.
struct PromptPiece {
  double tokens = 0.0;  ///< new tokens of this iteration
  double past = 0.0;    ///< tokens of the same request cached before them: earlier pieces and prefix-cache hits
};

/// Iterations of one instance of a model, tabulated so that a simulator can ask millions of times.
///
///   const StepTimes times(*setup, {.precision = Precision::fp8, .tp = 2});
///   times.decode(64, 1536.0);                              // 64 sequences add one token each to 1,536 cached on the mean
///   times.decode_run(64, 1536.0, 200);                     // 200 such steps in a row: contexts grow by one a step
///   times.step({.decode_sequences = 60, .decode_context = 1500, .prefill_tokens = 512, .prefill_sequences = 1});
///   times.step(60, 1500.0, pieces);                        // the same with every prompt's piece stated
///
/// Same numbers as `step_time`, to 1 % (a test holds it over models, layouts and batches): straight lines between four to
/// sixteen knots an octave; above the largest of `Range` the last slope continues. Rows and sequences between 0 and 1 count as
/// one, contexts below 64 as 64, and 0 as none.
///
/// All loads are per attention data-parallel rank and per pipeline micro-batch, as in StepLoad. Ranks of one instance step
/// together, so an iteration costs the largest over ranks. Immutable: safe to read from several threads. A value whose copies share the tables (about 100 kB).
/// Cost: built in about 1 ms; decode 16 ns, step 35 ns.
class StepTimes {
 public:
  /// Largest values the tables resolve.
  struct Range {
    double sequences = 1024.0, context = 131072.0, rows = 32768.0;
  };
  /// `config` must be a layout that can be (see `operating_point`): this throws nothing and checks nothing.
  StepTimes(const ServingSetup& setup, const ServingConfig& config, const Range& range);
  StepTimes(const ServingSetup& setup, const ServingConfig& config) : StepTimes(setup, config, Range{}) {}

  /// `sequences` decode one token each (with drafts: one step yields config.tokens_per_step()) on `context` cached tokens, mean.
  [[nodiscard]] StepCost decode(double sequences, double context) const;

  /// `steps` decode steps of the same sequences one after the other; the mean context grows by `tokens_per_step` each, from
  /// `context` in the first. Exact for the tables (sums of straight lines), whatever the number of steps.
  [[nodiscard]] StepCost decode_run(double sequences, double context, double steps) const;
  /// How many whole decode steps fit into `seconds`, at most `most`.
  [[nodiscard]] double decode_steps_within(double sequences, double context, double seconds, double most) const;

  /// Any mix; prompts of the load are taken as equal pieces.
  [[nodiscard]] StepCost step(const StepLoad& load) const;
  /// Any mix, every piece stated. Their attention kernels run together: one launch a layer, as many heads as all have.
  [[nodiscard]] StepCost step(double decode_sequences, double decode_context, std::span<const PromptPiece> pieces) const;

  /// A whole prompt of `tokens` after `past` cached ones, alone, in pieces of the configuration's chunk_tokens.
  [[nodiscard]] StepCost prefill(double tokens, double past = 0.0) const;

  /// Tokens of KV cache one attention rank holds beside weights, activations and runtime, for sequences of `mean_length` (a
  /// sliding window makes long ones cheaper); 0 when not even the weights fit.
  [[nodiscard]] double cache_tokens(double mean_length) const;
  /// Bytes of KV cache of one sequence of `context` tokens that leave this rank when it is handed to another instance.
  [[nodiscard]] double handover_bytes(double context) const;

  [[nodiscard]] const ServingConfig& config() const;
  [[nodiscard]] double tokens_per_step() const;  ///< output tokens of a sequence and decode step: 1 without drafts

 private:
  struct Tables;
  template <class Visit>
  void walk(double sequences, double context, double steps, Visit visit) const;
  std::shared_ptr<const Tables> tables_;
};

}  // namespace gridwright::compute
