#pragma once
#include <limits>
#include <optional>
#include <string>

#include "gridwright/core/quantity.hpp"

/// Pieces that components of every kind are made of.
namespace gridwright::scenario {

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

/// What may be built: min == max means it is given. Scenario text "1400 MW" is fixed, { max = "1400 MW" } is free.
template <class T>
struct Range {
  T min{};
  T max{};
  [[nodiscard]] bool fixed() const { return min == max; }
  bool operator==(const Range&) const = default;
};

/// A series as stated. plan resolves it to hourly values with the weather and energy rooms.
struct SeriesSpec {
  enum class Kind { none, constant, file, model };
  Kind kind = Kind::none;
  double constant = 0.0;                ///< canonical unit of the attribute
  std::string file{};                     ///< absolute or relative to the scenario folder, already resolved to a readable path
  std::string column{};                   ///< header of the value column
  std::string format{};                   ///< "" plain CSV; "eia_930" generation by fuel -> clean share or carbon; "utc_price"
  std::string model{};                    ///< named synthetic model, e.g. "midwest_2022_like"
  std::optional<double> mean{};           ///< model: mean asked for; file: scale to this mean (before clip)
  std::optional<double> clip_min{}, clip_max{};
  double add = 0.0;                     ///< added after clipping
  bool divide_by_max = false;           ///< file: divide by the largest value first
  bool interpolate_gaps = false;        ///< file: fill empty cells linearly; otherwise a gap is an error
  double utc_offset_h = 0.0;            ///< file is in UTC: rotate by this many hours to local standard time
  [[nodiscard]] bool stated() const { return kind != Kind::none; }
  bool operator==(const SeriesSpec&) const = default;
};

struct Location {
  double latitude_deg = 0.0, longitude_deg = 0.0;
  Length elevation{};
  double utc_offset_h = 0.0;            ///< local standard time
  std::string timezone{};                 ///< IANA name as stated; used for labels only
  bool operator==(const Location&) const = default;
};

}  // namespace gridwright::scenario
