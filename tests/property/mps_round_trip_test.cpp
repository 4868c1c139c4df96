// Writing a program and reading it back gives the same program.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "gridwright/solver/model.hpp"
#include "gridwright/solver/mps.hpp"
#include "random_program.hpp"

using namespace gridwright;
using namespace gridwright::solver;

namespace {

/// Bounds and costs that are hard to say in decimal or as right-hand side plus range.
void roughen(RandomStream& r, LinearProgram& lp) {
  const auto nasty = [&] { return std::ldexp(r.normal(), static_cast<int>(r.below(80)) - 40); };
  for (double& c : lp.cost)
    if (r.below(3) == 0) c = nasty();
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    if (r.below(2) == 0) {
      const double a = nasty(), b = nasty();
      lp.row_lower[i] = std::min(a, b);
      lp.row_upper[i] = std::max(a, b);
    }
  for (std::size_t j = 0; j < lp.cost.size(); ++j)
    if (r.below(2) == 0) {
      lp.column_lower[j] = r.below(4) == 0 ? 0.0 : nasty();
      lp.column_upper[j] = r.below(4) == 0 ? infinity : nasty();  // also above the lower bound: that is allowed for columns
    }
  for (std::size_t j = 0; r.below(2) == 0 && j < lp.cost.size(); ++j) lp.integer.push_back(j == 0 || r.below(3) == 0 ? 1 : 0);
  if (lp.integer.size() != lp.cost.size()) lp.integer.clear();
  lp.offset = nasty();
}

/// Sides come back exactly; only of a two-sided row one side may be off by one unit in the last place of the larger (the format
/// states a width).
void check_sides(const LinearProgram& lp, const LinearProgram& back) {
  REQUIRE(back.rows() == lp.rows());
  int inexact = 0;
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i) {
    const double lower = lp.row_lower[i], upper = lp.row_upper[i];
    const bool two_sided = std::isfinite(lower) && std::isfinite(upper) && lower != upper;
    const double bit = two_sided ? std::ldexp(std::max(std::abs(lower), std::abs(upper)), -52) : 0.0;
    CHECK((back.row_lower[i] == lower || std::abs(back.row_lower[i] - lower) <= bit));
    CHECK((back.row_upper[i] == upper || std::abs(back.row_upper[i] - upper) <= bit));
    CHECK((back.row_lower[i] == lower || back.row_upper[i] == upper));
    inexact += back.row_lower[i] != lower || back.row_upper[i] != upper ? 1 : 0;
  }
  CHECK(inexact <= lp.rows() / 4);
}

}  // namespace

TEST_CASE("write and read give the same program") {
  for (support::Family family : support::every_family)
    for (std::uint64_t number = 0; number < 60; ++number) {
      LinearProgram lp = support::random_program(family, number).lp;
      RandomStream r(number, std::string("test.mps_round_trip.") + support::name_of(family));
      roughen(r, lp);
      CAPTURE(std::string(support::name_of(family)));
      CAPTURE(number);
      const Result<std::string> text = to_mps(lp);
      REQUIRE(text);
      const Result<NamedProgram> read = parse_mps(*text, "round.mps", MpsFormat::free);
      if (!read) FAIL(to_text(read.diagnostics()));
      const LinearProgram& back = read->program;
      CHECK(back.cost == lp.cost);
      CHECK(back.offset == lp.offset);
      CHECK(back.column_lower == lp.column_lower);
      CHECK(back.column_upper == lp.column_upper);
      check_sides(lp, back);
      CHECK(back.matrix.start == lp.matrix.start);
      CHECK(back.matrix.index == lp.matrix.index);  // the generator stores rows in column order, as the reader does
      CHECK(back.matrix.value == lp.matrix.value);
      CHECK(back.integer == lp.integer);
      CHECK(to_mps(back, names_of(*read)).diagnostics().empty());
    }
}
