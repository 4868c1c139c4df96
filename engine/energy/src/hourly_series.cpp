#include "gridwright/energy/hourly_series.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gridwright/core/text.hpp"

namespace gridwright::energy {
namespace {

constexpr std::size_t hours_per_year = 8760, first_leap_row = 1416, leap_rows = 24;
constexpr std::size_t messages_shown = 20;

Diagnostic unknown_column(const CsvTable& table, std::string_view column) {
  // CsvTable words this error; it needs no row to do so.
  return table.texts(column).diagnostics().front();
}

Diagnostic wrong_row_count(const CsvTable& table, int year) {
  Diagnostic out{.file = table.file(),
                 .message = "8760 hours expected for " + std::to_string(year) + ", " + std::to_string(table.rows()) + " rows found"};
  if (table.rows() == hours_per_year + leap_rows)
    out.fix = "rows 1417-1440 are 29 February, which " + std::to_string(year) +
              " does not have here (model years have 365 days): delete them or set leap_day = \"drop\"";
  else if (table.rows() == 4 * hours_per_year || table.rows() == 2 * hours_per_year || table.rows() == 12 * hours_per_year)
    out.fix = "the file seems to have " + std::to_string(60 * hours_per_year / table.rows()) + "-minute steps: average them to hours";
  else
    out.fix = "give one row for every hour from 1 January 00:00 to 31 December 23:00";
  return out;
}

// Fills values marked as gaps by straight lines between their neighbours, over New Year if need be.
bool fill_gaps(std::vector<double>& values, const std::vector<bool>& gap) {
  const std::size_t n = values.size();
  const auto first = std::find(gap.begin(), gap.end(), false);
  if (first == gap.end()) return false;
  const auto start = static_cast<std::size_t>(first - gap.begin());
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t left = (start + k) % n;
    std::size_t length = 0;
    while (gap[(left + 1 + length) % n]) ++length;
    const double from = values[left], to = values[(left + 1 + length) % n];
    for (std::size_t i = 1; i <= length; ++i)
      values[(left + i) % n] = from + (to - from) * static_cast<double>(i) / static_cast<double>(length + 1);
    k += length;
  }
  return true;
}

bool is_gap(std::string_view cell) {
  const std::string low = to_lower(cell);
  return low.empty() || low == "nan" || low == "na" || low == "n/a" || low == "null";
}

std::string story(const CsvTable& table, std::string_view column, const SeriesTransform& t) {
  std::string out = table.file() + ", column '" + std::string(column) + "'";
  if (t.leap_day == LeapDay::drop && table.rows() == hours_per_year + leap_rows) out += ", 29 February left out";
  if (t.interpolate_gaps) out += ", gaps filled by straight lines";
  if (t.utc_offset_h != 0.0) out += ", shifted " + significant(t.utc_offset_h) + " h to local standard time";
  if (t.divide_by_max) out += ", divided by its maximum";
  if (t.scale_to_mean) out += ", scaled to mean " + significant(*t.scale_to_mean, 6);
  if (t.clip_min) out += ", not below " + significant(*t.clip_min, 6);
  if (t.clip_max) out += ", not above " + significant(*t.clip_max, 6);
  if (t.add != 0.0) out += ", plus " + significant(t.add, 6);
  return out;
}

}  // namespace

std::vector<double> rotated_to_local(const std::vector<double>& utc, double utc_offset_h) {
  const auto n = static_cast<std::ptrdiff_t>(utc.size());
  if (n == 0 || utc_offset_h == 0.0) return utc;
  std::vector<double> out(utc.size());
  const double whole = std::floor(-utc_offset_h), fraction = -utc_offset_h - whole;
  for (std::ptrdiff_t t = 0; t < n; ++t) {
    const std::ptrdiff_t from = ((t + static_cast<std::ptrdiff_t>(whole)) % n + n) % n;
    const double a = utc[static_cast<std::size_t>(from)], b = utc[static_cast<std::size_t>((from + 1) % n)];
    out[static_cast<std::size_t>(t)] = fraction == 0.0 ? a : a + fraction * (b - a);
  }
  return out;
}

Result<std::vector<double>> hourly_column(const CsvTable& table, std::string_view column, const SeriesTransform& transform,
                                          int year) {
  const std::optional<std::size_t> at = table.find(column);
  if (!at) return unknown_column(table, column);
  const bool drop = transform.leap_day == LeapDay::drop && table.rows() == hours_per_year + leap_rows;
  Diagnostics problems;
  if (table.rows() != hours_per_year && !drop) problems.push_back(wrong_row_count(table, year));

  std::vector<double> values;
  std::vector<bool> gap;
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (drop && row >= first_leap_row && row < first_leap_row + leap_rows) continue;
    const std::string_view cell = table.cell(row, *at);
    const std::optional<double> value = parse_number(cell);
    const bool missing = !value && is_gap(cell);
    if (!value && !(missing && transform.interpolate_gaps) && ++wrong <= messages_shown)
      problems.push_back(table.error_at(
          row, *at,
          missing ? "a number is missing in column '" + std::string(column) + "'"
                  : "'" + std::string(cell.substr(0, 40)) + "' is not a number (column '" + std::string(column) + "')",
          missing ? "write the number, or set gaps = \"interpolate\"" : "write a finite number with a decimal point, no unit"));
    values.push_back(value.value_or(0.0));
    gap.push_back(!value);
  }
  if (wrong > messages_shown)
    problems.push_back({.file = table.file(), .message = "and " + std::to_string(wrong - messages_shown) + " more like these"});
  if (!problems.empty()) return problems;
  if (transform.interpolate_gaps && !fill_gaps(values, gap))
    return Diagnostic{.file = table.file(), .message = "column '" + std::string(column) + "' holds no number at all"};
  return rotated_to_local(values, transform.utc_offset_h);
}

Diagnostics apply_scaling(std::vector<double>& values, const SeriesTransform& transform, std::string_view shown_as) {
  const auto refuse = [&](const char* what) {
    return Diagnostics{{.file = std::string(shown_as), .message = what, .fix = "leave the option away, or take another column"}};
  };
  if (transform.divide_by_max) {
    const double largest = *std::max_element(values.begin(), values.end());
    if (!(largest > 0.0)) return refuse("no value is above zero: the series cannot be divided by its maximum");
    for (double& v : values) v /= largest;
  }
  if (transform.scale_to_mean) {
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    if (mean == 0.0) return refuse("the mean is zero: the series cannot be scaled to another mean");
    for (double& v : values) v *= *transform.scale_to_mean / mean;
  }
  for (double& v : values) {
    if (transform.clip_min) v = std::max(v, *transform.clip_min);
    if (transform.clip_max) v = std::min(v, *transform.clip_max);
    v += transform.add;
  }
  return {};
}

Result<Series> hourly_series(const CsvTable& table, std::string_view column, std::string_view unit,
                             const SeriesTransform& transform, int year) {
  Result<std::vector<double>> values = hourly_column(table, column, transform, year);
  if (!values) return values.diagnostics();
  Diagnostics problems = apply_scaling(*values, transform, table.file());
  if (!problems.empty()) return problems;
  return Series{.values = *std::move(values), .unit = std::string(unit), .origin = Origin::measured,
                .source = story(table, column, transform)};
}

Result<Series> read_hourly_series(const std::filesystem::path& file, std::string_view column, std::string_view unit,
                                  const SeriesTransform& transform, int year, std::string_view shown_as) {
  const Result<CsvTable> table = read_csv(file, {}, shown_as);
  if (!table) return table.diagnostics();
  return hourly_series(*table, column, unit, transform, year);
}

}  // namespace gridwright::energy
