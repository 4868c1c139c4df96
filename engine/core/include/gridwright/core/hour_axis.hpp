#pragma once
#include <string>
#include <vector>

namespace gridwright {

/// The steps a plan is made of: `steps` steps of `step_h` hours, starting at local standard time 00:00 on 1 January of `year`.
///
///   HourAxis year{.year = 2028};             // 8,760 h; the planning year has no 29 February
///   year.label(3) == "2028-01-01 03:00"
///
/// Every model year has 365 days: weather and price years are typical years, and leap days are never guessed.
/// Times are local standard time of the place (no daylight saving), stated wherever they are shown.
struct HourAxis {
  int year = 2028;
  int steps = 8760;
  double step_h = 1.0;
  bool cyclic = true;  ///< the step before the first is the last: stores end as they began

  [[nodiscard]] int before(int t) const { return t > 0 ? t - 1 : (cyclic ? steps - 1 : -1); }
  [[nodiscard]] double hours() const { return steps * step_h; }
  /// Share of a year the axis covers; fixed yearly costs are scaled by it.
  [[nodiscard]] double years() const { return hours() / 8760.0; }
  [[nodiscard]] int month(int t) const;        ///< 0..11
  [[nodiscard]] int day(int t) const;          ///< 0..364, whole days since the start
  [[nodiscard]] double hour_of_day(int t) const;  ///< [0, 24)
  [[nodiscard]] std::string label(int t) const;   ///< "2028-01-07 03:00"
  [[nodiscard]] int months() const { return month(steps - 1) + 1; }
  bool operator==(const HourAxis&) const = default;
};

/// First hour of each month of a 365-day year, and 8760 at the end: {0, 744, 1416, ...}.
[[nodiscard]] const std::vector<int>& month_start_hours();
/// 0 = Monday. A planning year starts on the weekday of its 1 January (Gregorian).
[[nodiscard]] int weekday_of_new_year(int year);

}  // namespace gridwright
