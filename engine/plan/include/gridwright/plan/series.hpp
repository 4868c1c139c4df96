#pragma once
#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::plan {

/// The load a contract is judged against, accelerators by hour of the year (8,760 values); empty when it states none.
/// Diagnostics when its file cannot be read.
[[nodiscard]] Result<Series> contract_load(const scenario::Scenario& scenario, const scenario::Contract& contract);

}  // namespace gridwright::plan
