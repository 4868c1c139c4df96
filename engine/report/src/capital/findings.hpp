#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../findings.hpp"
#include "gridwright/deals/answers.hpp"

/// What was found in a capital network, question by question.
namespace gridwright::report {

/// What was asked, in order; the overview when nothing was. Tables without rows are left out.
[[nodiscard]] std::vector<Finding> findings(const deals::CapitalAnswers& answers);
/// All that the page shows: what was asked, the dues of the party it is about, and the overview.
[[nodiscard]] std::vector<Finding> page_findings(const deals::CapitalAnswers& answers);
/// The party the page is about: asked for, else the payer, else who owes most.
[[nodiscard]] std::optional<deals::Obligations> subject(const deals::CapitalAnswers& answers);

// Parts of it, by question.
[[nodiscard]] std::vector<Finding> overview_findings(const deals::CapitalAnswers& answers);
[[nodiscard]] std::vector<Finding> party_findings(const deals::Ledger& ledger, const deals::Obligations& party);
[[nodiscard]] std::vector<Finding> stress_findings(const deals::StressFindings& stress);
[[nodiscard]] std::vector<Finding> money_findings(
    const deals::CapitalAnswers& answers);  ///< own money, cover, delay, lenders, guarantees

/// "97 % straight-line assumption, 1 % unverified"; empty when neither.
[[nodiscard]] std::string rests_on(const deals::Amount& amount);

}  // namespace gridwright::report
