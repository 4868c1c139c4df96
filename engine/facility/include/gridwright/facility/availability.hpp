#pragma once
#include "gridwright/core/quantity.hpp"
#include "gridwright/facility/power_chain.hpp"

/// Availability of redundant power and cooling: from the reliability of units to the hours a hall is down.
///
///   const double unit = availability(250'000 * hours, 12 * hours);            // MTBF, MTTR
///   double n_plus_1 = k_of_n(5, 6, unit);                                     // five of six must run
///   double really = k_of_n_common_cause(5, 6, unit, 0.02);                    // 2 % of failures take all at once
///   double hours_down = (1.0 - really) * 8760;
///
/// Units fail independently unless said otherwise. Pure functions; probabilities 0..1 (asserted).
namespace gridwright::facility {

/// A = MTBF / (MTBF + MTTR).
[[nodiscard]] double availability(Duration mean_time_between_failures, Duration mean_time_to_repair);

/// At least k of n like units up:  sum over i = k..n of C(n,i) A^i (1-A)^(n-i).
/// Check: A = 0.9998: 2 of 2 0.99960004, 2 of 3 0.99999988; 2N of paths with A = 0.9995: 0.99999975.
[[nodiscard]] double k_of_n(int k, int n, double unit);

/// Beta-factor model: share beta of a unit's unavailability strikes all units together, the rest is independent:
///   A = k_of_n(k, n, 1 - (1 - beta)(1 - A_unit)) (1 - beta (1 - A_unit))
/// beta is 1-5 % for like units side by side (IEEE practice); it, not the count of units, limits what redundancy buys.
[[nodiscard]] double k_of_n_common_cause(int k, int n, double unit, double beta);

/// Grid with standby generators and a ride-through store (UPS or rack batteries).
struct GridBackup {
  double outages_per_year = 1.0;
  double outage_hours = 1.5;            ///< median of a lognormal
  double outage_spread = 1.0;           ///< its log standard deviation
  double start_failure = 0.01;          ///< of one generator per demand, 0.5-1.5 %
  int generators_needed = 5, generators_installed = 6;
  double common_cause = 0.02;           ///< of start failures strike all sets
  double ride_through_minutes = 3.0;    ///< without generators, shorter outages pass unnoticed
};
/// Expected hours a year without power: outages in which fewer than the needed generators start, or, where there are none
/// (generators_installed = 0), outages that outlast the ride-through.
[[nodiscard]] double grid_downtime_hours(const GridBackup& backup);

/// k needed of n installed, read off `installed_per_needed`: 1 is 1 of 1, 6/5 is 5 of 6, 4/3 is 3 of 4, 2 is 1 of 2.
struct Redundancy {
  int needed = 1, installed = 1;
  bool operator==(const Redundancy&) const = default;
};
[[nodiscard]] Redundancy redundancy_of(double installed_per_needed);

/// Power at the rack, over a year.
struct SupplyAvailability {
  double equipment = 1.0;          ///< share of the time that the chain can carry its load
  double equipment_down_h = 0.0;   ///< hours a year that it cannot
  double grid_down_h = 0.0;        ///< hours a year that the grid is away and no generator or battery stands in
  [[nodiscard]] double availability() const { return 1.0 - (equipment_down_h + grid_down_h) / 8760.0; }
};
/// Neighbouring stages of the same redundancy are one path, in series; k of n paths must be up, with share `beta` of failures
/// common to all; groups of stages are in series. Chains without standby generators for the whole site (generators_per_peak
/// below 1) ride on their batteries alone and stop when those are empty: a choice for training that restarts from a checkpoint.
[[nodiscard]] SupplyAvailability supply_availability(const PowerChain& chain, const GridBackup& backup = {}, double beta = 0.02);

}  // namespace gridwright::facility
