#pragma once
#include <cstdint>
#include <vector>

/// The memory of a replica: blocks of KV cache, held by requests or kept for the next one with the same prefix.
namespace gridwright::serving {

/// Blocks known by the text they stand for, with reference counts; those nobody refers to wait in the order of their last
/// use and are given up from its cold end (LRU). Knows no capacity: KvPool and the LRU simulation decide when to evict.
///
/// Cost: a hash look-up, about 20 ns; 40 bytes a block. Not for several threads.
class PrefixCache {
 public:
  PrefixCache();
  [[nodiscard]] bool contains(std::uint64_t id) const { return find(id) != none; }
  /// KV blocks of a block that nobody refers to: what taking it would add to what is held. 0 when referred to or unknown.
  [[nodiscard]] std::int32_t idle_weight(std::uint64_t id) const;
  /// One more reference. Returns the weight that became held by it (0 if it was already). The id must be known.
  std::int32_t acquire(std::uint64_t id);
  /// A new block with one reference. The id must not be known.
  void insert(std::uint64_t id, std::int32_t weight);
  /// One reference less; at zero the block becomes the most recently used idle one. Returns the weight that became idle.
  std::int32_t release(std::uint64_t id);
  /// Gives up the idle block used longest ago; returns its weight, 0 when none is idle.
  std::int32_t evict();
  void clear();
  [[nodiscard]] std::int64_t idle() const { return idle_; }  ///< weight of all idle blocks
  [[nodiscard]] std::size_t size() const { return used_; }   ///< blocks known

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFu;
  struct Entry {
    std::uint64_t id = 0;
    std::int32_t references = 0, weight = 0;
    std::uint32_t previous = none, next = none;  ///< among idle entries
  };
  [[nodiscard]] std::size_t home(std::uint64_t id) const { return static_cast<std::size_t>((id * 0x9E3779B97F4A7C15ULL) >> shift_); }
  [[nodiscard]] std::uint32_t find(std::uint64_t id) const;
  void place(std::uint64_t id, std::uint32_t entry);
  void forget(std::uint64_t id);
  void grow();
  void unlink(Entry& e);

  std::vector<std::uint32_t> table_;  ///< open addressing, entries by index
  unsigned shift_ = 58;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::uint32_t oldest_ = none, newest_ = none;
  std::size_t used_ = 0;
  std::int64_t idle_ = 0;
};

/// KV blocks of one replica: held ones can be counted on, idle cached ones give way.
class KvPool {
 public:
  static constexpr std::int64_t endless = std::int64_t{1} << 50;
  explicit KvPool(std::int64_t blocks) : capacity_(blocks) {}
  [[nodiscard]] std::int64_t capacity() const { return capacity_; }
  [[nodiscard]] std::int64_t held() const { return held_; }
  [[nodiscard]] std::int64_t available() const { return capacity_ - held_; }  ///< free, or cached and idle
  /// Holds `blocks` more, giving up cached ones where needed. There must be room.
  void take(std::int64_t blocks) {
    held_ += blocks;
    while (held_ + cache_.idle() > capacity_ && cache_.evict() > 0) {}
  }
  void give(std::int64_t blocks) { held_ -= blocks; }

  /// The cached block `id` is used by one more request.
  void acquire(std::uint64_t id) { held_ += cache_.acquire(id); }
  /// `weight` blocks that a request holds become known as `id` and stay held by it. If another made them known meanwhile, the
  /// request's own copy is freed.
  void publish(std::uint64_t id, std::int32_t weight) {
    if (cache_.contains(id)) held_ += cache_.acquire(id) - weight;
    else cache_.insert(id, weight);
  }
  void release(std::uint64_t id) { held_ -= cache_.release(id); }
  void clear() {
    cache_.clear();
    held_ = 0;
  }
  [[nodiscard]] const PrefixCache& cache() const { return cache_; }

 private:
  std::int64_t capacity_, held_ = 0;
  PrefixCache cache_;
};

/// Hit ratio of an LRU cache of `capacity` equal objects under independent requests with probabilities `p` (Che, Tung and Wang
/// 2002): solves sum (1 - exp(-p_i t)) = capacity for the characteristic time t, counted in requests.
struct CheResult {
  double hit = 0.0, characteristic_requests = 0.0;
};
[[nodiscard]] CheResult che_hit_ratio(const std::vector<double>& p, double capacity);
/// Zipf probabilities of `objects` objects: p_i proportional to i^-alpha.
[[nodiscard]] std::vector<double> zipf(double alpha, int objects);
/// The same hit ratio simulated with this room's LRU: `requests` after a warm-up of half as many.
[[nodiscard]] double simulated_lru_hit_ratio(const std::vector<double>& p, int capacity, std::int64_t requests, std::uint64_t seed);

}  // namespace gridwright::serving
