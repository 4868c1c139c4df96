#include "replica.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace gridwright::serving {

Replica::Replica(const EngineConfig& config, const StepTable& steps, const PromptBlocks& blocks, RandomStream drafts, bool jump)
    : config_(config), steps_(steps), blocks_(blocks), drafts_(drafts), jump_(jump), pool_(config.kv_blocks), waiting_queues_(priorities),
      phases_(static_cast<std::size_t>(config.block_tokens), 0) {}

// ------------------------------------------------------------------------------------------------ arrivals

std::uint32_t Replica::new_sequence(const Request& request) {
  std::uint32_t at = static_cast<std::uint32_t>(sequences_.size());
  if (free_.empty()) sequences_.emplace_back();
  else at = free_.back(), free_.pop_back();
  Sequence& s = sequences_[at];
  s = {};
  s.request = request;
  s.prompt = request.input_tokens;
  return at;
}

bool Replica::refuse_too_long(const Request& request, Nanoseconds now, std::vector<Served>& out) {
  if (blocks_for(std::int64_t{request.input_tokens} + request.output_tokens) <= pool_.capacity()) return false;
  ++counts_.refused;
  out.push_back({.request = request, .submitted_ns = now, .scheduled_ns = now, .first_token_ns = now, .done_ns = now, .fate = Fate::too_long});
  return true;
}

void Replica::submit(const Request& request, Nanoseconds now, std::vector<Served>& out) {
  if (refuse_too_long(request, now, out)) return;
  const std::uint32_t at = new_sequence(request);
  sequences_[at].submitted_ns = now;
  enqueue(at, now);
}

void Replica::submit_handed_over(const Served& prefilled, Nanoseconds now, std::vector<Served>& out) {
  if (refuse_too_long(prefilled.request, now, out)) return;
  const std::uint32_t at = new_sequence(prefilled.request);
  Sequence& s = sequences_[at];
  s.submitted_ns = prefilled.submitted_ns;
  s.scheduled_ns = prefilled.scheduled_ns;
  s.first_token_ns = prefilled.first_token_ns;
  s.cached_tokens = prefilled.cached_tokens;
  s.generated = 1;
  s.handed_over = true;
  enqueue(at, now);
}

void Replica::enqueue(std::uint32_t at, Nanoseconds now) {
  wait(at, false);
  if (plan_.end_ns == idle) {
    clock_ = {now, 0};
    schedule();
  } else if (plan_.steps > 1 && running_ < config_.max_sequences && first_waiting() == at) {
    cut(now);  // it may be admitted at the next iteration; behind a head that is blocked, nothing changes before a finish
  }
}

void Replica::wait(std::uint32_t at, bool in_front) {
  Sequence& s = sequences_[at];
  s.phase = Phase::waiting;
  const std::size_t p = s.request.priority;
  if (in_front) waiting_queues_[p].push_front(at);
  else waiting_queues_[p].push_back(at);
  waiting_bits_[p >> 6U] |= std::uint64_t{1} << (p & 63U);
  ++waiting_;
  if (!s.handed_over) pending_prompt_ += s.prompt;
}

std::uint32_t Replica::first_waiting() const {
  for (std::size_t w = 0; w < waiting_bits_.size(); ++w)
    if (waiting_bits_[w] != 0) return waiting_queues_[64 * w + static_cast<std::size_t>(std::countr_zero(waiting_bits_[w]))].front();
  return none;
}

void Replica::pop_waiting() {
  const std::uint32_t at = first_waiting();
  const Sequence& s = sequences_[at];
  const std::size_t p = s.request.priority;
  waiting_queues_[p].pop_front();
  if (waiting_queues_[p].empty()) waiting_bits_[p >> 6U] &= ~(std::uint64_t{1} << (p & 63U));
  --waiting_;
  if (!s.handed_over) pending_prompt_ -= s.prompt;
}

void Replica::append_running(std::uint32_t at) {
  Sequence& s = sequences_[at];
  const std::size_t p = s.request.priority;
  List& list = running_lists_[p];
  s.previous = list.last;
  s.next = none;
  (list.last == none ? list.first : sequences_[list.last].next) = at;
  list.last = at;
  running_bits_[p >> 6U] |= std::uint64_t{1} << (p & 63U);
  ++running_;
}

void Replica::remove_running(std::uint32_t at) {
  const Sequence& s = sequences_[at];
  const std::size_t p = s.request.priority;
  List& list = running_lists_[p];
  (s.previous == none ? list.first : sequences_[s.previous].next) = s.next;
  (s.next == none ? list.last : sequences_[s.next].previous) = s.previous;
  if (list.first == none) running_bits_[p >> 6U] &= ~(std::uint64_t{1} << (p & 63U));
  --running_;
}

