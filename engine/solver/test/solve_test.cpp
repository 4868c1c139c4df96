#include "gridwright/solver/solve.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <string>
#include <vector>

#include "gridwright/solver/model.hpp"

using namespace gridwright::solver;
using doctest::Approx;

namespace {
/// maximise 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18: optimum 36 at (2, 6), shadow prices 0, 3/2, 1.
/// Hillier & Lieberman, Introduction to Operations Research, the Wyndor Glass example.
Model wyndor() {
  Model m;
  const Column x = m.add_column({.name = "doors", .cost = -3.0});
  const Column y = m.add_column({.name = "windows", .cost = -5.0});
  Block plant = m.add_rows("plant");
  plant.add(1, 1.0 * x <= 4.0);
  plant.add(2, 2.0 * y <= 12.0);
  plant.add(3, 3.0 * x + 2.0 * y <= 18.0);
  return m;
}
const Method every_method[] = {Method::automatic, Method::highs_ipx, Method::highs_simplex};
}  // namespace

TEST_CASE("Wyndor Glass: optimum, shadow prices and their sign") {
  const Model m = wyndor();
  for (Method method : every_method) {
    const Solution s = solve(m.program(), {.method = method});
    CAPTURE(s.solver);
    REQUIRE(s.status == Status::optimal);
    CHECK(s.objective == Approx(-36.0).epsilon(1e-7));
    CHECK(s.x[0] == Approx(2.0).epsilon(1e-6));
    CHECK(s.x[1] == Approx(6.0).epsilon(1e-6));
    // One more hour in plant 2 lowers the (minimised) objective by 1.5.
    CHECK(std::abs(s.row_dual[0]) < 1e-6);
    CHECK(s.row_dual[1] == Approx(-1.5).epsilon(1e-6));
    CHECK(s.row_dual[2] == Approx(-1.0).epsilon(1e-6));
    CHECK(s.residuals.gap < 1e-8);
    CHECK(s.residuals.primal_relative < 1e-8);
    CHECK(s.residuals.dual_relative < 1e-8);
  }
}

TEST_CASE("a row dual is the change of the objective with the active bound") {
  for (Method method : every_method) {
    Model m;
    const Column cheap = m.add_column({.name = "cheap", .upper = 10.0, .cost = 20.0});
    const Column dear = m.add_column({.name = "dear", .cost = 70.0});
    m.add_rows("balance").add(0, cheap + dear == 15.0);
    const Solution s = solve(m.program(), {.method = method});
    REQUIRE(s.status == Status::optimal);
    CHECK(s.row_dual[0] == Approx(70.0).epsilon(1e-6));
    CHECK(s.reduced_cost[0] == Approx(-50.0).epsilon(1e-6));  // one more unit of the cheap one saves 50
  }
}

TEST_CASE("an infeasible program comes back with a checked ray") {
  Model m;
  const Column x = m.add_column({.name = "x", .upper = 3.0});
  const Column y = m.add_column({.name = "y", .upper = 4.0});
  m.add_rows("need").add(0, x + y >= 8.0);
  for (Method method : every_method) {
    const Solution s = solve(m.program(), {.method = method});
    CHECK(s.status == Status::infeasible);
    CHECK(proves_infeasible(m.program(), s.row_dual));
  }
  CHECK_FALSE(proves_infeasible(m.program(), {0.0}));
  CHECK_FALSE(proves_infeasible(m.program(), {-1.0}));
  CHECK_FALSE(proves_infeasible(m.program(), {}));
}

TEST_CASE("an unbounded program comes back with a checked ray") {
  Model m;
  const Column x = m.add_column({.name = "x", .cost = -1.0});
  const Column y = m.add_column({.name = "y", .cost = 0.5});
  m.add_rows("link").add(0, x - y <= 1.0);
  for (Method method : every_method) {
    const Solution s = solve(m.program(), {.method = method});
    CAPTURE(s.solver);
    CHECK(s.status == Status::unbounded);
    CHECK(proves_unbounded(m.program(), s.x));
  }
  CHECK_FALSE(proves_unbounded(m.program(), {0.0, 0.0}));
  CHECK_FALSE(proves_unbounded(m.program(), {1.0, 0.0}));
}

TEST_CASE("integers go to branch and bound") {
  // Knapsack: values 8, 11, 6, 4; weights 5, 7, 4, 3; capacity 14: best 21 with items 2, 3, 4 (Winston, Operations Research).
  Model m;
  const Columns take = m.add_columns({.name = "take", .upper = 1.0, .integer = true}, 4);
  const double value[] = {8, 11, 6, 4}, weight[] = {5, 7, 4, 3};
  Sum load;
  for (int i = 0; i < 4; ++i) {
    m.add_cost(take[i], -value[i]);
    load.add(weight[i], take[i]);
  }
  m.add_rows("capacity").add(0, load, -infinity, 14.0);
  const Solution s = solve(m.program());
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == Approx(-21.0));
  CHECK(s.row_dual.empty());
  CHECK(s.mip_gap <= 1e-4);
  CHECK(s.solver.find("branch and bound") != std::string::npos);
}

