#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/random.hpp"
#include "gridwright/serving/metrics.hpp"

using namespace gridwright;
using namespace gridwright::serving;

TEST_CASE("percentiles lie within 0.4 % of the exact ones, mean and ends are exact") {
  RandomStream draw(1, "metrics");
  Histogram h, half[2];
  std::vector<double> all;
  for (int i = 0; i < 20000; ++i) {
    const double s = std::exp(2.0 * draw.normal() - 2.0);
    all.push_back(s);
    h.add(static_cast<std::int64_t>(s * 1e9));
    half[i % 2].add(static_cast<std::int64_t>(s * 1e9));
  }
  std::sort(all.begin(), all.end());
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    CAPTURE(q);
    const auto rank = static_cast<std::size_t>(q * 20000);
    CHECK(h.percentile_s(q) >= all[rank - 1] * 0.996);
    CHECK(h.percentile_s(q) <= all[rank] * 1.004);
  }
  double sum = 0.0;
  for (const double s : all) sum += s;
  CHECK(h.mean_s() == doctest::Approx(sum / 20000).epsilon(1e-6));
  CHECK(h.largest_s() == doctest::Approx(all.back()));
  CHECK(h.percentile_s(1.0) == doctest::Approx(all.back()));
  CHECK(h.share_within(all[10000]) == doctest::Approx(0.5).epsilon(0.005));
  half[0].add(half[1]);
  CHECK(half[0].percentile_s(0.99) == h.percentile_s(0.99));
  CHECK(half[0].mean_s() == doctest::Approx(h.mean_s()).epsilon(1e-12));
  CHECK(Histogram().percentile_s(0.5) == 0.0);
}

TEST_CASE("the interval of a percentile covers the true one nineteen times in twenty, for requests that come late together, too") {
  int covered = 0, covered_if_independent = 0;
  const double truth = -std::log(0.01);  // p99 of an exponential
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream draw(seed, "interval");
    LatencySeries together(96.0), apart(96.0);
    double x = draw.exponential();
    for (int i = 0; i < 9600; ++i) {
      if (i % 20 == 0) x = draw.exponential();  // twenty in a row share their latency
      together.add(i * 0.01, static_cast<std::int64_t>(x * 1e9));
      apart.add(i * 0.01, static_cast<std::int64_t>(draw.exponential() * 1e9));
    }
    const Estimate a = together.percentile(0.99), b = apart.percentile(0.99);
    covered += a.low <= truth && truth <= a.high ? 1 : 0;
    covered_if_independent += b.low <= truth && truth <= b.high ? 1 : 0;
  }
  CHECK(covered >= 180);
  CHECK(covered_if_independent >= 184);
}
