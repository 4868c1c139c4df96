#pragma once
#include <limits>
#include <string>
#include <vector>

#include "gridwright/core/quantity.hpp"

/// A serving network to be placed, as the user states it: who asks for what, where machines are on offer, how near they must be.
/// Loaded with the scenario; `gridwright place` decides (room plan, placement.hpp).
namespace gridwright::scenario {

struct EdgeLocation {
  double latitude_deg = 0.0, longitude_deg = 0.0;
  bool operator==(const EdgeLocation&) const = default;
};

/// How round trips are known: measured (both files), or a line in distance.
struct EdgeLatency {
  std::string cities{}, matrix{};       ///< files; empty: by distance
  bool relays = false;                  ///< one city may relay for two others: private backbones
  std::string fit = "public_internet";  ///< by distance: public_internet good_path best_path private_backbone
  bool operator==(const EdgeLatency&) const = default;
};

/// Typical round trips (path median + last mile median) that shares of the users may see at most; infinite = no goal.
struct LatencyGoal {
  Duration p50 = Duration::canonical(std::numeric_limits<double>::infinity());
  Duration p95 = p50, p99 = p50;
  Duration limit = p50;  ///< nobody is served over a longer one
  bool operator==(const LatencyGoal&) const = default;
};

/// A model that people ask. Token counts are per person online and day, before caches.
struct EdgeService {
  std::string id{}, model{}, accelerator{}, precision{};
  double output_tokens_per_user_day = 0.0;
  double input_tokens = 1024.0, output_tokens = 256.0;  ///< of a typical request
  Duration ttft_p99 = Duration::canonical(std::numeric_limits<double>::infinity()), tpot_p99 = ttft_p99;
  double utilisation = 0.7;  ///< share of an accelerator's steady rate that may be planned at the peak
  double exact_hits = 0.0;   ///< requests answered by an exact copy at the edge
  double semantic_hits = 0.0, semantic_wrong = 0.0;
  double prefix_hits = 0.0;    ///< share of input tokens found in the prefix cache
  std::string small_model{};   ///< asked first, at the near site; empty: none
  double small_accepts = 0.0;  ///< share of requests it answers well enough; the rest goes on to `model`, anywhere
  bool operator==(const EdgeService&) const = default;
};

/// Machines rented by the hour in the regions of a cloud.
struct EdgeOffer {
  std::string id{}, provider{};        ///< aws azure gcp oci
  std::vector<std::string> regions{};  ///< codes; empty: all of the provider
  std::vector<std::string> without{};  ///< countries (ISO codes) left out
  double rent_usd_per_hour = 0.0;      ///< each accelerator with its host and its power; 0: the card's reserved price
  double site_usd_per_year = 0.0;      ///< to be present in a region at all: staff, network, tools
  double egress_usd_per_gb = 0.0;
  bool operator==(const EdgeOffer&) const = default;
};

/// A place of one's own: accelerators are bought, power is paid.
struct EdgeOwnSite {
  std::string id{}, country{};
  EdgeLocation location{};
  double site_usd_per_year = 0.0;  ///< building, staff, network
  double energy_usd_per_mwh = 60.0, pue = 1.2;
  double egress_usd_per_gb = 0.0;
  bool operator==(const EdgeOwnSite&) const = default;
};

/// Users of some countries may be served inside some countries only.
struct Residency {
  std::string id{};
  std::vector<std::string> users{}, serve_in{};  ///< jurisdictions ("eu", "eea") or ISO codes
  bool operator==(const Residency&) const = default;
};

struct Edge {
  std::string cities{};          ///< file; empty: the built-in 300
  int largest = 0;               ///< only so many cities, the largest first; 0 = all
  double users_share = 1.0;      ///< of the people online
  std::string access = "fibre";  ///< last mile: see data/access_networks.csv
  EdgeLatency latency{};
  LatencyGoal goal{};
  bool survive_one_site = false;        ///< any one site may fail and the others carry its load
  int least_sites = 1, most_sites = 0;  ///< 0: no limit
  double bytes_per_token = 6.0;
  std::vector<EdgeService> services{};
  std::vector<EdgeOffer> offers{};
  std::vector<EdgeOwnSite> own{};
  std::vector<Residency> residency{};
  bool operator==(const Edge&) const = default;
};

}  // namespace gridwright::scenario
