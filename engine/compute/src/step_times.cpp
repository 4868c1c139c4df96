#include "gridwright/compute/step_times.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernel_bases.hpp"
#include "power.hpp"
#include "step_parts.hpp"

namespace gridwright::compute {
namespace {

/// Time on the device, and the part of it at full memory or arithmetic power (power.hpp), both in seconds.
struct Cost {
  double s = 0.0, work_s = 0.0;
  Cost& operator+=(Cost b) {
    s += b.s, work_s += b.work_s;
    return *this;
  }
  friend Cost operator+(Cost a, Cost b) { return a += b; }
  friend Cost operator*(double k, Cost a) { return {k * a.s, k * a.work_s}; }
};
Cost between(Cost a, Cost b, double share) { return {a.s + share * (b.s - a.s), a.work_s + share * (b.work_s - a.work_s)}; }

/// Knots at 2^e (1 + j / 2^bits), e from `first` on, straight lines between them and beyond the last. The cell of a number and where it lies in it come from its bits: no logarithm.
class Axis {
 public:
  struct At {
    std::size_t cell;
    double share;
  };
  Axis() = default;
  Axis(double largest, unsigned bits, int first = 0)
      : least_(std::ldexp(1.0, first)), start_(std::bit_cast<std::uint64_t>(least_) >> (52U - bits)), shift_(52U - bits), scale_(std::ldexp(1.0, -static_cast<int>(52U - bits))) {
    while (knot(knots_ - 1) < largest) ++knots_;
    last_ = knot(knots_ - 2), step_ = knot(knots_ - 1) - last_;
  }
  [[nodiscard]] std::size_t knots() const { return knots_; }
  [[nodiscard]] double knot(std::size_t i) const { return std::bit_cast<double>((start_ + i) << shift_); }
  [[nodiscard]] At operator()(double x) const {
    const auto code = std::bit_cast<std::uint64_t>(std::max(x, least_));
    const std::uint64_t cell = (code >> shift_) - start_;
    if (cell + 1 < knots_) return {cell, static_cast<double>(static_cast<std::int64_t>(code & ((std::uint64_t{1} << shift_) - 1))) * scale_};
    return {knots_ - 2, (x - last_) / step_};
  }

 private:
  double least_ = 1.0;
  std::uint64_t start_ = 0;
  unsigned shift_ = 52;
  double scale_ = 1.0;
  std::size_t knots_ = 2;
  double last_ = 1.0, step_ = 1.0;
};

struct Line {
  Axis axis;
  std::vector<Cost> values;
  Line() = default;
  template <class Part>
  Line(Axis a, Part part) : axis(a) {
    for (std::size_t i = 0; i < axis.knots(); ++i) values.push_back(part(axis.knot(i)));
  }
  [[nodiscard]] Cost operator()(double x) const {
    if (x <= 0.0) return {};
    const Axis::At at = axis(x);
    return between(values[at.cell], values[at.cell + 1], at.share);
  }
};

struct Plane {
  Axis x, y;
  std::vector<Cost> values;  ///< y runs fastest
  Plane() = default;
  template <class Part>
  Plane(Axis ax, Axis ay, Part part) : x(ax), y(ay) {
    for (std::size_t i = 0; i < x.knots(); ++i)
      for (std::size_t j = 0; j < y.knots(); ++j) values.push_back(part(x.knot(i), y.knot(j)));
  }
  [[nodiscard]] Cost at(Axis::At a, std::size_t column) const { return between(values[a.cell * y.knots() + column], values[(a.cell + 1) * y.knots() + column], a.share); }
  [[nodiscard]] Cost operator()(double u, double v) const {
    const Axis::At a = x(u), b = y(v);
    return between(at(a, b.cell), at(a, b.cell + 1), b.share);
  }
  [[nodiscard]] Cost at_or_none(double u, double v) const { return u > 0.0 && v > 0.0 ? (*this)(u, v) : Cost{}; }
};

double time_of(const StepTime& t) { return t.gemm_s + t.attention_s + t.elementwise_s + t.collective_s; }

constexpr int least_context_log2 = 6;  // base::least_context

/// Prompt pieces of an iteration, summed: all that their rows and their attention need to know.
struct PromptSum {
  double tokens = 0.0, prompts = 0.0;
  std::array<double, 2> past{}, square{}, seen{};  ///< by kind of layer: sums of past, tokens (2 past + tokens), tokens (past + tokens)
};

}  // namespace

struct StepTimes::Tables {
  Tables(const ServingSetup& setup, const ServingConfig& given, const Range& range)
      : config(given), model(setup.model), chip(setup.chip), tokens_per_step(given.tokens_per_step()), verified(1.0 + given.draft_tokens),
        idle_w(1e6 * chip.idle().in(MW)), swing_w(1e6 * (chip.tdp - chip.idle()).in(MW)) {
    const StepParts parts(setup, config);
    const auto cost = [&](const StepTime& t) { return Cost{time_of(t), power_work_s(chip, config, t.flop, t.bytes)}; };
    const Axis by_rows = Axis(range.rows, 4), by_sequences = Axis(range.sequences, 3);
    rows = Line(by_rows, [&](double x) { return cost(parts.rows(x)); });
    head = Line(by_sequences, [&](double x) { return cost(parts.head(x)); });
    if (parts.latent()) absorbed = Line(by_sequences, [&](double x) { return cost(parts.absorbed(x)); });
    if (parts.latent()) expanded = Line(Axis(range.rows, 3), [&](double x) { return cost(parts.expanded(x)); });
    if (config.draft_tokens > 0) draft_head = Line(by_sequences, [&](double x) { return Cost{parts.draft_head_s(x), 0.0}; });
    decode_attention = Plane(Axis(range.sequences, 2), Axis(range.context, 2, least_context_log2), [&](double n, double s) { return cost(parts.decode_attention(n, s)); });
    const Cost one = cost(parts.states(1.0)), two = cost(parts.states(2.0));
    state_each = {two.s - one.s, two.work_s - one.work_s};
    state_once = {one.s - state_each.s, one.work_s - state_each.work_s};
    prompt_heads = parts.prompt_heads();
    kinds = parts.attention_kinds();
    roof = parts.roofline16();
    prompt_ratio = Plane(Axis(std::min(range.sequences, 512.0), 1), Axis(std::max(range.context, range.rows), 2), [&](double n, double seen) {
      const StepParts::PromptHeads& h = prompt_heads;  // one token that sees `seen`: the ratio depends on heads and tokens seen alone
      const base::Base b = base::attention_prefill(roof, n, 1.0, seen - 1.0, h.heads, h.kv_heads, h.dim);
      return Cost{attention_prefill_time(setup.kernels, roof, n, 1.0, seen - 1.0, h.heads, h.kv_heads, h.dim).seconds / b.seconds, 0.0};
    });
    ServingConfig alone = config;
    alone.batch = config.dp;
    const MemoryFit empty = memory_fit(setup, alone, {config.chunk_tokens, 1.0, 0.0});
    cache_bytes = 1e9 * (empty.usable_gb - empty.weights_gb - empty.activations_gb - empty.runtime_gb);
    cache_share = layout::kv_share(model, config) / config.pp;
    kv_width = layout::kv_width(config);
  }

