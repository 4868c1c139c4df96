#include "gridwright/plan/facility_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/facility/availability.hpp"
#include "gridwright/facility/cost.hpp"
#include "gridwright/facility/survey.hpp"
#include "gridwright/weather/epw.hpp"
#include "gridwright/weather/synthesis.hpp"
#include "overheads.hpp"

namespace gridwright::plan {

namespace {

Diagnostic mistake(std::string message, std::string fix = {}) {
  Diagnostic d;
  d.message = std::move(message);
  d.fix = std::move(fix);
  return d;
}

bool is_epw(const std::string& place) { return place.ends_with(".epw") || place.ends_with(".epw.gz"); }

Result<weather::WeatherYear> weather_of(const FacilityQuery& q) {
  if (is_epw(q.place)) return weather::read_epw(q.place);
  if (q.place.empty() && q.location)
    return weather::synthesise_weather(weather::nearest_climate_place(q.location->latitude_deg, q.location->longitude_deg).place, q.seed);
  const Result<weather::ClimatePlace> place = weather::climate_place(q.place);
  if (!place) {
    Diagnostics wrong = place.diagnostics();
    wrong.push_back(mistake("'" + q.place + "' is no place with climate normals, and not the name of an EPW file or a scenario",
                            "an .epw or .epw.gz file, a scenario folder, or 'gridwright facility --list' for the places"));
    return wrong;
  }
  return weather::synthesise_weather(*place, q.seed);
}

/// A plant with its chain and the supply temperatures it is asked for.
struct Alternative {
  facility::PlantDesign plant{};
  std::string chain{};
  std::vector<double> supply_c{};
};

void check_numbers(const FacilityQuery& q, Diagnostics& wrong) {
  const auto require = [&](bool good, std::string message, const char* fix) {
    if (!good) wrong.push_back(mistake(std::move(message), fix));
  };
  require(q.it_mw > 0.0 && std::isfinite(q.it_mw), fmt::format("IT capacity is {} MW; it must be above 0", q.it_mw), "--it \"100 MW\"");
  require(q.load_share > 0.0 && q.load_share <= 1.0, fmt::format("mean load is {} % of IT capacity; it must be above 0 and at most 100 %", 100.0 * q.load_share), "--load \"85 %\"");
  require(q.connection_mw > 0.0 && std::isfinite(q.connection_mw), fmt::format("the connection is {} MW; it must be above 0", q.connection_mw), "--connection \"100 MW\"");
  require(q.margin_k >= 0.0 && q.margin_k <= 20.0, fmt::format("design margin is {} K; it must be 0 to 20 K", q.margin_k), "--margin \"3 K\"");
}

/// Plants asked for, or every preset; chains and liquid fraction put in.
std::vector<Alternative> alternatives(const FacilityQuery& q, Diagnostics& wrong, std::vector<std::string>& notes) {
  std::vector<Alternative> all;
  std::string left_out;
  const std::string usual = q.power_chain.empty() ? "rack_battery_n" : q.power_chain;
  const auto add = [&](facility::PlantDesign plant, const std::string& chain, double usual_supply_c) {
    Alternative a{std::move(plant), chain, q.supply_c};
    if (a.supply_c.empty()) a.supply_c = {usual_supply_c};
    if (q.plants.empty())
      std::erase_if(a.supply_c, [&](double c) {
        const bool out = c < a.plant.supply_min_c || c > a.plant.supply_max_c;
        if (out) left_out += fmt::format("{}{} at {:g} degC", left_out.empty() ? "" : ", ", a.plant.name, c);
        return out;
      });
    if (q.liquid_fraction && a.plant.liquid.fraction > 0.0) a.plant.liquid.fraction = *q.liquid_fraction;
    if (!q.trim_chiller) (a.plant.liquid.fraction > 0.0 ? a.plant.liquid.loop : a.plant.air.loop).trim = facility::TrimChiller::none;
    all.push_back(std::move(a));
  };
  if (q.plants.empty())
    for (facility::PlantDesign& plant : facility::plant_designs()) {
      const double c = plant.supply_default_c;
      add(std::move(plant), usual, c);
    }
  const std::vector<facility::SurveyHall> surveyed = facility::survey_halls();
  for (const std::string& name : q.plants) {
    const auto survey = std::find_if(surveyed.begin(), surveyed.end(), [&](const facility::SurveyHall& h) { return h.plant.name == name; });
    if (survey != surveyed.end()) {
      add(survey->plant, q.power_chain.empty() ? survey->chain.name : q.power_chain, survey->supply_c);
      continue;
    }
    Result<facility::PlantDesign> plant = facility::plant_design(name);
    wrong.insert(wrong.end(), plant.diagnostics().begin(), plant.diagnostics().end());
    if (!plant) continue;
    const double c = plant->supply_default_c;
    add(std::move(*plant), usual, c);
  }
  if (!left_out.empty()) notes.push_back("left out because they cannot supply it: " + left_out);
  return all;
}

/// PUE by month and hour of the day, by energy; water and mode hours by month.
void add_months(const facility::HallYear& y, double it_mw, design::PlantStudy& out) {
  const HourAxis axis{.year = 2001, .steps = static_cast<int>(y.overhead_mw.size()), .step_h = 1.0};
  std::vector<double> cell_overhead(288, 0.0), cell_hours(288, 0.0);
  out.month_worst_pue.assign(12, 0.0);
  out.month_water_m3.assign(12, 0.0);
  std::array<std::vector<double>, facility::cooling_mode_count> modes;
  modes.fill(std::vector<double>(12, 0.0));
  for (int t = 0; t < axis.steps; ++t) {
    const auto month = static_cast<std::size_t>(axis.month(t)), cell = 24 * month + static_cast<std::size_t>(t % 24), at = static_cast<std::size_t>(t);
    cell_overhead[cell] += y.overhead_mw[at];
    cell_hours[cell] += 1.0;
    out.month_worst_pue[month] = std::max(out.month_worst_pue[month], 1.0 + y.overhead_mw[at] / it_mw);
    out.month_water_m3[month] += y.water_m3_hourly[at];
    modes[static_cast<std::size_t>(y.mode[at])][month] += 1.0;
  }
  for (std::size_t month = 0; month < 12; ++month) {
    double overhead = 0.0, hours = 0.0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::size_t cell = 24 * month + hour;
      out.month_hour_pue.push_back(1.0 + cell_overhead[cell] / (cell_hours[cell] * it_mw));
      overhead += cell_overhead[cell];
      hours += cell_hours[cell];
    }
    out.month_pue.push_back(1.0 + overhead / (hours * it_mw));
    out.worst_hour_pue = std::max(out.worst_hour_pue, out.month_worst_pue[month]);
  }
  for (std::size_t m = 0; m < modes.size(); ++m)
    if (y.hours_in_mode[m] > 0) {
      const std::string mode(facility::to_text(static_cast<facility::CoolingMode>(m)));
      out.modes.push_back({mode, static_cast<double>(y.hours_in_mode[m])});
      out.month_modes.push_back({mode, modes[m]});
    }
}

design::PlantStudy study_plant(const FacilityQuery& q, const facility::HallModel& hall, std::span<const facility::WeatherHour> weather) {
  design::PlantStudy out{.plant = hall.plant().name, .summary = hall.plant().summary, .power_chain = hall.chain().name,
                         .chain_summary = hall.chain().summary, .supply_c = hall.supply_c(), .liquid_fraction = hall.plant().liquid.fraction};
  const double it_mw = q.load_share * q.it_mw;
  const std::vector<double> load(weather.size(), it_mw);
  const facility::HallYear y = facility::evaluate_year(hall, weather, load, q.it_mw);
  out.it_mwh = y.it_mwh;
  out.overhead_mwh = y.overhead_mwh.total();
  out.water_m3 = y.water_m3;
  out.pue = y.pue();
  out.itue = y.itue();
  out.tue = y.tue();
  out.wue_l_per_kwh = y.wue_l_per_kwh();
  out.reuse_mwh = y.reuse_heat_mwh;
  out.reuse_temperature_c = y.reuse_temperature_c;
  out.ere_all_heat = y.ere();
  add_overheads(y.overhead_mwh, 1.0, out.overheads);
  add_months(y, it_mw, out);
  const facility::FacilityHour day = facility::design_day(hall);
  out.design_pue = facility::peak_site_power_per_it(hall, weather);
  out.design_excess_k = day.supply_excess_k;
  out.design_chiller_mw_per_mw = hall.sizes().liquid_chiller + hall.sizes().air_chiller;
  out.it_on_connection_mw = q.connection_mw / out.design_pue;
  const auto usd_per_kw = [&](facility::CostCase which) { return 1e-3 * facility::hall_capital_cost(hall, which).total().canonical(); };
  out.capital_usd_per_kw = usd_per_kw(facility::CostCase::middle);
  out.capital_low_usd_per_kw = usd_per_kw(facility::CostCase::low);
  out.capital_high_usd_per_kw = usd_per_kw(facility::CostCase::high);
  const facility::SupplyAvailability power = facility::supply_availability(hall.chain());
  out.equipment_down_h = power.equipment_down_h;
  out.grid_down_h = power.grid_down_h;
  return out;
}

design::FacilityStudy place_of(const FacilityQuery& q, const weather::WeatherYear& year, const facility::SiteConditions& site) {
  const weather::WeatherSummary s = weather::summarise(year);
  return {.place = q.label.empty() ? year.place : q.label, .weather_source = year.source,
          .weather_origin = is_epw(q.place) ? "measured" : "synthetic", .latitude = year.latitude_deg, .longitude = year.longitude_deg,
          .elevation_m = year.elevation_m, .pressure_pa = site.pressure_pa, .dry_bulb_mean_c = s.dry_bulb_mean_c,
          .dry_bulb_max_c = s.dry_bulb_max_c, .wet_bulb_max_c = s.wet_bulb_max_c, .design_dry_bulb_c = site.design_dry_bulb_c,
          .design_wet_bulb_c = site.design_wet_bulb_c,
          .design_source = year.design ? "dry bulb once in 20 years and highest wet bulb of the weather file's header"
                                       : fmt::format("the year's warmest hour + {:g} K (wet bulb + {:g} K): an estimate", q.margin_k, 0.5 * q.margin_k),
          .it_mw = q.it_mw, .load_share = q.load_share, .connection_mw = q.connection_mw};
}

}  // namespace

