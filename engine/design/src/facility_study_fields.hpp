#pragma once
#include "field_list.hpp"
#include "gridwright/design/facility_study.hpp"

/// Fields of cooling plants compared: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<ModeMonths> T>
void each_field(T& m, auto&& f) {
  f("mode", m.mode, "cooling mode");
  f("hours", m.hours, "by month");
}

template <is<PlantStudy> T>
void each_field(T& p, auto&& f) {
  f("plant", p.plant, "cooling plant");
  f("summary", p.summary, "the same in words");
  f("power_chain", p.power_chain, "from the meter to the rack");
  f("chain_summary", p.chain_summary, "the same in words");
  f("supply_c", p.supply_c, "coolant, or air without a liquid side");
  f("liquid_fraction", p.liquid_fraction, "of IT heat");
  f("it_mwh", p.it_mwh, "a year");
  f("overhead_mwh", p.overhead_mwh, "a year");
  f("water_m3", p.water_m3, "a year");
  f("pue", p.pue, "all energy / IT energy");
  f("itue", p.itue, "IT energy / energy to its chips");
  f("tue", p.tue, "itue x pue");
  f("wue_l_per_kwh", p.wue_l_per_kwh, "litres per kWh of IT energy");
  f("worst_hour_pue", p.worst_hour_pue, "of the year, at its load");
  f("reuse_mwh", p.reuse_mwh, "heat in the liquid return, a year");
  f("reuse_temperature_c", p.reuse_temperature_c, "its mean temperature");
  f("ere_all_heat", p.ere_all_heat, "energy reuse effectiveness were all of it used");
  f("overheads", p.overheads, "overhead by component");
  f("modes", p.modes, "hours in each cooling mode");
  f("month_pue", p.month_pue, "by month");
  f("month_worst_pue", p.month_worst_pue, "worst hour of each month");
  f("month_water_m3", p.month_water_m3, "by month");
  f("month_hour_pue", p.month_hour_pue, "[24 month + hour of the day]");
  f("month_modes", p.month_modes, "hours in each mode by month");
  f("design_pue", p.design_pue, "meter / IT at full load in the worst hour");
  f("design_chiller_mw_per_mw", p.design_chiller_mw_per_mw, "chiller heat capacity per IT");
  f("design_excess_k", p.design_excess_k, "supply above what was asked for on the design day");
  f("it_on_connection_mw", p.it_on_connection_mw, "IT that the connection carries");
  f("capital_usd_per_kw", p.capital_usd_per_kw, "building, plant and power chain per IT, estimate");
  f("capital_low_usd_per_kw", p.capital_low_usd_per_kw, "low case");
  f("capital_high_usd_per_kw", p.capital_high_usd_per_kw, "high case");
  f("equipment_down_h", p.equipment_down_h, "hours a year the power chain cannot carry its load");
  f("grid_down_h", p.grid_down_h, "hours a year the grid is away and nothing stands in");
}

template <is<FacilityStudy> T>
void each_field(T& s, auto&& f) {
  f("place", s.place, "station, place or site");
  f("weather_source", s.weather_source, "a sentence");
  f("weather_origin", s.weather_origin, "measured or synthetic");
  f("latitude", s.latitude, "degrees north");
  f("longitude", s.longitude, "degrees east");
  f("elevation_m", s.elevation_m, "above the sea");
  f("pressure_pa", s.pressure_pa, "mean station pressure");
  f("dry_bulb_mean_c", s.dry_bulb_mean_c, "of the year");
  f("dry_bulb_max_c", s.dry_bulb_max_c, "of the year");
  f("wet_bulb_max_c", s.wet_bulb_max_c, "of the year");
  f("design_dry_bulb_c", s.design_dry_bulb_c, "of the design day");
  f("design_wet_bulb_c", s.design_wet_bulb_c, "of the design day");
  f("design_source", s.design_source, "where the design day comes from");
  f("it_mw", s.it_mw, "IT capacity");
  f("load_share", s.load_share, "mean IT load / capacity");
  f("connection_mw", s.connection_mw, "grid connection asked about");
  f("plants", s.plants, "one row an alternative");
  f("notes", s.notes, "what was left out or assumed");
}

}  // namespace gridwright::design
