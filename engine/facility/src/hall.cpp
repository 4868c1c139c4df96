#include "gridwright/facility/hall.hpp"

#include <cmath>
#include <fmt/format.h>

#include "hall_physics.hpp"
#include "nearest.hpp"

namespace gridwright::facility {

WeatherHour weather_hour(double dry_bulb_c, double dew_point_c, double pressure_pa) {
  WeatherHour w{.t_c = dry_bulb_c, .dew_point_c = std::min(dew_point_c, dry_bulb_c), .pressure_pa = pressure_pa};
  w.humidity_ratio = weather::saturation_humidity_ratio(w.dew_point_c, pressure_pa);
  w.wet_bulb_c = weather::wet_bulb_c(dry_bulb_c, w.humidity_ratio, pressure_pa);
  return w;
}

std::vector<WeatherHour> weather_hours(const weather::WeatherYear& year) {
  std::vector<WeatherHour> hours(year.dry_bulb_c.size());
  const bool wet_bulb_known = year.wet_bulb_c.size() == hours.size();
  for (std::size_t t = 0; t < hours.size(); ++t) {
    if (!wet_bulb_known) {
      hours[t] = weather_hour(year.dry_bulb_c[t], year.dew_point_c[t], year.pressure_pa[t]);
      continue;
    }
    hours[t] = {year.dry_bulb_c[t], year.wet_bulb_c[t], year.dew_point_c[t],
                weather::saturation_humidity_ratio(year.dew_point_c[t], year.pressure_pa[t]), year.pressure_pa[t]};
  }
  return hours;
}

SiteConditions site_conditions(std::span<const WeatherHour> weather, double margin_k) {
  if (weather.empty()) return {};
  SiteConditions site{.pressure_pa = 0.0, .design_dry_bulb_c = -100.0, .design_wet_bulb_c = -100.0};
  for (const WeatherHour& w : weather) {
    site.pressure_pa += w.pressure_pa / static_cast<double>(weather.size());
    site.design_dry_bulb_c = std::max(site.design_dry_bulb_c, w.t_c + margin_k);
    site.design_wet_bulb_c = std::max(site.design_wet_bulb_c, w.wet_bulb_c + 0.5 * margin_k);
  }
  return site;
}

SiteConditions site_conditions(const weather::WeatherYear& year, double margin_k) {
  const std::vector<WeatherHour> hours = weather_hours(year);
  SiteConditions site = site_conditions(hours, margin_k);
  if (!year.design) return site;
  const SiteConditions warmest = site_conditions(hours, 0.0);
  site.design_dry_bulb_c = std::max(warmest.design_dry_bulb_c, year.design->dry_bulb_max_20y_c);
  site.design_wet_bulb_c = std::min(site.design_dry_bulb_c, std::max(warmest.design_wet_bulb_c, year.design->extreme_wet_bulb_c));
  return site;
}

double it_fan_share(double inlet_air_c, double liquid_fraction) {
  const double flow = 1.0 + 0.038 * std::max(0.0, inlet_air_c - 22.0);
  return (1.0 - liquid_fraction) * 0.03 * flow * flow * flow;
}

namespace {

/// Site and plant checks that need no sizing. Every mistake is reported.
class Checks {
 public:
  void require(bool good, std::string message, std::string fix = {}) {
    if (!good) found_.push_back(input_error(std::move(message), std::move(fix)));
  }
  void positive(const std::string& plant, const char* what, double value, const char* unit) {
    require(std::isfinite(value) && value > 0.0, fmt::format("{} of plant '{}' must be above 0, not {} {}", what, plant, value, unit),
            "without flow no heat is carried");
  }
  [[nodiscard]] Diagnostics& found() { return found_; }

