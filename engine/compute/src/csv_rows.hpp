#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gridwright::compute {

/// One row of a CSV file by column name. The room's own data only: a missing column is our mistake and throws.
using CsvRow = std::map<std::string, std::string>;

/// RFC 4180: quoted cells may hold commas and doubled quotes; the first row names the columns.
[[nodiscard]] std::vector<CsvRow> csv_rows(std::string_view text);

}  // namespace gridwright::compute
