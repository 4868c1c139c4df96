#pragma once
#include "section.hpp"

namespace gridwright::scenario {

/// What no single attribute shows: references, duplicate ids, limits that contradict one another. `file` is the section of
/// the whole file, for places.
void validate(const Scenario& scenario, Section& file);

}  // namespace gridwright::scenario
