#include "gridwright/facility/availability.hpp"

#include <cassert>
#include <cmath>

namespace gridwright::facility {

double availability(Duration mean_time_between_failures, Duration mean_time_to_repair) {
  assert(mean_time_between_failures > Duration{} && mean_time_to_repair >= Duration{});
  return mean_time_between_failures / (mean_time_between_failures + mean_time_to_repair);
}

double k_of_n(int k, int n, double unit) {
  assert(k >= 0 && n >= k && unit >= 0.0 && unit <= 1.0);
  // Summing the failures (few terms, all small) keeps the digits behind the nines.
  double down = 0.0, choose = 1.0;   // C(n, i)
  for (int i = 0; i < k; ++i) {
    down += choose * std::pow(unit, i) * std::pow(1.0 - unit, n - i);
    choose *= static_cast<double>(n - i) / static_cast<double>(i + 1);
  }
  return 1.0 - down;
}

double k_of_n_common_cause(int k, int n, double unit, double beta) {
  assert(beta >= 0.0 && beta <= 1.0);
  const double down = 1.0 - unit;
  return k_of_n(k, n, 1.0 - (1.0 - beta) * down) * (1.0 - beta * down);
}

double grid_downtime_hours(const GridBackup& b) {
  // Mean and partial mean of a lognormal: E[T] = m e^(s^2/2); E[T; T > a] = E[T] Phi((s^2 - ln(a/m))/s).
  const double s = b.outage_spread, mean_hours = b.outage_hours * std::exp(0.5 * s * s);
  const auto phi = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  const double ride_h = b.ride_through_minutes / 60.0;
  if (b.generators_installed <= 0) {
    if (ride_h <= 0.0) return b.outages_per_year * mean_hours;
    if (s <= 0.0) return b.outages_per_year * (b.outage_hours > ride_h ? b.outage_hours - ride_h : 0.0);
    const double z = std::log(ride_h / b.outage_hours) / s;
    return b.outages_per_year * (mean_hours * phi(s - z) - ride_h * phi(-z));   // what lasts longer, less the ride-through
  }
  const double start = k_of_n_common_cause(b.generators_needed, b.generators_installed, 1.0 - b.start_failure, b.common_cause);
  return b.outages_per_year * mean_hours * (1.0 - start);
}

Redundancy redundancy_of(double installed_per_needed) {
  assert(installed_per_needed >= 1.0);
  for (int needed = 1; needed < 50; ++needed) {
    const double installed = needed * installed_per_needed;
    if (std::abs(installed - std::round(installed)) < 1e-6) return {needed, static_cast<int>(std::lround(installed))};
  }
  return {100, static_cast<int>(std::lround(100.0 * installed_per_needed))};
}

SupplyAvailability supply_availability(const PowerChain& chain, const GridBackup& backup, double beta) {
  SupplyAvailability a;
  for (std::size_t i = 0; i < chain.stages.size();) {
    const double spare = chain.stages[i].installed_per_needed;
    double path = 1.0;
    for (; i < chain.stages.size() && chain.stages[i].installed_per_needed == spare; ++i)
      path *= availability(chain.stages[i].device.mtbf_h * hours, chain.stages[i].device.mttr_h * hours);
    const Redundancy r = redundancy_of(spare);
    a.equipment *= r.installed == r.needed ? path : k_of_n_common_cause(r.needed, r.installed, path, beta);
  }
  a.equipment_down_h = 8760.0 * (1.0 - a.equipment);
  GridBackup own = backup;
  if (chain.generators_per_peak < 1.0) own.generators_installed = 0;
  a.grid_down_h = grid_downtime_hours(own);
  return a;
}

}  // namespace gridwright::facility
