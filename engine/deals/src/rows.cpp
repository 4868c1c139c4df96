#include "rows.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"

namespace gridwright::deals {
namespace {

std::string listed(std::span<const std::string_view> words) {
  std::string all;
  for (const std::string_view w : words) all += (all.empty() ? "" : ", ") + std::string(w);
  return all;
}

}  // namespace

Rows::Rows(const CsvTable& table, std::span<const std::string_view> required, std::span<const std::string_view> optional,
           Diagnostics& wrong)
    : table_(table), wrong_(wrong) {
  std::vector<std::string_view> known(required.begin(), required.end());
  known.insert(known.end(), optional.begin(), optional.end());
  for (const std::string_view column : required)
    if (!table.find(column)) {
      usable_ = false;
      wrong_.push_back({.file = table.file(),
                        .line = 1,
                        .message = "no column '" + std::string(column) + "'",
                        .fix = "first line: " + listed(required)});
    }
  for (const std::string& column : table.header())
    if (std::find(known.begin(), known.end(), column) == known.end()) {
      const auto near = nearest_name(column, known);
      wrong_.push_back({.file = table.file(),
                        .line = 1,
                        .message = "no column is called '" + column + "'",
                        .fix = near ? "did you mean '" + *near + "'?" : "known columns: " + listed(known)});
    }
}

std::string Rows::text(std::size_t row, std::string_view column) const {
  const auto at = table_.find(column);
  return at ? std::string(trim(table_.cell(row, *at))) : std::string();
}

void Rows::wrong(std::size_t row, std::string_view column, std::string message, std::string fix) {
  const std::size_t at = table_.find(column).value_or(0);
  wrong_.push_back(table_.error_at(row, at, std::move(message), std::move(fix)));
}

void Rows::warn(std::size_t row, std::string_view column, std::string message, std::string fix) {
  wrong(row, column, std::move(message), std::move(fix));
  wrong_.back().severity = Severity::warning;
}

std::string Rows::needed(std::size_t row, std::string_view column) {
  std::string value = text(row, column);
  if (value.empty()) wrong(row, column, "'" + std::string(column) + "' is empty");
  return value;
}

std::optional<double> Rows::number(std::size_t row, std::string_view column) {
  const std::string value = text(row, column);
  if (value.empty()) return std::nullopt;
  const auto n = parse_number(value);
  if (!n)
    wrong(row, column, "'" + value + "' is not a number", "write it without unit and thousands separators: 1000000000");
  return n;
}

std::optional<int> Rows::year(std::size_t row, std::string_view column) {
  const auto n = number(row, column);
  if (!n) return std::nullopt;
  if (*n != std::floor(*n) || *n < 1990.0 || *n > 2100.0) {
    wrong(row, column, "'" + text(row, column) + "' is not a year between 1990 and 2100");
    return std::nullopt;
  }
  return static_cast<int>(*n);
}

std::optional<std::size_t> Rows::choice(std::size_t row, std::string_view column, std::span<const std::string_view> words) {
  const std::string value = text(row, column);
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto near = nearest_name(value, words);
  wrong(
      row, column,
      value.empty() ? "'" + std::string(column) + "' is empty" : "no " + std::string(column) + " is called '" + value + "'",
      near ? "did you mean '" + *near + "'?" : "one of: " + listed(words));
  return std::nullopt;
}

}  // namespace gridwright::deals
