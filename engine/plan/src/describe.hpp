#pragma once
#include "inputs.hpp"

namespace gridwright::plan {

/// Completes a design with what follows from it and the physics: how cooling and power chain behave, what the hall
/// alternatives would have done, the tariff ledger, assumptions and synthetic inputs in words.
void describe(const scenario::Scenario& scenario, const Inputs& in, design::Design& out);

}  // namespace gridwright::plan
