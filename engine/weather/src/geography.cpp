#include "gridwright/weather/geography.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gridwright::weather {

Length great_circle_distance(double latitude_a_deg, double longitude_a_deg, double latitude_b_deg,
                             double longitude_b_deg) {
  constexpr double radian = std::numbers::pi / 180.0, earth_radius_km = 6371.0088;
  const double half_lat = std::sin(0.5 * (latitude_b_deg - latitude_a_deg) * radian);
  const double half_lon = std::sin(0.5 * (longitude_b_deg - longitude_a_deg) * radian);
  const double haversine = half_lat * half_lat + std::cos(latitude_a_deg * radian) *
                                                     std::cos(latitude_b_deg * radian) * half_lon * half_lon;
  return 2.0 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, haversine))) * km;
}

}  // namespace gridwright::weather