 private:
  Diagnostics found_;
};

void check_plant(Checks& c, const PlantDesign& p, double supply_c) {
  c.require(supply_c >= p.supply_min_c && supply_c <= p.supply_max_c,
            fmt::format("supply temperature of plant '{}' is {} degC; it must be {} to {} degC", p.name, supply_c, p.supply_min_c, p.supply_max_c),
            fmt::format("\"{} degC\"", p.supply_default_c));
  c.require(p.liquid.fraction >= 0.0 && p.liquid.fraction <= 1.0,
            fmt::format("liquid fraction of plant '{}' is {}; it must be 0 to 1", p.name, p.liquid.fraction), "\"85 %\"");
  c.positive(p.name, "water temperature range (liquid side)", p.liquid.loop.range_k, "K");
  c.positive(p.name, "water temperature range (air side)", p.air.loop.range_k, "K");
  c.positive(p.name, "air temperature rise", p.air.rise_k, "K");
  c.positive(p.name, "fan efficiency", p.air.fan_efficiency, "");
  c.positive(p.name, "dry cooler approach", p.dry_cooler.approach_k, "K");
  c.positive(p.name, "tower approach", p.tower.approach_k, "K");
  c.positive(p.name, "tower range", p.tower.range_k, "K");
  c.require(p.tower.cycles > 1.0, fmt::format("cycles of concentration of plant '{}' must be above 1, not {}", p.name, p.tower.cycles), "5");
  c.require(p.air.sensible_heat_ratio > 0.0 && p.air.sensible_heat_ratio <= 1.0,
            fmt::format("sensible heat ratio of plant '{}' must be above 0 and at most 1, not {}", p.name, p.air.sensible_heat_ratio), "1");
  c.require(p.units_needed > 0.0 && p.units_installed >= p.units_needed,
            fmt::format("plant '{}' needs {} units and installs {}", p.name, p.units_needed, p.units_installed), "install at least what is needed");
}

void check_site(Checks& c, const SiteConditions& s) {
  c.require(s.pressure_pa > 50e3 && s.pressure_pa < 110e3,
            fmt::format("station pressure is {} Pa; it must be 50000 to 110000 Pa", s.pressure_pa), "give Pa, not hPa or kPa");
  c.require(s.design_dry_bulb_c > -60.0 && s.design_dry_bulb_c < 65.0,
            fmt::format("design dry bulb is {} degC; it must be -60 to 65 degC", s.design_dry_bulb_c));
  c.require(s.design_wet_bulb_c <= s.design_dry_bulb_c + 1e-9,
            fmt::format("design wet bulb {} degC is above the design dry bulb {} degC", s.design_wet_bulb_c, s.design_dry_bulb_c));
}

/// The coldest a loop's sink can possibly make the water at the design hour, whatever its size: the air it works with.
double physical_limit_c(const PlantDesign& p, const WaterLoop& loop, const SiteConditions& s) {
  switch (loop.sink) {
    case HeatSink::tower: return s.design_wet_bulb_c;
    case HeatSink::adiabatic_cooler: return s.design_dry_bulb_c - p.pad_effectiveness * (s.design_dry_bulb_c - s.design_wet_bulb_c);
    case HeatSink::dry_cooler: return s.design_dry_bulb_c;
    case HeatSink::none: return 1e9;
  }
  return 1e9;
}

void check_untrimmed(Checks& c, const PlantDesign& p, const WaterLoop& loop, double water_c, double supply_c, const SiteConditions& s) {
  if (loop.trim != TrimChiller::none) return;
  const std::string allow_trim = "allow a trim chiller: trim_chiller = true (on the command line: leave out --no-trim)";
  c.require(loop.sink != HeatSink::none, fmt::format("plant '{}' has neither heat sink nor chiller", p.name), allow_trim);
  if (loop.sink == HeatSink::none) return;
  const double limit_c = physical_limit_c(p, loop, s);
  c.require(water_c > limit_c,
            fmt::format("plant '{}' without a chiller cannot supply {:.1f} degC: it needs water at {:.1f} degC, and the air it rejects "
                        "heat to is at {:.1f} degC ({}) at the design hour", p.name, supply_c, water_c, limit_c,
                        loop.sink == HeatSink::dry_cooler ? "dry bulb" : loop.sink == HeatSink::tower ? "wet bulb" : "behind the pads"),
            "raise the supply temperature, or " + allow_trim);
}

/// A curve set is used inside its own box of chilled-water temperatures only.
void check_curve(Checks& c, const PlantDesign& p, double water_c) {
  if (p.chiller_curve.empty()) return;
  const Result<EirChiller> curve = eir_chiller(p.chiller_curve);
  if (!curve) {
    c.found().insert(c.found().end(), curve.diagnostics().begin(), curve.diagnostics().end());
    return;
  }
  c.require(curve->air_cooled == (p.air.loop.trim == TrimChiller::air_cooled),
            fmt::format("chiller curve set '{}' is {}-cooled and plant '{}' is not", curve->name, curve->air_cooled ? "air" : "water", p.name));
  c.require(water_c >= curve->te_min_c - 0.05 && water_c <= curve->te_max_c + 0.05,
            fmt::format("chiller curve set '{}' holds for chilled water of {} to {} degC; plant '{}' needs {:.1f} degC", curve->name,
                        curve->te_min_c, curve->te_max_c, p.name, water_c),
            "leave chiller_curve empty (exergy model), or change the supply air temperature");
}

const ExergyChiller& chiller_of(const PlantDesign& p, TrimChiller trim) {
  return trim == TrimChiller::water_cooled ? p.water_chiller : p.air_chiller;
}

detail::Loop make_loop(const PlantDesign& p, const WaterLoop& design, double water_c, double heat, double density, const SiteConditions& s) {
  detail::Loop loop;
  loop.design = design;
  loop.set_point_c = water_c;
  loop.design_heat = heat;
  loop.rejection_design = heat;
  loop.installed = p.units_installed / p.units_needed;
  loop.chiller = chiller_of(p, design.trim);
  loop.chiller_capacity = heat;
  loop.pad_effectiveness = p.pad_effectiveness;
  loop.pad_start_air_ratio = p.pad_start_air_ratio;
  loop.condenser_min_c = p.condenser_water_min_c;
  loop.condenser_rise_k = p.tower.range_k;
  loop.condenser_pump_kw_per_kw = pump_power_per_heat(p.condenser_pump_kpa, design.pump_efficiency, p.tower.range_k);
  if (design.sink == HeatSink::dry_cooler || design.sink == HeatSink::adiabatic_cooler) {
    DryCoolerDesign d = p.dry_cooler;
    d.range_k = design.range_k;
    if (design.sink == HeatSink::adiabatic_cooler) d.fan_kw_k_per_kw *= 1.0 + p.pad_fan_penalty;
    loop.dry = DryCooler(d, density);
  }
  if (design.sink == HeatSink::tower)
    loop.tower = Tower(p.tower, design.free_cooling ? water_c - design.exchanger_k : p.condenser_water_min_c, s.pressure_pa);
  loop.derive();
  return loop;
}

double design_capacity_factor(const detail::Loop& loop, const WeatherHour& design_hour) {
  const bool tower = loop.design.sink == HeatSink::tower;
  const double water_c = tower ? std::max(loop.tower.coldest_water_c(design_hour.wet_bulb_c, 1.0), loop.condenser_min_c) : 0.0;
  const double tc_c = !tower ? design_hour.t_c : (loop.curve->reformulated ? water_c + loop.condenser_rise_k : water_c);
  return loop.curve->capacity_factor(loop.set_point_c, tc_c);
}

/// Chiller and tower at the design hour: capacity is what the chiller must take there, the tower takes heat and compressor.
void size_loop(detail::Loop& loop, const WeatherHour& design_hour, double heat) {
  if (loop.design.trim == TrimChiller::none) {
    loop.chiller_capacity = 0.0;
    loop.derive();
    return;
  }
  if (loop.curve) loop.curve_design_capacity = design_capacity_factor(loop, design_hour);
  const detail::LoopAnswer first = loop.serve(design_hour, heat);
  if (loop.design.sink == HeatSink::tower) loop.rejection_design = heat + first.chiller;
  loop.derive();
  loop.chiller_capacity = loop.serve(design_hour, heat).chiller_heat;
  loop.derive();
}

/// Moisture limit of supply air: dew point and relative humidity at the supply temperature.
double humidity_limit(const AirSide& air, double supply_c, double pressure_pa) {
  const double by_dew_point = weather::saturation_humidity_ratio(air.dew_point_max_c, pressure_pa);
  const double vapour_pa = air.relative_humidity_max * weather::saturation_pressure_pa(supply_c);
  return std::min(by_dew_point, weather::humidity_ratio_of_vapour(vapour_pa, pressure_pa));
}

/// Stages are rated for what passes them at full load (shared ones: on the design day), times their redundancy.
detail::StageLoss rated_stage(const PowerStage& stage, double through) {
  const double rated = through * stage.installed_per_needed;
  return {stage.device.a0 * rated, stage.device.a1, stage.device.a2 / rated, stage.device.kind, stage.device.indoors};
}

void size_stages(const PowerChain& chain, bool shared, double through, std::array<detail::StageLoss, 6>& stages, std::size_t& count) {
  count = 0;
  for (const PowerStage& stage : chain.stages) {
    if (stage.carries_all != shared) continue;
    stages[count] = rated_stage(stage, through);
    through += stages[count++].at(through);
  }
}

WeatherHour design_hour(const SiteConditions& s) {
  WeatherHour w{.t_c = s.design_dry_bulb_c, .wet_bulb_c = s.design_wet_bulb_c, .pressure_pa = s.pressure_pa};
  w.humidity_ratio = weather::humidity_ratio_at_wet_bulb(w.t_c, w.wet_bulb_c, s.pressure_pa);
  return w;
}

/// Heat, fans and pumps at full load, before any heat sink exists.
void size_air_and_liquid(detail::HallPhysics& h, double density) {
  const PlantDesign& p = h.plant;
  double indoors = 0.0, through = 1.0;
  for (std::size_t i = 0; i < h.it_stage_count; ++i) {
    const double loss = h.it_stages[i].at(through);
    through += loss;
    if (h.it_stages[i].indoors) indoors += loss;
  }
  h.room_heat_design = std::max(1e-6, 1.0 - p.liquid.fraction + indoors);
  const double secondary = p.air.path == AirPath::outside_air_indirect ? p.air.secondary_fan_kw_per_kw : 0.0;
  h.air_fan_design = h.room_heat_design * (fan_power_per_heat(p.air.fan_pa, p.air.fan_efficiency, p.air.rise_k, density) +
                                           secondary * air_density_kg_per_m3 / density);
  h.air_coil_design = (h.room_heat_design + h.air_fan_design) / p.air.sensible_heat_ratio;
  h.air_pump_kw_per_kw = pump_power_per_heat(p.air.loop.pump_kpa, p.air.loop.pump_efficiency, p.air.loop.range_k);
  h.circulation_design = p.liquid.fraction * p.liquid.circulation_kw_per_kw;
  h.liquid_pump_design = (p.liquid.fraction + h.circulation_design) *
                         pump_power_per_heat(p.liquid.loop.pump_kpa, p.liquid.loop.pump_efficiency, p.liquid.loop.range_k);
}

std::shared_ptr<const detail::HallPhysics> make_physics(const PlantDesign& plant, const PowerChain& chain, double supply_c,
                                                        const SiteConditions& site) {
  auto h = std::make_shared<detail::HallPhysics>();
  h->plant = plant;
  h->chain = chain;
  h->site = site;
  h->supply_c = supply_c;
  const bool liquid = plant.liquid.fraction > 0.0;
  h->air_supply_c = liquid ? plant.air.supply_c : supply_c;
  h->it_fan = it_fan_share(h->air_supply_c, plant.liquid.fraction);
  const double density = air_density_kg_per_m3 * site.pressure_pa / 101325.0;
  size_stages(chain, false, 1.0, h->it_stages, h->it_stage_count);
  size_air_and_liquid(*h, density);
  const double liquid_water_c = supply_c - plant.liquid.cdu_approach_k;
  h->reuse_temperature_c = liquid_water_c + plant.liquid.loop.range_k;
  h->liquid = make_loop(plant, plant.liquid.loop, liquid_water_c, plant.liquid.fraction + h->circulation_design, density, site);
  h->air = make_loop(plant, plant.air.loop, h->air_supply_c - plant.air.coil_approach_k, h->air_coil_design, density, site);
  if (plant.air.dew_point_min_c > -50.0) h->humidity_ratio_min = weather::saturation_humidity_ratio(plant.air.dew_point_min_c, site.pressure_pa);
  h->humidity_ratio_max = humidity_limit(plant.air, h->air_supply_c, site.pressure_pa);
  const WeatherHour extreme = design_hour(site);
  if (liquid) size_loop(h->liquid, extreme, h->liquid.design_heat);
  if (!plant.chiller_curve.empty()) h->air.curve = *eir_chiller(plant.chiller_curve);
  // Outdoor air may be too moist in any warm hour: then the chiller of an economiser plant carries everything.
  size_loop(h->air, extreme, h->air.design_heat);
  if (plant.air.path != AirPath::water_coil) h->air.chiller_capacity = h->air.design_heat, h->air.derive();
  const FacilityBreakdown full = h->hour(h->load_terms(1.0), extreme).overhead_mw;
  size_stages(chain, true, h->load_terms(1.0).supplied + full.cooling() + full.lighting_and_other, h->all_stages, h->all_stage_count);
  return h;
}

}  // namespace

const PlantDesign& HallModel::plant() const { return physics_->plant; }
const PowerChain& HallModel::chain() const { return physics_->chain; }
const SiteConditions& HallModel::site() const { return physics_->site; }
double HallModel::supply_c() const { return physics_->supply_c; }
HallModel::Sizes HallModel::sizes() const {
  const detail::HallPhysics& h = *physics_;
  return {.liquid_heat = h.plant.liquid.fraction > 0.0 ? h.liquid.design_heat : 0.0, .air_heat = h.air_coil_design,
          .liquid_chiller = h.plant.liquid.fraction > 0.0 ? h.liquid.chiller_capacity : 0.0, .air_chiller = h.air.chiller_capacity,
          .liquid_rejection = h.plant.liquid.fraction > 0.0 ? h.liquid.rejection_design : 0.0, .air_rejection = h.air.rejection_design};
}

FacilityHour design_day(const HallModel& hall, double cap_mw) {
  return evaluate(hall, design_hour(hall.site()), cap_mw, cap_mw);
}

Result<HallModel> make_hall_model(const PlantDesign& plant, const PowerChain& chain, Celsius supply, const SiteConditions& site) {
  Checks checks;
  check_plant(checks, plant, supply.degrees());
  check_site(checks, site);
  checks.require(chain.stages.size() <= 6, fmt::format("power chain '{}' has {} stages; at most 6", chain.name, chain.stages.size()));
  for (const PowerStage& stage : chain.stages)
    checks.require(stage.installed_per_needed >= 1.0,
                   fmt::format("device '{}' of power chain '{}' is installed {} times what is needed", stage.device.name, chain.name,
                               stage.installed_per_needed), "at least 1");
  if (checks.found().empty()) {
    const double air_c = plant.liquid.fraction > 0.0 ? plant.air.supply_c : supply.degrees();
    if (plant.liquid.fraction > 0.0)
      check_untrimmed(checks, plant, plant.liquid.loop, supply.degrees() - plant.liquid.cdu_approach_k, supply.degrees(), site);
    check_untrimmed(checks, plant, plant.air.loop, air_c - plant.air.coil_approach_k, air_c, site);
    check_curve(checks, plant, air_c - plant.air.coil_approach_k);
  }
  if (!checks.found().empty()) return std::move(checks.found());
  return HallModel(make_physics(plant, chain, supply.degrees(), site));
}

Result<HallModel> make_hall_model(const HallOption& option, const SiteConditions& site) {
  Result<PlantDesign> plant = plant_design(option.plant);
  Result<PowerChain> chain = power_chain(option.power_chain);
  Diagnostics found = plant.diagnostics();
  found.insert(found.end(), chain.diagnostics().begin(), chain.diagnostics().end());
  if (!plant || !chain) return found;
  if (option.liquid_fraction) {
    if (plant->liquid.fraction == 0.0 && *option.liquid_fraction != 0.0)
      return input_error(fmt::format("plant '{}' cools by air only; it has no liquid fraction", option.plant),
                         "leave liquid_fraction out, or choose a direct-to-chip or immersion plant");
    if (plant->liquid.fraction > 0.0 && !(*option.liquid_fraction > 0.0))
      return input_error(fmt::format("liquid fraction of plant '{}' is {}; it must be above 0 and at most 1", option.plant, *option.liquid_fraction),
                         "choose an air plant for a hall without liquid cooling");
    plant->liquid.fraction = *option.liquid_fraction;
  }
  // The chiller left out is the liquid side's: the air remainder needs cold water whatever the coolant does.
  if (!option.trim_chiller) (plant->liquid.fraction > 0.0 ? plant->liquid.loop : plant->air.loop).trim = TrimChiller::none;
  return make_hall_model(*plant, *chain, option.supply.value_or(Celsius{plant->supply_default_c}), site);
}

}  // namespace gridwright::facility
