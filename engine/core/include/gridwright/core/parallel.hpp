#pragma once
#include <cstdint>
#include <type_traits>

namespace gridwright {

namespace detail {
void run_parallel(std::int64_t count, int threads, void (*call)(void* body, std::int64_t i), void* body);
}

/// Threads that will be used when `requested` are asked for: 0 means all cores; at least 1.
[[nodiscard]] int thread_count(int requested);

/// Calls body(i) for i in [0, count), on up to `threads` threads (0 = all cores).
///
///   parallel_for(sites, threads, [&](std::int64_t i) { pue[i] = yearly_pue(site[i]); });
///
/// The answer does not depend on the number of threads as long as body(i) writes only what belongs to i and draws random
/// numbers only from a stream named after i. If bodies throw, all others still run and the exception of the lowest i is
/// thrown here. Threads start and end with the call: use it for work of a millisecond or more.
template <class Body>
void parallel_for(std::int64_t count, int threads, Body&& body) {
  using Plain = std::remove_reference_t<Body>;
  detail::run_parallel(
      count, threads, [](void* b, std::int64_t i) { (*static_cast<Plain*>(b))(i); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

}  // namespace gridwright
