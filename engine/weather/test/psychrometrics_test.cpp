#include "gridwright/weather/psychrometrics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>
#include "validation_record.hpp"

using namespace gridwright;
using namespace gridwright::weather;
using doctest::Approx;

// PsychroLib 2.5.0 (MIT), an independent program, run on these states. They are printed to 0.001 degC.
TEST_CASE("wet bulb, dew point and humidity ratio agree with PsychroLib") {
  struct Row { double t_c, rh, p_pa, wet_c, dew_c, w; };
  double worst_wet = 0.0, worst_dew = 0.0, worst_w = 0.0;
  for (const Row row : {Row{20, 0.50, 101325, 13.783, 9.272, 0.007262}, {35, 0.20, 101325, 18.870, 8.707, 0.006986},
                        {40, 0.10, 101325, 18.566, 2.629, 0.004565}, {30, 0.80, 101325, 27.091, 26.169, 0.021573},
                        {25, 0.50, 83500, 17.430, 13.864, 0.012031}, {10, 0.90, 101325, 9.157, 8.437, 0.006859},
                        {0, 0.70, 101325, -1.750, -4.263, 0.002637}, {-10, 0.80, 101325, -10.648, -12.490, 0.001279},
                        {-20, 0.70, 101325, -20.459, -23.663, 0.000444}, {45, 0.05, 101325, 18.901, -2.910, 0.002958},
                        {7, 0.61, 100000, 3.9263, 0.001, 0.003825}}) {
    CAPTURE(row.t_c);
    const Pascal p{row.p_pa};
    const HumidityRatio w = humidity_ratio(Celsius{row.t_c}, row.rh, p);
    worst_w = std::max(worst_w, std::abs(w.kg_per_kg() - row.w));
    worst_dew = std::max(worst_dew, std::abs(dew_point(w, p).degrees() - row.dew_c));
    worst_wet = std::max(worst_wet, std::abs(wet_bulb(Celsius{row.t_c}, w, p).degrees() - row.wet_c));
    CHECK(std::abs(w.kg_per_kg() - row.w) < 1e-6);
    CHECK(std::abs(dew_point(w, p).degrees() - row.dew_c) < 0.001);
    CHECK(std::abs(wet_bulb(Celsius{row.t_c}, w, p).degrees() - row.wet_c) < 0.001);
  }
  validation::worst({"weather", "Wet bulb at 11 states: worst difference", "PsychroLib 2.5.0", "degC"}, 11, worst_wet, 0.001);
  validation::worst({"weather", "Dew point at 11 states: worst difference", "PsychroLib 2.5.0", "degC"}, 11, worst_dew, 0.001);
  validation::worst({"weather", "Humidity ratio at 11 states: worst difference", "PsychroLib 2.5.0", "kg/kg"}, 11, worst_w, 1e-6);
}

TEST_CASE("saturation pressure agrees with PsychroLib to 1e-5") {
  struct Row { double t_c, p_pa; };
  for (const Row row : {Row{-20, 103.260}, {0, 611.154}, {10, 1227.995}, {20, 2338.804}, {25, 3169.216}, {30, 4246.030},
                        {40, 7383.460}, {50, 12349.856}}) {
    CAPTURE(row.t_c);
    validation::against({"weather", "Saturation pressure at " + validation::digits(row.t_c, 2) + " degC", "PsychroLib 2.5.0", "Pa"}, row.p_pa,
                        saturation_pressure(Celsius{row.t_c}).pa(), 1e-5, 6);
    CHECK(saturation_pressure(Celsius{row.t_c}).pa() == Approx(row.p_pa).epsilon(1e-5));
  }
  CHECK(std::abs(saturation_pressure(Celsius{-40}).pa() - 12.845) < 5e-4);  // the reference has 5 digits here
}

