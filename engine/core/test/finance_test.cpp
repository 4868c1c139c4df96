#include "gridwright/core/finance.hpp"

#include <doctest/doctest.h>

using doctest::Approx;
using gridwright::capital_recovery_factor;

TEST_CASE("capital recovery factor agrees with the printed tables of engineering economics") {
  CHECK(capital_recovery_factor(0.07, 30) == Approx(0.080586).epsilon(1e-5));
  CHECK(capital_recovery_factor(0.10, 10) == Approx(0.162745).epsilon(1e-5));
  CHECK(capital_recovery_factor(0.05, 20) == Approx(0.080243).epsilon(1e-5));
  CHECK(capital_recovery_factor(0.0, 25) == Approx(0.04));
  CHECK(capital_recovery_factor(1e-12, 25) == Approx(0.04).epsilon(1e-9));  // no cancellation near zero
}

TEST_CASE("the payments repay the loan") {
  double debt = 1.0;
  const double payment = capital_recovery_factor(0.08, 15);
  for (int year = 0; year < 15; ++year) debt = debt * 1.08 - payment;
  CHECK(debt == Approx(0.0).epsilon(1e-12));
}
