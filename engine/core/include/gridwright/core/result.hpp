#pragma once
#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gridwright {

enum class Severity { error, warning, note };

/// One thing wrong with the input: where, what, and one fix that can be typed.
///
///   error: scenario.toml:41:9: power of storage 'iron_air' has no unit
///      41 | power = 300
///         |         ^^^ write a number with a unit: "300 MW" or "0.3 GW"
struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;         ///< as the user named it; empty when no file is at fault
  int line = 0, column = 0; ///< 1-based; 0 = unknown
  int width = 1;            ///< characters to underline
  std::string source_line;  ///< the line itself; empty when not known
  std::string message;      ///< what is wrong, in the scenario's words
  std::string fix;          ///< what to type instead; may be empty
  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& all);
/// One diagnostic as people read it, several lines, no colour, ending in a newline.
[[nodiscard]] std::string to_text(const Diagnostic& one);
/// All of them, then the count: "3 errors, 1 warning.\n".
[[nodiscard]] std::string to_text(const Diagnostics& all);

/// A value, or every mistake that stood in its way. Warnings may accompany a value.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value, Diagnostics warnings = {}) : value_(std::move(value)), diagnostics_(std::move(warnings)) {}
  Result(Diagnostics errors) : diagnostics_(std::move(errors)) { assert(has_errors(diagnostics_)); }
  Result(Diagnostic error) : diagnostics_{std::move(error)} {}
  [[nodiscard]] explicit operator bool() const { return value_.has_value(); }
  [[nodiscard]] T& operator*() & { assert(value_); return *value_; }
  [[nodiscard]] const T& operator*() const& { assert(value_); return *value_; }
  [[nodiscard]] T&& operator*() && { assert(value_); return *std::move(value_); }
  [[nodiscard]] T* operator->() { assert(value_); return &*value_; }
  [[nodiscard]] const T* operator->() const { assert(value_); return &*value_; }
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  std::optional<T> value_;
  Diagnostics diagnostics_;
};

}  // namespace gridwright