// ------------------------------------------------------------------------------------------------ the end of iterations

void Replica::step(std::vector<Served>& out) {
  assert(plan_.end_ns != idle);
  const double seconds = static_cast<double>(plan_.duration) * (1e-9 / 1099511627776.0);  // 2^-40 ns
  counts_.busy_s += seconds;
  counts_.sequence_s += seconds * decoding_;
  counts_.kv_block_s += seconds * static_cast<double>(pool_.held());
  counts_.iterations += plan_.steps;
  ++counts_.jumps;
  last_run_ = {.begin_ns = clock_.reached(), .steps = plan_.steps, .decoding = plan_.decodes ? decoding_ : 0, .seconds = seconds};
  for (const Chunk& chunk : chunks_) last_run_.prompt_tokens += chunk.tokens;
  clock_.add(plan_.duration);
  const Nanoseconds now = clock_.reached();
  last_run_.end_ns = now;
  if (plan_.decodes) {
    if (config_.draft_tokens == 0) pool_.take(blocks_due(plan_.steps) - due_taken_);
    iteration_ += plan_.steps;
    contexts_ += plan_.steps * growth_;
    found_.clear();
    for (std::uint32_t at = finishes_.at(iteration_); at != none; at = sequences_[at].finish_links.next)
      if (sequences_[at].finish == iteration_) found_.push_back(at);
    std::reverse(found_.begin(), found_.end());  // those that began first end first
  }
  due_taken_ = 0;
  if (plan_.decodes)
    for (const std::uint32_t at : found_) finish(at, now, Fate::done, out);
  for (const Chunk& chunk : chunks_) {
    Sequence& s = sequences_[chunk.sequence];
    s.computed += chunk.tokens;
    pending_prompt_ -= chunk.tokens;
    counts_.prompt_tokens += chunk.tokens;
    if (s.computed < s.prompt) continue;
    std::erase(prompts_, chunk.sequence);
    ++s.generated;
    if (s.first_token_ns < 0) s.first_token_ns = now;
    if (s.generated == s.request.output_tokens) finish(chunk.sequence, now, Fate::done, out);
    else if (config_.role == Role::prefill) finish(chunk.sequence, now, Fate::handed_over, out);
    else begin_decode(chunk.sequence);
  }
  schedule();
}

void Replica::finish(std::uint32_t at, Nanoseconds now, Fate fate, std::vector<Served>& out) {
  Sequence& s = sequences_[at];
  const bool whole = fate == Fate::done;
  counts_.output_tokens += whole && !s.handed_over ? s.request.output_tokens : whole ? s.request.output_tokens - 1 : 1;
  if (s.phase == Phase::decode) end_decode(s, at);
  release(s, whole);
  remove_running(at);
  out.push_back({s.request, s.submitted_ns, s.scheduled_ns, s.first_token_ns, now, s.cached_tokens, s.preemptions, fate});
  s.phase = Phase::free;
  free_.push_back(at);
}

/// Gives all blocks back. Blocks of a finished answer become known, so that the session's next turn finds them.
void Replica::release(Sequence& s, bool keep_answer) {
  if (keep_answer && config_.prefix_cache && s.request.session != 0 && s.request.blocks == 0)
    publish_blocks(s, std::int64_t{s.request.input_tokens} + s.request.output_tokens);
  for (std::int32_t k = s.published; k-- > 0;) pool_.release(blocks_.id(s.request, k));  // the far end of a text goes first
  pool_.give(s.own_blocks);
  s.published = s.shared_weight = s.own_blocks = 0;
}

void Replica::fail(Nanoseconds now, std::vector<Request>& lost) {
  for (std::uint32_t at = 0; at < sequences_.size(); ++at)
    if (sequences_[at].phase != Phase::free) lost.push_back(sequences_[at].request);
  sequences_.clear();
  free_.clear();
  running_lists_ = {};
  for (auto& queue : waiting_queues_) queue.clear();
  waiting_bits_ = running_bits_ = {};
  waiting_ = pending_prompt_ = 0;
  running_ = decoding_ = 0;
  pool_.clear();
  iteration_ = contexts_ = growth_ = due_taken_ = 0;
  std::fill(phases_.begin(), phases_.end(), 0);
  finishes_ = block_needs_ = Wheel();
  prompts_.clear();
  chunks_.clear();
  plan_ = {};
  clock_ = {now, 0};
}

