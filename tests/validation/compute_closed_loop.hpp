#pragma once
#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

#include "gridwright/compute/step_times.hpp"
#include "gridwright/core/random.hpp"

/// What a benchmark that keeps a number of requests in flight measures: all prompts arrive at once, then one whenever an answer
/// ends. Only the mean times of one attention rank; the serving room replays traces.
namespace compute_closed_loop {

using gridwright::compute::PromptPiece;
using gridwright::compute::RequestShape;
using gridwright::compute::StepTimes;

/// When a server begins prompts. All numbers are launch settings, none is a speed.
struct Scheduler {
  bool prompts_alone = false;    ///< prompts run before and without decoding, else beside it
  bool whole_prompts = false;    ///< a prompt is not cut: it waits for an iteration with room for all of it
  double token_budget = 8192.0;  ///< tokens an iteration may hold
  double look_every = 1.0;       ///< decode steps between two looks at the queue
  double hold_steps = 0.0;       ///< prompts are held back up to so many steps ...
  double hold_tokens = 0.0;      ///< ... until so many tokens of prompts wait
  double gather_steps = 0.0;     ///< ranks of data-parallel attention wait up to so many steps for one another's prompts
};

struct Benchmark {
  int in_flight = 1;
  int seats = 1;            ///< requests the cache holds; the others wait
  double shortening = 0.0;  ///< lengths are spread evenly over [1 - shortening; 1] of the shape
};

struct Times {
  double ttft_s = 0.0, tpot_s = 0.0;  ///< means
  double step_s =
      0.0;  ///< mean decode step when a first token came out: what a lag of one step adds to the time to first token
};

class ClosedLoop {
 public:
  ClosedLoop(const StepTimes& times, const RequestShape& shape, const Scheduler& scheduler, const Benchmark& benchmark)
      : times_(times),
        shape_(shape),
        scheduler_(scheduler),
        benchmark_(benchmark),
        requests_(benchmark.in_flight > 2000 ? 2 * benchmark.in_flight : std::max(20, 10 * benchmark.in_flight)) {}

  Times run() {
    while (issued_ < std::min(benchmark_.in_flight, requests_)) issue();
    while (finished_ < requests_ && (!waiting_.empty() || !running_.empty())) {
      const double decoding = static_cast<double>(running_.size());
      const double until = decoding > 0.0 && !waiting_.empty() ? next_look() : step_;
      if (until > step_) {
        decode_on(decoding, until - step_);
      } else {
        take_prompts(decoding);
        if (pieces_.empty())
          decode_on(decoding, std::numeric_limits<double>::infinity());
        else
          prompts_and_decode(decoding);
      }
      retire();
      for (const Request& r : begun_) {
        running_.push({step_ + std::ceil((r.output - 1.0) / times_.tokens_per_step()), r.input, r.output, now_});
        context_ += r.input + 1.0;
      }
      begun_.clear();
    }
    return {ttft_ / std::max(1, started_), tpot_ / std::max(1, finished_), lag_s_ / std::max(1, started_)};
  }

 private:
  struct Request {
    double arrived, input, output, done = 0.0;
  };
  struct Running {
    double last_step, input, output, first_token;
    bool operator<(const Running& other) const { return last_step > other.last_step; }
  };

  void issue() {
    const auto length = [&](double longest, double least) {
      return std::max(least, std::round(longest * (1.0 - benchmark_.shortening * random_.uniform())));
    };
    const double input = length(shape_.input_tokens, 1.0);
    if (waiting_.empty()) held_since_ = step_;
    waiting_.push_back({now_, input, length(shape_.output_tokens, 2.0)});
    ++issued_;
  }

  /// The step at which the prompts that wait may be begun. A prompt under way is never held back.
  [[nodiscard]] double next_look() const {
    if (waiting_.front().done > 0.0) return step_;
    double at = scheduler_.look_every > 1.0 ? std::max(step_, looked_ + scheduler_.look_every) : step_;
    if (scheduler_.hold_steps > 0.0) {
      double tokens = static_cast<double>(running_.size());
      for (const Request& r : waiting_) tokens += r.input;
      if (tokens < scheduler_.hold_tokens) at = std::max(at, held_since_ + scheduler_.hold_steps);
    }
    // Each rank gets a prompt every `steps / in_flight` steps; the last of the others comes about H(ranks - 1) of those later. The first prompts come to all at once.
    if (scheduler_.gather_steps > 0.0 && finished_ > 0) {
      double harmonic = 0.0;
      for (int k = 1; k < times_.config().dp; ++k) harmonic += 1.0 / k;
      at = std::max(
          at, held_since_ + std::min(scheduler_.gather_steps, std::round(harmonic * shape_.output_tokens /
                                                                         times_.tokens_per_step() / benchmark_.in_flight)));
    }
    return at;
  }

  void take_prompts(double decoding) {
    pieces_.clear();
    looked_ = step_;
    double budget = scheduler_.token_budget - (scheduler_.prompts_alone ? 0.0 : decoding);
    for (std::size_t i = 0; i < waiting_.size() && budget >= 1.0 && decoding + static_cast<double>(i) < benchmark_.seats;
         ++i) {
      Request& r = waiting_[i];
      if (scheduler_.whole_prompts && i > 0 && r.input > budget) break;
      const double tokens = scheduler_.whole_prompts ? r.input : std::min(r.input - r.done, budget);
      pieces_.push_back({tokens, r.done});
      r.done += tokens, budget -= tokens;
    }
  }

