// Branch and bound over linear programs against HiGHS's own, and against cases worked out by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "gridwright/core/random.hpp"
#include "gridwright/solver/branch.hpp"
#include "gridwright/solver/model.hpp"

using namespace gridwright;
using namespace gridwright::solver;

TEST_CASE("a fee is paid once or not at all") {
  // 10 units of need: 3 each without a fee, or 1 each after a fee of 15 (25 in all), or 0.5 each from 30 units on.
  Model m;
  const Column dear = m.add_column({.name = "dear", .cost = 3.0}), cheap = m.add_column({.name = "cheap", .cost = 1.0});
  const Column fee = m.add_column({.name = "fee", .upper = 1.0, .cost = 15.0, .integer = true});
  const Column bulk = m.add_column({.name = "bulk", .cost = 0.9}), large = m.add_column({.name = "large", .upper = 1.0, .integer = true});
  Block rows = m.add_rows("need");
  rows.add(0, 1.0 * dear + 1.0 * cheap + 1.0 * bulk >= 10.0);
  rows.add(1, 1.0 * cheap - 20.0 * fee <= 0.0);
  rows.add(2, 1.0 * bulk - 100.0 * large <= 0.0);
  rows.add(3, 1.0 * bulk - 30.0 * large >= 0.0);
  const Solution s = solve_by_branching(m.program());
  REQUIRE(s.status == Status::optimal);
  CHECK(s.objective == doctest::Approx(25.0));
  CHECK(s.x[static_cast<std::size_t>(fee.index)] == 1.0);
  CHECK(s.x[static_cast<std::size_t>(large.index)] == 0.0);
  CHECK(s.mip_gap <= 1e-4);
  CHECK(s.row_dual.at(0) == doctest::Approx(1.0).epsilon(1e-4));
}

TEST_CASE("no integers fit: infeasible; the bound of time leaves the best answer") {
  Model m;
  const Column z = m.add_column({.name = "z", .upper = 1.0, .integer = true});
  m.add_rows("half").add(0, within(0.3, 1.0 * z, 0.7));
  CHECK(solve_by_branching(m.program()).status == Status::infeasible);
  CHECK(solve_by_branching(m.program(), {.seconds = 0.0}).status == Status::limit);
}

TEST_CASE("random programs with a few integers: the same cost as HiGHS") {
  int solved = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    RandomStream draw(number, "test.branch");
    Model m;
    std::vector<Column> x;
    const int columns = 4 + static_cast<int>(draw.below(8)), rows = 2 + static_cast<int>(draw.below(5));
    for (int j = 0; j < columns; ++j)
      x.push_back(m.add_column({.name = "x", .lower = 0.0, .upper = 1.0 + static_cast<double>(draw.below(6)), .cost = draw.uniform() - 0.3, .integer = j % 2 == 0}));
    Block block = m.add_rows("r");
    for (int i = 0; i < rows; ++i) {
      Sum sum;
      for (const Column c : x) sum.add(std::round(10.0 * (draw.uniform() - 0.3)), c);
      block.add(i, sum, -infinity, 5.0 + static_cast<double>(draw.below(20)));
    }
    Options tight{.mip_gap = 1e-9};
    const Solution ours = solve_by_branching(m.program(), tight), theirs = solve(m.program(), tight);
    CAPTURE(number);
    CHECK(ours.status == theirs.status);
    if (ours.status != Status::optimal) continue;
    CHECK(ours.objective == doctest::Approx(theirs.objective).epsilon(1e-6));
    ++solved;
  }
  CHECK(solved > 40);
}
