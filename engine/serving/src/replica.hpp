#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "finish_wheel.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/serving/engine.hpp"
#include "gridwright/serving/prefix_cache.hpp"
#include "gridwright/serving/step_table.hpp"

namespace gridwright::serving {

/// One replica under simulation. Between events it does not step: the plan is a run of identical iterations up to the next
/// finish, block shortage or bend of the step table, and its time is a sum in closed form. An arrival that could be admitted
/// cuts the run at the next iteration boundary. With `jump` off every run is one iteration; the results are equal bit by bit.
///
/// State of the decoding batch is kept in sums (sequences, contexts, phases within blocks), so that an iteration costs the
/// same for 8 sequences as for 800.
class Replica {
 public:
  static constexpr Nanoseconds idle = std::numeric_limits<Nanoseconds>::max();

  Replica(const EngineConfig& config, const StepTable& steps, const PromptBlocks& blocks, RandomStream drafts, bool jump);

  /// A request arrives. `now` is not before any event handled so far.
  void submit(const Request& request, Nanoseconds now, std::vector<Served>& out);
  /// A prompt computed elsewhere arrives with its cache (decode role).
  void submit_handed_over(const Served& prefilled, Nanoseconds now, std::vector<Served>& out);
  /// When the iterations under way end; `idle` without work.
  [[nodiscard]] Nanoseconds next_ns() const { return plan_.end_ns; }
  /// Handles the event at next_ns(): ends the iterations under way and begins the next. Requests that ended go to `out`.
  void step(std::vector<Served>& out);
  /// Loses everything: requests that were here go to `lost`, the cache is empty.
  void fail(Nanoseconds now, std::vector<Request>& lost);

  /// The iterations that step() ended last.
  struct Run {
    Nanoseconds begin_ns = 0, end_ns = 0;
    std::int64_t steps = 0;
    int decoding = 0, prompt_tokens = 0;
    double seconds = 0.0;
  };
  [[nodiscard]] const Run& last_run() const { return last_run_; }
  [[nodiscard]] int running() const { return running_; }
  [[nodiscard]] int decoding() const { return decoding_; }
  [[nodiscard]] std::int64_t waiting() const { return waiting_; }
  [[nodiscard]] std::int64_t outstanding() const { return running_ + waiting_; }
  [[nodiscard]] std::int64_t pending_prompt_tokens() const { return pending_prompt_; }  ///< not computed yet
  [[nodiscard]] const KvPool& pool() const { return pool_; }
  [[nodiscard]] const ReplicaCounts& counts() const { return counts_; }
  [[nodiscard]] const EngineConfig& config() const { return config_; }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFFu;
  static constexpr int priorities = 256;
  enum class Phase : std::uint8_t { free, waiting, prompt, decode };

  struct Sequence {
    Request request;
    Nanoseconds submitted_ns = 0, scheduled_ns = -1, first_token_ns = -1;
    std::int64_t finish = 0;          ///< iteration at whose end the last token is out
    std::int64_t join = 0;            ///< iteration at which decoding began
    std::int64_t block_due = -1;      ///< drafts: iteration that needs the next block; -1 = none
    std::int64_t growth = 0;          ///< tokens a step, 2^-16
    std::int32_t prompt = 0;          ///< tokens to have in cache before decoding: the input, and what was generated before a preemption
    std::int32_t computed = 0;        ///< of them
    std::int32_t generated = 0;       ///< at `join`
    std::int32_t published = 0;       ///< leading prompt blocks that the prefix cache knows and this sequence refers to
    std::int32_t shared_weight = 0;   ///< KV blocks of them
    std::int32_t own_blocks = 0;      ///< KV blocks of its own; while decoding without drafts: at `join`
    std::int32_t cached_tokens = 0;
    std::uint32_t previous = none, next = none;  ///< running, in order of admission, within its priority
    WheelLinks finish_links, block_links;
    std::uint16_t preemptions = 0;
    Phase phase = Phase::free;
    bool handed_over = false;
  };
  struct List {
    std::uint32_t first = none, last = none;
  };
  struct Plan {
    Nanoseconds end_ns = idle;
    std::int64_t steps = 0;
    bool decodes = false, prompts = false;
    StepTable::Piece piece;           ///< of a run without prompts
    Int128 duration = 0;              ///< 2^-40 ns
  };
  struct Chunk {
    std::uint32_t sequence;
    std::int32_t tokens;
  };

