#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "document.hpp"
#include "gridwright/core/text.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

constexpr std::size_t longest_line = 4096;  // bytes kept of the line at fault

/// Tabs and other control characters would shift the caret or the terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

}  // namespace

int Problems::add_file(SourceFile file) {
  files_.push_back(std::move(file));
  return static_cast<int>(files_.size()) - 1;
}

void Problems::add(Severity severity, Place place, std::string message, std::string fix) {
  if (severity == Severity::error) ++errors_;
  if (all_.size() >= most) {
    ++left_out_;
    return;
  }
  Diagnostic d{.severity = severity, .line = place.line, .column = place.column, .width = std::max(1, place.width)};
  d.message = printable(message);
  d.fix = printable(fix);
  if (place.file >= 0) {
    const SourceFile& source = file(place.file);
    d.file = source.shown;
    const std::string_view line = place.line > 0 ? line_of(source.text, place.line) : std::string_view{};
    if (line.size() <= longest_line) d.source_line = printable(line);
  }
  d.width = std::min(d.width, std::max(1, width_of(d.source_line) - d.column + 1));
  all_.push_back(std::move(d));
}

void Problems::error(Place place, std::string message, std::string fix) {
  add(Severity::error, place, std::move(message), std::move(fix));
}
void Problems::warning(Place place, std::string message, std::string fix) {
  add(Severity::warning, place, std::move(message), std::move(fix));
}

void Problems::file_error(std::string shown, std::string message, std::string fix) {
  add(Severity::error, {}, std::move(message), std::move(fix));
  if (all_.size() <= most && !all_.empty() && all_.back().file.empty()) all_.back().file = std::move(shown);
}

Diagnostics Problems::take() {
  std::sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column, a.message) < std::tie(b.file, b.line, b.column, b.message);
  });
  if (errors_ > 0 && !gridwright::has_errors(all_)) all_.back().severity = Severity::error;
  if (left_out_ > 0)
    all_.push_back({.severity = errors_ > 0 ? Severity::error : Severity::note,
                    .message = fmt::format("{} more are not shown", left_out_)});
  return std::move(all_);
}

}  // namespace gridwright::scenario
