#include "map_parts.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace gridwright::report {

std::string graticule() {
  std::string out;
  for (int lat = -30; lat <= 60; lat += 30)
    out += fmt::format("<path class=\"grid\" d=\"M0,{0:.1f}H{1}\"/><text x=\"4\" y=\"{2:.1f}\">{3}</text>", map_y(lat), map_width,
                       map_y(lat) - 3, lat == 0 ? "equator" : fmt::format("{}\u00b0{}", std::abs(lat), lat > 0 ? "N" : "S"));
  for (int lon = -120; lon <= 120; lon += 60)
    out += fmt::format("<path class=\"grid\" d=\"M{0:.1f},0V{1:.1f}\"/>", map_x(lon), map_height);
  return out;
}

std::string great_circle(double lat_a, double lon_a, double lat_b, double lon_b) {
  const auto vec = [](double lat, double lon) {
    const double f = lat * M_PI / 180, l = lon * M_PI / 180;
    return std::array{std::cos(f) * std::cos(l), std::cos(f) * std::sin(l), std::sin(f)};
  };
  const auto a = vec(lat_a, lon_a), b = vec(lat_b, lon_b);
  const double angle = std::acos(std::clamp(a[0] * b[0] + a[1] * b[1] + a[2] * b[2], -1.0, 1.0));
  std::string out;
  double last = 0.0;
  constexpr int pieces = 8;
  for (int k = 0; k <= pieces; ++k) {
    const double t = static_cast<double>(k) / pieces;
    const double u = angle < 1e-6 ? 1.0 - t : std::sin((1.0 - t) * angle) / std::sin(angle),
                 v = angle < 1e-6 ? t : std::sin(t * angle) / std::sin(angle);
    const double x = u * a[0] + v * b[0], y = u * a[1] + v * b[1], z = u * a[2] + v * b[2];
    const double px = map_x(std::atan2(y, x) * 180 / M_PI), py = map_y(std::asin(std::clamp(z, -1.0, 1.0)) * 180 / M_PI);
    out += fmt::format("{}{:.1f},{:.1f}", k == 0 || std::abs(px - last) > map_width / 2 ? "M" : "L", px, py);
    last = px;
  }
  return out;
}

}  // namespace gridwright::report
