#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "document.hpp"

namespace gridwright::scenario {

/// Lays `over` on `base`, key by key through all tables; a value replaces what was there. Special cases:
///   - a value replaces a range, a range replaces a value;
///   - keys that exclude each other (file and model, normals and epw, ...) replace each other;
///   - `name = false` leaves out a table that the base has.
[[nodiscard]] Node laid_over(Node base, Node over);

/// The file and everything it extends, merged; nothing when one of them cannot be read.
[[nodiscard]] std::optional<Node> read_with_bases(const std::filesystem::path& path, const std::string& shown,
                                                  Problems& problems);

/// The same for text in memory; `path` says which folder it would stand in.
[[nodiscard]] std::optional<Node> parse_with_bases(std::string text, const std::filesystem::path& path,
                                                   const std::string& shown, Problems& problems);

}  // namespace gridwright::scenario
