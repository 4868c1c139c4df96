// Small programs that broke solvers before, from the literature, as MPS text with the published optimum.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "gridwright/solver/mps.hpp"
#include "gridwright/solver/solve.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using doctest::Approx;

namespace {

struct Classic {
  const char* source;
  const char* mps;
  double optimum;  ///< as the source states it
};

const Classic classics[] = {
    {"Beale, Cycling in the dual simplex algorithm, Naval Research Logistics Quarterly 2 (1955): cycles under the textbook "
     "pivot rule; optimum -1/20 at x = (1/25, 0, 1, 0)",
     R"(NAME beale
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z -0.75 r1 0.25
 x1 r2 0.5
 x2 z 150 r1 -60
 x2 r2 -90
 x3 z -0.02 r1 -0.04
 x3 r2 -0.02 r3 1
 x4 z 6 r1 9
 x4 r2 3
RHS
 RHS r3 1
ENDATA
)",
     -0.05},
    {"Kuhn's cycling example, in Balinski and Tucker, Duality theory of linear programs, SIAM Review 11 (1969): optimum -2 at "
     "x = (2, 0, 2, 0)",
     R"(NAME kuhn
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z -2 r1 -2
 x1 r2 0.33333333333333333 r3 2
 x2 z -3 r1 -9
 x2 r2 1 r3 3
 x3 z 1 r1 1
 x3 r2 -0.33333333333333333 r3 -1
 x4 z 12 r1 9
 x4 r2 -2 r3 -12
RHS
 RHS r3 2
ENDATA
)",
     -2.0},
    {"Klee and Minty, How good is the simplex algorithm? (1972), in the form of Chvatal, Linear Programming (1983), ch. 4, "
     "n = 3: maximise 100 x1 + 10 x2 + x3, optimum 10000",
     R"(NAME klee-minty-3
OBJSENSE MAX
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z 100 r1 1
 x1 r2 20 r3 200
 x2 z 10 r2 1
 x2 r3 20
 x3 z 1 r3 1
RHS
 RHS r1 1 r2 100
 RHS r3 10000
ENDATA
)",
     10000.0},
    {"Dantzig, Linear Programming and Extensions (1963), ch. 3.3: canneries in Seattle and San Diego, markets in New York, "
     "Chicago and Topeka, freight 90 USD per case and thousand miles (the GAMS 'trnsport' restatement): optimum 153.675",
     R"(NAME transport
ROWS
 N cost
 L seattle
 L san_diego
 G new_york
 G chicago
 G topeka
COLUMNS
 s_ny cost 0.225 seattle 1
 s_ny new_york 1
 s_ch cost 0.153 seattle 1
 s_ch chicago 1
 s_to cost 0.162 seattle 1
 s_to topeka 1
 d_ny cost 0.225 san_diego 1
 d_ny new_york 1
 d_ch cost 0.162 san_diego 1
 d_ch chicago 1
 d_to cost 0.126 san_diego 1
 d_to topeka 1
RHS
 RHS seattle 350 san_diego 600
 RHS new_york 325 chicago 300
 RHS topeka 275
ENDATA
)",
     153.675},
    {"Hillier and Lieberman, Introduction to Operations Research, ch. 3.1, Wyndor Glass: maximise 3x + 5y, optimum 36",
     R"(NAME wyndor
OBJSENSE MAX
ROWS
 N z
 L p1
 L p2
 L p3
COLUMNS
 x z 3 p1 1
 x p3 3
 y z 5 p2 2
 y p3 2
RHS
 RHS p1 4 p2 12
 RHS p3 18
ENDATA
)",
     36.0},
    {"Chvatal, Linear Programming (1983), ch. 3, the example on which the largest-coefficient rule cycles: maximise "
     "10 x1 - 57 x2 - 9 x3 - 24 x4, optimum 1 at x = (1, 0, 1, 0)",
     R"(NAME chvatal-cycle
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z -10 r1 0.5
 x1 r2 0.5 r3 1
 x2 z 57 r1 -5.5
 x2 r2 -1.5
 x3 z 9 r1 -2.5
 x3 r2 -0.5
 x4 z 24 r1 9
 x4 r2 1
RHS
 RHS r3 1
ENDATA
)",
     -1.0},
};

/// Klee-Minty of Chvatal's form in any size: its answer, 100^(n-1), spans the whole range of doubles.
LinearProgram klee_minty(int n) {
  LinearProgram lp;
  lp.matrix.columns = n;
  for (int i = 0; i < n; ++i) {
    lp.cost.push_back(-std::pow(10.0, n - 1 - i));
    for (int j = 0; j < i; ++j) {
      lp.matrix.index.push_back(j);
      lp.matrix.value.push_back(2.0 * std::pow(10.0, i - j));
    }
    lp.matrix.index.push_back(i);
    lp.matrix.value.push_back(1.0);
    lp.matrix.start.push_back(static_cast<std::int64_t>(lp.matrix.index.size()));
    lp.row_lower.push_back(-infinity);
    lp.row_upper.push_back(std::pow(100.0, i));
  }
  lp.column_lower.assign(static_cast<std::size_t>(n), 0.0);
  lp.column_upper.assign(static_cast<std::size_t>(n), infinity);
  return lp;
}

const Method every_method[] = {Method::automatic, Method::highs_ipx, Method::highs_simplex};

const char* name_of(Method method) {
  return method == Method::automatic ? "the default" : method == Method::highs_ipx ? "HiGHS interior point" : "HiGHS simplex";
}

}  // namespace

TEST_CASE("classic programs reach their published optimum") {
  for (const Classic& c : classics) {
    CAPTURE(c.source);
    const Result<NamedProgram> read = parse_mps(c.mps, "classic.mps");
    if (!read) FAIL(to_text(read.diagnostics()));
    for (Method method : every_method) {
      const Solution s = solve(read->program, {.method = method});
      CAPTURE(s.solver);
      REQUIRE(s.status == Status::optimal);
      const std::string source = c.source;
      validation::near({"solver", source.substr(0, source.find(',')) + ", " + read->name + ": optimum by " + name_of(method), source, ""}, c.optimum,
                       read->maximise ? -s.objective : s.objective, 1e-7 * (1.0 + std::abs(c.optimum)), 6);
      CHECK((read->maximise ? -s.objective : s.objective) == Approx(c.optimum).epsilon(1e-7));
    }
  }
}

TEST_CASE("Klee-Minty cubes") {
  for (int n : {2, 5, 8}) {
    CAPTURE(n);
    for (Method method : every_method) {
      const Solution s = solve(klee_minty(n), {.method = method});
      CAPTURE(s.solver);
      REQUIRE(s.status == Status::optimal);
      validation::against({"solver", "Klee-Minty cube of " + std::to_string(n) + " dimensions: optimum by " + name_of(method), "Klee and Minty (1972), Chvatal's form: 100^(n-1)", ""},
                          std::pow(100.0, n - 1), -s.objective, 1e-7);
      CHECK(-s.objective == Approx(std::pow(100.0, n - 1)).epsilon(1e-7));
    }
  }
}
