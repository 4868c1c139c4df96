#include "words.hpp"

#include <algorithm>

#include "gridwright/core/text.hpp"

namespace gridwright::scenario {

std::string_view line_of(std::string_view text, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  std::string_view found = text.substr(at, text.find('\n', at) - at);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

std::string meant_by(std::string_view word, const std::vector<std::string>& names) {
  if (word.empty() || word.size() > 64) return {};
  if (auto found = nearest_name(word, names)) return std::move(*found);
  std::string only;
  for (const std::string& name : names) {
    if (word.size() < 3 || name.find(word) == std::string::npos) continue;
    if (!only.empty()) return {};
    only = name;
  }
  return only;
}

int width_of(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace gridwright::scenario
