#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../words.hpp"
#include "map_parts.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/placement.hpp"

// World map: plate carree between 58 S and 72 N, no coastlines; cities themselves draw the continents.
namespace gridwright::report {

namespace {

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
                           great_circle(c.latitude, c.longitude, found->second->latitude, found->second->longitude));
    dots += fmt::format(
        "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}: {} users, served from {}, round trip "
        "{:.0f} ms, with last mile p50 {:.0f}, p95 {:.0f}, p99 {:.0f} ms</title></circle>",
        shade_of(c.rtt_ms).css, map_x(c.longitude), map_y(c.latitude), 2.0 + 6.0 * std::sqrt(c.users / most),
        html(c.name + ", " + c.country), many(c.users), html(c.site), c.rtt_ms, c.p50_ms, c.p95_ms, c.p99_ms);
  }
  for (const design::PlacedSite& s : p.sites) {
    const double x = map_x(s.longitude), y = map_y(s.latitude), half = 3.0 + 5.0 * std::sqrt(s.weight);
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
      map_width, map_height, p.sites.size(), p.cities.size(), graticule(), flows, dots, marks, keys);
}

}  // namespace gridwright::report
