#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "ieee_rts.hpp"
#include "validation_record.hpp"

using namespace gridwright;

TEST_CASE("adequacy of the IEEE Reliability Test System") {
  const study::ReliabilitySystem rts = testing::ieee_rts();
  const double years = 8736.0 / 8760.0;   // published sums are over 52 weeks, ours are scaled to a year
  const study::ExactAdequacy exact = study::exact_without_stores(rts);
  validation::against({"energy", "Loss-of-load hours of the IEEE RTS-79, by convolution", "Allan, Billinton and Abdel-Gawad 1986", "h/year"}, 9.39418, exact.short_hours * years, 1e-5);
  validation::against({"energy", "Unserved energy of the IEEE RTS-79, by convolution", "Allan, Billinton and Abdel-Gawad 1986", "MWh/year"}, 1176.0, exact.unserved_mwh * years, 1e-3);
  CHECK(exact.short_hours * years == doctest::Approx(9.39418).epsilon(1e-5));
  CHECK(exact.unserved_mwh * years == doctest::Approx(1176.0).epsilon(1e-3));

  // By days: a day is lost when its peak is not carried.
  study::ReliabilitySystem peaks = rts;
  peaks.load_mw.clear();
  for (std::size_t t = 0; t < rts.load_mw.size(); t += 24)
    peaks.load_mw.push_back(*std::max_element(rts.load_mw.begin() + static_cast<std::ptrdiff_t>(t), rts.load_mw.begin() + static_cast<std::ptrdiff_t>(t + 24)));
  const double days = study::exact_without_stores(peaks).short_hours * 364.0 / 8760.0;
  validation::against({"energy", "Loss-of-load days of the IEEE RTS-79, by convolution", "Billinton and Allan, Reliability Evaluation of Power Systems", "days/year"}, 1.36886, days, 1e-5);
  CHECK(days == doctest::Approx(1.36886).epsilon(1e-5));

  // By Monte Carlo: the interval holds the published value.
  const design::SiteReliability sampled = study::assess(rts, {.years = 4000, .seed = 11, .block_h = 0.0});
  validation::against({"energy", "Loss-of-load hours of the IEEE RTS-79, 4,000 simulated years", "Allan, Billinton and Abdel-Gawad 1986", "h/year"}, 9.39418, sampled.short_hours.mean * years, 0.05);
  validation::against({"energy", "Unserved energy of the IEEE RTS-79, 4,000 simulated years", "Allan, Billinton and Abdel-Gawad 1986", "MWh/year"}, 1176.0, sampled.unserved_mwh.mean * years, 0.08);
  // The 99.9 % interval, 1.68 times as wide as the 95 % one that is reported.
  CHECK(std::abs(sampled.short_hours.mean * years - 9.39418) <= 1.68 * (sampled.short_hours.high - sampled.short_hours.mean) * years);
  CHECK(std::abs(sampled.unserved_mwh.mean * years - 1176.3) <= 1.68 * (sampled.unserved_mwh.high - sampled.unserved_mwh.mean) * years);
}
