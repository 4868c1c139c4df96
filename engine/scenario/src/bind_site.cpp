#include <fmt/format.h>

#include <cmath>

#include "bind.hpp"
#include "words.hpp"

namespace gridwright::scenario {
namespace {

void set_clock(Section& s, Location& out) {
  const Catalogue& catalogue = s.reading().catalogue;
  if (s.states("utc_offset")) return s.into("utc_offset", out.utc_offset_h, "h");
  if (out.timezone.empty()) {
    out.utc_offset_h = std::round(out.longitude_deg / 15.0);
    if (s.stated())
      s.reading().defaulted.push_back(
          {s.path(), "utc_offset", fmt::format("{:g} h", out.utc_offset_h), "nearest whole hour by longitude"});
    return;
  }
  if (const auto offset = catalogue.utc_offset_h(out.timezone)) {
    out.utc_offset_h = *offset;
    return;
  }
  const std::string meant = meant_by(out.timezone, catalogue.timezones());
  s.problems().error(s.place("timezone"), fmt::format("'{}' is not an IANA time zone", out.timezone),
                     !meant.empty() ? fmt::format("did you mean \"{}\"?", meant) : "utc_offset = \"-6 h\"");
}

void bind_outages(Section& s, Outages& out) {
  s.into("forced_outage", out.forced);
  s.into("repair_time", out.repair_h, "h");
}

Generator bind_supply(Section s, double utc_offset_h) {
  Generator g{.id = s.id()};
  s.into("technology", g.technology);
  s.into_choice("kind", g.kind);
  s.into("capacity", g.capacity);
  s.into("capital", g.capital);
  s.into("fixed_om_share", g.fixed_om_share, "1/yr");
  s.into("fixed_om", g.fixed_om);
  s.into("variable_om", g.variable_om);
  s.into("fuel_price", g.fuel_price);
  s.into("efficiency", g.efficiency);
  s.into("emissions", g.emissions_kg_per_mwh, "kg/MWh");
  s.into("clean", g.clean);
  s.into("life", g.life_years, "yr");
  s.into("cost_of_capital", g.cost_of_capital);
  s.into("availability", g.availability, utc_offset_h);
  s.into("outage", g.outage_share);
  s.into("minimum_level", g.minimum_level);
  s.into("ramp", g.ramp_share_per_hour, "1/h");
  s.into("capacity_credit", g.capacity_credit);
  bind_outages(s, g.outages);
  s.into("unit", g.outages.unit);
  s.into("hub_height", g.hub_height);
  s.into("power_curve", g.power_curve);
  s.into("losses", g.losses);
  s.into("target_capacity_factor", g.target_capacity_factor);
  s.into("mounting", g.mounting);
  s.into("tilt", g.tilt_deg, "deg");
  s.into("dc_ac_ratio", g.dc_ac_ratio);
  s.into("capital_by_year", g.capital_by_year);
  s.into("from_year", g.from_year);
  return g;
}

Storage bind_storage(Section s) {
  Storage b{.id = s.id()};
  s.into("technology", b.technology);
  s.into("power", b.power);
  s.into("charge_power_ratio", b.charge_power_ratio);
  s.into("duration", b.duration);
  s.into_choice("duration_basis", b.duration_basis);
  s.into("charge_efficiency", b.charge_efficiency);
  s.into("discharge_efficiency", b.discharge_efficiency);
  s.into("self_discharge", b.self_discharge_per_hour, "1/h");
  s.into("throughput", b.throughput_hours_per_year, "h/yr");
  s.into("energy_fade", b.energy_fade_per_year, "1/yr");
  s.into("cycle_fade", b.cycle_fade);
  s.into("efficiency_fade", b.efficiency_fade_per_year, "1/yr");
  s.into("level_min", b.level_min);
  s.into("capital_power", b.capital_power);
  s.into("capital_energy", b.capital_energy);
  s.into("fixed_om_share", b.fixed_om_share, "1/yr");
  s.into("fixed_om", b.fixed_om);
  s.into("wear", b.wear);
  s.into("life", b.life_years, "yr");
  s.into("cost_of_capital", b.cost_of_capital);
  s.into("capacity_credit", b.capacity_credit);
  bind_outages(s, b.outages);
  s.into("unit", b.outages.unit);
  s.into("fast", b.fast);
  s.into("replacement_cost", b.replacement_cost);
  s.into("replacement_after", b.replacement_after_years, "yr");
  s.into("capital_by_year", b.capital_by_year);
  s.into("from_year", b.from_year);
  if (!std::isfinite(b.duration.max.canonical()))
    s.problems().error(s.place("duration"), fmt::format("duration of {} has no max", s.subject()),
                       "duration = { min = \"1 h\", max = \"8 h\" }");
  if (b.energy_fade_per_year * b.life_years >= 2.0)
    s.problems().error(s.place("energy_fade"), fmt::format("{} fades to nothing within its life", s.subject()),
                       "shorten life or lower energy_fade");
  return b;
}

Hall bind_hall(Section s) {
  Hall h{.id = s.id()};
  s.into("it_power", h.it_power);
  s.into("cooling", h.cooling);
  s.into("supply_temperature", h.supply_temperature);
  s.into("power_chain", h.power_chain);
  s.into("liquid_fraction", h.liquid_fraction);
  s.into("capital", h.capital);
  s.into("module", h.module);
  s.into("life", h.life_years, "yr");
  return h;
}

Flexible bind_flexible(Section s) {
  Flexible f{.id = s.id()};
  s.into("technology", f.technology);
  s.into("workload", f.workload);
  s.into("share", f.share);
  s.into("hours", f.hours_per_year, "h/yr");
  s.into("event", f.event);
  s.into("notice", f.notice);
  s.into("rebound", f.rebound);
  s.into("cost", f.cost);
  return f;
}

Grid bind_grid(Section s, double utc_offset_h) {
  Grid g;
  s.into("connection", g.connection);
  s.into("connection_cost", g.connection_cost);
  s.into("connection_life", g.connection_life_years, "yr");
  s.into("connection_yearly_cost", g.connection_yearly_cost);
  s.into("energy_price", g.energy_price, utc_offset_h);
  s.into("energy_adder", g.energy_adder);
  s.into("export_limit", g.export_limit);
  s.into("export_price", g.export_price, utc_offset_h);
  s.into("clean_share", g.clean_share, utc_offset_h);
  s.into("carbon_intensity", g.carbon_intensity, utc_offset_h);
  s.into("marginal_carbon", g.marginal_carbon, utc_offset_h);
  s.into("residual_carbon", g.residual_carbon, utc_offset_h);
  bind_outages(s, g.outages);
  s.into("circuits", g.circuits);
  s.into("import_share_max", g.import_share_max);
  s.into("tariff", g.tariff);
  s.into("connection_by_year", g.connection_by_year_mw, "MW");
  s.into("energy_price_by_year", g.energy_price_by_year);
  if (Section swings = s.table("swings"); swings.stated()) {
    g.swings.emplace();
    swings.into("tolerated", g.swings->swing);
    swings.into("ramp", g.swings->ramp_mw_per_s, "MW/s");
  }
  return g;
}

}  // namespace

Location bind_location(Section s) {
  Location at;
  s.into("lat", at.latitude_deg, "deg");
  s.into("lon", at.longitude_deg, "deg");
  s.into("elevation", at.elevation);
  s.into("timezone", at.timezone);
  set_clock(s, at);
  return at;
}

Site bind_site(Section s) {
  Site site{.id = s.id()};
  site.location = bind_location(s.table("location"));
  Section weather = s.table("weather");
  weather.into("normals", site.weather.normals);
  weather.into_file("epw", site.weather.epw);
  if (weather.states("normals") && weather.states("epw"))
    s.problems().error(weather.place("epw"), fmt::format("{} states both normals and a weather file", weather.subject()),
                       "keep one of them");
  const double utc_offset_h = site.location.utc_offset_h;
  if (s.states("grid")) site.grid = bind_grid(s.table("grid"), utc_offset_h);
  for (Section& each : s.tables("supply")) site.supply.push_back(bind_supply(each, utc_offset_h));
  for (Section& each : s.tables("storage")) site.storage.push_back(bind_storage(each));
  for (Section& each : s.tables("halls")) site.halls.push_back(bind_hall(each));
  for (Section& each : s.tables("flexible")) site.flexible.push_back(bind_flexible(each));
  s.into("load", site.load, utc_offset_h);
  s.into("load_growth", site.load_growth);
  s.into("land_price", site.land_usd_per_m2, "USD/m2");
  s.into("water_price", site.water_usd_per_m3, "USD/m3");
  return site;
}

}  // namespace gridwright::scenario
