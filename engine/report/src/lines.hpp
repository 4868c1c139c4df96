#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gridwright::report {

/// Columns a reader sees: bytes that continue a UTF-8 character take none.
[[nodiscard]] std::size_t columns(std::string_view text);

/// What a command says on a terminal: lines of labelled items, broken between items where the line is full.
///   wind 1,400 MW  solar 200 MW
class Lines {
 public:
  explicit Lines(int width);
  /// Two texts at the two edges.
  void head(const std::string& left, const std::string& right);
  /// Items stand two blanks apart on as few lines as they need.
  void put(std::string_view label, const std::vector<std::string>& items);
  /// A sentence, broken between words, but not between a number and its unit.
  void say(std::string_view label, std::string_view sentence);
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  std::size_t width_;
  std::string text_;
};

}  // namespace gridwright::report
