// Halls: orderings, monotonicity, dry plants use no water, order of magnitude of the reference's sanity table.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>

#include "gridwright/facility/hall.hpp"
#include "gridwright/facility/segments.hpp"

using namespace gridwright;
using namespace gridwright::facility;
using doctest::Approx;

namespace {

/// A made-up year: cosine seasons and days, so that every regime occurs. Dew point a fixed distance below the daily mean.
std::vector<WeatherHour> made_up_year(double mean_c, double season_c, double day_c, double dryness_k, double pressure_pa = 101325.0) {
  std::vector<WeatherHour> hours;
  for (int t = 0; t < 8760; ++t) {
    const double season = mean_c - season_c * std::cos(2 * 3.14159265 * t / 8760.0);
    const double dry = season - day_c * std::cos(2 * 3.14159265 * (t % 24 - 3) / 24.0);
    hours.push_back(weather_hour(dry, season - dryness_k, pressure_pa));
  }
  return hours;
}
std::vector<WeatherHour> continental() { return made_up_year(7, 15, 5, 5); }
std::vector<WeatherHour> desert() { return made_up_year(24, 11, 7, 18); }
std::vector<WeatherHour> island() { return made_up_year(25.5, 2, 3, 5); }

HallModel hall(const HallOption& option, const SiteConditions& site) {
  Result<HallModel> made = make_hall_model(option, site);
  INFO(to_text(made.diagnostics()));
  REQUIRE(made);
  return *made;
}
HallYear full_year(const HallOption& option, std::span<const WeatherHour> weather, double x = 1.0) {
  const std::vector<double> load(weather.size(), 100.0 * x);
  return evaluate_year(hall(option, site_conditions(weather)), weather, load, 100.0);
}

}  // namespace

TEST_CASE("every plant and chain makes a hall, with sensible PUE, in three climates") {
  for (const auto& weather : {continental(), desert(), island()})
    for (const PlantDesign& plant : plant_designs()) {
      CAPTURE(plant.name);
      const HallYear y = full_year({.plant = plant.name}, weather);
      CHECK(y.pue() > 1.02);
      CHECK(y.pue() < 1.45);
      CHECK(y.wue_l_per_kwh() >= 0.0);
      CHECK(y.wue_l_per_kwh() < 2.6);
      int hours = 0;
      for (int n : y.hours_in_mode) hours += n;
      CHECK(hours == 8760);
      CHECK(y.supply_excess_max_k < 1e-6);   // every preset has a chiller
    }
  for (const PowerChain& chain : power_chains()) {
    CAPTURE(chain.name);
    const HallYear y = full_year({.power_chain = chain.name}, continental());
    CHECK(y.pue() > 1.02);
    CHECK(y.pue() < 1.35);
  }
}

TEST_CASE("dry plants use no water; towers use more than pads") {
  for (const auto& weather : {continental(), desert(), island()}) {
    for (const char* dry : {"dtc_dry_cooler", "air_chiller", "air_chiller_economiser", "rear_door", "immersion_single_phase"})
      CHECK(full_year({.plant = dry}, weather).water_m3 == 0.0);
    const double tower = full_year({.plant = "tower_economiser"}, weather).wue_l_per_kwh();
    const double adiabatic = full_year({.plant = "air_adiabatic"}, weather).wue_l_per_kwh();
    const double pads = full_year({.plant = "dtc_adiabatic", .supply = Celsius{30}}, weather).wue_l_per_kwh();
    CHECK(tower > adiabatic);
    CHECK(tower > pads);
    CHECK(pads > 0.0);
  }
  CHECK(full_year({.plant = "air_adiabatic"}, desert()).water_m3 > 0.0);
}

