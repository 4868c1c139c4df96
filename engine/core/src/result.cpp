#include "gridwright/core/result.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gridwright/core/text.hpp"

namespace gridwright {
namespace {

constexpr std::size_t shown_before = 60;  // characters kept left of the fault when a line is very long
constexpr std::size_t shown_total = 140;

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
  }
  return "error";
}

/// A source line split into characters (UTF-8 sequences), so that columns count what a person sees.
std::vector<std::string_view> characters(std::string_view line) {
  std::vector<std::string_view> all;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0u) == 0x80u) ++end;
    all.push_back(line.substr(i, end - i));
    i = end;
  }
  return all;
}

std::string printable(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first == '\t') return "\t";
  return first < 0x20 || first == 0x7F ? std::string("?") : std::string(character);
}

std::string margin(int line) {
  const std::string number = std::to_string(line);
  return std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') + number + " | ";
}

/// The line, and below it the marks under the fault followed by the fix.
std::string marked_line(const Diagnostic& one) {
  const std::vector<std::string_view> line = characters(one.source_line);
  const std::size_t at = one.column > 0 ? std::min(static_cast<std::size_t>(one.column - 1), line.size()) : 0;
  const std::size_t from = line.size() > shown_total && at > shown_before ? at - shown_before : 0;
  const std::size_t to = std::min(line.size(), from + shown_total);
  std::string text = from > 0 ? "..." : "", marks(text.size(), ' ');
  for (std::size_t i = from; i < to; ++i) text += printable(line[i]);
  if (to < line.size()) text += "...";
  for (std::size_t i = from; i < at; ++i) marks += line[i] == "\t" ? '\t' : ' ';  // tabs keep the marks in place
  const std::size_t width = static_cast<std::size_t>(std::max(one.width, 1));
  std::string out = margin(one.line) + text + "\n";
  if (one.column <= 0) return one.fix.empty() ? out : out + "      | " + one.fix + "\n";
  out += "      | " + marks + std::string(std::min(width, std::max<std::size_t>(1, to - at)), '^');
  if (!one.fix.empty()) out += " " + one.fix;
  return out + "\n";
}

}  // namespace

bool has_errors(const Diagnostics& all) {
  return std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string to_text(const Diagnostic& one) {
  std::string out(name_of(one.severity));
  out += ": ";
  if (!one.file.empty()) {
    out += one.file;
    if (one.line > 0) out += ":" + std::to_string(one.line);
    if (one.line > 0 && one.column > 0) out += ":" + std::to_string(one.column);
    out += ": ";
  }
  out += one.message + "\n";
  if (one.line > 0 && !one.source_line.empty()) return out + marked_line(one);
  if (!one.fix.empty()) out += "      | " + one.fix + "\n";
  return out;
}

std::string to_text(const Diagnostics& all) {
  std::string out;
  std::size_t errors = 0, warnings = 0;
  for (const Diagnostic& one : all) {
    out += to_text(one);
    errors += one.severity == Severity::error ? 1 : 0;
    warnings += one.severity == Severity::warning ? 1 : 0;
  }
  if (errors > 0) out += count_of(errors, "error") + (warnings > 0 ? ", " : ".\n");
  if (warnings > 0) out += count_of(warnings, "warning") + ".\n";
  return out;
}

}  // namespace gridwright
