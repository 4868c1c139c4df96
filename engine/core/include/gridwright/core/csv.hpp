#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/file.hpp"
#include "gridwright/core/result.hpp"

namespace gridwright {

/// How a table is written down. The default is what spreadsheets export.
struct CsvOptions {
  char separator = ',';  ///< '\t' for tab-separated files
  bool header = true;    ///< the first row names the columns; otherwise they are "1", "2", ...
  int skip_lines = 0;    ///< lines before the header that are not part of the table
  char comment = '\0';   ///< lines that start with it are skipped; '\0' = none
  std::uint64_t limit = default_file_limit;
};

/// A table of text cells, read once, with the place of every cell kept for messages.
///
///   Result<CsvTable> table = read_csv("prices.csv");
///   if (!table) return table.diagnostics();                       // every row that is wrong, with file:line:column
///   Result<std::vector<double>> price = table->numbers("usd_per_mwh");
///
/// RFC 4180: quoted cells may hold separators, line ends and doubled quotes. LF and CRLF, with or without byte order mark.
/// Cells without quotes are trimmed; blank lines are skipped; every row has as many cells as the header.
/// Cost: one pass, the file's text is kept once, 16 bytes a cell.
class CsvTable {
 public:
  [[nodiscard]] const std::string& file() const { return file_; }  ///< as messages name it
  [[nodiscard]] const std::vector<std::string>& header() const { return header_; }
  [[nodiscard]] std::size_t columns() const { return header_.size(); }
  [[nodiscard]] std::size_t rows() const { return columns() == 0 ? 0 : cells_.size() / columns(); }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
  /// Line of the file, from 1, on which the row starts.
  [[nodiscard]] int line(std::size_t row) const;

  /// A column as text; an unknown name is a diagnostic with the nearest column.
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view column) const;
  /// A column as finite numbers; every cell that is none is a diagnostic (the first twenty, then how many more).
  [[nodiscard]] Result<std::vector<double>> numbers(std::string_view column) const;
  /// An error at a cell, with its line shown and the cell underlined.
  [[nodiscard]] Diagnostic error_at(std::size_t row, std::size_t column, std::string message, std::string fix = {}) const;

 private:
  friend class CsvParser;
  struct Cell {
    std::uint32_t begin, size;  ///< in text_
    std::uint32_t source;       ///< where it starts in the file's own text
    std::uint32_t line;
  };
  [[nodiscard]] Diagnostic unknown_column(std::string_view column) const;

  std::string file_;
  std::string text_;  ///< the file, then the few cells whose quotes had to be undone
  std::vector<std::string> header_;
  std::vector<Cell> cells_;  ///< row by row
};

/// Reads a file, plain or .gz. `shown_as` is how messages name it; by default as it was given.
[[nodiscard]] Result<CsvTable> read_csv(const std::filesystem::path& file, const CsvOptions& options = {},
                                        std::string_view shown_as = {});
/// The same from text already in memory (files built into the binary, tests).
[[nodiscard]] Result<CsvTable> parse_csv(std::string text, std::string_view shown_as, const CsvOptions& options = {});

}  // namespace gridwright
