#include "gridwright/energy/hourly_series.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "shared_data.hpp"
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::energy;
using doctest::Approx;

namespace {

CsvTable table_of(int rows, const std::string& special_cell = {}, int special_row = -1) {
  std::string text = "hour,mw\n";
  for (int t = 0; t < rows; ++t) text += std::to_string(t) + "," + (t == special_row ? special_cell : std::to_string(t % 24)) + "\n";
  return *parse_csv(text, "load.csv");
}
double mean(const std::vector<double>& x) { return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size()); }

}  // namespace

TEST_CASE("a column comes through as it stands, with its source") {
  const Result<Series> series = hourly_series(table_of(8760), "mw", "MW");
  REQUIRE(series);
  CHECK(series->values.size() == 8760);
  CHECK(series->values[30] == 6.0);
  CHECK(series->unit == "MW");
  CHECK(series->source == "load.csv, column 'mw'");
}

TEST_CASE("transforms apply in the stated order") {
  const Result<Series> series =
      hourly_series(table_of(8760), "mw", "1", {.divide_by_max = true, .scale_to_mean = 0.45, .clip_max = 0.8, .add = 1.0});
  REQUIRE(series);
  CHECK(series->values[0] == 1.0);
  CHECK(*std::max_element(series->values.begin(), series->values.end()) == Approx(1.8));
  CHECK(series->values[12] == Approx(1.0 + std::min(0.8, 0.45 * 12.0 / 11.5)));
}

TEST_CASE("UTC to local standard time is a circular shift") {
  const std::vector<double> utc{0, 1, 2, 3, 4, 5};
  CHECK(rotated_to_local(utc, -2.0) == std::vector<double>{2, 3, 4, 5, 0, 1});   // west: local midnight is 02:00 UTC
  CHECK(rotated_to_local(utc, 1.0) == std::vector<double>{5, 0, 1, 2, 3, 4});
  CHECK(rotated_to_local(utc, -0.5) == std::vector<double>{0.5, 1.5, 2.5, 3.5, 4.5, 2.5});
  CHECK(rotated_to_local(rotated_to_local(utc, -6.0), 6.0) == utc);
}

TEST_CASE("mistakes are diagnostics with a fix") {
  const Result<Series> leap = hourly_series(table_of(8784), "mw", "MW", {}, 2030);
  REQUIRE(!leap);
  CHECK(leap.diagnostics()[0].message == "8760 hours expected for 2030, 8784 rows found");
  CHECK(leap.diagnostics()[0].fix.find("1417-1440") != std::string::npos);

  const Result<Series> dropped = hourly_series(table_of(8784), "mw", "MW", {.leap_day = LeapDay::drop});
  REQUIRE(dropped);
  CHECK(dropped->values.size() == 8760);

  const Result<Series> quarter = hourly_series(table_of(35040), "mw", "MW");
  REQUIRE(!quarter);
  CHECK(quarter.diagnostics()[0].fix.find("15-minute") != std::string::npos);

  const Result<Series> text = hourly_series(table_of(8760, "many", 100), "mw", "MW");
  REQUIRE(!text);
  CHECK(text.diagnostics()[0].line == 102);
  CHECK(text.diagnostics()[0].column == 5);

  for (const char* cell : {"", "NaN", "nan", "inf"}) {
    CAPTURE(cell);
    CHECK(!hourly_series(table_of(8760, cell, 100), "mw", "MW"));
  }
  const Result<Series> gap = hourly_series(table_of(8760, "", 100), "mw", "MW", {.interpolate_gaps = true});
  REQUIRE(gap);
  CHECK(gap->values[100] == Approx(0.5 * (99 % 24 + 101 % 24)));
  CHECK(hourly_series(table_of(8760, "NaN", 0), "mw", "MW", {.interpolate_gaps = true}));

  const Result<Series> column = hourly_series(table_of(8760), "mW_", "MW");
  REQUIRE(!column);
  CHECK(column.diagnostics()[0].fix.find("mw") != std::string::npos);

  CHECK(!read_hourly_series("no-such-file.csv", "mw", "MW"));
}

TEST_CASE("a flat zero column cannot be scaled to a mean") {
  std::string text = "mw\n";
  for (int t = 0; t < 8760; ++t) text += "0\n";
  CHECK(!hourly_series(*parse_csv(text, "zero.csv"), "mw", "1", {.scale_to_mean = 0.4}));
  CHECK(!hourly_series(*parse_csv(text, "zero.csv"), "mw", "1", {.divide_by_max = true}));
}

// The inputs of the rebuildable reference LP (energy reference, section 12): MISO 2022, gaps filled, divided by the maximum,
// scaled to 0.45 and 0.24; PJM 2022 prices floored at zero plus 5 USD/MWh. Published maxima and means of the files, MW.
TEST_CASE("the inputs of the Pine-Island-like anchor come out as published") {
  const auto folder = shared_data("energy-hourly");
  if (folder.empty()) {
    MESSAGE("shared energy files not found: skipped");
    return;
  }
  const auto miso = folder / "us-ba-generation-2022" / "MISO.csv";
  struct Row { const char* column; double largest, mean, wanted; };
  for (const Row& row : {Row{"WND", 24483, 11412.3, 0.45}, {"SUN", 2387, 518.1, 0.24}}) {
    CAPTURE(row.column);
    const Result<Series> raw = read_hourly_series(miso, row.column, "MW", {.interpolate_gaps = true});
    REQUIRE(raw);
    CHECK(*std::max_element(raw->values.begin(), raw->values.end()) == row.largest);
    const Result<CsvTable> cells = read_csv(miso);
    REQUIRE(cells);
    double measured = 0.0, hours = 0.0;  // the published mean is over the 8,757 measured hours
    for (std::size_t t = 0; t < 8760; ++t)
      if (!cells->cell(t, cells->find(row.column).value()).empty()) measured += raw->values[t], hours += 1.0;
    CHECK(hours == 8757);
    validation::against({"energy", std::string("MISO 2022, ") + row.column + ": mean generation", "US EIA by HewlettPackard/dc-rl @a92b4755", "MW"}, row.mean, measured / hours,
                        0.06 / row.mean, 6);
    CHECK(std::abs(measured / hours - row.mean) < 0.06);
    CHECK(mean(raw->values) == Approx(row.mean).epsilon(1e-3));
    const Result<Series> scaled =
        read_hourly_series(miso, row.column, "1", {.interpolate_gaps = true, .divide_by_max = true, .scale_to_mean = row.wanted});
    REQUIRE(scaled);
    CHECK(mean(scaled->values) == Approx(row.wanted).epsilon(1e-12));
    const Result<Series> clipped = read_hourly_series(
        miso, row.column, "1", {.interpolate_gaps = true, .divide_by_max = true, .scale_to_mean = row.wanted, .clip_max = 1.0});
    REQUIRE(clipped);
    CHECK(*std::max_element(clipped->values.begin(), clipped->values.end()) <= 1.0);
    CHECK(mean(clipped->values) <= row.wanted + 1e-12);
    CHECK(mean(clipped->values) > 0.99 * row.wanted);
  }
  CHECK(!read_hourly_series(miso, "WND", "MW"));  // three hours are missing: an error unless gaps are to be filled
  const Result<Series> price = read_hourly_series(folder / "prices-usd" / "US-MIDA-PJM-2022.csv", "Price (USD/MWh)", "USD/MWh",
                                                  {.clip_min = 0.0, .add = 5.0});
  REQUIRE(price);
  CHECK(*std::min_element(price->values.begin(), price->values.end()) == 5.0);
}
