#pragma once
#include "gridwright/core/quantity.hpp"

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

}  // namespace gridwright::facility
