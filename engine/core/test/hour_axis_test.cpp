#include "gridwright/core/hour_axis.hpp"

#include <doctest/doctest.h>

using namespace gridwright;

TEST_CASE("a year has 8,760 hours, twelve months and no 29 February") {
  const HourAxis year{.year = 2028};  // a leap year in the calendar
  CHECK(year.years() == 1.0);
  CHECK(year.months() == 12);
  CHECK(month_start_hours().size() == 13);
  CHECK(month_start_hours()[2] == 59 * 24);
  CHECK(month_start_hours().back() == 8760);
  CHECK(year.month(59 * 24 - 1) == 1);
  CHECK(year.month(59 * 24) == 2);
  CHECK(year.label(59 * 24 - 1) == "2028-02-28 23:00");
  CHECK(year.label(59 * 24) == "2028-03-01 00:00");
  CHECK(year.label(3) == "2028-01-01 03:00");
  CHECK(year.label(8759) == "2028-12-31 23:00");
  CHECK(year.day(8759) == 364);
  CHECK(year.hour_of_day(8759) == 23.0);
}

TEST_CASE("before the first step is the last, or nothing") {
  CHECK(HourAxis{}.before(0) == 8759);
  CHECK(HourAxis{.cyclic = false}.before(0) == -1);
  CHECK(HourAxis{}.before(5) == 4);
}

TEST_CASE("steps shorter and longer than an hour") {
  const HourAxis fine{.steps = 12 * 24, .step_h = 1.0 / 12.0};  // five minutes, one day
  CHECK(fine.label(287) == "2028-01-01 23:55");
  CHECK(fine.hour_of_day(6) == 0.5);
  CHECK(fine.months() == 1);
  CHECK(fine.hours() == doctest::Approx(24.0));
  const HourAxis coarse{.steps = 2920, .step_h = 3.0};
  CHECK(coarse.label(2919) == "2028-12-31 21:00");
  CHECK(coarse.years() == 1.0);
  const HourAxis two_years{.steps = 2 * 8760};
  CHECK(two_years.label(8760) == "2029-01-01 00:00");
  CHECK(two_years.month(8760 + 31 * 24) == 1);
}
