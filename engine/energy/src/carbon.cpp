#include "gridwright/energy/carbon.hpp"

#include <cassert>

namespace gridwright::energy {

double grid_carbon_kg(std::span<const double> import_mw, std::span<const double> intensity_kg_per_mwh, double step_h) {
  assert(import_mw.size() == intensity_kg_per_mwh.size() || import_mw.empty() || intensity_kg_per_mwh.empty());
  if (intensity_kg_per_mwh.empty()) return 0.0;
  double kg = 0.0;
  for (std::size_t t = 0; t < import_mw.size(); ++t) kg += step_h * import_mw[t] * intensity_kg_per_mwh[t];
  return kg;
}

double onsite_carbon_kg(std::span<const double> generation_mw, double kg_per_mwh, double step_h) {
  double mwh = 0.0;
  for (double mw : generation_mw) mwh += step_h * mw;
  return kg_per_mwh * mwh;
}

}  // namespace gridwright::energy
