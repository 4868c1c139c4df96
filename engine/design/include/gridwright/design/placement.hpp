#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/tables.hpp"

/// Where a serving network stands, who is served from where, what everybody sees and what it costs: the answer of
/// `gridwright place` as values. Money is yearly unless it says otherwise; round trips are milliseconds.
namespace gridwright::design {

inline constexpr int placement_schema_version = 1;

/// Accelerators of one model at a site.
struct PlacedModel {
  std::string service{}, model{}, accelerator{};
  std::string stage{};                 ///< "model", or "small model" asked first
  double accelerators = 0.0;           ///< whole instances, reserve included
  double reserve = 0.0;                ///< of these, held for the loss of another site
  double instance_accelerators = 1.0;  ///< accelerators of one copy
  double peak_tokens_per_s = 0.0;      ///< output tokens at the busiest hour
  double tokens_per_year = 0.0;        ///< output tokens generated
  double usd_per_year = 0.0;           ///< rent or annuity
  std::string operating_point{};
};

struct PlacedSite {
  std::string id{}, provider{}, region{}, city{}, country{};
  double latitude = 0.0, longitude = 0.0;
  double users = 0.0;   ///< people served from here
  double weight = 0.0;  ///< share of all output tokens
  double site_usd = 0.0, accelerator_usd = 0.0, energy_usd = 0.0, egress_usd = 0.0;
  double energy_mwh = 0.0;  ///< of the accelerators and hosts, with PUE
  std::vector<PlacedModel> models{};
  [[nodiscard]] double usd() const { return site_usd + accelerator_usd + energy_usd + egress_usd; }
};

struct ServedCity {
  std::string id{}, name{}, country{};
  double latitude = 0.0, longitude = 0.0;
  double users = 0.0;
  std::string site{}, backup{};  ///< sites by id; backup: next best that is allowed, empty without one
  double distance_km = 0.0;
  double rtt_ms = 0.0;                              ///< path, median
  double p50_ms = 0.0, p95_ms = 0.0, p99_ms = 0.0;  ///< with last mile and scatter, over requests
  double first_byte_ms = 0.0;                       ///< median network time of a new TLS 1.3 connection
  double backup_rtt_ms = 0.0;                       ///< null: none
  double usd_per_million_tokens = 0.0;              ///< of what its users are sent, caches included
  std::string allowed{};                            ///< residency rule that binds its users; empty: none
  std::vector<std::string> preference{};            ///< open sites it may use, nearest first: what routers are told
};

struct PlacementGoal {
  double share = 0.0, within_ms = 0.0, reached = 0.0;
};

struct Placement {
  int schema = placement_schema_version;
  std::string scenario{}, description{}, money{};
  int candidates = 0;
  std::string latency{}, access{};                        ///< how round trips are known; last mile
  double access_ms = 0.0;                                 ///< its median
  double usd_per_year = 0.0, bound_usd = 0.0, gap = 0.0;  ///< bound: no placement of this scenario costs less
  bool proved = false;                                    ///< gap within what was asked for
  double reserve_usd = 0.0;                               ///< of the cost, for the loss of any one site (not in the bound)
  int iterations = 0, nodes = 0;
  double users = 0.0, tokens_per_year = 0.0;       ///< tokens sent to users
  double answered_share = 0.0, wrong_share = 0.0;  ///< requests answered from caches; wrongly
  double usd_per_million_tokens = 0.0;
  double p50_ms = 0.0, p95_ms = 0.0, p99_ms = 0.0;  ///< over all requests, with last mile and scatter
  double mean_rtt_ms = 0.0;                         ///< over users, path
  double energy_mwh = 0.0;
  bool survives_one_site = false;
  std::vector<PlacementGoal> goals{};
  std::vector<PlacedSite> sites{};
  std::vector<ServedCity> cities{};
  std::vector<std::string> notes{};
};

[[nodiscard]] std::string to_json(const Placement& placement);
/// Every missing, unknown or mistyped key is reported by its path.
[[nodiscard]] Result<Placement> placement_from_json(std::string_view text, std::string_view file);

/// tables/sites.csv, tables/models.csv, tables/cities.csv.
[[nodiscard]] std::vector<TextFile> tables(const Placement& placement);

/// placement.json, tables and `extra` as one folder, replaced in one step like a run (run_folder.hpp). Empty when it went well.
[[nodiscard]] Diagnostics write_placement(const std::filesystem::path& folder, const Placement& placement,
                                          std::span<const TextFile> extra = {});
[[nodiscard]] Result<Placement> read_placement(const std::filesystem::path& folder);

}  // namespace gridwright::design
