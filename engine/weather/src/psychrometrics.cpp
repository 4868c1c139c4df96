#include "gridwright/weather/psychrometrics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <string>

namespace gridwright::weather {
namespace {

constexpr double vapour_to_air_mass = 0.621945;  // molar masses of water and dry air (ASHRAE 2017 ch. 1)
constexpr double triple_point_c = 0.01;

struct LogPressure {
  double ln_p;   // ln of saturation pressure in Pa
  double slope;  // d ln p / dT, 1/K
};

// ASHRAE 2017 ch. 1 eqn 5 (over ice).
LogPressure over_ice(double t_c) {
  const double T = t_c + celsius_to_kelvin;
  const double inverse = 1.0 / T;
  const double poly = 6.3925247 + T * (-9.677843e-3 + T * (6.2215701e-7 + T * (2.0747825e-9 + T * -9.484024e-13)));
  const double ln_p = -5.6745359e3 * inverse + poly + 4.1635019 * std::log(T);
  const double slope = 5.6745359e3 * inverse * inverse + 4.1635019 * inverse - 9.677843e-3 +
                       T * (2 * 6.2215701e-7 + T * (3 * 2.0747825e-9 + T * 4 * -9.484024e-13));
  return {ln_p, slope};
}

// ASHRAE 2017 ch. 1 eqn 6 (over liquid water).
LogPressure over_water(double t_c) {
  const double T = t_c + celsius_to_kelvin;
  const double inverse = 1.0 / T;
  const double poly = 1.3914993 + T * (-4.8640239e-2 + T * (4.1764768e-5 + T * -1.4452093e-8));
  const double ln_p = -5.8002206e3 * inverse + poly + 6.5459673 * std::log(T);
  const double slope = 5.8002206e3 * inverse * inverse + 6.5459673 * inverse - 4.8640239e-2 +
                       T * (2 * 4.1764768e-5 + T * 3 * -1.4452093e-8);
  return {ln_p, slope};
}

LogPressure log_saturation_pressure(double t_c) { return t_c <= triple_point_c ? over_ice(t_c) : over_water(t_c); }

struct ValueAndSlope {
  double value, slope;
};

// Humidity ratio of air at dry bulb t whose wet bulb is s, and its derivative in s.
//   W = [(a - b s) Ws(s) - 1.006 (t - s)] / (a + 1.86 t - d s)
// liquid: a = 2501, b = 2.326, d = 4.186 (eqn 33);  ice: a = 2830, b = 0.24, d = 2.1 (eqn 35).
ValueAndSlope ratio_at_wet_bulb(double t, double s, double pressure_pa, bool ice) {
  const double a = ice ? 2830.0 : 2501.0, b = ice ? 0.24 : 2.326, d = ice ? 2.1 : 4.186;
  const LogPressure log_p = log_saturation_pressure(s);
  const double e = std::exp(log_p.ln_p);
  const double dry = 1.0 / (pressure_pa - e);
  const double ws = vapour_to_air_mass * e * dry;
  const double ws_slope = ws * log_p.slope * pressure_pa * dry;  // d/ds [e/(p-e)] = e' p/(p-e)^2
  const double inverse = 1.0 / (a + 1.86 * t - d * s);
  const double value = ((a - b * s) * ws - 1.006 * (t - s)) * inverse;
  return {value, ((a - b * s) * ws_slope - b * ws + 1.006 + d * value) * inverse};
}

// Newton for W(s) = w on one branch, inside [low, high]. W is increasing and convex in s there, so Newton from any point
// overshoots at most once to the right and then falls monotonically onto the root.
double solve_wet_bulb(double t, double w, double pressure_pa, double low, double high, bool ice, double guess) {
  double s = std::clamp(guess, low, high);
  for (int iteration = 0; iteration < 30; ++iteration) {
    const ValueAndSlope f = ratio_at_wet_bulb(t, s, pressure_pa, ice);
    const double step = (w - f.value) / f.slope;
    const double next = std::clamp(s + step, low, high);
    const double moved = std::abs(next - s);
    s = next;
    // What is left after a Newton step is about (W"/2W') step^2 < 0.05 step^2: a step of 3e-4 leaves less than 1e-8.
    if (moved < 3e-4) break;
  }
  return s;
}

// Chooses the branch (liquid or ice) and its bracket.
double wet_bulb_between(double t, double dew, double w, double pressure_pa, double guess) {
  if (dew >= t) return t;
  if (t <= 0.0) return solve_wet_bulb(t, w, pressure_pa, dew, t, true, guess);
  if (dew >= 0.0) return solve_wet_bulb(t, w, pressure_pa, dew, t, false, guess);
  const bool liquid = w >= ratio_at_wet_bulb(t, 0.0, pressure_pa, false).value;
  return liquid ? solve_wet_bulb(t, w, pressure_pa, 0.0, t, false, guess)
                : solve_wet_bulb(t, w, pressure_pa, dew, 0.0, true, guess);
}

void require(bool inside, const char* what, double value, const char* range) {
  if (!inside) throw std::out_of_range(std::string(what) + " " + std::to_string(value) + " is outside " + range);
}
void require_temperature(Celsius t) {
  require(t.degrees() >= -100.0 && t.degrees() <= 200.0, "temperature (degC)", t.degrees(), "-100..200 degC");
}
void require_air_pressure(Pascal p) {
  require(p.pa() >= 20e3 && p.pa() <= 120e3, "air pressure (Pa)", p.pa(), "20,000..120,000 Pa");
}
void require_vapour(double e, Pascal p) {
  require(e >= 0.0 && e < p.pa(), "vapour pressure (Pa)", e, "0..air pressure (the water would boil)");
}

}  // namespace

double saturation_pressure_pa(double t_c) { return std::exp(log_saturation_pressure(t_c).ln_p); }

double standard_pressure_pa(double altitude_m) { return 101325.0 * std::pow(1.0 - 2.25577e-5 * altitude_m, 5.2559); }

double saturation_humidity_ratio(double t_c, double pressure_pa) {
  return humidity_ratio_of_vapour(saturation_pressure_pa(t_c), pressure_pa);
}

double humidity_ratio_at_wet_bulb(double dry_bulb_c, double wet_bulb, double pressure_pa) {
  return std::max(0.0, ratio_at_wet_bulb(dry_bulb_c, wet_bulb, pressure_pa, wet_bulb < 0.0).value);
}

double dew_point_of_vapour_c(double vapour_pressure_pa) {
  constexpr double coldest_pa = 1.4e-3;  // saturation pressure over ice at -100 degC
  if (vapour_pressure_pa <= coldest_pa) return -100.0;
  const double ln_e = std::log(vapour_pressure_pa);
  // Magnus inverse as a start (within 0.5 K), then Newton on ln p, which is nearly straight in t.
  const double x = ln_e - std::log(611.2);
  double t = x < 0.0 ? 272.62 * x / (22.46 - x) : 243.12 * x / (17.62 - x);
  for (int iteration = 0; iteration < 8; ++iteration) {
    const LogPressure at = log_saturation_pressure(t);
    const double step = (ln_e - at.ln_p) / at.slope;
    t += step;
    if (std::abs(step) < 1e-5) break;
  }
  return t;
}

double wet_bulb_c(double dry_bulb_c, double humidity_ratio, double pressure_pa) {
  const double e = pressure_pa * humidity_ratio / (vapour_to_air_mass + humidity_ratio);
  const double dew = dew_point_of_vapour_c(e);
  return wet_bulb_between(dry_bulb_c, dew, humidity_ratio, pressure_pa, dry_bulb_c - (dry_bulb_c - dew) / 3.0);
}

void wet_bulb_hourly(std::span<const double> dry_bulb_c, std::span<const double> dew_point_c,
                     std::span<const double> pressure_pa, std::span<double> wet_bulb_out_c) {
  assert(dry_bulb_c.size() == dew_point_c.size() && dry_bulb_c.size() == pressure_pa.size());
  assert(dry_bulb_c.size() == wet_bulb_out_c.size());
  double share = 1.0 / 3.0;  // of the dew-point depression; it changes slowly from hour to hour: a warm start
  for (std::size_t t = 0; t < dry_bulb_c.size(); ++t) {
    const double dry = dry_bulb_c[t], dew = std::min(dew_point_c[t], dry);
    const double w = saturation_humidity_ratio(dew, pressure_pa[t]);
    const double wet = wet_bulb_between(dry, dew, w, pressure_pa[t], dry - share * (dry - dew));
    if (dry - dew > 0.5) share = (dry - wet) / (dry - dew);
    wet_bulb_out_c[t] = wet;
  }
}

void humidity_ratio_hourly(std::span<const double> dew_point_c, std::span<const double> pressure_pa,
                           std::span<double> humidity_ratio_out) {
  assert(dew_point_c.size() == pressure_pa.size() && dew_point_c.size() == humidity_ratio_out.size());
  for (std::size_t t = 0; t < dew_point_c.size(); ++t)
    humidity_ratio_out[t] = saturation_humidity_ratio(dew_point_c[t], pressure_pa[t]);
}

Pascal saturation_pressure(Celsius t) {
  require_temperature(t);
  return Pascal{saturation_pressure_pa(t.degrees())};
}

Pascal standard_pressure(Length altitude) {
  const double z = altitude.in(metres);
  require(z >= -500.0 && z <= 11000.0, "altitude (m)", z, "-500..11,000 m");
  return Pascal{standard_pressure_pa(z)};
}

HumidityRatio humidity_ratio(Celsius dry_bulb, double relative_humidity, Pascal pressure) {
  require_temperature(dry_bulb);
  require_air_pressure(pressure);
  require(relative_humidity >= 0.0 && relative_humidity <= 1.0, "relative humidity", relative_humidity, "0..1");
  const double e = relative_humidity * saturation_pressure_pa(dry_bulb.degrees());
  require_vapour(e, pressure);
  return HumidityRatio{humidity_ratio_of_vapour(e, pressure.pa())};
}

HumidityRatio humidity_ratio_from_dew_point(Celsius dew_point, Pascal pressure) {
  return humidity_ratio(dew_point, 1.0, pressure);
}

HumidityRatio humidity_ratio_from_wet_bulb(Celsius dry_bulb, Celsius wet_bulb, Pascal pressure) {
  require_temperature(dry_bulb);
  require_temperature(wet_bulb);
  require_air_pressure(pressure);
  require(wet_bulb <= dry_bulb, "wet bulb (degC)", wet_bulb.degrees(), "the range below the dry bulb");
  return HumidityRatio{humidity_ratio_at_wet_bulb(dry_bulb.degrees(), wet_bulb.degrees(), pressure.pa())};
}

Celsius dew_point(HumidityRatio w, Pascal pressure) {
  require_air_pressure(pressure);
  require(w.kg_per_kg() >= 0.0, "humidity ratio", w.kg_per_kg(), "0 and above");
  return Celsius{dew_point_of_vapour_c(pressure.pa() * w.kg_per_kg() / (vapour_to_air_mass + w.kg_per_kg()))};
}

Celsius wet_bulb(Celsius dry_bulb, HumidityRatio w, Pascal pressure) {
  require_temperature(dry_bulb);
  require_air_pressure(pressure);
  require(w.kg_per_kg() >= 0.0, "humidity ratio", w.kg_per_kg(), "0 and above");
  return Celsius{wet_bulb_c(dry_bulb.degrees(), w.kg_per_kg(), pressure.pa())};
}

double relative_humidity(Celsius dry_bulb, HumidityRatio w, Pascal pressure) {
  const double e = pressure.pa() * w.kg_per_kg() / (vapour_to_air_mass + w.kg_per_kg());
  return e / saturation_pressure(dry_bulb).pa();
}

double enthalpy_j_per_kg(Celsius dry_bulb, HumidityRatio w) {
  return enthalpy_of_air_j_per_kg(dry_bulb.degrees(), w.kg_per_kg());
}

double moist_air_density_kg_per_m3(Celsius dry_bulb, HumidityRatio w, Pascal pressure) {
  return moist_air_density(dry_bulb.degrees(), w.kg_per_kg(), pressure.pa());
}

}  // namespace gridwright::weather
