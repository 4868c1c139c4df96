#include <algorithm>
#include <cmath>
#include <queue>
#include <tuple>

#include "gridwright/serving/workload.hpp"
#include "laws.hpp"

namespace gridwright::serving {

struct AgentSource::State {
  State(const AgentPopulation& stated, PromptBlocks b, std::uint64_t seed) : a(stated), blocks(std::move(b)), draw(seed, "serving.agents"), lengths(seed, "serving.agents.lengths") {
    RandomStream places(seed, "serving.agents.places");
    double sum = 0.0;
    for (const double x : a.city_shares) cumulative.push_back(sum += x);
    agents.resize(static_cast<std::size_t>(a.population));
    for (std::size_t i = 0; i < agents.size(); ++i) {
      Agent& g = agents[i];
      const bool in_step = places.uniform() < a.sync_fraction;
      const double slot = static_cast<double>(places.below(static_cast<std::uint64_t>(std::max(1, a.slots))));
      g.phase_s = in_step ? slot * a.period_s / std::max(1, a.slots) : places.uniform() * a.period_s;
      g.hash_jitter = places.uniform();
      const auto city = std::upper_bound(cumulative.begin(), cumulative.end(), places.uniform() * sum);
      g.city = static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(city - cumulative.begin(), static_cast<std::ptrdiff_t>(cumulative.size()) - 1));
      g.input = a.first_input_tokens;
      wake_later(static_cast<std::uint32_t>(i), 0);
    }
  }

  struct Agent {
    double phase_s = 0.0, hash_jitter = 0.0, input = 0.0;
    std::uint16_t city = 0;
  };
  struct Due {
    double at_s;
    std::uint32_t agent;
    std::uint32_t wake;      ///< how often it woke before
    std::int32_t left;       ///< calls still to make after this one
    std::int32_t context;    ///< tokens of text before this call; 0 = the first call of a wake-up
    bool operator>(const Due& o) const { return std::tie(at_s, agent, wake) > std::tie(o.at_s, o.agent, o.wake); }
  };

  void wake_later(std::uint32_t i, std::uint32_t wake) {
    const Agent& g = agents[i];
    double jitter = 0.0;
    if (a.jitter_s > 0.0 && a.jitter_kind == AgentPopulation::Jitter::uniform) jitter = draw.uniform() * a.jitter_s;
    if (a.jitter_s > 0.0 && a.jitter_kind == AgentPopulation::Jitter::exponential) jitter = draw.exponential() * a.jitter_s;
    if (a.jitter_s > 0.0 && a.jitter_kind == AgentPopulation::Jitter::hash) jitter = g.hash_jitter * a.jitter_s;
    double at = g.phase_s + wake * a.period_s;
    if (at >= a.outage_from_s && at < a.outage_to_s) at = a.outage_to_s;  // due while its gateway was down: once, when it is back
    at += jitter;
    if (at < a.end_s) due.push({at, i, wake, -1, 0});
  }

  bool next(Request& r) {
    if (due.empty()) return false;
    Due d = due.top();
    due.pop();
    Agent& g = agents[d.agent];
    if (d.left < 0) {  // wakes up
      std::uint32_t after = d.wake + 1;
      while (g.phase_s + after * a.period_s < a.outage_to_s && g.phase_s + after * a.period_s >= a.outage_from_s && d.at_s >= a.outage_to_s) ++after;  // missed wake-ups are one
      wake_later(d.agent, after);
      d.left = geometric(lengths, a.turns_mean) - 1;
      d.context = static_cast<std::int32_t>(a.keeps_history ? g.input : a.first_input_tokens);
    }
    const double sigma = std::log(a.output_p95 / a.output_median) / 1.644854;
    r = {.arrival_ns = ns_of(d.at_s), .id = given++, .input_tokens = std::max(1, d.context), .output_tokens = whole_tokens(lognormal(lengths, a.output_median, sigma), 1 << 16),
         .session = d.agent + 1, .deadline_s = a.deadline_s, .origin = g.city, .klass = a.klass, .priority = a.priority};
    const double grown = d.context + a.input_growth_tokens;
    if (a.keeps_history) g.input = std::min(a.history_most, grown);
    if (d.left > 0) {
      const double then = d.at_s + lognormal(lengths, a.tool_median_s, a.tool_sigma);
      if (then < a.end_s) due.push({then, d.agent, d.wake, d.left - 1, static_cast<std::int32_t>(std::min(a.history_most, grown))});
    }
    return true;
  }

  AgentPopulation a;
  PromptBlocks blocks;
  RandomStream draw, lengths;
  std::vector<double> cumulative;
  std::vector<Agent> agents;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due;
  std::uint64_t given = 0;
};

AgentSource::AgentSource(const AgentPopulation& agents, PromptBlocks blocks, std::uint64_t seed) : state_(std::make_unique<State>(agents, std::move(blocks), seed)) {}
AgentSource::~AgentSource() = default;
bool AgentSource::next(Request& request) { return state_->next(request); }
const PromptBlocks& AgentSource::blocks() const { return state_->blocks; }

double herd_peak_to_mean(const AgentPopulation& a, double window_s) {
  return (1.0 - a.sync_fraction) + a.sync_fraction * a.period_s / (a.slots * std::max(a.jitter_s, window_s));
}

double counted_peak_to_mean(const std::vector<Nanoseconds>& arrivals, double window_s, double span_s) {
  if (arrivals.empty()) return 0.0;
  const auto window = ns_of(window_s);
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(arrivals.back() / window) + 1, 0);
  for (const Nanoseconds at : arrivals) ++counts[static_cast<std::size_t>(at / window)];
  const double mean = static_cast<double>(arrivals.size()) / (span_s / window_s);
  return *std::max_element(counts.begin(), counts.end()) / mean;
}

double herd_drain_s(const AgentPopulation& a, double per_s) {
  const double arriving = a.population / a.period_s;
  return per_s > arriving ? a.population / (per_s - arriving) : INFINITY;
}

}  // namespace gridwright::serving
