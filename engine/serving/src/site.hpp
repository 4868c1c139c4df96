#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include "event_heap.hpp"
#include "gridwright/serving/simulate.hpp"
#include "replica.hpp"

namespace gridwright::serving {

/// A request that could not be served here: where the router takes over again.
struct Failure {
  Nanoseconds at_ns = 0;
  Request request;
};

/// What a site tells the routers at an exchange.
struct Published {
  bool up = true;
  double outstanding = 0.0, waiting = 0.0;
  double seconds_per_request = 0.0;  ///< at the rate of the last interval; 0 when nothing was finished
};

/// One site under simulation: pools of replicas, a balancer, timers. Runs on its own between two exchanges.
class Site {
 public:
  Site(const System& system, int index, const SimulateOptions& options, const PromptBlocks& blocks);

  /// A request reaches the site at `at_ns`, not before the end of the last run_until().
  void deliver(Nanoseconds at_ns, const Request& request) { inbox_.push_back({at_ns, request}); }
  /// Handles every event before `end_ns`.
  void run_until(Nanoseconds end_ns);
  /// Closes accounts at `end_ns`.
  void close(Nanoseconds end_ns);
  [[nodiscard]] bool busy() const;
  [[nodiscard]] Nanoseconds last_event_ns() const { return now_; }
  [[nodiscard]] Published publish();

  std::vector<Failure> failures;          ///< since they were last taken
  std::vector<RequestRecord> records;     ///< likewise; filled only if someone listens
  std::vector<IterationRecord> iterations;
  struct CityNote {
    std::uint16_t city;
    double arrival_s;
    std::int64_t ttft_ns, tpot_ns, end_to_end_ns;  ///< tpot -1: an answer of one token
  };
  std::vector<CityNote> city_notes;
  std::vector<ClassOutcome> classes;
  SiteOutcome outcome;

 private:
  enum class TimerKind : std::uint8_t { transfer, scale, start, fault_begin, fault_end, sample };
  struct Timer {
    Nanoseconds at_ns;
    std::uint64_t sequence;
    TimerKind kind;
    std::uint32_t index;  ///< transfer: slot; scale: pool; start: replica; fault: index
    [[nodiscard]] int rank() const { return kind == TimerKind::sample ? 3 : 2; }
    bool operator>(const Timer& o) const { return std::tuple(at_ns, rank(), sequence) > std::tuple(o.at_ns, o.rank(), o.sequence); }
  };
  enum class State : std::uint8_t { off, starting, on, draining };
  struct Unit {             ///< a replica and its place
    std::unique_ptr<Replica> replica;
    int pool = 0, number = 0;
    State state = State::off;
    bool broken = false, capped = false;
    Nanoseconds on_since = 0, link_free_ns = 0;
  };
  struct Pool {
    std::uint32_t first = 0, count = 0;
    std::uint32_t next = 0;             ///< where round robin and ties go on
    Nanoseconds needed_ns = 0;          ///< when its size was last needed
    RandomStream draw;
  };
  struct Inbox {
    Nanoseconds at_ns;
    Request request;
  };

  void add_timer(Nanoseconds at_ns, TimerKind kind, std::uint32_t index);
  void on_arrival(const Request& request);
  void on_batch_done(std::uint32_t unit);
  void on_timer(const Timer& timer);
  void on_fault(const Fault& fault, bool begins);
  void take_sample();
  void scale(std::uint32_t pool);
  void switch_on(std::uint32_t unit, bool at_once);
  void switch_off(std::uint32_t unit);
  void break_down(std::uint32_t unit);
  [[nodiscard]] std::optional<std::uint32_t> choose(std::uint32_t pool, const Request& request);
  [[nodiscard]] std::optional<std::uint32_t> least_loaded(Pool& pool);
  [[nodiscard]] bool usable(std::uint32_t unit) const {
    const Unit& u = units_[unit];
    return u.state == State::on && !u.broken && !u.capped;
  }
  void after(std::uint32_t unit);   ///< the replica's next event and load may have changed
  void settle();                    ///< what replicas reported in served_
  void hand_over(std::uint32_t from, const Served& served);
  void record(const Served& served);
  void count_up_time(const Unit& unit, Nanoseconds until);

  const System& system_;
  const SiteSpec& spec_;
  const SimulateOptions& options_;
  const PromptBlocks& blocks_;
  int index_;
  Nanoseconds now_ = 0, warm_up_ns_ = 0, sample_ns_ = 0, horizon_ns_ = 0;
  bool down_ = false;
  std::uint64_t sequence_ = 0, done_at_exchange_ = 0, done_ = 0;
  Nanoseconds exchange_ns_ = 0;
  std::vector<Pool> pools_;
  std::vector<Unit> units_;
  std::vector<std::int32_t> loads_;       ///< outstanding requests of a unit; huge when it cannot be used
  TimeHeap next_;
  std::vector<Inbox> inbox_;
  std::size_t inbox_at_ = 0;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::size_t samples_open_ = 0;
  std::vector<Served> transfers_;
  std::vector<std::uint32_t> free_transfers_;
  std::size_t in_transfer_ = 0;
  std::vector<Served> served_;
  std::vector<Request> lost_;
  std::vector<double> busy_s_by_hour_, busy_j_by_hour_, up_s_by_hour_, up_j_by_hour_;
};

}  // namespace gridwright::serving
