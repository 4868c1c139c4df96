#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Small text functions that loaders, messages and reports share. All work on bytes; UTF-8 passes through unharmed.
///
///   trim("  wind \r\n") == "wind"
///   group_thousands(1234567.8, 1) == "1,234,567.8"
///   nearest_name("charge_efficency", names) == "charge_efficiency"
namespace gridwright {

/// Without blanks, tabs and line ends at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// Parts between separators, untrimmed; "a,,b" has three parts and "" has one, empty.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Words between runs of blanks and tabs; none for blank text.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view between);
/// ASCII letters in lower case; every other byte as it is.
[[nodiscard]] std::string to_lower(std::string_view text);

/// The whole text as one number ("1e3", "-4", "400_000" with underscores between digits), trimmed; nothing else may stand
/// there. "nan" and "inf" are not numbers here: no scenario means them.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string alignment form of
/// the Damerau-Levenshtein distance). Cost O(|a|·|b|).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
/// The name a typist most likely meant, or nothing when none is near (more than a third of the letters differ).
/// Upper and lower case, '-' and '_' count as equal; ties go to the name listed first.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view typed, std::span<const std::string> names);
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view typed, std::span<const std::string_view> names);

/// Fixed decimals, thousands grouped by commas: (1234567.8, 1) -> "1,234,567.8". Never "-0".
[[nodiscard]] std::string group_thousands(double value, int decimals = 0);
/// `digits` significant digits in plain notation, trailing zeros dropped: (0.0123456, 3) -> "0.0123", (41234, 3) -> "41,200".
[[nodiscard]] std::string significant(double value, int digits = 3);
/// "1 error", "3 errors".
[[nodiscard]] std::string count_of(std::size_t count, std::string_view singular);

}  // namespace gridwright
