// Uses the installed headers and archives only: a quantity, and the smallest linear program with a known answer.
#include <cmath>
#include <cstdio>

#include "gridwright/core/quantity.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/solver/solve.hpp"

int main() {
  using namespace gridwright;
  static_assert(300 * MW * (100 * hours) == 30 * GWh);
  // minimise 3 x + 2 y  with  x + y >= 4,  0 <= x <= 3,  0 <= y <= 3:  x = 1, y = 3, cost 9.
  solver::LinearProgram lp;
  lp.cost = {3.0, 2.0};
  lp.column_lower = {0.0, 0.0};
  lp.column_upper = {3.0, 3.0};
  lp.row_lower = {4.0};
  lp.row_upper = {solver::infinity};
  lp.matrix = {.columns = 2, .start = {0, 2}, .index = {0, 1}, .value = {1.0, 1.0}};
  const solver::Solution answer = solver::solve(lp, {.method = solver::Method::highs_simplex});
  std::printf("cost %s\n", group_thousands(answer.objective, 3).c_str());
  return answer.status == solver::Status::optimal && std::fabs(answer.objective - 9.0) < 1e-6 ? 0 : 1;
}
