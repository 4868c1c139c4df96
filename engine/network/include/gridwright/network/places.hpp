#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// Where users are and where machines can be rented: the built-in tables and the user's own.
///
///   const std::vector<City> cities = built_in_cities();          // 300 metropolitan areas, largest online population first
///   const std::vector<CloudRegion> offers = built_in_cloud_regions();
namespace gridwright::network {

/// A point on the ground, degrees north and east.
struct Point {
  double latitude_deg = 0.0, longitude_deg = 0.0;
  bool operator==(const Point&) const = default;
};

/// A metropolitan area that asks for tokens.
struct City {
  std::string name;     ///< "Tokyo"; unique together with the country
  std::string country;  ///< ISO 3166-1 alpha-2, "JP"
  Point at;
  std::string timezone;                  ///< IANA name
  double online_population = 0;          ///< people
  [[nodiscard]] std::string id() const;  ///< "tokyo-jp": letters, digits and '-'
};

/// A region of a public cloud, at the centre of the city it is named after (error: the size of the city, 10-40 km).
struct CloudRegion {
  std::string provider;  ///< aws azure gcp oci
  std::string region;    ///< the provider's own code, "eu-central-1"
  std::string city, country;
  Point at;
  [[nodiscard]] std::string id() const;  ///< "aws-eu-central-1"
};

/// data/cities.csv: 300 areas, the largest online populations of the world first.
[[nodiscard]] std::vector<City> built_in_cities();
/// data/cloud_regions.csv: 176 regions.
[[nodiscard]] std::vector<CloudRegion> built_in_cloud_regions();

/// A user's own table of cities. Columns (others are ignored): city, country (or iso2), lat, lon; online_population
/// (or online_pop) in people; timezone (or tz) may be missing. Every bad cell is a diagnostic; a second city
/// of the same name elsewhere in the country is called "Suzhou (2)", with a note.
[[nodiscard]] Result<std::vector<City>> read_cities(const std::string& file);
[[nodiscard]] Result<std::vector<City>> parse_cities(std::string text, std::string_view shown_as);

/// Great-circle distance, km (mean-radius sphere; within 0.6 % of the ellipsoid).
[[nodiscard]] double distance_km(Point a, Point b);

/// Where a group of countries begins and ends for data residency: "eu", "eea", or one country's own code ("de").
/// The answer is ISO codes in upper case; empty when there is no such jurisdiction.
[[nodiscard]] std::vector<std::string> countries_of(std::string_view jurisdiction);
[[nodiscard]] std::vector<std::string> jurisdictions();  ///< names of the groups

/// Lower case, with '-' for whatever is no letter or digit: "New Taipei" -> "new-taipei".
[[nodiscard]] std::string slug(std::string_view text);

}  // namespace gridwright::network
