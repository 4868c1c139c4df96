#include "router.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridwright::serving {
namespace {

double at_hour(const std::vector<double>& series, std::size_t hour) { return series.empty() ? 0.0 : series[hour % series.size()]; }

std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

std::size_t hour_of(Nanoseconds now_ns) { return static_cast<std::size_t>(now_ns / (3600 * ns_per_second)); }

}  // namespace

Router::Router(const System& system, const SimulateOptions& options)
    : system_(system), network_(options.seed, "serving.network"), retry_draw_(options.seed, "serving.retry"), weights_draw_(options.seed, "serving.weighted"),
      published_(system.sites.size()), sent_since_(system.sites.size(), 0.0), near_(system.cities.size()) {
  refresh(0.0);
}

bool Router::reachable(std::size_t city, int site, double now_s) const {
  if (!published_[static_cast<std::size_t>(site)].up) return false;
  return std::none_of(system_.faults.begin(), system_.faults.end(), [&](const Fault& f) {
    return f.kind == Fault::Kind::link && f.site == site && (f.city < 0 || f.city == static_cast<int>(city)) && now_s >= f.from_s && now_s < f.to_s;
  });
}

void Router::refresh(double now_s) {
  const int sites = static_cast<int>(system_.sites.size());
  cumulative_.assign(system_.routing.weights.size(), 0.0);
  for (std::size_t city = 0; city < near_.size(); ++city) {
    std::vector<int>& near = near_[city];
    near.clear();
    double sum = 0.0;
    for (int s = 0; s < sites; ++s) {
      const bool up = reachable(city, s, now_s);
      if (up) near.push_back(s);
      if (cumulative_.empty()) continue;
      const std::size_t at = city * static_cast<std::size_t>(sites) + static_cast<std::size_t>(s);
      cumulative_[at] = sum += up ? system_.routing.weights[at] : 0.0;
    }
    std::sort(near.begin(), near.end(), [&](int a, int b) { return std::pair(rtt_s(city, a), a) < std::pair(rtt_s(city, b), b); });
  }
  if (system_.routing.policy != Policy::listed) return;
  listed_.assign(near_.size(), -1);
  for (std::size_t city = 0; city < near_.size(); ++city)
    for (const int s : system_.routing.lists[city])
      if (listed_[city] < 0 && reachable(city, s, now_s)) listed_[city] = s;
}

void Router::exchange(Nanoseconds now_ns, std::vector<Site>& sites) {
  bool changed = !system_.faults.empty();  // links come and go by the clock
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const Published told = sites[s].publish();
    changed = changed || told.up != published_[s].up;
    published_[s] = told;
    for (const Failure& f : sites[s].failures) retry(f.request, f.at_ns);
    sites[s].failures.clear();
  }
  std::fill(sent_since_.begin(), sent_since_.end(), 0.0);
  if (changed) refresh(seconds_of(now_ns));
}

void Router::retry(Request request, Nanoseconds now_ns) {
  const Retry& rule = system_.retry;
  if (request.attempt >= rule.attempts) {
    lost.push_back(request);
    return;
  }
  const double wait = std::min(rule.most_s, rule.first_s * std::pow(rule.factor, request.attempt));
  ++request.attempt;
  later_.push({now_ns + ns_of(wait * (1.0 + rule.jitter * (2.0 * retry_draw_.uniform() - 1.0))), request});
}

void Router::send_due(Nanoseconds now_ns, Nanoseconds end_ns, std::vector<Site>& sites) {
  while (!later_.empty() && later_.top().at_ns < end_ns) {
    const Later due = later_.top();
    later_.pop();
    const Nanoseconds at = std::max(now_ns, due.at_ns);
    const int site = choose(due.request, at);
    if (site < 0) retry(due.request, at);
    else deliver(due.request, site, at, sites);
  }
}

void Router::send(Request request, Nanoseconds now_ns, std::vector<Site>& sites) {
  if (system_.routing.policy == Policy::clean_hour && system_.classes[request.klass].deferrable_s > 0.0) {
    const Nanoseconds release = cleaner_hour(request, now_ns);
    if (release > now_ns) {
      const auto waited_s = static_cast<std::uint32_t>(seconds_of(release - now_ns));
      if (request.deadline_s > 0) request.deadline_s = request.deadline_s > waited_s ? request.deadline_s - waited_s : 1;
      request.arrival_ns = release;
      later_.push({release, request});
      return;
    }
  }
  const int site = choose(request, now_ns);
  if (site < 0) retry(request, now_ns);
  else deliver(request, site, now_ns, sites);
}

void Router::deliver(Request request, int site, Nanoseconds now_ns, std::vector<Site>& sites) {
  double rtt = rtt_s(request.origin, site);
  if (rtt > 0.0 && system_.rtt_sigma > 0.0) rtt *= std::exp(system_.rtt_sigma * network_.normal());
  request.network_down_us = static_cast<std::uint32_t>(0.5e6 * rtt);
  request.network_up_us = static_cast<std::uint32_t>(1e6 * (system_.round_trips - 0.5) * rtt);
  sent_since_[static_cast<std::size_t>(site)] += 1.0;
  sites[static_cast<std::size_t>(site)].deliver(now_ns + Nanoseconds{request.network_up_us} * 1000, request);
}

