#pragma once
#include <algorithm>
#include <string>

#include "gridwright/scenario/scenario.hpp"

/// Which tariff serves a site, and what it lists: facts of the scenario that the model, its checker and operation all ask for.
namespace gridwright::scenario {

/// The tariff a site is served under, or nullptr.
[[nodiscard]] inline const Tariff* tariff_of(const Scenario& s, const Site& site) {
  for (const Tariff& t : s.tariffs)
    if (site.grid && t.id == site.grid->tariff) return &t;
  return nullptr;
}

/// Does the tariff list this generator or store, whatever its kind?
[[nodiscard]] inline bool lists(const Tariff* tariff, const std::string& id) {
  return tariff != nullptr && std::find(tariff->resources.begin(), tariff->resources.end(), id) != tariff->resources.end();
}

/// Is `id` a resource that the utility buys under a clean transition tariff?
[[nodiscard]] inline bool is_resource(const Tariff* tariff, const std::string& id) {
  return lists(tariff, id) && tariff->kind == TariffKind::clean_transition;
}

}  // namespace gridwright::scenario
