#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "gridwright/compute/step_times.hpp"
#include "gridwright/serving/request.hpp"

/// How long an iteration of an engine takes: the one thing a simulation asks of a machine.
namespace gridwright::serving {

__extension__ typedef __int128 Int128;  ///< g++ and clang have it; sums of many iterations need it

using compute::PromptPiece;

/// Seconds of one iteration, stated as two functions; both must be pure. `context` is the mean of the cached tokens.
struct StepModel {
  std::function<double(double sequences, double context)> decode;  ///< every sequence adds one token (or one verified draft)
  std::function<double(double sequences, double context, std::span<const PromptPiece> pieces)> mixed;  ///< prompts ride along
  int largest_batch = 1024;         ///< decode is tabulated for 1 .. largest_batch
  double largest_context = 131072;  ///< above it the last slope goes on
};

/// Step times of a model on an accelerator, from the compute room's tables. The configuration must be one that can run.
[[nodiscard]] StepModel step_model(const compute::ServingSetup& setup, const compute::ServingConfig& config, int largest_batch);

/// Costs that add up: base + per_sequence·n + per_context_token·(sum of contexts) + per_prompt_token·tokens
/// + per_prompt_pair·(pairs of tokens that attend to each other). With one term alone the textbook queues come out.
struct LinearStep {
  double base_s = 0.0, per_sequence_s = 0.0, per_context_token_s = 0.0, per_prompt_token_s = 0.0, per_prompt_pair_s = 0.0;
};
[[nodiscard]] StepModel step_model(const LinearStep& costs, int largest_batch = 1024);

/// A decode iteration as integers, so that k of them are summed in closed form and equal k single ones to the last bit.
///
///   time(n, sum of contexts) = fixed + slope · contexts,   piecewise in the mean context
///
/// Units: fixed in 2^-24 ns, slope in 2^-24 ns a token; contexts in 2^-16 tokens, so times in 2^-40 ns. The knots lie at a
/// quarter of each octave from 64 tokens up, the same as those of compute's tables.
/// Cost: 24 bytes a batch size and knot; lookup about 3 ns. Immutable: safe to read from several threads.
class StepTable {
 public:
  explicit StepTable(StepModel model);

  struct Piece {
    std::int64_t fixed = 0, slope = 0;
    std::int64_t end = 0;  ///< sum of contexts (2^-16 tokens) at which the next piece begins
  };
  /// The piece for n sequences whose contexts sum to `contexts` (2^-16 tokens). n from 1 to largest_batch().
  [[nodiscard]] Piece piece(int sequences, std::int64_t contexts) const;
  /// An iteration with prompts, in 2^-40 ns; decode_sequences may be 0.
  [[nodiscard]] Int128 mixed(int sequences, std::int64_t contexts, std::span<const PromptPiece> pieces) const;
  [[nodiscard]] int largest_batch() const { return model_.largest_batch; }
  [[nodiscard]] const StepModel& model() const { return model_; }

 private:
  StepModel model_;
  std::size_t knots_ = 0;
  std::vector<double> knot_;   ///< mean contexts
  std::vector<Piece> pieces_;  ///< batch by batch
};

/// A point of time with the fraction of a nanosecond that integer events round up.
struct Clock {
  Nanoseconds whole = 0;
  std::int64_t fraction = 0;  ///< 2^-40 ns

  void add(Int128 fractions) {
    const Int128 sum = fractions + fraction;
    whole += static_cast<Nanoseconds>(sum >> 40);
    fraction = static_cast<std::int64_t>(sum & ((Int128{1} << 40) - 1));
  }
  /// The first nanosecond at which this point has been reached.
  [[nodiscard]] Nanoseconds reached() const { return whole + (fraction > 0 ? 1 : 0); }
};

}  // namespace gridwright::serving
