#pragma once
#include <string_view>
#include <vector>

#include "gridwright/deals/ledger.hpp"

/// The words of ledger files, in the order of their enumerations.
namespace gridwright::deals {

[[nodiscard]] const std::vector<std::string_view>& instrument_words();
[[nodiscard]] const std::vector<std::string_view>& evidence_words();
[[nodiscard]] const std::vector<std::string_view>& standing_words();

}  // namespace gridwright::deals
