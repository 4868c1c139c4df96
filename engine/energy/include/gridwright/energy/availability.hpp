#pragma once
#include "gridwright/core/result.hpp"
#include "gridwright/core/series.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::energy {

/// Flat availability of a thermal unit (gas, nuclear, SMR, geothermal): planned and forced outages are independent, so
/// (1 - planned) (1 - forced). Real outages come in weeks; a flat derate has the right energy and no lulls: reliability of few
/// large units needs a stated availability series instead.
[[nodiscard]] constexpr double thermal_availability(double planned_outage_share, double forced_outage_share) {
  return (1.0 - planned_outage_share) * (1.0 - forced_outage_share);
}

/// Share of a generator's capacity available each hour, 0..1, by its kind: wind and solar from the weather, thermal flat.
/// (A generator whose scenario states an availability series does not come here; see resolve_series.)
[[nodiscard]] Result<Series> availability_from_weather(const scenario::Generator& generator, const weather::WeatherYear& weather);

}  // namespace gridwright::energy
