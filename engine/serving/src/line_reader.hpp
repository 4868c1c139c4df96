#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

namespace gridwright::serving {

/// Lines of a text file, plain or .gz, one at a time in constant memory, or of text already in memory.
class LineReader {
 public:
  /// A line longer than this is damage: the rest of the file is not read.
  static constexpr std::size_t longest_line = 64u << 20;

  [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& file);
  [[nodiscard]] static LineReader of(std::string_view text);
  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;
  ~LineReader();

  /// The next line without its end ("\n" or "\r\n"); valid until the next call. False at the end or at damage.
  bool next(std::string_view& line);
  [[nodiscard]] int line() const { return line_; }            ///< of the line last given out, from 1
  [[nodiscard]] const std::string& damage() const { return damage_; }  ///< why it stopped before the end; else empty
  [[nodiscard]] double share_read() const;                    ///< of the file's bytes on disk

 private:
  LineReader() = default;
  bool fill();
  struct File;
  std::unique_ptr<File> file_;
  std::string buffer_;
  std::string_view rest_;  ///< of buffer_, or of the text in memory
  std::size_t whole_ = 0;
  int line_ = 0;
  std::string damage_;
};

}  // namespace gridwright::serving
