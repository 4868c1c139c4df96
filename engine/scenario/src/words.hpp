#pragma once
#include <string_view>

namespace gridwright::scenario {

/// Line number `line` (from 1) of a text, without its end.
[[nodiscard]] std::string_view line_of(std::string_view text, int line);
/// Characters (not bytes) of UTF-8 text.
[[nodiscard]] int width_of(std::string_view text);

}  // namespace gridwright::scenario
