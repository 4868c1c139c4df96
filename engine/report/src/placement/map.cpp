#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/placement.hpp"

// World map: plate carree between 58 S and 72 N, no coastlines; cities themselves draw the continents.
namespace gridwright::report {

namespace {

constexpr double width = 1000.0, south = -50.0, north = 68.0;
constexpr double height = width * (north - south) / 360.0;
double at_x(double lon) { return (lon + 180.0) / 360.0 * width; }
double at_y(double lat) { return (north - std::clamp(lat, south, north)) / (north - south) * height; }

/// One hue from near to far; the bounds are round numbers people think in.
struct Shade {
  double up_to_ms;
  const char *css, *words;
};
constexpr Shade shades[] = {{20, "near-0", "up to 20 ms"},
                            {40, "near-1", "20 to 40 ms"},
                            {80, "near-2", "40 to 80 ms"},
                            {150, "near-3", "80 to 150 ms"},
                            {1e9, "near-4", "above 150 ms"}};
const Shade& shade_of(double ms) {
  for (const Shade& s : shades)
    if (ms <= s.up_to_ms) return s;
  return shades[4];
}

std::string graticule() {
  std::string out;
  for (int lat = -30; lat <= 60; lat += 30)
    out += fmt::format("<path class=\"grid\" d=\"M0,{0:.1f}H{1}\"/><text x=\"4\" y=\"{2:.1f}\">{3}</text>", at_y(lat), width,
                       at_y(lat) - 3, lat == 0 ? "equator" : fmt::format("{}\u00b0{}", std::abs(lat), lat > 0 ? "N" : "S"));
  for (int lon = -120; lon <= 120; lon += 60)
    out += fmt::format("<path class=\"grid\" d=\"M{0:.1f},0V{1:.1f}\"/>", at_x(lon), height);
  return out;
}

/// Along the great circle in eight straight pieces; broken where it leaves the map at the date line.
std::string flow(double lat_a, double lon_a, double lat_b, double lon_b) {
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
    const double px = at_x(std::atan2(y, x) * 180 / M_PI), py = at_y(std::asin(std::clamp(z, -1.0, 1.0)) * 180 / M_PI);
    out += fmt::format("{}{:.1f},{:.1f}", k == 0 || std::abs(px - last) > width / 2 ? "M" : "L", px, py);
    last = px;
  }
  return out;
}

}  // namespace

std::string placement_map(const design::Placement& p) {
  std::map<std::string, const design::PlacedSite*> sites;
  for (const design::PlacedSite& s : p.sites) sites[s.id] = &s;
  double most = 1.0;
  for (const design::ServedCity& c : p.cities) most = std::max(most, c.users);
  std::string flows, dots, marks;
  for (const design::ServedCity& c : p.cities) {
    const auto found = sites.find(c.site);
    if (found != sites.end())
      flows += fmt::format("<path class=\"flow-line\" d=\"{}\"/>",
                           flow(c.latitude, c.longitude, found->second->latitude, found->second->longitude));
    dots += fmt::format(
        "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}: {} users, served from {}, round trip "
        "{:.0f} ms, with last mile p50 {:.0f}, p95 {:.0f}, p99 {:.0f} ms</title></circle>",
        shade_of(c.rtt_ms).css, at_x(c.longitude), at_y(c.latitude), 2.0 + 6.0 * std::sqrt(c.users / most),
        html(c.name + ", " + c.country), many(c.users), html(c.site), c.rtt_ms, c.p50_ms, c.p95_ms, c.p99_ms);
  }
  for (const design::PlacedSite& s : p.sites) {
    const double x = at_x(s.longitude), y = at_y(s.latitude), half = 3.0 + 5.0 * std::sqrt(s.weight);
    marks += fmt::format(
        "<rect class=\"site-mark\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}, {} ({}): {} "
        "users, {} of the tokens, {} a year</title></rect>",
        x - half, y - half, 2 * half, 2 * half, html(s.id), html(s.city), s.country, many(s.users), percent(s.weight),
        money(s.usd()));
    marks += fmt::format("<text class=\"site-name\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>",
                         x > 900 ? x - half - 2 : x + half + 2, y - half, x > 900 ? "end" : "start", html(s.city));
  }
  std::string keys = "<ul class=\"keys\"><li class=\"heading\">round trip</li>";
  for (const Shade& s : shades)
    keys += fmt::format(
        "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle class=\"{}\" cx=\"6\" cy=\"6\" "
        "r=\"5\"/></svg>{}</li>",
        s.css, s.words);
  keys +=
      "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"site-mark\" x=\"1\" y=\"1\" width=\"10\" "
      "height=\"10\"/></svg>open site, size by tokens</li></ul>";
  return fmt::format(
      "<svg class=\"world\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"World map of {} open sites and {} "
      "cities; the tables hold the same values\">{}{}{}{}</svg>{}",
      width, height, p.sites.size(), p.cities.size(), graticule(), flows, dots, marks, keys);
}

}  // namespace gridwright::report
