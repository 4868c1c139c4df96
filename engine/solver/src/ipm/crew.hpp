#pragma once
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace gridwright::solver::ipm {

/// Threads that stay for the length of a solve: an iteration forks some fifty times, each for a millisecond or less, which is too
/// short to start threads anew (core's parallel_for). What a task writes depends on its number alone, never on who runs it.
class Crew {
 public:
  explicit Crew(int threads);  ///< 1: everything runs on the caller
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// body(begin, end) over [0, count) in blocks of fixed length: sums by block do not depend on the number of threads.
  template <class Body>
  void blocks(int count, const Body& body) {
    each((count + block - 1) / block, [&](int b) { body(b * block, std::min(count, (b + 1) * block)); });
  }
  static constexpr int block = 8192;

  /// body(i) for i in [0, tasks), in any order; returns when all are done. Bodies must not throw.
  template <class Body>
  void each(int tasks, const Body& body) {
    if (tasks <= 1 || threads_.empty()) {
      for (int i = 0; i < tasks; ++i) body(i);
      return;
    }
    run(
        tasks, [](const void* b, int i) { (*static_cast<const Body*>(b))(i); }, &body);
  }

 private:
  using Call = void (*)(const void* body, int task);
  void run(int tasks, Call call, const void* body);
  void work();
  void serve();

  std::mutex mutex_;
  std::condition_variable begin_, end_;
  Call call_ = nullptr;
  const void* body_ = nullptr;
  int tasks_ = 0, busy_ = 0;
  unsigned round_ = 0;
  bool leave_ = false;
  std::atomic<int> next_{0};
  std::vector<std::thread> threads_;
};

}  // namespace gridwright::solver::ipm
