#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gridwright/solver/model.hpp"

using namespace gridwright::solver;

namespace {
struct Entry {
  int column;
  double value;
  bool operator==(const Entry&) const = default;
};
std::vector<Entry> row_of(const LinearProgram& lp, int row) {
  std::vector<Entry> entries;
  const auto i = static_cast<std::size_t>(row);
  for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k)
    entries.push_back({lp.matrix.index[k], lp.matrix.value[k]});
  return entries;
}
}  // namespace

TEST_CASE("a row reads like its equation and streams as one") {
  Model model;
  const Columns level = model.add_columns({.name = "energy"}, 4);
  const Column power = model.add_column({.name = "capacity", .upper = 300, .cost = 208'786});
  Block rows = model.add_rows("storage_energy");
  const int bound = rows.add(2, level[2] <= 100.0 * power);
  const int balance = rows.add(3, level[1] == 0.9 * level[0] + 2.0 * power - 7.0);
  const int floor = rows.add(0, -level[3] / 2.0 + 1.0 >= 5.0);
  const int both = rows.add(1, within(-1.0, level[0] - 4.0, 3.0));

  const LinearProgram& lp = model.program();
  CHECK(row_of(lp, bound) == std::vector<Entry>{{2, 1.0}, {4, -100.0}});
  CHECK(lp.row_upper[0] == 0.0);
  CHECK(lp.row_lower[0] == -infinity);
  CHECK(row_of(lp, balance) == std::vector<Entry>{{1, 1.0}, {0, -0.9}, {4, -2.0}});
  CHECK(lp.row_lower[1] == -7.0);
  CHECK(lp.row_upper[1] == -7.0);
  CHECK(row_of(lp, floor) == std::vector<Entry>{{3, -0.5}});
  CHECK(lp.row_lower[2] == 4.0);
  CHECK(lp.row_upper[2] == infinity);
  CHECK(lp.row_lower[static_cast<std::size_t>(both)] == 3.0);
  CHECK(lp.row_upper[static_cast<std::size_t>(both)] == 7.0);
  CHECK(lp.cost[4] == 208'786);
  CHECK(lp.column_upper[4] == 300);
  CHECK(lp.rows() == lp.matrix.rows());
}

TEST_CASE("duplicates are summed, zeros dropped, what does not exist counts as zero") {
  Model model;
  const Columns x = model.add_columns({.name = "x"}, 40);
  const Columns absent = model.add_columns({.name = "absent"}, 0);
  CHECK_FALSE(absent.exists());
  CHECK_FALSE(absent[3].exists());
  Block rows = model.add_rows("r");
  CHECK(row_of(model.program(), rows.add(0, x[0] + x[1] + x[0] <= x[1] + absent[7])) == std::vector<Entry>{{0, 2.0}});

  // The same on the long path, twice, after zeros left stale places behind.
  for (int repeat = 0; repeat < 2; ++repeat) {
    Sum sum;
    for (int t = 0; t < 30; ++t) sum.add(1.0, x[t]);
    for (int t = 1; t < 30; ++t) sum.add(-1.0, x[t]);
    sum.add(2.0 * x[0] + 5.0).add(1.0);
    const int row = rows.add(repeat, sum, 0.0, 10.0);
    CHECK(row_of(model.program(), row) == std::vector<Entry>{{0, 3.0}});
    CHECK(model.program().row_lower[static_cast<std::size_t>(row)] == -6.0);
    CHECK(model.program().row_upper[static_cast<std::size_t>(row)] == 4.0);
  }
  Sum next;
  for (int t = 39; t >= 0; --t) next.add(static_cast<double>(t), x[t]);
  const auto entries = row_of(model.program(), rows.add(9, next, 0.0, infinity));
  REQUIRE(entries.size() == 39);
  CHECK(entries.front() == Entry{39, 39.0});
  CHECK(entries.back() == Entry{1, 1.0});
}

TEST_CASE("names are built on demand, from families and labels") {
  Model model;
  const Label hour = [](int t) { return "2030-01-01 0" + std::to_string(t) + ":00"; };
  const Columns charge = model.add_columns({.name = "charge[pine_island.iron_air]", .label = hour}, 3);
  model.add_columns({.name = "nothing"}, 0);
  const Column capacity = model.add_column({.name = "capacity[wind]"});
  const Columns peak = model.add_columns({.name = "peak"}, 2);
  Block balance = model.add_rows("storage_balance[pine_island.iron_air]", hour);
  Block single = model.add_rows("matching");
  // Interleaved writing keeps each row with its block.
  balance.add(0, charge[0] <= capacity);
  const int target = single.add(0, capacity >= 1.0);
  const int second = balance.add(2, charge[2] <= capacity);

  CHECK(model.row_name(second) == "storage_balance[pine_island.iron_air, 2030-01-01 02:00]");
  CHECK(model.row_name(target) == "matching");
  CHECK(model.column_name(1) == "charge[pine_island.iron_air, 2030-01-01 01:00]");
  CHECK(model.column_family(1) == "charge[pine_island.iron_air]");
  CHECK(model.column_name(capacity.index) == "capacity[wind]");
  CHECK(model.column_name(peak[1].index) == "peak[1]");
  CHECK(model.rows_of("storage_balance[pine_island.iron_air]") == std::vector<std::pair<int, int>>{{0, 0}, {2, 2}});
  CHECK(model.rows_of("no such block").empty());
  CHECK(model.block_names() == std::vector<std::string>{"storage_balance[pine_island.iron_air]", "matching"});
  CHECK(model.block_of_row(target) == 1);
  CHECK(model.label_of_row(second) == 2);
}

TEST_CASE("integers, single bounds and costs") {
  Model model;
  model.add_column({.name = "continuous"});
  CHECK_FALSE(model.program().has_integers());
  const Column open = model.add_column({.name = "open", .upper = 1, .integer = true});
  const Column later = model.add_column({.name = "later"});
  CHECK(model.program().integer == std::vector<std::uint8_t>{0, 1, 0});
  model.add_cost(later, 2.0);
  model.add_cost(later, 3.0);
  model.set_bounds(open, 1.0, 1.0);
  model.add_offset(4.0);
  CHECK(model.program().cost[2] == 5.0);
  CHECK(model.program().column_lower[1] == 1.0);
  CHECK(model.program().offset == 4.0);
}
