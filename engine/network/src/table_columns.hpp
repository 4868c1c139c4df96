#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/csv.hpp"

namespace gridwright::network {

/// Cells of a table whose columns go by several names. A missing column is reported once; of bad cells the first twenty, then
/// (close) how many more.
class TableColumns {
 public:
  using Names = std::initializer_list<std::string_view>;  ///< the first one is what messages say
  TableColumns(const CsvTable& table, Diagnostics& problems) : table_(table), problems_(problems) {}

  [[nodiscard]] std::optional<std::size_t> find(Names names) const;  ///< case does not count
  [[nodiscard]] std::size_t at(Names names) const { return find(names).value_or(0); }
  std::string text(std::size_t row, Names names);
  std::string text_if(std::size_t row, Names names) const;  ///< "" when there is no such column
  double number(std::size_t row, Names names, double low, double high);
  void complain(std::size_t row, std::size_t column, std::string message, std::string fix = {});
  void close();

 private:
  std::optional<std::size_t> required(Names names);
  const CsvTable& table_;
  Diagnostics& problems_;
  std::vector<std::string> missing_;
  std::size_t bad_ = 0;
};

}  // namespace gridwright::network
