#pragma once
#include <optional>
#include <string>

#include "../plot.hpp"
#include "gridwright/deals/answers.hpp"

/// Figures of the capital network: one question each, nothing when there is nothing to draw.
namespace gridwright::report {

/// What a party owes by year, payee by payee, against the cash that is contracted to come in.
[[nodiscard]] std::optional<Figure> ladder_figure(const deals::Obligations& party, const std::string& id);
/// Who pays whom over all years; and, the other way round, who gives compute to whom.
[[nodiscard]] std::optional<Figure> money_links_figure(const deals::Ledger& ledger);
[[nodiscard]] std::optional<Figure> compute_links_figure(const deals::Ledger& ledger);
/// Unpaid money from wave to wave in one year.
[[nodiscard]] std::optional<Figure> cascade_figure(const deals::StressYear& year, const std::string& payer,
                                                   const std::string& id);
/// Failures against the share that is paid.
[[nodiscard]] std::optional<Figure> threshold_figure(const deals::StressFindings& stress);
/// From headlines to what is firm, dated and netted.
[[nodiscard]] std::optional<Figure> waterfall_figure(const std::vector<deals::WaterfallStep>& steps);

}  // namespace gridwright::report
