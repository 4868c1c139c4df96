#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/scenario/scenario.hpp"

/// Where a serving network should stand: which of the sites on offer to open, which models run there on how many accelerators, and
/// which city is served from where, at the least yearly cost that meets the latency goals and the residency rules.
///
///   PlacementOutcome o = place(*scenario::load_scenario("examples/edge-global"));
///   if (o.status == PlacementOutcome::Status::done) std::cout << o.placement.usd_per_million_tokens;
///
/// The model (docs/theory/placement.md): open sites, peak accelerators by hour, flows, coverage goals; solved as a facility location
/// problem with a Lagrangian bound (solver/location.hpp), so the gap to the best possible placement is proved. Whole instances and the
/// reserve for the loss of a site come on top and count against that gap.
namespace gridwright::plan {

struct PlacementProgress {
  std::string stage;  ///< "latency", "machines", "solve"
  int iteration = 0, nodes = 0;
  double usd_per_year = 0.0, bound_usd = 0.0;
};

struct PlacementOptions {
  double gap = 0.01;     ///< stop at this relative gap of the model; the answer's own gap is reported
  double seconds = 0.0;  ///< 0: no limit; a limit that strikes may change the answer from run to run
  int threads = 0;       ///< of the latency table; the answer does not depend on it
  std::function<void(const PlacementProgress&)> progress;
  const std::atomic<bool>* stop = nullptr;
};

struct PlacementOutcome {
  enum class Status { done, bad_input, infeasible, limit };
  Status status = Status::bad_input;
  design::Placement placement;         ///< when done or at a limit
  Diagnostics diagnostics;             ///< mistakes, or warnings beside an answer
  std::vector<std::string> conflicts;  ///< infeasible: what cannot hold, in the scenario's words
};

[[nodiscard]] PlacementOutcome place(const scenario::Scenario& scenario, const PlacementOptions& options = {});

}  // namespace gridwright::plan
