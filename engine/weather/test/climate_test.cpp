#include "gridwright/weather/climate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "embedded_files.hpp"

using namespace gridwright;
using namespace gridwright::weather;
using doctest::Approx;

TEST_CASE("the built-in climate tables are sound") {
  const auto places = parse_climate_places(embedded_file("data/climate_sites.csv"), embedded_file("data/climate_normals.csv"));
  INFO(to_text(places.diagnostics()));
  REQUIRE(places);
  CHECK(places->size() == 35);
  for (const ClimatePlace& place : *places) {
    CAPTURE(place.name);
    CHECK(!place.source.empty());
    for (const MonthNormals& month : place.months) {
      CHECK(month.dew_point_mean_c < month.dry_bulb_mean_c);
      CHECK(month.pressure_mean_pa > 75e3);
      CHECK(!(month.wet_bulb_mean_c > month.dry_bulb_mean_c));  // NaN where unknown
    }
  }
  CHECK(std::is_sorted(places->begin(), places->end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST_CASE("a place is found however it is written; a misspelt one is named") {
  for (const char* name : {"rochester-mn", "rochester_mn", "Rochester-MN", " rochester mn "}) {
    const Result<ClimatePlace> place = climate_place(name);
    REQUIRE(place);
    CHECK(place->name == "rochester-mn");
    CHECK(place->latitude_deg == 43.90);
    CHECK(place->months[0].dry_bulb_mean_c < -5.0);
  }
  const Result<ClimatePlace> wrong = climate_place("rochestr_mn");
  REQUIRE(!wrong);
  CHECK(wrong.diagnostics().front().fix.find("rochester-mn") != std::string::npos);
  const Result<ClimatePlace> unknown = climate_place("atlantis");
  REQUIRE(!unknown);
  CHECK(!unknown.diagnostics().front().fix.empty());
}

TEST_CASE("the nearest place to Pine Island is Rochester, about 35 km away") {
  const NearestClimatePlace near = nearest_climate_place(44.20, -92.65);
  CHECK(near.place.name == "rochester-mn");
  CHECK(near.distance.in(km) == Approx(35.4).epsilon(0.02));
  CHECK(nearest_climate_place(37.5, 127.0).place.name == "seoul-kr");
}

TEST_CASE("mistakes in the tables are found all at once, with their place") {
  const std::string sites =
      "place,title,country,latitude_deg,longitude_deg,utc_offset_h,elevation_m,source\n"
      "a,A,USA,95,10,0,0,s\n"
      "b,B,USA,45,ten,0,0,s\n";
  const std::string normals =
      "place,month,dry_bulb_mean_c,diurnal_range_c,hour_of_max,daily_mean_sd_c,dew_point_mean_c,wet_bulb_mean_c,"
      "pressure_mean_kpa,wind_mean_m_s,wind_weibull_k,ghi_mean_kwh_m2_day\n"
      "c,1,1,1,15,1,0,,100,3,2,3\n"
      "a,13,1,1,15,1,0,,100,3,2,3\n";
  const auto places = parse_climate_places(sites, normals);
  REQUIRE(!places);
  CHECK(places.diagnostics().size() >= 6);  // 95; ten; place c; month 13; a and b incomplete
  CHECK(places.diagnostics().front().line == 2);
  CHECK(places.diagnostics().front().column == 9);
}
