#include "gridwright/energy/wind_power.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/weather/psychrometrics.hpp"

namespace gridwright::energy {
namespace {

constexpr const char* curves_file = "data/wind_power_curves.csv";
constexpr double reference_density_kg_per_m3 = 1.225;

CsvTable curves_table() {
  Result<CsvTable> table = parse_csv(std::string(embedded_file(curves_file)), curves_file);
  assert(table && "the built-in power curves are wrong");
  return *std::move(table);
}

// Wind at hub height that gives the same power at reference density, before any calibration.
std::vector<double> equivalent_speed(const weather::WeatherYear& weather, const WindPark& park) {
  const double ratio = park.hub_height / park.measured_at;
  const double by_day = std::pow(ratio, park.shear_exponent_day), by_night = std::pow(ratio, park.shear_exponent_night);
  std::vector<double> speed(weather.wind_m_s.size());
  for (std::size_t t = 0; t < speed.size(); ++t) {
    const double w = weather::saturation_humidity_ratio(weather.dew_point_c[t], weather.pressure_pa[t]);
    const double density = weather::moist_air_density(weather.dry_bulb_c[t], w, weather.pressure_pa[t]);
    const double shear = weather.ghi_w_m2[t] > 0.0 ? by_day : by_night;
    speed[t] = weather.wind_m_s[t] * shear * std::cbrt(density / reference_density_kg_per_m3);
  }
  return speed;
}

double mean_output(const PowerCurve& curve, const std::vector<double>& speed, double factor) {
  double sum = 0.0;
  for (double v : speed) sum += curve.at(factor * v);
  return sum / static_cast<double>(speed.size());
}

// The smallest scaling of the wind whose mean output is `wanted` (gross). The mean rises with the scaling until cut-out
// takes more than it gives; the bracket stops there. Nothing when no scaling reaches it.
std::optional<double> scaling_for(const PowerCurve& curve, const std::vector<double>& speed, double wanted) {
  double low = 0.0, high = 0.25;
  while (mean_output(curve, speed, high) < wanted) {
    low = high;
    high *= 1.25;
    if (high > 8.0) return std::nullopt;
  }
  for (int k = 0; k < 40; ++k) {
    const double middle = 0.5 * (low + high);
    (mean_output(curve, speed, middle) < wanted ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double PowerCurve::at(double wind_speed_m_s) const {
  if (!(wind_speed_m_s > 0.0) || wind_speed_m_s > cut_out_m_s) return 0.0;
  const auto below = static_cast<std::size_t>(wind_speed_m_s);
  if (below + 1 >= share.size()) return share.back();
  return share[below] + (wind_speed_m_s - static_cast<double>(below)) * (share[below + 1] - share[below]);
}

std::vector<std::string> power_curve_names() {
  const CsvTable table = curves_table();
  std::vector<std::string> names;
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (names.empty() || names.back() != table.cell(row, 0)) names.emplace_back(table.cell(row, 0));
  return names;
}

Result<PowerCurve> power_curve(std::string_view name) {
  const CsvTable table = curves_table();
  PowerCurve curve{.name = std::string(name)};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.cell(row, 0) != name) continue;
    curve.share.push_back(parse_number(table.cell(row, 2)).value());
    curve.cut_out_m_s = parse_number(table.cell(row, 1)).value();
    curve.source = std::string(table.cell(row, 3));
  }
  if (!curve.share.empty()) return curve;
  const std::vector<std::string> names = power_curve_names();
  const std::optional<std::string> near = nearest_name(name, std::span<const std::string>(names));
  return Diagnostic{.message = "no power curve is called '" + std::string(name) + "'",
                    .fix = near ? "did you mean '" + *near + "'?" : "curves: " + join(names, ", ")};
}

Result<Series> wind_availability(const weather::WeatherYear& weather, const WindPark& park) {
  const Result<PowerCurve> curve = power_curve(park.curve);
  if (!curve) return curve.diagnostics();
  std::vector<double> output = equivalent_speed(weather, park);
  const double keep = 1.0 - park.losses;
  double factor = 1.0;
  if (park.target_capacity_factor) {
    const std::optional<double> found = scaling_for(*curve, output, *park.target_capacity_factor / keep);
    if (!found)
      return Diagnostic{.message = "no scaling of the wind at " + weather.place + " gives a capacity factor of " +
                                   significant(*park.target_capacity_factor) + " after " + significant(100.0 * park.losses) +
                                   " % losses",
                        .fix = "lower target_capacity_factor or losses, or take a curve for weaker wind (iec_class_3)"};
    factor = *found;
  }
  for (double& v : output) v = keep * curve->at(factor * v);
  std::string source = "wind of " + weather.place + " at " + significant(park.hub_height.in(metres)) + " m, curve " + curve->name +
                       ", losses " + significant(100.0 * park.losses) + " %";
  if (park.target_capacity_factor)
    source += "; wind speed scaled by " + significant(factor, 4) + " to reach a capacity factor of " +
              significant(*park.target_capacity_factor, 4);
  return Series{.values = std::move(output), .unit = "1",
                .origin = weather.origin == Origin::synthetic ? Origin::synthetic : Origin::computed,
                .source = source + "; " + weather.source};
}

}  // namespace gridwright::energy
