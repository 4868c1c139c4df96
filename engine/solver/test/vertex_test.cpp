#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <string>

#include "basis_check.hpp"
#include "gridwright/core/file.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"
#include "gridwright/solver/vertex.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using gridwright::support::wrong_with_basis;
using doctest::Approx;

namespace {

void check_vertex(const LinearProgram& lp, double optimum) {
  for (const Method method : {Method::ipm, Method::automatic, Method::highs_simplex}) {
    const Vertex v = to_vertex(lp, solve(lp, {.method = method}));
    const Solution& s = v.solution;
    CAPTURE(s.solver);
    REQUIRE(s.status == Status::optimal);
    CHECK(v.trouble == "");
    CHECK(wrong_with_basis(lp, v) == "");
    CHECK(std::abs(s.objective - optimum) <= 1e-9 * (1.0 + std::abs(optimum)));
    CHECK(s.solver.find("vertex by HiGHS") != std::string::npos);
  }
}

/// Assignment of n workers to n jobs: every vertex has n of 2n basic variables at zero, and one row too many.
LinearProgram assignment(std::size_t n, const std::vector<double>& cost) {
  LinearProgram lp;
  lp.cost = cost;
  lp.column_lower.assign(n * n, 0.0);
  lp.column_upper.assign(n * n, infinity);
  lp.row_lower.assign(2 * n, 1.0);
  lp.row_upper = lp.row_lower;
  lp.matrix.columns = static_cast<int>(n * n);
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) lp.matrix.index.push_back(static_cast<int>(side == 0 ? i * n + k : k * n + i));
      lp.matrix.value.resize(lp.matrix.index.size(), 1.0);
      lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
    }
  return lp;
}

}  // namespace

TEST_CASE("a vertex where the whole face is optimal") {
  // x + y + z = 1, all at the same price: the interior point ends in the middle, the vertex at a corner.
  const LinearProgram lp{.cost = {2.0, 2.0, 2.0}, .column_lower = {0.0, 0.0, 0.0}, .column_upper = {1.0, 1.0, 1.0}, .row_lower = {1.0}, .row_upper = {1.0},
                         .matrix = {.columns = 3, .start = {0, 3}, .index = {0, 1, 2}, .value = {1.0, 1.0, 1.0}}};
  check_vertex(lp, 2.0);
  for (double v : to_vertex(lp, solve(lp)).solution.x) CHECK((v == 0.0 || v == 1.0));
}

TEST_CASE("assignment: degenerate, with a redundant row, whole numbers at every vertex") {
  CHECK(wrong_with_basis(assignment(2, {1, 1, 1, 1}), Vertex{}) == "no basis, or of another size");
  check_vertex(assignment(6, std::vector<double>(36, 1.0)), 6.0);
  RandomStream draw(11, "assignment");
  std::vector<double> cost(64);
  for (double& c : cost) c = static_cast<double>(draw.below(4));
  const LinearProgram lp = assignment(8, cost);
  const Vertex v = to_vertex(lp, solve(lp));
  CHECK(v.trouble == "");
  CHECK(wrong_with_basis(lp, v) == "");
  for (double x : v.solution.x) CHECK(std::abs(x - std::round(x)) <= 1e-9);
  CHECK(v.solution.objective == Approx(solve(lp, {.method = Method::highs_simplex}).objective).epsilon(1e-9));
}

TEST_CASE("free columns, two-sided rows, rows without bounds, fixed columns") {
  // minimise |u| + |v - 3| in disguise: every kind of row and column once.
  Model m;
  const Column u = m.add_column({.name = "u", .lower = -infinity}), v = m.add_column({.name = "v", .lower = -infinity});
  const Column up = m.add_column({.name = "up", .cost = 1.0}), vp = m.add_column({.name = "vp", .cost = 1.0});
  const Column fixed = m.add_column({.name = "fixed", .lower = 2.0, .upper = 2.0, .cost = 1.0});
  Block rows = m.add_rows("r");
  rows.add(0, u <= 1.0 * up);
  rows.add(1, u >= -1.0 * up);
  rows.add(2, v <= 3.0 + 1.0 * vp);
  rows.add(3, v >= 3.0 - 1.0 * vp);
  rows.add(4, u + v + fixed <= 9.0);
  LinearProgram lp = m.program();
  lp.row_lower[4] = 4.0;
  check_vertex(lp, 2.0);
  lp.row_lower[4] = -infinity;
  lp.row_upper[4] = infinity;
  check_vertex(lp, 2.0);
  lp.row_lower[4] = 7.5;
  lp.row_upper[4] = 8.0;
  check_vertex(lp, 4.5);
}

TEST_CASE("no vertex: the interior answer stays and says why") {
  const LinearProgram lp = assignment(4, std::vector<double>(16, 1.0));
  const std::atomic<bool> stop = true;
  const Solution interior = solve(lp, {.method = Method::ipm});
  const Vertex stopped = to_vertex(lp, interior, {.stop = &stop});
  CHECK(stopped.basis.empty());
  CHECK(stopped.trouble == "HiGHS's crossover gave no basis");
  CHECK(stopped.solution.x == interior.x);
  CHECK(to_vertex(lp, interior, {.seconds = 0.0}).trouble == "the crossover ran into the time limit");
  CHECK(to_vertex(lp, Solution{}).trouble == "there is no optimal point to start from: numerical trouble");
  CHECK(to_vertex(lp, Solution{.status = Status::optimal}).trouble == "the point is one of another program");
  LinearProgram none = lp;
  none.row_lower[0] = none.row_upper[0] = 2.0;
  CHECK(to_vertex(none, solve(none)).trouble == "there is no optimal point to start from: infeasible");
  LinearProgram whole = lp;
  whole.integer.assign(16, 1);
  CHECK(to_vertex(whole, solve(whole)).trouble == "the program has integers");
}

TEST_CASE("the basis file is HiGHS's") {
  const ScratchFolder folder;
  const auto file = folder.path() / "model.bas";
  CHECK(write_basis(file, {.column = {Stand::basic, Stand::at_upper, Stand::at_zero}, .row = {Stand::at_lower}}).empty());
  CHECK(*read_text_file(file) == "HiGHS v1\nValid\n# Columns 3\n1 2 3 \n# Rows 1\n0 \n");
  CHECK(has_errors(write_basis(folder.path() / "no" / "model.bas", {})));
}
