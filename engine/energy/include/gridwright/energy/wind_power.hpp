#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::energy {

/// Power of a turbine, as share of its rating, at whole wind speeds 0, 1, 2 ... m/s at hub height and 1.225 kg/m3; straight
/// lines between, zero above cut_out.
struct PowerCurve {
  std::string name;
  std::vector<double> share;          ///< share[v] at v m/s
  double cut_out_m_s = 25.0;          ///< last speed with output: the last of `share`
  std::string source;

  /// Output at any speed, 0..1. Rises with speed up to cut-out.
  [[nodiscard]] double at(double wind_speed_m_s) const;
};

/// data/wind_power_curves.csv: iec_class_1, iec_class_2, iec_class_3 (normalised curves of the WIND Toolkit validation;
/// class 1 for the windiest sites, class 3 the large rotors that are built in the Midwest now).
[[nodiscard]] Result<PowerCurve> power_curve(std::string_view name);
[[nodiscard]] std::vector<std::string> power_curve_names();

struct WindPark {
  std::string curve = "iec_class_3";
  Length hub_height = 100.0 * metres;
  Length measured_at = 10.0 * metres; ///< height of WeatherYear::wind_m_s
  // v(h) = v(10 m) (h/10 m)^a. Over plains the air mixes by day and shears by night; with these two the mean day of Rochester's
  // and Abilene's TMY3 wind becomes that of MISO's wind fleet in 2022 (1.07 of the mean at midnight, 0.92 at 10 h). With the
  // one-seventh law at all hours parks would peak at noon, as 10 m wind does, and solar would look worth less than it is.
  double shear_exponent_day = 0.10;   ///< while the sun shines (GHI above zero)
  double shear_exponent_night = 0.25;
  double losses = 0.15;               ///< wake, availability, electrical, icing, together, share of gross output
  std::optional<double> target_capacity_factor;  ///< scales the wind speed until the yearly mean is this
};

/// Hourly capacity factor (AC, net of losses) of a wind park, 0..1 - losses.
///
///   v_hub = v (h / h_measured)^a x f         f = 1, or found by bisection so that the mean is target_capacity_factor
///   v_eq  = v_hub (rho / 1.225)^(1/3)        density of the station's moist air (IEC 61400-12-1 normalisation)
///   cf    = curve(v_eq) (1 - losses)
///
/// Why a target: 10 m wind at airports understates the wind where parks are built, often by a factor of two in energy. With
/// a target the shape (lulls, seasons, days) comes from the weather and the level from the market; Series::source says so and
/// by how much the wind was scaled. A target that no scaling reaches is a diagnostic.
/// Flaws: one point stands for a park (real parks are smoother within an hour); no hysteresis after cut-out; no wake direction.
[[nodiscard]] Result<Series> wind_availability(const weather::WeatherYear& weather, const WindPark& park);

}  // namespace gridwright::energy
