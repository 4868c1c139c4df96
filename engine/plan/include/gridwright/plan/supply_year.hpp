#pragma once
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::plan {

/// What the weather of a scenario lets its supply give, as a plan sees it.
struct SupplyYear {
  bool synthetic = false;            ///< some site's weather is drawn from the scenario's seed: another seed is another year
  /// [site][generator][step], share of nameplate; own sites in the scenario's order.
  std::vector<std::vector<std::vector<double>>> availability{};
};

/// Errors as a plan of the scenario would give them. Cost: the physics of a plan, about 0.1 s a site.
[[nodiscard]] Result<SupplyYear> supply_year(const scenario::Scenario& scenario);

}  // namespace gridwright::plan
