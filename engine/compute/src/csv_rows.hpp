#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gridwright::compute {

/// One row of a CSV file by column name. For the room's own data, whose columns are known: `at` on a missing one throws.
using CsvRow = std::map<std::string, std::string>;

/// Every row; none when the text is no table.
[[nodiscard]] std::vector<CsvRow> csv_rows(std::string_view text);

}  // namespace gridwright::compute
