// Our interior point against HiGHS, and both against the answer the program was built around.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "gridwright/solver/solve.hpp"
#include "random_program.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using gridwright::support::Family;
using gridwright::support::RandomProgram;

namespace {

constexpr std::uint64_t each = 400;  // programs a family; 9 families
constexpr double agree = 1e-6;       // relative difference of objectives that both are asked to know to 1e-8

double relative(double a, double b) { return std::abs(a - b) / (1.0 + std::abs(b)); }

Status expected(Family f) {
  return f == Family::infeasible ? Status::infeasible : f == Family::unbounded ? Status::unbounded : Status::optimal;
}

bool decided(Status s) { return s == Status::optimal || s == Status::infeasible || s == Status::unbounded; }

void check_point(const RandomProgram& p, const Solution& s) {
  CHECK(relative(s.objective, p.optimum) < agree);
  // Measured again here, not taken from the solver.
  double objective = 0.0;
  const Residuals r = measure(p.lp, s.x, s.row_dual, &objective);
  CHECK(objective == s.objective);
  CHECK(r.primal_relative <= 1e-8);
  CHECK(r.dual_relative <= 1e-8);
  CHECK(r.gap <= 1e-8);
}

}  // namespace

TEST_CASE("the interior point agrees with HiGHS on generated programs") {
  int solved_alone = 0, handed_over = 0;
  for (Family family : support::every_family) {
    int alone = 0;
    for (std::uint64_t number = 0; number < each; ++number) {
      const RandomProgram p = support::random_program(family, number);
      CAPTURE(support::name_of(family));
      CAPTURE(number);
      const Solution highs = solve(p.lp, {.method = Method::highs_simplex});
      REQUIRE(highs.status == expected(family));
      const Solution own = solve(p.lp, {.method = Method::ipm});
      // A solver may give up, and then HiGHS takes over; it may never claim what is not so.
      if (decided(own.status)) CHECK(own.status == expected(family));
      if (own.status == expected(family)) ++alone;
      const Solution s = decided(own.status) ? own : solve(p.lp);
      CHECK(s.status == expected(family));
      if (s.status == Status::optimal) {
        check_point(p, s);
        CHECK(relative(s.objective, highs.objective) < agree);
      }
      if (s.status == Status::infeasible && !s.row_dual.empty()) CHECK(proves_infeasible(p.lp, s.row_dual));
      if (s.status == Status::unbounded && !s.x.empty()) CHECK(proves_unbounded(p.lp, s.x));
    }
    MESSAGE(std::string(support::name_of(family)), ": ", alone, " of ", each, " by the interior point alone");
    solved_alone += alone;
    handed_over += static_cast<int>(each) - alone;
  }
  CHECK(solved_alone + handed_over >= 1000);
  CHECK(solved_alone >= 99 * (solved_alone + handed_over) / 100);
}

TEST_CASE("HiGHS without crossover meets what it claims") {
  for (Family family : support::every_family)
    for (std::uint64_t number = 0; number < 20; ++number) {
      const RandomProgram p = support::random_program(family, number);
      CAPTURE(support::name_of(family));
      CAPTURE(number);
      const Solution s = solve(p.lp, {.method = Method::highs_ipx});
      if (decided(s.status)) CHECK(s.status == expected(family));
      if (s.status == Status::optimal) check_point(p, s);
    }
}

TEST_CASE("threads do not change the answer") {
  for (Family family : {Family::well_posed, Family::chain, Family::dense_columns})
    for (std::uint64_t number = 0; number < 5; ++number) {
      const RandomProgram p = support::random_program(family, number);
      const Solution one = solve(p.lp, {.threads = 1}), two = solve(p.lp, {.threads = 2});
      CHECK(one.x == two.x);
      CHECK(one.row_dual == two.row_dual);
    }
}
