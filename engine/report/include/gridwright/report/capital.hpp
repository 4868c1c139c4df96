#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gridwright/deals/answers.hpp"

/// What `gridwright capital` shows: the same findings as text, JSON, CSV tables and one HTML page. Every number stands beside its
/// status; hypothetical questions say so; straight-line assumptions are counted.
namespace gridwright::report {

/// Tables for a terminal, with a sentence above each and its assumptions below. `folder`: where the page was written; may be empty.
[[nodiscard]] std::string capital_text(const deals::CapitalAnswers& answers, std::string_view folder = {});
/// {"ledger", "findings": [{"id", "title", "marks", "columns": [{"name", "unit"}], "rows": [{column: value}], "notes"}]}
/// Key order and ids are stable; amounts are numbers in the unit of their column, what is not known is null.
[[nodiscard]] std::string capital_json(const deals::CapitalAnswers& answers);
/// The same findings as CSV files: (name, content), names ending in .csv.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> capital_tables(const deals::CapitalAnswers& answers);
/// One self-contained page with figures: no network, no script needed. Links to the CSV files beside it (tables/*.csv).
[[nodiscard]] std::string capital_html(const deals::CapitalAnswers& answers);

}  // namespace gridwright::report
