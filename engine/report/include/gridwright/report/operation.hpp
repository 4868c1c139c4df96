#pragma once
#include <string>

#include "gridwright/design/operation.hpp"

/// What perfect foresight flattered, as `gridwright operate` shows it. Deterministic for equal arguments.
namespace gridwright::report {

[[nodiscard]] std::string operation_text(const design::Operation& operation);
/// A self-contained page: running cost planned and operated, the level of each store both ways.
[[nodiscard]] std::string operation_html(const design::Operation& operation, const std::string& command);
[[nodiscard]] std::string operation_json(const design::Operation& operation);

}  // namespace gridwright::report
