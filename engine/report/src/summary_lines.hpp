#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/design/design.hpp"

namespace gridwright::report {

/// Lines of labelled items, broken between items where the line is full.
class Lines {
 public:
  explicit Lines(int width);
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

/// Wall time by stage; where to look.
void add_time(Lines& lines, const design::Design& d, const design::Provenance& p);
void add_look(Lines& lines, std::string_view run_folder);

}  // namespace gridwright::report
