#pragma once
#include <span>
#include <vector>

#include "gridwright/energy/storage.hpp"

/// How much of a flat load do given plants and stores carry by themselves, hour by hour? No prices and no foresight: what is there
/// carries the load, what is left charges the stores, what is missing is drawn from them.
///
/// With one store no rule serves more energy: holding energy back for a later hour never serves more than it withholds now. With
/// several, the order below is a good one and not proved best.
namespace gridwright::energy {

struct CarryingStore {
  StorageRules rules{};
  double yearly_discharge_mwh = 0.0;   ///< throughput limit at the terminals over the covered hours; 0 = none
};

struct CarriedFlat {
  std::vector<double> supply_mwh{};    ///< of each supply, to the load; hours of surplus are shared in proportion to what is available
  double storage_mwh = 0.0, load_mwh = 0.0, missing_mwh = 0.0;
  double short_h = 0.0, longest_short_h = 0.0, deepest_mw = 0.0;
  std::vector<double> missing_mw{};    ///< by step
};

/// `available_mw`: one span of equal length a supply. `stores` in the order in which they charge and discharge: short before long, so
/// that the long one is kept for lulls. The year is cyclic: it is walked twice, and the second walk is counted. An hour is short when
/// more than 1e-6 of the load is missing. Cost: about 50 ns a step and store.
[[nodiscard]] CarriedFlat carry_flat_load(std::span<const std::span<const double>> available_mw, std::span<const CarryingStore> stores,
                                          double load_mw, double step_h);

/// The largest flat load of which all is carried in at least `share` of the hours, by bisection to 1e-4 of the largest supply.
[[nodiscard]] double firm_load_mw(std::span<const std::span<const double>> available_mw, std::span<const CarryingStore> stores, double share,
                                  double step_h);

}  // namespace gridwright::energy
