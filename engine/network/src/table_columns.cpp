#include "table_columns.hpp"

#include <algorithm>

#include "gridwright/core/text.hpp"

namespace gridwright::network {

namespace {
constexpr std::size_t most_shown = 20;
}

std::optional<std::size_t> TableColumns::find(Names names) const {
  for (std::string_view name : names)
    for (std::size_t c = 0; c < table_.columns(); ++c)
      if (to_lower(table_.header()[c]) == name) return c;
  return {};
}

std::optional<std::size_t> TableColumns::required(Names names) {
  const std::optional<std::size_t> found = find(names);
  const std::string first(*names.begin());
  if (!found && std::find(missing_.begin(), missing_.end(), first) == missing_.end()) {
    missing_.push_back(first);
    const std::optional<std::string> near = nearest_name(first, table_.header());
    problems_.push_back({.file = table_.file(),
                         .message = "no column is called '" + first + "'",
                         .fix = near ? "is it '" + *near + "'?" : "columns: " + join(table_.header(), ", ")});
  }
  return found;
}

std::string TableColumns::text(std::size_t row, Names names) {
  const std::optional<std::size_t> column = required(names);
  if (!column) return {};
  if (table_.cell(row, *column).empty()) complain(row, *column, "'" + std::string(*names.begin()) + "' is empty");
  return std::string(table_.cell(row, *column));
}

std::string TableColumns::text_if(std::size_t row, Names names) const {
  const std::optional<std::size_t> column = find(names);
  return column ? std::string(table_.cell(row, *column)) : std::string();
}

double TableColumns::number(std::size_t row, Names names, double low, double high) {
  const std::optional<std::size_t> column = required(names);
  if (!column) return low;
  const std::optional<double> value = parse_number(table_.cell(row, *column));
  if (value && *value >= low && *value <= high) return *value;
  complain(row, *column,
           "'" + std::string(table_.cell(row, *column)) + "' is no number from " + significant(low, 9) + " to " +
               significant(high, 9));
  return low;
}

void TableColumns::complain(std::size_t row, std::size_t column, std::string message, std::string fix) {
  if (++bad_ <= most_shown) problems_.push_back(table_.error_at(row, column, std::move(message), std::move(fix)));
}

void TableColumns::close() {
  if (bad_ > most_shown)
    problems_.push_back(
        {.file = table_.file(), .message = "and " + std::to_string(bad_ - most_shown) + " more cells like these"});
  bad_ = 0;
}

}  // namespace gridwright::network
