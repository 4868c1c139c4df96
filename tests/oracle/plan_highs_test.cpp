// The plan's own solver against HiGHS on the model as any other program would get it: exported as MPS and read back.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "gridwright/plan/plan.hpp"
#include "gridwright/scenario/load.hpp"
#include "gridwright/solver/mps.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using namespace gridwright::testing;
using doctest::Approx;
using plan::Outcome;
using scenario::Scenario;

namespace {

Scenario example(const std::string& file, int hours) {
  const Result<Scenario> s = scenario::load_scenario(std::filesystem::path(GRIDWRIGHT_SOURCE_DIR) / "examples" / file);
  INFO(to_text(s.diagnostics()));
  REQUIRE(s);
  Scenario out = *s;
  out.hours = hours;
  return out;
}

/// Plans by the interior point, exports, and has HiGHS solve the file.
void check_against_highs(const Scenario& s, solver::Method highs) {
  const ScratchFolder folder;
  const std::filesystem::path mps = folder.path() / "model.mps";
  const Outcome o = plan::plan(s, {.method = solver::Method::ipm, .mps = mps});
  INFO(to_text(o.diagnostics));
  REQUIRE(o.status == Outcome::Status::done);
  CHECK(broken_laws(o.design.checks).empty());
  CHECK(o.design.solve.solver.find("gridwright") != std::string::npos);

  const Result<solver::NamedProgram> read = solver::read_mps(mps);
  INFO(to_text(read.diagnostics()));
  REQUIRE(read);
  CHECK(read->program.rows() == o.design.solve.rows);
  CHECK(read->program.columns() == o.design.solve.columns);
  CHECK(read->program.matrix.nonzeros() == o.design.solve.nonzeros);
  const solver::Solution other = solver::solve(read->program, {.method = highs, .crossover = true});
  REQUIRE(other.status == solver::Status::optimal);
  CHECK(other.solver.find("HiGHS") != std::string::npos);
  const double difference = std::abs(o.design.solve.objective_usd - other.objective) / std::abs(other.objective);
  MESSAGE(s.name, ", ", s.hours, " h: own ", o.design.solve.objective_usd, ", HiGHS ", other.objective, ", difference ", difference);
  CHECK(difference <= 1e-7);
}

}  // namespace

TEST_CASE("Pine Island and its variants: own interior point = HiGHS") {
  for (const char* file : {"scenario.toml", "announced.toml", "optimised.toml", "lithium-only.toml"}) {
    CAPTURE(std::string(file));
    check_against_highs(example(std::string("pine-island/") + file, 168), solver::Method::highs_simplex);
  }
}

TEST_CASE("Pine Island over four weeks: own interior point = HiGHS's") {
  check_against_highs(example("pine-island/scenario.toml", 672), solver::Method::highs_ipx);
}

TEST_CASE("three sites: own interior point = HiGHS") {
  check_against_highs(example("three-sites/scenario.toml", 96), solver::Method::highs_simplex);
  check_against_highs(example("three-sites/scenario.toml", 336), solver::Method::highs_ipx);
}

TEST_CASE("halls in whole modules cost no less than halls by the megawatt, and are whole") {
  Scenario s = example("three-sites/scenario.toml", 48);
  const Outcome smooth = plan::plan(s);
  REQUIRE(smooth.status == Outcome::Status::done);
  for (scenario::Site& site : s.sites)
    for (scenario::Hall& hall : site.halls) hall.module = Power::canonical(25.0);
  const Outcome whole = plan::plan(s);
  INFO(to_text(whole.diagnostics));
  REQUIRE(whole.status == Outcome::Status::done);
  CHECK(whole.design.solve.solver.find("HiGHS") != std::string::npos);
  CHECK(broken_laws(whole.design.checks).empty());
  CHECK(whole.design.usd_per_year >= smooth.design.usd_per_year * (1.0 - 1e-7));
  CHECK(whole.design.solve.mip_gap <= 1e-3);
  double built = 0.0;
  for (const design::Capacity& c : whole.design.capacities) {
    if (c.what != "it_power") continue;
    const double modules = c.value / 25.0;
    CHECK(modules == Approx(std::round(modules)).scale(1.0).epsilon(1e-6));
    built += c.value;
  }
  CHECK(built > 0.0);
}
