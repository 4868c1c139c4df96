// Distress before default: chains that can be summed by hand.
#include <doctest/doctest.h>

#include "gridwright/deals/distress.hpp"

using namespace gridwright::deals;
using doctest::Approx;

TEST_CASE("a chain passes half of the distress on at each step") {
  const ExposureNetwork chain{.exposures = {{1, 0, 0.5}, {2, 1, 0.5}}, .equity = {1.0, 1.0, 1.0}};
  for (const auto& h : {linear_debtrank(chain, {0.8, 0.0, 0.0}), original_debtrank(chain, {0.8, 0.0, 0.0})}) {
    CHECK(h[1] == Approx(0.4));
    CHECK(h[2] == Approx(0.2));
  }
  CHECK(debtrank({0.8, 0.4, 0.2}, {0.8, 0.0, 0.0}, {1.0, 2.0, 5.0}) == Approx(1.8));
}

TEST_CASE("nobody loses more than all equity, and nobody without equity loses any") {
  const ExposureNetwork net{.exposures = {{1, 0, 30.0}, {2, 1, 30.0}, {3, 0, 5.0}}, .equity = {1.0, 1.0, 1.0, 0.0}};
  const auto h = linear_debtrank(net, {1.0, 0.0, 0.0, 0.0});
  CHECK(h[1] == 1.0);
  CHECK(h[2] == 1.0);
  CHECK(h[3] == 0.0);
}
