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

}  // namespace gridwright::facility
