// A thousand years of the IEEE Reliability Test System (32 units, 8,736 hours): the interval must hold the published 9.39418 h a year
// before a time counts.
#include <benchmark/benchmark.h>

#include "../tests/support/ieee_rts.hpp"

using namespace gridwright;

namespace {

void reliability_years(benchmark::State& state) {
  const study::ReliabilitySystem rts = testing::ieee_rts();
  const study::ReliabilityOptions options{.years = 1000, .seed = 11, .block_h = 0.0, .threads = 1};
  const design::SiteReliability r = study::assess(rts, options);
  const double scale = 8736.0 / 8760.0;
  if (r.short_hours.low * scale > 9.39418 || r.short_hours.high * scale < 9.39418) return state.SkipWithError("the interval misses the published value");
  for (auto _ : state) benchmark::DoNotOptimize(study::assess(rts, options).short_hours.mean);
  state.counters["LOLH"] = r.short_hours.mean * scale;
}

void adequacy_exact(benchmark::State& state) {
  const study::ReliabilitySystem rts = testing::ieee_rts();
  for (auto _ : state) benchmark::DoNotOptimize(study::exact_without_stores(rts).short_hours);
}

}  // namespace

BENCHMARK(reliability_years)->Unit(benchmark::kMillisecond);
BENCHMARK(adequacy_exact)->Unit(benchmark::kMillisecond);
