#include "typed.hpp"

#include <cmath>

#include "gridwright/core/text.hpp"
#include "gridwright/scenario/units.hpp"

namespace gridwright::cli {
namespace {

constexpr double largest = 1e18;  ///< USD; more is a slip of the hand

std::optional<double> usd(std::string_view text) {
  std::string_view number = trim(text);
  if (number.ends_with("USD")) number = trim(number.substr(0, number.size() - 3));
  double unit = 1.0;
  for (const auto& [suffix, size] : {std::pair<std::string_view, double>{"bn", 1e9}, {"B", 1e9}, {"M", 1e6}})
    if (number.ends_with(suffix)) {
      unit = size, number = trim(number.substr(0, number.size() - suffix.size()));
      break;
    }
  const auto value = parse_number(number);
  if (!value || *value < 0.0 || *value * unit > largest) return std::nullopt;
  return *value * unit;
}

}  // namespace

double Typed::share(const std::string& text, const char* option, double otherwise, double most) {
  if (text.empty()) return otherwise;
  std::string_view number = trim(text);
  const bool per_cent = number.ends_with('%');
  if (per_cent) number.remove_suffix(1);
  const auto value = parse_number(number);
  const double share = value.value_or(-1.0) * (per_cent ? 0.01 : 1.0);
  if (share >= 0.0 && share <= most) return share;
  const bool like_per_cent = value && !per_cent && *value > 1.0 && *value <= 100.0;
  say(std::string(option) + " '" + text + "' is not a share",
      std::string(option) + " " + (like_per_cent ? text + "%" : std::string("60%")));
  return otherwise;
}

int Typed::year(const std::string& text, const char* option, int otherwise) {
  if (text.empty()) return otherwise;
  const auto value = parse_number(text);
  if (value && *value == std::floor(*value) && *value >= 1990 && *value <= 2100) return static_cast<int>(*value);
  say(std::string(option) + " '" + text + "' is not a year between 1990 and 2100", std::string(option) + " 2029");
  return otherwise;
}

int Typed::count(const std::string& text, const char* option, int otherwise) {
  if (text.empty()) return otherwise;
  const auto value = parse_number(text);
  if (value && *value == std::floor(*value) && *value >= 1 && *value <= 50) return static_cast<int>(*value);
  say(std::string(option) + " '" + text + "' is not a number of years", std::string(option) + " 1");
  return otherwise;
}

std::map<std::string, double> Typed::amounts(const std::vector<std::string>& pairs, const char* option,
                                             const char* example) {
  std::map<std::string, double> out;
  for (const std::string& pair : pairs) {
    const std::size_t at = pair.rfind('=');
    const auto value = at == std::string::npos ? std::nullopt : usd(std::string_view(pair).substr(at + 1));
    if (!value)
      say(std::string(option) + " '" + pair + "' is not NAME=AMOUNT", std::string(option) + " " + example);
    else
      out[std::string(trim(std::string_view(pair).substr(0, at)))] += *value;
  }
  return out;
}

double Typed::measure(const std::string& text, const char* option, const char* unit, double otherwise, const char* example) {
  if (text.empty()) return otherwise;
  const scenario::Measure m = scenario::read_measure(parse_number(text) ? text + " " + unit : text, unit);
  const auto shown = scenario::parse_unit(unit);
  if (m.fault == scenario::MeasureFault::none && std::isfinite(m.value) && shown) return shown->number(m.value);
  say(std::string(option) + " '" + text + "' is not " + scenario::quantity_name(unit),
      std::string(option) + " \"" + example + "\"");
  return otherwise;
}

double share_of(const std::string& text, const char* option, const char* example, Diagnostics& mistakes) {
  const scenario::Measure m = scenario::read_measure(text, "1");
  if (m.fault == scenario::MeasureFault::none) return m.value;
  mistakes.push_back({.message = std::string(option) + " '" + text + "' is not a share", .fix = std::string("write ") + option + " \"" + example + "\""});
  return 1.0;
}

}  // namespace gridwright::cli
