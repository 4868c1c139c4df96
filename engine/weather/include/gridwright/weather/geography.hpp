#pragma once
#include "gridwright/core/quantity.hpp"

namespace gridwright::weather {

/// Shortest distance over the ground between two points, degrees north and east.
///
///   great_circle_distance(44.20, -92.65, 43.90, -92.50)   // Pine Island to Rochester airport: 35 km
///
/// Geodesic on the WGS84 ellipsoid is within 0.6 % of this sphere (mean radius 6,371.0088 km, IUGG); the haversine form
/// keeps full precision for small distances. Fibre and the speed of light are the caller's business.
[[nodiscard]] Length great_circle_distance(double latitude_a_deg, double longitude_a_deg, double latitude_b_deg,
                                           double longitude_b_deg);

}  // namespace gridwright::weather
