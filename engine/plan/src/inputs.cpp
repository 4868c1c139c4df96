#include "inputs.hpp"

#include <algorithm>

#include "inputs_parts.hpp"

namespace gridwright::plan {

std::string option_name(const HallOption& o) {
  return o.plant + " " + std::to_string(static_cast<int>(o.supply.degrees())) + " degC";
}

Result<Inputs> resolve_inputs(const scenario::Scenario& scenario, std::span<const ChipChange> chips) {
  Inputs in;
  Diagnostics wrong;
  in.hours = {.year = scenario.year, .steps = scenario.hours};
  for (const scenario::Site& site : scenario.sites) resolve_site(scenario, site, in, wrong);
  resolve_serving(scenario, chips, in, wrong);
  if (has_errors(wrong)) {
    // one mistake met at two sites is told once
    Diagnostics once;
    for (Diagnostic& d : wrong)
      if (std::find(once.begin(), once.end(), d) == once.end()) once.push_back(std::move(d));
    return once;
  }
  return {std::move(in), std::move(wrong)};
}

}  // namespace gridwright::plan
