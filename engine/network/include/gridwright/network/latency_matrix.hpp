#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/network/places.hpp"

namespace gridwright::network {

/// Measured round trips between cities, milliseconds. Symmetric: rtt(a, b) is the smaller of the two directions, because the
/// larger one holds what the measuring host was busy with. A pair nobody measured is NaN, and so is the diagonal.
class LatencyMatrix {
 public:
  LatencyMatrix() = default;
  explicit LatencyMatrix(std::vector<Point> places, std::vector<std::string> names = {});

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] const std::vector<Point>& places() const { return places_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] double rtt_ms(std::size_t a, std::size_t b) const { return rtt_ms_[a * size() + b]; }
  /// Keeps the smaller of what is known and `ms`, in both directions.
  void measured(std::size_t a, std::size_t b, double ms);
  [[nodiscard]] std::size_t pairs() const;  ///< unordered pairs measured
  /// Only these places, in this order.
  [[nodiscard]] LatencyMatrix part(const std::vector<std::size_t>& keep) const;
  /// One relay: rtt(a, b) <= rtt(a, c) + rtt(c, b) for every c. True of private backbones, not of public internet paths.
  [[nodiscard]] LatencyMatrix with_relays() const;

 private:
  std::vector<Point> places_;
  std::vector<std::string> names_;
  std::vector<double> rtt_ms_;
};

/// Reads a table of cities (columns city, lat, lon; also name, latitude, longitude or lng) and measured round trips, either
///   - a matrix: first column the source, header the destinations, empty cells not measured; or
///   - one pair a row: columns from, to, rtt_ms (also source/src, destination/dst, rtt/ms/avg).
/// Both may be .gz. Refused, each with its place: a city that the table of cities does not hold, a city listed twice, a cell
/// that is no number from 0 to 100,000 ms, fewer than six measured pairs. Zeros between different cities count as not measured
/// and are told in a warning. At most 5,000 cities.
[[nodiscard]] Result<LatencyMatrix> read_latency_matrix(const std::string& cities_file, const std::string& rtt_file);
[[nodiscard]] Result<LatencyMatrix> parse_latency_matrix(std::string cities, std::string_view cities_shown_as,
                                                         std::string rtt, std::string_view rtt_shown_as);

}  // namespace gridwright::network
