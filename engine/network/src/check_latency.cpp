#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "gridwright/core/random.hpp"
#include "gridwright/network/latency.hpp"

// How good predictions are for cities the matrix has not seen, beside two simpler rules.
namespace gridwright::network {

namespace {

struct Errors {
  std::vector<double> relative, absolute;
  void add(double predicted, double measured) {
    absolute.push_back(std::abs(predicted - measured));
    relative.push_back(absolute.back() / measured);
  }
  [[nodiscard]] double median() const {
    if (relative.empty()) return 0.0;
    std::vector<double> v = relative;
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  }
  [[nodiscard]] double mean() const {
    return absolute.empty() ? 0.0
                            : std::accumulate(absolute.begin(), absolute.end(), 0.0) / static_cast<double>(absolute.size());
  }
};

/// Line of least absolute error through the pairs of a matrix, by iteratively reweighted least squares.
DistanceFit fit_line(const LatencyMatrix& m) {
  std::vector<double> km, ms;
  for (std::size_t a = 0; a < m.size(); ++a)
    for (std::size_t b = a + 1; b < m.size(); ++b)
      if (!std::isnan(m.rtt_ms(a, b))) km.push_back(distance_km(m.places()[a], m.places()[b])), ms.push_back(m.rtt_ms(a, b));
  DistanceFit fit;
  for (int step = 0; step < 30; ++step) {
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
    for (std::size_t i = 0; i < km.size(); ++i) {
      const double weight = 1.0 / std::max(std::abs(ms[i] - fit.fixed_ms - fit.ms_per_km * km[i]), 0.1);
      w += weight, wx += weight * km[i], wy += weight * ms[i], wxx += weight * km[i] * km[i], wxy += weight * km[i] * ms[i];
    }
    const double spread = w * wxx - wx * wx;
    if (spread <= 0.0) break;
    fit.ms_per_km = (w * wxy - wx * wy) / spread;
    fit.fixed_ms = (wy - fit.ms_per_km * wx) / w;
  }
  return fit;
}

/// Least way through three neighbours of each end: min over nine pairs of S(a,b) + s (d(p,a) + d(q,b)).
double best_pair_ms(const LatencyMatrix& m, Point p, Point q, const LatencyOptions& o) {
  const auto nearest = [&](Point x) {
    std::vector<std::pair<double, std::size_t>> all;
    for (std::size_t c = 0; c < m.size(); ++c) all.emplace_back(distance_km(x, m.places()[c]), c);
    std::partial_sort(all.begin(), all.begin() + std::min<std::ptrdiff_t>(3, static_cast<std::ptrdiff_t>(all.size())),
                      all.end());
    all.resize(std::min<std::size_t>(3, all.size()));
    return all;
  };
  double best = std::numeric_limits<double>::infinity();
  for (const auto& [km_a, a] : nearest(p))
    for (const auto& [km_b, b] : nearest(q)) {
      const double ms = a == b ? o.same_city_ms : m.rtt_ms(a, b);
      if (!std::isnan(ms)) best = std::min(best, ms + o.ms_per_km * (km_a + km_b));
    }
  const double km = distance_km(p, q);
  return std::isinf(best) ? o.fallback.rtt_ms(km) : std::max(best, km / fibre_km_per_ms_round_trip);
}

}  // namespace

LatencyCheck check_latency(const LatencyMatrix& matrix, const LatencyOptions& options, int folds, std::uint64_t seed) {
  std::vector<std::size_t> order(matrix.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream random(seed, "network.check_latency");
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  Errors ours, best_pair, straight;
  const std::size_t parts = static_cast<std::size_t>(std::max(2, folds));
  for (std::size_t fold = 0; fold < parts; ++fold) {
    std::vector<std::size_t> known, hidden;
    for (std::size_t i = 0; i < order.size(); ++i) (i % parts == fold ? hidden : known).push_back(order[i]);
    std::sort(known.begin(), known.end());
    const LatencyMatrix rest = matrix.part(known);
    const LatencyModel model = LatencyModel::measured(rest, options);
    const DistanceFit line = fit_line(rest);
    for (std::size_t i = 0; i < hidden.size(); ++i)
      for (std::size_t j = i + 1; j < hidden.size(); ++j) {
        const double truth = matrix.rtt_ms(hidden[i], hidden[j]);
        if (std::isnan(truth)) continue;
        const Point p = matrix.places()[hidden[i]], q = matrix.places()[hidden[j]];
        ours.add(model.rtt_ms(p, q), truth);
        best_pair.add(best_pair_ms(rest, p, q, options), truth);
        straight.add(line.rtt_ms(distance_km(p, q)), truth);
      }
  }
  return {matrix.size(),      ours.relative.size(), ours.median(),     ours.mean(),
          best_pair.median(), best_pair.mean(),     straight.median(), straight.mean()};
}

}  // namespace gridwright::network
