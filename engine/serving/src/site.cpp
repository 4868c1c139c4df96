#include "site.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::serving {
namespace {

constexpr std::int32_t unusable = std::numeric_limits<std::int32_t>::max();

int units_of(const PoolSpec& p) { return std::max(p.replicas, p.autoscale.most); }

std::size_t units_in(const SiteSpec& site) {
  int count = 0;
  for (const PoolSpec& p : site.pools) count += units_of(p);
  return static_cast<std::size_t>(count);
}

/// Adds `each` a second between two times to the hours they lie in.
void spread(std::vector<double>& by_hour, Nanoseconds from_ns, Nanoseconds to_ns, double each) {
  constexpr Nanoseconds hour = 3600 * ns_per_second;
  for (Nanoseconds at = from_ns; at < to_ns;) {
    const auto h = static_cast<std::size_t>(at / hour);
    const Nanoseconds end = std::min(to_ns, static_cast<Nanoseconds>(h + 1) * hour);
    if (by_hour.size() <= h) by_hour.resize(h + 1, 0.0);
    by_hour[h] += each * seconds_of(end - at);
    at = end;
  }
}

double at_hour(const std::vector<double>& series, std::size_t hour) { return series.empty() ? 0.0 : series[hour % series.size()]; }

}  // namespace

Site::Site(const System& system, int index, const SimulateOptions& options, const PromptBlocks& blocks)
    : system_(system), spec_(system.sites[static_cast<std::size_t>(index)]), options_(options), blocks_(blocks), index_(index), warm_up_ns_(ns_of(options.warm_up_s)),
      sample_ns_(ns_of(options.sample_s > 0.0 ? options.sample_s : options.horizon_s / 288.0)), horizon_ns_(ns_of(options.horizon_s)),
      next_(units_in(spec_), Replica::idle) {
  outcome.name = spec_.name;
  for (const ClassSpec& c : system.classes) {
    ClassOutcome& o = classes.emplace_back();
    o.name = c.name;
    o.ttft = o.tpot = o.end_to_end = LatencySeries(options.horizon_s);
  }
  for (std::uint32_t p = 0; p < spec_.pools.size(); ++p) {
    const PoolSpec& pool = spec_.pools[p];
    const std::string name = "serving." + spec_.name + "." + pool.name;
    pools_.push_back({.first = static_cast<std::uint32_t>(units_.size()), .count = static_cast<std::uint32_t>(units_of(pool)), .draw = RandomStream(options.seed, name + ".balance")});
    for (int k = 0; k < units_of(pool); ++k) {
      Unit& u = units_.emplace_back();
      u.replica = std::make_unique<Replica>(pool.engine, *pool.steps, blocks, RandomStream(options.seed, name + ".drafts." + std::to_string(k)), options.jump);
      u.pool = static_cast<int>(p);
      u.number = k;
      u.state = k < pool.replicas ? State::on : State::off;
    }
    if (pool.autoscale.most > 0) add_timer(ns_of(pool.autoscale.interval_s), TimerKind::scale, p);
  }
  loads_.assign(units_.size(), unusable);
  for (std::uint32_t u = 0; u < units_.size(); ++u) after(u);
  for (std::uint32_t f = 0; f < system.faults.size(); ++f) {
    if (system.faults[f].site != index || system.faults[f].kind == Fault::Kind::link) continue;
    add_timer(ns_of(system.faults[f].from_s), TimerKind::fault_begin, f);
    add_timer(ns_of(system.faults[f].to_s), TimerKind::fault_end, f);
  }
  add_timer(0, TimerKind::sample, 0);
}

void Site::add_timer(Nanoseconds at_ns, TimerKind kind, std::uint32_t index) { timers_.push({at_ns, sequence_++, kind, index}); }

bool Site::busy() const {
  if (inbox_at_ < inbox_.size() || in_transfer_ > 0) return true;
  for (const Unit& u : units_)
    if (u.replica->outstanding() > 0) return true;
  return false;
}

