#include "gridwright/energy/tariff_hours.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::energy {
namespace {

int month_of_hour(double hour_of_year) {
  const std::vector<int>& starts = month_start_hours();
  return static_cast<int>(std::upper_bound(starts.begin(), starts.end(), static_cast<int>(hour_of_year)) - starts.begin()) - 1;
}

bool names(const std::vector<int>& months, int month) {
  return months.empty() || std::binary_search(months.begin(), months.end(), month);
}

}  // namespace

std::vector<double> hours_of_year(const HourAxis& axis) {
  std::vector<double> hours(static_cast<std::size_t>(axis.steps));
  for (int t = 0; t < axis.steps; ++t) hours[static_cast<std::size_t>(t)] = std::fmod(t * axis.step_h, 8760.0);
  return hours;
}

std::vector<std::uint8_t> covered_steps(const scenario::TariffPeriod& period, int year, std::span<const double> hour_of_year) {
  const int first = weekday_of_new_year(year);
  std::vector<std::uint8_t> covered(hour_of_year.size(), 0);
  for (std::size_t t = 0; t < covered.size(); ++t) {
    const double of_day = std::fmod(hour_of_year[t], 24.0);
    const int weekday = (first + static_cast<int>(hour_of_year[t] / 24.0)) % 7;
    const bool in_hours = period.from_h < period.to_h ? of_day >= period.from_h && of_day < period.to_h
                          : period.from_h > period.to_h ? of_day >= period.from_h || of_day < period.to_h
                                                        : true;
    const bool on_day = period.days == scenario::TariffDays::all || (weekday < 5) == (period.days == scenario::TariffDays::weekdays);
    covered[t] = in_hours && on_day && names(period.months, month_of_hour(hour_of_year[t])) ? 1 : 0;
  }
  return covered;
}

std::vector<double> time_of_use_usd_per_mwh(const scenario::Tariff& tariff, int year, std::span<const double> hour_of_year) {
  std::vector<double> usd(hour_of_year.size(), 0.0);
  for (const scenario::TariffPeriod& period : tariff.periods) {
    if (period.energy_usd_per_mwh == 0.0) continue;
    const std::vector<std::uint8_t> covered = covered_steps(period, year, hour_of_year);
    for (std::size_t t = 0; t < usd.size(); ++t)
      if (covered[t] != 0) usd[t] += period.energy_usd_per_mwh;
  }
  return usd;
}

std::vector<std::vector<int>> coincident_steps(const scenario::CoincidentCharge& charge, const HourAxis& axis, std::span<const double> hour_of_year,
                                               std::span<const double> system_load) {
  std::vector<std::vector<int>> steps(static_cast<std::size_t>(axis.months()));
  for (int t = 0; t < axis.steps; ++t)
    if (names(charge.months, month_of_hour(hour_of_year[static_cast<std::size_t>(t)]))) steps[static_cast<std::size_t>(axis.month(t))].push_back(t);
  for (std::vector<int>& of_month : steps) {
    const auto count = std::min(of_month.size(), static_cast<std::size_t>(std::max(1L, std::lround(charge.hours / axis.step_h))));
    std::partial_sort(of_month.begin(), of_month.begin() + static_cast<std::ptrdiff_t>(count), of_month.end(), [&](int a, int b) {
      const double x = system_load[static_cast<std::size_t>(a)], y = system_load[static_cast<std::size_t>(b)];
      return x != y ? x > y : a < b;
    });
    of_month.resize(count);
  }
  return steps;
}

}  // namespace gridwright::energy
