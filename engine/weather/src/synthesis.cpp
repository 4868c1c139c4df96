#include "gridwright/weather/synthesis.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/weather/sun.hpp"
#include "monthly.hpp"

namespace gridwright::weather {
namespace {

// Fitted to 14 TMY3 stations; the wind's memory to hourly wind generation (docs/theory/weather.md).
constexpr double temperature_memory_per_day = 0.65;
constexpr double range_per_clearness = 0.68;
constexpr double dew_point_follows_temperature = 0.8;
constexpr double slow_wind_share = 0.92, slow_wind_memory_per_h = 0.955, fast_wind_memory_per_h = 0.4;
constexpr double wind_diurnal_share = 0.20, wind_peak_hour = 14.5;
constexpr double clearness_ceiling = 1.1;
constexpr double day_clearness_sd = 1.03, day_clearness_memory = 0.25;
constexpr double hour_clearness_sd = 0.80, hour_clearness_memory = 0.47;

using Months = std::array<double, 12>;

template <class Member>
Months column(const ClimatePlace& place, Member member) {
  Months out{};
  for (std::size_t m = 0; m < 12; ++m) out[m] = place.months[m].*member;
  return out;
}

// Standard normal AR(1) in its stationary state: x' = rho x + sqrt(1 - rho^2) z.
std::vector<double> autoregression(std::size_t n, double rho, RandomStream& random) {
  std::vector<double> x(n);
  const double fresh = std::sqrt(1.0 - rho * rho);
  double last = random.normal();
  for (double& value : x) value = last = rho * last + fresh * random.normal();
  return x;
}

struct Sky {
  std::vector<double> ghi_w_m2, dni_w_m2, dhi_w_m2;
  std::vector<double> daily_clearness;  // GHI / clear-sky GHI of each day, relative to its month; 1 in polar night
};

// Clearness of every hour is 1.1 / (1 + exp(-(a + u))); finds a so that the month's sum of clear x clearness is `wanted`.
double solve_clearness_level(std::span<const double> clear, std::span<const double> u, double ceiling, double wanted) {
  double a = 0.0, low = -30.0, high = 30.0;
  for (int iteration = 0; iteration < 60; ++iteration) {
    double sum = 0.0, slope = 0.0;
    for (std::size_t t = 0; t < clear.size(); ++t) {
      if (clear[t] == 0.0) continue;
      const double share = 1.0 / (1.0 + std::exp(-(a + u[t])));
      sum += clear[t] * share;
      slope += clear[t] * share * (1.0 - share);
    }
    const double miss = wanted - ceiling * sum;
    if (std::abs(miss) < 1e-9 * wanted) break;
    (miss > 0.0 ? low : high) = a;
    const double newton = a + miss / (ceiling * slope);
    a = newton > low && newton < high ? newton : 0.5 * (low + high);
  }
  return a;
}

void split_direct_and_diffuse(const SolarGeometry& sun, Sky& sky) {
  for (std::size_t t = 0; t < sky.ghi_w_m2.size(); ++t) {
    const double ghi = sky.ghi_w_m2[t], top = sun.normal_w_m2[t] * sun.cos_zenith[t] * sun.sunlit_share[t];
    if (ghi <= 0.0 || top <= 0.0) continue;
    // Below 3 degrees of elevation the horizontal correlation says nothing about the beam: all diffuse.
    const double diffuse = sun.cos_zenith[t] < 0.05 ? 1.0 : erbs_diffuse_share(ghi / top);
    sky.dhi_w_m2[t] = diffuse * ghi;
    sky.dni_w_m2[t] = (1.0 - diffuse) * ghi / sun.cos_zenith[t];  // mean of the hour, night part included
  }
}

Sky draw_sky(const ClimatePlace& place, const SolarGeometry& sun, RandomStream& random) {
  const std::size_t hours = sun.cos_zenith.size();
  Sky sky{std::vector<double>(hours), std::vector<double>(hours), std::vector<double>(hours),
          std::vector<double>(365, 1.0)};
  const std::vector<double> by_day = autoregression(365, day_clearness_memory, random);
  std::vector<double> u = autoregression(hours, hour_clearness_memory, random), clear(hours);
  for (std::size_t t = 0; t < hours; ++t) {
    u[t] = day_clearness_sd * by_day[t / 24] + hour_clearness_sd * u[t];
    clear[t] = clear_sky_ghi_w_m2(sun.cos_zenith[t]) * sun.sunlit_share[t];
  }
  for (std::size_t m = 0; m < 12; ++m) {
    const auto [first, last] = hours_of_month(m);
    double clear_sum = 0.0;
    for (std::size_t t = first; t < last; ++t) clear_sum += clear[t];
    const double wanted = 1000.0 * place.months[m].ghi_mean_kwh_m2_day * static_cast<double>((last - first) / 24);
    if (clear_sum <= 0.0 || wanted <= 0.0) continue;
    const double ceiling = std::max(clearness_ceiling, wanted / clear_sum / 0.92);  // high, dry places beat Haurwitz
    const std::span clear_month(&clear[first], last - first), u_month(&u[first], last - first);
    const double level = solve_clearness_level(clear_month, u_month, ceiling, wanted);
    for (std::size_t t = first; t < last; ++t)
      if (clear[t] > 0.0) sky.ghi_w_m2[t] = clear[t] * ceiling / (1.0 + std::exp(-(level + u[t])));
    for (std::size_t d = first / 24; d < last / 24; ++d) {
      double ghi = 0.0, clear_day = 0.0;
      for (std::size_t t = 24 * d; t < 24 * d + 24; ++t) ghi += sky.ghi_w_m2[t], clear_day += clear[t];
      if (clear_day > 0.0) sky.daily_clearness[d] = (ghi / clear_day) / (wanted / clear_sum);
    }
  }
  split_direct_and_diffuse(sun, sky);
  return sky;
}

// Departure of temperature from the seasonal course, K: AR(1) by day, joined by straight lines from noon to noon, and
// scaled month by month so that course and departure together have the standard deviation of the normals.
std::vector<double> draw_temperature_departure(const ClimatePlace& place, std::span<const double> course_c,
                                               RandomStream& random) {
  const std::vector<double> by_day = autoregression(365, temperature_memory_per_day, random);
  std::vector<double> departure(course_c.size());
  for (std::size_t t = 0; t < departure.size(); ++t) {
    const double days = (static_cast<double>(t) + 0.5) / 24.0 - 0.5 + 365.0;
    const auto day = static_cast<std::size_t>(days);
    const double share = days - static_cast<double>(day);
    departure[t] = (1.0 - share) * by_day[day % 365] + share * by_day[(day + 1) % 365];
  }
  Months factor{};
  for (std::size_t m = 0; m < 12; ++m) {
    const double wanted = place.months[m].daily_mean_sd_c;
    const double season = daily_mean_sd(course_c, m), drawn = daily_mean_sd(departure, m);
    const double rest = std::sqrt(std::max(0.25 * wanted * wanted, wanted * wanted - season * season));
    factor[m] = drawn > 0.0 ? rest / drawn : 0.0;
  }
  const std::vector<double> scale = between_month_middles(factor);
  for (std::size_t t = 0; t < departure.size(); ++t) departure[t] *= scale[t];
  match_monthly_means(departure, Months{});
  return departure;
}

std::vector<double> draw_dry_bulb(const ClimatePlace& place, std::span<const double> course_c,
                                  std::span<const double> departure, const Sky& sky) {
  std::vector<double> dry(course_c.begin(), course_c.end());
  for (std::size_t m = 0; m < 12; ++m) {
    const MonthNormals& month = place.months[m];
    const auto [first, last] = hours_of_month(m);
    for (std::size_t t = first; t < last; ++t) {
      const double clear = std::clamp(1.0 + range_per_clearness * (sky.daily_clearness[t / 24] - 1.0), 0.2, 2.0);
      const double hour = static_cast<double>(t % 24) + 1.0 - month.hour_of_max;
      dry[t] += departure[t] + 0.5 * month.diurnal_range_c * clear * std::cos(2.0 * std::numbers::pi * hour / 24.0);
    }
  }
  match_monthly_means(dry, column(place, &MonthNormals::dry_bulb_mean_c));
  return dry;
}

std::vector<double> draw_dew_point(const ClimatePlace& place, std::span<const double> dry_bulb_c,
                                   std::span<const double> departure) {
  const Months wanted = column(place, &MonthNormals::dew_point_mean_c);
  std::vector<double> dew = course_with_means(wanted);
  for (std::size_t t = 0; t < dew.size(); ++t) dew[t] += dew_point_follows_temperature * departure[t];
  for (int pass = 0; pass < 12; ++pass) {  // the cap at saturation lowers the mean; a few rounds restore it
    match_monthly_means(dew, wanted);
    for (std::size_t t = 0; t < dew.size(); ++t) dew[t] = std::min(dew[t], dry_bulb_c[t]);
  }
  return dew;
}

std::vector<double> draw_wind(const ClimatePlace& place, RandomStream& random) {
  const auto hours = static_cast<std::size_t>(hours_per_year);
  const std::vector<double> slow = autoregression(hours, slow_wind_memory_per_h, random);
  const std::vector<double> fast = autoregression(hours, fast_wind_memory_per_h, random);
  const double slow_part = std::sqrt(slow_wind_share), fast_part = std::sqrt(1.0 - slow_wind_share);
  std::vector<double> wind(hours);
  for (std::size_t m = 0; m < 12; ++m) {
    const MonthNormals& month = place.months[m];
    const auto [first, last] = hours_of_month(m);
    double sum = 0.0;
    for (std::size_t t = first; t < last; ++t) {
      const double z = slow_part * slow[t] + fast_part * fast[t];
      const double exceeded = std::max(1e-12, 0.5 * std::erfc(z / std::numbers::sqrt2));  // P(Z > z)
      const double hour = static_cast<double>(t % 24) + 0.5 - wind_peak_hour;
      const double of_day = 1.0 + wind_diurnal_share * std::cos(2.0 * std::numbers::pi * hour / 24.0);
      wind[t] = of_day * std::pow(-std::log(exceeded), 1.0 / month.wind_weibull_k);
      sum += wind[t];
    }
    const double scale = sum > 0.0 ? month.wind_mean_m_s * static_cast<double>(last - first) / sum : 0.0;
    for (std::size_t t = first; t < last; ++t) wind[t] *= scale;
  }
  return wind;
}

}  // namespace

WeatherYear synthesise_weather(const ClimatePlace& place, std::uint64_t seed) {
  const std::string stream = "weather." + place.name;
  RandomStream sky_random(seed, stream + ".sky"), air_random(seed, stream + ".air"), wind_random(seed, stream + ".wind");
  const SolarGeometry sun = solar_geometry(place.latitude_deg, place.longitude_deg, place.utc_offset_h);
  Sky sky = draw_sky(place, sun, sky_random);
  const std::vector<double> course = course_with_means(column(place, &MonthNormals::dry_bulb_mean_c));
  const std::vector<double> departure = draw_temperature_departure(place, course, air_random);

  WeatherYear out{.place = place.name,
                  .latitude_deg = place.latitude_deg,
                  .longitude_deg = place.longitude_deg,
                  .elevation_m = place.elevation_m,
                  .utc_offset_h = place.utc_offset_h};
  out.dry_bulb_c = draw_dry_bulb(place, course, departure, sky);
  out.dew_point_c = draw_dew_point(place, out.dry_bulb_c, departure);
  out.pressure_pa = course_with_means(column(place, &MonthNormals::pressure_mean_pa));
  out.wind_m_s = draw_wind(place, wind_random);
  out.ghi_w_m2 = std::move(sky.ghi_w_m2);
  out.dni_w_m2 = std::move(sky.dni_w_m2);
  out.dhi_w_m2 = std::move(sky.dhi_w_m2);
  fill_wet_bulb(out);
  out.origin = Origin::synthetic;
  out.source = "synthesised from the climate normals of " + place.name + " (" + place.source + "), seed " +
               std::to_string(seed);
  return out;
}

}  // namespace gridwright::weather
