#include "gridwright/weather/epw.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::weather {
namespace {

constexpr std::size_t header_lines = 8, columns_needed = 22;
constexpr std::size_t messages_shown = 20;   // of one kind; the rest is counted
constexpr std::size_t longest_gap_h = 3;

struct Field {
  std::size_t column;  // from 0
  const char* name;
  double low, high;    // accepted values
  double missing;      // this and above means "missing"
};
// Ranges: EPW data dictionary, widened to the world's records where the dictionary has none.
constexpr Field dry_bulb{6, "dry bulb (degC)", -70, 70, 99.9};
constexpr Field dew_point{7, "dew point (degC)", -80, 70, 99.9};
constexpr Field pressure{9, "pressure (Pa)", 31000, 120000, 999999};
constexpr Field ghi{13, "global horizontal irradiance (Wh/m2)", 0, 1600, 9999};
constexpr Field dni{14, "direct normal irradiance (Wh/m2)", 0, 1450, 9999};
constexpr Field dhi{15, "diffuse horizontal irradiance (Wh/m2)", 0, 1000, 9999};
constexpr Field wind{21, "wind speed (m/s)", 0, 60, 999};

// Keeps the first messages of a kind and counts the rest.
class Findings {
 public:
  explicit Findings(std::string_view file) : file_(file) {}
  void add(Diagnostic one) {
    if (++count_ <= messages_shown) all_.push_back(std::move(one));
  }
  void move_to(Diagnostics& out) {
    for (Diagnostic& one : all_) out.push_back(std::move(one));
    if (count_ > messages_shown)
      out.push_back({.file = file_, .message = "and " + std::to_string(count_ - messages_shown) + " more like these"});
  }

 private:
  std::string file_;
  Diagnostics all_;
  std::size_t count_ = 0;
};

// Fills gaps of up to longest_gap_h hours by straight lines (cyclic over New Year); longer ones are errors.
void fill_gaps(std::vector<double>& values, const std::vector<bool>& gap, const Field& field, const CsvTable& table,
               Diagnostics& problems) {
  const std::size_t n = values.size();
  const auto filled_total = static_cast<std::size_t>(std::count(gap.begin(), gap.end(), true));
  if (filled_total == 0) return;
  if (filled_total == n) {
    problems.push_back(table.error_at(0, field.column, std::string("the whole column ") + field.name + " is missing",
                                      "take another file, or weather = { normals = \"...\" }"));
    return;
  }
  std::size_t start = 0;
  while (gap[start]) ++start;  // begin at a value, so that no gap straddles the loop's ends
  std::size_t first_row = n;
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t left = (start + k) % n;
    std::size_t length = 0;
    while (gap[(left + 1 + length) % n]) ++length;
    if (length == 0) continue;
    const std::size_t row = (left + 1) % n;
    first_row = std::min(first_row, row);
    if (length > longest_gap_h)
      problems.push_back(table.error_at(row, field.column,
                                        std::string(field.name) + " is missing for " + std::to_string(length) + " hours",
                                        "gaps of up to 3 hours are filled; fill longer ones in the file"));
    const double from = values[left], to = values[(left + 1 + length) % n];
    for (std::size_t i = 1; i <= length; ++i)
      values[(left + i) % n] = from + (to - from) * static_cast<double>(i) / static_cast<double>(length + 1);
    k += length;
  }
  Diagnostic warning = table.error_at(first_row, field.column,
                                      std::to_string(filled_total) + " missing hours of " + field.name +
                                          " filled by straight lines (first here)");
  warning.severity = Severity::warning;
  problems.push_back(std::move(warning));
}

std::vector<double> read_field(const CsvTable& table, const Field& field, Diagnostics& problems) {
  Findings findings(table.file());
  std::vector<double> values(table.rows(), 0.0);
  std::vector<bool> gap(table.rows(), false);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view cell = table.cell(row, field.column);
    const std::optional<double> value = parse_number(cell);
    if (!value) {
      findings.add(table.error_at(row, field.column, "'" + std::string(cell) + "' is not a number (" + field.name + ")"));
    } else if (*value >= field.missing) {
      gap[row] = true;
    } else if (*value < field.low || *value > field.high) {
      findings.add(table.error_at(row, field.column,
                                  std::string(field.name) + " " + std::string(cell) + " is outside " +
                                      group_thousands(field.low) + ".." + group_thousands(field.high),
                                  "write the missing code " + significant(field.missing, 6) + " when the value is unknown"));
    } else {
      values[row] = *value;
    }
  }
  findings.move_to(problems);
  fill_gaps(values, gap, field, table, problems);
  return values;
}

