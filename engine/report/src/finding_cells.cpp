#include <cmath>

#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {

Cell words(std::string text) { return {std::move(text), std::nullopt}; }
Cell billions(double usd) {
  const double value = usd / 1e9;
  return {std::abs(value) >= 0.995 || value == 0.0 ? group_thousands(value, 1) : significant(value, 2), value};
}
Cell per_cent(double share, int decimals) { return {group_thousands(100.0 * share, decimals), 100.0 * share}; }
Cell whole(double number) { return {group_thousands(number, 0), number}; }
Cell plain(double number, int decimals) {
  return std::isfinite(number) ? Cell{group_thousands(number, decimals), number} : Cell{"-", std::nullopt};
}
Cell unknown(const std::string& text) { return {text, std::nullopt}; }
std::string bn(double usd) { return billions(usd).text + " bn USD"; }

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

}  // namespace gridwright::report
