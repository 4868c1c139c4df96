#pragma once
#include <cstdint>
#include <queue>
#include <vector>

#include "gridwright/core/random.hpp"
#include "gridwright/serving/simulate.hpp"
#include "site.hpp"

namespace gridwright::serving {

/// Sends requests to sites by the stated policy, knowing of each site what it published at the last exchange.
class Router {
 public:
  Router(const System& system, const SimulateOptions& options);

  /// At an exchange: what sites tell, and which requests failed since.
  void exchange(Nanoseconds now_ns, std::vector<Site>& sites);
  /// A new request; it may be held back for a cleaner hour.
  void send(Request request, Nanoseconds now_ns, std::vector<Site>& sites);
  /// Retries and held-back requests that are due before `end_ns`, none earlier than `now_ns`.
  void send_due(Nanoseconds now_ns, Nanoseconds end_ns, std::vector<Site>& sites);
  [[nodiscard]] bool waiting() const { return !later_.empty(); }
  [[nodiscard]] Nanoseconds next_due_ns() const { return later_.top().at_ns; }

  std::vector<Request> lost;  ///< gave up; since last taken

 private:
  struct Later {
    Nanoseconds at_ns;
    Request request;
    bool operator>(const Later& o) const { return std::tuple(at_ns, request.id, request.attempt) > std::tuple(o.at_ns, o.request.id, o.request.attempt); }
  };
  [[nodiscard]] int choose(const Request& request, Nanoseconds now_ns);
  [[nodiscard]] int choose_by_load(std::size_t city);
  [[nodiscard]] int choose_priced(const Request& request, std::size_t hour, bool clean) const;
  [[nodiscard]] Nanoseconds cleaner_hour(const Request& request, Nanoseconds now_ns) const;
  [[nodiscard]] bool reachable(std::size_t city, int site, double now_s) const;
  [[nodiscard]] double rtt_s(std::size_t city, int site) const { return system_.rtt_s.empty() ? 0.0 : system_.rtt_s[city * system_.sites.size() + static_cast<std::size_t>(site)]; }
  void deliver(Request request, int site, Nanoseconds now_ns, std::vector<Site>& sites);
  void retry(Request request, Nanoseconds now_ns);
  void refresh(double now_s);

  const System& system_;
  RandomStream network_, retry_draw_, weights_draw_;
  std::vector<Published> published_;
  std::vector<double> sent_since_;             ///< requests sent to each site since the exchange
  std::vector<std::vector<int>> near_;         ///< by city: reachable sites, nearest first
  std::vector<double> cumulative_;             ///< weighted: of reachable sites
  std::vector<int> listed_;                    ///< listed: by city the first reachable site, -1 = none
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
};

}  // namespace gridwright::serving
