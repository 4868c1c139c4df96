#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

/// The rows of docs/validation.md. Tests report each published number beside ours; tools/make_validation.sh sets
/// GRIDWRIGHT_VALIDATION_LOG, collects the rows and writes the page. Without that variable nothing happens.
namespace validation {

struct Row {
  std::string room, claim, source, published, ours, unit, error_text;
  std::string goal = {};             // empty: part of a statistic that has one
  std::optional<bool> held = {};     // stated beside the goal
};

/// Appends one line. One write in append mode: programs that run side by side do not cut each other's lines.
inline void record_validation(const Row& row) {
  const char* path = std::getenv("GRIDWRIGHT_VALIDATION_LOG");
  if (path == nullptr || *path == '\0') return;
  std::string line;
  const std::string verdict = row.held ? (*row.held ? "held" : "not held") : "";
  for (const std::string* field : {&row.room, &row.claim, &row.source, &row.published, &row.ours, &row.unit, &row.error_text, &row.goal, &verdict}) {
    if (field != &row.room) line += '\t';
    for (char c : *field) line += c == '\t' || c == '\n' ? ' ' : c == '|' ? '/' : c;
  }
  line += '\n';
  if (std::FILE* file = std::fopen(path, "a")) {
    std::fwrite(line.data(), 1, line.size(), file);
    std::fclose(file);
  }
}

/// Few digits, so that compilers agree on the page.
inline std::string digits(double x, int significant = 4) {
  char text[64];
  const bool plain = x == 0.0 || (std::abs(x) >= 1e-4 && std::abs(x) < 1e9);
  const double magnitude = std::floor(std::log10(std::abs(x) * (1.0 + 1e-6)));  // 99.9999999 is 100
  const int decimals = x == 0.0 ? 0 : std::max(0, significant - 1 - static_cast<int>(magnitude));
  std::snprintf(text, sizeof text, plain ? "%.*f" : "%.*e", plain ? decimals : significant - 1, x);
  return text;
}

inline std::string scientific(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%+.0e", x);
  return text;
}

inline std::string percent(double share, bool with_sign = false) {
  char text[64];
  const double shown = std::abs(share) < 5e-4 ? 0.0 : 100.0 * share;
  std::snprintf(text, sizeof text, with_sign && shown != 0.0 ? "%+.1f %%" : "%.1f %%", shown);
  return text;
}

struct Claim {
  const char* room;
  std::string claim, source, unit;
};

/// A published number; the error relative to it. `within` is the goal, as a share.
inline void against(const Claim& c, double published, double ours, std::optional<double> within = {}, int significant = 4) {
  const double error = ours / published - 1.0;
  std::string text = percent(error, true), goal;
  // A tight goal: the error itself, unless it is so small that compilers may disagree about it.
  const bool noise = within && std::abs(error) < std::min(1e-5, *within);
  if (within && *within < 1e-3) text = noise ? "below " + digits(std::min(1e-5, *within), 1) : scientific(error);
  if (within) goal = "within " + (*within < 1e-3 ? digits(*within, 1) : percent(*within));
  record_validation({c.room, c.claim, c.source, digits(published, significant), digits(ours, significant), c.unit, text, goal,
                     within ? std::optional(std::abs(error) <= *within) : std::nullopt});
}

/// A published number; the error as a difference in its own unit.
inline void near(const Claim& c, double published, double ours, std::optional<double> within = {}, int decimals = 3) {
  char p[64], o[64], e[64], g[64] = "";
  std::snprintf(p, sizeof p, "%.*f", decimals, published);
  std::snprintf(o, sizeof o, "%.*f", decimals, ours);
  std::snprintf(e, sizeof e, "%+.*f", decimals, std::abs(ours - published) < 0.5 * std::pow(10.0, -decimals) ? 0.0 : ours - published);
  if (within) std::snprintf(g, sizeof g, "within %g", *within);
  record_validation({c.room, c.claim, c.source, p, o, c.unit, e, g, within ? std::optional(std::abs(ours - published) <= *within) : std::nullopt});
}

/// A statistic over measured rows: its size is the error. `limit` is the goal, as a share.
inline void statistic(const Claim& c, std::size_t rows, double share, std::optional<double> limit = {}) {
  record_validation({c.room, c.claim, c.source, std::to_string(rows) + " measured", "-", c.unit, percent(share),
                     limit ? "at most " + percent(*limit) : std::string(), limit ? std::optional(share <= *limit) : std::nullopt});
}

/// The largest difference over a table of values, in their own unit.
inline void worst(const Claim& c, std::size_t rows, double difference, double limit) {
  char goal[32];
  std::snprintf(goal, sizeof goal, "at most %g", limit);
  record_validation({c.room, c.claim + ", " + c.unit, c.source, std::to_string(rows) + " values", "-", "", digits(difference, 1), goal, difference <= limit});
}

}  // namespace validation
