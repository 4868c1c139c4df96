#pragma once
#include <memory>

#include "gridwright/core/random.hpp"
#include "gridwright/serving/simulate.hpp"

/// Small systems that several tests use.
namespace test {

using namespace gridwright;
using namespace gridwright::serving;

inline std::shared_ptr<const StepTable> table(const LinearStep& costs, int largest_batch = 256) {
  return std::make_shared<const StepTable>(step_model(costs, largest_batch));
}

/// About a 70-billion-parameter model on two accelerators: 12 ms a step, and what contexts and prompts add.
inline constexpr LinearStep model_70b{.base_s = 12e-3, .per_sequence_s = 30e-6, .per_context_token_s = 60e-9, .per_prompt_token_s = 40e-6, .per_prompt_pair_s = 2e-9};

inline System one_replica(const LinearStep& costs, const EngineConfig& engine) {
  System system;
  system.sites = {{.name = "here", .pools = {{.name = "pool", .engine = engine, .steps = table(costs, engine.max_sequences)}}}};
  return system;
}

/// Poisson arrivals with geometric lengths.
inline std::vector<Request> random_requests(int count, double per_s, double input, double output, std::uint64_t seed, std::uint64_t priorities = 1, std::uint32_t sessions = 0) {
  RandomStream draw(seed, "test.requests");
  std::vector<Request> all;
  double t = 0.0;
  for (int i = 0; i < count; ++i) {
    t += draw.exponential() / per_s;
    Request r;
    r.arrival_ns = ns_of(t);
    r.id = static_cast<std::uint64_t>(i);
    r.input_tokens = 1 + static_cast<std::int32_t>(input * draw.exponential());
    r.output_tokens = 1 + static_cast<std::int32_t>(output * draw.exponential());
    r.priority = static_cast<std::uint8_t>(draw.below(priorities));
    if (sessions > 0) r.session = 1 + static_cast<std::uint32_t>(draw.below(sessions));
    all.push_back(r);
  }
  return all;
}

inline std::vector<RequestRecord> run(const System& system, std::vector<Request> requests, SimulateOptions options = {}, Outcome* whole = nullptr, PromptBlocks blocks = {}) {
  std::vector<RequestRecord> records;
  options.on_request = [&](const RequestRecord& r) { records.push_back(r); };
  if (!requests.empty()) options.horizon_s = std::max(1.0, seconds_of(requests.back().arrival_ns) + 1.0);
  ListSource source(requests, std::move(blocks));
  Result<Outcome> outcome = simulate(system, source, options);
  if (outcome && whole != nullptr) *whole = std::move(*outcome);
  return records;
}

}  // namespace test
