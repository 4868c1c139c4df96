#pragma once
#include <string>
#include <vector>

#include "gridwright/deals/contract.hpp"

/// Contracts explained: for a terminal, as JSON and as a self-contained page with figures.
namespace gridwright::report {

/// One contract in at most `width` columns: verdict, facts, ladder, assumptions.
[[nodiscard]] std::string contract_text(const deals::ContractView& view, int width);
/// All of them: {"contracts": [{"id", "instrument", "status", "facts": [{"name", "value", "unit", "meaning"}], "ladder": [...]}]}
[[nodiscard]] std::string contracts_json(const std::vector<deals::ContractView>& views);
/// A page: what to do with each, the ladder of obligations, each contract's facts and its load-duration curve.
[[nodiscard]] std::string contracts_html(const std::string& title, const std::vector<deals::ContractView>& views);

}  // namespace gridwright::report
