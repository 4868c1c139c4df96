#pragma once
#include <span>

#include "gridwright/compute/catalogue.hpp"
#include "gridwright/scenario/scenario.hpp"

namespace gridwright::compute {

/// The accelerator a scenario states: the card it is based on, with every stated number in its place. Its kernels reach the same shares of its own
/// peaks as those of that card, times `efficiency`: what a chip that does not exist yet would do if its kernels became as good.
/// Errors: no such card to base it on (the nearest is named), its id is a card's already, it would have no arithmetic.
[[nodiscard]] Result<Accelerator> custom_accelerator(const Catalogue& facts, const scenario::CustomAccelerator& stated);

/// The built-in catalogue with a scenario's own accelerators before the known ones. All mistakes in one pass.
///   Result<Catalogue> facts = catalogue_with(scenario.accelerators);
[[nodiscard]] Result<Catalogue> catalogue_with(std::span<const scenario::CustomAccelerator> own);

}  // namespace gridwright::compute
