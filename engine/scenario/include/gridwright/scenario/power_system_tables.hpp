#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/power_system.hpp"

/// A power system as CSV tables: one list of columns a table, walked by reader, writer and reference page alike.
namespace gridwright::scenario {

/// Names of the tables in the order of the reference page: "buses", "generators", ...
[[nodiscard]] std::vector<std::string> power_system_tables();

/// The tables, "generators.csv" and so on; columns that hold their default in every row and tables without rows are left out.
/// Numbers are the shortest text that reads back to the same double.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> write_power_system(const PowerSystem& system);

/// Reads the tables (by name) from files. Every mistake with its file, row and column: unknown columns and names, cells that
/// are no numbers, references to nothing, limits that contradict one another. `shown` names a file in messages.
struct TableFile {
  std::filesystem::path path;
  std::string shown;
};
[[nodiscard]] Result<PowerSystem> read_power_system(const std::map<std::string, TableFile>& files);

/// What no single cell shows: names used twice, references to nothing, series of another length. Used by the reader and by
/// importers; places are not known here, so messages name the component.
[[nodiscard]] Diagnostics check_power_system(const PowerSystem& system);

/// docs/reference/power-system.md, whole.
[[nodiscard]] std::string power_system_page();

}  // namespace gridwright::scenario
