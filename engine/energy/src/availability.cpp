#include "gridwright/energy/availability.hpp"

#include "gridwright/core/text.hpp"
#include "gridwright/energy/solar_power.hpp"
#include "gridwright/energy/wind_power.hpp"

namespace gridwright::energy {

using scenario::TechnologyKind;

Result<Series> availability_from_weather(const scenario::Generator& generator, const weather::WeatherYear& weather) {
  if (generator.kind == TechnologyKind::wind)
    return wind_availability(weather, {.curve = generator.power_curve,
                                       .hub_height = generator.hub_height,
                                       .losses = generator.losses,
                                       .target_capacity_factor = generator.target_capacity_factor});
  if (generator.kind == TechnologyKind::solar)
    return solar_availability(weather, {.mounting = generator.mounting == "fixed_tilt" ? Mounting::fixed_tilt : Mounting::single_axis,
                                        .tilt_deg = generator.tilt_deg,
                                        .dc_ac_ratio = generator.dc_ac_ratio,
                                        .losses = generator.losses,
                                        .target_capacity_factor = generator.target_capacity_factor});
  const double share = thermal_availability(0.0, generator.outage_share);
  return Series{.values = std::vector<double>(weather.dry_bulb_c.size(), share), .unit = "1", .origin = Origin::assumed,
                .source = "flat availability " + significant(share, 4) + " (planned and forced outages)"};
}

}  // namespace gridwright::energy