void Site::run_until(Nanoseconds end_ns) {
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(inbox_at_));
  inbox_at_ = 0;
  std::sort(inbox_.begin(), inbox_.end(), [](const Inbox& a, const Inbox& b) { return std::tuple(a.at_ns, a.request.id, a.request.attempt) < std::tuple(b.at_ns, b.request.id, b.request.attempt); });
  constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();
  while (true) {
    const Nanoseconds batch = units_.empty() ? never : next_.top_ns();
    const Nanoseconds arrival = inbox_at_ < inbox_.size() ? inbox_[inbox_at_].at_ns : never;
    const Nanoseconds timer = timers_.empty() ? never : timers_.top().at_ns;
    const Nanoseconds first = std::min({batch, arrival, timer});
    if (first >= end_ns) return;
    now_ = first;
    if (batch == first) {
      on_batch_done(next_.top());
    } else if (arrival == first) {
      on_arrival(inbox_[inbox_at_++].request);
    } else {
      const Timer t = timers_.top();
      timers_.pop();
      on_timer(t);
    }
  }
}

void Site::on_arrival(const Request& request) {
  if (now_ >= warm_up_ns_) ++outcome.requests;
  for (std::uint32_t p = 0; p < pools_.size() && !down_; ++p) {
    const PoolSpec& pool = spec_.pools[p];
    if (pool.engine.role == Role::decode) continue;
    if (!pool.classes.empty() && std::find(pool.classes.begin(), pool.classes.end(), request.klass) == pool.classes.end()) continue;
    const auto unit = choose(p, request);
    if (!unit) continue;
    units_[*unit].replica->submit(request, now_, served_);
    after(*unit);
    settle();
    return;
  }
  failures.push_back({now_, request});
}

void Site::on_batch_done(std::uint32_t unit) {
  Replica& replica = *units_[unit].replica;
  replica.step(served_);
  const Replica::Run& run = replica.last_run();
  const PoolSpec& pool = spec_.pools[static_cast<std::size_t>(units_[unit].pool)];
  const auto hour = static_cast<std::size_t>(run.end_ns / (3600 * ns_per_second));
  if (busy_s_by_hour_.size() <= hour) busy_s_by_hour_.resize(hour + 1, 0.0), busy_j_by_hour_.resize(hour + 1, 0.0);
  busy_s_by_hour_[hour] += run.seconds;
  busy_j_by_hour_[hour] += run.seconds * (pool.busy_w - pool.idle_w);
  if (options_.on_iteration && run.end_ns > ns_of(options_.slice_from_s) && run.begin_ns < ns_of(options_.slice_to_s))
    iterations.push_back({index_, units_[unit].pool, units_[unit].number, run.begin_ns, run.end_ns, run.steps, run.decoding, run.prompt_tokens, static_cast<int>(replica.waiting())});
  after(unit);
  if (served_.empty()) return;
  for (const Served& s : served_)
    if (s.fate == Fate::handed_over) hand_over(unit, s);
  settle();
}

void Site::after(std::uint32_t unit) {
  Unit& u = units_[unit];
  next_.set(unit, u.replica->next_ns());
  loads_[unit] = usable(unit) ? static_cast<std::int32_t>(std::min<std::int64_t>(u.replica->outstanding(), unusable - 1)) : unusable;
  if (u.state == State::draining && u.replica->outstanding() == 0) switch_off(unit);
}

void Site::settle() {
  for (const Served& s : served_)
    if (s.fate != Fate::handed_over) record(s);
  served_.clear();
}

