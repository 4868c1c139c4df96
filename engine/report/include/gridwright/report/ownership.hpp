#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gridwright/deals/ownership.hpp"

/// Buy, lease or rent, as `gridwright own` shows it: cost of an hour by layer, ways and their break-even use, cash and depreciation by
/// year, what moves the cost.
namespace gridwright::report {

[[nodiscard]] std::string ownership_text(const deals::OwnershipCase& c, std::string_view folder = {});
/// {"accelerator", "case": {...inputs}, "findings": [...]}; findings as in capital_json.
[[nodiscard]] std::string ownership_json(const deals::OwnershipCase& c);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> ownership_tables(const deals::OwnershipCase& c);
/// One self-contained page; links to tables/*.csv beside it.
[[nodiscard]] std::string ownership_html(const deals::OwnershipCase& c);

}  // namespace gridwright::report
