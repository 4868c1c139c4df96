#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "gridwright/solver/linear_program.hpp"

/// Which facilities to open and which one serves each client: p-median, uncapacitated facility location, and both with loads
/// that are paid at their peak over several periods and with shares of clients that must be served well.
///
///   LocationProblem p{.clients = 300, .facilities = 88, .cost = weighted_distances, .most_open = 8};
///   LocationSolution s = solve_location(p);
///   s.open; s.objective; s.bound; s.proved;
namespace gridwright::solver {

/// minimise  sum_j open_j y_j  +  sum_ij cost_ij x_ij  +  sum_jg rate_jg max_t sum_i load_igt x_ij
///   every client i is served once:            sum_j x_ij = 1,  x_ij in [0, 1]
///   only from open facilities:                x_ij <= y_j,     y_j in {0, 1}
///   least_open <= sum_j y_j <= most_open
///   for every coverage row r:                 sum { weight_i x_ij : measure_ij <= within_r } >= share_r sum weight_i
struct LocationProblem {
  int clients = 0, facilities = 0;
  std::vector<double> cost;           ///< clients x facilities, row by client; infinity: may not serve
  std::vector<double> open_cost;      ///< a facility; empty: nothing
  int least_open = 1, most_open = 0;  ///< most_open 0: no limit

  /// Loads of several groups (kinds of machine) in several periods; each group is paid at its peak. 0 periods: no loads.
  int periods = 0, groups = 1;
  std::vector<double> load;  ///< clients x groups x periods
  std::vector<double> rate;  ///< facilities x groups: price of one unit of peak load

  struct Coverage {
    double within = 0.0, share = 0.0;
  };
  std::vector<Coverage> coverage;  ///< `within` ascending
  std::vector<double> measure;     ///< clients x facilities
  std::vector<double> weight;      ///< of a client
};
/// Sizes agree, numbers are finite where they must be, every client has a facility that may serve it.
[[nodiscard]] bool well_formed(const LocationProblem& problem);

struct LocationProgress {
  int iteration = 0, nodes = 0;
  double objective = 0.0, bound = 0.0;
};
struct LocationOptions {
  double gap = 1e-9;           ///< relative; stop when (objective - bound) / objective is at most this
  int root_iterations = 3000;  ///< of the subgradient at the root, a quarter at other nodes: the effort, not the answer
  int nodes = 20000;           ///< branch and bound stops there; 1: the root alone
  double seconds = infinity;   ///< and there, after which repeated runs may differ
  std::vector<int> start{};    ///< facilities of a good answer, where one is known
  std::function<void(const LocationProgress&)> progress{};
  const std::atomic<bool>* stop = nullptr;
};

struct LocationSolution {
  Status status = Status::infeasible;  ///< optimal: proved to the gap asked for; limit; infeasible: no answer was found
  std::vector<int> open{};             ///< ascending
  std::vector<int> server{};           ///< facility of each client (clients are not split)
  double objective = infinity, bound = -infinity;
  int iterations = 0, nodes = 0;
  [[nodiscard]] double gap() const { return (objective - bound) / (objective > 0 ? objective : 1.0); }
};

/// Lagrangian bound (clients' rows priced, peaks by convex weights of periods, coverage rows priced) with subgradient steps, fast
/// interchange (Resende and Werneck 2007) from the priced facilities, reduced-cost fixing, depth-first branch and bound on
/// facilities. Deterministic for the same options unless `seconds` or `stop` ends it. Cost of an iteration: clients x facilities.
[[nodiscard]] LocationSolution solve_location(const LocationProblem& problem, const LocationOptions& options = {});

/// Value of an answer, from the problem alone; infinity when it breaks a rule.
[[nodiscard]] double location_value(const LocationProblem& problem, const std::vector<int>& open,
                                    const std::vector<int>& server);

}  // namespace gridwright::solver
