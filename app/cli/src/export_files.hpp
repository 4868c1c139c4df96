#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/tables.hpp"

namespace gridwright::cli {

/// `out` as typed, or beside the run: out/pine-haproxy for out/pine and out/pine/.
[[nodiscard]] std::filesystem::path export_folder(const std::string& run, const std::string& to, const std::string& out);

/// Replaces the files by name; a folder that holds others is left as it is, unless `tolerated` says they may stay.
using Tolerated = std::function<bool(const std::filesystem::directory_entry& entry, const std::string& name)>;
[[nodiscard]] Diagnostics write_files(const std::filesystem::path& folder, const std::vector<design::TextFile>& files,
                                      const Tolerated& tolerated = {});

}  // namespace gridwright::cli
