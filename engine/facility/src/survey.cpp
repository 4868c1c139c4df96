#include "gridwright/facility/survey.hpp"

namespace gridwright::facility {
namespace {

/// What all sizes share: constant efficiencies (no N+1 gain), all-latent towers, coils that dry the air.
PlantDesign base(const char* name) {
  PlantDesign p;
  p.name = name;
  p.supply_min_c = 10.0;
  p.supply_max_c = 35.0;
  p.units_needed = p.units_installed = 1.0;
  p.air.sensible_heat_ratio = 0.97;            // 0.95-0.99
  p.air.dew_point_max_c = 17.0;                // 15-27 degC; class A1. With this and the supply temperature the water of warm zones lies well inside
  p.tower.approach_k = 4.75;                   // 2.8-6.7 K
  p.tower.range_k = 5.0;                       // 4-6 K
  p.tower.latent_share = 1.0;                  // that study's water balance
  p.air.loop.range_k = 7.5;                    // facility water 5-10 K
  p.air.bleed_factor = 1.25;
  return p;
}

PlantDesign large(const char* name) {
  PlantDesign p = base(name);
  p.air.fan_pa = 650.0;                        // 300-1000 Pa
  p.air.fan_efficiency = 0.775;                // 0.65-0.90
  p.air.rise_k = 16.65;                        // 13.9-19.4 K
  p.air.coil_approach_k = 16.65 * (1.0 / 0.8 - 1.0);   // coil effectiveness 0.7-0.9
  p.tower.cycles = 9.0;                        // 3-15
  p.lighting_and_other = 0.01;
  // Chiller part load 0.2-0.8, middle 0.5; curve error +-11 %, middle 0.
  p.water_chiller.efficiency = 0.60 * (1.0 - 0.35 * 0.25);
  p.water_chiller.part_load_loss = 0.0;
  return p;
}

PlantDesign midsize(const char* name) {
  PlantDesign p = base(name);
  p.air.fan_pa = 700.0;                        // 400-1000 Pa
  p.air.fan_efficiency = 0.70;                 // 0.6-0.8
  p.air.rise_k = 7.5;                          // 5-10 K
  p.air.coil_approach_k = 6.0;
  p.tower.cycles = 7.5;                        // 3-12
  p.lighting_and_other = 0.035;                // 2-5 %
  // Chiller part load 0.1-0.5, middle 0.3: 0.83 of full-load efficiency. The study's error of the curves reaches -45 % for
  // smaller machines; its middle, -22.5 %, is taken for the air-cooled ones.
  const double part_load = 1.0 - 0.35 * 0.7 * 0.7;
  p.water_chiller.efficiency = 0.60 * part_load;
  p.air_chiller.efficiency = 0.48 * part_load * (1.0 - 0.225);
  p.water_chiller.part_load_loss = p.air_chiller.part_load_loss = 0.0;
  return p;
}

PowerChain chain(const char* name) { return *power_chain(name); }

}  // namespace

SurveyHall survey_hall(SurveySystem system) {
  SurveyHall hall;
  const char* summary = "";
  switch (system) {
    case SurveySystem::large_air_economiser_adiabatic:
      hall = {large("survey_large_air_economiser_adiabatic"), chain("survey_large"), 25.0};   // below the upper limit, above the lower (10-18 degC)
      summary = "Lei & Masanet, large site: outside air, direct evaporative, tower chillers";
      hall.plant.air.path = AirPath::outside_air_direct;
      hall.plant.air.loop.sink = HeatSink::tower;
      hall.plant.air.loop.trim = TrimChiller::water_cooled;
      hall.plant.air.loop.free_cooling = false;
      break;
    case SurveySystem::large_water_chiller_economiser:
      hall = {large("survey_large_water_chiller_economiser"), chain("survey_large"), 31.0};   // upper limit 27-35 degC, for most free hours
      summary = "Lei & Masanet, large site: water-cooled chillers, waterside economiser";
      hall.plant.air.loop.sink = HeatSink::tower;
      hall.plant.air.loop.trim = TrimChiller::water_cooled;
      break;
    case SurveySystem::midsize_water_chiller:
      hall = {midsize("survey_midsize_water_chiller"), chain("survey_midsize"), 17.0};   // lower limit 10-18 degC; water at 11 degC
      summary = "Lei & Masanet, midsize site: water-cooled chillers, no economiser";
      hall.plant.air.loop.sink = HeatSink::tower;
      hall.plant.air.loop.trim = TrimChiller::water_cooled;
      hall.plant.air.loop.free_cooling = false;
      break;
    case SurveySystem::midsize_air_chiller:
      hall = {midsize("survey_midsize_air_chiller"), chain("survey_midsize"), 17.0};
      summary = "Lei & Masanet, midsize site: air-cooled chillers, no economiser";
      hall.plant.air.loop.sink = HeatSink::none;
      hall.plant.air.loop.free_cooling = false;
      break;
  }
  hall.plant.summary = summary;
  return hall;
}

std::vector<SurveyHall> survey_halls() {
  std::vector<SurveyHall> all;
  for (SurveySystem system : {SurveySystem::large_air_economiser_adiabatic, SurveySystem::large_water_chiller_economiser,
                              SurveySystem::midsize_water_chiller, SurveySystem::midsize_air_chiller})
    all.push_back(survey_hall(system));
  return all;
}

}  // namespace gridwright::facility
