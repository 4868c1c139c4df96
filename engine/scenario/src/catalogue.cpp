#include "gridwright/scenario/catalogue.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "embedded_files.hpp"
#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::scenario {

std::string_view Attribute::of() const {
  const std::size_t colon = type.find(':');
  return colon == std::string::npos ? std::string_view{} : std::string_view(type).substr(colon + 1);
}

std::vector<std::string> Attribute::choices() const {
  if (kind() != "text" || range.empty()) return {};
  const auto parts = split(range, '|');
  return {parts.begin(), parts.end()};
}

bool Interval::contains(double x) const { return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high); }

std::optional<Interval> parse_interval(std::string_view text) {
  const std::size_t middle = text.find(';');
  if (text.size() < 5 || middle == std::string_view::npos) return std::nullopt;
  Interval interval{0.0, 0.0, text.front() == '(', text.back() == ')'};
  const auto read = [](std::string_view word, double& out) {
    return std::from_chars(word.data(), word.data() + word.size(), out).ec == std::errc{};
  };
  if (!read(text.substr(1, middle - 1), interval.low)) return std::nullopt;
  if (!read(text.substr(middle + 1, text.size() - middle - 2), interval.high)) return std::nullopt;
  return interval;
}

namespace {

/// Rows of a table that is built into the program. It cannot be missing or malformed: a test reads every one.
std::vector<std::vector<std::string>> built_in_rows(const char* name) {
  const Result<CsvTable> table = parse_csv(std::string(embedded_file(name)), name);
  std::vector<std::vector<std::string>> rows;
  if (!table) return rows;
  for (std::size_t r = 0; r < table->rows(); ++r) {
    rows.emplace_back();
    for (std::size_t c = 0; c < table->columns(); ++c) rows.back().emplace_back(table->cell(r, c));
  }
  return rows;
}

}  // namespace

Catalogue Catalogue::built_in() {
  Catalogue c;
  for (const auto& row : built_in_rows("data/catalogue.csv"))
    c.attributes_.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]});
  for (const auto& row : built_in_rows("data/technologies.csv")) {
    const std::string value = row[4].empty() || row[4] == "1" ? row[3] : row[3] + " " + row[4];
    c.presets_.push_back({row[0], row[1], row[2], value, row[5], row[6]});
  }
  for (const auto& row : built_in_rows("data/timezones.csv"))
    c.zones_.emplace_back(row[0], parse_number(row[1]).value_or(0.0));
  return c;
}

std::optional<double> Catalogue::utc_offset_h(std::string_view timezone) const {
  for (const auto& [name, offset] : zones_)
    if (name == timezone) return offset;
  return std::nullopt;
}

std::vector<std::string> Catalogue::timezones() const {
  std::vector<std::string> found;
  found.reserve(zones_.size());
  for (const auto& zone : zones_) found.push_back(zone.first);
  return found;
}

const Attribute* Catalogue::find(std::string_view component, std::string_view name) const {
  for (const Attribute& a : attributes_)
    if (a.component == component && a.name == name) return &a;
  return nullptr;
}

std::vector<const Attribute*> Catalogue::of(std::string_view component) const {
  std::vector<const Attribute*> found;
  for (const Attribute& a : attributes_)
    if (a.component == component) found.push_back(&a);
  return found;
}

std::vector<std::string> Catalogue::names(std::string_view component) const {
  std::vector<std::string> found;
  for (const Attribute* a : of(component)) found.push_back(a->name);
  return found;
}

namespace {

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

std::vector<std::string> Catalogue::components() const {
  std::vector<std::string> found;
  for (const Attribute& a : attributes_) add_once(found, a.component);
  return found;
}

std::vector<std::string> Catalogue::technologies(std::string_view component) const {
  std::vector<std::string> found;
  for (const Preset& p : presets_)
    if (component.empty() || p.component == component) add_once(found, p.technology);
  return found;
}

const Preset* Catalogue::preset(std::string_view technology, std::string_view attribute) const {
  for (const Preset& p : presets_)
    if (p.technology == technology && p.attribute == attribute) return &p;
  return nullptr;
}

std::string Catalogue::component_of(std::string_view technology) const {
  for (const Preset& p : presets_)
    if (p.technology == technology) return p.component;
  return {};
}

}  // namespace gridwright::scenario
