#include "gridwright/weather/weather_year.hpp"

#include <algorithm>
#include <numeric>

#include "gridwright/weather/psychrometrics.hpp"

namespace gridwright::weather {
namespace {

double sum(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0); }

double mean(const std::vector<double>& x) { return x.empty() ? 0.0 : sum(x) / static_cast<double>(x.size()); }

double exceeded_in_1_percent(std::vector<double> x) {
  if (x.empty()) return 0.0;
  const auto rank = static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(x.size()));
  std::nth_element(x.begin(), x.begin() + rank, x.end());
  return x[static_cast<std::size_t>(rank)];
}

double largest(const std::vector<double>& x) { return x.empty() ? 0.0 : *std::max_element(x.begin(), x.end()); }

}  // namespace

void fill_wet_bulb(WeatherYear& weather) {
  weather.wet_bulb_c.resize(weather.dry_bulb_c.size());
  wet_bulb_hourly(weather.dry_bulb_c, weather.dew_point_c, weather.pressure_pa, weather.wet_bulb_c);
}

WeatherSummary summarise(const WeatherYear& weather) {
  const auto& wet = weather.wet_bulb_c;
  return {.dry_bulb_mean_c = mean(weather.dry_bulb_c),
          .dry_bulb_p99_c = exceeded_in_1_percent(weather.dry_bulb_c),
          .dry_bulb_max_c = largest(weather.dry_bulb_c),
          .wet_bulb_mean_c = mean(wet),
          .wet_bulb_p99_c = exceeded_in_1_percent(wet),
          .wet_bulb_max_c = largest(wet),
          .hours_wet_bulb_to_10c =
              static_cast<int>(std::count_if(wet.begin(), wet.end(), [](double t) { return t <= 10.0; })),
          .wind_mean_m_s = mean(weather.wind_m_s),
          .ghi_kwh_m2 = 1e-3 * sum(weather.ghi_w_m2),
          .dni_kwh_m2 = 1e-3 * sum(weather.dni_w_m2)};
}

}  // namespace gridwright::weather
