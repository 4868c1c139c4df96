#include "csv_rows.hpp"

#include "gridwright/core/csv.hpp"

namespace gridwright::compute {

std::vector<CsvRow> csv_rows(std::string_view text) {
  const Result<CsvTable> table = parse_csv(std::string(text), "data built into the compute room");
  std::vector<CsvRow> rows;
  if (!table) return rows;
  for (std::size_t i = 0; i < table->rows(); ++i) {
    CsvRow& row = rows.emplace_back();
    for (std::size_t c = 0; c < table->columns(); ++c) row[table->header()[c]] = std::string(table->cell(i, c));
  }
  return rows;
}

}  // namespace gridwright::compute
