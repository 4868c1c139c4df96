#pragma once
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::scenario {

/// As a scenario writes it: "none", "annual", "score_with_grid", "strict_hourly".
[[nodiscard]] constexpr const char* to_string(MatchingMode mode) {
  switch (mode) {
    case MatchingMode::annual: return "annual";
    case MatchingMode::score_with_grid: return "score_with_grid";
    case MatchingMode::strict_hourly: return "strict_hourly";
    case MatchingMode::none: break;
  }
  return "none";
}

}  // namespace gridwright::scenario
