#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/facility/chiller.hpp"
#include "gridwright/facility/cooling_tower.hpp"
#include "gridwright/facility/dry_cooler.hpp"

/// What a cooling plant is made of. Every plant is the same two-sided machine with parts left out: a liquid side (cold
/// plates or tanks to a facility water loop) and an air side (the remainder, and the losses of the power chain indoors),
/// each ending in a heat sink with or without a trim chiller.
///
///   Result<PlantDesign> plant = plant_design("dtc_dry_cooler");
///   plant->liquid.loop.trim = TrimChiller::none;                    // a design of one's own starts from a preset
namespace gridwright::facility {

enum class HeatSink { none, dry_cooler, adiabatic_cooler, tower };
enum class TrimChiller { none, air_cooled, water_cooled };
enum class AirPath {
  water_coil,            ///< air handlers, fan walls or rear doors on chilled water
  outside_air,           ///< economiser: outdoor air mixed with return air
  outside_air_direct,    ///< the same with direct evaporative cooling
  outside_air_indirect,  ///< air-to-air exchanger, wetted outside: outdoor air never enters
};

/// A closed water loop and what takes its heat.
struct WaterLoop {
  HeatSink sink = HeatSink::none;
  TrimChiller trim = TrimChiller::air_cooled;
  bool free_cooling = true;        ///< the sink may cool the loop without the chiller
  double exchanger_k = 1.5;        ///< approach of the plate exchanger between tower water and loop (towers only)
  double range_k = 8.0;            ///< return - supply of the loop
  double pump_kpa = 250.0;
  double pump_efficiency = 0.75;
  bool operator==(const WaterLoop&) const = default;
};

struct LiquidSide {
  double fraction = 0.0;              ///< share of IT heat taken by liquid; 0 = no liquid side
  WaterLoop loop{};
  double cdu_approach_k = 4.0;        ///< coolant to the IT above facility water
  double circulation_kw_per_kw = 0.015;  ///< CDU or tank pumps per heat at full flow (never booked as IT)
  bool operator==(const LiquidSide&) const = default;
};

struct AirSide {
  AirPath path = AirPath::water_coil;
  WaterLoop loop{};
  double supply_c = 27.0;             ///< air to the IT when the liquid side sets the supply temperature of the plant
  double coil_approach_k = 6.0;       ///< supply air above chilled water
  double rise_k = 12.0;               ///< return - supply air
  double fan_pa = 500.0;
  double fan_efficiency = 0.70;       ///< fan x motor x drive
  double sensible_heat_ratio = 1.0;   ///< below 1 the coil dries the air and a humidifier puts the water back
  double evaporative_effectiveness = 0.85;   ///< wet-bulb effectiveness; 0.85-0.90 direct, 0.55-0.75 indirect
  double dew_point_min_c = -60.0;     ///< outside air drier than this is humidified; -9 or -12 where asked for, usually dropped
  double dew_point_max_c = 21.0;      ///< of the air to the IT (A2: 21 degC)
  double relative_humidity_max = 0.85;
  double secondary_fan_kw_per_kw = 0.0;      ///< second air stream of indirect plants
  double bleed_factor = 1.25;         ///< make-up / evaporation of wetted media
  bool operator==(const AirSide&) const = default;
};

struct PlantDesign {
  std::string name{};
  std::string summary{};
  LiquidSide liquid{};
  AirSide air{};
  double supply_default_c = 40.0;     ///< coolant (liquid plants) or air (air plants) to the IT
  double supply_min_c = 15.0, supply_max_c = 60.0;

  // Five or six machines are staged so that each runs at 70 % load or more: part_load_min. Air-cooled machines hold their
  // condensing pressure up in the cold (head-pressure control): no lift below 15 K (customary).
  ExergyChiller air_chiller{.efficiency = 0.48, .condenser_approach_k = 13.5, .lift_min_k = 15.0, .part_load_min = 0.7};
  ExergyChiller water_chiller{.efficiency = 0.60, .condenser_approach_k = 1.5, .part_load_min = 0.7};
  std::string chiller_curve{};        ///< eir_chillers(): a manufacturer's curves for the air side's cold water; empty: exergy model
  double condenser_water_min_c = 14.0;
  double condenser_pump_kpa = 200.0;
  DryCoolerDesign dry_cooler{};
  double pad_effectiveness = 0.75;    ///< adiabatic pads in front of the dry cooler
  double pad_start_air_ratio = 0.5;   ///< pads are wetted when dry fans would have to turn faster than this
  double pad_fan_penalty = 0.08;      ///< more fan power for the pads' pressure drop
  TowerDesign tower{};
  double units_needed = 5.0, units_installed = 6.0;  ///< N+1 of fans, pumps, coolers, chillers; all run and share
  double lighting_and_other = 0.007;  ///< of IT capacity, constant
  bool operator==(const PlantDesign&) const = default;
};

/// A preset by name; unknown names get the nearest one and the list.
[[nodiscard]] Result<PlantDesign> plant_design(std::string_view name);
/// All presets.
[[nodiscard]] std::vector<PlantDesign> plant_designs();

}  // namespace gridwright::facility
