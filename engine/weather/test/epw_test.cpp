#include "gridwright/weather/epw.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/hour_axis.hpp"
#include "gridwright/weather/climate.hpp"
#include "gridwright/weather/psychrometrics.hpp"
#include "shared_data.hpp"

using namespace gridwright;
using namespace gridwright::weather;
using doctest::Approx;

namespace {

// A small EPW file as text: constant weather, one row an hour of a 365-day year.
std::vector<std::string> sample_rows() {
  std::vector<std::string> rows;
  const HourAxis axis{.year = 2001};
  for (int t = 0; t < 8760; ++t) {
    const int month = axis.month(t), day = axis.day(t) - month_start_hours()[static_cast<std::size_t>(month)] / 24 + 1;
    rows.push_back(std::to_string(1990 + month) + "," + std::to_string(month + 1) + "," + std::to_string(day) + "," +
                   std::to_string(t % 24 + 1) + ",0,?9,10.0,5.0,71,98000,0,0,300,100,200,50,0,0,0,0,180,4.5,3,3");
  }
  return rows;
}

std::string sample_file(const std::vector<std::string>& rows) {
  std::string text = "LOCATION,Testville,MN,USA,TMY3,726440,43.90,-92.50,-6.0,398.0\r\n";
  for (int line = 2; line <= 8; ++line) text += "HEADER " + std::to_string(line) + "\r\n";
  for (const std::string& row : rows) text += row + "\r\n";
  return text;
}

std::string replaced(std::string row, const std::string& from, const std::string& to) {
  return row.replace(row.find(from), from.size(), to);
}

void check_design_conditions(const DesignConditions& design, const std::string& file) {
  CHECK(design.dry_bulb_max_20y_c > design.cooling_dry_bulb_0p4_c);
  CHECK(design.extreme_wet_bulb_c > design.wet_bulb_0p4_c);
  CHECK(design.wet_bulb_0p4_c > design.coincident_wet_bulb_c);
  CHECK(design.dry_bulb_min_20y_c < design.heating_dry_bulb_99p6_c);
  if (file.starts_with("rochester")) CHECK(design.dry_bulb_max_20y_c == 38.0);
}

}  // namespace

TEST_CASE("a sound file is read, header and hours") {
  const Result<WeatherYear> weather = parse_epw(sample_file(sample_rows()), "sample.epw");
  INFO(to_text(weather.diagnostics()));
  REQUIRE(weather);
  CHECK(weather.diagnostics().empty());
  CHECK(weather->place == "Testville");
  CHECK(weather->latitude_deg == 43.90);
  CHECK(weather->longitude_deg == -92.50);
  CHECK(weather->utc_offset_h == -6.0);
  CHECK(weather->elevation_m == 398.0);
  CHECK(weather->dry_bulb_c.size() == 8760);
  CHECK(weather->dry_bulb_c[100] == 10.0);
  CHECK(weather->pressure_pa[100] == 98000.0);
  CHECK(weather->dni_w_m2[100] == 200.0);
  CHECK(weather->dhi_w_m2[100] == 50.0);
  CHECK(weather->wind_m_s[8759] == 4.5);
  CHECK(weather->wet_bulb_c[0] > 5.0);
  CHECK(weather->origin == Origin::measured);
  CHECK(!weather->design);
}

TEST_CASE("short gaps are filled with a warning, long ones refused") {
  std::vector<std::string> rows = sample_rows();
  rows[9] = replaced(rows[9], "10.0,5.0", "16.0,5.0");
  for (std::size_t t : {10u, 11u}) rows[t] = replaced(rows[t], "10.0,5.0", "99.9,5.0");
  const Result<WeatherYear> filled = parse_epw(sample_file(rows), "gap.epw");
  REQUIRE(filled);
  REQUIRE(filled.diagnostics().size() == 1);
  CHECK(filled.diagnostics()[0].severity == Severity::warning);
  CHECK(filled.diagnostics()[0].line == 19);
  CHECK(filled->dry_bulb_c[10] == Approx(14.0));
  CHECK(filled->dry_bulb_c[11] == Approx(12.0));

  for (std::size_t t = 10; t < 14; ++t) rows[t] = replaced(sample_rows()[t], "10.0,5.0", "99.9,5.0");
  const Result<WeatherYear> refused = parse_epw(sample_file(rows), "gap.epw");
  REQUIRE(!refused);
  CHECK(refused.diagnostics()[0].message.find("4 hours") != std::string::npos);
}

TEST_CASE("every mistake is found in one pass, with line and column") {
  std::vector<std::string> rows = sample_rows();
  rows[0] = replaced(rows[0], "10.0,5.0", "cold,5.0");
  rows[4] = replaced(rows[4], ",98000,", ",980,");
  rows[5] = replaced(rows[5], ",4.5,", ",-4.5,");
  const Result<WeatherYear> weather = parse_epw(sample_file(rows), "bad.epw");
  REQUIRE(!weather);
  const Diagnostics& found = weather.diagnostics();
  REQUIRE(found.size() == 3);
  CHECK(found[0].file == "bad.epw");
  CHECK(found[0].line == 9);
  CHECK(found[0].column == 17);
  CHECK(found[0].message.find("cold") != std::string::npos);
  CHECK(found[1].line == 13);
  CHECK(found[1].message.find("980") != std::string::npos);
  CHECK(found[2].line == 14);
}

