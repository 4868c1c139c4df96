#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../words.hpp"
#include "flow_map.hpp"
#include "gridwright/core/text.hpp"
#include "map_parts.hpp"

namespace gridwright::report {
namespace {

/// What of the world the flows need, with room for names around.
struct Frame {
  double left = map_width, right = 0.0, top = map_height, bottom = 0.0;

  void hold(double latitude, double longitude) {
    left = std::min(left, map_x(longitude)), right = std::max(right, map_x(longitude));
    top = std::min(top, map_y(latitude)), bottom = std::max(bottom, map_y(latitude));
  }
  void widen() {
    const double across = std::max({1.3 * (right - left), 3.0 * (bottom - top), 40.0}), down = std::max(0.4 * across, 1.4 * (bottom - top));
    const double x = 0.5 * (left + right), y = 0.5 * (top + bottom);
    left = x - 0.5 * across, right = x + 0.5 * across, top = y - 0.5 * down, bottom = y + 0.5 * down;
  }
  /// Of the whole map's sizes.
  [[nodiscard]] double zoom() const { return (right - left) / map_width; }
};

}  // namespace

std::string flow_map(const std::vector<design::SimulatedFlow>& flows) {
  Frame frame;
  std::map<std::string, double> regions, sites;
  for (const design::SimulatedFlow& f : flows) {
    frame.hold(f.region_latitude, f.region_longitude), frame.hold(f.site_latitude, f.site_longitude);
    regions[f.region] += f.share, sites[f.site] += f.share;
  }
  frame.widen();
  const double z = frame.zoom();
  std::string lines, marks;
  std::map<std::string, bool> drawn;
  for (const design::SimulatedFlow& f : flows) {
    lines += fmt::format("<path class=\"flow-line\" style=\"stroke-width:{:.2f};stroke-opacity:.75\" d=\"{}\"><title>{} to {}: {} of {}, round trip {:.0f} ms</title></path>", z * (2.0 + 20.0 * f.share),
                         great_circle(f.region_latitude, f.region_longitude, f.site_latitude, f.site_longitude), html(spaced(f.region)), html(spaced(f.site)), percent(f.share), html(f.workload), 1e3 * f.rtt_s);
    const auto name = [&](double latitude, double longitude, const std::string& id, double below) {
      marks += fmt::format("<text class=\"site-name\" style=\"font-size:{:.2f}px;stroke-width:{:.2f}px\" x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"middle\">{}</text>", 14.0 * z, 3.0 * z, map_x(longitude), map_y(latitude) + below * z, html(spaced(id)));
    };
    if (!drawn["region " + f.region]) {
      marks += fmt::format("<circle class=\"near-1\" cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"{:.2f}\"/>", map_x(f.region_longitude), map_y(f.region_latitude), z * (4.0 + 10.0 * std::sqrt(regions[f.region])));
      name(f.region_latitude, f.region_longitude, f.region, -18.0);
    }
    if (!drawn["site " + f.site]) {
      const double half = z * (4.0 + 6.0 * std::sqrt(sites[f.site]));
      marks += fmt::format("<rect class=\"site-mark\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>", map_x(f.site_longitude) - half, map_y(f.site_latitude) - half, 2 * half, 2 * half);
      name(f.site_latitude, f.site_longitude, f.site, 26.0);
    }
    drawn["region " + f.region] = drawn["site " + f.site] = true;
  }
  return fmt::format("<style>{}</style><svg class=\"world\" viewBox=\"{:.2f} {:.2f} {:.2f} {:.2f}\" role=\"img\" aria-label=\"Map of {} regions and {} sites; the table holds the same values\">{}{}{}</svg>", map_css, frame.left, frame.top,
                     frame.right - frame.left, frame.bottom - frame.top, regions.size(), sites.size(), z > 0.3 ? graticule() : "", lines, marks);
}

}  // namespace gridwright::report
