#pragma once
#include <string>
#include <vector>

#include "gridwright/design/placement.hpp"
#include "program.hpp"

/// From the solver's choice to a network that can be built: whole instances, backups, reserves, and what everybody sees and pays.
namespace gridwright::plan::placement {

struct Answer {
  std::vector<std::size_t> open;              ///< candidates, ascending
  std::vector<std::size_t> near;              ///< of a city: where it is served
  std::vector<std::size_t> backup;            ///< of a city: where it goes when that is lost; number of candidates: nowhere
  std::vector<std::vector<std::size_t>> far;  ///< of a city and stage: where that stage runs (near stages: as near)
  std::vector<double> reserve;                ///< candidates x stages: output tokens a second on top of the own peak
};

[[nodiscard]] Answer answer_of(const Market& market, const scenario::Edge& edge, const Program& program,
                               const solver::LocationSolution& solution);

/// Gives every city a second site (opening the cheapest that helps most where there is none within its rules) and every site the
/// reserve that the worst loss of another asks of it, as little of it as share_the_loss() can do with. Sentences: cities that cannot
/// have a second site.
[[nodiscard]] std::vector<std::string> add_backups(const Market& market, const scenario::Edge& edge, Answer& answer);

/// Not the same place: one site is lost with everything in its metropolitan area.
[[nodiscard]] bool apart(const Market& market, std::size_t a, std::size_t b);

/// Of an answer with backups: what may stand anywhere is spread over as many open sites as make the loss of one cheapest, cities take the
/// second sites that need the least reserve, and the reserves are found. Cost: about a second for 300 cities and 30 sites.
void share_the_loss(const Market& market, const scenario::Edge& edge, Answer& answer);

[[nodiscard]] design::Placement describe(const scenario::Scenario& scenario, const Market& market, const Program& program,
                                         const Answer& answer, const solver::LocationSolution& solution, double gap_asked);

}  // namespace gridwright::plan::placement