  // waiting and running
  std::uint32_t new_sequence(const Request& request);
  bool refuse_too_long(const Request& request, Nanoseconds now, std::vector<Served>& out);
  void enqueue(std::uint32_t at, Nanoseconds now);
  void wait(std::uint32_t at, bool in_front);
  [[nodiscard]] std::uint32_t first_waiting() const;
  void pop_waiting();
  void append_running(std::uint32_t at);
  void remove_running(std::uint32_t at);

  // one iteration (schedule.cpp)
  void schedule();
  void reserve_decode_blocks();
  void reserve_due_blocks();
  void reserve_prompts(std::int64_t& budget);
  bool reserve_prompt(std::uint32_t at, std::int32_t tokens);
  void admit(std::int64_t& budget);
  bool admit_prompt(std::uint32_t at, std::int64_t& budget);
  bool admit_handed_over(std::uint32_t at);
  std::uint32_t preempt_last();
  struct Hits {
    std::int32_t blocks = 0, weight = 0, idle_weight = 0, tokens = 0;
  };
  [[nodiscard]] Hits cached_prefix(const Sequence& s) const;
  [[nodiscard]] std::int32_t weight_of(const Request& r, std::int32_t block) const;
  void publish_blocks(Sequence& s, std::int64_t up_to_tokens);
  void make_plan();
  [[nodiscard]] Int128 run_time(std::int64_t steps) const;
  void cut(Nanoseconds now);

  // decoding batch
  void begin_decode(std::uint32_t at);
  void end_decode(Sequence& s, std::uint32_t at);
  [[nodiscard]] std::int32_t context_of(const Sequence& s) const;
  [[nodiscard]] std::int32_t generated_by_now(const Sequence& s) const;
  [[nodiscard]] std::int64_t context_units(const Sequence& s) const { return (std::int64_t{s.prompt} << 16) + s.growth * (iteration_ - s.join); }
  [[nodiscard]] std::int64_t blocks_for(std::int64_t tokens) const { return (tokens + config_.block_tokens - 1) / config_.block_tokens; }
  [[nodiscard]] std::int64_t blocks_due(std::int64_t steps) const;
  [[nodiscard]] bool due_now(const Sequence& s) const { return context_of(s) % config_.block_tokens == 0; }
  [[nodiscard]] std::int64_t steps_with_blocks(std::int64_t most) const;
  [[nodiscard]] std::size_t phase_of(const Sequence& s) const;
  std::int64_t draw_steps(std::int32_t tokens);
  void set_next_block(std::uint32_t at);
  void finish(std::uint32_t at, Nanoseconds now, Fate fate, std::vector<Served>& out);
  void release(Sequence& s, bool keep_answer);
  [[nodiscard]] auto finish_links() {
    return [this](std::uint32_t at) -> WheelLinks& { return sequences_[at].finish_links; };
  }
  [[nodiscard]] auto block_links() {
    return [this](std::uint32_t at) -> WheelLinks& { return sequences_[at].block_links; };
  }

  EngineConfig config_;
  const StepTable& steps_;
  const PromptBlocks& blocks_;
  RandomStream drafts_;
  bool jump_;
  KvPool pool_;
  ReplicaCounts counts_;

  std::vector<Sequence> sequences_;
  std::vector<std::uint32_t> free_;
  std::array<List, priorities> running_lists_{};
  std::vector<std::deque<std::uint32_t>> waiting_queues_;  ///< by priority
  std::array<std::uint64_t, priorities / 64> waiting_bits_{}, running_bits_{};
  std::int64_t waiting_ = 0, pending_prompt_ = 0;
  int running_ = 0, decoding_ = 0;

  Clock clock_;                       ///< start of the iterations under way
  std::int64_t iteration_ = 0;        ///< decode steps done so far
  std::int64_t contexts_ = 0;         ///< sum over the decoding batch at clock_, 2^-16 tokens
  std::int64_t growth_ = 0;           ///< by which it grows a step
  std::vector<std::int32_t> phases_;  ///< decoding sequences by (context - iteration) modulo block_tokens; without drafts
  Wheel finishes_, block_needs_;
  std::vector<std::uint32_t> prompts_;  ///< running sequences with unfinished prompts, in order of admission
  std::vector<Chunk> chunks_;           ///< of the iteration under way
  std::vector<PromptPiece> pieces_;
  std::vector<std::uint32_t> found_;    ///< scratch
  std::int64_t due_taken_ = 0;          ///< blocks already held for the first step of the iterations under way
  bool preempted_ = false;
  Plan plan_;
  Run last_run_;
};

}  // namespace gridwright::serving
