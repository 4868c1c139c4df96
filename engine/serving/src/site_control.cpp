// How a site chooses among its replicas, grows and shrinks, breaks and comes back.
#include <algorithm>
#include <cmath>
#include <limits>

#include "site.hpp"

namespace gridwright::serving {
namespace {

constexpr std::int32_t unusable = std::numeric_limits<std::int32_t>::max();

/// Guard of prefix-affine balancing (SMG's rule and numbers): the home replica is passed over when it is this much busier than the
/// least loaded one.
constexpr std::int32_t affine_gap = 64;
constexpr double affine_ratio = 1.5;

}  // namespace

std::optional<std::uint32_t> Site::least_loaded(Pool& pool) {
  const std::int32_t* loads = loads_.data() + pool.first;
  std::int32_t least = unusable;
  for (std::uint32_t k = 0; k < pool.count; ++k) least = std::min(least, loads[k]);
  if (least == unusable) return std::nullopt;
  for (std::uint32_t k = 0; k < pool.count; ++k) {  // ties in turn, so that the first replica is not always the warmest
    std::uint32_t at = pool.next + k;
    if (at >= pool.count) at -= pool.count;
    if (loads[at] != least) continue;
    pool.next = at + 1 == pool.count ? 0 : at + 1;
    return pool.first + at;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Site::choose(std::uint32_t index, const Request& request) {
  Pool& pool = pools_[index];
  if (pool.count == 1) return usable(pool.first) ? std::optional(pool.first) : std::nullopt;
  const std::int32_t* loads = loads_.data() + pool.first;
  switch (spec_.balance) {
    case Balance::least_outstanding: break;
    case Balance::round_robin:
      for (std::uint32_t k = 0; k < pool.count; ++k) {
        const std::uint32_t at = pool.next;
        pool.next = at + 1 == pool.count ? 0 : at + 1;
        if (loads[at] != unusable) return pool.first + at;
      }
      return std::nullopt;
    case Balance::power_of_two: {
      const auto a = static_cast<std::uint32_t>(pool.draw.below(pool.count)), b = static_cast<std::uint32_t>(pool.draw.below(pool.count));
      const std::uint32_t better = loads[b] < loads[a] ? b : a;
      if (loads[better] != unusable) return pool.first + better;
      break;
    }
    case Balance::prefix_affine: {
      if (request.session == 0 && request.blocks == 0) break;
      // Sessions stay; recorded prompts go by their second block, since the first is often the system prompt of all.
      const std::uint64_t key = request.session != 0 ? request.session : blocks_.id(request, std::min<std::int32_t>(1, static_cast<std::int32_t>(request.blocks) - 1));
      const auto home = static_cast<std::uint32_t>((key * 0x9E3779B97F4A7C15ULL >> 32U) % pool.count);
      const auto least = least_loaded(pool);
      if (!least) return std::nullopt;
      const std::int32_t here = loads[home], there = loads_[*least];
      const bool far_busier = here == unusable || (here - there > affine_gap && here > affine_ratio * there);
      return far_busier ? *least : pool.first + home;
    }
  }
  return least_loaded(pool);
}

void Site::switch_on(std::uint32_t unit, bool at_once) {
  Unit& u = units_[unit];
  u.on_since = now_;
  u.state = at_once ? State::on : State::starting;
  if (!at_once) add_timer(now_ + ns_of(spec_.pools[static_cast<std::size_t>(u.pool)].autoscale.start_s), TimerKind::start, unit);
  after(unit);
}

void Site::switch_off(std::uint32_t unit) {
  Unit& u = units_[unit];
  count_up_time(u, now_);
  u.state = State::off;
  loads_[unit] = unusable;
}

/// Wanted replicas = outstanding requests / target; more are started at once, one is given up after a quiet spell.
void Site::scale(std::uint32_t index) {
  const Autoscale& rule = spec_.pools[index].autoscale;
  Pool& pool = pools_[index];
  double outstanding = 0.0;
  int present = 0;
  for (std::uint32_t u = pool.first; u < pool.first + pool.count; ++u) {
    outstanding += static_cast<double>(units_[u].replica->outstanding());
    if (units_[u].state == State::on || units_[u].state == State::starting) ++present;
  }
  const int wanted = std::clamp(static_cast<int>(std::ceil(outstanding / rule.target)), rule.least, rule.most);
  if (wanted >= present) pool.needed_ns = now_;
  for (std::uint32_t u = pool.first; u < pool.first + pool.count && present < wanted; ++u) {
    if (units_[u].state == State::draining) units_[u].state = State::on, after(u), ++present;
    else if (units_[u].state == State::off) switch_on(u, false), ++present;
  }
  if (wanted < present && seconds_of(now_ - pool.needed_ns) >= rule.hold_s) {
    for (std::uint32_t u = pool.first + pool.count; u-- > pool.first;) {
      if (units_[u].state != State::on) continue;
      units_[u].state = State::draining;
      after(u);
      break;
    }
  }
  if (now_ < horizon_ns_ || busy()) add_timer(now_ + ns_of(rule.interval_s), TimerKind::scale, index);
}

/// Everything a replica was doing is lost; its requests go back to the router.
void Site::break_down(std::uint32_t unit) {
  lost_.clear();
  units_[unit].replica->fail(now_, lost_);
  std::sort(lost_.begin(), lost_.end(), [](const Request& a, const Request& b) { return a.id < b.id; });
  for (const Request& r : lost_) failures.push_back({now_, r});
  after(unit);
}

void Site::on_fault(const Fault& fault, bool begins) {
  switch (fault.kind) {
    case Fault::Kind::link: return;  // the routers' matter
    case Fault::Kind::site:
      down_ = begins;
      for (std::uint32_t u = 0; u < units_.size(); ++u) {
        units_[u].broken = begins;
        if (begins) break_down(u);
        else after(u);
      }
      return;
    case Fault::Kind::replica: {
      const std::uint32_t unit = pools_[static_cast<std::size_t>(fault.pool)].first + static_cast<std::uint32_t>(fault.replica);
      units_[unit].broken = begins;
      if (begins) break_down(unit);
      else after(unit);
      return;
    }
    case Fault::Kind::power_cap:
      for (const Pool& pool : pools_) {
        const auto may = static_cast<std::uint32_t>(fault.remaining * pool.count);
        for (std::uint32_t k = may; k < pool.count; ++k) {
          units_[pool.first + k].capped = begins;
          if (begins) break_down(pool.first + k);
          else after(pool.first + k);
        }
      }
      return;
  }
}

}  // namespace gridwright::serving
