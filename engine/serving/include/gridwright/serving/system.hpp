#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/serving/engine.hpp"
#include "gridwright/serving/step_table.hpp"

/// A serving system as values: sites with pools of replicas, cities with users, classes of requests, and the rules that bring
/// one to the other. Build it by hand, from a design (system_of, workload room) or from a placement.
namespace gridwright::serving {

/// A kind of request and what is promised to it.
struct ClassSpec {
  std::string name = "all";
  double ttft_slo_s = 0.0, tpot_slo_s = 0.0;  ///< at the 99th percentile; 0 = no promise
  double deferrable_s = 0.0;                  ///< may wait this long for a clean hour (clean_hour routing); 0 = never
  bool by_weight = false;                     ///< goes by routing.weights whatever the policy: work that may run anywhere
};

/// Grows and shrinks a pool by what its replicas have to do. Looked at every `interval_s`.
struct Autoscale {
  int least = 0, most = 0;       ///< replicas; most = 0 switches it off
  double target = 64.0;          ///< outstanding requests a replica, mean
  double interval_s = 30.0;
  double start_s = 180.0;        ///< from the decision to the first request: machine, image, weights, warm-up
  double hold_s = 600.0;         ///< a replica is given up only when it has not been needed this long
};

/// Replicas of one model in one engine configuration.
struct PoolSpec {
  std::string name = "pool";
  EngineConfig engine{};
  std::shared_ptr<const StepTable> steps;
  int replicas = 1;
  Autoscale autoscale{};
  std::vector<std::uint8_t> classes{};  ///< that it serves; empty = all. Decode pools serve what prefill pools hand over.
  int accelerators = 1;                 ///< a replica
  double busy_w = 0.0, idle_w = 0.0;    ///< a replica with host, before cooling
};

/// Which replica of a site's pool takes a request.
enum class Balance : std::uint8_t {
  round_robin,
  least_outstanding,  ///< fewest requests running and waiting
  power_of_two,       ///< the less loaded of two drawn at random
  prefix_affine,      ///< the replica its session or first block was sent to, unless it is far busier than the least loaded
};

/// KV cache on its way from prefill to decode replicas: each prefill replica sends one after the other over its own link.
struct KvLink {
  double bytes_per_token = 0.0, bytes_per_s = 50e9;
  double exposed_share = 1.0;  ///< of the transfer that is not hidden behind the prefill (layer by layer: about 1 / layers)
};

struct SiteSpec {
  std::string name = "site";
  std::vector<PoolSpec> pools;
  Balance balance = Balance::least_outstanding;
  KvLink link{};
  double pue = 1.0;
  std::vector<double> usd_per_mwh{}, clean_share{}, kg_per_mwh{};  ///< by hour of the run, repeated; empty = 0
  double usd_per_hour = 0.0;           ///< all else that runs, for cost routing and cost of a request
};

struct CitySpec {
  std::string name = "users";
};

/// Which site a request goes to.
enum class Policy : std::uint8_t {
  nearest,       ///< least network time among sites that are up
  least_loaded,  ///< least network time + expected wait, by the loads published at the last exchange
  prefix_affine, ///< the session's own site (rendezvous hash among the near ones), the nearest for others
  cost,          ///< cheapest energy within the network time that the class's promise allows
  clean_hour,    ///< cleanest grid within the promise; deferrable classes wait for a cleaner hour before their deadline
  weighted,      ///< by stated shares a city and site
  listed,        ///< the first site of the city's list that is up; none but those: what exported routers do
};

struct Routing {
  Policy policy = Policy::nearest;
  double exchange_s = 10.0;        ///< how often sites tell routers their load and whether they are up; also retries
  double network_slack = 0.5;      ///< cost, clean_hour: a site farther than the nearest by up to this share of the TTFT promise
  std::vector<double> weights{};   ///< weighted: city by city, one a site
  std::vector<std::vector<int>> lists{};  ///< listed: of each city, sites in order of preference
};

struct Fault {
  enum class Kind : std::uint8_t { site, replica, link, power_cap };
  Kind kind = Kind::site;
  int site = 0, pool = 0, replica = 0;
  int city = -1;                   ///< link: users of this city cannot reach the site; -1 = nobody can
  double from_s = 0.0, to_s = 0.0;
  double remaining = 0.0;          ///< power_cap: share of replicas that may run
};

struct Retry {
  int attempts = 10;               ///< after the first; then the request is lost
  double first_s = 2.0, factor = 2.0, most_s = 30.0, jitter = 0.1;
};

struct System {
  std::vector<SiteSpec> sites;
  std::vector<ClassSpec> classes{ClassSpec{}};
  std::vector<CitySpec> cities{CitySpec{}};
  std::vector<double> rtt_s{};     ///< city by city, one a site: median round trip; empty = no network
  double rtt_sigma = 0.0;          ///< lognormal spread of each request's round trip
  double round_trips = 1.0;        ///< of a request until the first byte: 1 on a warm connection, 3 cold HTTPS
  Routing routing{};
  std::vector<Fault> faults{};
  Retry retry{};
};

/// Every contradiction in it: pools without step table, budgets below the batch, tables too small, faults of sites that are not
/// there, lists of the wrong length. Empty when it can run.
[[nodiscard]] Diagnostics check(const System& system);

}  // namespace gridwright::serving
