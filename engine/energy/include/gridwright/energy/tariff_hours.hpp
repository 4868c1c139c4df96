#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/scenario/scenario.hpp"

/// The calendar of a tariff: which steps a period covers, and which hours of each month are coincident.
///
///   const std::vector<double> hours = hours_of_year(axis);
///   const std::vector<std::uint8_t> peak = covered_steps(period, 2028, hours);   // 1 in each step of the period
namespace gridwright::energy {

/// Beginning of each step in hours since 1 January, [0, 8760).
[[nodiscard]] std::vector<double> hours_of_year(const HourAxis& axis);

/// One flag a step. A step belongs to the period in which it begins. Weekdays follow the calendar of `year` from 1 January on;
/// every model year has 365 days, so after 28 February of a leap year they run one day ahead of the calendar.
[[nodiscard]] std::vector<std::uint8_t> covered_steps(const scenario::TariffPeriod& period, int year, std::span<const double> hour_of_year);

/// Energy price that the periods of a tariff add to each step, USD/MWh; periods that overlap add up.
[[nodiscard]] std::vector<double> time_of_use_usd_per_mwh(const scenario::Tariff& tariff, int year, std::span<const double> hour_of_year);

/// Steps of each billed month in which the utility's system is loaded most: [month of the axis][up to charge.hours steps], in
/// falling order of `system_load` (of equal ones the earlier). A month that is not billed has none.
[[nodiscard]] std::vector<std::vector<int>> coincident_steps(const scenario::CoincidentCharge& charge, const HourAxis& axis,
                                                             std::span<const double> hour_of_year, std::span<const double> system_load);

}  // namespace gridwright::energy
