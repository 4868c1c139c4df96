#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/csv.hpp"

/// One table read row by row: every cell that is wrong becomes a diagnostic, and reading goes on.
namespace gridwright::deals {

class Rows {
 public:
  /// Missing required columns and columns of no known name are diagnostics at once.
  Rows(const CsvTable& table, std::span<const std::string_view> required, std::span<const std::string_view> optional,
       Diagnostics& wrong);

  [[nodiscard]] bool usable() const { return usable_; }  ///< false: a required column is missing
  [[nodiscard]] std::size_t size() const { return table_.rows(); }
  [[nodiscard]] bool has(std::string_view column) const { return table_.find(column).has_value(); }
  [[nodiscard]] int line(std::size_t row) const { return table_.line(row); }
  /// Empty for a column the file does not have.
  [[nodiscard]] std::string text(std::size_t row, std::string_view column) const;
  [[nodiscard]] std::string needed(std::size_t row, std::string_view column);  ///< must not be empty
  [[nodiscard]] std::optional<double> number(std::size_t row, std::string_view column);
  [[nodiscard]] std::optional<int> year(std::size_t row, std::string_view column);  ///< 1990..2100
  /// Place of the cell's word in `words`; nothing (and a diagnostic with the nearest word) for any other word.
  [[nodiscard]] std::optional<std::size_t> choice(std::size_t row, std::string_view column,
                                                  std::span<const std::string_view> words);
  void wrong(std::size_t row, std::string_view column, std::string message, std::string fix = {});
  void warn(std::size_t row, std::string_view column, std::string message, std::string fix = {});

 private:
  const CsvTable& table_;
  Diagnostics& wrong_;
  bool usable_ = true;
};

}  // namespace gridwright::deals
