#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/facility_study.hpp"
#include "gridwright/scenario/scenario.hpp"

/// One hall at one place, without an optimisation: what `gridwright facility` answers.
///
///   Result<design::FacilityStudy> s = study_facility({.place = "phoenix-az", .plants = {"dtc_dry_cooler", "dtc_tower"}});
///   s->plants[0].pue;  s->plants[0].it_on_connection_mw;
namespace gridwright::plan {

struct FacilityQuery {
  std::string place{};                          ///< a place with climate normals, or an .epw / .epw.gz file
  std::string label{};                          ///< shown instead of the weather's own name
  std::optional<scenario::Location> location{}; ///< `place` empty: the nearest place with normals
  std::vector<std::string> plants{};            ///< facility presets or survey halls ("survey_..."); empty: every preset
  std::vector<double> supply_c{};               ///< each plant's usual one when empty
  std::string power_chain{};                    ///< empty: rack_battery_n, and its own for a survey hall
  std::optional<double> liquid_fraction{};      ///< liquid plants only
  bool trim_chiller = true;
  double it_mw = 100.0, load_share = 0.85, connection_mw = 100.0;
  double margin_k = 3.0;                        ///< design dry bulb above the year's warmest hour, where no long record is known
  std::uint64_t seed = 7;                       ///< of synthetic weather
};

/// Every mistake in one pass: unknown plants, chains and places, supply temperatures no plant can give, shares outside 0..1.
/// Where plants are not named, those that cannot give a stated supply temperature are left out with a note.
/// Cost: about 2 ms an alternative; reading an EPW file 20 ms.
[[nodiscard]] Result<design::FacilityStudy> study_facility(const FacilityQuery& query);

/// The halls of a scenario: one query a hall, with its cooling, supply temperatures and power chain.
[[nodiscard]] std::vector<FacilityQuery> facility_queries(const scenario::Scenario& scenario);

/// Every plant, power chain and place by name with a line on each, for `--list`.
[[nodiscard]] std::string facility_names();

}  // namespace gridwright::plan
