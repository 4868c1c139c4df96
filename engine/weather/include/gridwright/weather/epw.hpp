#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "gridwright/core/result.hpp"
#include "gridwright/weather/weather_year.hpp"

namespace gridwright::weather {

/// Reads an EnergyPlus weather file (.epw or .epw.gz): 8 header lines, then 8,760 hours in local standard time.
///
///   Result<WeatherYear> weather = read_epw("rochester.epw.gz");
///   if (!weather) return report(weather.diagnostics());          // every mistake, with file:line:column
///
/// Used columns (from 1): 2 month, 3 day, 4 hour, 7 dry bulb, 8 dew point, 10 pressure, 14 GHI, 15 DNI, 16 DHI, 22 wind.
/// The year column is never used: months of a typical year come from different years. Rows must run from 1 January hour 1
/// to 31 December hour 24; a file with 29 February is refused with what to delete (leap days are never guessed).
/// Missing codes (99.9; 999999 Pa; 9999 W/m2; 999 m/s) are filled by straight lines over gaps of up to 3 hours, with a
/// warning; longer gaps, other text and values out of range are errors. A dew point above the dry bulb is set to it.
/// Humidity is taken from the dew point. In some TMY3 files the relative humidity column says otherwise: wet bulbs computed
/// from it (EnergyPlus does) differ by up to 0.26 degC in a monthly mean.
/// The header's ASHRAE design conditions (20-year extremes among them) are read where the file has them.
/// Source of the format: EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary".
[[nodiscard]] Result<WeatherYear> read_epw(const std::filesystem::path& file, std::string_view shown_as = {});

/// The same from text in memory.
[[nodiscard]] Result<WeatherYear> parse_epw(std::string text, std::string_view shown_as);

}  // namespace gridwright::weather
