#include "gridwright/facility/plant.hpp"

#include "nearest.hpp"

namespace gridwright::facility {
namespace {

PlantDesign direct_to_chip(std::string name, std::string summary, HeatSink sink, TrimChiller trim) {
  PlantDesign p;
  p.name = std::move(name);
  p.summary = std::move(summary);
  p.liquid.fraction = 0.85;
  p.liquid.loop = {.sink = sink, .trim = trim, .range_k = 10.0};
  // The air remainder has its own, cooler loop on the same kind of sink.
  p.air.loop = {.sink = sink, .trim = trim, .range_k = 8.0};
  p.supply_default_c = 40.0;
  p.supply_min_c = 15.0;
  p.supply_max_c = 60.0;
  return p;
}

PlantDesign air_cooled(std::string name, std::string summary, AirPath path, WaterLoop loop) {
  PlantDesign p;
  p.name = std::move(name);
  p.summary = std::move(summary);
  p.air.path = path;
  p.air.loop = loop;
  p.supply_default_c = 25.0;
  p.supply_min_c = 15.0;
  p.supply_max_c = 35.0;   // class A2
  return p;
}

constexpr WaterLoop air_cooled_chiller{.sink = HeatSink::none, .trim = TrimChiller::air_cooled, .free_cooling = false};

std::vector<PlantDesign> liquid_plants() {
  std::vector<PlantDesign> all;
  all.push_back(direct_to_chip("dtc_dry_cooler", "direct-to-chip liquid, dry coolers, air-cooled trim chillers",
                               HeatSink::dry_cooler, TrimChiller::air_cooled));
  all.push_back(direct_to_chip("dtc_adiabatic", "direct-to-chip liquid, dry coolers with adiabatic pads, air-cooled trim chillers",
                               HeatSink::adiabatic_cooler, TrimChiller::air_cooled));
  all.push_back(direct_to_chip("dtc_tower", "direct-to-chip liquid, cooling towers, water-cooled trim chillers", HeatSink::tower,
                               TrimChiller::water_cooled));
  PlantDesign oil = direct_to_chip("immersion_single_phase", "single-phase immersion tanks, dry coolers, air-cooled trim chillers",
                                   HeatSink::dry_cooler, TrimChiller::air_cooled);
  oil.liquid.fraction = 0.98;      // tank walls and switches still warm the room
  all.push_back(oil);
  PlantDesign boiling = direct_to_chip("immersion_two_phase", "two-phase immersion, condensers on facility water, dry coolers",
                                       HeatSink::dry_cooler, TrimChiller::air_cooled);
  boiling.liquid.fraction = 0.98;
  boiling.liquid.circulation_kw_per_kw = 0.005;   // no forced fluid loop: 3-8 W/kW
  boiling.supply_default_c = 49.0;                // boiling point of the fluid
  boiling.supply_min_c = 45.0;
  all.push_back(boiling);
  return all;
}

std::vector<PlantDesign> air_plants() {
  std::vector<PlantDesign> all;
  all.push_back(air_cooled("air_chiller", "air handlers on air-cooled chillers, no economiser", AirPath::water_coil,
                           air_cooled_chiller));
  all.push_back(air_cooled("air_chiller_economiser", "outside-air economiser, air-cooled chillers for the warm hours",
                           AirPath::outside_air, air_cooled_chiller));
  all.push_back(air_cooled("air_adiabatic", "outside-air economiser with direct evaporative cooling, air-cooled trim chillers",
                           AirPath::outside_air_direct, air_cooled_chiller));
  all.back().supply_default_c = 27.0;
  all.push_back(air_cooled("air_indirect", "indirect evaporative air-to-air coolers, air-cooled trim chillers",
                           AirPath::outside_air_indirect, air_cooled_chiller));
  all.back().supply_default_c = 27.0;
  all.back().air.evaporative_effectiveness = 0.70;
  all.back().air.secondary_fan_kw_per_kw = 0.030;
  all.push_back(air_cooled("water_chiller", "air handlers on water-cooled chillers and towers, no economiser", AirPath::water_coil,
                           {.sink = HeatSink::tower, .trim = TrimChiller::water_cooled, .free_cooling = false}));
  all.push_back(air_cooled("tower_economiser", "air handlers on water-cooled chillers, towers and a waterside economiser",
                           AirPath::water_coil, {.sink = HeatSink::tower, .trim = TrimChiller::water_cooled}));
  all.push_back(air_cooled("rear_door", "rear-door heat exchangers, dry coolers, air-cooled trim chillers", AirPath::water_coil,
                           {.sink = HeatSink::dry_cooler, .trim = TrimChiller::air_cooled}));
  all.back().air.coil_approach_k = 4.0;
  all.back().air.fan_pa = 100.0;       // active doors; the servers' own fans do the rest
  return all;
}

}  // namespace

std::vector<PlantDesign> plant_designs() {
  std::vector<PlantDesign> all = liquid_plants();
  for (PlantDesign& p : air_plants()) all.push_back(std::move(p));
  return all;
}

Result<PlantDesign> plant_design(std::string_view name) {
  std::vector<std::string> names;
  for (PlantDesign& plant : plant_designs()) {
    if (plant.name == name) return std::move(plant);
    names.push_back(plant.name);
  }
  return unknown_name("cooling plant", name, names);
}

}  // namespace gridwright::facility
