#include "mps_lexer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "gridwright/core/text.hpp"

namespace gridwright::solver::mps {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

bool Lexer::next(Line& line) {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find('\n');
    std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    if (text.empty() || text.front() == '*') continue;
    line.text = text;
    line.number = number_;
    line.header = !blank(text.front());
    line.overfull = false;
    line.fields = 0;
    // Marker lines stand where they like, even in fixed files.
    if (fixed_ && !line.header && text.find("'MARKER'") == std::string_view::npos) cut_fixed(line);
    else cut_free(line);
    if (line.fields > 0) return true;
  }
  return false;
}

void Lexer::cut_free(Line& line) const {
  const std::string_view text = line.text;
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && blank(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !blank(text[at])) ++at;
    if (begin == at) return;
    if (text[begin] == '$' && line.fields >= 2) return;  // a comment from the third field on
    if (line.fields == line.field.size()) {
      line.overfull = true;
      return;
    }
    line.field[line.fields++] = {text.substr(begin, at - begin), static_cast<int>(begin) + 1};
  }
}

void Lexer::cut_fixed(Line& line) const {
  struct Place {
    std::size_t begin, width;
  };
  // Columns 2-3, 5-12, 15-22, 25-36, 40-47, 50-61; the last field runs on, since 17 digits need more than 12 places.
  constexpr Place places[] = {{1, 2}, {4, 8}, {14, 8}, {24, 12}, {39, 8}, {49, 25}};
  std::size_t gap = 0;
  for (const Place& place : places) {
    const std::size_t end = std::min(place.begin, line.text.size());
    if (!trim(line.text.substr(gap, end - gap)).empty()) line.overfull = true;
    gap = std::min(place.begin + place.width, line.text.size());
    if (place.begin >= line.text.size()) break;
    const std::string_view field = trim(line.text.substr(place.begin, place.width));
    if (field.starts_with('$') && line.fields >= 2) return;  // a comment
    line.field[line.fields++] = {field, static_cast<int>(place.begin) + 1};
  }
  if (!trim(line.text.substr(gap)).empty()) line.overfull = true;
}

std::optional<double> number(std::string_view text) {
  if (text.empty() || text.size() > 64) return std::nullopt;
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.front() == '-' || text.front() == '+') return std::nullopt;
  std::string copy;  // only for the rare Fortran exponent
  if (text.find_first_of("dD") != std::string_view::npos) {
    copy = text;
    for (char& c : copy)
      if (c == 'd' || c == 'D') c = 'e';
    text = copy;
  }
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument || std::isnan(value)) return std::nullopt;
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);  // 0 or infinite
  return negative ? -value : value;
}

}  // namespace gridwright::solver::mps
