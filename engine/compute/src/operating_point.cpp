#include <algorithm>
#include <cmath>
#include <cstdio>

#include "layout.hpp"
#include "power.hpp"

namespace gridwright::compute {
namespace {

Diagnostic refusal(std::string message, std::string fix = {}) {
  Diagnostic d;
  d.message = std::move(message);
  d.fix = std::move(fix);
  return d;
}

std::string gigabytes(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", value);
  return text;
}

void check_layout(const ServingSetup& s, const ServingConfig& c, Diagnostics& wrong) {
  const ModelCard& m = s.model;
  if (c.tp < 1 || c.pp < 1 || c.dp < 1 || c.ep < 1) {
    wrong.push_back(refusal("an instance needs at least one accelerator: tp, pp, dp and ep must be 1 or more"));
    return;
  }
  if (std::max({c.tp, c.pp, c.dp, c.ep}) > 10000) {
    wrong.push_back(refusal("tp, pp, dp and ep must not exceed 10,000"));
    return;
  }
  if (m.heads % c.tp != 0)
    wrong.push_back(refusal("tensor parallel " + std::to_string(c.tp) + " does not divide the " + std::to_string(m.heads) + " heads of " + m.name, "choose a divisor of the head count"));
  if (c.pp > m.layers) wrong.push_back(refusal("pipeline parallel " + std::to_string(c.pp) + " exceeds the " + std::to_string(m.layers) + " layers of " + m.name));
  if (c.ep > 1 && !m.is_moe()) wrong.push_back(refusal(m.name + " has no experts: expert parallel must be 1"));
  if ((c.tp * c.dp) % c.ep != 0) wrong.push_back(refusal("expert parallel " + std::to_string(c.ep) + " must divide tp x dp = " + std::to_string(c.tp * c.dp)));
  if (m.is_moe() && c.ep > m.experts) wrong.push_back(refusal("expert parallel " + std::to_string(c.ep) + " exceeds the " + std::to_string(m.experts) + " experts of " + m.name));
}

Diagnostics check(const ServingSetup& s, const ServingConfig& c, const RequestShape& shape) {
  Diagnostics wrong;
  check_layout(s, c, wrong);
  if (c.batch < 1) wrong.push_back(refusal("batch must be 1 or more, not " + std::to_string(c.batch)));
  if (!(c.chunk_tokens >= 1.0)) wrong.push_back(refusal("the prefill chunk must hold at least one token"));
  if (!(c.memory_share > 0.0 && c.memory_share <= 1.0)) wrong.push_back(refusal("memory_share must lie in (0;1]"));
  if (c.draft_tokens < 0 || c.draft_tokens > 16 || !(c.acceptance >= 0.0 && c.acceptance < 1.0)) wrong.push_back(refusal("draft_tokens must lie in 0..16 and acceptance in [0;1)"));
  if (!(shape.input_tokens >= 1.0) || !(shape.output_tokens >= 1.0)) wrong.push_back(refusal("a request needs at least one input and one output token"));
  if (!(shape.cached_share >= 0.0 && shape.cached_share <= 1.0)) wrong.push_back(refusal("cached_share must lie in [0;1]"));
  if (shape.input_tokens + shape.output_tokens > s.model.context)
    wrong.push_back(refusal("input + output exceed the " + std::to_string(s.model.context) + "-token context of " + s.model.name));
  if (!s.chip.peak_flop_s(c.precision))
    wrong.push_back(refusal(s.chip.name + " has no " + to_string(c.precision) + " arithmetic", c.precision == Precision::fp4 ? "use w4: 4-bit weights, bf16 arithmetic" : "use bf16"));
  return wrong;
}

/// Mean state of the engine, found by Little's law: batch = rate x (TTFT + output x TPOT).
struct Steady {
  double decoding, mixed_share, chunk, step_s, ttft_s;
  StepTime decode, mixed;
};

/// Steps a request decodes: one token came from the prefill, each step yields tokens_per_step.
double decode_steps(const ServingConfig& c, const RequestShape& shape) { return (shape.output_tokens - 1.0) / c.tokens_per_step(); }

class SteadyState {
 public:
  SteadyState(const ServingSetup& setup, const ServingConfig& config, const RequestShape& shape)
      : setup_(setup), config_(config), shape_(shape), sequences_(static_cast<double>(config.batch) / (config.dp * config.pp)),
        fresh_(std::max(1.0, shape.input_tokens * (1.0 - shape.cached_share))), past_(shape.input_tokens - fresh_),
        steps_(std::max(1e-9, decode_steps(config, shape))) {}

  /// Root of wanted(n) - n: falling, so false position (Illinois) closes in from both ends; 3 to 6 evaluations.
  Steady solve() const {
    // Prefill keeps up with at most so many decoding sequences: n fresh / steps <= chunk - n.
    const double most = std::min(sequences_, std::max(std::min(1.0, sequences_), config_.chunk_tokens / (1.0 + fresh_ / steps_)));
    if (shape_.output_tokens <= 1.0) return evaluate(sequences_);
    double high = most, low = 0.0;
    Steady s = evaluate(high);
    double over = wanted(s) - high, under = sequences_;  // at no decoding sequence all of them are wanted
    for (int round = 0; round < 12 && over < -1e-3 * high; ++round) {
      const double next = low + (high - low) * under / (under - over);
      const Steady at = evaluate(std::max(next, 1e-3));
      const double miss = wanted(at) - next;
      s = at;
      if (std::abs(miss) < 1e-3 * next) break;
      if (miss < 0.0) high = next, over = miss, under *= 0.5;
      else low = next, under = miss, over *= 0.5;
    }
    // By Little's law, whatever is left over: the others of the batch wait for their first token.
    s.ttft_s = std::max(s.ttft_s, (sequences_ / s.decoding - 1.0) * steps_ * s.step_s);
    return s;
  }

