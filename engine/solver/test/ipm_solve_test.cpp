#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "gridwright/solver/interior_point.hpp"

using namespace gridwright::solver;
using doctest::Approx;

namespace {

using Entries = std::vector<std::pair<int, double>>;

struct Program {
  LinearProgram lp;
  int column(double cost, double lower = 0.0, double upper = infinity) {
    lp.cost.push_back(cost);
    lp.column_lower.push_back(lower);
    lp.column_upper.push_back(upper);
    return lp.matrix.columns++;
  }
  void row(double lower, double upper, const Entries& entries) {
    for (const auto& [j, a] : entries) {
      lp.matrix.index.push_back(j);
      lp.matrix.value.push_back(a);
    }
    lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
    lp.row_lower.push_back(lower);
    lp.row_upper.push_back(upper);
  }
};

void check_optimal(const Solution& s) {
  REQUIRE(s.status == Status::optimal);
  CHECK(s.residuals.primal_relative <= 1e-8);
  CHECK(s.residuals.dual_relative <= 1e-8);
  CHECK(s.residuals.gap <= 1e-8);
}

/// A random program around a point x and duals y that are optimal by construction (complementary and feasible), so that the
/// optimal objective is known without any solver. Degenerate ties, free columns, ranges and copies of rows included.
struct Known {
  Program program;
  double objective = 0.0;

