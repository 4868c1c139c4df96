#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gridwright/deals/answers.hpp"

/// Findings as tables: made once, shown as text, JSON, CSV and HTML.
namespace gridwright::report {

struct Cell {
  std::string text;                ///< as people read it
  std::optional<double> number;    ///< in the unit of the column
};

struct FindingColumn {
  std::string name;
  std::string unit;                ///< "bn USD", "%", "1"; empty for words
};

/// One table with what it says.
struct Finding {
  std::string id;                  ///< stable: "waterfall", "stress", ...
  std::string title;               ///< the answer in a sentence, with its numbers
  std::string marks;               ///< "hypothetical", "97 % straight-line assumption"
  std::vector<FindingColumn> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;
};

/// What was asked, in order; the overview when nothing was. Tables without rows are left out.
[[nodiscard]] std::vector<Finding> findings(const deals::CapitalAnswers& answers);
/// All that the page shows: what was asked, the dues of the party it is about, and the overview.
[[nodiscard]] std::vector<Finding> page_findings(const deals::CapitalAnswers& answers);
/// The party the page is about: asked for, else the payer, else who owes most.
[[nodiscard]] std::optional<deals::Obligations> subject(const deals::CapitalAnswers& answers);

// Parts of it, by question.
[[nodiscard]] std::vector<Finding> overview_findings(const deals::CapitalAnswers& answers);
[[nodiscard]] std::vector<Finding> party_findings(const deals::Obligations& party);
[[nodiscard]] std::vector<Finding> stress_findings(const deals::StressFindings& stress);
[[nodiscard]] std::vector<Finding> money_findings(const deals::CapitalAnswers& answers);   ///< own money, cover, delay, lenders, guarantees

// Cells and words.
[[nodiscard]] Cell words(std::string text);
[[nodiscard]] Cell billions(double usd);                       ///< "24.0", from USD; three digits below one
[[nodiscard]] Cell per_cent(double share, int decimals = 1);   ///< from a share
[[nodiscard]] Cell whole(double number);
[[nodiscard]] Cell plain(double number, int decimals);
[[nodiscard]] Cell unknown(const std::string& text = "not disclosed");
[[nodiscard]] std::string bn(double usd);                      ///< "24.0 bn USD"
/// "97 % straight-line assumption, 1 % unverified"; empty when neither.
[[nodiscard]] std::string rests_on(const deals::Amount& amount);
[[nodiscard]] std::string listed(const std::vector<std::string>& names);   ///< "A, B and C"

}  // namespace gridwright::report
