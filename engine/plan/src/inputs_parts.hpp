#pragma once
#include "inputs.hpp"

// The pieces of resolve_inputs(), one a room.
namespace gridwright::plan {

/// Fleets, operating points and demand (compute room).
void resolve_serving(const scenario::Scenario& scenario, std::span<const ChipChange> chips, Inputs& in, Diagnostics& wrong);
/// Weather, availability, prices, clean share, load and halls of one site (weather, energy and facility rooms).
void resolve_site(const scenario::Scenario& scenario, const scenario::Site& site, Inputs& in, Diagnostics& wrong);

}  // namespace gridwright::plan
