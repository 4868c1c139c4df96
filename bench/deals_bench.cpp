// Clearing of random networks: 1,000 nodes under 50 ms. The answer is checked first: waves against plain iteration.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "../tests/support/random_network.hpp"
#include "gridwright/deals/stress.hpp"

using namespace gridwright;
using namespace gridwright::deals;

namespace {

void clearing(benchmark::State& state, int claims_each, double cash_share, int ranks) {
  const Network net = support::random_network(
      {.nodes = static_cast<int>(state.range(0)), .claims_each = claims_each, .cash_share = cash_share, .ranks = ranks}, 7);
  const ClearingOptions options{.cash_recovery = 0.8, .claims_recovery = 0.9};
  const Clearing ours = clear(net, options), again = clear_by_iteration(net, options);
  for (std::size_t i = 0; i < ours.paid.size(); ++i)
    if (std::abs(ours.paid[i] - again.paid[i]) > 1e-9 * std::max(1.0, ours.due[i]))
      return state.SkipWithError("two ways to clear disagree");
  for (auto _ : state) benchmark::DoNotOptimize(clear(net, options).paid.data());
  state.counters["claims"] = static_cast<double>(net.claims.size());
  state.counters["defaults"] = ours.defaults();
  state.counters["waves"] = static_cast<double>(ours.waves.size());
}

void shipped_threshold_curve(benchmark::State& state) {
  const Ledger ledger = shipped_ledger();
  const Stress question{.payer = "OpenAI", .first_year = 2029, .last_year = 2029};
  if (threshold_curve(ledger, question).back().failures != 0)
    return state.SkipWithError("somebody fails though all is paid");
  for (auto _ : state) benchmark::DoNotOptimize(threshold_curve(ledger, question).size());
}

}  // namespace

BENCHMARK_CAPTURE(clearing, sparse, 5, 0.3, 1)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clearing, dense, 100, 0.3, 1)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clearing, little_cash, 10, 0.02, 1)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clearing, three_ranks, 10, 0.3, 3)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(shipped_threshold_curve)->Unit(benchmark::kMillisecond);
