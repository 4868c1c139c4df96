// The facility study: totals agree with the facility room, mistakes come in one pass, scenarios give their halls.
#include <doctest/doctest.h>

#include <numeric>

#include "gridwright/facility/hall.hpp"
#include "gridwright/plan/facility_study.hpp"
#include "gridwright/weather/climate.hpp"
#include "gridwright/weather/synthesis.hpp"
#include "small_worlds.hpp"

using namespace gridwright;
using doctest::Approx;
using plan::study_facility;

TEST_CASE("a study says what the facility room computes, by year, month and component") {
  const Result<design::FacilityStudy> s = study_facility({.place = "phoenix-az", .plants = {"dtc_adiabatic"}, .supply_c = {45.0}, .it_mw = 50.0, .load_share = 0.6, .connection_mw = 80.0});
  REQUIRE(s);
  REQUIRE(s->plants.size() == 1);
  const design::PlantStudy& p = s->plants[0];
  const auto weather = facility::weather_hours(weather::synthesise_weather(*weather::climate_place("phoenix-az"), 7));
  const auto hall = *facility::make_hall_model({.plant = "dtc_adiabatic", .supply = Celsius{45}}, facility::site_conditions(weather));
  const std::vector<double> it(weather.size(), 30.0);
  const facility::HallYear y = facility::evaluate_year(hall, weather, it, 50.0);
  CHECK(p.pue == Approx(y.pue()).epsilon(1e-12));
  CHECK(p.wue_l_per_kwh == Approx(y.wue_l_per_kwh()).epsilon(1e-12));
  CHECK(p.tue == Approx(p.itue * p.pue).epsilon(1e-12));
  CHECK(p.it_on_connection_mw == Approx(80.0 / facility::peak_site_power_per_it(hall, weather)).epsilon(1e-12));
  double parts = 0.0, hours = 0.0, by_month = 0.0;
  for (const design::Overhead& o : p.overheads) parts += o.mwh_per_year;
  for (const design::ModeHours& m : p.modes) hours += m.hours;
  for (const design::ModeMonths& m : p.month_modes) by_month += std::accumulate(m.hours.begin(), m.hours.end(), 0.0);
  CHECK(parts == Approx(p.overhead_mwh).epsilon(1e-12));
  CHECK(hours == 8760.0);
  CHECK(by_month == 8760.0);
  CHECK(std::accumulate(p.month_water_m3.begin(), p.month_water_m3.end(), 0.0) == Approx(p.water_m3).epsilon(1e-12));
  REQUIRE(p.month_hour_pue.size() == 288);
  const std::vector<int> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  double overhead = 0.0;
  for (std::size_t m = 0; m < 12; ++m)
    for (std::size_t h = 0; h < 24; ++h) overhead += (p.month_hour_pue[24 * m + h] - 1.0) * 30.0 * days[m];
  CHECK(overhead == Approx(p.overhead_mwh).epsilon(1e-9));
}

TEST_CASE("every mistake of a query comes in one pass") {
  const Result<design::FacilityStudy> s =
      study_facility({.place = "phenix-az", .plants = {"dct_tower"}, .power_chain = "rack_batery_n", .it_mw = 0.0, .load_share = 1.5});
  REQUIRE(!s);
  const std::string text = to_text(s.diagnostics());
  for (const char* part : {"dct_tower", "rack_batery_n", "phenix-az", "IT capacity is 0 MW", "150 %"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  const Result<design::FacilityStudy> hot = study_facility({.place = "phoenix-az", .plants = {"dtc_dry_cooler"}, .supply_c = {200.0}});
  REQUIRE(!hot);
  CHECK(to_text(hot.diagnostics()).find("200 degC") != std::string::npos);
  const Result<design::FacilityStudy> cold = study_facility({.place = "phoenix-az", .plants = {"dtc_tower"}, .supply_c = {20.0}, .trim_chiller = false});
  REQUIRE(!cold);
  CHECK(to_text(cold.diagnostics()).find("wet bulb") != std::string::npos);
}

TEST_CASE("without names every plant answers; those that cannot give the temperature are named") {
  const Result<design::FacilityStudy> s = study_facility({.place = "rochester-mn", .supply_c = {45.0}});
  REQUIRE(s);
  CHECK(s->plants.size() == 5);   // direct-to-chip three ways, two immersions
  REQUIRE(s->notes.size() == 1);
  CHECK(s->notes[0].find("rear_door") != std::string::npos);
}

TEST_CASE("survey halls come with their own chain; a scenario gives one query a hall") {
  const Result<design::FacilityStudy> s = study_facility({.place = "miami-fl", .plants = {"survey_midsize_air_chiller"}});
  REQUIRE(s);
  CHECK(s->plants[0].power_chain == "survey_midsize");
  CHECK(s->plants[0].pue > 1.7);
  scenario::Site site = testing::empty_site("here");
  site.halls = {testing::simple_hall(100.0)};
  site.halls[0].cooling = {"dtc_tower"};
  site.halls[0].supply_temperature = {Celsius{30}, Celsius{40}};
  const auto queries = plan::facility_queries(testing::world(24, {site}));
  REQUIRE(queries.size() == 1);
  CHECK(queries[0].supply_c == std::vector<double>{30.0, 40.0});
  CHECK(queries[0].it_mw == 100.0);
}
