#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/design/design.hpp"

/// What readers ask of a design, worked out once for the terminal, the comparison and the report.
namespace gridwright::report {

/// A plant as people speak of it: "iron-air 300 MW / 30 GWh" is two capacities of one component.
struct Plant {
  std::string site, component, kind, name;
  std::string unit = "MW";          ///< of `size`
  double size = 0.0;                ///< MW, or accelerators
  double energy_mwh = 0.0;          ///< stores only
  double charge_mw = 0.0;           ///< stores whose charging power differs
  double largest = 0.0, smallest = 0.0;  ///< as stated, in the unit of `size`
  double yearly_usd = 0.0;
  double limit_value_usd = 0.0;
  bool at_limit = false;            ///< as large as it may be, and would be larger
  bool given = false;               ///< stated by the scenario, not chosen
  [[nodiscard]] std::string text() const;  ///< "300 MW / 30 GWh"
};
/// In the order supply, stores, grid, halls, fleets; then as in the design. `site` empty: all sites.
[[nodiscard]] std::vector<Plant> plants(const design::Design& design, std::string_view site = {});

/// "pine_island.liquid dtc_dry_cooler 45 degC" -> "liquid hall, dry coolers at 45 degC".
[[nodiscard]] std::string hall_name(std::string_view component);
[[nodiscard]] int order_of(const Plant& plant);

[[nodiscard]] bool is_store(std::string_view kind);
[[nodiscard]] bool is_supply(std::string_view kind);

struct GroupCost {
  std::string group, name;          ///< "buildings", "building and cooling"
  double usd = 0.0;
};
/// The four groups of the summary in the order of their cost, then any other; groups without cost are left out.
[[nodiscard]] std::vector<GroupCost> cost_groups(const design::Design& design);

[[nodiscard]] std::string group_colour(const std::string& group);    ///< kind whose colour a cost group takes

[[nodiscard]] double load_mwh(const design::Design& design);         ///< IT, overhead and other load, all sites, a year
[[nodiscard]] double it_mwh(const design::Design& design);
[[nodiscard]] double curtailed_share(const design::Design& design);  ///< of what was available
[[nodiscard]] double accelerators(const design::Design& design);
/// "dry coolers at 45 degC" of what is built; empty without halls.
[[nodiscard]] std::string cooling_words(const design::Design& design, std::string_view site = {});
/// Accelerator card of a fleet; the fleet's own name when no workload tells.
[[nodiscard]] std::string card_of(const design::Design& design, std::string_view fleet);
/// The check that comes nearest to what is allowed, or passes it; nullptr without checks.
[[nodiscard]] const design::Check* worst_check(const design::Design& design);
/// "38 laws recomputed independently: worst error 3e-9 (power balance); cooling within 0.001 (0.005 allowed)", or what
/// failed. Laws that hold only as well as an approximation (allowed more than 1e-5) are named apart.
[[nodiscard]] std::string proof_words(const design::Design& design);
[[nodiscard]] bool all_checks_hold(const design::Design& design);

}  // namespace gridwright::report
