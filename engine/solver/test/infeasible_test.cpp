#include "gridwright/solver/infeasible.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <string>

using namespace gridwright::solver;
using doctest::Approx;

namespace {

/// Load 100, gas up to 60, a store that can hold 30 and starts empty: hours 2 and 3 ask for 130.
struct Island {
  Model model;
  Columns gas, charge, discharge, level;
  explicit Island(int hours = 4, double peak = 130.0) {
    const Label hour = [](int t) { return "hour " + std::to_string(t); };
    gas = model.add_columns({.name = "gas[island]", .upper = 110.0, .cost = 50.0, .label = hour}, hours);
    charge = model.add_columns({.name = "charge[island]", .cost = 0.5, .label = hour}, hours);
    discharge = model.add_columns({.name = "discharge[island]", .cost = 0.5, .label = hour}, hours);
    level = model.add_columns({.name = "level[island]", .upper = 30.0, .label = hour}, hours);
    Block balance = model.add_rows("power_balance[island]", hour);
    Block store = model.add_rows("storage_balance[island]", hour);
    for (int t = 0; t < hours; ++t) {
      const double load = t % 4 >= 2 ? peak : 100.0;
      balance.add(t, gas[t] + discharge[t] - charge[t] == load);
      if (t % 4 == 0) store.add(t, level[t] == 1.0 * charge[t] - discharge[t]);
      else store.add(t, level[t] == level[t - 1] + charge[t] - discharge[t]);
    }
  }
};

}  // namespace

TEST_CASE("a shortage is named by block, hour and amount") {
  const Island island;
  CHECK(solve(island.model.program()).status == Status::infeasible);
  // Two hours miss 20 each; two spare hours of 10 each fill the store with 20: 20 remain unserved, in whichever hours.
  const Explanation why = explain_infeasibility(island.model, {.elastic = {"power_balance"}});
  REQUIRE(why.status == Status::optimal);
  CHECK_FALSE(why.feasible);
  CHECK_FALSE(why.widened);
  CHECK(why.total == Approx(20.0).epsilon(1e-6));
  REQUIRE(why.conflicts.size() == 1);
  CHECK(why.conflicts[0].block == "power_balance[island]");
  CHECK(why.conflicts[0].total == Approx(20.0).epsilon(1e-6));
  CHECK(why.conflicts[0].rows >= 1);
  for (const RowConflict& r : why.conflicts[0].worst) {
    CHECK(r.too_low);
    CHECK(r.name == "power_balance[island, hour " + std::to_string(r.label) + "]");
  }
  REQUIRE_FALSE(why.against.empty());
  bool gas_named = false;
  for (const Obstacle& o : why.against) gas_named = gas_named || (o.name == "gas[island]" && o.bounds && o.count == 4);
  CHECK(gas_named);
  CHECK(to_text(why).find("power_balance[island]: ") != std::string::npos);
}

TEST_CASE("a feasible model is said to be feasible") {
  const Island island(4, 115.0);
  const Explanation why = explain_infeasibility(island.model);
  CHECK(why.feasible);
  CHECK(why.conflicts.empty());
  CHECK(to_text(why) == "The model has a feasible solution.\n");
}

TEST_CASE("blocks that cannot explain it are widened, visibly") {
  const Island island;
  const Explanation why = explain_infeasibility(island.model, {.elastic = {"no_such_block"}});
  CHECK(why.widened);
  REQUIRE(why.status == Status::optimal);
  CHECK(why.total == Approx(20.0).epsilon(1e-6));
  CHECK_FALSE(why.conflicts.empty());
}

TEST_CASE("violations count in the scale of their row") {
  Model m;
  const Column x = m.add_column({.name = "x", .upper = 1.0});
  m.add_rows("kilowatt").add(0, 1000.0 * x >= 3000.0);
  m.add_rows("gigawatt").add(0, 0.001 * x >= 0.002);
  const Explanation why = explain_infeasibility(m);
  REQUIRE(why.conflicts.size() == 2);
  CHECK(why.total == Approx(3.0).epsilon(1e-6));
  CHECK(why.conflicts[0].block == "kilowatt");
  CHECK(why.conflicts[0].largest == Approx(2000.0).epsilon(1e-6));
  CHECK(why.conflicts[1].largest == Approx(0.001).epsilon(1e-6));
}

TEST_CASE("bounds that exclude each other are found at once") {
  Model m;
  const Column x = m.add_column({.name = "x", .lower = 2.0, .upper = 1.0});
  m.add_rows("range").add(0, within(5.0, 1.0 * x, 3.0));
  const Explanation why = explain_infeasibility(m);
  CHECK_FALSE(why.feasible);
  REQUIRE(why.conflicts.size() == 1);
  CHECK(why.conflicts[0].largest == 2.0);
  REQUIRE(why.against.size() == 1);
  CHECK(why.against[0].name == "x");
}