  [[nodiscard]] Cost prompt_attention(const PromptSum& p) const {
    Cost sum;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i].layers <= 0.0) continue;
      const double flop = 2.0 * prompt_heads.heads * prompt_heads.dim * p.square[i];
      const double bytes = 2.0 * prompt_heads.dim * (2.0 * p.tokens * prompt_heads.heads + 2.0 * (p.tokens + p.past[i]) * prompt_heads.kv_heads);
      const double base_s = flop / roof.peak_flop_s + bytes / roof.memory_bytes_s + base::attention_launch_s;
      sum += kinds[i].layers * Cost{base_s * prompt_ratio(p.prompts, p.seen[i] / p.tokens).s, power_work_s(chip, config, flop, bytes)};
    }
    return sum;
  }

  /// On the device, without decode attention and drafts.
  [[nodiscard]] Cost around(double sequences, const PromptSum& p) const {
    const double decode_rows = sequences * verified;
    Cost c = rows(decode_rows + p.tokens) + head(decode_rows + p.prompts);
    if (model.attention == Attention::mla) c += absorbed(decode_rows) + expanded(p.tokens);
    if (state_each.s > 0.0) c += state_once + (sequences + p.prompts) * state_each;
    if (p.tokens > 0.0) c += prompt_attention(p);
    return c;
  }

  [[nodiscard]] StepCost finish(Cost device, double sequences, bool with_prompt) const {
    if (config.draft_tokens > 0 && sequences > 0.0) device.s += config.draft_tokens * (device.s / model.layers + draft_head(sequences).s);
    const double seconds = device.s + host_time_s(config.engine, model.layers, sequences, with_prompt, device.s);
    return {seconds, seconds * idle_w + swing_w * std::min(seconds, power_awake * seconds + device.work_s)};
  }

  void include(PromptSum& sum, double tokens, double past, double prompts) const {
    sum.tokens += tokens, sum.prompts += prompts;
    const double each = tokens / prompts;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const double back = std::min(past, kinds[i].window);
      sum.past[i] += prompts * back;
      sum.square[i] += tokens * (2.0 * back + each);
      sum.seen[i] += tokens * (back + each);
    }
  }

  ServingConfig config;
  ModelCard model;
  Accelerator chip;
  double tokens_per_step, verified;
  Line rows, head, absorbed, expanded, draft_head;
  Plane decode_attention, prompt_ratio;
  Cost state_once, state_each;
  StepParts::PromptHeads prompt_heads{};
  std::array<StepParts::AttentionKind, 2> kinds{};
  Roofline roof{};
  double idle_w, swing_w;
  double cache_bytes = 0.0, cache_share = 1.0, kv_width = 2.0;
};

StepTimes::StepTimes(const ServingSetup& setup, const ServingConfig& config, const Range& range) : tables_(std::make_shared<const Tables>(setup, config, range)) {}

