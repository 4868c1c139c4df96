#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gridwright::energy {

/// Carbon that making one unit of a thing has cost (cradle to gate, and building it), from data/embodied_carbon.csv.
struct EmbodiedFactor {
  std::string kind{}, unit{};          ///< "lithium", "MWh"
  double kg_per_unit = 0.0;            ///< kg of CO2 equivalent
  double low = 0.0, high = 0.0;        ///< what sources span
  std::string source{};
};

/// The factor of a kind as design::Capacity names it (wind, solar, lithium, hall, ...; "accelerator" for a fleet); none when the
/// table has no such row.
[[nodiscard]] std::optional<EmbodiedFactor> embodied_factor(std::string_view kind);

}  // namespace gridwright::energy
