#include "gridwright/plan/supply_year.hpp"

#include "clouds.hpp"
#include "inputs.hpp"

namespace gridwright::plan {

Result<SupplyYear> supply_year(const scenario::Scenario& stated) {
  Diagnostics wrong;
  const scenario::Scenario scenario = with_clouds(stated, wrong);
  if (has_errors(wrong)) return wrong;
  Result<Inputs> inputs = resolve_inputs(scenario);
  if (!inputs) return inputs.diagnostics();
  SupplyYear out{.synthetic = inputs->synthetic_weather};
  for (std::size_t i = 0; i < inputs->own_sites(); ++i) {
    out.availability.emplace_back();
    for (Series& s : inputs->sites[i].availability) out.availability.back().push_back(std::move(s.values));
  }
  return out;
}

}  // namespace gridwright::plan
