#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "gridwright/facility/hall.hpp"

/// The facility as the optimiser sees it: straight lines under (and at) the true overhead of each hour.
///
///   FacilitySegments f = facility_segments(hall, weather);
///   // for every hour t and segment s:   overhead_mw >= f.slope(s, t) * it_mw + f.fixed(s, t) * it_capacity_mw
///
/// The overhead of a hall is homogeneous, O(q, cap) = cap * phi(q/cap), so one set of lines serves every size of hall and the
/// row stays linear when capacity is a variable. phi is nearly convex in the load; where it is not (chillers gain efficiency
/// with load), the lines are those of its convex envelope, and the error against the true curve is reported, not hidden.
namespace gridwright::facility {

struct SegmentOptions {
  int segments = 3;             ///< lines per hour, 1..6
  /// The error bound (0.5 % of IT power with three lines from a quarter load) is promised for loads from here to 1; below,
  /// the first line is extended. Down to a tenth, four lines are within 0.5 % of IT capacity.
  double lowest_load = 0.25;
};

struct FacilitySegments {
  std::size_t hours = 0, segments = 0;
  std::vector<double> slopes;       ///< MW per MW of IT power; [s * hours + t]
  std::vector<double> intercepts;   ///< MW per MW of IT capacity; [s * hours + t]
  double lowest_load = 0.25;
  /// Largest |phi - lines| / x over all hours and tested loads, as share of IT power; and the same for points where the
  /// lines lie above and below the curve.
  double worst_error = 0.0, worst_above = 0.0, worst_below = 0.0;
  double worst_nonconvexity = 0.0;  ///< of it: distance of the true curve from its convex envelope
  [[nodiscard]] double slope(std::size_t s, std::size_t t) const { return slopes[s * hours + t]; }
  [[nodiscard]] double fixed(std::size_t s, std::size_t t) const { return intercepts[s * hours + t]; }
  /// The lines' value: max over s, MW. What the optimiser will see at its optimum.
  [[nodiscard]] double overhead_mw(std::size_t t, double q_mw, double cap_mw) const;
};

/// Lines for every hour. Cost about 0.2 microseconds an hour (1.2-2.3 ms a year).
[[nodiscard]] FacilitySegments facility_segments(const HallModel& hall, std::span<const WeatherHour> weather,
                                                 const SegmentOptions& options = {});

}  // namespace gridwright::facility
