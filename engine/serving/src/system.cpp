#include "gridwright/serving/system.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::serving {
namespace {

class Checker {
 public:
  explicit Checker(const System& system) : system_(system) {}

  Diagnostics run() {
    if (system_.sites.empty()) say("the system has no site");
    if (system_.classes.empty() || system_.classes.size() > 256) say("a system has 1 to 256 request classes");
    if (system_.cities.empty() || system_.cities.size() > 65536) say("a system has 1 to 65,536 cities");
    for (const SiteSpec& s : system_.sites) site(s);
    matrix(system_.rtt_s, "the network's round trips", system_.rtt_s.empty());
    matrix(system_.routing.weights, "the routing weights", system_.routing.policy != Policy::weighted && std::none_of(system_.classes.begin(), system_.classes.end(), [](const ClassSpec& c) { return c.by_weight; }));
    lists();
    if (!(system_.routing.exchange_s > 0.0)) say("the exchange interval of routers must be positive");
    for (const Fault& f : system_.faults) fault(f);
    return std::move(wrong_);
  }

 private:
  void say(std::string message, std::string fix = {}) { wrong_.push_back({.message = std::move(message), .fix = std::move(fix)}); }

  void matrix(const std::vector<double>& m, const std::string& what, bool may_be_empty) {
    if (m.empty() && may_be_empty) return;
    if (m.size() != system_.cities.size() * system_.sites.size())
      return say(what + " have " + std::to_string(m.size()) + " numbers", "one for each city and site: " + std::to_string(system_.cities.size() * system_.sites.size()));
    for (const double x : m)
      if (!(x >= 0.0) || !std::isfinite(x)) return say(what + " must be finite and not negative");
  }

  void lists() {
    if (system_.routing.policy != Policy::listed) return;
    if (system_.routing.lists.size() != system_.cities.size())
      return say("the routing lists are " + std::to_string(system_.routing.lists.size()), "one for each city: " + std::to_string(system_.cities.size()));
    for (const std::vector<int>& list : system_.routing.lists)
      for (const int s : list)
        if (s < 0 || s >= static_cast<int>(system_.sites.size())) return say("a routing list names site " + std::to_string(s) + ", which is not there");
  }

  void site(const SiteSpec& s) {
    bool entry = false, prefill = false, decode = false;
    for (const PoolSpec& p : s.pools) {
      pool("pool '" + p.name + "' of site '" + s.name + "'", p);
      entry = entry || p.engine.role != Role::decode;
      prefill = prefill || p.engine.role == Role::prefill;
      decode = decode || p.engine.role == Role::decode;
    }
    if (!s.pools.empty() && !entry) say("site '" + s.name + "' has decode pools only", "add a prefill pool");
    if (prefill && !decode) say("site '" + s.name + "' has a prefill pool and no decode pool to hand over to");
    if (prefill && !(s.link.bytes_per_s > 0.0)) say("the KV link of site '" + s.name + "' needs a positive bandwidth");
  }

  void pool(const std::string& name, const PoolSpec& p) {
    const EngineConfig& e = p.engine;
    if (!p.steps) return say(name + " has no step times");
    if (p.replicas < 0) say(name + " has a negative number of replicas");
    if (e.max_sequences < 1 || e.max_sequences > p.steps->largest_batch())
      say(name + ": max_sequences must be 1 to " + std::to_string(p.steps->largest_batch()) + ", what its step times cover");
    if (e.draft_tokens < 0 || e.draft_tokens > 64) say(name + ": draft_tokens must be 0 to 64");
    if (!(e.acceptance >= 0.0) || e.acceptance >= 1.0) say(name + ": acceptance must be 0 to below 1");
    if (e.max_batched_tokens < e.max_sequences * (1 + e.draft_tokens))
      say(name + ": the token budget of an iteration is below max_sequences", "max_batched_tokens = " + std::to_string(e.max_sequences * (1 + e.draft_tokens)) + " or more");
    if (e.block_tokens < 1 || e.block_tokens > 4096) say(name + ": block_tokens must be 1 to 4096");
    if (e.kv_blocks < 1) say(name + ": its KV cache holds no block", "more accelerators a replica, or fewer bits a weight");
    const Autoscale& a = p.autoscale;
    if (a.most > 0 && (a.least < 0 || a.least > a.most || !(a.target > 0.0) || !(a.interval_s > 0.0) || !(a.start_s >= 0.0)))
      say(name + ": autoscaling needs 0 <= least <= most, a positive target and interval, and a start time of 0 or more");
  }

  void fault(const Fault& f) {
    const auto sites = static_cast<int>(system_.sites.size());
    if (f.site < 0 || f.site >= sites) return say("a fault names site " + std::to_string(f.site) + " of " + std::to_string(sites));
    if (!(f.from_s >= 0.0) || !(f.to_s > f.from_s)) say("a fault must end after it begins");
    if (f.kind == Fault::Kind::power_cap && (f.remaining < 0.0 || f.remaining > 1.0)) say("a power cap leaves a share of 0 to 1");
    if (f.kind != Fault::Kind::replica) return;
    const auto& pools = system_.sites[static_cast<std::size_t>(f.site)].pools;
    if (f.pool < 0 || f.pool >= static_cast<int>(pools.size()) || f.replica < 0 || f.replica >= std::max(pools[static_cast<std::size_t>(f.pool)].replicas, pools[static_cast<std::size_t>(f.pool)].autoscale.most))
      say("a fault names a replica that is not there");
  }

  const System& system_;
  Diagnostics wrong_;
};

}  // namespace

Diagnostics check(const System& system) { return Checker(system).run(); }

}  // namespace gridwright::serving
