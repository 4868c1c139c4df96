#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/facility/plant.hpp"
#include "gridwright/facility/power_chain.hpp"
#include "gridwright/weather/weather_year.hpp"

/// A hall: IT load and weather in, power at the meter and water out, hour by hour.
///
///   const std::vector<WeatherHour> weather = weather_hours(year);
///   Result<HallModel> hall = make_hall_model({.plant = "dtc_dry_cooler", .supply = Celsius{45}}, site_conditions(weather));
///   FacilityHour h = evaluate(*hall, weather[4000], 80.0, 100.0);     // 80 MW of IT in a hall for 100 MW
///   HallYear y = evaluate_year(*hall, weather, it_mw, 100.0);         // PUE, WUE, breakdown, hours by mode
///
/// All powers scale with the hall: overhead(q, cap) = cap * phi(q / cap). Powers in MW, water in m3 per hour.
namespace gridwright::facility {

/// Outdoor air in one hour, with everything derived from it that a plant needs.
struct WeatherHour {
  double t_c = 15.0, wet_bulb_c = 11.0, dew_point_c = 8.0;
  double humidity_ratio = 0.0067;   ///< kg water per kg dry air
  double pressure_pa = 101325.0;
};
[[nodiscard]] WeatherHour weather_hour(double dry_bulb_c, double dew_point_c, double pressure_pa);
[[nodiscard]] std::vector<WeatherHour> weather_hours(const weather::WeatherYear& year);

/// What the plant is sized for. A typical year holds no extremes, so the design hour is warmer than its warmest.
struct SiteConditions {
  double pressure_pa = 101325.0;
  double design_dry_bulb_c = 40.0;
  double design_wet_bulb_c = 26.0;
};
/// From a weather year: mean pressure; warmest dry bulb + margin; warmest wet bulb + half the margin.
/// The default margin (3 K) stands for the step from a typical year to the 20-year extreme: an estimate.
[[nodiscard]] SiteConditions site_conditions(std::span<const WeatherHour> weather, double margin_k = 3.0);
/// The same, with the long record where the weather file carries one (EPW header): dry bulb once in 20 years and highest wet
/// bulb; never milder than the warmest hour of the year itself.
[[nodiscard]] SiteConditions site_conditions(const weather::WeatherYear& year, double margin_k = 3.0);

/// What the user chooses. Value type.
struct HallOption {
  std::string plant = "dtc_dry_cooler";              ///< plant_designs()
  std::optional<Celsius> supply{};                   ///< coolant (or air) to the IT; the plant's usual one when not stated
  std::string power_chain = "rack_battery_n";        ///< power_chains()
  std::optional<double> liquid_fraction{};           ///< of IT heat; only for liquid plants
  bool trim_chiller = true;                          ///< false: the supply temperature floats when the sink is too warm
  bool operator==(const HallOption&) const = default;
};

enum class CoolingMode : std::uint8_t {
  free_cooling,   ///< outdoor air or water is cold enough, no evaporation beyond a tower's
  evaporative,    ///< pads or wetted media help, no chiller
  partial,        ///< economiser carries a part, chiller the rest
  mechanical,     ///< chiller alone
  floating,       ///< no chiller: the supply is warmer than asked for
};
inline constexpr std::size_t cooling_mode_count = 5;
[[nodiscard]] std::string_view to_text(CoolingMode mode);

/// Power by component: MW for an hour, MWh for a year. Everything at the meter except IT.
struct FacilityBreakdown {
  double rejection_fans = 0.0;   ///< dry coolers and towers
  double chillers = 0.0;
  double pumps = 0.0;            ///< facility water and condenser water
  double circulation = 0.0;      ///< CDUs, tanks
  double air_fans = 0.0;         ///< air handlers, fan walls, economisers
  double ups = 0.0;              ///< UPS, rack batteries, rectifiers: losses
  double distribution = 0.0;     ///< busways, PDUs: losses
  double transformers = 0.0;
  double lighting_and_other = 0.0;
  [[nodiscard]] constexpr double cooling() const { return rejection_fans + chillers + pumps + circulation + air_fans; }
  [[nodiscard]] constexpr double power_chain() const { return ups + distribution + transformers; }
  [[nodiscard]] constexpr double total() const { return cooling() + power_chain() + lighting_and_other; }
  FacilityBreakdown& operator+=(const FacilityBreakdown& b);
  bool operator==(const FacilityBreakdown&) const = default;
};

struct FacilityHour {
  double it_mw = 0.0;
  FacilityBreakdown overhead_mw{};
  double water_m3 = 0.0;
  double it_fan_mw = 0.0;            ///< inside IT power
  double supply_excess_k = 0.0;      ///< how much warmer than asked for the supply is (hall without trim chiller, or too small)
  double reuse_heat_mw = 0.0;        ///< in the return of the liquid loop
  double reuse_temperature_c = 0.0;  ///< of that return
  CoolingMode mode = CoolingMode::free_cooling;
  [[nodiscard]] double site_mw() const { return it_mw + overhead_mw.total(); }
  [[nodiscard]] double pue() const { return site_mw() / it_mw; }
};

/// A year. Ratios are of sums, never means of ratios.
struct HallYear {
  double it_mwh = 0.0;
  FacilityBreakdown overhead_mwh{};
  double water_m3 = 0.0;
  double it_fan_mwh = 0.0, it_conversion_mwh = 0.0;  ///< inside IT power: server fans; power supplies
  double reuse_heat_mwh = 0.0, reuse_temperature_c = 0.0;   ///< heat in the liquid loop's return, and its mean temperature
  std::array<int, cooling_mode_count> hours_in_mode{};
  double peak_site_mw = 0.0;
  int peak_hour = 0;
  double supply_excess_max_k = 0.0;
  std::vector<double> overhead_mw;   ///< hourly
  std::vector<double> water_m3_hourly;
  std::vector<CoolingMode> mode;
  [[nodiscard]] double pue() const { return (it_mwh + overhead_mwh.total()) / it_mwh; }
  [[nodiscard]] double wue_l_per_kwh() const { return water_m3 / it_mwh; }   ///< on IT energy: m3/MWh = L/kWh
  [[nodiscard]] double itue() const { return it_mwh / (it_mwh - it_fan_mwh - it_conversion_mwh); }
  [[nodiscard]] double tue() const { return itue() * pue(); }
  /// Energy reuse effectiveness, were this share of the offered heat used: (all energy - heat used) / IT.
  [[nodiscard]] double ere(double used_share = 1.0) const { return pue() - used_share * reuse_heat_mwh / it_mwh; }
};

namespace detail { struct HallPhysics; }

/// A hall with all that can be computed before the first hour: sizes, curves, tables. Immutable, cheap to copy, safe to
/// share between threads.
class HallModel {
 public:
  explicit HallModel(std::shared_ptr<const detail::HallPhysics> physics) : physics_(std::move(physics)) {}
  [[nodiscard]] const detail::HallPhysics& physics() const { return *physics_; }
  [[nodiscard]] const PlantDesign& plant() const;
  [[nodiscard]] const PowerChain& chain() const;
  [[nodiscard]] const SiteConditions& site() const;
  [[nodiscard]] double supply_c() const;
  /// Heat to the liquid and the air side, and chiller capacity, per unit of IT capacity at the design hour (MW/MW).
  struct Sizes { double liquid_heat, air_heat, liquid_chiller, air_chiller, liquid_rejection, air_rejection; };
  [[nodiscard]] Sizes sizes() const;

