#include "gridwright/weather/climate.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/weather/geography.hpp"

namespace gridwright::weather {
namespace {

constexpr const char* sites_file = "data/climate_sites.csv";
constexpr const char* normals_file = "data/climate_normals.csv";

std::string canonical_name(std::string_view name) {
  std::string out = to_lower(trim(name));
  for (char& c : out)
    if (c == '_' || c == ' ') c = '-';
  return out;
}

// Columns of one table; a missing column is reported once and reads as empty afterwards.
class Columns {
 public:
  Columns(const CsvTable& table, Diagnostics& problems) : table_(table), problems_(problems) {}

  std::string text(std::size_t row, std::string_view column) {
    const std::optional<std::size_t> at = find(column);
    return at ? std::string(table_.cell(row, *at)) : std::string();
  }
  double number(std::size_t row, std::string_view column, double low, double high) {
    const std::optional<std::size_t> at = find(column);
    if (!at) return low;
    const std::optional<double> value = parse_number(table_.cell(row, *at));
    if (value && *value >= low && *value <= high) return *value;
    problems_.push_back(table_.error_at(row, *at, "'" + std::string(table_.cell(row, *at)) + "' is no number from " +
                                                      significant(low) + " to " + significant(high)));
    return low;
  }
  double number_or_nan(std::size_t row, std::string_view column, double low, double high) {
    return text(row, column).empty() ? std::numeric_limits<double>::quiet_NaN() : number(row, column, low, high);
  }

 private:
  std::optional<std::size_t> find(std::string_view column) {
    const std::optional<std::size_t> at = table_.find(column);
    if (!at && std::find(missing_.begin(), missing_.end(), column) == missing_.end()) {
      missing_.emplace_back(column);
      problems_.push_back({.file = table_.file(), .message = "no column is called '" + std::string(column) + "'"});
    }
    return at;
  }
  const CsvTable& table_;
  Diagnostics& problems_;
  std::vector<std::string> missing_;
};

ClimatePlace read_site(Columns& read, std::size_t row) {
  ClimatePlace place;
  place.name = canonical_name(read.text(row, "place"));
  place.title = read.text(row, "title");
  place.country = read.text(row, "country");
  place.latitude_deg = read.number(row, "latitude_deg", -90, 90);
  place.longitude_deg = read.number(row, "longitude_deg", -180, 180);
  place.utc_offset_h = read.number(row, "utc_offset_h", -12, 14);
  place.elevation_m = read.number(row, "elevation_m", -430, 5000);
  place.source = read.text(row, "source");
  return place;
}

MonthNormals read_month(Columns& read, std::size_t row) {
  MonthNormals month;
  month.dry_bulb_mean_c = read.number(row, "dry_bulb_mean_c", -60, 50);
  month.diurnal_range_c = read.number(row, "diurnal_range_c", 0, 40);
  month.hour_of_max = static_cast<int>(read.number(row, "hour_of_max", 1, 24));
  month.daily_mean_sd_c = read.number(row, "daily_mean_sd_c", 0, 20);
  month.dew_point_mean_c = read.number(row, "dew_point_mean_c", -70, 35);
  month.wet_bulb_mean_c = read.number_or_nan(row, "wet_bulb_mean_c", -60, 35);
  month.pressure_mean_pa = 1000.0 * read.number(row, "pressure_mean_kpa", 50, 108);
  month.wind_mean_m_s = read.number(row, "wind_mean_m_s", 0, 30);
  month.wind_weibull_k = read.number(row, "wind_weibull_k", 0.5, 10);
  month.ghi_mean_kwh_m2_day = read.number(row, "ghi_mean_kwh_m2_day", 0, 13);
  return month;
}

void check_months(const std::map<std::string, ClimatePlace>& places, const std::map<std::string, unsigned>& seen,
                  Diagnostics& problems) {
  for (const auto& [name, place] : places) {
    const auto at = seen.find(name);
    if (at == seen.end() || at->second != 0xFFFu)
      problems.push_back({.file = normals_file, .message = "place '" + name + "' does not have each month from 1 to 12"});
  }
}

}  // namespace

Result<std::vector<ClimatePlace>> parse_climate_places(std::string_view sites_csv, std::string_view normals_csv) {
  const Result<CsvTable> sites = parse_csv(std::string(sites_csv), sites_file);
  const Result<CsvTable> normals = parse_csv(std::string(normals_csv), normals_file);
  Diagnostics problems = sites.diagnostics();
  problems.insert(problems.end(), normals.diagnostics().begin(), normals.diagnostics().end());
  if (!sites || !normals) return problems;

  std::map<std::string, ClimatePlace> places;
  Columns site_columns(*sites, problems), month_columns(*normals, problems);
  for (std::size_t row = 0; row < sites->rows(); ++row) {
    ClimatePlace place = read_site(site_columns, row);
    if (!places.emplace(place.name, place).second)
      problems.push_back(sites->error_at(row, 0, "place '" + place.name + "' is listed twice"));
  }
  std::map<std::string, unsigned> seen;
  for (std::size_t row = 0; row < normals->rows(); ++row) {
    const std::string name = canonical_name(month_columns.text(row, "place"));
    const auto place = places.find(name);
    if (place == places.end()) {
      problems.push_back(normals->error_at(row, 0, "place '" + name + "' has no row in " + sites_file));
      continue;
    }
    const auto month = static_cast<std::size_t>(month_columns.number(row, "month", 1, 12)) - 1;
    place->second.months[month] = read_month(month_columns, row);
    seen[name] |= 1u << month;
  }
  check_months(places, seen, problems);
  if (has_errors(problems)) return problems;
  std::vector<ClimatePlace> out;
  for (auto& [name, place] : places) out.push_back(std::move(place));
  return out;
}

std::vector<ClimatePlace> climate_places() {
  Result<std::vector<ClimatePlace>> places = parse_climate_places(embedded_file(sites_file), embedded_file(normals_file));
  assert(places && "the built-in climate tables are wrong; the test of this room says where");
  return *std::move(places);
}

std::vector<std::string> climate_place_names() {
  std::vector<std::string> names;
  for (ClimatePlace& place : climate_places()) names.push_back(std::move(place.name));
  return names;
}

Result<ClimatePlace> climate_place(std::string_view name) {
  const std::string wanted = canonical_name(name);
  std::vector<std::string> names;
  for (ClimatePlace& place : climate_places()) {
    if (place.name == wanted) return std::move(place);
    names.push_back(std::move(place.name));
  }
  const std::optional<std::string> near = nearest_name(wanted, std::span<const std::string>(names));
  return Diagnostic{.message = "no climate normals for '" + std::string(name) + "'",
                    .fix = near ? "did you mean '" + *near + "'?" : "places: " + join(names, ", ")};
}

NearestClimatePlace nearest_climate_place(double latitude_deg, double longitude_deg) {
  std::vector<ClimatePlace> places = climate_places();
  const auto distance_to = [&](const ClimatePlace& place) {
    return great_circle_distance(latitude_deg, longitude_deg, place.latitude_deg, place.longitude_deg);
  };
  const auto nearest = std::min_element(places.begin(), places.end(), [&](const ClimatePlace& a, const ClimatePlace& b) {
    return distance_to(a) < distance_to(b);
  });
  const Length distance = distance_to(*nearest);
  return {std::move(*nearest), distance};
}

}  // namespace gridwright::weather
