#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"

/// A column of a CSV file as 8,760 hours in local standard time, with the few changes people make to such columns.
///
///   Result<Series> price = read_hourly_series("pjm.csv", "Price (USD/MWh)", "USD/MWh", {.clip_min = 0.0, .add = 5.0});
///   if (!price) return price.diagnostics();        // missing column, wrong number of rows, NaN, text, each with its place
namespace gridwright::energy {

/// What to do with a file of a leap year (8,784 rows).
enum class LeapDay {
  refuse,  ///< an error that names the 24 rows: leap days are never guessed
  drop,    ///< rows 1417..1440 (29 February) are left out
};

/// Changes, applied in this order. Everything off: the column as it stands.
struct SeriesTransform {
  LeapDay leap_day = LeapDay::refuse;
  bool interpolate_gaps = false;          ///< empty cells by straight lines, cyclic over New Year; otherwise an error
  double utc_offset_h = 0.0;              ///< file in UTC: rotated (circular) by this many hours to local standard time
  bool divide_by_max = false;             ///< divided by the largest value: generation -> share of the fleet's best hour
  std::optional<double> scale_to_mean;    ///< multiplied so that the yearly mean is this, before clipping
  std::optional<double> clip_min, clip_max;
  double add = 0.0;                       ///< added last
  bool operator==(const SeriesTransform&) const = default;
};

/// `year` is the year the hours are wanted for; it appears in messages only.
[[nodiscard]] Result<Series> read_hourly_series(const std::filesystem::path& file, std::string_view column,
                                                std::string_view unit, const SeriesTransform& transform = {},
                                                int year = 2028, std::string_view shown_as = {});

/// The same from a table in memory.
[[nodiscard]] Result<Series> hourly_series(const CsvTable& table, std::string_view column, std::string_view unit,
                                           const SeriesTransform& transform = {}, int year = 2028);

/// A column of 8,760 numbers with gaps and leap day treated and rotated, before any scaling (steps 1-3 of the order above).
[[nodiscard]] Result<std::vector<double>> hourly_column(const CsvTable& table, std::string_view column,
                                                        const SeriesTransform& transform, int year = 2028);

/// Scaling, clipping and adding (the later steps). A mean cannot be asked of a series that is zero throughout: error.
[[nodiscard]] Diagnostics apply_scaling(std::vector<double>& values, const SeriesTransform& transform,
                                        std::string_view shown_as);

/// Local standard time from UTC: out[t] = utc[t - offset], circular; fractions of an hour by straight lines.
[[nodiscard]] std::vector<double> rotated_to_local(const std::vector<double>& utc, double utc_offset_h);

}  // namespace gridwright::energy