TEST_CASE("wrong numbers of hours and hours out of order") {
  std::vector<std::string> rows = sample_rows();
  const auto first_message = [](const std::vector<std::string>& all) {
    const Result<WeatherYear> weather = parse_epw(sample_file(all), "x.epw");
    return weather ? std::string() : weather.diagnostics()[0].message;
  };
  rows.pop_back();
  CHECK(first_message(rows).find("8,760 hours expected, 8759 rows found") != std::string::npos);
  rows = sample_rows();
  rows.erase(rows.begin() + 1000);
  CHECK(first_message(rows).find("month 2 day 11 hour 17 expected, month 2 day 11 hour 18 found") != std::string::npos);
  rows = sample_rows();
  for (int h = 24; h >= 1; --h)
    rows.insert(rows.begin() + 1416, "2000,2,29," + std::to_string(h) + rows[0].substr(rows[0].find(",0,?9")));
  CHECK(first_message(rows).find("29 February") != std::string::npos);
  rows = sample_rows();
  rows.push_back(rows.back());
  CHECK(first_message(rows).find("8,760 hours expected, 8761") != std::string::npos);
}

TEST_CASE("what is no EPW file is refused, never a crash") {
  CHECK(!parse_epw("", "empty.epw"));
  CHECK(!parse_epw("a,b,c\n1,2,3\n", "table.epw"));
  CHECK(!parse_epw("LOCATION,a,b,c,d,e,ninety,x,y,z\n\n\n\n\n\n\n\n1,2,3\n", "bad-header.epw"));
  CHECK(!parse_epw(sample_file({}), "no-hours.epw"));
  CHECK(!read_epw("no-such-file.epw"));
}

TEST_CASE("14 TMY3 stations: read, and their statistics are those of the climate tables") {
  const auto folder = shared_data("weather");
  if (folder.empty()) {
    MESSAGE("shared weather files not found: skipped");
    return;
  }
  int files = 0, with_design = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".epw.gz")) continue;
    CAPTURE(name);
    const Result<WeatherYear> weather = read_epw(entry.path());
    INFO(to_text(weather.diagnostics()));
    REQUIRE(weather);
    const Result<ClimatePlace> place = climate_place(name.substr(0, name.find('.')));
    REQUIRE(place);
    const Result<CsvTable> cells = read_csv(entry.path(), {.header = false, .skip_lines = 8});
    REQUIRE(cells);
    const Result<std::vector<double>> humidity_percent = cells->numbers("9");
    REQUIRE(humidity_percent);
    ++files;
    if (weather->design) check_design_conditions(*weather->design, name), ++with_design;
    CHECK(place->latitude_deg == weather->latitude_deg);
    for (std::size_t m = 0; m < 12; ++m) {
      double dry = 0.0, wet = 0.0, wet_from_humidity = 0.0, dew = 0.0, wind = 0.0, ghi = 0.0, hours = 0.0;
      for (auto t = static_cast<std::size_t>(month_start_hours()[m]); t < static_cast<std::size_t>(month_start_hours()[m + 1]); ++t) {
        dry += weather->dry_bulb_c[t], wet += weather->wet_bulb_c[t], dew += weather->dew_point_c[t];
        const double vapour_pa = 0.01 * (*humidity_percent)[t] * saturation_pressure_pa(weather->dry_bulb_c[t]);
        wet_from_humidity += wet_bulb_c(weather->dry_bulb_c[t], humidity_ratio_of_vapour(vapour_pa, weather->pressure_pa[t]),
                                        weather->pressure_pa[t]);
        wind += weather->wind_m_s[t], ghi += weather->ghi_w_m2[t], hours += 1.0;
      }
      const MonthNormals& month = place->months[m];
      CAPTURE(m);
      CHECK(std::abs(dry / hours - month.dry_bulb_mean_c) < 0.01);
      CHECK(std::abs(dew / hours - month.dew_point_mean_c) < 0.05);
      CHECK(std::abs(wet_from_humidity / hours - month.wet_bulb_mean_c) < 0.01);
      // The file's dew point and humidity columns disagree in some stations; Columbus in December is the worst.
      CHECK(std::abs(wet / hours - month.wet_bulb_mean_c) < 0.26);
      CHECK(std::abs(wind / hours - month.wind_mean_m_s) < 0.01);
      CHECK(std::abs(24e-3 * ghi / hours - month.ghi_mean_kwh_m2_day) < 0.001);
    }
  }
  CHECK(files == 14);
  CHECK(with_design == 11);  // the headers of Moses Lake, Council Bluffs and The Dalles have none
}
