#include "inputs.hpp"

#include <algorithm>

#include "horizon.hpp"
#include "inputs_parts.hpp"

namespace gridwright::plan {

std::string option_name(const HallOption& o) {
  return o.plant + " " + std::to_string(static_cast<int>(o.supply.degrees())) + " degC";
}

Result<Inputs> resolve_inputs(const scenario::Scenario& scenario, std::span<const ChipChange> chips, std::span<const facility::SiteConditions> worst) {
  Inputs in;
  Diagnostics wrong;
  const bool weeks = scenario.horizon.weeks < 52;
  in.hours = {.year = scenario.year, .steps = weeks ? 8760 : scenario.hours / scenario.step_h, .step_h = static_cast<double>(scenario.step_h)};
  std::size_t rented = 0;
  for (const scenario::Cloud& cloud : scenario.clouds) rented += cloud.offers.size();
  const std::size_t own = scenario.sites.size() - rented;
  for (std::size_t i = 0; i < own; ++i) resolve_site(scenario, scenario.sites[i], worst, in, wrong);
  for (std::size_t p = 0; p < scenario.clouds.size(); ++p) in.sites.insert(in.sites.end(), scenario.clouds[p].offers.size(), SiteInputs{.cloud = static_cast<int>(p)});
  resolve_serving(scenario, chips, in, wrong);
  if (has_errors(wrong)) {
    // one mistake met at two sites is told once
    Diagnostics once;
    for (Diagnostic& d : wrong)
      if (std::find(once.begin(), once.end(), d) == once.end()) once.push_back(std::move(d));
    return once;
  }
  if (weeks) in = sampled(in, representative_hours(scenario.horizon.weeks));
  return {std::move(in), std::move(wrong)};
}

std::string Inputs::label(int t) const {
  if (sampled.empty()) return hours.label(t);
  return HourAxis{.year = hours.year}.label(sampled[static_cast<std::size_t>(t)]);
}

}  // namespace gridwright::plan
