#include "gridwright/core/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <set>

using namespace gridwright;
using doctest::Approx;

TEST_CASE("the same seed and name give the same numbers; any other pair gives others") {
  RandomStream a(7, "wind"), b(7, "wind"), c(7, "sun"), d(8, "wind");
  std::set<std::uint64_t> firsts;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t value = a.next();
    CHECK(value == b.next());
    firsts.insert({value, c.next(), d.next()});
  }
  CHECK(firsts.size() == 3000);
}

TEST_CASE("the numbers never change between versions: runs made last year must repeat") {
  RandomStream stream(42, "weather.rochester-mn.wind");
  // Computed by a separate program from the published algorithms (which gave the published first outputs of both).
  CHECK(stream.next() == 14924743629919102566u);
  CHECK(stream.next() == 13749923154298069121u);
}

TEST_CASE("moments are those of the distributions, within four standard errors") {
  RandomStream stream(1, "moments");
  constexpr int n = 200000;
  double uniform = 0, normal = 0, square = 0, fourth = 0, exponential = 0;
  for (int i = 0; i < n; ++i) {
    const double u = stream.uniform(), z = stream.normal();
    REQUIRE((u >= 0.0 && u < 1.0));
    uniform += u / n;
    normal += z / n;
    square += z * z / n;
    fourth += z * z * z * z / n;
    exponential += stream.exponential() / n;
  }
  const double root = std::sqrt(n);
  CHECK(std::fabs(uniform - 0.5) < 4 * std::sqrt(1.0 / 12.0) / root);
  CHECK(std::fabs(normal) < 4 / root);
  CHECK(std::fabs(square - 1.0) < 4 * std::sqrt(2.0) / root);
  CHECK(std::fabs(fourth - 3.0) < 4 * std::sqrt(96.0) / root);
  CHECK(std::fabs(exponential - 1.0) < 4 / root);
}

TEST_CASE("below(n) gives every value equally often (chi-square, 6 degrees of freedom, 0.1 %)") {
  RandomStream stream(3, "below");
  std::array<double, 7> seen{};
  for (int i = 0; i < 70000; ++i) seen[stream.below(7)] += 1;
  double chi_square = 0;
  for (double count : seen) chi_square += (count - 10000) * (count - 10000) / 10000;
  CHECK(chi_square < 22.46);
  CHECK(stream.below(1) == 0);
  CHECK(stream.below(0) == 0);
}