struct Stamp {
  int month, day, hour;
  bool operator==(const Stamp&) const = default;
};

Stamp expected_stamp(std::size_t row) {
  const HourAxis axis{.year = 2001};
  const int t = static_cast<int>(row), month = axis.month(t);
  const int day = axis.day(t) - month_start_hours()[static_cast<std::size_t>(month)] / 24 + 1;
  return {month + 1, day, t % 24 + 1};
}

std::string text_of(const Stamp& s) {
  return "month " + std::to_string(s.month) + " day " + std::to_string(s.day) + " hour " + std::to_string(s.hour);
}

// Rows must be the hours of a 365-day year in order; the first row out of order explains all later ones.
void check_calendar(const CsvTable& table, Diagnostics& problems) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::array<int, 3> found{};
    for (std::size_t k = 0; k < 3; ++k) {
      const std::optional<double> value = parse_number(table.cell(row, k + 1));
      if (!value || *value < 0 || *value > 31) {
        problems.push_back(table.error_at(row, k + 1, "month, day and hour must be whole numbers"));
        return;
      }
      found[k] = static_cast<int>(*value);
    }
    const Stamp stamp{found[0], found[1], found[2]};
    if (stamp.month == 2 && stamp.day == 29) {
      problems.push_back(table.error_at(row, 1, "29 February: a weather year has 365 days (8,760 hours)",
                                        "delete the 24 rows of 29 February"));
      return;
    }
    if (row >= static_cast<std::size_t>(hours_per_year)) {
      problems.push_back(table.error_at(row, 1, "8,760 hours expected, " + std::to_string(table.rows()) + " rows found",
                                        "delete the rows from here on"));
      return;
    }
    if (stamp != expected_stamp(row)) {
      problems.push_back(table.error_at(row, 1, text_of(expected_stamp(row)) + " expected, " + text_of(stamp) + " found",
                                        "rows run hour by hour from 1 January hour 1 to 31 December hour 24"));
      return;
    }
  }
  if (table.rows() != static_cast<std::size_t>(hours_per_year))
    problems.push_back({.file = table.file(),
                        .line = table.line(table.rows() - 1),
                        .message = "8,760 hours expected, " + std::to_string(table.rows()) + " rows found; the last is " +
                                   text_of(expected_stamp(table.rows() - 1)),
                        .fix = "the file ends too early: download it again"});
}

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// LOCATION,city,state,country,source,WMO,latitude,longitude,time zone,elevation
void read_location(std::string_view text, std::string_view file, WeatherYear& out, Diagnostics& problems) {
  const std::string_view line = first_line(text);
  const std::vector<std::string_view> cells = split(line, ',');
  Diagnostic wrong{.file = std::string(file), .line = 1, .column = 1, .source_line = std::string(line.substr(0, 120))};
  if (cells.size() < 10 || to_lower(trim(cells[0])) != "location") {
    wrong.message = "an EPW file begins with LOCATION,city,state,country,source,WMO,latitude,longitude,time zone,elevation";
    problems.push_back(wrong);
    return;
  }
  const auto number = [&](std::size_t k, const char* name, double low, double high) {
    const std::optional<double> value = parse_number(cells[k]);
    if (value && *value >= low && *value <= high) return *value;
    wrong.column = static_cast<int>(cells[k].data() - line.data()) + 1;
    wrong.width = std::max(1, static_cast<int>(cells[k].size()));
    wrong.message = std::string(name) + " must be a number from " + group_thousands(low) + " to " + group_thousands(high);
    problems.push_back(wrong);
    return 0.0;
  };
  out.place = std::string(trim(cells[1]));
  out.latitude_deg = number(6, "latitude", -90, 90);
  out.longitude_deg = number(7, "longitude", -180, 180);
  out.utc_offset_h = number(8, "time zone", -12, 14);
  out.elevation_m = number(9, "elevation", -1000, 9999.9);
}

