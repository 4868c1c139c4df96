// From the interior point to a vertex: the basis checked by elimination, the objective against the answer the program was built
// around, and a plan of a fortnight against its interior optimum.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "basis_check.hpp"
#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/solver/mps.hpp"
#include "gridwright/solver/solve.hpp"
#include "gridwright/solver/vertex.hpp"
#include "random_program.hpp"
#include "scratch_folder.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using gridwright::support::Family;

TEST_CASE("a vertex of every generated program, optimal by its own prices") {
  int programs = 0, without = 0;
  for (const Family family : support::every_family) {
    if (family == Family::infeasible || family == Family::unbounded) continue;
    for (std::uint64_t number = 0; number < 100; ++number) {
      const support::RandomProgram p = support::random_program(family, number);
      CAPTURE(support::name_of(family));
      CAPTURE(number);
      const Vertex v = to_vertex(p.lp, solve(p.lp));
      ++programs;
      if (v.basis.empty()) {
        MESSAGE(std::string(support::name_of(family)), " ", number, ": ", v.solution.solver, "; ", v.trouble);
        ++without;
        continue;
      }
      CHECK(support::wrong_with_basis(p.lp, v) == "");
      CHECK(std::abs(v.solution.objective - p.optimum) <= 1e-9 * (1.0 + std::abs(p.optimum)));
    }
  }
  MESSAGE(programs, " programs, ", without, " without a vertex");
  CHECK(without == 0);
}

TEST_CASE("Pine Island over a week: the vertex costs what the interior point says, and HiGHS starts from it") {
  const Result<scenario::Scenario> read = scenario::load_scenario(std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / "examples/pine-island/scenario.toml");
  REQUIRE(read);
  scenario::Scenario week = *read;
  week.hours = 168;
  const ScratchFolder folder;
  const std::filesystem::path mps = folder.path() / "week.mps";
  const plan::Outcome o = plan::plan(week, {.method = Method::ipm, .mps = mps});
  REQUIRE(o.status == plan::Outcome::Status::done);
  const Result<NamedProgram> program = read_mps(mps);
  REQUIRE(program);
  const Vertex v = to_vertex(program->program, solve(program->program, {.method = Method::ipm}));
  const Solution& s = v.solution;
  REQUIRE(v.trouble == "");
  const double apart = std::abs(s.objective - o.design.solve.objective_usd) / std::abs(s.objective);
  MESSAGE("interior ", o.design.solve.objective_usd, ", vertex ", s.objective, ", ", apart, " apart; ", v.off_bounds, " off their bounds, ",
          v.simplex_iterations, " simplex iterations");
  CHECK(apart <= 1e-8);
  std::ptrdiff_t basic = std::count(v.basis.column.begin(), v.basis.column.end(), Stand::basic);
  basic += std::count(v.basis.row.begin(), v.basis.row.end(), Stand::basic);
  CHECK(basic == program->program.rows());
}