Result<design::FacilityStudy> study_facility(const FacilityQuery& q) {
  Diagnostics wrong;
  std::vector<std::string> notes;
  check_numbers(q, wrong);
  const std::vector<Alternative> all = alternatives(q, wrong, notes);
  if (!q.power_chain.empty())
    if (const Result<facility::PowerChain> chain = facility::power_chain(q.power_chain); !chain)
      wrong.insert(wrong.end(), chain.diagnostics().begin(), chain.diagnostics().end());
  const Result<weather::WeatherYear> year = weather_of(q);
  wrong.insert(wrong.end(), year.diagnostics().begin(), year.diagnostics().end());
  if (has_errors(wrong) || !year) return wrong;
  const facility::SiteConditions site = facility::site_conditions(*year, q.margin_k);
  design::FacilityStudy study = place_of(q, *year, site);
  const std::vector<facility::WeatherHour> weather = facility::weather_hours(*year);
  for (const Alternative& a : all)
    for (const double supply : a.supply_c) {
      const Result<facility::HallModel> hall = facility::make_hall_model(a.plant, *facility::power_chain(a.chain), Celsius{supply}, site);
      wrong.insert(wrong.end(), hall.diagnostics().begin(), hall.diagnostics().end());
      if (hall) study.plants.push_back(study_plant(q, *hall, weather));
    }
  if (has_errors(wrong)) return wrong;
  if (study.plants.empty()) return Diagnostics{mistake("no plant can give the supply temperature asked for", "'gridwright facility --list' shows the range of each")};
  study.notes = std::move(notes);
  return {std::move(study), std::move(wrong)};
}

