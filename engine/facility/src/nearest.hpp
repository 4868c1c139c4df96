#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::facility {

[[nodiscard]] inline Diagnostic input_error(std::string message, std::string fix = {}) {
  Diagnostic d;
  d.message = std::move(message);
  d.fix = std::move(fix);
  return d;
}

/// "there is no cooling plant 'dct_tower'": the nearest name as fix when one is near, and all of them either way.
[[nodiscard]] inline Diagnostic unknown_name(std::string_view what, std::string_view name, const std::vector<std::string>& all) {
  const std::optional<std::string> near = nearest_name(name, all);
  return input_error("there is no " + std::string(what) + " '" + std::string(name) + "'",
                     (near ? "did you mean '" + *near + "'?   (all: " : std::string("use one of: ")) + join(all, ", ") + (near ? ")" : ""));
}

}  // namespace gridwright::facility
