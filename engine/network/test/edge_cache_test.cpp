#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <unordered_map>

#include "gridwright/core/random.hpp"
#include "gridwright/network/cascade.hpp"
#include "gridwright/network/edge_cache.hpp"

using namespace gridwright;
using namespace gridwright::network;
using doctest::Approx;

namespace {

/// An LRU list under independent requests: the thing Che's formula is about.
double simulated_hit(const std::vector<double>& p, std::size_t capacity, int requests) {
  std::vector<double> cumulative(p.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) cumulative[i] = sum += p[i];
  std::list<int> order;
  std::unordered_map<int, std::list<int>::iterator> where;
  RandomStream random(5, "lru");
  int hits = 0;
  for (int r = -requests / 4; r < requests; ++r) {
    const int item = static_cast<int>(std::lower_bound(cumulative.begin(), cumulative.end(), random.uniform() * sum) -
                                      cumulative.begin());
    if (const auto found = where.find(item); found != where.end()) {
      hits += r >= 0 ? 1 : 0;
      order.splice(order.begin(), order, found->second);
      continue;
    }
    order.push_front(item);
    where[item] = order.begin();
    if (order.size() > capacity) where.erase(order.back()), order.pop_back();
  }
  return static_cast<double>(hits) / requests;
}

}  // namespace

TEST_CASE("Che's formula: published values and our own LRU") {
  struct Row {
    double alpha;
    int capacity;
    double hit, t;
  };
  for (const Row& row :
       {Row{0.8, 100, 0.1566, 111}, {0.8, 1000, 0.4367, 1472}, {1.0, 1000, 0.6756, 2352}, {0.6, 1000, 0.2432, 1174}}) {
    CAPTURE(row.alpha);
    CAPTURE(row.capacity);
    const auto p = zipf(row.alpha, 10'000);
    const LruHit che = che_lru(p, row.capacity);
    CHECK(che.hit == Approx(row.hit).epsilon(0.001));
    CHECK(che.characteristic_time == Approx(row.t).epsilon(0.005));
    CHECK(std::abs(che.hit - simulated_hit(p, static_cast<std::size_t>(row.capacity), 200'000)) < 0.005);
  }
  CHECK(che_lru(zipf(1.0, 10), 10).hit == Approx(1.0));
  CHECK(che_lru(zipf(1.0, 10), 0).hit == 0.0);
}

TEST_CASE("time to live, prefixes, and caches in a row") {
  CHECK(ttl_hit_renewed(0.1, 10) == Approx(1 - std::exp(-1.0)));
  CHECK(ttl_hit_fixed(0.1, 10) == Approx(0.5));
  const PrefixCache long_kept{.characteristic_s = 1e9},
      random_routed{.characteristic_s = 1e9, .replicas = 4, .sticky = false};
  CHECK(prefix_hit_share(long_kept) == Approx(0.7));
  CHECK(prefix_hit_share(random_routed) == Approx(0.1 + 0.15));
  CHECK(prefix_hit_share({.characteristic_s = 60.0}) == Approx(0.1 + 0.3));  // the median gap: half the turns come in time
  const CacheEffect e = effect_of(
      {.exact_share = 0.1, .semantic = {.hit_share = 0.2, .wrong_share = 0.01, .lookup_ms = 10}, .prefix_share = 0.5});
  CHECK(e.answered_share == Approx(0.28));
  CHECK(e.output_share == Approx(0.72));
  CHECK(e.input_share == Approx(0.36));
  CHECK(e.wrong_share == Approx(0.0018));
}

TEST_CASE("cascades, and drafts verified over a network") {
  const CascadeResult r =
      evaluate({.accept = 0.6, .edge_ms = 100, .core_ms = 300, .edge_to_core_rtt_ms = 50, .edge_usd = 1, .core_usd = 5});
  CHECK(r.mean_ms == Approx(240.0));
  CHECK(r.raced_ms == Approx(200.0));
  CHECK(r.mean_usd == Approx(3.0));
  CHECK(r.saves_time);
  CHECK_FALSE(evaluate({.accept = 0.2, .edge_ms = 100, .core_ms = 300, .edge_to_core_rtt_ms = 50}).saves_time);
  CHECK(tokens_per_round({}) == Approx(3.69).epsilon(0.001));
  CHECK(break_even_rtt_ms({}) == Approx(23.8).epsilon(0.01));
}
