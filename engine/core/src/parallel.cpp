#include "gridwright/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace gridwright {
namespace {

/// Keeps the exception of the lowest index: which one is reported must not depend on who was quicker.
class FirstFailure {
 public:
  void note(std::int64_t i, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (i < index_) {
      index_ = i;
      error_ = std::move(error);
    }
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::int64_t index_ = std::numeric_limits<std::int64_t>::max();
  std::exception_ptr error_;
};

}  // namespace

int thread_count(int requested) {
  return requested > 0 ? requested : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void detail::run_parallel(std::int64_t count, int threads, void (*call)(void*, std::int64_t), void* body) {
  FirstFailure failure;
  std::atomic<std::int64_t> next{0};
  const auto work = [&] {
    for (std::int64_t i = next++; i < count; i = next++) {
      try {
        call(body, i);
      } catch (...) {
        failure.note(i, std::current_exception());
      }
    }
  };
  const std::int64_t helpers = std::min<std::int64_t>(thread_count(threads), count) - 1;
  {
    std::vector<std::jthread> pool;
    pool.reserve(static_cast<std::size_t>(std::max<std::int64_t>(helpers, 0)));
    for (std::int64_t k = 0; k < helpers; ++k) pool.emplace_back(work);
    work();
  }  // joined here
  failure.rethrow();
}

}  // namespace gridwright
