#pragma once
#include <span>
#include <string_view>

#include "gridwright/scenario/contracts.hpp"

namespace gridwright::scenario {

/// Which instruments an attribute of a contract means something for. Attributes without a rule belong to all of them.
struct ContractRule {
  std::string_view name;
  unsigned instruments;  ///< bit 1 << Instrument
  unsigned needed = 0;   ///< those that cannot do without it
};
[[nodiscard]] std::span<const ContractRule> contract_rules();
[[nodiscard]] bool applies(std::string_view attribute, Instrument instrument);

}  // namespace gridwright::scenario
