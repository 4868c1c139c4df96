#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/csv.hpp"
#include "gridwright/core/result.hpp"
#include "gridwright/scenario/power_system.hpp"

/// Tables of other tools as importers meet them: cells by row and column name, every mistake with its place.
namespace gridwright::exchange {

/// What is wrong with a case. Counts like messages so that 100,000 wrong rows do not fill the screen.
class Findings {
 public:
  void error(const std::string& file, std::string message, std::string fix = {});
  void error(const CsvTable& table, std::size_t row, std::size_t column, std::string message, std::string fix = {});
  void warning(const std::string& file, std::string message, std::string fix = {});
  void take_over(const Diagnostics& found);
  [[nodiscard]] bool bad() const { return errors_ > 0; }
  [[nodiscard]] Diagnostics take();

 private:
  void add(Diagnostic d);
  static constexpr std::size_t most_of_a_file = 20;
  std::map<std::string, std::size_t> of_file_;
  Diagnostics all_;
  std::size_t errors_ = 0;
};

/// A table whose rows are components. Columns that no importer asked for can be listed at the end.
class Source {
 public:
  Source() = default;
  Source(CsvTable table, Findings& findings, bool ignore_case = false);
  [[nodiscard]] explicit operator bool() const { return findings_ != nullptr; }
  [[nodiscard]] std::size_t rows() const { return table_.rows(); }
  [[nodiscard]] const std::string& file() const { return table_.file(); }
  [[nodiscard]] const CsvTable& table() const { return table_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
  [[nodiscard]] bool has(std::string_view column) const { return find(column).has_value(); }
  /// The cell as text; empty when there is no such column. Asking for a column makes it known.
  [[nodiscard]] std::string text(std::size_t row, std::string_view column, std::string_view otherwise = {}) const;
  /// "inf", "-inf" and empty cells are understood; anything else that is no number is an error.
  [[nodiscard]] double number(std::size_t row, std::string_view column, double otherwise) const;
  [[nodiscard]] int whole(std::size_t row, std::string_view column, int otherwise) const;
  [[nodiscard]] bool flag(std::size_t row, std::string_view column, bool otherwise) const;
  /// An error at a cell of the row (the first one when the column is not there).
  void complain(std::size_t row, std::string_view column, std::string message, std::string fix = {}) const;
  /// Refuses values that are not `standard`: the column means something that is not modelled.
  void refuse(std::string_view column, double standard, std::string_view why) const;
  /// Makes columns known that have no effect.
  void know(std::initializer_list<std::string_view> columns) const;
  [[nodiscard]] std::vector<std::string> unknown() const;

 private:
  [[nodiscard]] std::optional<double> read(std::string_view text) const;
  CsvTable table_;
  Findings* findings_ = nullptr;
  bool ignore_case_ = false;
  std::map<std::string, std::size_t, std::less<>> columns_;
  mutable std::set<std::size_t> asked_;
};

/// Names of a case made unique among generators, links, stores, lines: "battery", then "battery (store)".
class UniqueNames {
 public:
  [[nodiscard]] std::string name(const std::string& wanted, const char* kind);

 private:
  std::set<std::string> taken_;
};

/// Adds a series and gives the profile that follows it; series that never change become a constant.
[[nodiscard]] scenario::Profile add_series(scenario::PowerSystem& system, std::string name, std::vector<double> values);

}  // namespace gridwright::exchange
