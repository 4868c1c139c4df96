#include <algorithm>
#include <bit>
#include <cmath>

#include "replica.hpp"

namespace gridwright::serving {

/// One iteration of the scheduler at clock_, then the run of iterations that follows from it.
void Replica::schedule() {
  preempted_ = false;
  chunks_.clear();
  std::int64_t budget = config_.max_batched_tokens;
  if (!config_.chunked_prefill) {  // prompts first and alone; the decoding batch waits
    admit(budget);
    if (!chunks_.empty()) return make_plan();
  }
  reserve_decode_blocks();
  budget -= std::int64_t{decoding_} * (1 + config_.draft_tokens);
  reserve_prompts(budget);
  if (!preempted_ && config_.chunked_prefill) admit(budget);
  if (chunks_.empty() && decoding_ == 0 && waiting_ > 0) admit(budget);  // all were preempted: the memory is empty now
  make_plan();
}

void Replica::reserve_decode_blocks() {
  if (decoding_ == 0) return;
  if (config_.draft_tokens > 0) return reserve_due_blocks();
  while (decoding_ > 0 && blocks_due(1) > pool_.available()) preempt_last();
  const std::int64_t due = blocks_due(1);
  if (decoding_ == 0 || due == 0) return;
  pool_.take(due);
  due_taken_ = due;
}

/// Drafts: sequences whose next step does not fit into their blocks take more.
void Replica::reserve_due_blocks() {
  while (true) {
    found_.clear();
    std::int64_t need = 0;
    const auto more = [&](const Sequence& s) {
      const std::int64_t after = s.prompt + ((s.growth * (iteration_ + 1 - s.join)) >> 16);
      return std::max<std::int64_t>(1, blocks_for(after) - s.own_blocks - s.shared_weight);
    };
    for (std::uint32_t at = block_needs_.at(iteration_); at != none; at = sequences_[at].block_links.next)
      if (sequences_[at].block_due == iteration_) found_.push_back(at), need += more(sequences_[at]);
    if (need > pool_.available()) {
      preempt_last();
      continue;
    }
    for (const std::uint32_t at : found_) {
      Sequence& s = sequences_[at];
      const std::int64_t blocks = more(s);
      block_needs_.remove(s.block_due, at, block_links());
      pool_.take(blocks);
      s.own_blocks += static_cast<std::int32_t>(blocks);
      set_next_block(at);
    }
    return;
  }
}

/// Prompts begun earlier take what is left of the budget, in order of admission.
void Replica::reserve_prompts(std::int64_t& budget) {
  found_ = prompts_;
  for (const std::uint32_t at : found_) {
    if (budget <= 0) return;
    const Sequence& s = sequences_[at];
    if (s.phase != Phase::prompt) continue;  // preempted meanwhile
    const auto tokens = static_cast<std::int32_t>(std::min<std::int64_t>(s.prompt - s.computed, budget));
    if (reserve_prompt(at, tokens)) budget -= tokens;
  }
}

bool Replica::reserve_prompt(std::uint32_t at, std::int32_t tokens) {
  const auto need = [&] {
    const Sequence& s = sequences_[at];
    return blocks_for(std::int64_t{s.computed} + tokens) - s.own_blocks - s.shared_weight;
  };
  while (need() > pool_.available())
    if (preempt_last() == at) return false;
  Sequence& s = sequences_[at];
  const std::int64_t blocks = std::max<std::int64_t>(0, need());
  pool_.take(blocks);
  s.own_blocks += static_cast<std::int32_t>(blocks);
  publish_blocks(s, std::int64_t{s.computed} + tokens);
  chunks_.push_back({at, tokens});
  return true;
}

/// The last admitted sequence of the least urgent priority goes back to the head of its queue.
std::uint32_t Replica::preempt_last() {
  std::size_t word = running_bits_.size() - 1;
  while (running_bits_[word] == 0) --word;
  const std::size_t p = 64 * word + 63 - static_cast<std::size_t>(std::countl_zero(running_bits_[word]));
  const std::uint32_t at = running_lists_[p].last;
  Sequence& s = sequences_[at];
  const std::int32_t generated = generated_by_now(s);
  if (s.phase == Phase::decode) {
    end_decode(s, at);
  } else {
    std::erase(prompts_, at);
    std::erase_if(chunks_, [&](const Chunk& c) { return c.sequence == at; });
    pending_prompt_ -= s.prompt - s.computed;
  }
  release(s, false);
  remove_running(at);
  s.generated = generated;
  s.prompt = s.request.input_tokens + generated;
  s.computed = 0;
  s.handed_over = false;
  ++s.preemptions;
  ++counts_.preemptions;
  wait(at, true);
  preempted_ = true;
  return at;
}

void Replica::admit(std::int64_t& budget) {
  while (waiting_ > 0 && running_ < config_.max_sequences) {
    const std::uint32_t at = first_waiting();
    if (!(sequences_[at].handed_over ? admit_handed_over(at) : admit_prompt(at, budget))) return;
  }
}

std::int32_t Replica::weight_of(const Request& r, std::int32_t block) const {
  const std::int64_t begin = std::int64_t{block} * blocks_.tokens_per_block, end = begin + blocks_.tokens_per_block;
  const std::int64_t last = r.blocks > 0 ? std::min<std::int64_t>(end, r.input_tokens) : end;
  return static_cast<std::int32_t>(blocks_for(last) - blocks_for(begin));
}

/// Leading blocks of the prompt that the cache knows. At least one token is always computed: it yields the first answer token.
Replica::Hits Replica::cached_prefix(const Sequence& s) const {
  Hits hits;
  if (!config_.prefix_cache) return hits;
  const Request& r = s.request;
  const std::int32_t count = blocks_.count(r, r.input_tokens);
  for (; hits.blocks < count; ++hits.blocks) {
    const std::uint64_t id = blocks_.id(r, hits.blocks);
    if (!pool_.cache().contains(id)) break;
    hits.weight += weight_of(r, hits.blocks);
    hits.idle_weight += pool_.cache().idle_weight(id);
  }
  const std::int64_t tokens = std::min<std::int64_t>(std::int64_t{hits.blocks} * blocks_.tokens_per_block, r.input_tokens);
  hits.tokens = static_cast<std::int32_t>(std::min<std::int64_t>(tokens, s.prompt - 1));
  return hits;
}

bool Replica::admit_prompt(std::uint32_t at, std::int64_t& budget) {
  if (budget <= 0) return false;
  Sequence& s = sequences_[at];
  const Hits hits = cached_prefix(s);
  const std::int64_t left = s.prompt - hits.tokens;
  if (!config_.chunked_prefill && left > budget && !chunks_.empty()) return false;  // a prompt longer than any budget runs alone
  const auto tokens = static_cast<std::int32_t>(config_.chunked_prefill ? std::min(left, budget) : left);
  const std::int64_t own = std::max<std::int64_t>(0, blocks_for(std::int64_t{hits.tokens} + tokens) - hits.weight);
  if (own + hits.idle_weight > pool_.available()) return false;
  pop_waiting();
  for (std::int32_t k = 0; k < hits.blocks; ++k) pool_.acquire(blocks_.id(s.request, k));
  pool_.take(own);
  s.published = hits.blocks;
  s.shared_weight = hits.weight;
  s.own_blocks = static_cast<std::int32_t>(own);
  s.computed = hits.tokens;
  if (s.preemptions == 0) {
    s.cached_tokens = hits.tokens;
    counts_.cached_tokens += hits.tokens;
    counts_.block_lookups += config_.prefix_cache ? blocks_.count(s.request, s.request.input_tokens) : 0;
    counts_.block_hits += hits.blocks;
  }
  if (s.scheduled_ns < 0) s.scheduled_ns = clock_.reached();
  s.phase = Phase::prompt;
  append_running(at);
  prompts_.push_back(at);
  pending_prompt_ += left;
  publish_blocks(s, std::int64_t{s.computed} + tokens);
  chunks_.push_back({at, tokens});
  budget -= tokens;
  return true;
}

/// A cache computed elsewhere needs all its blocks at once and takes part in this very iteration.
bool Replica::admit_handed_over(std::uint32_t at) {
  Sequence& s = sequences_[at];
  const std::int64_t blocks = blocks_for(s.prompt), next = s.prompt % config_.block_tokens == 0 ? 1 : 0;
  if (blocks + next > pool_.available()) return false;
  pop_waiting();
  s.computed = s.prompt;
  pool_.take(blocks);
  s.own_blocks = static_cast<std::int32_t>(blocks);
  append_running(at);
  begin_decode(at);
  if (config_.draft_tokens == 0 && next == 1) {
    pool_.take(1);
    ++due_taken_;
  }
  return true;
}

/// Blocks whose text is computed by the end of this iteration become known: a request admitted after this one may share them.
void Replica::publish_blocks(Sequence& s, std::int64_t up_to_tokens) {
  if (!config_.prefix_cache) return;
  const Request& r = s.request;
  const std::int32_t count = blocks_.count(r, up_to_tokens);
  while (s.published < count) {
    const std::int64_t end = (std::int64_t{s.published} + 1) * blocks_.tokens_per_block;
    if (up_to_tokens < (r.blocks > 0 ? std::min<std::int64_t>(end, r.input_tokens) : end)) return;
    const std::int32_t weight = weight_of(r, s.published);
    if (weight > s.own_blocks) return;  // the last token of a session's answer is not in the cache yet
    pool_.publish(blocks_.id(r, s.published), weight);
    s.own_blocks -= weight;
    s.shared_weight += weight;
    ++s.published;
  }
}

// ------------------------------------------------------------------------------------------------ how long it lasts

void Replica::make_plan() {
  plan_ = {};
  if (chunks_.empty() && decoding_ == 0) return;
  plan_.prompts = !chunks_.empty();
  plan_.decodes = decoding_ > 0 && (config_.chunked_prefill || !plan_.prompts);
  plan_.steps = 1;
  if (plan_.prompts) {
    pieces_.clear();
    for (const Chunk& c : chunks_) pieces_.push_back({static_cast<double>(c.tokens), static_cast<double>(sequences_[c.sequence].computed)});
    plan_.duration = steps_.mixed(plan_.decodes ? decoding_ : 0, contexts_, pieces_);
  } else {
    plan_.piece = steps_.piece(decoding_, contexts_);
    if (jump_ && !preempted_) {
      const std::int64_t to_bend = growth_ == 0 ? Wheel::slots : (plan_.piece.end - contexts_ - 1) / growth_ + 1;
      plan_.steps = std::max<std::int64_t>(1, steps_with_blocks(std::min(finishes_.next(iteration_), to_bend)));
    }
    plan_.duration = run_time(plan_.steps);
  }
  Clock end = clock_;
  end.add(plan_.duration);
  plan_.end_ns = end.reached();
}

/// The next `steps` decode iterations together, 2^-40 ns: each takes fixed + slope · contexts, and contexts grow evenly.
Int128 Replica::run_time(std::int64_t steps) const {
  const Int128 n = steps;
  return n * (Int128{plan_.piece.fixed} << 16) + Int128{plan_.piece.slope} * (n * contexts_ + n * (n - 1) / 2 * growth_);
}

/// Shortens the run to the first iteration that ends after `now`.
void Replica::cut(Nanoseconds now) {
  const double each = static_cast<double>(plan_.piece.fixed) * 65536.0 + static_cast<double>(plan_.piece.slope) * static_cast<double>(contexts_);
  const double more = 0.5 * static_cast<double>(plan_.piece.slope) * static_cast<double>(growth_);
  const double wanted = static_cast<double>(now - clock_.whole) * 1099511627776.0;
  const double root = std::sqrt(std::max(0.0, each * each + 4.0 * more * wanted));
  const double guess = each + root > 0.0 ? 2.0 * wanted / (each + root) : 1.0;
  std::int64_t steps = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::min(guess, 1e9)), 1, plan_.steps);
  const auto reached = [&](std::int64_t k) {
    Clock end = clock_;
    end.add(run_time(k));
    return end.reached();
  };
  while (steps > 1 && reached(steps - 1) > now) --steps;
  while (steps < plan_.steps && reached(steps) <= now) ++steps;
  plan_.steps = steps;
  plan_.duration = run_time(steps);
  plan_.end_ns = reached(steps);
}

}  // namespace gridwright::serving
