#include "gridwright/energy/solar_power.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "gridwright/core/text.hpp"

namespace gridwright::energy {
namespace {

constexpr double radian = std::numbers::pi / 180.0;

struct Direction {
  double east, north, up;
};

struct Aim {
  double cos_incidence;  // below 0: the sun is behind the module
  double cos_slope;      // of the module against the horizontal
};

Aim aim_fixed(const Direction& sun, const Direction& normal) {
  return {sun.east * normal.east + sun.north * normal.north + sun.up * normal.up, normal.up};
}

// Rotation of a horizontal north-south axis tracker (rad, positive to the east), with backtracking.
double tracker_rotation(const Direction& sun, const SolarPlant& plant) {
  const double ideal = std::atan2(sun.east, sun.up);
  double rotation = ideal;
  if (plant.backtracking) {
    const double reach = std::abs(std::cos(ideal)) / plant.ground_coverage;  // below 1 the rows would shade each other
    if (reach < 1.0) rotation = ideal - std::copysign(std::acos(reach), ideal);
  }
  const double limit = plant.max_rotation_deg * radian;
  return std::clamp(rotation, -limit, limit);
}

Aim aim_tracker(const Direction& sun, const SolarPlant& plant) {
  const double rotation = tracker_rotation(sun, plant);
  return {sun.east * std::sin(rotation) + sun.up * std::cos(rotation), std::cos(rotation)};
}

Direction fixed_normal(const SolarPlant& plant, double latitude_deg) {
  const double azimuth = plant.azimuth_deg.value_or(latitude_deg >= 0.0 ? 180.0 : 0.0) * radian;
  const double slope = plant.tilt_deg * radian;
  return {std::sin(slope) * std::sin(azimuth), std::sin(slope) * std::cos(azimuth), std::cos(slope)};
}

double incidence_modifier(double cos_incidence, double b0) {
  if (cos_incidence <= 0.0) return 0.0;
  return std::clamp(1.0 - b0 * (1.0 / cos_incidence - 1.0), 0.0, 1.0);
}

std::vector<double> dc_share(const weather::WeatherYear& weather, const SolarPlant& plant) {
  const weather::SolarGeometry sun = weather::solar_geometry(weather.latitude_deg, weather.longitude_deg, weather.utc_offset_h);
  std::vector<double> out = plane_of_array(weather, sun, plant);
  for (std::size_t t = 0; t < out.size(); ++t) {
    if (out[t] <= 0.0) continue;
    const double cell_c = weather.dry_bulb_c[t] + out[t] / (plant.faiman_u0 + plant.faiman_u1 * weather.wind_m_s[t]);
    const double warm = std::max(0.0, 1.0 + plant.power_per_kelvin * (cell_c - 25.0));
    out[t] = 1e-3 * out[t] * warm * (1.0 - plant.losses) * plant.dc_ac_ratio;
  }
  return out;
}

double mean_ac(const std::vector<double>& before_clipping, double factor) {
  double sum = 0.0;
  for (double v : before_clipping) sum += std::min(1.0, factor * v);
  return sum / static_cast<double>(before_clipping.size());
}

std::optional<double> scaling_for(const std::vector<double>& before_clipping, double wanted) {
  double low = 0.0, high = 1.0;
  while (mean_ac(before_clipping, high) < wanted) {
    low = high;
    high *= 2.0;
    if (high > 64.0) return std::nullopt;
  }
  for (int k = 0; k < 45; ++k) {
    const double middle = 0.5 * (low + high);
    (mean_ac(before_clipping, middle) < wanted ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::vector<double> plane_of_array(const weather::WeatherYear& weather, const weather::SolarGeometry& sun, const SolarPlant& plant) {
  const Direction normal = fixed_normal(plant, weather.latitude_deg);
  std::vector<double> poa(weather.ghi_w_m2.size(), 0.0);
  for (std::size_t t = 0; t < poa.size(); ++t) {
    const double cos_zenith = sun.cos_zenith[t];
    if (weather.ghi_w_m2[t] <= 0.0 || sun.sunlit_share[t] <= 0.0) continue;
    const double flat = std::sqrt(std::max(0.0, 1.0 - cos_zenith * cos_zenith));
    const Direction to_sun{flat * std::sin(sun.azimuth_rad[t]), flat * std::cos(sun.azimuth_rad[t]), cos_zenith};
    const Aim aim = plant.mounting == Mounting::fixed_tilt ? aim_fixed(to_sun, normal) : aim_tracker(to_sun, plant);
    const double facing = std::max(0.0, aim.cos_incidence);
    const double reflection = incidence_modifier(aim.cos_incidence, plant.incidence_b0);
    const double dome = 0.5 * (1.0 + aim.cos_slope);
    double around_sun = 0.0;
    if (plant.sky == SkyModel::hay_davies && sun.normal_w_m2[t] > 0.0)
      around_sun = std::clamp(weather.dni_w_m2[t] / sun.normal_w_m2[t], 0.0, 1.0);
    // cos z is held above 5 degrees of elevation: the ratio explodes at the horizon, where the index means nothing.
    const double tilted = facing / std::max(cos_zenith, 0.0872);
    const double sky = weather.dhi_w_m2[t] * (around_sun * tilted * reflection + (1.0 - around_sun) * dome);
    const double ground = plant.albedo * weather.ghi_w_m2[t] * 0.5 * (1.0 - aim.cos_slope);
    poa[t] = weather.dni_w_m2[t] * facing * reflection + sky + ground;
  }
  return poa;
}

Result<Series> solar_availability(const weather::WeatherYear& weather, const SolarPlant& plant) {
  std::vector<double> output = dc_share(weather, plant);
  for (double& v : output) v *= plant.inverter_efficiency;
  double factor = 1.0;
  if (plant.target_capacity_factor) {
    const std::optional<double> found = scaling_for(output, *plant.target_capacity_factor);
    if (!found)
      return Diagnostic{.message = "no scaling of the sun at " + weather.place + " gives a capacity factor of " +
                                   significant(*plant.target_capacity_factor),
                        .fix = "lower target_capacity_factor: the nights alone keep it below about 0.45"};
    factor = *found;
  }
  for (double& v : output) v = std::min(1.0, factor * v);
  const std::string stand = plant.mounting == Mounting::fixed_tilt ? "fixed at " + significant(plant.tilt_deg) + " deg"
                                                                   : std::string("single-axis tracking");
  std::string source = "sun of " + weather.place + ", " + stand + ", DC/AC " + significant(plant.dc_ac_ratio) + ", losses " +
                       significant(100.0 * plant.losses) + " %";
  if (plant.target_capacity_factor)
    source += "; output scaled by " + significant(factor, 4) + " to reach a capacity factor of " +
              significant(*plant.target_capacity_factor, 4);
  return Series{.values = std::move(output), .unit = "1",
                .origin = weather.origin == Origin::synthetic ? Origin::synthetic : Origin::computed,
                .source = source + "; " + weather.source};
}

}  // namespace gridwright::energy
