#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "gridwright/core/result.hpp"
#include "source.hpp"

namespace gridwright::exchange {

/// The tables of a PyPSA network by name: "generators" and "generators-p_max_pu".
using PypsaFiles = std::map<std::string, CsvTable>;

/// Reads a folder of CSV files, or the same tables out of a netCDF file.
[[nodiscard]] PypsaFiles read_pypsa_files(const std::filesystem::path& folder_or_file, Findings& findings);
/// The tables of a netCDF file as CSV text by name; messages name the file and the table.
[[nodiscard]] PypsaFiles read_pypsa_netcdf(const std::filesystem::path& file, Findings& findings);

}  // namespace gridwright::exchange
