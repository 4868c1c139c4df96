#pragma once
#include <algorithm>
#include <cmath>
#include <deque>
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

/// How a framework schedules. `looks` is how many decode steps a new request waits until its prompt is begun and its first
/// token is out (scheduling ahead of the device, polling the queue every so many steps); `start_s` is spent around the engine.
struct Scheduler {
  bool prompts_alone = false;  ///< prompts run before and without decoding, else beside it
  double start_s = 0.0, looks = 0.0;
};

struct Benchmark {
  int in_flight = 1;
  int seats = 1;             ///< requests the cache holds; the others wait
  double shortening = 0.0;   ///< lengths are spread evenly over [1 - shortening; 1] of the shape
};

struct Times {
  double ttft_s = 0.0, tpot_s = 0.0;  ///< means
};

class ClosedLoop {
 public:
  ClosedLoop(const StepTimes& times, const RequestShape& shape, const Scheduler& scheduler, const Benchmark& benchmark)
      : times_(times), shape_(shape), scheduler_(scheduler), benchmark_(benchmark), requests_(benchmark.in_flight > 2000 ? 2 * benchmark.in_flight : std::max(20, 10 * benchmark.in_flight)) {}

  Times run() {
    while (issued_ < std::min(benchmark_.in_flight, requests_)) issue();
    while (finished_ < requests_ && (!waiting_.empty() || !running_.empty())) {
      const double decoding = static_cast<double>(running_.size());
      take_prompts(decoding);
      if (pieces_.empty()) decode_on(decoding);
      else prompts_and_decode(decoding);
      retire();
      for (const Request& r : begun_) {
        running_.push({step_ + std::ceil((r.output - 1.0) / times_.tokens_per_step()), r.input, r.output, now_});
        context_ += r.input + 1.0;
      }
      begun_.clear();
    }
    return {ttft_ / std::max(1, started_), tpot_ / std::max(1, finished_)};
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
    const auto length = [&](double longest, double least) { return std::max(least, std::round(longest * (1.0 - benchmark_.shortening * random_.uniform()))); };
    const double input = length(shape_.input_tokens, 1.0);
    waiting_.push_back({now_, input, length(shape_.output_tokens, 2.0)});
    ++issued_;
  }

  void take_prompts(double decoding) {
    pieces_.clear();
    double budget = times_.config().chunk_tokens - (scheduler_.prompts_alone ? 0.0 : decoding);
    for (std::size_t i = 0; i < waiting_.size() && budget >= 1.0 && decoding + static_cast<double>(i) < benchmark_.seats; ++i) {
      Request& r = waiting_[i];
      const double tokens = std::min(r.input - r.done, budget);
      pieces_.push_back({tokens, r.done});
      r.done += tokens, budget -= tokens;
    }
  }

  void prompts_and_decode(double decoding) {
    const bool alone = scheduler_.prompts_alone || decoding == 0.0;
    now_ += times_.step(alone ? 0.0 : decoding, alone ? 0.0 : context_ / decoding, pieces_).seconds;
    if (!alone) step_ += 1.0, context_ += decoding * times_.tokens_per_step();
    const double look_s = decoding > 0.0 ? scheduler_.looks * times_.decode(decoding, context_ / decoding).seconds : 0.0;
    while (!waiting_.empty() && waiting_.front().done >= waiting_.front().input) {
      ttft_ += now_ - waiting_.front().arrived + scheduler_.start_s + look_s, ++started_;
      begun_.push_back(waiting_.front());
      waiting_.pop_front();
    }
  }

  void decode_on(double decoding) {
    const double steps = std::max(1.0, running_.top().last_step - step_);
    now_ += times_.decode_run(decoding, context_ / decoding, steps).seconds;
    step_ += steps, context_ += decoding * steps * times_.tokens_per_step();
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
  double now_ = 0.0, step_ = 0.0, context_ = 0.0, ttft_ = 0.0, tpot_ = 0.0;
  int issued_ = 0, started_ = 0, finished_ = 0;
};

}  // namespace compute_closed_loop
