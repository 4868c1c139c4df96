#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gridwright/core/result.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::scenario {

struct LoadOptions {
  /// Values for ${NAME} in file paths; by default the environment of the process.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// A file that is read for its contracts: it need not have a site or anything to serve. plan() needs both.
  bool contracts_only = false;
};

/// Reads a scenario: a TOML file, or a folder that holds scenario.toml. The Scenario (perhaps with warnings), or every mistake
/// found: what is wrong in the TOML, in units, names, references and limits, each with file, line, column and a fix.
///
///   Result<Scenario> loaded = load_scenario("examples/pine-island");
///   if (!loaded) return report(loaded.diagnostics());
///
/// Files of series and weather are looked up and hashed here, and read by plan.
[[nodiscard]] Result<Scenario> load_scenario(const std::filesystem::path& file_or_folder, const LoadOptions& options = {});

/// The same for text in memory, as if it stood in `folder` under the name `shown_as`.
[[nodiscard]] Result<Scenario> load_scenario_text(std::string text, const std::filesystem::path& folder,
                                                  std::string_view shown_as = "scenario.toml",
                                                  const LoadOptions& options = {});

}  // namespace gridwright::scenario
