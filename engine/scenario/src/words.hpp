#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gridwright::scenario {

/// Line number `line` (from 1) of a text, without its end.
[[nodiscard]] std::string_view line_of(std::string_view text, int line);
/// The name that was probably meant: the nearest, or else the only one that contains the word; empty when there is none.
[[nodiscard]] std::string meant_by(std::string_view word, const std::vector<std::string>& names);
/// Characters (not bytes) of UTF-8 text.
[[nodiscard]] int width_of(std::string_view text);

}  // namespace gridwright::scenario
