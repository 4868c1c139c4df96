// The whole way from a scenario to a proved design: load, physics, build, solve, check, report; both examples and a family
// of S sites by T hours made from the three-sites example. The answer is checked before any time counts: every law of the
// independent checker holds and the gap is 1e-8.
//
//   gridwright_bench --benchmark_filter=plan
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

#include "gridwright/plan/plan.hpp"
#include "gridwright/report/html.hpp"
#include "gridwright/scenario/load.hpp"

using namespace gridwright;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Largest memory the process has held so far, GiB. Run one benchmark a process for a figure of its own.
double peak_gib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / (1024.0 * 1024.0);
}

void plan_once(benchmark::State& state, const scenario::Scenario& s) {
  const plan::Outcome outcome = plan::plan(s);
  if (outcome.status != plan::Outcome::Status::done) return state.SkipWithError("not done");
  if (outcome.design.solve.gap > 1e-8) return state.SkipWithError("gap above 1e-8");
  for (const design::Check& c : outcome.design.checks)
    if (!c.holds()) return state.SkipWithError(("law does not hold: " + c.law).c_str());
  for (const design::StageTime& t : outcome.times) state.counters[t.stage] = t.seconds;
  const auto start = std::chrono::steady_clock::now();
  const std::string html = report::report_html(outcome.design, {});
  state.counters["report"] = seconds_since(start);
  state.counters["rows"] = outcome.design.solve.rows;
  state.counters["steps"] = outcome.design.solve.iterations;
  state.counters["GiB"] = peak_gib();
}

void example(benchmark::State& state, const std::string& name) {
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    const Result<scenario::Scenario> loaded = scenario::load_scenario(std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/" + name);
    if (!loaded) return state.SkipWithError("example does not load");
    state.counters["load"] = seconds_since(start);
    plan_once(state, *loaded);
  }
}

/// S sites: the three of the example over and over, each copy with its own name and fleets; demand grows with S.
scenario::Scenario family(int sites, int hours) {
  const Result<scenario::Scenario> base = scenario::load_scenario(std::string(GRIDWRIGHT_SOURCE_DIR) + "/examples/three-sites");
  scenario::Scenario s = *base;
  s.hours = hours;
  s.sites.clear();
  s.fleets.clear();
  for (int i = 0; i < sites; ++i) {
    scenario::Site site = base->sites[static_cast<std::size_t>(i) % base->sites.size()];
    const std::string old = site.id, suffix = "_" + std::to_string(i);
    site.id += suffix;
    for (scenario::Fleet fleet : base->fleets) {
      if (fleet.site != old) continue;
      fleet.id += suffix;
      fleet.site = site.id;
      s.fleets.push_back(std::move(fleet));
    }
    s.sites.push_back(std::move(site));
  }
  for (scenario::Workload& w : s.workloads) w.output_tokens_per_day *= sites / static_cast<double>(base->sites.size());
  return s;
}

void sites_by_hours(benchmark::State& state) {
  const scenario::Scenario s = family(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  for (auto _ : state) plan_once(state, s);
}

}  // namespace

BENCHMARK_CAPTURE(example, plan/pine_island, "pine-island")->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK_CAPTURE(example, plan/three_sites, "three-sites")->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK(sites_by_hours)->Name("plan/family")->ArgNames({"sites", "hours"})
    ->Args({1, 672})->Args({1, 2184})->Args({1, 8760})->Args({3, 672})->Args({3, 2184})->Args({10, 672})
    ->Unit(benchmark::kSecond)->Iterations(1);