 private:
  std::shared_ptr<const detail::HallPhysics> physics_;
};

/// Every mistake in the option is reported at once: unknown plant or chain, supply out of range or below what the sink can
/// reach without a chiller, liquid fraction outside 0..1.
[[nodiscard]] Result<HallModel> make_hall_model(const HallOption& option, const SiteConditions& site);
/// The same from a plant and a chain of one's own. `supply` as in HallOption.
[[nodiscard]] Result<HallModel> make_hall_model(const PlantDesign& plant, const PowerChain& chain, Celsius supply,
                                                const SiteConditions& site);

/// One hour. 0 <= q_mw <= cap_mw (asserted); cost about 100 ns, no allocation.
[[nodiscard]] FacilityHour evaluate(const HallModel& hall, const WeatherHour& weather, double q_mw, double cap_mw);
/// A year (or any number of hours: spans of equal length, asserted).
[[nodiscard]] HallYear evaluate_year(const HallModel& hall, std::span<const WeatherHour> weather, std::span<const double> it_mw,
                                     double cap_mw);
/// At the design hour and full load: can the plant carry it, and what does the meter see?
[[nodiscard]] FacilityHour design_day(const HallModel& hall, double cap_mw = 1.0);
/// Highest power at the meter per MW of IT at full load over these hours and the design hour: for sizing the connection.
[[nodiscard]] double peak_site_power_per_it(const HallModel& hall, std::span<const WeatherHour> weather);

/// Server fan power as share of IT power: 3 % at 22 degC inlet, airflow + 3.8 %/K above it, power with its cube (10 % at
/// 35 degC); none for the liquid-cooled share.
[[nodiscard]] double it_fan_share(double inlet_air_c, double liquid_fraction);

}  // namespace gridwright::facility