// ASHRAE Fundamentals 2017 ch. 1 table 3 and worked values; the book claims 300 ppm, so do we.
TEST_CASE("psychrometrics agree with the ASHRAE tables") {
  struct Row { double t_c, p_pa; };
  for (const Row row : {Row{-20, 103.24}, {-5, 401.74}, {5, 872.6}, {25, 3169.7}, {50, 12351.3}, {100, 101418.0}}) {
    CAPTURE(row.t_c);
    validation::against({"weather", "Saturation pressure at " + validation::digits(row.t_c, 2) + " degC, ASHRAE", "ASHRAE Fundamentals 2017 ch. 1 table 3", "Pa"}, row.p_pa,
                        saturation_pressure(Celsius{row.t_c}).pa(), 300e-6, 5);
    CHECK(saturation_pressure(Celsius{row.t_c}).pa() == Approx(row.p_pa).epsilon(300e-6));
  }
  const Pascal p{95461.0};
  const auto record = [](const char* what, const char* unit, double published, double ours, double within) {
    validation::against({"weather", what, "ASHRAE Fundamentals 2017, worked values", unit}, published, ours, within, 5);
  };
  record("Humidity ratio at 30 degC, wet bulb 25 degC", "kg/kg", 0.0192281, humidity_ratio_from_wet_bulb(Celsius{30}, Celsius{25}, p).kg_per_kg(), 300e-6);
  record("Humidity ratio at -1 degC, wet bulb -5 degC", "kg/kg", 0.001204, humidity_ratio_from_wet_bulb(Celsius{-1}, Celsius{-5}, p).kg_per_kg(), 500e-6);
  record("Enthalpy at 30 degC, 0.02 kg/kg", "J/kg", 81316.0, enthalpy_j_per_kg(Celsius{30}, HumidityRatio{0.02}), 1e-5);
  record("Standard pressure at 500 m", "Pa", 95461.0, standard_pressure(500 * metres).pa(), 1e-5);
  record("Standard pressure at 1000 m", "Pa", 89875.0, standard_pressure(1000 * metres).pa(), 1e-5);
  record("Standard pressure at 4000 m", "Pa", 61640.0, standard_pressure(4000 * metres).pa(), 1e-4);
  CHECK(humidity_ratio_from_wet_bulb(Celsius{30}, Celsius{25}, p).kg_per_kg() == Approx(0.0192281).epsilon(300e-6));
  CHECK(humidity_ratio_from_wet_bulb(Celsius{-1}, Celsius{-5}, p).kg_per_kg() == Approx(0.001204).epsilon(500e-6));
  CHECK(enthalpy_j_per_kg(Celsius{30}, HumidityRatio{0.02}) == Approx(81316.0).epsilon(1e-5));
  CHECK(standard_pressure(500 * metres).pa() == Approx(95461.0).epsilon(1e-5));
  CHECK(standard_pressure(1000 * metres).pa() == Approx(89875.0).epsilon(1e-5));
  CHECK(standard_pressure(4000 * metres).pa() == Approx(61640.0).epsilon(1e-4));
}

TEST_CASE("density of dry and moist air") {
  // Ideal gas at 20 degC and sea level: 101325 / (287.042 * 293.15) = 1.2041 kg/m3; moist air is lighter.
  CHECK(moist_air_density_kg_per_m3(Celsius{20}, HumidityRatio{0.0}, Pascal{101325}) == Approx(1.2041).epsilon(1e-4));
  CHECK(moist_air_density_kg_per_m3(Celsius{20}, HumidityRatio{0.01}, Pascal{101325}) < 1.2041);
}