TEST_CASE("orderings: plants, supply temperatures, climates, UPS") {
  const auto cold = continental(), hot = desert();
  for (const auto& weather : {cold, hot, island()}) {
    CHECK(full_year({.plant = "air_chiller"}, weather).pue() > full_year({.plant = "tower_economiser"}, weather).pue());
    CHECK(full_year({.plant = "air_chiller"}, weather).pue() >= full_year({.plant = "air_chiller_economiser"}, weather).pue());
    CHECK(full_year({.plant = "water_chiller"}, weather).pue() >= full_year({.plant = "tower_economiser"}, weather).pue());
    const double p30 = full_year({.supply = Celsius{30}}, weather).pue(), p40 = full_year({.supply = Celsius{40}}, weather).pue(),
                 p45 = full_year({.supply = Celsius{45}}, weather).pue();
    CHECK(p30 >= p40);
    CHECK(p40 >= p45);
    CHECK(full_year({.plant = "dtc_adiabatic", .supply = Celsius{30}}, weather).pue() <= p30 + 2e-3);
  }
  for (const PlantDesign& plant : plant_designs()) {
    CAPTURE(plant.name);
    CHECK(full_year({.plant = plant.name}, hot).pue() >= full_year({.plant = plant.name}, cold).pue());
  }
  const double gain = full_year({.power_chain = "legacy_n1_ups"}, cold).pue() - full_year({.power_chain = "rack_battery_n"}, cold).pue();
  CHECK(gain > 0.03);   // removing double conversion and the PDU transformer
  CHECK(gain < 0.06);
}

TEST_CASE("a degree warmer outside never lowers the overhead of any hour and load") {
  for (const auto& weather : {continental(), desert(), island()}) {
    const SiteConditions site = site_conditions(weather, 5.0);
    for (const PlantDesign& plant : plant_designs()) {
      CAPTURE(plant.name);
      const HallModel h = hall({.plant = plant.name}, site);
      double worst = 0.0;
      for (std::size_t t = 0; t < weather.size(); t += 7)
        for (double x : {0.3, 0.7, 1.0}) {
          const WeatherHour w = weather[t];
          const WeatherHour hotter = weather_hour(w.t_c + 1.0, w.dew_point_c, w.pressure_pa);
          worst = std::max(worst, evaluate(h, w, x, 1.0).overhead_mw.total() - evaluate(h, hotter, x, 1.0).overhead_mw.total());
        }
      CHECK(worst < 1e-9);
    }
  }
}

TEST_CASE("a degree warmer supply never raises PUE") {
  for (const auto& weather : {continental(), desert(), island()})
    for (const PlantDesign& plant : plant_designs()) {
      CAPTURE(plant.name);
      const double now = full_year({.plant = plant.name, .supply = Celsius{plant.supply_default_c}}, weather, 0.8).pue();
      const double warmer = full_year({.plant = plant.name, .supply = Celsius{plant.supply_default_c + 1.0}}, weather, 0.8).pue();
      // 2e-4: the warmer hall has smaller chillers and transformers, which then run at a slightly higher load.
      CHECK(warmer <= now + 2e-4);
    }
}

TEST_CASE("overhead scales with the hall") {
  const auto weather = desert();
  const HallModel h = hall({}, site_conditions(weather));
  const FacilityHour one = evaluate(h, weather[4400], 0.6, 1.0), many = evaluate(h, weather[4400], 60.0, 100.0);
  CHECK(many.overhead_mw.total() == Approx(100.0 * one.overhead_mw.total()).epsilon(1e-12));
  CHECK(many.pue() == Approx(one.pue()).epsilon(1e-12));
}

TEST_CASE("design day is at least as hard as any hour of the year, and sizes the meter") {
  for (const auto& weather : {continental(), desert(), island()})
    for (const char* plant : {"dtc_dry_cooler", "dtc_adiabatic", "dtc_tower", "air_chiller", "tower_economiser"}) {
      CAPTURE(plant);
      const HallModel h = hall({.plant = plant}, site_conditions(weather));
      const double peak = peak_site_power_per_it(h, weather);
      const HallYear y = full_year({.plant = plant}, weather);
      CHECK(peak * 100.0 >= y.peak_site_mw - 1e-9);
      CHECK(design_day(h).site_mw() == Approx(peak).epsilon(1e-9));
      CHECK(design_day(h).supply_excess_k == 0.0);
    }
}