std::vector<FacilityQuery> facility_queries(const scenario::Scenario& s) {
  std::vector<FacilityQuery> all;
  for (const scenario::Site& site : s.sites)
    for (const scenario::Hall& hall : site.halls) {
      FacilityQuery q{.place = site.weather.epw.empty() ? site.weather.normals : site.weather.epw,
                      .label = site.id + "." + hall.id, .location = site.location, .plants = hall.cooling,
                      .power_chain = hall.power_chain, .liquid_fraction = hall.liquid_fraction, .seed = s.seed};
      for (Celsius c : hall.supply_temperature) q.supply_c.push_back(c.degrees());
      if (std::isfinite(hall.it_power.max.canonical())) q.it_mw = hall.it_power.max.canonical();
      q.connection_mw = site.grid && std::isfinite(site.grid->connection.max.canonical()) ? site.grid->connection.max.canonical() : q.it_mw;
      all.push_back(std::move(q));
    }
  return all;
}

std::string facility_names() {
  std::string text = "plants\n";
  const auto add = [&](const facility::PlantDesign& p) {
    text += fmt::format("  {:<40} {}; {:g} to {:g} degC\n", p.name, p.summary, p.supply_min_c, p.supply_max_c);
  };
  for (const facility::PlantDesign& p : facility::plant_designs()) add(p);
  for (const facility::SurveyHall& h : facility::survey_halls()) add(h.plant);
  text += "\npower chains\n";
  for (const facility::PowerChain& c : facility::power_chains()) text += fmt::format("  {:<40} {}\n", c.name, c.summary);
  text += "\nplaces with climate normals\n";
  for (const std::string& name : weather::climate_place_names()) text += "  " + name + "\n";
  return text;
}

}  // namespace gridwright::plan
