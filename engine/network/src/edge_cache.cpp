#include "gridwright/network/edge_cache.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gridwright/network/lognormal.hpp"

namespace gridwright::network {

std::vector<double> zipf(double alpha, int items) {
  std::vector<double> p(static_cast<std::size_t>(std::max(0, items)));
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] = std::pow(static_cast<double>(i + 1), -alpha);
  for (double& x : p) x /= sum;
  return p;
}

LruHit che_lru(std::span<const double> popularity, double capacity) {
  const auto kept = [&](double t) {
    double n = 0.0;
    for (double p : popularity) n += -std::expm1(-p * t);
    return n;
  };
  double requested = 0.0, ever = 0.0;
  for (double p : popularity) requested += p, ever += p > 0.0 ? 1.0 : 0.0;
  if (capacity <= 0.0) return {0.0, 0.0};
  if (capacity >= ever) return {requested, std::numeric_limits<double>::infinity()};
  double low = 0.0, high = capacity;
  while (kept(high) < capacity && high < 1e300) low = high, high *= 2.0;
  for (int step = 0; step < 100 && high - low > 1e-12 * high; ++step) {
    const double t = 0.5 * (low + high);
    (kept(t) < capacity ? low : high) = t;
  }
  const double t = 0.5 * (low + high);
  double hit = 0.0;
  for (double p : popularity) hit += -p * std::expm1(-p * t);
  return {hit, t};
}

double ttl_hit_renewed(double per_s, double ttl_s) { return -std::expm1(-per_s * ttl_s); }
double ttl_hit_fixed(double per_s, double ttl_s) { return per_s * ttl_s / (1.0 + per_s * ttl_s); }

double prefix_hit_share(const PrefixCache& c) {
  const double in_time = Lognormal{c.median_gap_s, c.sigma}.cdf(c.characteristic_s);
  return c.shared_share + c.history_share * in_time / (c.sticky ? 1.0 : std::max(1, c.replicas));
}

CacheEffect effect_of(const EdgeCaches& c) {
  const double after_exact = 1.0 - c.exact_share;
  const double semantic = after_exact * c.semantic.hit_share;
  const double left = after_exact - semantic;
  return {.answered_share = c.exact_share + semantic,
          .wrong_share = semantic * c.semantic.wrong_share,
          .input_share = left * (1.0 - c.prefix_share),
          .output_share = left,
          .added_ms = c.semantic.lookup_ms};
}

}  // namespace gridwright::network
