#pragma once
#include <filesystem>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"

/// hourly.nc: every hourly series of a design by the CF conventions (1.10), one variable a series; opens in xarray.
namespace gridwright::design {

/// Writes design.hourly and the few scalars a reader of the file needs. Empty when it went well. A file that is there is
/// replaced. Series are deflated; the bytes depend on the values and on the version of the netCDF library only.
[[nodiscard]] Diagnostics write_hourly(const Design& design, const std::filesystem::path& file);

/// The series of a file that write_hourly wrote, in their order.
[[nodiscard]] Result<std::vector<Hourly>> read_hourly(const std::filesystem::path& file);

/// Name of a series in the file before it is made unique: "pine_island_wind_generation".
[[nodiscard]] std::string variable_name(const Hourly& series);

}  // namespace gridwright::design
