#pragma once
#include <cmath>

/// The clock of a synthetic day. Internal to network_day and placed_day.
namespace gridwright::study {

/// Hour of the week at which the day starts: Wednesday 00:00 UTC.
constexpr double start_hour = 48.0;

/// Local time of a place minus UTC, by the sun.
[[nodiscard]] inline double utc_offset_h(double longitude_deg) { return std::round(longitude_deg / 15.0); }

}  // namespace gridwright::study
