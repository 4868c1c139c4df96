#pragma once
#include <span>

namespace gridwright::energy {

/// Carbon of running a site for the covered hours, location based (GHG Protocol scope 2 guidance): what the grid around it
/// emitted for its import, hour by hour, plus its own chimneys. Contracts and certificates change none of it.
struct CarbonSums {
  double grid_kg = 0.0;        ///< sum import x intensity
  double onsite_kg = 0.0;      ///< sum generation x emission factor
  double load_mwh = 0.0;
  [[nodiscard]] double total_kg() const { return grid_kg + onsite_kg; }
  /// kg per MWh used; 0 without load. 1 kg/MWh = 1 g/kWh.
  [[nodiscard]] double kg_per_mwh() const { return load_mwh > 0.0 ? total_kg() / load_mwh : 0.0; }
  CarbonSums& operator+=(const CarbonSums& other) {
    grid_kg += other.grid_kg, onsite_kg += other.onsite_kg, load_mwh += other.load_mwh;
    return *this;
  }
};

/// Import and its intensity, MW and kg/MWh (empty = no grid). Average intensity, not marginal: it says what was emitted, not
/// what one more MWh would emit.
[[nodiscard]] double grid_carbon_kg(std::span<const double> import_mw, std::span<const double> intensity_kg_per_mwh,
                                    double step_h = 1.0);
/// A generator's own emissions, kg; emission factor per MWh of electricity.
[[nodiscard]] double onsite_carbon_kg(std::span<const double> generation_mw, double kg_per_mwh, double step_h = 1.0);

}  // namespace gridwright::energy
