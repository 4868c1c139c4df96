#include "gridwright/facility/segments.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "hall_physics.hpp"

namespace gridwright::facility {
namespace {

constexpr std::size_t node_count = 13;   // loads at which an hour is evaluated; spacing 1/16 from a quarter to full load
constexpr std::size_t max_segments = 6;

using Curve = std::array<double, node_count>;

struct Breakpoints {
  std::array<std::uint8_t, node_count> node;
  std::size_t count = 0;
};

/// Lower convex hull of the curve's points (Andrew's monotone chain; the nodes are in order).
Breakpoints convex_hull(const Curve& x, const Curve& y) {
  Breakpoints hull;
  for (std::size_t i = 0; i < node_count; ++i) {
    while (hull.count >= 2) {
      const std::size_t a = hull.node[hull.count - 2], b = hull.node[hull.count - 1];
      if ((y[b] - y[a]) * (x[i] - x[a]) < (y[i] - y[a]) * (x[b] - x[a])) break;
      --hull.count;
    }
    hull.node[hull.count++] = static_cast<std::uint8_t>(i);
  }
  return hull;
}

/// Drops hull points, each time the one whose loss lifts the chord least (relative to the load there), until `keep` are left.
void thin(Breakpoints& hull, std::size_t keep, const Curve& x, const Curve& y) {
  while (hull.count > keep) {
    double least = 1e300;
    std::size_t drop = 1;
    for (std::size_t k = 1; k + 1 < hull.count; ++k) {
      const std::size_t a = hull.node[k - 1], b = hull.node[k], c = hull.node[k + 1];
      const double chord = y[a] + (y[c] - y[a]) * (x[b] - x[a]) / (x[c] - x[a]);
      const double gap = (chord - y[b]) / x[b];
      if (gap < least) least = gap, drop = k;
    }
    for (std::size_t k = drop; k + 1 < hull.count; ++k) hull.node[k] = hull.node[k + 1];
    --hull.count;
  }
}

/// How far the curve rises above its hull, relative to the load: what no convex model can follow.
double nonconvexity(const Breakpoints& hull, const Curve& x, const Curve& y) {
  double worst = 0.0;
  for (std::size_t k = 0; k + 1 < hull.count; ++k) {
    const std::size_t a = hull.node[k], b = hull.node[k + 1];
    for (std::size_t i = a + 1; i < b; ++i)
      worst = std::max(worst, (y[i] - y[a] - (y[b] - y[a]) * (x[i] - x[a]) / (x[b] - x[a])) / x[i]);
  }
  return worst;
}

struct Lines {
  std::array<double, max_segments> slope, fixed;
  std::size_t count = 0;
  [[nodiscard]] double at(double x) const {
    double best = slope[0] * x + fixed[0];
    for (std::size_t s = 1; s < count; ++s) best = std::max(best, slope[s] * x + fixed[s]);
    return best;
  }
};

/// Chords between the breakpoints, then lowered by half their largest excess over the nodes: the error is shared between
/// both sides instead of lying all above the curve.
Lines chords(const Breakpoints& points, const Curve& x, const Curve& y) {
  Lines lines;
  for (std::size_t k = 0; k + 1 < points.count; ++k) {
    const std::size_t a = points.node[k], b = points.node[k + 1];
    double slope = (y[b] - y[a]) / (x[b] - x[a]), fixed = y[a] - slope * x[a];
    double above = 0.0;
    for (std::size_t i = a + 1; i < b; ++i) above = std::max(above, slope * x[i] + fixed - y[i]);
    lines.slope[lines.count] = slope;
    lines.fixed[lines.count++] = fixed - 0.5 * above;
  }
  return lines;
}

}  // namespace

double FacilitySegments::overhead_mw(std::size_t t, double q_mw, double cap_mw) const {
  double best = slope(0, t) * q_mw + fixed(0, t) * cap_mw;
  for (std::size_t s = 1; s < segments; ++s) best = std::max(best, slope(s, t) * q_mw + fixed(s, t) * cap_mw);
  return best;
}

FacilitySegments facility_segments(const HallModel& hall, std::span<const WeatherHour> weather, const SegmentOptions& options) {
  assert(options.segments >= 1 && options.segments <= static_cast<int>(max_segments));
  assert(options.lowest_load > 0.0 && options.lowest_load < 1.0);
  const detail::HallPhysics& p = hall.physics();
  FacilitySegments f{.hours = weather.size(), .segments = static_cast<std::size_t>(options.segments), .lowest_load = options.lowest_load};
  f.slopes.resize(f.hours * f.segments);
  f.intercepts.resize(f.hours * f.segments);

  Curve x{}, y{};
  std::array<detail::LoadTerms, node_count> loads;   // the same for every hour: the weather does not enter
  for (std::size_t i = 0; i < node_count; ++i) {
    x[i] = options.lowest_load + (1.0 - options.lowest_load) * static_cast<double>(i) / (node_count - 1);
    loads[i] = p.load_terms(x[i]);
  }
  for (std::size_t t = 0; t < f.hours; ++t) {
    for (std::size_t i = 0; i < node_count; ++i) y[i] = p.overhead(loads[i], weather[t]);
    Breakpoints points = convex_hull(x, y);
    f.worst_nonconvexity = std::max(f.worst_nonconvexity, nonconvexity(points, x, y));
    thin(points, f.segments + 1, x, y);
    const Lines lines = chords(points, x, y);
    for (std::size_t i = 0; i < node_count; ++i) {
      const double error = (lines.at(x[i]) - y[i]) / x[i];
      f.worst_above = std::max(f.worst_above, error);
      f.worst_below = std::max(f.worst_below, -error);
    }
    for (std::size_t s = 0; s < f.segments; ++s) {   // hours with fewer lines repeat their last one
      const std::size_t k = std::min(s, lines.count - 1);
      f.slopes[s * f.hours + t] = lines.slope[k];
      f.intercepts[s * f.hours + t] = lines.fixed[k];
    }
  }
  f.worst_error = std::max(f.worst_above, f.worst_below);
  return f;
}

}  // namespace gridwright::facility