const ServingConfig& StepTimes::config() const { return tables_->config; }
double StepTimes::tokens_per_step() const { return tables_->tokens_per_step; }

StepCost StepTimes::decode(double sequences, double context) const {
  if (sequences <= 0.0) return {};
  return tables_->finish(tables_->around(sequences, {}) + tables_->decode_attention.at_or_none(sequences, context), sequences, false);
}

StepCost StepTimes::step(const StepLoad& load) const {
  PromptSum prompts;
  if (load.prefill_tokens > 0.0) tables_->include(prompts, load.prefill_tokens, load.prefill_past, std::max(1.0, load.prefill_sequences));
  if (load.decode_sequences <= 0.0 && prompts.tokens <= 0.0) return {};
  return tables_->finish(tables_->around(load.decode_sequences, prompts) + tables_->decode_attention.at_or_none(load.decode_sequences, load.decode_context), load.decode_sequences,
                         prompts.tokens > 0.0);
}

StepCost StepTimes::step(double decode_sequences, double decode_context, std::span<const PromptPiece> pieces) const {
  PromptSum prompts;
  for (const PromptPiece& p : pieces)
    if (p.tokens > 0.0) tables_->include(prompts, p.tokens, p.past, 1.0);
  if (decode_sequences <= 0.0 && prompts.tokens <= 0.0) return {};
  return tables_->finish(tables_->around(decode_sequences, prompts) + tables_->decode_attention.at_or_none(decode_sequences, decode_context), decode_sequences, prompts.tokens > 0.0);
}

StepCost StepTimes::prefill(double tokens, double past) const {
  StepCost sum;
  for (double done = 0.0; done < tokens;) {
    const double piece = std::min(config().chunk_tokens, tokens - done);
    sum += step({.prefill_tokens = piece, .prefill_past = past + done, .prefill_sequences = 1.0});
    done += piece;
  }
  return sum;
}

namespace {

/// A stretch of steps on one straight line of the tables: the first costs `first_s`, each further one `rise_s` more.
struct Stretch {
  double steps, first_s, rise_s;
  [[nodiscard]] double sum_s(double n) const { return n * (first_s + 0.5 * (n - 1.0) * rise_s); }
};

}  // namespace

/// Walks the straight stretches of a run of decode steps; `visit(stretch, context of its middle)` says whether to go on.
template <class Visit>
void StepTimes::walk(double sequences, double context, double steps, Visit visit) const {
  const Axis& axis = tables_->decode_attention.y;
  const double grow = tokens_per_step();
  while (steps > 0.0) {
    const Axis::At at = axis(context);
    const double end = at.cell + 2 < axis.knots() ? axis.knot(at.cell + 1) : std::numeric_limits<double>::infinity();
    const double here = std::clamp(std::floor((end - context) / grow) + 1.0, 1.0, steps);  // the last one may stand on the knot
    const double last = context + (here - 1.0) * grow;
    const double first_s = decode(sequences, context).seconds, last_s = here > 1.0 ? decode(sequences, last).seconds : first_s;
    const Stretch stretch{here, first_s, here > 1.0 ? (last_s - first_s) / (here - 1.0) : 0.0};
    if (!visit(stretch, 0.5 * (context + last))) return;
    steps -= here;
    context = last + grow;
  }
}

StepCost StepTimes::decode_run(double sequences, double context, double steps) const {
  StepCost sum;
  walk(sequences, context, std::floor(steps), [&](const Stretch& s, double middle) {
    sum.seconds += s.sum_s(s.steps);
    sum.joule += s.steps * decode(sequences, middle).joule;
    return true;
  });
  return sum;
}

double StepTimes::decode_steps_within(double sequences, double context, double seconds, double most) const {
  double done = 0.0;
  walk(sequences, context, std::floor(most), [&](const Stretch& s, double) {
    if (const double all = s.sum_s(s.steps); all <= seconds) {
      seconds -= all, done += s.steps;
      return true;
    }
    // n first + n (n-1)/2 rise = seconds
    const double b = s.first_s - 0.5 * s.rise_s;
    double n = s.rise_s > 0.0 ? (std::sqrt(b * b + 2.0 * s.rise_s * seconds) - b) / s.rise_s : seconds / s.first_s;
    n = std::clamp(std::floor(n), 0.0, s.steps);
    while (n > 0.0 && s.sum_s(n) > seconds) n -= 1.0;
    while (n < s.steps && s.sum_s(n + 1.0) <= seconds) n += 1.0;
    done += n;
    return false;
  });
  return done;
}

double StepTimes::cache_tokens(double mean_length) const {
  const double each = kv_bytes(tables_->model, std::max(1.0, mean_length), tables_->kv_width) * tables_->cache_share;
  return std::max(0.0, std::floor(tables_->cache_bytes / each * std::max(1.0, mean_length)));
}

double StepTimes::handover_bytes(double context) const { return kv_bytes(tables_->model, context, tables_->kv_width) * tables_->cache_share; }

}  // namespace gridwright::compute
