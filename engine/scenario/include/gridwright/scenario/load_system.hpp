#pragma once
#include <filesystem>
#include <string>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/power_system.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::scenario {

/// A scenario file with [system] instead of sites: a power system in CSV tables.
struct SystemScenario {
  std::string name{}, description{};
  std::string money = "USD";
  int year = 2030;
  PowerSystem system{};
  std::vector<InputFile> inputs{};
};

/// Whether a scenario file (or the folder that holds scenario.toml) states [system]. A file that cannot be read does not.
[[nodiscard]] bool states_power_system(const std::filesystem::path& file_or_folder);

/// Reads it: the value, or every mistake with file, line and column.
///
///   [scenario]
///   name  = "AC-DC-Meshed"
///   money = "EUR"
///   [system]
///   buses = "system/buses.csv"      # one key a table; columns in docs/reference/power-system.md
[[nodiscard]] Result<SystemScenario> load_power_system(const std::filesystem::path& file_or_folder);

}  // namespace gridwright::scenario
