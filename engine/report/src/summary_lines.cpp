#include "summary_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

constexpr std::size_t indent = 10;  // room for "  build   "

/// Columns a reader sees: bytes that continue a UTF-8 character take none.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

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

void add_time(Lines& lines, const design::Design& d, const design::Provenance& p) {
  std::vector<std::string> items;
  for (const design::StageTime& stage : p.times) {
    std::string item = fmt::format("{} {} s", stage.stage, significant(stage.seconds, 2));
    if (stage.stage == "solve") item += fmt::format(" ({}, gap {})", count_of(static_cast<std::size_t>(std::max(d.solve.iterations, 0)), "iteration"), tiny(d.solve.gap));
    items.push_back(std::move(item));
  }
  lines.put("time", items);
}

void add_look(Lines& lines, std::string_view run_folder) {
  if (run_folder.empty()) return;
  std::string folder(run_folder);
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  lines.put("look", {folder + "/report.html", "", "compare: gridwright compare " + folder + " OTHER"});
}

}  // namespace gridwright::report
