#pragma once
#include <string>

#include "gridwright/design/frontier.hpp"

/// What the last percents of clean power cost, as `gridwright frontier` shows it. Deterministic for equal arguments.
namespace gridwright::report {

/// For a terminal: one table a scenario, a row a target.
[[nodiscard]] std::string frontier_text(const design::Frontier& frontier);
/// A self-contained page: cost of power against clean share, price of one more percent, what is built; then the table.
[[nodiscard]] std::string frontier_html(const design::Frontier& frontier, const std::string& command);

}  // namespace gridwright::report
