#pragma once
#include <string>
#include <vector>

/// What each further percent of clean power costs: one design per target and scenario, as values.
/// Made by study::clean_frontier(), drawn by report::frontier_page().
namespace gridwright::design {

/// Something built, summed over sites: "iron_air", 300 MW.
struct BuiltPower {
  std::string kind{};               ///< as Capacity::kind; halls and fleets are left out
  double mw = 0.0;
  bool operator==(const BuiltPower&) const = default;
};

/// The least-cost design that reaches one target.
struct FrontierPoint {
  double target = 0.0;              ///< share of load, in the mode of the frontier
  bool reached = false;             ///< false: no design reaches it; `why` says what stands in the way and all numbers are 0
  std::string why{};
  double annual = 0.0, score = 0.0, strict = 0.0;   ///< the three measures the design attains
  double usd_per_year = 0.0;        ///< everything
  double power_usd_per_mwh = 0.0;   ///< power cost over all load
  double usd_per_million_tokens = 0.0;
  double next_percent_usd = 0.0;    ///< dual: yearly cost of one more percent, at this target
  double carbon_kg_per_mwh = 0.0;
  double curtailed_share = 0.0;     ///< of what wind and sun could have given
  std::vector<BuiltPower> built{};
};

struct FrontierCurve {
  std::string scenario{};           ///< its name
  std::vector<FrontierPoint> points{};   ///< by rising target
};

struct Frontier {
  std::string mode{};               ///< "score_with_grid", "annual", "strict_hourly"
  std::string money{};
  std::vector<FrontierCurve> curves{};
};

/// Stable JSON, keys in the order above.
[[nodiscard]] std::string to_json(const Frontier& frontier);
/// One row a point: scenario, target, reached, ..., then MW of every kind any design builds.
[[nodiscard]] std::string frontier_csv(const Frontier& frontier);

}  // namespace gridwright::design
