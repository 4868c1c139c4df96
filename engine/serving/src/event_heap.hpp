#pragma once
#include <cstdint>
#include <vector>

#include "gridwright/serving/request.hpp"

namespace gridwright::serving {

/// Times of a fixed set of things (replicas), the earliest on top; equal times by index. A binary heap that knows where each is.
class TimeHeap {
 public:
  explicit TimeHeap(std::size_t count, Nanoseconds never) : times_(count, never), heap_(count), place_(count) {
    for (std::uint32_t i = 0; i < count; ++i) heap_[i] = place_[i] = i;
  }
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::uint32_t top() const { return heap_[0]; }
  [[nodiscard]] Nanoseconds top_ns() const { return times_[heap_[0]]; }
  void set(std::uint32_t i, Nanoseconds at) {
    const Nanoseconds old = times_[i];
    times_[i] = at;
    if (at < old) up(place_[i]);
    else if (at > old) down(place_[i]);
  }

 private:
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const { return times_[a] != times_[b] ? times_[a] < times_[b] : a < b; }
  void put(std::size_t at, std::uint32_t i) {
    heap_[at] = i;
    place_[i] = static_cast<std::uint32_t>(at);
  }
  void up(std::size_t at) {
    const std::uint32_t i = heap_[at];
    for (; at > 0 && before(i, heap_[(at - 1) / 2]); at = (at - 1) / 2) put(at, heap_[(at - 1) / 2]);
    put(at, i);
  }
  void down(std::size_t at) {
    const std::uint32_t i = heap_[at];
    while (2 * at + 1 < heap_.size()) {
      std::size_t child = 2 * at + 1;
      if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) ++child;
      if (!before(heap_[child], i)) break;
      put(at, heap_[child]);
      at = child;
    }
    put(at, i);
  }
  std::vector<Nanoseconds> times_;
  std::vector<std::uint32_t> heap_, place_;
};

}  // namespace gridwright::serving