/// The cache goes out over the prefill replica's link, one request after the other; then a decode replica takes it.
void Site::hand_over(std::uint32_t from, const Served& served) {
  const double seconds = spec_.link.bytes_per_token * served.request.input_tokens / spec_.link.bytes_per_s;
  const Nanoseconds start = std::max(now_, units_[from].link_free_ns);
  units_[from].link_free_ns = start + ns_of(seconds);
  std::uint32_t slot = static_cast<std::uint32_t>(transfers_.size());
  if (free_transfers_.empty()) transfers_.emplace_back();
  else slot = free_transfers_.back(), free_transfers_.pop_back();
  transfers_[slot] = served;
  ++in_transfer_;
  add_timer(start + ns_of(seconds * spec_.link.exposed_share), TimerKind::transfer, slot);
}

void Site::on_timer(const Timer& timer) {
  switch (timer.kind) {
    case TimerKind::transfer: {
      const Served served = transfers_[timer.index];
      free_transfers_.push_back(timer.index);
      --in_transfer_;
      for (std::uint32_t p = 0; p < pools_.size(); ++p) {
        if (spec_.pools[p].engine.role != Role::decode || down_) continue;
        const auto unit = choose(p, served.request);
        if (!unit) continue;
        units_[*unit].replica->submit_handed_over(served, now_, served_);
        after(*unit);
        settle();
        return;
      }
      failures.push_back({now_, served.request});
      return;
    }
    case TimerKind::scale: scale(timer.index); return;
    case TimerKind::start:
      if (units_[timer.index].state == State::starting) units_[timer.index].state = State::on;
      after(timer.index);
      return;
    case TimerKind::fault_begin: on_fault(system_.faults[timer.index], true); return;
    case TimerKind::fault_end: on_fault(system_.faults[timer.index], false); return;
    case TimerKind::sample: take_sample(); return;
  }
}

void Site::take_sample() {
  Sample s{.at_s = seconds_of(now_)};
  double held = 0.0, capacity = 0.0;
  for (const Unit& u : units_) {
    if (u.state == State::off) continue;
    s.decoding += u.replica->decoding();
    s.running += u.replica->running();
    s.waiting += static_cast<double>(u.replica->waiting());
    if (usable(static_cast<std::uint32_t>(&u - units_.data()))) ++s.replicas;
    if (u.replica->pool().capacity() >= KvPool::endless) continue;
    held += static_cast<double>(u.replica->pool().held());
    capacity += static_cast<double>(u.replica->pool().capacity());
  }
  s.kv_share = capacity > 0.0 ? held / capacity : 0.0;
  outcome.samples.push_back(s);
  if (now_ + sample_ns_ <= horizon_ns_) add_timer(now_ + sample_ns_, TimerKind::sample, 0);
}

void Site::record(const Served& s) {
  const Request& r = s.request;
  if (s.fate == Fate::too_long) {
    ++outcome.failed;
    if (r.arrival_ns >= warm_up_ns_) ++classes[r.klass].lost;
    if (options_.on_request) records.push_back({.request = r, .site = index_, .arrival_s = seconds_of(r.arrival_ns), .lost = true});
    return;
  }
  ++done_;
  if (r.arrival_ns < warm_up_ns_) return;
  ClassOutcome& c = classes[r.klass];
  const ClassSpec& spec = system_.classes[r.klass];
  const Nanoseconds down = Nanoseconds{r.network_down_us} * 1000;
  const Nanoseconds ttft = s.first_token_ns - r.arrival_ns + down, whole = s.done_ns - r.arrival_ns + down;
  const Nanoseconds tpot = r.output_tokens > 1 ? (s.done_ns - s.first_token_ns) / (r.output_tokens - 1) : 0;
  const double arrival_s = seconds_of(r.arrival_ns);
  c.ttft.add(arrival_s, ttft);
  if (r.output_tokens > 1) c.tpot.add(arrival_s, tpot);
  c.end_to_end.add(arrival_s, whole);
  c.queue.add(s.scheduled_ns - s.submitted_ns);
  ++c.done;
  c.good += (spec.ttft_slo_s <= 0.0 || seconds_of(ttft) <= spec.ttft_slo_s) && (spec.tpot_slo_s <= 0.0 || seconds_of(tpot) <= spec.tpot_slo_s) ? 1 : 0;
  c.late += r.deadline_s > 0 && seconds_of(whole) > r.deadline_s ? 1 : 0;
  c.input_tokens += static_cast<std::uint64_t>(r.input_tokens);
  c.output_tokens += static_cast<std::uint64_t>(r.output_tokens);
  c.cached_tokens += static_cast<std::uint64_t>(s.cached_tokens);
  c.preemptions += s.preemptions;
  c.retries += r.attempt;
  if (system_.cities.size() > 1) city_notes.push_back({r.origin, arrival_s, ttft, r.output_tokens > 1 ? tpot : -1, whole});
  if (!options_.on_request) return;
  records.push_back({.request = r, .site = index_, .arrival_s = arrival_s, .queue_s = seconds_of(s.scheduled_ns - s.submitted_ns), .network_s = 1e-6 * (static_cast<double>(r.network_up_us) + r.network_down_us),
                     .ttft_s = seconds_of(ttft), .tpot_s = seconds_of(tpot), .end_to_end_s = seconds_of(whole), .cached_tokens = s.cached_tokens, .preemptions = s.preemptions});
}