TEST_CASE("year and hour agree, and IT power has its own ledger") {
  const auto weather = continental();
  const HallModel h = hall({.plant = "air_chiller_economiser"}, site_conditions(weather));
  std::vector<double> load(weather.size());
  for (std::size_t t = 0; t < load.size(); ++t) load[t] = 60.0 + 30.0 * std::sin(0.001 * static_cast<double>(t));
  const HallYear y = evaluate_year(h, weather, load, 100.0);
  double overhead = 0.0, water = 0.0;
  for (std::size_t t = 0; t < load.size(); ++t) {
    const FacilityHour hour = evaluate(h, weather[t], load[t], 100.0);
    CHECK(hour.overhead_mw.total() == Approx(y.overhead_mw[t]).epsilon(1e-12));
    overhead += hour.overhead_mw.total();
    water += hour.water_m3;
  }
  CHECK(y.overhead_mwh.total() == Approx(overhead).epsilon(1e-10));
  CHECK(y.water_m3 == Approx(water).epsilon(1e-10));
  CHECK(y.itue() > 1.05);
  CHECK(y.tue() == Approx(y.itue() * y.pue()));
  CHECK(it_fan_share(35.0, 0.0) == Approx(0.10).epsilon(0.01));
  CHECK(it_fan_share(22.0, 0.0) == Approx(0.03));
  CHECK(it_fan_share(30.0, 1.0) == 0.0);
}

TEST_CASE("bad input is explained") {
  const SiteConditions site;
  const auto first = [&](const HallOption& option, const SiteConditions& s) {
    const Result<HallModel> made = make_hall_model(option, s);
    REQUIRE(!made);
    return to_text(made.diagnostics());
  };
  CHECK(first({.plant = "dct_dry_cooler"}, site).find("did you mean 'dtc_dry_cooler'") != std::string::npos);
  CHECK(first({.power_chain = "rack_batery_n"}, site).find("rack_battery_n") != std::string::npos);
  CHECK(first({.supply = Celsius{200}}, site).find("200 degC") != std::string::npos);
  CHECK(first({.plant = "dtc_tower", .supply = Celsius{22}, .trim_chiller = false}, {.design_dry_bulb_c = 35, .design_wet_bulb_c = 26})
            .find("wet bulb") != std::string::npos);
  CHECK(first({.plant = "air_chiller", .liquid_fraction = 0.5}, site).find("air only") != std::string::npos);
  CHECK(first({.plant = "air_chiller", .trim_chiller = false}, site).find("neither heat sink nor chiller") != std::string::npos);
  CHECK(first({.liquid_fraction = 1.5}, site).find("0 to 1") != std::string::npos);
  CHECK(first({}, {.pressure_pa = 1013.25}).find("hPa") != std::string::npos);
  Result<PlantDesign> plant = plant_design("dtc_dry_cooler");
  plant->liquid.loop.range_k = 0.0;
  plant->air.rise_k = -1.0;
  const Result<HallModel> made = make_hall_model(*plant, *power_chain("rack_battery_n"), Celsius{40}, site);
  REQUIRE(!made);
  CHECK(made.diagnostics().size() == 2);   // every mistake at once
}

TEST_CASE("without a trim chiller the supply floats and the excess is reported") {
  const auto weather = desert();
  const HallYear y = full_year({.supply = Celsius{50}, .trim_chiller = false}, weather);
  const HallYear with = full_year({.supply = Celsius{50}}, weather);
  CHECK(y.supply_excess_max_k > 0.2);
  CHECK(y.supply_excess_max_k < 4.0);
  CHECK(y.hours_in_mode[static_cast<std::size_t>(CoolingMode::floating)] > 0);
  CHECK(y.pue() == Approx(with.pue()).epsilon(1e-3));   // fans at full speed instead of a small chiller
}

