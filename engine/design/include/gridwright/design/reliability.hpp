#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// How often a finished design fails to serve its load, as values: made by study::reliability(), shown by report.
namespace gridwright::design {

/// A mean of independent simulated years, with its 95 % confidence interval.
struct Estimate {
  double mean = 0.0, low = 0.0, high = 0.0;
};

/// One thing taken away for the whole year, everything else in order, the weather as planned.
struct OutageCase {
  std::string component{}, kind{};
  std::string lost{};                  ///< "one of 7 units of 200 MW", "one of 2 circuits of 376 MW", "all"
  double lost_mw = 0.0;
  double short_hours = 0.0, unserved_mwh = 0.0, deepest_mw = 0.0, longest_h = 0.0;
};

/// The grid is lost at every hour of the year in turn: how long until something is missing?
struct IslandedResult {
  double least_h = 0.0, p5_h = 0.0, median_h = 0.0;
  double limit_h = 0.0;                ///< rides are followed no further
  double share_1h = 0.0, share_4h = 0.0, share_24h = 0.0, share_72h = 0.0, share_168h = 0.0;  ///< of starts that last at least so long
  double whole_year_hours = 0.0;       ///< hours of the year that are served whole with the grid lost all year
};

struct SiteReliability {
  std::string site{};
  double years = 0.0;                  ///< simulated
  Estimate short_hours{};              ///< loss-of-load hours a year (LOLH)
  Estimate unserved_mwh{};             ///< expected unserved energy a year (EUE)
  Estimate events{};                   ///< runs of such hours a year
  double unserved_share = 0.0;         ///< EUE / load
  double years_without = 0.0;          ///< share of years in which nothing is missing
  double p90_mwh = 0.0, p99_mwh = 0.0, worst_mwh = 0.0;   ///< of a year's unserved energy
  double longest_h = 0.0, deepest_mw = 0.0;               ///< over all years
  double exact_short_hours = 0.0, exact_unserved_mwh = 0.0;  ///< without any store, by convolution, weather as planned: no sampling
  std::vector<double> unserved_by_month_hour{};  ///< 12 x 24, MWh a year: where in the year it falls
  std::vector<OutageCase> cases{};     ///< N-1, worst first
  IslandedResult islanded{};
};

struct ReliabilityResult {
  std::string note{};                  ///< what was simulated, in a sentence; empty = nothing was
  std::string policy{};                ///< "plan" or "reserve"
  std::uint64_t seed = 0;
  int weather_years = 1;               ///< years that weather is drawn from
  double block_h = 0.0;                ///< 0: whole years are drawn
  std::vector<SiteReliability> sites{};
};

/// Stable JSON, keys in the order above.
[[nodiscard]] std::string to_json(const ReliabilityResult& reliability);

}  // namespace gridwright::design
