#pragma once
#include <span>

/// How clean is the power? Three scores that people quote, from the same hourly series, so that they can be compared.
namespace gridwright::energy {

/// Hourly flows at the meter of one site, MW, equal lengths. Spans that do not apply may be empty (= zero).
struct MatchingFlows {
  std::span<const double> load;               ///< L: everything the site uses
  std::span<const double> clean;              ///< C: own or contracted clean generation that was used (after curtailment)
  std::span<const double> charge, discharge;  ///< c, d of its stores
  std::span<const double> import, export_;    ///< m, x
  std::span<const double> grid_clean_share;   ///< g, 0..1
};

/// Sums in MWh; a plan of several sites adds its sites' sums and then divides.
struct MatchingSums {
  double load_mwh = 0.0;
  double clean_mwh = 0.0;             ///< sum C
  double score_mwh = 0.0;             ///< sum C + d - c - x + g m
  double matched_mwh = 0.0;           ///< sum min(L, max(0, C + d - c - x)): hour by hour, no grid
  double export_mwh = 0.0;
  double hours = 0.0, hours_matched = 0.0;  ///< hours with C + d - c - x >= L (to 1e-6 of the load)

  MatchingSums& operator+=(const MatchingSums& other);
  [[nodiscard]] double annual() const;           ///< yearly volume of clean generation / yearly load; may exceed 1
  [[nodiscard]] double score_with_grid() const;  ///< CFE score: clean supply and the clean part of the grid mix / load
  [[nodiscard]] double strict_hourly() const;    ///< share of load covered in its own hour by own clean supply, 0..1
  [[nodiscard]] double excess_share() const;     ///< export / load: what a limit on excess counts
};

/// Order of the scores, which a test holds: without grid and export, strict_hourly <= score_with_grid (same losses), and
/// score_with_grid with g = 0 is the annual volume less storage losses and export.
/// Stores are taken to hold clean energy only: true when they charge from own clean supply; otherwise the caller's plan
/// should count charging from the grid as import for load.
[[nodiscard]] MatchingSums matching_sums(const MatchingFlows& flows, double step_h = 1.0);

}  // namespace gridwright::energy
