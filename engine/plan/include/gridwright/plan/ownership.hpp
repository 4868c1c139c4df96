#pragma once
#include <string_view>

#include "gridwright/core/result.hpp"
#include "gridwright/deals/ownership.hpp"

namespace gridwright::plan {

/// An accelerator of the catalogue as something to buy, lease or rent: price with its share of server and network, power, book life, and
/// the middle of its published rents. Everything else keeps the defaults of OwnershipCase. Unknown names get the nearest;
/// the price is 0 where the maker does not sell it.
[[nodiscard]] Result<deals::OwnershipCase> ownership_case(std::string_view accelerator);

/// Output tokens a second of one busy accelerator serving `model` at its best point: 3,072 tokens in, 512 out, first token within 2 s and
/// 50 ms a token. A diagnostic when the model is unknown, does not fit or cannot keep the promise.
[[nodiscard]] Result<double> output_tokens_per_s(std::string_view accelerator, std::string_view model);

}  // namespace gridwright::plan
