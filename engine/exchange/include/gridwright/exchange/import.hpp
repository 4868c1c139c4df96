#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/power_system.hpp"

/// Cases of other planning tools, read into a power system. Every column and setting those tools document is honoured, or refused
/// by name with its file and row; what has no effect on a plan there (colours, outputs) is left out and said once.
///
///   Result<Imported> got = import_pypsa("ac-dc-meshed");          // a folder of CSV files, or one .nc file
///   if (!got) return report(got.diagnostics());
///   Diagnostics wrong = write_scenario(*got, "scenario-folder");
namespace gridwright::exchange {

struct Imported {
  scenario::PowerSystem system{};
  std::string name{}, description{};
  int year = 2030;
  std::vector<std::string> notes{};   ///< what was assumed, and what was left out because it has no effect
};

/// "UCommit", "2": settings stated on the command line; they come before those of the case's own file.
using Settings = std::vector<std::pair<std::string, std::string>>;

/// A GenX case: the folder that holds system/, resources/ and policies/ (and settings/genx_settings.yml).
[[nodiscard]] Result<Imported> import_genx(const std::filesystem::path& folder, const Settings& settings = {});

/// A PyPSA network: a folder of CSV files or a netCDF file.
[[nodiscard]] Result<Imported> import_pypsa(const std::filesystem::path& folder_or_file);

/// Writes scenario.toml and its tables. Refused, with nothing changed, when the folder holds anything else than an import.
[[nodiscard]] Diagnostics write_scenario(const Imported& imported, const std::filesystem::path& folder);

}  // namespace gridwright::exchange
