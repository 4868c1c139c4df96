#pragma once
#include <vector>

#include "gridwright/facility/plant.hpp"
#include "gridwright/facility/power_chain.hpp"

/// The system types of Lei & Masanet (2022), with the middle of the parameter ranges that study samples: to compare with it,
/// and as typical existing (not new) sites. One parameter set per system; nothing depends on the climate zone.
///
/// Source: N. Lei, E. Masanet, Resources, Conservation & Recycling 182 (2022) 106323; ranges as read in the calculator the
/// authors published.
namespace gridwright::facility {

enum class SurveySystem {
  large_air_economiser_adiabatic,
  large_water_chiller_economiser,
  midsize_water_chiller,
  midsize_air_chiller,
};

struct SurveyHall {
  PlantDesign plant{};
  PowerChain chain{};
  double supply_c = 25.0;
};
[[nodiscard]] SurveyHall survey_hall(SurveySystem system);
/// All four; `plant.name` is "survey_large_air_economiser_adiabatic", ...
[[nodiscard]] std::vector<SurveyHall> survey_halls();

}  // namespace gridwright::facility