 private:
  [[nodiscard]] double wanted(const Steady& s) const {
    const double decode_s = steps_ * s.step_s;
    return sequences_ * decode_s / (decode_s + s.ttft_s);
  }

  /// Iterations carry prefill as the finished requests are replaced: decoding · fresh / steps tokens an iteration on the
  /// mean, one prompt at a time while iterations are free, several together once every iteration carries some.
  [[nodiscard]] Steady evaluate(double decoding) const {
    Steady s{.decoding = decoding, .mixed_share = 0, .chunk = 0, .step_s = 0, .ttft_s = 0, .decode = {}, .mixed = {}};
    const double budget = std::max(1.0, config_.chunk_tokens - decoding);
    const double flow = decoding * fresh_ / steps_;  // prompt tokens per iteration to keep up
    s.chunk = std::min(budget, std::max(flow, std::min(fresh_, budget)));
    s.mixed_share = std::min(1.0, flow / s.chunk);
    const StepLoad plain{.decode_sequences = decoding, .decode_context = shape_.input_tokens + 0.5 * shape_.output_tokens};
    StepLoad mixed = plain;
    mixed.prefill_tokens = s.chunk;
    mixed.prefill_past = past_ + 0.5 * std::max(0.0, fresh_ - s.chunk);
    mixed.prefill_sequences = std::max(1.0, s.chunk / fresh_);
    s.decode = step_time(setup_, config_, plain);
    s.mixed = step_time(setup_, config_, mixed);
    s.step_s = (1.0 - s.mixed_share) * s.decode.seconds + s.mixed_share * s.mixed.seconds;
    const double own = std::max(1.0, fresh_ / s.chunk) * s.mixed.seconds;
    // Prompts in front: a single server whose capacity is the chunk budget (M/D/1), at most all others of the batch.
    const double use = std::min(flow / budget, 1.0);
    const double ahead = std::min(0.5 * use / std::max(1e-6, 1.0 - use), std::max(0.0, sequences_ - 1.0));
    s.ttft_s = 0.5 * s.step_s + own * (1.0 + ahead);
    return s;
  }

  const ServingSetup& setup_;
  const ServingConfig& config_;
  const RequestShape& shape_;
  double sequences_, fresh_, past_, steps_;
};

OperatingPoint point_from(const ServingSetup& setup, const ServingConfig& config, const RequestShape& shape, const Steady& s) {
  OperatingPoint p;
  p.config = config;
  p.decode_step = s.decode;
  p.mixed_step = s.mixed;
  p.mixed_share = s.mixed_share;
  p.ttft_s = s.ttft_s;
  p.tpot_s = s.step_s / config.tokens_per_step();
  const double groups = static_cast<double>(config.dp * config.pp);
  p.decoding_sequences = s.decoding * groups;
  p.requests_per_s = config.batch / (p.ttft_s + (shape.output_tokens - 1.0) * p.tpot_s);
  p.tokens_per_s_per_accelerator = p.requests_per_s * shape.output_tokens / config.accelerators();
  p.tokens_per_s_per_user = 1.0 / p.tpot_s;
  p.busy = serving_power(setup.chip, config, s.decode, s.mixed, s.mixed_share);
  p.idle = setup.chip.idle();
  p.host = setup.chip.host;
  const double rate = p.tokens_per_s_per_accelerator;
  p.joule_per_output_token = p.busy.canonical() * 1e6 / rate;
  p.node_joule_per_output_token = (p.busy + p.host).canonical() * 1e6 / rate;
  return p;
}

}  // namespace

Result<ServingSetup> serving_setup(const Catalogue& facts, std::string_view model, std::string_view accelerator) {
  Diagnostics wrong;
  const Result<ModelCard> card = find_model(facts, model);
  const Result<Accelerator> chip = find_accelerator(facts, accelerator);
  for (const Diagnostics* d : {&card.diagnostics(), &chip.diagnostics()}) wrong.insert(wrong.end(), d->begin(), d->end());
  if (!card || !chip) return wrong;
  const Result<KernelFamily> kernels = find_kernels(facts, *chip);
  if (!kernels) return kernels.diagnostics();
  return ServingSetup{*card, *chip, *kernels};
}

double ServingConfig::tokens_per_step() const {
  return draft_tokens > 0 ? (1.0 - std::pow(acceptance, draft_tokens + 1.0)) / (1.0 - acceptance) : 1.0;
}

Result<OperatingPoint> operating_point(const ServingSetup& setup, const ServingConfig& config, const RequestShape& shape) {
  if (Diagnostics wrong = check(setup, config, shape); !wrong.empty()) return wrong;
  const MemoryFit memory = memory_fit(setup, config, shape);
  if (!memory.fits())
    return refusal(setup.model.name + " in " + to_string(config.precision) + " on " + std::to_string(config.accelerators()) + " x " + setup.chip.name +
                       " with batch " + std::to_string(config.batch) + ": " + gigabytes(memory.missing_gb) + " missing per accelerator (weights " +
                       gigabytes(memory.weights_gb) + ", KV cache " + gigabytes(memory.kv_gb) + ", activations " + gigabytes(memory.activations_gb) +
                       ", runtime " + gigabytes(memory.runtime_gb) + "; usable " + gigabytes(memory.usable_gb) + ")",
                   memory.largest_batch >= 1.0 ? "batch at most " + std::to_string(static_cast<long>(memory.largest_batch)) : "more accelerators an instance or fewer bits");
  OperatingPoint p = point_from(setup, config, shape, SteadyState(setup, config, shape).solve());
  p.memory = memory;
  return p;
}

}  // namespace gridwright::compute