/// The site for a request; -1 when none can be reached.
int Router::choose(const Request& request, Nanoseconds now_ns) {
  const std::vector<int>& near = near_[request.origin];
  if (near.empty()) return -1;
  switch (system_.classes[request.klass].by_weight ? Policy::weighted : system_.routing.policy) {
    case Policy::nearest: return near.front();
    case Policy::listed: return listed_[request.origin];
    case Policy::least_loaded: return choose_by_load(request.origin);
    case Policy::cost: return choose_priced(request, hour_of(now_ns), false);
    case Policy::clean_hour: return choose_priced(request, hour_of(now_ns), true);
    case Policy::prefix_affine: {
      if (request.session == 0) return near.front();
      const double limit = rtt_s(request.origin, near.front()) + system_.routing.network_slack * system_.classes[request.klass].ttft_slo_s;
      int best = near.front();
      std::uint64_t highest = 0;
      for (const int s : near) {  // rendezvous hash: a session keeps its site when others come and go
        if (rtt_s(request.origin, s) > limit) break;
        const std::uint64_t weight = mixed((std::uint64_t{request.session} << 20U) + static_cast<std::uint64_t>(s) + 1);
        if (weight >= highest) highest = weight, best = s;
      }
      return best;
    }
    case Policy::weighted: {
      const auto first = cumulative_.begin() + static_cast<std::ptrdiff_t>(request.origin * system_.sites.size());
      const auto last = first + static_cast<std::ptrdiff_t>(system_.sites.size());
      const double total = *(last - 1);
      if (total <= 0.0) return near.front();
      return static_cast<int>(std::min(std::upper_bound(first, last, weights_draw_.uniform() * total), last - 1) - first);
    }
  }
  return near.front();
}

/// Least network time plus expected wait: requests that wait there, and those sent since, at the pace of the last interval.
int Router::choose_by_load(std::size_t city) {
  int best = near_[city].front();
  double least = INFINITY;
  for (const int s : near_[city]) {
    const auto at = static_cast<std::size_t>(s);
    const double network = system_.round_trips * rtt_s(city, s);
    if (network >= least) break;
    const double expected_done = published_[at].seconds_per_request > 0.0 ? system_.routing.exchange_s / published_[at].seconds_per_request : INFINITY;
    const double excess = std::max(0.0, published_[at].waiting + sent_since_[at] - expected_done);
    const double wait = published_[at].waiting * published_[at].seconds_per_request + excess * published_[at].seconds_per_request;
    if (network + wait < least) least = network + wait, best = s;
  }
  return best;
}

/// Cheapest or cleanest energy among sites near enough for the promise; ties go to the nearer one.
int Router::choose_priced(const Request& request, std::size_t hour, bool clean) const {
  const std::vector<int>& near = near_[request.origin];
  const ClassSpec& spec = system_.classes[request.klass];
  const bool anywhere = spec.deferrable_s > 0.0 || spec.ttft_slo_s <= 0.0;
  const double limit = rtt_s(request.origin, near.front()) + system_.routing.network_slack * spec.ttft_slo_s;
  int best = near.front();
  double least = INFINITY;
  for (const int s : near) {
    if (!anywhere && rtt_s(request.origin, s) > limit) break;
    const SiteSpec& site = system_.sites[static_cast<std::size_t>(s)];
    const double price = clean ? (1.0 - at_hour(site.clean_share, hour)) * site.pue : at_hour(site.usd_per_mwh, hour) * site.pue;
    if (price < least - 1e-12) least = price, best = s;
  }
  return best;
}

/// When a deferrable request should go: the start of the cleanest hour it can wait for, spread over that hour by its id so that
/// no herd is made; now when no hour is cleaner by more than two points.
Nanoseconds Router::cleaner_hour(const Request& request, Nanoseconds now_ns) const {
  const std::size_t now_hour = hour_of(now_ns);
  const auto hours = static_cast<std::size_t>(system_.classes[request.klass].deferrable_s / 3600.0);
  const auto cleanest = [&](std::size_t hour) {
    double best = 0.0;
    for (const int s : near_[request.origin]) best = std::max(best, at_hour(system_.sites[static_cast<std::size_t>(s)].clean_share, hour));
    return best;
  };
  std::size_t chosen = now_hour;
  double best = cleanest(now_hour) + 0.02;
  for (std::size_t h = now_hour + 1; h < now_hour + hours; ++h)
    if (cleanest(h) > best) best = cleanest(h), chosen = h;
  if (chosen == now_hour) return now_ns;
  const auto spread = static_cast<Nanoseconds>(mixed(request.id + 0x9E3779B97F4A7C15ULL) % static_cast<std::uint64_t>(3600 * ns_per_second));
  return static_cast<Nanoseconds>(chosen) * 3600 * ns_per_second + spread;
}

}  // namespace gridwright::serving
