#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "gridwright/network/latency_matrix.hpp"
#include "gridwright/network/lognormal.hpp"

/// Round-trip time between any two points of the world: from distance alone, or from a measured matrix.
///
///   const LatencyModel internet = LatencyModel::measured(*read_latency_matrix("cities.csv", "rtt.csv"));
///   double ms = internet.rtt_ms(tokyo, frankfurt);               // median of the path, without the last mile
namespace gridwright::network {

/// Light in fibre (n = 1.468, 204 km/ms one way) along the great circle: no path is quicker.
inline constexpr double fibre_km_per_ms_round_trip = 102.0;

/// RTT = fixed + per_km x distance, never below the fibre.
struct DistanceFit {
  double fixed_ms = 15.5, ms_per_km = 0.01741;
  [[nodiscard]] double rtt_ms(double km) const;
  // Fits to 24,000 city pairs of the public internet of 2018 (docs/theory/latency.md); the last to a provider's own table.
  [[nodiscard]] static DistanceFit public_internet() { return {15.5, 0.01741}; }  ///< median path
  [[nodiscard]] static DistanceFit good_path() { return {8.6, 0.01566}; }         ///< better quarter: large providers
  [[nodiscard]] static DistanceFit best_path() { return {3.9, 0.01372}; }         ///< best twentieth
  [[nodiscard]] static DistanceFit private_backbone() { return {7.4, 0.01628}; }  ///< between regions of one cloud
};

struct LatencyOptions {
  int neighbours = 12;           ///< measured cities looked at around each end
  double ms_per_km = 0.0157;     ///< of the stretch between a point and a measured city
  double softening_km = 150.0;   ///< weight of a neighbour 1 / (softening + distance)^2
  double detour_quantile = 0.2;  ///< which of the ways through neighbours counts: the least is too good, the median too long
  double same_city_ms = 2.0;     ///< ends nearer than same_city_km: this + 2 ms_per_km x distance
  double same_city_km = 50.0;
  bool relays = false;                                    ///< one-relay closure of the matrix first: for private backbones
  DistanceFit fallback = DistanceFit::public_internet();  ///< where no pair of neighbours was measured
};

/// How a delay scatters around its median from request to request (share of the logarithm). Assumptions: to be replaced by
/// the ratio of mean to minimum where both were measured.
inline constexpr double backbone_sigma = 0.05, public_internet_sigma = 0.15;

/// A value; copying copies the matrix. Safe to read from any number of threads.
class LatencyModel {
 public:
  [[nodiscard]] static LatencyModel from_distance(DistanceFit fit);
  [[nodiscard]] static LatencyModel measured(LatencyMatrix matrix, LatencyOptions options = {});

  /// Median round trip, ms. From a matrix:
  ///   w_a = 1/(h + d(p,a))^2 for the k nearest measured cities a of p, w_b likewise for q
  ///   detour = weighted quantile over measured pairs a != b of  S(a,b) + s (d(p,a) + d(q,b))
  ///   level  = weighted median over the same pairs of           S(a,b) + s (d(p,q) - d(a,b))
  ///   rtt    = max( (detour^2 level)^(1/3), d(p,q)/102 )
  /// Cost: k^2 = 144 pairs, about 5 us once the points are located.
  [[nodiscard]] double rtt_ms(Point p, Point q) const;
  /// The same for every pair, row by row of `from`; neighbours are found once a point. The same numbers for any `threads`.
  [[nodiscard]] std::vector<double> rtt_table(std::span<const Point> from, std::span<const Point> to, int threads = 0) const;

  [[nodiscard]] bool is_measured() const { return matrix_.size() > 0; }
  [[nodiscard]] const LatencyMatrix& matrix() const { return matrix_; }
  [[nodiscard]] const LatencyOptions& options() const { return options_; }

 private:
  struct Neighbour {
    std::size_t city;
    double km, weight;
  };
  using Located = std::vector<Neighbour>;
  [[nodiscard]] Located locate(Point p) const;
  [[nodiscard]] double between(Point p, const Located& near_p, Point q, const Located& near_q) const;
  LatencyMatrix matrix_;
  LatencyOptions options_;
};

/// How well a matrix predicts cities it has not seen: whole cities are left out, a fold at a time, and pairs with both ends
/// among them are predicted from the rest.
struct LatencyCheck {
  std::size_t cities = 0, pairs = 0;
  double median_relative = 0.0, mean_absolute_ms = 0.0;          ///< our rule
  double best_pair_relative = 0.0, best_pair_absolute_ms = 0.0;  ///< least way through three neighbours each
  double straight_relative = 0.0, straight_absolute_ms = 0.0;    ///< least-absolute line in distance, fitted to the rest
};
[[nodiscard]] LatencyCheck check_latency(const LatencyMatrix& matrix, const LatencyOptions& options = {}, int folds = 5,
                                         std::uint64_t seed = 7);

}  // namespace gridwright::network
