#pragma once
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/placement.hpp"
#include "gridwright/routing/routes.hpp"
#include "gridwright/scenario/edge.hpp"
#include "gridwright/serving/deployment.hpp"
#include "gridwright/serving/simulate.hpp"
#include "gridwright/serving/workload.hpp"

/// A day of a serving network that nobody recorded: users of the world's cities at their local hours, agents beside them, sites near them.
///
///   Result<NetworkDay> day = synthetic_day({.deployment = {.model = "llama-3.1-70b", .accelerator = "h200_sxm"}, .requests = 1e6});
///   Result<serving::Outcome> o = simulate_network(*day, {.threads = 2});
///   o->cities[0].ttft.percentile(0.99);          // Tokyo, with its interval
namespace gridwright::study {

/// A system and what is asked of it, both as values.
struct NetworkDay {
  serving::System system;
  serving::Workload workload;
  serving::AgentPopulation agents{.population = 0};  ///< population 0: none
  std::string machines;                              ///< in words
  std::vector<std::string> notes;                    ///< what is synthetic, assumed, left out
};

struct SyntheticDay {
  serving::DeploymentSpec deployment{};   ///< mean_input and mean_output are the users' lengths, too
  double requests = 1e6;                  ///< of users, a day
  double hours = 24.0;                    ///< simulated, from Wednesday 00:00 UTC on
  int cities = 300;                       ///< the first of network::built_in_cities(): where users are, by people online
  int sites = 8;                          ///< in the largest of these cities, one each
  int replicas = 0;                       ///< all sites together, shared out by the busiest hour; 0 = as many as are `busy` full then
  double busy = 0.7;
  serving::Policy policy = serving::Policy::nearest;
  double burst_cv = 0.06;                 ///< of the rate from minute to minute
  double turns = 1.0;                     ///< of a conversation
  int agents = 0;                         ///< software agents that wake every `agent_period_s`, in step in four slots for a share `agent_sync`
  double agent_period_s = 14400.0, agent_sync = 0.3, agent_jitter_s = 300.0;
  double ttft_slo_s = 0.0, tpot_slo_s = 0.0;
};

/// Round trips by distance (network::DistanceFit::good_path), demand by shape_of_day() at each city's longitude / 15 hours. Errors of
/// serving::deploy, and numbers out of range.
[[nodiscard]] Result<NetworkDay> synthetic_day(const SyntheticDay& stated);

/// How much of a day a placed network is asked, and what breaks.
struct PlacedDay {
  double requests = 1e6;                  ///< a day, that reach a site
  double hours = 24.0, burst_cv = 0.06;
  std::string lost_site{};                ///< down from 12:00 to 13:00 UTC; empty = none
};
/// The network that `gridwright place` designed, under the very rules that `gridwright export` writes for it (routing::Routes): a city goes
/// to the first site of its country's list that is up; where residency closes the list, to no other. What a small model passes on goes by
/// weight. What is answered from caches does not reach a site. Machines are cut down in proportion to `requests`. Errors: a model or
/// accelerator that the compute room does not know, a lost site that is not there.
[[nodiscard]] Result<NetworkDay> placed_day(const scenario::Edge& edge, const design::Placement& placement, const PlacedDay& stated);

/// Lists of sites by city as the exported routes state them, into the system's routing. Cities are given by their country.
void follow_routes(const routing::Routes& routes, const std::vector<std::string>& countries, serving::Routing& routing);

/// Streams the requests through the system. Memory does not grow with their number.
[[nodiscard]] Result<serving::Outcome> simulate_network(const NetworkDay& day, serving::SimulateOptions options);

}  // namespace gridwright::study
