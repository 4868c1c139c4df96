#include "gridwright/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace gridwright {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Lower case, with '-' and ' ' read as '_': what a typist does not mean to distinguish.
std::string folded(std::string_view name) {
  std::string out = to_lower(name);
  for (char& c : out)
    if (c == '-' || c == ' ') c = '_';
  return out;
}

template <class Name>
std::optional<std::string> nearest_of(std::string_view typed, std::span<const Name> names) {
  const std::string wanted = folded(typed);
  if (wanted.size() > 200) return std::nullopt;  // nobody meant that, and the distance is quadratic
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const Name& name : names) {
    const std::size_t distance = edit_distance(wanted, folded(name));
    const std::size_t near_enough = std::max<std::size_t>(1, std::max(wanted.size(), name.size()) / 3);
    if (distance > near_enough || (best && distance >= best_distance)) continue;
    best = std::string(name);
    best_distance = distance;
  }
  return best;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    while (i < text.size() && is_blank(text[i])) ++i;
    const std::size_t begin = i;
    while (i < text.size() && !is_blank(text[i])) ++i;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
  }
  return words;
}

std::string join(std::span<const std::string> parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += between;
    out += parts[i];
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  std::string digits;  // only needed when there are underscores
  if (text.find('_') != std::string_view::npos) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '_')
        digits += text[i];
      else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
        return std::nullopt;
    }
    text = digits;
  }
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  const bool starts_as_number = !text.empty() && (is_digit(text.front()) || text.front() == '-' || text.front() == '.');
  if (!starts_as_number) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_above.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string> nearest_name(std::string_view typed, std::span<const std::string> names) {
  return nearest_of(typed, names);
}
std::optional<std::string> nearest_name(std::string_view typed, std::span<const std::string_view> names) {
  return nearest_of(typed, names);
}

std::string group_thousands(double value, int decimals) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  std::array<char, 400> text{};  // the largest double has 309 digits before the point
  const int size = std::snprintf(text.data(), text.size(), "%.*f", std::clamp(decimals, 0, 60), std::fabs(value));
  const std::string digits(text.data(), static_cast<std::size_t>(size));
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
  std::string out = value < 0 && !is_zero ? "-" : "";
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out + digits.substr(point);
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value) || value == 0.0) return group_thousands(value, 0);
  digits = std::clamp(digits, 1, 17);
  // Rounded in scientific form first: 999.7 to three digits is 1000, whose exponent is one higher.
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.*e", digits - 1, value);
  double rounded = 0.0;
  int exponent = 0;
  const std::string_view written = text.data();
  std::from_chars(written.data(), written.data() + written.size(), rounded);
  const std::string_view tail = written.substr(written.find('e') + 1);
  std::from_chars(tail.data() + (tail.front() == '+' ? 1 : 0), tail.data() + tail.size(), exponent);
  std::string out = group_thousands(rounded, std::max(0, digits - 1 - exponent));
  if (out.find('.') != std::string::npos) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
  }
  return out;
}

std::string count_of(std::size_t count, std::string_view singular) {
  return std::to_string(count) + " " + std::string(singular) + (count == 1 ? "" : "s");
}

}  // namespace gridwright