TEST_CASE("over a grid of states: dew point <= wet bulb <= dry bulb, rising with humidity, inverses return") {
  for (double p_pa : {61640.0, 84556.0, 101325.0})
    for (double t_c = -45.0; t_c <= 55.0; t_c += 1.7) {
      double last = -1e9;
      for (double rh = 0.02; rh <= 1.0; rh += 0.07) {
        CAPTURE(p_pa); CAPTURE(t_c); CAPTURE(rh);
        const HumidityRatio w = humidity_ratio(Celsius{t_c}, rh, Pascal{p_pa});
        const double wet = wet_bulb(Celsius{t_c}, w, Pascal{p_pa}).degrees();
        const double dew = dew_point(w, Pascal{p_pa}).degrees();
        REQUIRE(wet <= t_c);
        REQUIRE(wet >= dew - 1e-9);
        REQUIRE(wet > last);
        last = wet;
        REQUIRE(saturation_pressure_pa(dew) == Approx(rh * saturation_pressure_pa(t_c)).epsilon(1e-9));
        REQUIRE(humidity_ratio_at_wet_bulb(t_c, wet, p_pa) == Approx(w.kg_per_kg()).epsilon(1e-8));
        REQUIRE(relative_humidity(Celsius{t_c}, w, Pascal{p_pa}) == Approx(rh).epsilon(1e-9));
      }
    }
}

TEST_CASE("wet bulb by Newton equals wet bulb by bisection") {
  for (double t_c = -30.0; t_c <= 50.0; t_c += 2.3)
    for (double rh : {0.05, 0.3, 0.6, 0.95}) {
      const double p = 97000.0;
      const double w = humidity_ratio_of_vapour(rh * saturation_pressure_pa(t_c), p);
      const double quick = wet_bulb_c(t_c, w, p);
      // bisect the same branch: at 0 degC the ASHRAE equations have a step
      double low = quick >= 0.0 ? 0.0 : -60.0, high = quick >= 0.0 ? t_c : std::min(t_c, -1e-12);
      for (int i = 0; i < 60; ++i) {
        const double mid = 0.5 * (low + high);
        (humidity_ratio_at_wet_bulb(t_c, mid, p) < w ? low : high) = mid;
      }
      CAPTURE(t_c); CAPTURE(rh);
      CHECK(std::abs(quick - 0.5 * (low + high)) < 1e-7);
    }
}

TEST_CASE("the hourly form gives the scalar answers") {
  std::vector<double> dry, dew, pressure, wet, scalar;
  for (int t = 0; t < 500; ++t) {
    dry.push_back(10.0 + 25.0 * std::sin(0.05 * t));
    dew.push_back(dry.back() - 9.0 - 9.0 * std::sin(0.3 * t));
    pressure.push_back(98000.0 + 900.0 * std::sin(0.01 * t));
  }
  wet.resize(dry.size());
  wet_bulb_hourly(dry, dew, pressure, wet);
  for (std::size_t t = 0; t < dry.size(); ++t) {
    const double w = saturation_humidity_ratio(std::min(dew[t], dry[t]), pressure[t]);
    CHECK(std::abs(wet[t] - wet_bulb_c(dry[t], w, pressure[t])) < 1e-7);
  }
  std::vector<double> w(dry.size());
  humidity_ratio_hourly(dew, pressure, w);
  CHECK(w[7] == saturation_humidity_ratio(dew[7], pressure[7]));
}

TEST_CASE("saturated and bone-dry air") {
  const double p = 101325.0;
  CHECK(wet_bulb_c(15.0, saturation_humidity_ratio(15.0, p), p) == Approx(15.0).epsilon(1e-9));
  CHECK(wet_bulb_c(15.0, 1.2 * saturation_humidity_ratio(15.0, p), p) == 15.0);
  CHECK(wet_bulb_c(15.0, 0.0, p) < 5.0);
  CHECK(dew_point_of_vapour_c(0.0) == -100.0);
}

TEST_CASE("values outside the range of the equations are refused by name") {
  CHECK_THROWS_AS((void)saturation_pressure(Celsius{-101}), std::out_of_range);
  CHECK_THROWS_AS((void)saturation_pressure(Celsius{201}), std::out_of_range);
  CHECK_THROWS_AS((void)humidity_ratio(Celsius{20}, 50.0, Pascal{101325}), std::out_of_range);  // percent for share
  CHECK_THROWS_AS((void)humidity_ratio(Celsius{20}, 0.5, Pascal{1013.25}), std::out_of_range);  // hPa for Pa
  CHECK_THROWS_AS((void)standard_pressure(20 * km), std::out_of_range);
}
