#pragma once
#include "section.hpp"

namespace gridwright::scenario {

/// What no single attribute shows: references, duplicate ids, limits that contradict one another. `file` is the section of
/// the whole file, for places. `contracts_only`: no site and nothing to serve is asked for, but a contract.
void validate(const Scenario& scenario, Section& file, bool contracts_only);
/// The part of it that is about clouds, parties and contracts.
void validate_deals(const Scenario& scenario, Section& file);

}  // namespace gridwright::scenario
