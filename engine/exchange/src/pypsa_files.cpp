#include "pypsa_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gridwright/core/text.hpp"

namespace gridwright::exchange {
namespace {

const std::vector<std::string>& known_tables() {
  static const std::vector<std::string> names{"network", "snapshots", "investment_periods", "buses", "carriers", "generators", "links", "lines", "transformers",
                                              "storage_units", "stores", "loads", "global_constraints", "line_types", "transformer_types", "shunt_impedances",
                                              "sub_networks", "shapes", "processes", "scenarios"};
  return names;
}

}  // namespace

PypsaFiles read_pypsa_files(const std::filesystem::path& path, Findings& findings) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    findings.error(path.string(), "there is no such folder or file", "name a folder of CSV files, or a .nc file");
    return {};
  }
  if (!std::filesystem::is_directory(path, error)) {
    if (path.extension() == ".nc") return read_pypsa_netcdf(path, findings);
    findings.error(path.string(), "is neither a folder nor a netCDF file", "export the network to CSV (export_to_csv_folder) or netCDF (export_to_netcdf)");
    return {};
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  PypsaFiles out;
  for (const std::filesystem::path& file : files) {
    const std::string name = file.stem().string(), table = name.substr(0, name.find('-'));
    if (std::find(known_tables().begin(), known_tables().end(), table) == known_tables().end()) {
      const auto near = nearest_name(table, known_tables());
      findings.error(file.string(), fmt::format("'{}' is not a table of a PyPSA network", table), near ? fmt::format("did you mean {}.csv? Or move the file away", *near) : "move the file away");
      continue;
    }
    if (std::filesystem::file_size(file, error) == 0) {
      findings.error(file.string(), "the file is empty", "export it again, or remove it");
      continue;
    }
    Result<CsvTable> read = read_csv(file);
    findings.take_over(read.diagnostics());
    if (read) out.emplace(name, *std::move(read));
  }
  for (const char* needed : {"buses", "snapshots"})
    if (!out.contains(needed) && !std::filesystem::exists(path / (std::string(needed) + ".csv")))
      findings.error((path / (std::string(needed) + ".csv")).string(), "is missing", files.empty() ? "name the folder that holds the CSV files" : "a PyPSA network has it");
  return out;
}

}  // namespace gridwright::exchange
