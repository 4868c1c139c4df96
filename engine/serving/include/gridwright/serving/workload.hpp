#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/serving/request.hpp"
#include "gridwright/serving/trace.hpp"

/// Requests of days and years that nobody recorded: the shape of a day where the users live, lengths as measured, bursts.
/// What comes out is synthetic, and every report of it has to say so.
namespace gridwright::serving {

/// Lengths of prompts and answers.
struct Lengths {
  /// Measured pairs, drawn as they are (which keeps how long prompts and long answers go together). Empty: the law below.
  std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
  /// Lognormal with the stated means and standard deviations of the logarithm, correlated.
  double input_mean = 1024.0, output_mean = 256.0;
  double input_sigma = 1.0, output_sigma = 0.9, correlation = 0.0;
  std::int32_t input_most = 1 << 20, output_most = 1 << 18;

  [[nodiscard]] std::pair<std::int32_t, std::int32_t> draw(RandomStream& from) const;
};
/// The pairs of a trace's class; -1 = of all classes. At most `most` of them, evenly picked.
[[nodiscard]] Lengths lengths_of(const Trace& trace, int klass = -1, std::size_t most = 65536);
/// The lognormal law fitted to pairs by the moments of their logarithms (means kept exactly).
[[nodiscard]] Lengths fitted(const Lengths& measured);

/// Requests of one class from one city.
struct Stream {
  std::uint8_t klass = 0;
  std::uint16_t origin = 0;
  double mean_per_s = 1.0;                 ///< over the week
  std::vector<double> per_s_by_hour{};     ///< instead of mean and shape: requests/s in each hour of the run, repeated
  double hour_s = 3600.0;                  ///< seconds simulated of each of these hours
  bool diurnal = true;                     ///< shape_of_day() by local time; otherwise even
  double utc_offset_h = 0.0;               ///< local time = time of the run + offset (+ start_hour of the workload)
  double burst_cv = 0.0;                   ///< the rate is multiplied by a Gamma variable of mean 1 and this coefficient of variation,
  double burst_s = 60.0;                   ///< drawn anew every so many seconds (doubly stochastic Poisson)
  std::shared_ptr<const Lengths> lengths{};
  double turns_mean = 1.0;                 ///< of a conversation, geometric; turns share their growing text
  double think_median_s = 40.0, think_sigma = 1.0;  ///< from one turn to the next, lognormal; the answer's time included
  std::uint8_t priority = 0;
  std::uint32_t deadline_s = 0;
};

/// Demand relative to its mean by local hour and weekday (0 = Monday): low at 03:00, high at 15:00, weekends lower. The planning model
/// uses the same shape. Estimate: the shape of public inference traces.
[[nodiscard]] double shape_of_day(double local_hour, int weekday);

struct Workload {
  std::vector<Stream> streams;
  double start_hour = 0.0;                 ///< hour of the week at which the run starts, UTC; 0 = Monday 00:00
  double end_s = 86400.0;
  PromptBlocks blocks{};                   ///< tokens_per_block and shared_tokens of conversations
};

/// Merges all streams in order of time. The rate of every stream is constant for `burst_s` (its least, at most 60 s).
/// Cost: about 100 ns a request; memory for conversations under way only.
class SyntheticSource final : public ArrivalSource {
 public:
  SyntheticSource(Workload workload, std::uint64_t seed);
  ~SyntheticSource() override;
  bool next(Request& request) override;
  [[nodiscard]] const PromptBlocks& blocks() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Software agents that wake on a clock (reference values: docs/theory/serving.md).
struct AgentPopulation {
  std::uint8_t klass = 0;
  std::vector<double> city_shares{1.0};    ///< of agents, by city
  int population = 1000;
  double period_s = 14400.0;
  double sync_fraction = 0.0;              ///< of agents that wake at one of `slots` moments of the period; the rest at moments of their own
  int slots = 4;
  enum class Jitter : std::uint8_t { uniform, exponential, hash } jitter_kind = Jitter::uniform;
  double jitter_s = 0.0;                   ///< hash: the same for an agent every time, spread evenly
  double turns_mean = 3.0;                 ///< calls of one wake-up, geometric
  double tool_median_s = 4.0, tool_sigma = 0.8;  ///< between calls, lognormal
  double first_input_tokens = 8000.0, input_growth_tokens = 1500.0;  ///< a call's prompt holds all before it
  double output_median = 250.0, output_p95 = 1500.0;                 ///< lognormal
  bool keeps_history = false;              ///< the context grows from wake-up to wake-up until `history_most`; otherwise isolated
  double history_most = 100'000.0;
  std::uint32_t deadline_s = 600;
  std::uint8_t priority = 1;
  double outage_from_s = 0.0, outage_to_s = 0.0;  ///< the agents' own gateway is down: whoever was due wakes when it is back
  double end_s = 86400.0;
};

/// Calls of all agents in order of time.
class AgentSource final : public ArrivalSource {
 public:
  AgentSource(const AgentPopulation& agents, PromptBlocks blocks, std::uint64_t seed);
  ~AgentSource() override;
  bool next(Request& request) override;
  [[nodiscard]] const PromptBlocks& blocks() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Largest number of wake-ups in a window of `window_s` over the mean number:
///   (1 - f) + f T / (K max(J, w))      f synchronous share, T period, K slots, J jitter, w window
[[nodiscard]] double herd_peak_to_mean(const AgentPopulation& agents, double window_s);
/// The same counted: fullest of the windows [0, w), [w, 2w), ... over the mean in `span_s`.
[[nodiscard]] double counted_peak_to_mean(const std::vector<Nanoseconds>& arrivals, double window_s, double span_s);
/// Time to serve the herd that waits after an outage longer than the period, at `per_s` wake-ups a second.
[[nodiscard]] double herd_drain_s(const AgentPopulation& agents, double per_s);

/// Several sources as one, in order of time; ids are given anew, sessions of different sources kept apart.
class MergedSource final : public ArrivalSource {
 public:
  /// All sources must agree on tokens_per_block and shared_tokens, and none may state block ids.
  explicit MergedSource(std::vector<std::unique_ptr<ArrivalSource>> sources);
  bool next(Request& request) override;
  [[nodiscard]] const PromptBlocks& blocks() const override { return sources_.front()->blocks(); }

 private:
  std::vector<std::unique_ptr<ArrivalSource>> sources_;
  std::vector<Request> heads_;
  std::vector<bool> has_;
  std::uint64_t given_ = 0;
};

}  // namespace gridwright::serving
