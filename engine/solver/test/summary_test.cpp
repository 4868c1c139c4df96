#include "gridwright/solver/summary.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"

using namespace gridwright::solver;

TEST_CASE("a summary tells size, status, twelve digits, residuals and time") {
  Model m;
  const Column x = m.add_column({.name = "x", .cost = -1.0 / 3.0});
  m.add_rows("r").add(0, 1.0 * x <= 1.0);
  const Solution s = solve(m.program(), {.method = Method::highs_simplex});
  const std::string text = to_text(summarise(m.program(), s, "third.mps", true));
  CHECK(text.find("third.mps: 1 rows, 1 columns, 1 nonzeros") != std::string::npos);
  CHECK(text.find("status       optimal (HiGHS") != std::string::npos);
  CHECK(text.find("objective    0.333333333333 (maximised)") != std::string::npos);
  CHECK(text.find("gap ") != std::string::npos);
  CHECK(text.find(" s\n") != std::string::npos);
}

TEST_CASE("an infeasible program has no objective to show") {
  Model m;
  const Column x = m.add_column({.name = "x", .upper = 1.0, .integer = true});
  m.add_rows("r").add(0, 1.0 * x >= 2.0);
  const std::string text = to_text(summarise(m.program(), solve(m.program())));
  CHECK(text.find("infeasible") != std::string::npos);
  CHECK(text.find("1 integers") != std::string::npos);
  CHECK(text.find("objective") == std::string::npos);
}