TEST_CASE("convex segments bound the true curve within 0.5 % of IT power") {
  for (const auto& weather : {continental(), desert(), island()})
    for (const PlantDesign& plant : plant_designs())
      for (const char* chain : {"rack_battery_n", "legacy_2n_ups", "modern_ups"}) {
        CAPTURE(plant.name); CAPTURE(std::string(chain));
        const HallModel h = hall({.plant = plant.name, .power_chain = chain}, site_conditions(weather));
        const FacilitySegments f = facility_segments(h, weather);
        double worst = 0.0;
        for (std::size_t t = 0; t < weather.size(); t += 13)
          for (double x = 0.25; x <= 1.0; x += 0.01)
            worst = std::max(worst, std::abs(f.overhead_mw(t, x, 1.0) - evaluate(h, weather[t], x, 1.0).overhead_mw.total()) / x);
        CHECK(worst <= 0.005);
        CHECK(f.worst_error <= 0.005);
        for (std::size_t t = 0; t < weather.size(); t += 101)
          for (std::size_t s = 0; s + 1 < f.segments; ++s) CHECK(f.slope(s, t) <= f.slope(s + 1, t) + 1e-12);
      }
}

TEST_CASE("a winter humidity limit costs water, dropping it costs none") {
  const auto weather = continental();
  PlantDesign plant = *plant_design("air_chiller_economiser");
  const PowerChain chain = *power_chain("rack_battery_n");
  const std::vector<double> load(weather.size(), 80.0);
  const auto water = [&] { return evaluate_year(*make_hall_model(plant, chain, Celsius{25}, site_conditions(weather)), weather, load, 100.0).water_m3; };
  CHECK(water() == 0.0);
  plant.air.dew_point_min_c = -9.0;
  const double mild = water();
  plant.air.dew_point_min_c = 2.0;
  CHECK(mild > 0.0);
  CHECK(water() > mild);
}

TEST_CASE("heat for re-use: energy and temperature of the liquid return, and what the site would be without it") {
  const auto weather = continental();
  const HallYear y = full_year({.supply = Celsius{45}}, weather, 0.8);
  CHECK(y.reuse_temperature_c == Approx(45.0 - 4.0 + 10.0));   // facility water below the coolant, warmed by its range
  CHECK(y.reuse_heat_mwh > 0.85 * y.it_mwh);                   // the liquid share and the pumps' heat
  CHECK(y.ere(0.0) == Approx(y.pue()));
  CHECK(y.ere() == Approx(y.pue() - y.reuse_heat_mwh / y.it_mwh));
  const HallYear floating = full_year({.supply = Celsius{50}, .trim_chiller = false}, desert());
  CHECK(floating.reuse_temperature_c > 56.0);                  // warmer in the hours it floats
  CHECK(full_year({.plant = "air_chiller"}, weather).reuse_heat_mwh == 0.0);
}

TEST_CASE("the design day follows the long record where there is one") {
  weather::WeatherYear year;
  for (int t = 0; t < 8760; ++t) {
    year.dry_bulb_c.push_back(20.0 + 10.0 * std::sin(0.01 * t));
    year.dew_point_c.push_back(10.0);
    year.pressure_pa.push_back(100000.0);
  }
  const SiteConditions guessed = site_conditions(year);
  CHECK(guessed.design_dry_bulb_c == Approx(33.0).epsilon(1e-4));
  year.design = weather::DesignConditions{.extreme_wet_bulb_c = 26.0, .dry_bulb_max_20y_c = 41.0, .source = {}};
  CHECK(site_conditions(year).design_dry_bulb_c == 41.0);
  CHECK(site_conditions(year).design_wet_bulb_c == 26.0);
  year.design->dry_bulb_max_20y_c = 25.0;   // milder than the year itself: the year counts
  CHECK(site_conditions(year).design_dry_bulb_c == Approx(30.0).epsilon(1e-4));
}

TEST_CASE("a hall that was not built draws nothing; a solver's last digit does no harm") {
  const auto weather = continental();
  const HallModel h = hall({}, site_conditions(weather));
  CHECK(evaluate(h, weather[0], 0.0, 0.0).overhead_mw.total() == 0.0);
  const std::vector<double> none(weather.size(), 0.0);
  CHECK(evaluate_year(h, weather, none, 0.0).overhead_mwh.total() == 0.0);
  CHECK(evaluate(h, weather[0], 100.0 + 1e-6, 100.0).overhead_mw.total() == Approx(evaluate(h, weather[0], 100.0, 100.0).overhead_mw.total()));
}

