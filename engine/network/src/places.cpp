#include "gridwright/network/places.hpp"

#include <algorithm>
#include <cassert>
#include <set>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/weather/geography.hpp"
#include "table_columns.hpp"

namespace gridwright::network {
namespace {

CsvTable embedded_table(const char* file) {
  Result<CsvTable> table = parse_csv(std::string(embedded_file(file)), file);
  assert(table);  // a test reads every embedded table
  return *std::move(table);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

}  // namespace

std::string slug(std::string_view text) {
  std::string out;
  for (char c : to_lower(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string City::id() const { return slug(name + "-" + country); }
std::string CloudRegion::id() const { return slug(provider + "-" + region); }

std::vector<City> built_in_cities() {
  const CsvTable table = embedded_table("data/cities.csv");
  Diagnostics wrong;
  TableColumns read(table, wrong);
  std::vector<City> out;
  for (std::size_t row = 0; row < table.rows(); ++row)
    out.push_back({.name = read.text(row, {"city"}),
                   .country = read.text(row, {"country"}),
                   .at = {read.number(row, {"lat"}, -90, 90), read.number(row, {"lon"}, -180, 180)},
                   .timezone = read.text(row, {"timezone"}),
                   .online_population = 1000.0 * read.number(row, {"population_thousand"}, 0, 1e6) *
                                        read.number(row, {"online_share"}, 0, 1)});
  assert(wrong.empty());
  return out;
}

std::vector<CloudRegion> built_in_cloud_regions() {
  const CsvTable table = embedded_table("data/cloud_regions.csv");
  Diagnostics wrong;
  TableColumns read(table, wrong);
  std::vector<CloudRegion> out;
  for (std::size_t row = 0; row < table.rows(); ++row)
    out.push_back({.provider = read.text(row, {"provider"}),
                   .region = read.text(row, {"region"}),
                   .city = read.text(row, {"city"}),
                   .country = read.text(row, {"country"}),
                   .at = {read.number(row, {"lat"}, -90, 90), read.number(row, {"lon"}, -180, 180)}});
  assert(wrong.empty());
  return out;
}

Result<std::vector<City>> parse_cities(std::string text, std::string_view shown_as) {
  const Result<CsvTable> table = parse_csv(std::move(text), shown_as);
  if (!table) return table.diagnostics();
  Diagnostics wrong;
  TableColumns read(*table, wrong);
  std::vector<City> out;
  std::set<std::string> ids;
  Diagnostics notes;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    City c{.name = read.text(row, {"city", "name"}),
           .country = upper(read.text(row, {"country", "iso2"})),
           .at = {read.number(row, {"lat", "latitude"}, -90, 90), read.number(row, {"lon", "lng", "longitude"}, -180, 180)},
           .timezone = read.text_if(row, {"timezone", "tz"}),
           .online_population = read.number(row, {"online_population", "online_pop"}, 0, 1e9)};
    if (std::find_if(out.begin(), out.end(),
                     [&](const City& o) { return o.id() == c.id() && distance_km(o.at, c.at) < 1.0; }) != out.end())
      read.complain(row, read.at({"city", "name"}), "city '" + c.name + "' is listed twice", "remove one row");
    const std::string name = c.name;
    for (int number = 2; !ids.insert(c.id()).second; ++number) c.name = name + " (" + std::to_string(number) + ")";
    if (c.name != name)
      notes.push_back({.severity = Severity::note,
                       .file = std::string(shown_as),
                       .line = table->line(row),
                       .message = "a second city '" + name + "' is called '" + c.name + "'"});
    out.push_back(std::move(c));
  }
  if (out.empty()) wrong.push_back({.file = std::string(shown_as), .message = "no city is listed"});
  read.close();
  if (!wrong.empty()) return wrong;
  return {std::move(out), std::move(notes)};
}

Result<std::vector<City>> read_cities(const std::string& file) {
  Result<std::string> text = read_text_file(file);
  if (!text) return text.diagnostics();
  return parse_cities(*std::move(text), file);
}

double distance_km(Point a, Point b) {
  return weather::great_circle_distance(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg).in(km);
}

std::vector<std::string> jurisdictions() {
  const CsvTable table = embedded_table("data/jurisdictions.csv");
  std::vector<std::string> out;
  for (std::size_t row = 0; row < table.rows(); ++row) out.emplace_back(table.cell(row, 0));
  return out;
}

std::vector<std::string> countries_of(std::string_view jurisdiction) {
  const std::string wanted = to_lower(trim(jurisdiction));
  const CsvTable table = embedded_table("data/jurisdictions.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.cell(row, 0) != wanted) continue;
    std::vector<std::string> out;
    for (std::string_view code : split_words(table.cell(row, 1))) out.emplace_back(code);
    return out;
  }
  const bool code = wanted.size() == 2 && wanted[0] >= 'a' && wanted[0] <= 'z' && wanted[1] >= 'a' && wanted[1] <= 'z';
  return code ? std::vector<std::string>{upper(wanted)} : std::vector<std::string>{};
}

}  // namespace gridwright::network
