#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

namespace gridwright::cli {

/// Options as typed, read to numbers. Every mistake is kept with a fix to type, so that all come together; the value is then `otherwise`.
/// An empty text means the option was not given: `otherwise`.
class Typed {
 public:
  explicit Typed(Diagnostics& wrong) : wrong_(wrong) {}

  /// "60%" or "0.6": a share from 0 to `most`.
  double share(const std::string& text, const char* option, double otherwise, double most = 1.0);
  /// 1990 to 2100.
  int year(const std::string& text, const char* option, int otherwise);
  /// Whole years, 1 to 50.
  int count(const std::string& text, const char* option, int otherwise);
  /// "NAME=AMOUNT" pairs, amounts as "32bn", "500M", "32e9", "32 bn USD".
  std::map<std::string, double> amounts(const std::vector<std::string>& pairs, const char* option, const char* example);
  /// A number in `unit` or with another unit of its kind: ("1.1 kW", ..., "kW") and ("0.0011 MW", ..., "kW") are both 1.1.
  double measure(const std::string& text, const char* option, const char* unit, double otherwise, const char* example);

  void say(std::string message, std::string fix) {
    wrong_.push_back({.message = std::move(message), .fix = std::move(fix)});
  }

 private:
  Diagnostics& wrong_;
};

/// "75 %", "75%", "0.75": a share of any size and sign. What is none is added to the mistakes; the value is then 1.
[[nodiscard]] double share_of(const std::string& text, const char* option, const char* example, Diagnostics& mistakes);

}  // namespace gridwright::cli
