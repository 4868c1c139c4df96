#include "gridwright/core/quantity.hpp"

#include <doctest/doctest.h>

using namespace gridwright;
using doctest::Approx;

template <class A, class B>
concept addable = requires(A a, B b) { a + b; };
template <class A, class B>
concept comparable = requires(A a, B b) { a < b; };
template <class A>
concept from_number = requires { A{1.0}; } || requires { A(1.0); };

static_assert(300 * MW * (100 * hours) == 30 * GWh);  // the iron-air battery of the example
static_assert((30 * GWh) / (300 * MW) == 100 * hours);
static_assert((1 * USD) / (1 * USD) == 1.0);  // a ratio is a plain number
static_assert(!addable<Power, Energy>);
static_assert(!addable<Celsius, Celsius>);
static_assert(addable<Celsius, Kelvin>);
static_assert(!addable<Power, double>);
static_assert(!comparable<Money, MoneyPerEnergy>);
static_assert(!from_number<Power>);
static_assert(sizeof(Power) == sizeof(double));

TEST_CASE("units convert by the factors of the SI brochure and the calendar of 8,760 hours") {
  CHECK((0.3 * GW).in(MW) == Approx(300.0));
  CHECK((1 * years).in(hours) == 8760.0);
  CHECK((1 * hours).in(seconds) == Approx(3600.0));
  CHECK((1 * TWh).in(kWh) == Approx(1e9));
  CHECK((1 * tonnes).in(kg) == 1000.0);
  CHECK((2.5 * km).in(metres) == 2500.0);
}

TEST_CASE("prices times amounts are money") {
  const MoneyPerEnergy price = 40.0 * (USD / MWh);
  const Money bill = price * (500 * MW) * (1 * years);
  CHECK(bill.in(USD) == Approx(40.0 * 500.0 * 8760.0));
  const MoneyPerPower capital = 1515.4 * (USD / kW);
  CHECK((capital * (1400 * MW)).in(USD) == Approx(1515.4e3 * 1400));
}

TEST_CASE("temperatures are points, differences are kelvins") {
  const Celsius supply{30.0}, ambient{35.5};
  CHECK((ambient - supply).in(kelvins) == Approx(5.5));
  CHECK((supply + 5.5 * kelvins).degrees() == Approx(35.5));
  CHECK(supply < ambient);
}