  explicit Known(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const int n = 3 + pick(40), m = 2 + pick(30);
    std::vector<double> x(static_cast<std::size_t>(n)), d(x.size(), 0.0);
    for (std::size_t j = 0; j < x.size(); ++j) {
      x[j] = unit(random) < 0.4 ? 0.0 : std::floor(20.0 * unit(random)) - 5.0;
      const int kind = pick(5);  // at lower, at upper, between, free, fixed
      const double lower = kind == 3 || kind == 1 ? -infinity : kind == 2 ? x[j] - 1.0 - unit(random) : x[j];
      const double upper = kind == 3 || kind == 0 ? infinity : kind == 2 ? x[j] + 2.0 : x[j];
      const double reduced = pick(3) == 0 ? 0.0 : 4.0 * unit(random);  // zero: a degenerate tie
      d[j] = kind == 0 ? reduced : kind == 1 ? -reduced : kind == 4 ? reduced - 2.0 : 0.0;
      program.column(d[j], lower, upper);
    }
    Entries entries;
    for (int i = 0; i < m; ++i) {
      if (i == 0 || pick(6) != 0) {  // else the row before once more: redundant, perhaps as another kind of row
        entries.clear();
        for (int j = 0; j < n; ++j)
          if (unit(random) < 0.2) entries.emplace_back(j, std::round(10.0 * unit(random) - 5.0) / (1 + pick(3)));
      }
      double activity = 0.0;
      for (const auto& [j, a] : entries) activity += a * x[static_cast<std::size_t>(j)];
      const int kind = pick(4);  // equation, active below, active above, slack range
      const double y = kind == 0 ? 3.0 * unit(random) - 1.5 : kind == 1 ? unit(random) : kind == 2 ? -unit(random) : 0.0;
      program.row(kind == 2 ? -infinity : kind == 3 ? activity - 1.0 : activity,
                  kind == 1 ? infinity : kind == 3 ? activity + 3.0 : activity, entries);
      for (const auto& [j, a] : entries) program.lp.cost[static_cast<std::size_t>(j)] += a * y;
    }
    for (std::size_t j = 0; j < x.size(); ++j) objective += program.lp.cost[j] * x[j];
  }
};

/// The shared data folder, or empty with a message.
std::filesystem::path shared_data() {
  const char* stated = std::getenv("GRIDWRIGHT_SHARED_DATA");
  std::filesystem::path folder = stated != nullptr ? stated : "";
#ifdef GRIDWRIGHT_SOURCE_DIR
  if (folder.empty()) folder = std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / ".." / "shared" / "data";
#endif
  for (std::filesystem::path up = std::filesystem::current_path(); folder.empty() && up.has_relative_path(); up = up.parent_path())
    if (std::filesystem::exists(up.parent_path() / "shared" / "data" / "energy-hourly")) folder = up.parent_path() / "shared" / "data";
  if (!folder.empty() && std::filesystem::exists(folder / "energy-hourly")) return folder;
  MESSAGE("skipped: no shared data (set GRIDWRIGHT_SHARED_DATA)");
  return {};
}

std::vector<double> read_column(const std::filesystem::path& file, int wanted) {
  std::ifstream in(file);
  std::string line, cell;
  std::getline(in, line);
  std::vector<double> v;
  while (std::getline(in, line)) {
    std::stringstream cells(line);
    for (int k = 0; k <= wanted; ++k) std::getline(cells, cell, ',');
    v.push_back(cell.empty() ? std::nan("") : std::stod(cell));
  }
  for (std::size_t i = 1; i + 1 < v.size(); ++i) {
    if (!std::isnan(v[i])) continue;
    std::size_t next = i;
    while (next + 1 < v.size() && std::isnan(v[next])) ++next;
    v[i] = v[i - 1] + (v[next] - v[i - 1]) / static_cast<double>(next - i + 1);
  }
  return v;
}

std::vector<double> capacity_factor(std::vector<double> generation, double target_mean) {
  const double most = *std::max_element(generation.begin(), generation.end());
  double mean = 0.0;
  for (double g : generation) mean += g / most / static_cast<double>(generation.size());
  for (double& g : generation) g = std::min(1.0, g / most * target_mean / mean);
  return generation;
}

struct Series { std::vector<double> wind, solar, price; };

/// 500 MW, one site: wind, solar, lithium-ion and iron-air stores, grid import of at most 2 % of the load.
Program reference_site(const Series& series, int hours) {
  Program p;
  const double share = hours / 8760.0, inf = infinity;
  const auto annuity = [](double years) { return 0.07 / (1.0 - std::pow(1.07, -years)); };
  const int wind = p.column(1'515'400 * (annuity(30) + 0.0208) * share), solar = p.column(1'284'600 * (annuity(30) + 0.0151) * share);
  const int li_mw = p.column(467'000 * (annuity(15) + 0.023) * share), li_mwh = p.column(274'000 * (annuity(15) + 0.023) * share);
  const int iron = p.column(2'000'000 * (annuity(20) + 0.01) * share), grid = p.column(120'000 * share);
  const int first = p.lp.columns(), per_hour = 10;
  enum { w, s, import, spill, c1, d1, e1, c2, d2, e2 };
  for (int t = 0; t < hours; ++t)
    for (int k = 0; k < per_hour; ++k) {
      const bool moves = k == c1 || k == d1 || k == c2 || k == d2;
      p.column(k == import ? series.price[static_cast<std::size_t>(t)] : moves ? 0.5 : 0.0);
    }
  Entries imports;
  for (int t = 0; t < hours; ++t) {
    const auto at = [&](int k) { return first + per_hour * t + k; };
    const auto before = [&](int k) { return first + per_hour * ((t + hours - 1) % hours) + k; };
    const auto hour = static_cast<std::size_t>(t);
    p.row(500, 500, {{at(w), 1}, {at(s), 1}, {at(import), 1}, {at(spill), -1}, {at(c1), -1}, {at(d1), 1}, {at(c2), -1}, {at(d2), 1}});
    p.row(-inf, 0, {{at(w), 1}, {wind, -series.wind[hour]}});
    p.row(-inf, 0, {{at(s), 1}, {solar, -series.solar[hour]}});
    p.row(-inf, 0, {{at(import), 1}, {grid, -1}});
    for (const auto& [k, cap, a] : {std::tuple{+c1, li_mw, 1.0}, {+d1, li_mw, 1.0}, {+e1, li_mwh, 1.0}, {+c2, iron, 1.0}, {+d2, iron, 1.0}, {+e2, iron, 100.0}})
      p.row(-inf, 0, {{at(k), 1}, {cap, -a}});
    p.row(0, 0, {{at(e1), 1}, {before(e1), -1}, {at(c1), -0.92}, {at(d1), 1 / 0.92}});
    p.row(0, 0, {{at(e2), 1}, {before(e2), -(1 - 2e-5)}, {at(c2), -0.71}, {at(d2), 1 / 0.60}});
    imports.emplace_back(at(import), 1.0);
  }
  p.row(-inf, 0.02 * 500 * hours, imports);
  return p;
}

}  // namespace

TEST_CASE("the interior point meets optima known by construction") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const Known known(seed);
    const Solution s = solve_interior_point(known.program.lp);
    check_optimal(s);
    CHECK(std::abs(s.objective - known.objective) <= 2e-8 * (1.0 + std::abs(known.objective)));
  }
}

