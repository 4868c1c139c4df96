#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Findings as tables: made once, shown as text, JSON, CSV and HTML.
namespace gridwright::report {

struct Cell {
  std::string text;              ///< as people read it
  std::optional<double> number;  ///< in the unit of the column
};

struct FindingColumn {
  std::string name;
  std::string unit{};   ///< "bn USD", "%", "1"; empty for words
  bool detail = false;  ///< too much for a terminal
};

/// One table with what it says.
struct Finding {
  std::string id;     ///< stable: "waterfall", "stress", ...
  std::string title;  ///< the answer in a sentence, with its numbers
  std::string marks;  ///< "hypothetical", "97 % straight-line assumption"
  std::vector<FindingColumn> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;
};

/// For a terminal: a sentence, its marks, the table, the notes. A unit all amounts share is said once, beside the marks.
[[nodiscard]] std::string findings_text(std::span<const Finding> findings);
/// [{"id", "title", "marks", "columns": [{"name", "unit"}], "rows": [{column: value}], "notes"}]; what is not known is null.
[[nodiscard]] nlohmann::ordered_json findings_json(std::span<const Finding> findings);
[[nodiscard]] std::string finding_csv(const Finding& finding);
/// A table with its notes and the way to tables/<id>.csv.
[[nodiscard]] std::string finding_html(const Finding& finding);

// Cells and words.
[[nodiscard]] Cell words(std::string text);
[[nodiscard]] Cell billions(double usd);                      ///< "24.0", from USD; two digits below one
[[nodiscard]] Cell per_cent(double share, int decimals = 1);  ///< from a share
[[nodiscard]] Cell whole(double number);
[[nodiscard]] Cell plain(double number, int decimals);
[[nodiscard]] Cell unknown(const std::string& text = "not disclosed");
[[nodiscard]] std::string bn(double usd);                                 ///< "24.0 bn USD"
[[nodiscard]] std::string listed(const std::vector<std::string>& names);  ///< "A, B and C"

}  // namespace gridwright::report