Published Site::publish() {
  Published p;
  p.up = !down_ && std::any_of(loads_.begin(), loads_.end(), [](std::int32_t x) { return x != unusable; });
  for (const Unit& u : units_) {
    p.outstanding += static_cast<double>(u.replica->outstanding());
    p.waiting += static_cast<double>(u.replica->waiting());
  }
  const std::uint64_t done = done_ - done_at_exchange_;
  p.seconds_per_request = done == 0 ? 0.0 : seconds_of(now_ - exchange_ns_) / static_cast<double>(done);
  done_at_exchange_ = done_;
  exchange_ns_ = now_;
  return p;
}

void Site::count_up_time(const Unit& unit, Nanoseconds until) {
  spread(up_s_by_hour_, unit.on_since, until, 1.0);
  spread(up_j_by_hour_, unit.on_since, until, spec_.pools[static_cast<std::size_t>(unit.pool)].idle_w);
}

void Site::close(Nanoseconds end_ns) {
  for (Unit& u : units_) {
    if (u.state != State::off) count_up_time(u, end_ns);
    const ReplicaCounts& c = u.replica->counts();
    ReplicaCounts& all = outcome.counts;
    all.iterations += c.iterations, all.jumps += c.jumps, all.prompt_tokens += c.prompt_tokens, all.cached_tokens += c.cached_tokens;
    all.output_tokens += c.output_tokens, all.block_lookups += c.block_lookups, all.block_hits += c.block_hits, all.preemptions += c.preemptions;
    all.refused += c.refused, all.busy_s += c.busy_s, all.sequence_s += c.sequence_s, all.kv_block_s += c.kv_block_s;
  }
  const std::size_t hours = std::max(up_s_by_hour_.size(), busy_s_by_hour_.size());
  for (auto* v : {&up_s_by_hour_, &up_j_by_hour_, &busy_s_by_hour_, &busy_j_by_hour_}) v->resize(hours, 0.0);
  for (std::size_t h = 0; h < hours; ++h) {
    const double mwh = std::max(0.0, up_j_by_hour_[h] + busy_j_by_hour_[h]) / 3.6e9 * spec_.pue;
    outcome.replica_hours += up_s_by_hour_[h] / 3600.0;
    outcome.mwh_by_hour.push_back(mwh);
    outcome.busy_share_by_hour.push_back(up_s_by_hour_[h] > 0.0 ? std::min(1.0, busy_s_by_hour_[h] / up_s_by_hour_[h]) : 0.0);
    outcome.mwh += mwh;
    outcome.clean_mwh += mwh * at_hour(spec_.clean_share, h);
    outcome.kg += mwh * at_hour(spec_.kg_per_mwh, h);
    outcome.energy_usd += mwh * at_hour(spec_.usd_per_mwh, h);
  }
}

}  // namespace gridwright::serving