TEST_CASE("segments down to a tenth of the load, with four to six lines") {
  for (const auto& weather : {continental(), desert()})
    for (const PlantDesign& plant : plant_designs()) {
      CAPTURE(plant.name);
      const HallModel h = hall({.plant = plant.name}, site_conditions(weather));
      for (int segments : {4, 6}) {
        const FacilitySegments f = facility_segments(h, weather, {.segments = segments, .lowest_load = 0.1});
        double worst = 0.0;
        for (std::size_t t = 0; t < weather.size(); t += 37)
          for (double x = 0.1; x <= 1.0; x += 0.01)
            worst = std::max(worst, std::abs(f.overhead_mw(t, x, 1.0) - evaluate(h, weather[t], x, 1.0).overhead_mw.total()));
        CHECK(worst <= 0.005);   // of IT capacity: floors of pumps and fans and the start of pads are not convex
      }
    }
}

TEST_CASE("a manufacturer's curves in place of the exergy model: close to it, convex enough, refused outside their box") {
  struct Row { const char* plant; const char* curve; double supply; };
  for (Row r : {Row{"water_chiller", "carrier_19xr_1143kw", 16.0}, {"tower_economiser", "carrier_19xr_1143kw", 18.0},
                {"air_chiller", "york_ycal_101kw_air", 15.5}}) {
    CAPTURE(std::string(r.curve));
    const auto weather = desert();
    PlantDesign plant = *plant_design(r.plant);
    const PowerChain chain = *power_chain("rack_battery_n");
    const std::vector<double> load(weather.size(), 80.0);
    const double model = evaluate_year(*make_hall_model(plant, chain, Celsius{r.supply}, site_conditions(weather)), weather, load, 100.0).pue();
    plant.chiller_curve = r.curve;
    const Result<HallModel> h = make_hall_model(plant, chain, Celsius{r.supply}, site_conditions(weather));
    INFO(to_text(h.diagnostics()));
    REQUIRE(h);
    const double curves = evaluate_year(*h, weather, load, 100.0).pue();
    MESSAGE(std::string(r.plant) << ": PUE " << model << " by exergy, " << curves << " by " << std::string(r.curve));
    CHECK(std::abs(curves - model) < 0.05);
    // Strongly convex at high load; near zero load, where a machine cycles, not convex: that part is reported apart.
    const FacilitySegments lines = facility_segments(*h, weather, {.segments = 5});
    CHECK(lines.worst_error <= lines.worst_nonconvexity + 0.003);
    CHECK(lines.worst_error <= 0.01);
  }
  PlantDesign plant = *plant_design("tower_economiser");
  plant.chiller_curve = "carrier_19xr_1143kw";
  Result<HallModel> warm = make_hall_model(plant, *power_chain("rack_battery_n"), Celsius{27}, {});
  REQUIRE(!warm);
  CHECK(to_text(warm.diagnostics()).find("holds for chilled water") != std::string::npos);
  plant.chiller_curve = "carier_19xr_1143kw";
  CHECK(!make_hall_model(plant, *power_chain("rack_battery_n"), Celsius{16}, {}));
}

TEST_CASE("weather that is not a number gives no answer, and no crash") {
  const auto weather = continental();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const PlantDesign& plant : plant_designs()) {
    CAPTURE(plant.name);
    const HallModel h = hall({.plant = plant.name}, site_conditions(weather));
    const std::vector<WeatherHour> broken{{nan, nan, nan, nan, nan}, {20.0, nan, 10.0, 0.008, 101325.0}, weather[0]};
    (void)evaluate(h, broken[0], 0.5, 1.0);
    (void)facility_segments(h, broken);
    (void)evaluate_year(h, broken, std::vector<double>{0.5, 0.5, 0.5}, 1.0);
  }
}
