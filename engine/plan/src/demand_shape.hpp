#pragma once
#include <cmath>
#include <numbers>

namespace gridwright::plan {

/// Demand relative to its mean by local hour and weekday (0 = Monday): low at 03:00, high at 15:00 (±45 %), weekends 15 % lower.
/// Estimate: the shape of public inference traces; replace it with measured demand when there is one.
inline double diurnal_demand(double local_hour, int weekday) {
  const double day = 1.0 + 0.45 * std::cos(2.0 * std::numbers::pi * (local_hour - 15.0) / 24.0);
  const double week = weekday >= 5 ? 0.85 : 1.0;
  return day * week / ((5.0 + 2.0 * 0.85) / 7.0);
}

}  // namespace gridwright::plan
