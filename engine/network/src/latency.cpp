#include "gridwright/network/latency.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/core/parallel.hpp"

namespace gridwright::network {

namespace {

struct Weighted {
  double value, weight;
};

/// Least value at which the weights up to it reach share q of all. Sorts `all`.
double weighted_quantile(std::vector<Weighted>& all, double q) {
  std::sort(all.begin(), all.end(), [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  double total = 0.0;
  for (const Weighted& w : all) total += w.weight;
  double below = 0.0;
  for (const Weighted& w : all) {
    below += w.weight;
    if (below >= q * total) return w.value;
  }
  return all.back().value;
}

}  // namespace

double DistanceFit::rtt_ms(double km) const { return std::max(fixed_ms + ms_per_km * km, km / fibre_km_per_ms_round_trip); }

LatencyModel LatencyModel::from_distance(DistanceFit fit) {
  LatencyModel model;
  model.options_.fallback = fit;
  return model;
}

LatencyModel LatencyModel::measured(LatencyMatrix matrix, LatencyOptions options) {
  LatencyModel model;
  model.matrix_ = options.relays ? matrix.with_relays() : std::move(matrix);
  model.options_ = options;
  return model;
}

LatencyModel::Located LatencyModel::locate(Point p) const {
  Located all;
  for (std::size_t c = 0; c < matrix_.size(); ++c) {
    const double km = distance_km(p, matrix_.places()[c]);
    const double softened = options_.softening_km + km;
    all.push_back({c, km, 1.0 / (softened * softened)});
  }
  const auto nearer = [](const Neighbour& a, const Neighbour& b) { return a.km != b.km ? a.km < b.km : a.city < b.city; };
  const std::size_t keep = std::min(all.size(), static_cast<std::size_t>(std::max(1, options_.neighbours)));
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep), all.end(), nearer);
  all.resize(keep);
  return all;
}

double LatencyModel::between(Point p, const Located& near_p, Point q, const Located& near_q) const {
  const double km = distance_km(p, q);
  if (km <= options_.same_city_km) return options_.same_city_ms + 2.0 * options_.ms_per_km * km;
  std::vector<Weighted> detours, levels;
  detours.reserve(near_p.size() * near_q.size());
  levels.reserve(near_p.size() * near_q.size());
  for (const Neighbour& a : near_p)
    for (const Neighbour& b : near_q) {
      const double weight = a.weight * b.weight;
      const double ways = options_.ms_per_km * (a.km + b.km);
      if (a.city == b.city) continue;
      const double ms = matrix_.rtt_ms(a.city, b.city);
      if (std::isnan(ms)) continue;
      detours.push_back({ms + ways, weight});
      const double apart = distance_km(matrix_.places()[a.city], matrix_.places()[b.city]);
      levels.push_back({std::max(ms + options_.ms_per_km * (km - apart), options_.same_city_ms), weight});
    }
  if (levels.empty()) return options_.fallback.rtt_ms(km);
  const double detour = weighted_quantile(detours, options_.detour_quantile), level = weighted_quantile(levels, 0.5);
  const double rtt = std::cbrt(detour * detour * level);
  return std::max(rtt, km / fibre_km_per_ms_round_trip);
}

double LatencyModel::rtt_ms(Point p, Point q) const {
  if (!is_measured()) return options_.fallback.rtt_ms(distance_km(p, q));
  return between(p, locate(p), q, locate(q));
}

std::vector<double> LatencyModel::rtt_table(std::span<const Point> from, std::span<const Point> to, int threads) const {
  std::vector<double> out(from.size() * to.size());
  std::vector<Located> near_to;
  if (is_measured())
    for (const Point& q : to) near_to.push_back(locate(q));
  parallel_for(static_cast<std::int64_t>(from.size()), threads, [&](std::int64_t i) {
    const Point p = from[static_cast<std::size_t>(i)];
    double* row = out.data() + static_cast<std::size_t>(i) * to.size();
    const Located near_p = is_measured() ? locate(p) : Located{};
    for (std::size_t j = 0; j < to.size(); ++j)
      row[j] = is_measured() ? between(p, near_p, to[j], near_to[j]) : options_.fallback.rtt_ms(distance_km(p, to[j]));
  });
  return out;
}

}  // namespace gridwright::network
