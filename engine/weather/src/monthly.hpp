#pragma once
#include <array>
#include <span>
#include <utility>
#include <vector>

/// Between monthly numbers and hourly ones, so that the hours average back to the months.
namespace gridwright::weather {

/// [first, last) hour of month m (0..11) of a 365-day year.
[[nodiscard]] std::pair<std::size_t, std::size_t> hours_of_month(std::size_t m);

/// 8,760 values on straight lines between values at the month middles, cyclic over New Year.
[[nodiscard]] std::vector<double> between_month_middles(const std::array<double, 12>& at_middle);

/// Adds a smooth correction (straight lines between month middles) so that every month of `hourly` has its mean of `wanted`.
void match_monthly_means(std::span<double> hourly, const std::array<double, 12>& wanted);

/// A smooth yearly course, 8,760 values, whose monthly means are `wanted`.
[[nodiscard]] std::vector<double> course_with_means(const std::array<double, 12>& wanted);

/// Standard deviation of the daily means inside month m.
[[nodiscard]] double daily_mean_sd(std::span<const double> hourly, std::size_t m);

}  // namespace gridwright::weather
