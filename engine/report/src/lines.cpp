#include "lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

constexpr std::size_t indent = 10;  // room for "  build   "

std::vector<std::string> words_with_units(std::string_view sentence) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::vector<std::string> words;
  for (const std::string_view word : split_words(sentence)) {
    if (!words.empty() && digit(words.back().back()) && !digit(word.front()) && word.front() != '(') (words.back() += ' ') += word;
    else words.emplace_back(word);
  }
  return words;
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Lines::Lines(int width) : width_(static_cast<std::size_t>(std::max(width, 40))) {}

void Lines::head(const std::string& left, const std::string& right) {
  const std::size_t used = columns(left) + columns(right);
  text_ += left + (used + 2 <= width_ ? std::string(width_ - used, ' ') : ", ") + right + "\n";
}

void Lines::put(std::string_view label, const std::vector<std::string>& items) {
  std::string line = fmt::format("  {:<8}", label);
  bool empty = true;
  for (const std::string& item : items) {
    if (!empty && columns(line) + 2 + columns(item) > width_) {
      text_ += line + "\n";
      line.assign(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : "  ") + item;
    empty = false;
  }
  if (!items.empty()) text_ += line + "\n";
}

void Lines::say(std::string_view label, std::string_view sentence) {
  std::string line = fmt::format("  {:<8}", label);
  bool empty = true;
  for (const std::string& word : words_with_units(sentence)) {
    if (!empty && columns(line) + 1 + columns(word) > width_) {
      text_ += line + "\n";
      line.assign(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
  }
  text_ += line + "\n";
}

}  // namespace gridwright::report