  void prompts_and_decode(double decoding) {
    const bool alone = scheduler_.prompts_alone || decoding == 0.0;
    now_ += times_.step(alone ? 0.0 : decoding, alone ? 0.0 : context_ / decoding, pieces_).seconds;
    if (!alone) step_ += 1.0, context_ += decoding * times_.tokens_per_step();
    const double step_s = decoding > 0.0 ? times_.decode(decoding, context_ / decoding).seconds : 0.0;
    while (!waiting_.empty() && waiting_.front().done >= waiting_.front().input) {
      ttft_ += now_ - waiting_.front().arrived, lag_s_ += step_s, ++started_;
      begun_.push_back(waiting_.front());
      waiting_.pop_front();
      held_since_ = step_;
    }
    looked_ =
        scheduler_.prompts_alone ? step_ - scheduler_.look_every : step_;  // after prompts the queue is looked at at once
  }

  /// To the next end of an answer, at most `most` steps.
  void decode_on(double decoding, double most) {
    const double steps = std::max(1.0, std::min(most, running_.top().last_step - step_));
    now_ += times_.decode_run(decoding, context_ / decoding, steps).seconds;
    step_ += steps, context_ += decoding * steps * times_.tokens_per_step();
    if (waiting_.empty() && step_ - looked_ > scheduler_.look_every)
      looked_ += std::floor((step_ - looked_) / scheduler_.look_every) * scheduler_.look_every;
  }

  void retire() {
    while (!running_.empty() && running_.top().last_step <= step_) {
      const Running r = running_.top();
      running_.pop();
      context_ = std::max(0.0, context_ - r.input - r.output), ++finished_;
      tpot_ += (now_ - r.first_token) / (r.output - 1.0);
      if (issued_ < requests_) issue();
    }
  }

  const StepTimes& times_;
  RequestShape shape_;
  Scheduler scheduler_;
  Benchmark benchmark_;
  int requests_;
  gridwright::RandomStream random_{7, "compute.closed_loop"};
  std::deque<Request> waiting_;
  std::priority_queue<Running> running_;
  std::vector<PromptPiece> pieces_;
  std::vector<Request> begun_;
  double now_ = 0.0, step_ = 0.0, context_ = 0.0, ttft_ = 0.0, tpot_ = 0.0, lag_s_ = 0.0;
  double looked_ = 0.0, held_since_ = 0.0;  ///< steps
  int issued_ = 0, started_ = 0, finished_ = 0;
};

/// Prompts on workers of their own: a closed queue. Each prompt takes the worker that is free first, as many together as a worker has attention
/// ranks and its budget holds; its answer then decodes elsewhere for about `decode_s`, and the next prompt comes when that ends.
struct SplitBenchmark {
  int in_flight = 1, workers = 1, ranks = 1;  ///< attention ranks of a prefill worker
  double token_budget = 8192.0;               ///< of each rank
  double decode_s = 0.0;                      ///< of a request of full length
  double hand_over_s = 0.0;
  double shortening = 0.0;
};

/// Mean time to first token, s.
inline double split_ttft_s(const StepTimes& prefill, const RequestShape& shape, const SplitBenchmark& b) {
  gridwright::RandomStream random{7, "compute.split_loop"};
  const int requests = std::max(20, (b.in_flight > 2000 ? 2 : 10) * b.in_flight);
  std::priority_queue<double, std::vector<double>, std::greater<>> arrivals, free_at;
  for (int i = 0; i < std::min(b.in_flight, requests); ++i) arrivals.push(0.0);
  for (int i = 0; i < b.workers; ++i) free_at.push(0.0);
  const int together = std::max(1, b.ranks * std::max(1, static_cast<int>(b.token_budget / shape.input_tokens)));
  double sum = 0.0;
  int begun = 0, issued = static_cast<int>(arrivals.size());
  while (begun < requests && !arrivals.empty()) {
    const double start = std::max(free_at.top(), arrivals.top());
    free_at.pop();
    double longest = 0.0;
    std::vector<double> batch;
    while (!arrivals.empty() && arrivals.top() <= start && static_cast<int>(batch.size()) < together) {
      batch.push_back(arrivals.top());
      arrivals.pop();
      longest = std::max(longest, shape.input_tokens * (1.0 - b.shortening * random.uniform()));
    }
    const double a_rank = std::ceil(static_cast<double>(batch.size()) / b.ranks);
    const double end = start + prefill.step({.prefill_tokens = a_rank * longest, .prefill_sequences = a_rank}).seconds;
    free_at.push(end);
    for (const double arrived : batch) {
      sum += end + b.hand_over_s - arrived, ++begun;
      if (issued >= requests) continue;
      arrivals.push(end + b.hand_over_s + b.decode_s * (1.0 - b.shortening * random.uniform())), ++issued;
    }
  }
  return sum / std::max(1, begun);
}

}  // namespace compute_closed_loop
