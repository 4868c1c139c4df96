#pragma once
#include <span>
#include <string>

#include "gridwright/design/run_folder.hpp"

/// Runs side by side: what is built, what it costs, how clean it is, what binds. Exactly two runs get a column "change".
namespace gridwright::report {

[[nodiscard]] std::string compare_text(std::span<const design::Run> runs);      ///< aligned columns for a terminal
[[nodiscard]] std::string compare_markdown(std::span<const design::Run> runs);  ///< a table for a README
/// {"runs": [name...], "rows": [{"section", "name", "unit", "values": [number or text...]}]}; stable key order.
[[nodiscard]] std::string compare_json(std::span<const design::Run> runs);

}  // namespace gridwright::report
