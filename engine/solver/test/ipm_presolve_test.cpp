#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <utility>

#include "gridwright/solver/interior_point.hpp"
#include "ipm/presolve.hpp"

using namespace gridwright::solver;
using gridwright::solver::ipm::Presolve;

namespace {

int add_column(LinearProgram& lp, double cost, double lower, double upper) {
  lp.cost.push_back(cost);
  lp.column_lower.push_back(lower);
  lp.column_upper.push_back(upper);
  return lp.matrix.columns++;
}

void add_row(LinearProgram& lp, double lower, double upper, std::initializer_list<std::pair<int, double>> entries) {
  for (const auto& [column, value] : entries) {
    lp.matrix.index.push_back(column);
    lp.matrix.value.push_back(value);
  }
  lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
  lp.row_lower.push_back(lower);
  lp.row_upper.push_back(upper);
}

/// What is left after presolve is nothing; the restored point must then be optimal with its duals.
void check_solved_by_presolve(const LinearProgram& lp, double objective) {
  const Presolve presolve(lp);
  REQUIRE_FALSE(presolve.suspect());
  REQUIRE(presolve.reduced().columns() == 0);
  std::vector<double> x, y;
  presolve.restore({}, {}, x, y);
  double found = 0.0;
  const Residuals r = measure(lp, x, y, &found);
  CHECK(found == doctest::Approx(objective));
  CHECK(r.primal < 1e-12);
  CHECK(r.dual < 1e-12);
  CHECK(r.gap < 1e-12);
}

}  // namespace

TEST_CASE("a singleton row becomes a bound and gets the reduced cost back as its dual") {
  LinearProgram lp;
  const int x = add_column(lp, 3.0, 0.0, infinity);
  add_row(lp, 4.0, infinity, {{x, 2.0}});
  check_solved_by_presolve(lp, 6.0);
}

TEST_CASE("a forcing row (generation at night) fixes its columns and takes the least dual that prices them") {
  LinearProgram lp;
  const int solar = add_column(lp, -5.0, 0.0, infinity);
  const int wind = add_column(lp, -2.0, 0.0, infinity);
  add_row(lp, -infinity, 0.0, {{solar, 1.0}, {wind, 0.5}});
  check_solved_by_presolve(lp, 0.0);
}

TEST_CASE("a column of one equation is its slack: spill") {
  LinearProgram lp;
  const int a = add_column(lp, 1.0, 0.0, 10.0);
  const int b = add_column(lp, 4.0, 0.0, 10.0);
  const int spill = add_column(lp, 0.5, 0.0, infinity);
  add_row(lp, 12.0, 12.0, {{a, 1.0}, {b, 1.0}, {spill, -1.0}});
  add_row(lp, -infinity, 15.0, {{a, 1.0}, {b, 2.0}});
  const Presolve presolve(lp);
  CHECK(presolve.reduced().columns() == 2);
  CHECK(presolve.reduced().row_lower[0] == 12.0);
  CHECK(std::isinf(presolve.reduced().row_upper[0]));
  const Solution s = solve_interior_point(lp);
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == doctest::Approx(18.0).epsilon(1e-7));
  CHECK(s.x[2] == doctest::Approx(0.0).epsilon(1e-6));
  CHECK(s.row_dual[0] == doctest::Approx(4.0).epsilon(1e-6));
}

TEST_CASE("bounds that contradict are left to be proved, not guessed") {
  LinearProgram lp;
  const int x = add_column(lp, 1.0, 0.0, 1.0);
  add_row(lp, 2.0, 3.0, {{x, 1.0}});
  CHECK(Presolve(lp).suspect());
  const Solution s = solve_interior_point(lp);
  CHECK(s.status == Status::infeasible);
  CHECK(proves_infeasible(lp, s.row_dual));
}

TEST_CASE("entries below every tolerance are dropped, small ones that matter are kept") {
  LinearProgram lp;
  const int capacity = add_column(lp, 10.0, 0.0, 1000.0);
  const int dawn = add_column(lp, 0.0, 0.0, infinity);
  const int noon = add_column(lp, 0.0, 0.0, infinity);
  const int other = add_column(lp, 50.0, 0.0, infinity);
  add_row(lp, -infinity, 0.0, {{dawn, 1.0}, {capacity, -1e-12}});
  add_row(lp, -infinity, 0.0, {{noon, 1.0}, {capacity, -0.5}});
  add_row(lp, 100.0, infinity, {{dawn, 1.0}, {other, 1.0}});
  add_row(lp, 100.0, infinity, {{noon, 1.0}, {other, 1.0}});
  const Solution s = solve_interior_point(lp);
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == doctest::Approx(5000.0).epsilon(1e-7));
}