TEST_CASE("the same program gives the same bits") {
  const Known known(17);
  const Solution a = solve_interior_point(known.program.lp), b = solve_interior_point(known.program.lp);
  CHECK(a.x == b.x);
  CHECK(a.row_dual == b.row_dual);
}

TEST_CASE("a family of one shape: kept structure changes nothing in the answers") {
  InteriorPoint solver;
  Program p = Known(17).program;
  for (int member = 0; member < 4; ++member) {
    p.lp.cost[0] += 0.1 * member;
    const Solution kept = solver.solve(p.lp), fresh = solve_interior_point(p.lp);
    CHECK(kept.status == fresh.status);
    CHECK(kept.x == fresh.x);
    CHECK(kept.row_dual == fresh.row_dual);
  }
}

TEST_CASE("infeasible and unbounded programs come with a proof") {
  Program p;
  const int x = p.column(1.0), y = p.column(1.0);
  p.row(2.0, infinity, {{x, 1.0}, {y, 1.0}});
  p.row(-infinity, 1.0, {{x, 1.0}, {y, 2.0}});
  p.row(-infinity, 0.5, {{x, 1.0}, {y, -1.0}});
  const Solution none = solve_interior_point(p.lp);
  REQUIRE(none.status == Status::infeasible);
  CHECK(proves_infeasible(p.lp, none.row_dual));

  Program q;
  const int a = q.column(-1.0), b = q.column(0.5);
  q.row(-infinity, 1.0, {{a, 1.0}, {b, -1.0}});
  q.row(-3.0, infinity, {{a, 1.0}, {b, 1.0}});
  const Solution endless = solve_interior_point(q.lp);
  REQUIRE(endless.status == Status::unbounded);
  CHECK(proves_unbounded(q.lp, endless.x));
}

TEST_CASE("limits and interruption return the best point with truthful residuals") {
  const Known known(31);
  Options few;
  few.iterations = 1;
  const Solution cut = solve_interior_point(known.program.lp, few);
  CHECK(cut.status == Status::limit);
  REQUIRE(cut.x.size() == known.program.lp.cost.size());
  CHECK(measure(known.program.lp, cut.x, cut.row_dual).gap == cut.residuals.gap);
  const std::atomic<bool> raised = true;
  Options stopped;
  stopped.stop = &raised;
  CHECK(solve_interior_point(known.program.lp, stopped).status == Status::interrupted);
}

TEST_CASE("progress arrives once an iteration, in order, and ends within the gap asked for") {
  const Known known(31);
  int expected = 0;
  double gap = infinity;
  Options o;
  o.progress = [&](const Progress& p) {
    CHECK(p.iteration == expected++);
    gap = p.gap;
  };
  check_optimal(solve_interior_point(known.program.lp, o));
  CHECK(gap <= 1e-8);
}

// A 500 MW site on public 2022 series (MISO wind and solar, PJM price), solved by another program's simplex: energy reference,
// section 12. Objective, and the wind, solar, lithium MW and MWh, iron-air and grid capacities of the unique optimum.
TEST_CASE("a quarter of a year of the 500 MW reference site") {
  const std::filesystem::path data = shared_data();
  if (data.empty()) return;
  const auto hourly = data / "energy-hourly";
  Series series{capacity_factor(read_column(hourly / "us-ba-generation-2022" / "MISO.csv", 1), 0.45),
                capacity_factor(read_column(hourly / "us-ba-generation-2022" / "MISO.csv", 2), 0.24),
                read_column(hourly / "prices-usd" / "US-MIDA-PJM-2022.csv", 2)};
  for (double& price : series.price) price = std::max(0.0, price) + 5.0;
  const Solution s = solve_interior_point(reference_site(series, 2190).lp);
  check_optimal(s);
  CHECK(std::abs(s.objective - 62'802'049.1096) <= 1e-8 * 62'802'049.1096);
  const double capacity[] = {1083.22, 35.29, 4.00, 4.35, 276.81, 144.96};
  for (std::size_t k = 0; k < 6; ++k) CHECK(s.x[k] == Approx(capacity[k]).epsilon(1e-3));
}
