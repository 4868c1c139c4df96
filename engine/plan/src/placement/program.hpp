#pragma once
#include <string>
#include <vector>

#include "gridwright/solver/location.hpp"
#include "market.hpp"

/// The market as a facility location problem.
namespace gridwright::plan::placement {

/// Clients are cities (all near stages together), then, for each far stage, cities that are alike to it: same rules, same clock.
/// Groups of load are stages, periods hours of UTC.
///   cost_ij    egress of the tokens sent from j, and the energy of own machines        USD a year
///   rate_jg    a year of one accelerator at j / what one is planned to generate a second
///   load_igt   output tokens a second that stage g generates for city i at hour t
///   weight_i   users; measure_ij: typical round trip; far stages count in no goal
struct Program {
  solver::LocationProblem problem;
  std::vector<std::vector<std::size_t>> cities;  ///< of a client
  std::vector<std::size_t> stage;                ///< of a client; number of stages: the near ones
};
[[nodiscard]] Program program_of(const Market& market, const scenario::Edge& edge);

/// Why there can be no answer even with every site open; empty when nothing of the kind is found.
[[nodiscard]] std::vector<std::string> what_cannot_hold(const Market& market, const scenario::Edge& edge);

/// Which of the open sites a city may use, the best first by round trip.
[[nodiscard]] bool may_serve(const Market& market, const scenario::Edge& edge, std::size_t city, std::size_t candidate);

}  // namespace gridwright::plan::placement
