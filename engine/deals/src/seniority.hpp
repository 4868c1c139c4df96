#pragma once
#include "gridwright/deals/ledger.hpp"

namespace gridwright::deals {

/// Sets `seniority` of every deal: the longest chain of deals that are paid before it (0 = served first). Chains that bite
/// their own tail, and names that are no deal of the same payer, are diagnostics.
[[nodiscard]] Diagnostics rank_seniority(std::vector<Deal>& deals, const std::string& file);

}  // namespace gridwright::deals
