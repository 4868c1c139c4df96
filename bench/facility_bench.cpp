// A site-year of one plant: under 1 ms. Convex segments of that year: under 5 ms. One core, Rochester MN from normals.
// The answer is checked before a time is reported: PUE of the plain double loop over `evaluate`.
#include <benchmark/benchmark.h>

#include <cmath>

#include "gridwright/facility/segments.hpp"
#include "gridwright/weather/climate.hpp"
#include "gridwright/weather/synthesis.hpp"

using namespace gridwright;
using namespace gridwright::facility;

namespace {

struct Case {
  std::vector<WeatherHour> weather = weather_hours(weather::synthesise_weather(*weather::climate_place("rochester-mn"), 7));
  std::vector<double> it_mw = std::vector<double>(weather.size());
  HallModel hall;
  explicit Case(const char* plant) : hall(*make_hall_model({.plant = plant}, site_conditions(weather))) {
    for (std::size_t t = 0; t < it_mw.size(); ++t) it_mw[t] = 85.0 + 10.0 * std::sin(0.7 * static_cast<double>(t));
  }
};

void hall_year(benchmark::State& state, const char* plant) {
  const Case c(plant);
  double overhead = 0.0;
  for (std::size_t t = 0; t < c.weather.size(); ++t) overhead += evaluate(c.hall, c.weather[t], c.it_mw[t], 100.0).overhead_mw.total();
  const HallYear year = evaluate_year(c.hall, c.weather, c.it_mw, 100.0);
  if (std::abs(year.overhead_mwh.total() / overhead - 1.0) > 1e-9) return state.SkipWithError("year and hours disagree");
  for (auto _ : state) benchmark::DoNotOptimize(evaluate_year(c.hall, c.weather, c.it_mw, 100.0).water_m3);
  state.counters["PUE"] = year.pue();
}

void segments(benchmark::State& state, const char* plant) {
  const Case c(plant);
  const FacilitySegments lines = facility_segments(c.hall, c.weather);
  if (lines.worst_error > 0.005) return state.SkipWithError("segments are off by more than 0.5 % of IT power");
  for (auto _ : state) benchmark::DoNotOptimize(facility_segments(c.hall, c.weather).worst_error);
  state.counters["error_%"] = 100.0 * lines.worst_error;
}

}  // namespace

BENCHMARK_CAPTURE(hall_year, dtc_dry_cooler, "dtc_dry_cooler")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hall_year, dtc_adiabatic, "dtc_adiabatic")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hall_year, dtc_tower, "dtc_tower")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hall_year, tower_economiser, "tower_economiser")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, dtc_dry_cooler, "dtc_dry_cooler")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, dtc_adiabatic, "dtc_adiabatic")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(segments, dtc_tower, "dtc_tower")->Unit(benchmark::kMillisecond);
