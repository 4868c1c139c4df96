#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/text.hpp"

#include "embedded_files.hpp"

namespace gridwright::facility {

/// A table of facts built into the program (data/*.csv). A mistake in it is ours, not the user's: it throws logic_error.
class OwnTable {
 public:
  explicit OwnTable(std::string_view name) : table_(read(name)) {}
  [[nodiscard]] std::size_t rows() const { return table_.rows(); }
  [[nodiscard]] std::string text(std::size_t row, std::string_view column) const {
    return std::string(table_.cell(row, table_.find(column).value()));
  }
  [[nodiscard]] double number(std::size_t row, std::string_view column) const { return parse_number(text(row, column)).value(); }

 private:
  static CsvTable read(std::string_view name) {
    Result<CsvTable> table = parse_csv(std::string(embedded_file(name)), name);
    if (!table || table->rows() == 0) throw std::logic_error("built-in table " + std::string(name) + ": " + to_text(table.diagnostics()));
    return *std::move(table);
  }
  CsvTable table_;
};

}  // namespace gridwright::facility
