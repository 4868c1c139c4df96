#pragma once
#include <cstdint>

#include "gridwright/weather/climate.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::weather {

/// A year of hourly weather drawn from monthly normals. The same place and seed give the same year on every machine.
///
///   temperature  daily means: AR(1), 0.65 a day, within-month standard deviation of the normals; the mean day's range as a
///                cosine, wider on clear days (fitted: range/mean - 1 = 0.68 (clearness/mean - 1))
///   dew point    monthly mean + 0.8 x the day's temperature departure, never above the dry bulb
///   wind         Weibull(k, mean) at 10 m by a Gaussian copula: 92 % of the variance keeps 0.955 from hour to hour, 8 % keeps
///                0.4; a daytime maximum (+-20 %). The memory is that of wind at hub height, because the series drives wind
///                parks: hourly MISO and ERCOT wind generation of 2022, without season and day, keeps 0.985, 0.77, 0.54,
///                0.32, 0.06 at 1, 6, 12, 24, 48 h. Airport wind at 10 m forgets faster (Rochester, Abilene, Chicago, Council
///                Bluffs TMY3: 0.82, 0.51, 0.29, 0.11 at 1, 6, 12, 24 h) and would make lulls too short
///   irradiance   Haurwitz clear sky x clearness 1.1 / (1 + exp(-x)), x = month + day AR(1) (0.25 a day, sd 1.03) + hour AR(1)
///                (0.47 an hour, sd 0.8), fitted to 14 TMY3 stations; direct and diffuse by Erbs
///   pressure     monthly means, joined smoothly
/// Monthly means of dry bulb, dew point, pressure, wind and GHI are those of the normals (test: 0.02 degC, 0.2 %).
///
/// Limits: temperature, wind and clearness are drawn independently (correlations of TMY3 daily values are mostly below 0.3);
/// no heat waves or cold spells beyond AR(1); the hottest percent of hours errs by -1.1 .. +0.6 degC; yearly direct normal
/// irradiance is 2-12 % low (4 places); one place at a time (no
/// correlation between places). Good for annual energy and for comparing sites, never for sizing.
[[nodiscard]] WeatherYear synthesise_weather(const ClimatePlace& place, std::uint64_t seed);

}  // namespace gridwright::weather
