#include "gridwright/serving/step_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gridwright::serving {
namespace {

constexpr double fixed_unit = 16'777'216.0 * 1e9;  // 2^-24 ns in a second
constexpr double context_unit = 65'536.0;
constexpr double least_context = 64.0;

double checked(double seconds) { return std::isfinite(seconds) && seconds > 0.0 ? seconds : 0.0; }

/// Knots at 0, then four an octave from 64 on: where a piecewise table of compute bends, this one bends too.
std::vector<double> knots_up_to(double largest) {
  std::vector<double> knots{0.0};
  for (double octave = least_context; knots.back() < largest; octave *= 2.0)
    for (const double quarter : {1.0, 1.25, 1.5, 1.75}) knots.push_back(octave * quarter);
  return knots;
}

/// Index of the knot at or below `context`, from its exponent and mantissa.
std::size_t knot_below(double context, std::size_t knots) {
  if (context < least_context) return 0;
  int exponent = 0;
  const double mantissa = std::frexp(context, &exponent);  // context = mantissa · 2^exponent, mantissa in [0.5, 1)
  const auto quarter = static_cast<std::size_t>((2.0 * mantissa - 1.0) * 4.0);
  return std::min(1 + 4 * static_cast<std::size_t>(exponent - 7) + quarter, knots - 2);
}

}  // namespace

StepModel step_model(const compute::ServingSetup& setup, const compute::ServingConfig& config, int largest_batch) {
  const compute::StepTimes times(setup, config);
  StepModel model;
  model.largest_batch = largest_batch;
  model.decode = [times](double n, double context) { return times.decode(n, context).seconds; };
  model.mixed = [times](double n, double context, std::span<const PromptPiece> pieces) { return times.step(n, context, pieces).seconds; };
  return model;
}

StepModel step_model(const LinearStep& c, int largest_batch) {
  StepModel model;
  model.largest_batch = largest_batch;
  model.decode = [c](double n, double context) { return c.base_s + n * (c.per_sequence_s + context * c.per_context_token_s); };
  model.mixed = [c](double n, double context, std::span<const PromptPiece> pieces) {
    double t = c.base_s + n * (c.per_sequence_s + context * c.per_context_token_s);
    for (const PromptPiece& p : pieces) t += c.per_sequence_s + p.tokens * (c.per_prompt_token_s + c.per_prompt_pair_s * (p.past + 0.5 * p.tokens));
    return t;
  };
  return model;
}

StepTable::StepTable(StepModel model) : model_(std::move(model)), knot_(knots_up_to(model_.largest_context)) {
  knots_ = knot_.size();
  pieces_.reserve(static_cast<std::size_t>(model_.largest_batch) * knots_);
  std::vector<double> seconds(knots_);
  for (int n = 1; n <= model_.largest_batch; ++n) {
    for (std::size_t j = 0; j < knots_; ++j) seconds[j] = checked(model_.decode(n, knot_[j]));
    for (std::size_t j = 0; j + 1 < knots_; ++j) {
      const double slope = (seconds[j + 1] - seconds[j]) / (n * (knot_[j + 1] - knot_[j]));  // s a token of the sum
      const double fixed = seconds[j] - slope * n * knot_[j];
      const bool last = j + 2 == knots_;
      pieces_.push_back({std::llround(fixed * fixed_unit), std::llround(slope * fixed_unit),
                         last ? std::numeric_limits<std::int64_t>::max() : std::llround(n * knot_[j + 1] * context_unit)});
    }
  }
}

StepTable::Piece StepTable::piece(int sequences, std::int64_t contexts) const {
  const double mean = static_cast<double>(contexts) / (context_unit * sequences);
  const Piece* row = pieces_.data() + static_cast<std::size_t>(sequences - 1) * (knots_ - 1);
  std::size_t j = knot_below(mean, knots_);
  while (contexts >= row[j].end) ++j;  // rounding of the mean
  while (j > 0 && contexts < row[j - 1].end) --j;
  return row[j];
}

Int128 StepTable::mixed(int sequences, std::int64_t contexts, std::span<const PromptPiece> pieces) const {
  const double mean = sequences == 0 ? 0.0 : static_cast<double>(contexts) / (context_unit * sequences);
  const double seconds = checked(model_.mixed(sequences, mean, pieces));
  return static_cast<Int128>(std::llround(seconds * fixed_unit)) << 16;
}

}  // namespace gridwright::serving