TEST_CASE("degenerate shapes are answered without a solver") {
  LinearProgram none;
  CHECK(solve(none).status == Status::optimal);

  Model m;
  const Column x = m.add_column({.name = "x", .lower = -2.0, .upper = 5.0, .cost = 3.0});
  m.add_offset(10.0);
  CHECK(solve(m.program()).objective == Approx(4.0));
  m.add_cost(x, -4.0);
  CHECK(solve(m.program()).objective == Approx(5.0));
  m.set_bounds(x, -2.0, infinity);
  const Solution unbounded = solve(m.program());
  CHECK(unbounded.status == Status::unbounded);
  CHECK(proves_unbounded(m.program(), unbounded.x));
  m.set_bounds(x, 1.0, 0.0);
  CHECK(solve(m.program()).status == Status::infeasible);
  m.set_bounds(x, 0.0, 1.0);
  m.add_rows("impossible").add(0, std::span<const Term>{}, 1.0, 2.0);
  const Solution infeasible = solve(m.program());
  CHECK(infeasible.status == Status::infeasible);
  CHECK(proves_infeasible(m.program(), infeasible.row_dual));
}

TEST_CASE("a program that is not well formed is refused, not solved") {
  Model m = wyndor();
  m.program().cost[0] = std::nan("");
  const Solution s = solve(m.program());
  CHECK(s.status == Status::numerical);
  CHECK(s.solver.find("refused") != std::string::npos);
  LinearProgram broken = wyndor().program();
  broken.matrix.index[0] = 7;
  CHECK_FALSE(well_formed(broken));
  CHECK(solve(broken).status == Status::numerical);
}

TEST_CASE("the stop flag interrupts and progress is told") {
  Model m;
  const int n = 400;
  const Columns level = m.add_columns({.name = "level", .upper = 50.0}, n);
  const Columns buy = m.add_columns({.name = "buy", .upper = 30.0}, n);
  Block balance = m.add_rows("balance");
  for (int t = 0; t < n; ++t) {
    m.add_cost(buy[t], 10.0 + 5.0 * std::sin(0.7 * t) + 0.01 * (t % 7));
    balance.add(t, level[t] == 0.99 * level[(t + n - 1) % n] + buy[t] - (10.0 + 4.0 * std::cos(0.26 * t)));
  }
  for (Method method : {Method::highs_ipx, Method::highs_simplex}) {
    int calls = 0;
    Options options{.method = method, .progress = [&](const Progress&) { ++calls; }};
    const Solution free_run = solve(m.program(), options);
    REQUIRE(free_run.status == Status::optimal);
    CHECK(calls > 0);
    CHECK(free_run.iterations > 0);
    const std::atomic<bool> stop{true};
    options.stop = &stop;
    CHECK(solve(m.program(), options).status == Status::interrupted);
    CHECK(solve(m.program(), {.method = method}).x == free_run.x);  // the same bits again, watched or not
    const Solution late = solve(m.program(), {.method = method, .seconds = 0.0});
    CHECK(late.status == Status::limit);
    CHECK(late.x.size() == free_run.x.size());
  }
}

TEST_CASE("crossover gives a vertex") {
  const Solution s = solve(wyndor().program(), {.method = Method::highs_ipx, .crossover = true});
  REQUIRE(s.status == Status::optimal);
  CHECK(s.x[0] == Approx(2.0).epsilon(1e-14));
  CHECK(s.solver.find("crossover") != std::string::npos);
}

TEST_CASE("every status has a name") {
  for (Status s : {Status::optimal, Status::infeasible, Status::unbounded, Status::limit, Status::numerical, Status::interrupted})
    CHECK_FALSE(to_string(s).empty());
}

TEST_CASE("when the interior point stops short, HiGHS takes over and says so") {
  const Solution s = solve(wyndor().program(), {.iterations = 1});
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == Approx(-36.0).epsilon(1e-7));
  CHECK(s.solver.find("HiGHS") == 0);
  CHECK(s.solver.find("after gridwright ipm stopped") != std::string::npos);
  // Asked for by name, it answers for itself.
  CHECK(solve(wyndor().program(), {.method = Method::ipm, .iterations = 1}).status != Status::optimal);
  // No time left, no rescue.
  const Solution late = solve(wyndor().program(), {.iterations = 1, .rescue_seconds = 0.0});
  CHECK(late.solver.find("HiGHS") != 0);
}
