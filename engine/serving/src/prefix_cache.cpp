#include "gridwright/serving/prefix_cache.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "gridwright/core/random.hpp"

namespace gridwright::serving {

PrefixCache::PrefixCache() : table_(64, none) {}

std::uint32_t PrefixCache::find(std::uint64_t id) const {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = home(id);; i = (i + 1) & mask) {
    const std::uint32_t e = table_[i];
    if (e == none || entries_[e].id == id) return e;
  }
}

void PrefixCache::place(std::uint64_t id, std::uint32_t entry) {
  const std::size_t mask = table_.size() - 1;
  std::size_t i = home(id);
  while (table_[i] != none) i = (i + 1) & mask;
  table_[i] = entry;
}

/// Linear probing without tombstones: what follows the gap moves up if it may (Knuth, vol. 3, 6.4, algorithm R).
void PrefixCache::forget(std::uint64_t id) {
  const std::size_t mask = table_.size() - 1;
  std::size_t gap = home(id);
  while (entries_[table_[gap]].id != id) gap = (gap + 1) & mask;
  for (std::size_t i = (gap + 1) & mask; table_[i] != none; i = (i + 1) & mask) {
    const std::size_t wanted = home(entries_[table_[i]].id);
    if (((i - wanted) & mask) >= ((i - gap) & mask)) {
      table_[gap] = table_[i];
      gap = i;
    }
  }
  table_[gap] = none;
}

void PrefixCache::grow() {
  std::vector<std::uint32_t> old(table_.size() * 2, none);
  old.swap(table_);
  --shift_;
  for (const std::uint32_t e : old)
    if (e != none) place(entries_[e].id, e);
}

void PrefixCache::unlink(Entry& e) {
  (e.previous == none ? oldest_ : entries_[e.previous].next) = e.next;
  (e.next == none ? newest_ : entries_[e.next].previous) = e.previous;
}

std::int32_t PrefixCache::idle_weight(std::uint64_t id) const {
  const std::uint32_t e = find(id);
  return e == none || entries_[e].references > 0 ? 0 : entries_[e].weight;
}

std::int32_t PrefixCache::acquire(std::uint64_t id) {
  const std::uint32_t at = find(id);
  assert(at != none);
  Entry& e = entries_[at];
  if (e.references++ > 0) return 0;
  unlink(e);
  idle_ -= e.weight;
  return e.weight;
}

void PrefixCache::insert(std::uint64_t id, std::int32_t weight) {
  if (2 * (used_ + 1) > table_.size()) grow();
  std::uint32_t at = static_cast<std::uint32_t>(entries_.size());
  if (free_.empty()) entries_.emplace_back();
  else at = free_.back(), free_.pop_back();
  entries_[at] = {id, 1, weight, none, none};
  place(id, at);
  ++used_;
}

std::int32_t PrefixCache::release(std::uint64_t id) {
  const std::uint32_t at = find(id);
  assert(at != none);
  Entry& e = entries_[at];
  if (--e.references > 0) return 0;
  e.previous = newest_;
  e.next = none;
  (newest_ == none ? oldest_ : entries_[newest_].next) = at;
  newest_ = at;
  idle_ += e.weight;
  return e.weight;
}

std::int32_t PrefixCache::evict() {
  if (oldest_ == none) return 0;
  const std::uint32_t at = oldest_;
  const std::int32_t weight = entries_[at].weight;
  forget(entries_[at].id);
  unlink(entries_[at]);
  free_.push_back(at);
  --used_;
  idle_ -= weight;
  return weight;
}

void PrefixCache::clear() { *this = PrefixCache(); }

std::vector<double> zipf(double alpha, int objects) {
  std::vector<double> p(static_cast<std::size_t>(objects));
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] = std::pow(static_cast<double>(i + 1), -alpha);
  for (double& x : p) x /= sum;
  return p;
}

CheResult che_hit_ratio(const std::vector<double>& p, double capacity) {
  if (capacity >= static_cast<double>(p.size())) return {1.0, INFINITY};
  const auto filled = [&](double t) {
    double sum = 0.0;
    for (const double x : p) sum -= std::expm1(-x * t);
    return sum;
  };
  double low = 0.0, high = std::max(1.0, capacity);
  while (filled(high) < capacity) high *= 2.0;
  for (int i = 0; i < 100 && high - low > 1e-12 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (filled(middle) < capacity ? low : high) = middle;
  }
  double hit = 0.0;
  for (const double x : p) hit -= x * std::expm1(-x * high);
  return {hit, high};
}

double simulated_lru_hit_ratio(const std::vector<double>& p, int capacity, std::int64_t requests, std::uint64_t seed) {
  std::vector<double> up_to(p.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) up_to[i] = sum += p[i];
  RandomStream draw(seed, "serving.lru");
  PrefixCache cache;
  const std::int64_t warm_up = requests / 2;
  std::int64_t hits = 0;
  for (std::int64_t k = 0; k < warm_up + requests; ++k) {
    const auto at = std::lower_bound(up_to.begin(), up_to.end(), draw.uniform() * sum);
    const auto id = static_cast<std::uint64_t>(at - up_to.begin()) + 1;
    if (cache.contains(id)) {
      cache.acquire(id);
      hits += k >= warm_up ? 1 : 0;
    } else {
      cache.insert(id, 1);
    }
    cache.release(id);
    if (cache.size() > static_cast<std::size_t>(capacity)) cache.evict();
  }
  return static_cast<double>(hits) / static_cast<double>(requests);
}

}  // namespace gridwright::serving
