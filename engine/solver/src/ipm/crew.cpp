#include "crew.hpp"

namespace gridwright::solver::ipm {

Crew::Crew(int threads) {
  threads_.reserve(static_cast<std::size_t>(threads > 1 ? threads - 1 : 0));
  for (int k = 1; k < threads; ++k) threads_.emplace_back([this] { serve(); });
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    leave_ = true;
  }
  begin_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void Crew::run(int tasks, Call call, const void* body) {
  {
    const std::lock_guard lock(mutex_);
    call_ = call;
    body_ = body;
    tasks_ = tasks;
    next_ = 0;
    busy_ = static_cast<int>(threads_.size());
    ++round_;
  }
  begin_.notify_all();
  work();
  std::unique_lock lock(mutex_);
  end_.wait(lock, [this] { return busy_ == 0; });
}

void Crew::work() {
  for (int i = next_++; i < tasks_; i = next_++) call_(body_, i);
}

void Crew::serve() {
  unsigned seen = 0;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      begin_.wait(lock, [&] { return leave_ || round_ != seen; });
      if (leave_) return;
      seen = round_;
    }
    work();
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0) end_.notify_one();
  }
}

}  // namespace gridwright::solver::ipm
