#pragma once
#include <string>

namespace gridwright::plan {

/// What a family of rows of the model means: formula, dual and unit. Empty when there is no such row.
///   explain_block("storage_balance")
[[nodiscard]] std::string explain_block(const std::string& name);
/// A word of the trade as it is meant here: "PUE", "TTFT", "ratchet". Empty when it is not in the glossary.
[[nodiscard]] std::string explain_term(const std::string& name);

}  // namespace gridwright::plan