// DESIGN CONDITIONS,count,source,,Heating,<15 numbers>,Cooling,<32>,Extremes,<16>: positions after the three words. Absent or
// incomplete lines give nothing: many users' files have none.
std::optional<DesignConditions> read_design_conditions(std::string_view text) {
  const std::size_t first = text.find('\n');
  if (first == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> cells = split(first_line(text.substr(first + 1)), ',');
  if (trim(cells[0]) != "DESIGN CONDITIONS") return std::nullopt;
  bool complete = true;
  const auto number = [&](std::string_view word, std::ptrdiff_t after) {
    const auto at = std::find(cells.begin(), cells.end(), word);
    if (cells.end() - at <= after) return complete = false, 0.0;
    const std::optional<double> value = parse_number(at[after]);
    complete = complete && value.has_value();
    return value.value_or(0.0);
  };
  const DesignConditions out{.heating_dry_bulb_99p6_c = number("Heating", 2),
                             .cooling_dry_bulb_0p4_c = number("Cooling", 3),
                             .coincident_wet_bulb_c = number("Cooling", 4),
                             .wet_bulb_0p4_c = number("Cooling", 9),
                             .extreme_wet_bulb_c = number("Extremes", 4),
                             .dry_bulb_min_20y_c = number("Extremes", 13),
                             .dry_bulb_max_20y_c = number("Extremes", 14),
                             .source = cells.size() > 2 ? std::string(trim(cells[2])) : std::string()};
  if (!complete) return std::nullopt;
  return out;
}

void cap_dew_point(WeatherYear& out, std::string_view file, Diagnostics& problems) {
  int capped = 0;
  for (std::size_t t = 0; t < out.dew_point_c.size(); ++t)
    if (out.dew_point_c[t] > out.dry_bulb_c[t]) out.dew_point_c[t] = out.dry_bulb_c[t], ++capped;
  if (capped > 0)
    problems.push_back({.severity = Severity::warning,
                        .file = std::string(file),
                        .message = std::to_string(capped) + " hours have a dew point above the dry bulb; set to saturated"});
}

}  // namespace

Result<WeatherYear> parse_epw(std::string text, std::string_view shown_as) {
  WeatherYear out;
  Diagnostics problems;
  read_location(text, shown_as, out, problems);
  out.design = read_design_conditions(text);
  const Result<CsvTable> table =
      parse_csv(std::move(text), shown_as, {.header = false, .skip_lines = static_cast<int>(header_lines)});
  if (!table) {
    problems.insert(problems.end(), table.diagnostics().begin(), table.diagnostics().end());
    return problems;
  }
  if (table->columns() < columns_needed) {
    problems.push_back(table->error_at(0, 0, "an EPW row has at least 22 columns, this one " + std::to_string(table->columns())));
    return problems;
  }
  check_calendar(*table, problems);
  out.dry_bulb_c = read_field(*table, dry_bulb, problems);
  out.dew_point_c = read_field(*table, dew_point, problems);
  out.pressure_pa = read_field(*table, pressure, problems);
  out.ghi_w_m2 = read_field(*table, ghi, problems);
  out.dni_w_m2 = read_field(*table, dni, problems);
  out.dhi_w_m2 = read_field(*table, dhi, problems);
  out.wind_m_s = read_field(*table, wind, problems);
  if (has_errors(problems)) return problems;
  cap_dew_point(out, shown_as, problems);
  fill_wet_bulb(out);
  out.origin = Origin::measured;
  out.source = "EnergyPlus weather file " + std::string(shown_as) + " (" + out.place + ")";
  return {std::move(out), std::move(problems)};
}

Result<WeatherYear> read_epw(const std::filesystem::path& file, std::string_view shown_as) {
  const std::string shown = shown_as.empty() ? file.string() : std::string(shown_as);
  Result<std::string> text = read_text_file(file, shown);
  if (!text) return text.diagnostics();
  return parse_epw(*std::move(text), shown);
}

}  // namespace gridwright::weather
