#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/solver/linear_program.hpp"
#include "gridwright/solver/solve.hpp"

/// Scenario in, least-cost design out.
///
///   Result<scenario::Scenario> s = scenario::load_scenario("examples/pine-island");
///   plan::Outcome o = plan::plan(*s);
///   if (o.status == plan::Outcome::Status::done) std::cout << o.design.usd_per_year;
///
/// One optimisation model of the whole year, solved at once, then proved: verify() recomputes balances, limits, costs and
/// scores from the design and the scenario and shares nothing with the model builder. A design that fails is our bug.
namespace gridwright::plan {

/// Where a plan is: one line of talk.
struct Progress {
  std::string stage;            ///< "load", "physics", "build", "solve", "check"
  int step = 0, steps = 5;
  int iteration = 0;            ///< of the solver, 0 elsewhere
  double gap = 0.0, usd_per_year = 0.0, seconds = 0.0;
};

/// Chips of a fleet run otherwise than the compute room would choose: what `gridwright value` asks about. The answer changes.
struct ChipChange {
  std::string fleet;                    ///< its id
  std::vector<std::string> kernels;     ///< "gemm_fp8 +20 %": so much more work a second than measured
  double power_cap = 1.0;               ///< of the power while busy, 0.6..1; the hall then sets aside that much less
  int largest_batch = 4096;             ///< requests in flight on one instance
};

struct Options {
  std::vector<ChipChange> chips{};      ///< fleets not named run as they are
  // -- change the answer only within the tolerance
  double gap = 1e-8;            ///< stop at this relative gap; the report prints the gap reached
  double decision_gap = 1e-5;   ///< the same of yes-or-no decisions: contracts, exits, tiers of traffic
  // -- change the effort
  solver::Method method = solver::Method::automatic;
  int threads = 0;              ///< 0 = all cores; the answer does not depend on it (a test holds this)
  double seconds = solver::infinity;
  std::filesystem::path mps;    ///< when not empty, the model is also written here
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* stop = nullptr;
};

/// A group of rows that cannot all hold, in the scenario's words.
struct Conflict {
  std::string block;            ///< "power_balance[pine_island]"
  int rows = 0;                 ///< how many of its rows had to be violated
  std::string first, worst;     ///< labels: "2028-01-07 03:00"
  double amount = 0.0;          ///< largest violation, unit of the row
  std::string sentence;
};

struct Outcome {
  enum class Status { done, bad_input, infeasible, unbounded, limit, interrupted, failed };
  Status status = Status::failed;
  Diagnostics diagnostics;      ///< bad input, or what went wrong
  std::vector<Conflict> conflicts;   ///< infeasible: what stands against what
  design::Design design;        ///< done, or limit (usable, with the gap it reached)
  std::vector<design::StageTime> times;
  std::vector<std::vector<double>> built;  ///< [year]: what is built, for plans that must live with it; order is the plan's own
};

[[nodiscard]] Outcome plan(const scenario::Scenario& scenario, const Options& options = {});

/// Plans again with one thing changed at a time and adds what that shows to `design` (made by plan() with the same options):
/// what each offered contract is worth, the cost of less concentration, price shocks and weak demand with what has been
/// signed, and the lock-in measures that follow. A dozen plans or so; those without an answer are said so in the notes.
void explore_deals(const scenario::Scenario& scenario, const Options& options, design::Design& design);

/// The independent checker: every law of the scenario recomputed from the design. Cost: one pass over the hours.
/// Diagnostics when the scenario's series cannot be read (they were readable when the design was made).
[[nodiscard]] Result<std::vector<design::Check>> verify(const scenario::Scenario& scenario, const design::Design& design);

/// The optimisation model alone, for oracles and export.
[[nodiscard]] Result<solver::LinearProgram> model_of(const scenario::Scenario& scenario);

}  // namespace gridwright::plan
