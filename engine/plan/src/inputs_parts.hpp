#pragma once
#include "inputs.hpp"

// The pieces of resolve_inputs(), one a room.
namespace gridwright::plan {

/// Fleets, operating points and demand (compute room).
void resolve_serving(const scenario::Scenario& scenario, std::span<const ChipChange> chips, Inputs& in, Diagnostics& wrong);
/// What the halls of each site are sized for: the warmest of all weathers. `weathers`: the scenario in each, with the same sites; one: nothing.
[[nodiscard]] std::vector<facility::SiteConditions> worst_conditions(std::span<const scenario::Scenario> weathers);
/// Weather, availability, prices, clean share, load and halls of the next site (weather, energy and facility rooms). `worst`: by site, or
/// nothing: halls are sized for the weather of the scenario.
void resolve_site(const scenario::Scenario& scenario, const scenario::Site& site, std::span<const facility::SiteConditions> worst, Inputs& in, Diagnostics& wrong);

}  // namespace gridwright::plan
