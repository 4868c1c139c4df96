#pragma once
#include <filesystem>
#include <functional>
#include <optional>

#include "gridwright/serving/deployment.hpp"
#include "gridwright/serving/simulate.hpp"
#include "gridwright/serving/trace.hpp"

/// A recorded trace on stated machines.
///
///   Result<Replay> r = replay_trace("conv.csv.gz", {.deployment = {.model = "llama-3.1-70b", .accelerator = "h200_sxm"}, .replicas = 4});
///   serving::summary_text(r->outcome, r->system);
namespace gridwright::study {

struct ReplayOptions {
  serving::DeploymentSpec deployment;
  int replicas = 1;
  serving::Balance balance = serving::Balance::least_outstanding;
  serving::TraceOptions trace{};
  double ttft_slo_s = 0.0, tpot_slo_s = 0.0;
  serving::SimulateOptions simulate{};
  std::filesystem::path requests_csv{};   ///< one line a request goes here while it runs; empty = nowhere
  bool keep_iterations = false;           ///< of the slice, for a Chrome trace
};

struct Replay {
  serving::System system;
  serving::Outcome outcome;
  serving::TraceSchema schema{};
  serving::SkippedRows skipped;
  std::string deployment;                 ///< in words
  std::vector<serving::IterationRecord> iterations;
  /// A measured run: means of what was recorded beside ours, seconds.
  struct Measured {
    double ttft_s = 0.0, tpot_s = 0.0, end_to_end_s = 0.0;
    double ttft_p99_s = 0.0, tpot_p99_s = 0.0, end_to_end_p99_s = 0.0;
  };
  std::optional<Measured> measured;
};

/// Streams the trace: memory does not grow with it. With BadRows::error a bad row stops the run, with the row named.
[[nodiscard]] Result<Replay> replay_trace(const std::filesystem::path& trace, const ReplayOptions& options);

}  // namespace gridwright::study
