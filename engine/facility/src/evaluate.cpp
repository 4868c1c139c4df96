#include <cassert>

#include "hall_physics.hpp"

namespace gridwright::facility {
namespace detail {

LoadTerms HallPhysics::load_terms(double x) const {
  LoadTerms l{.it = x, .supplied = x};
  double indoors = 0.0;
  for (std::size_t i = 0; i < it_stage_count; ++i) {
    const StageLoss& stage = it_stages[i];
    const double loss = stage.at(l.supplied);
    l.supplied += loss;
    if (stage.indoors) indoors += loss;
    (stage.kind == DeviceKind::ups ? l.ups : stage.kind == DeviceKind::transformer ? l.it_transformers : l.distribution) += loss;
  }
  const double needed = plant.units_needed, installed = plant.units_installed;
  if (plant.liquid.fraction > 0.0) {
    const double flow = parallel_power(x, needed, installed);
    l.circulation = circulation_design * flow;
    l.liquid_pump = liquid_pump_design * flow;
    l.liquid_heat = plant.liquid.fraction * x + l.circulation;
  }
  const double room_heat = (1.0 - plant.liquid.fraction) * x + indoors;
  const double air_flow = parallel_power(room_heat / room_heat_design, needed, installed);
  l.air_fan = air_fan_design * air_flow;
  l.air_heat = (room_heat + l.air_fan) / plant.air.sensible_heat_ratio;
  l.air_pump = plant.air.path == AirPath::water_coil ? air_pump_kw_per_kw * air_coil_design * air_flow : 0.0;
  return l;
}

/// Economiser with outdoor air, without or with direct evaporative cooling.
///   t_s = max(t_set, t - eps (t - t_wb), t - (W_max - W) L);  L = h_fg / c_p: cooling per moisture added
/// Outdoor air moister than W_max, or no cooler than the return, stays out: the chiller does all. Mixing with return air
/// below t_set costs nothing but, where a lowest dew point is asked for, humidification.
HallPhysics::Economiser HallPhysics::outside_air(const WeatherHour& w) const {
  const double set_c = air_supply_c, rise_k = plant.air.rise_k;
  if (w.humidity_ratio > humidity_ratio_max) return {};
  const double air_kg_per_kwh = 3600.0 / (air_cp_kj_per_kgk * rise_k);
  if (w.t_c <= set_c) {
    // Return air warms the outdoor air to the set point; a humidifier serves what outdoor air there is.
    const double outdoor_share = rise_k / (set_c + rise_k - w.t_c);
    return {.coil_share = 0.0, .water_kg_per_kwh = air_kg_per_kwh * outdoor_share * std::max(0.0, humidity_ratio_min - w.humidity_ratio),
            .mode = CoolingMode::free_cooling};
  }
  if (plant.air.path == AirPath::outside_air) {
    if (w.t_c >= set_c + rise_k) return {};
    return {.coil_share = (w.t_c - set_c) / rise_k, .mode = CoolingMode::partial};
  }
  const double kelvin_per_kg = (2501.0 - 2.36 * set_c) / (1.006 + 1.86 * w.humidity_ratio);
  const double supply_c = std::max({set_c, w.t_c - plant.air.evaporative_effectiveness * (w.t_c - w.wet_bulb_c),
                                    w.t_c - (humidity_ratio_max - w.humidity_ratio) * kelvin_per_kg});
  if (supply_c >= set_c + rise_k) return {};
  return {.coil_share = (supply_c - set_c) / rise_k,
          .water_kg_per_kwh = air_kg_per_kwh * (w.t_c - supply_c) / kelvin_per_kg * plant.air.bleed_factor,
          .mode = supply_c > set_c ? CoolingMode::partial : CoolingMode::evaporative};
}

/// Air-to-air exchanger with return air inside and outdoor air outside, wetted when dry exchange is not enough.
///   dry: t_s = t_ret - e (t_ret - t);   wet: t_s = t_ret - e (t_ret - t_wb);   no outdoor air, no moisture added.
/// Only what dry exchange leaves is evaporated.
HallPhysics::Economiser HallPhysics::indirect(const WeatherHour& w) const {
  const double return_c = air_supply_c + plant.air.rise_k, per_kelvin = plant.air.evaporative_effectiveness / plant.air.rise_k;
  const double dry_share = std::clamp(per_kelvin * (return_c - w.t_c), 0.0, 1.0);
  const double wet_share = std::clamp(per_kelvin * (return_c - w.wet_bulb_c), dry_share, 1.0);
  Economiser e{.coil_share = 1.0 - wet_share,
               .water_kg_per_kwh = (wet_share - dry_share) * latent_only_kg_per_kwh * plant.air.bleed_factor};
  if (dry_share >= 1.0) e.mode = CoolingMode::free_cooling;
  else if (wet_share >= 1.0) e.mode = CoolingMode::evaporative;
  else if (wet_share > 0.0) e.mode = CoolingMode::partial;
  return e;
}

HallPhysics::Economiser HallPhysics::economiser(const WeatherHour& w) const {
  switch (plant.air.path) {
    case AirPath::water_coil: return {};
    case AirPath::outside_air:
    case AirPath::outside_air_direct: return outside_air(w);
    case AirPath::outside_air_indirect: return indirect(w);
  }
  return {};
}

LoopAnswer HallPhysics::serve_air(const LoadTerms& load, const WeatherHour& w) const {
  if (plant.air.path == AirPath::water_coil) return air.serve(w, load.air_heat);
  const Economiser e = economiser(w);
  LoopAnswer a = air.serve(w, e.coil_share * load.air_heat);
  a.pumps += air_pump_kw_per_kw * e.coil_share * load.air_heat;
  a.water_kg_per_h += e.water_kg_per_kwh * load.air_heat;
  a.mode = e.mode;
  return a;
}

FacilityHour HallPhysics::hour(const LoadTerms& load, const WeatherHour& w) const {
  const LoopAnswer l = liquid.serve(w, load.liquid_heat);
  const LoopAnswer a = serve_air(load, w);
  FacilityHour h;
  h.it_mw = load.it;
  FacilityBreakdown& o = h.overhead_mw;
  o.rejection_fans = l.fans + a.fans;
  o.chillers = l.chiller + a.chiller;
  o.pumps = load.liquid_pump + load.air_pump + l.pumps + a.pumps;
  o.circulation = load.circulation;
  o.air_fans = load.air_fan;
  o.ups = load.ups;
  o.distribution = load.distribution;
  o.transformers = load.it_transformers;
  o.lighting_and_other = plant.lighting_and_other;
  o.transformers += shared_losses(load.supplied + o.cooling() + o.lighting_and_other);
  // A humidifier puts back what a cold coil took out of the air.
  const double humidifier_kg_per_h = (1.0 - plant.air.sensible_heat_ratio) * load.air_heat * 3600.0 / 2501.0;
  h.water_m3 = l.water_kg_per_h + a.water_kg_per_h + humidifier_kg_per_h;   // kg per kWh = m3 per MWh
  h.it_fan_mw = it_fan * load.it;
  h.supply_excess_k = std::max(l.excess_k, a.excess_k);
  h.reuse_heat_mw = load.liquid_heat;
  h.reuse_temperature_c = reuse_temperature_c + l.excess_k;
  h.mode = plant.liquid.fraction >= 0.5 ? l.mode : a.mode;
  return h;
}

}  // namespace detail

FacilityBreakdown& FacilityBreakdown::operator+=(const FacilityBreakdown& b) {
  rejection_fans += b.rejection_fans;
  chillers += b.chillers;
  pumps += b.pumps;
  circulation += b.circulation;
  air_fans += b.air_fans;
  ups += b.ups;
  distribution += b.distribution;
  transformers += b.transformers;
  lighting_and_other += b.lighting_and_other;
  return *this;
}

namespace {

FacilityHour scaled(FacilityHour h, double cap_mw) {
  FacilityBreakdown& o = h.overhead_mw;
  for (double* v : {&h.it_mw, &o.rejection_fans, &o.chillers, &o.pumps, &o.circulation, &o.air_fans, &o.ups, &o.distribution,
                    &o.transformers, &o.lighting_and_other, &h.water_m3, &h.it_fan_mw, &h.reuse_heat_mw})
    *v *= cap_mw;
  return h;
}

/// IT load as a share of capacity. A solver may overstep a bound by its tolerance; more is a mistake of the caller.
double load_share(double q_mw, double cap_mw) {
  assert(q_mw >= -1e-4 * cap_mw && q_mw <= cap_mw * (1.0 + 1e-4));
  return std::clamp(q_mw / cap_mw, 0.0, 1.0);
}

}  // namespace

FacilityHour evaluate(const HallModel& hall, const WeatherHour& weather, double q_mw, double cap_mw) {
  if (!(cap_mw > 0.0)) return {};   // a hall that was not built
  const detail::HallPhysics& p = hall.physics();
  return scaled(p.hour(p.load_terms(load_share(q_mw, cap_mw)), weather), cap_mw);
}

HallYear evaluate_year(const HallModel& hall, std::span<const WeatherHour> weather, std::span<const double> it_mw, double cap_mw) {
  assert(weather.size() == it_mw.size());
  const detail::HallPhysics& p = hall.physics();
  const std::size_t count = weather.size();
  HallYear y;
  y.overhead_mw.resize(count);
  y.water_m3_hourly.resize(count);
  y.mode.resize(count);
  if (!(cap_mw > 0.0)) return y;   // a hall that was not built
  double last_x = -1.0;
  detail::LoadTerms load;
  for (std::size_t t = 0; t < count; ++t) {
    const double x = load_share(it_mw[t], cap_mw);
    if (x != last_x) load = p.load_terms(x), last_x = x;
    const FacilityHour h = p.hour(load, weather[t]);
    y.it_mwh += h.it_mw;
    y.overhead_mwh += h.overhead_mw;
    y.water_m3 += h.water_m3;
    y.it_fan_mwh += h.it_fan_mw;
    y.reuse_heat_mwh += h.reuse_heat_mw;
    y.reuse_temperature_c += h.reuse_heat_mw * h.reuse_temperature_c;
    y.supply_excess_max_k = std::max(y.supply_excess_max_k, h.supply_excess_k);
    ++y.hours_in_mode[static_cast<std::size_t>(h.mode)];
    const double overhead = h.overhead_mw.total();
    if (h.it_mw + overhead > y.peak_site_mw) y.peak_site_mw = h.it_mw + overhead, y.peak_hour = static_cast<int>(t);
    y.overhead_mw[t] = overhead * cap_mw;
    y.water_m3_hourly[t] = h.water_m3 * cap_mw;
    y.mode[t] = h.mode;
  }
  if (y.reuse_heat_mwh > 0.0) y.reuse_temperature_c /= y.reuse_heat_mwh;
  FacilityHour sum;
  sum.overhead_mw = y.overhead_mwh;
  y.overhead_mwh = scaled(sum, cap_mw).overhead_mw;
  for (double* v : {&y.it_mwh, &y.water_m3, &y.it_fan_mwh, &y.reuse_heat_mwh, &y.peak_site_mw}) *v *= cap_mw;
  y.it_conversion_mwh = (1.0 - p.chain.it_conversion_efficiency) * y.it_mwh;
  return y;
}

double peak_site_power_per_it(const HallModel& hall, std::span<const WeatherHour> weather) {
  const detail::HallPhysics& p = hall.physics();
  const detail::LoadTerms full = p.load_terms(1.0);
  double peak = design_day(hall).overhead_mw.total();
  for (const WeatherHour& w : weather) peak = std::max(peak, p.overhead(full, w));
  return 1.0 + peak;
}

std::string_view to_text(CoolingMode mode) {
  switch (mode) {
    case CoolingMode::free_cooling: return "free cooling";
    case CoolingMode::evaporative: return "evaporative";
    case CoolingMode::partial: return "partial";
    case CoolingMode::mechanical: return "mechanical";
    case CoolingMode::floating: return "floating";
  }
  return "?";
}

}  // namespace gridwright::facility