// ------------------------------------------------------------------------------------------------ the decoding batch

std::int32_t Replica::context_of(const Sequence& s) const { return static_cast<std::int32_t>(context_units(s) >> 16); }

std::int32_t Replica::generated_by_now(const Sequence& s) const {
  return s.phase == Phase::decode ? s.generated + static_cast<std::int32_t>((s.growth * (iteration_ - s.join)) >> 16) : s.generated;
}

std::size_t Replica::phase_of(const Sequence& s) const {
  const std::int64_t period = config_.block_tokens, phase = (s.prompt - s.join) % period;
  return static_cast<std::size_t>(phase < 0 ? phase + period : phase);
}

/// Steps that `tokens` tokens take: each yields one token and those drafts that are right before the first wrong one.
std::int64_t Replica::draw_steps(std::int32_t tokens) {
  if (config_.draft_tokens == 0) return tokens;
  std::int64_t steps = 0;
  for (std::int32_t left = tokens; left > 0; ++steps) {
    --left;
    for (int g = 0; g < config_.draft_tokens && drafts_.uniform() < config_.acceptance; ++g) --left;
  }
  return steps;
}

void Replica::begin_decode(std::uint32_t at) {
  Sequence& s = sequences_[at];
  s.phase = Phase::decode;
  s.join = iteration_;
  const std::int32_t left = s.request.output_tokens - s.generated;
  const std::int64_t steps = draw_steps(left);
  s.finish = iteration_ + steps;
  s.growth = config_.draft_tokens == 0 ? 65536 : (std::int64_t{left} << 16) / steps;
  contexts_ += std::int64_t{s.prompt} << 16;
  growth_ += s.growth;
  finishes_.insert(s.finish, at, finish_links());
  if (config_.draft_tokens == 0) ++phases_[phase_of(s)];
  else set_next_block(at);
  ++decoding_;
}

/// Takes a sequence out of the sums; own_blocks becomes what it holds now.
void Replica::end_decode(Sequence& s, std::uint32_t at) {
  contexts_ -= context_units(s);
  growth_ -= s.growth;
  finishes_.remove(s.finish, at, finish_links());
  if (config_.draft_tokens == 0) {
    --phases_[phase_of(s)];
    s.own_blocks += static_cast<std::int32_t>(blocks_for(context_of(s)) - blocks_for(s.prompt));
    if (due_taken_ > 0 && due_now(s)) {  // preempted after the block of its next token was taken
      pool_.give(1);
      --due_taken_;
    }
  } else if (s.block_due >= 0) {
    block_needs_.remove(s.block_due, at, block_links());
    s.block_due = -1;
  }
  --decoding_;
}

/// Blocks that the next `steps` steps need: a sequence needs one whenever its context is a whole number of blocks.
std::int64_t Replica::blocks_due(std::int64_t steps) const {
  const std::int64_t period = config_.block_tokens;
  std::int64_t due = steps / period * decoding_;
  for (std::int64_t k = 0; k < steps % period; ++k) due += phases_[static_cast<std::size_t>((period - (iteration_ + k) % period) % period)];
  return due;
}

/// Steps, at most `most`, for which blocks are there.
std::int64_t Replica::steps_with_blocks(std::int64_t most) const {
  if (config_.draft_tokens > 0) return std::min(most, block_needs_.next(iteration_));
  const std::int64_t free = pool_.available() + due_taken_, period = config_.block_tokens;
  if (free / decoding_ > most / period) return most;
  std::int64_t steps = free / decoding_ * period, left = free - steps / period * decoding_;
  while (steps < most) {
    left -= phases_[static_cast<std::size_t>((period - (iteration_ + steps) % period) % period)];
    if (left < 0) break;
    ++steps;
  }
  return std::min(steps, most);
}

/// Drafts: the iteration before which this sequence must have its next block.
void Replica::set_next_block(std::uint32_t at) {
  Sequence& s = sequences_[at];
  const std::int64_t have = (std::int64_t{s.own_blocks} + s.shared_weight) * config_.block_tokens;
  const std::int64_t more = (have + 1 - s.prompt) << 16;  // growth until one token does not fit
  const std::int64_t step = std::max<std::int64_t>((more + s.growth - 1) / s.growth - 1, iteration_ - s.join);
  if (s.join + step >= s.finish) {
    s.block_due = -1;
    return;
  }
  s.block_due = s.join + step;
  block_needs_.insert(s.block_due, at, block_links());
}

}  // namespace gridwright::serving
