#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "gridwright/core/result.hpp"

namespace gridwright {

/// Files larger than this (after unpacking) are refused before they fill the memory.
inline constexpr std::uint64_t default_file_limit = 256u << 20;

/// The whole content of a text file; a name ending in .gz is unpacked. A UTF-8 byte order mark is dropped.
///
///   Result<std::string> text = read_text_file("weather/rochester.epw.gz");
///   if (!text) return text.diagnostics();
///
/// Refused, with one diagnostic each: no such file, a folder, no permission, more than `limit` bytes, damaged gzip data,
/// and bytes that are no text (a NUL byte). `shown_as` is how messages name the file; by default as it was given.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& file, std::string_view shown_as = {},
                                                 std::uint64_t limit = default_file_limit);

/// Replaces `file` as a whole: written beside it, flushed, then renamed, so that a reader or a crash sees the old content or
/// the new, never half. Folders must exist. One diagnostic when it cannot be written.
[[nodiscard]] Diagnostics write_file_atomically(const std::filesystem::path& file, std::string_view content);

}  // namespace gridwright
