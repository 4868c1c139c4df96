#include "gridwright/core/hour_axis.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace gridwright {
namespace {

constexpr int hours_of_year = 8760;
constexpr std::array<int, 12> days_of_month{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

std::vector<int> first_hours() {
  std::vector<int> starts{0};
  for (int days : days_of_month) starts.push_back(starts.back() + 24 * days);
  return starts;
}
const std::vector<int> month_starts = first_hours();

/// Whole minutes since the start of the axis at which step t begins; minutes, so that 5-minute steps stay exact.
long long minute_of(const HourAxis& axis, int t) { return std::llround(t * axis.step_h * 60.0); }

}  // namespace

const std::vector<int>& month_start_hours() { return month_starts; }

int weekday_of_new_year(int year) {
  const std::chrono::weekday day{std::chrono::sys_days{std::chrono::year{year} / std::chrono::January / 1}};
  return static_cast<int>(day.iso_encoding()) - 1;
}

int HourAxis::month(int t) const {
  const int hour = static_cast<int>(minute_of(*this, t) / 60 % hours_of_year);
  const auto after = std::upper_bound(month_starts.begin(), month_starts.end(), hour);
  return static_cast<int>(after - month_starts.begin()) - 1;
}

int HourAxis::day(int t) const { return static_cast<int>(minute_of(*this, t) / (24 * 60) % 365); }

double HourAxis::hour_of_day(int t) const { return static_cast<double>(minute_of(*this, t) % (24 * 60)) / 60.0; }

std::string HourAxis::label(int t) const {
  const long long minute = minute_of(*this, t);
  const auto years_on = static_cast<int>(minute / 60 / hours_of_year);
  const int month_index = month(t);
  const int day_of_month = day(t) - month_starts[static_cast<std::size_t>(month_index)] / 24 + 1;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d", year + years_on, month_index + 1, day_of_month,
                static_cast<int>(minute / 60 % 24), static_cast<int>(minute % 60));
  return text.data();
}

}  // namespace gridwright
