#include <algorithm>
#include <cmath>

#include "gridwright/energy/availability.hpp"
#include "gridwright/energy/tariff_hours.hpp"
#include "gridwright/facility/cost.hpp"
#include "gridwright/facility/segments.hpp"
#include "gridwright/weather/epw.hpp"
#include "gridwright/weather/synthesis.hpp"
#include "inputs_parts.hpp"
#include "inputs_series.hpp"

// One site: weather, availability of its generators, prices and clean share of its grid, its load, its halls.
namespace gridwright::plan {

namespace {

using scenario::SeriesSpec;

/// Collects what went wrong and gives back the value or an empty one.
template <class T>
T take(Result<T> result, Diagnostics& wrong) {
  wrong.insert(wrong.end(), result.diagnostics().begin(), result.diagnostics().end());
  return result ? std::move(*result) : T{};
}

/// The plan's steps in the first site's standard time: rotates a local year by the difference, keeps the planned hours, averages
/// them over each step.
class Axis {
 public:
  Axis(const scenario::Scenario& s, const scenario::Site& site, const HourAxis& hours)
      : hours_(hours), shift_(static_cast<int>(std::lround(site.location.utc_offset_h - s.sites.front().location.utc_offset_h))) {}
  [[nodiscard]] std::vector<double> on(const std::vector<double>& year) const {
    std::vector<double> out(static_cast<std::size_t>(hours_.steps));
    const int n = static_cast<int>(year.size());
    for (int t = 0; t < hours_.steps; ++t)
      for (int k = 0; k < whole(); ++k) out[t] += year[(t * whole() + k + shift_ + n) % n] / whole();
    return out;
  }
  /// Air of each step: the mean of its hours.
  [[nodiscard]] std::vector<facility::WeatherHour> on(const std::vector<facility::WeatherHour>& year) const {
    std::vector<facility::WeatherHour> out;
    const int n = static_cast<int>(year.size());
    for (int t = 0; t < hours_.steps; ++t) {
      facility::WeatherHour mean{0.0, 0.0, 0.0, 0.0, 0.0};
      for (int k = 0; k < whole(); ++k) {
        const facility::WeatherHour& w = year[static_cast<std::size_t>((t * whole() + k + shift_ + n) % n)];
        mean.t_c += w.t_c / whole(), mean.wet_bulb_c += w.wet_bulb_c / whole(), mean.dew_point_c += w.dew_point_c / whole();
        mean.humidity_ratio += w.humidity_ratio / whole(), mean.pressure_pa += w.pressure_pa / whole();
      }
      out.push_back(mean);
    }
    return out;
  }
  [[nodiscard]] Series on(Series s) const {
    if (!s.values.empty()) s.values = on(s.values);
    return s;
  }

 private:
  [[nodiscard]] int whole() const { return static_cast<int>(hours_.step_h); }
  const HourAxis& hours_;
  int shift_;
};

weather::WeatherYear resolve_weather(const scenario::Scenario& s, const scenario::Site& site, Inputs& in, Diagnostics& wrong) {
  if (!site.weather.epw.empty()) return take(weather::read_epw(site.weather.epw), wrong);
  in.synthetic_weather = true;
  if (!site.weather.normals.empty()) {
    const Result<weather::ClimatePlace> place = weather::climate_place(site.weather.normals);
    if (place) return weather::synthesise_weather(*place, s.seed);
    wrong.insert(wrong.end(), place.diagnostics().begin(), place.diagnostics().end());
    return {};
  }
  const weather::NearestClimatePlace near = weather::nearest_climate_place(site.location.latitude_deg, site.location.longitude_deg);
  in.notes.push_back("weather of '" + site.id + "' is drawn from the normals of " + near.place.title + ", " +
                     std::to_string(static_cast<int>(near.distance.in(km))) + " km away");
  return weather::synthesise_weather(near.place, s.seed);
}

/// One more MWh comes from what is not clean, and nobody has claimed anything, unless the scenario knows better.
void assume_carbon(SiteInputs& out) {
  const std::vector<double> &average = out.carbon_kg_per_mwh.values, &clean = out.clean_share.values;
  if (average.empty()) return;
  if (out.marginal_kg_per_mwh.values.empty()) {
    out.marginal_kg_per_mwh = {average, "kg/MWh", Origin::assumed, "carbon_intensity / (1 - clean_share): mean of what is not clean"};
    for (std::size_t t = 0; t < clean.size(); ++t) out.marginal_kg_per_mwh.values[t] = clean[t] < 0.999 ? average[t] / (1.0 - clean[t]) : 0.0;
  }
  if (out.residual_kg_per_mwh.values.empty()) out.residual_kg_per_mwh = {average, "kg/MWh", Origin::assumed, "carbon_intensity: nothing of the mix is claimed by others"};
}

void resolve_grid(const scenario::Scenario& s, const scenario::Site& site, const weather::WeatherYear& w, const Axis& axis,
                  SiteInputs& out, Diagnostics& wrong) {
  const scenario::Grid& grid = *site.grid;
  out.local_hour = {axis.on(energy::hours_of_year(HourAxis{.year = s.year})), "h", Origin::computed, "calendar"};
  const auto series = [&](const SeriesSpec& spec, SeriesMeaning meaning, const std::string& attribute) {
    return axis.on(take(resolve_series(spec, meaning, attribute, s, w.wind_m_s), wrong));
  };
  const std::string at = "sites." + site.id + ".grid.";
  out.energy_price = series(grid.energy_price, SeriesMeaning::price, at + "energy_price");
  if (out.energy_price.values.empty())
    out.energy_price = {std::vector<double>(static_cast<std::size_t>(s.hours), 0.0), "USD/MWh", Origin::assumed, "no energy price stated: 0"};
  out.export_price = grid.export_price.stated() ? series(grid.export_price, SeriesMeaning::price, at + "export_price") : out.energy_price;
  out.clean_share = series(grid.clean_share, SeriesMeaning::clean_share, at + "clean_share");
  for (double& share : out.clean_share.values) share = std::clamp(share, 0.0, 1.0);
  out.carbon_kg_per_mwh = series(grid.carbon_intensity, SeriesMeaning::carbon_intensity, at + "carbon_intensity");
  out.marginal_kg_per_mwh = series(grid.marginal_carbon, SeriesMeaning::carbon_intensity, at + "marginal_carbon");
  out.residual_kg_per_mwh = series(grid.residual_carbon, SeriesMeaning::carbon_intensity, at + "residual_carbon");
  assume_carbon(out);
  out.avoided_price = out.energy_price;
  for (const scenario::Tariff& tariff : s.tariffs) {
    if (tariff.id != grid.tariff) continue;
    if (tariff.avoided_price.stated()) out.avoided_price = series(tariff.avoided_price, SeriesMeaning::price, "tariffs." + tariff.id + ".avoided_price");
    if (!tariff.periods.empty())
      out.time_of_use = {energy::time_of_use_usd_per_mwh(tariff, s.year, out.local_hour.values), "USD/MWh", Origin::computed, "periods of tariff " + tariff.id};
    if (tariff.coincident.usd_per_mw_month <= 0.0) continue;
    out.system_load = tariff.coincident.system_load.stated()
                          ? series(tariff.coincident.system_load, SeriesMeaning::load, "tariffs." + tariff.id + ".coincident.system_load")
                          : out.energy_price;
  }
}

constexpr double usual_load = 0.8;

/// Largest distance between lines and curve, share of IT capacity, over every seventh hour and loads from 5 to 100 %.
double distance(const facility::HallModel& model, const facility::FacilitySegments& lines, std::span<const facility::WeatherHour> planned) {
  double worst = 0.0;
  for (std::size_t t = 0; t < planned.size(); t += 7)
    for (double load : {0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0})
      worst = std::max(worst, std::abs(lines.overhead_mw(t, load, 1.0) - facility::evaluate(model, planned[t], load, 1.0).overhead_mw.total()));
  return worst;
}

/// As few lines an hour as stay within 0.3 % of IT capacity of the curve (at most five): rows cost time.
facility::FacilitySegments close_lines(const facility::HallModel& model, std::span<const facility::WeatherHour> planned) {
  constexpr double enough = 0.003;
  for (int lines = 2; lines < 5; ++lines) {
    facility::FacilitySegments f = facility::facility_segments(model, planned, {.segments = lines, .lowest_load = 0.1});
    if (distance(model, f, planned) <= enough) return f;
  }
  return facility::facility_segments(model, planned, {.segments = 5, .lowest_load = 0.1});
}

HallOption hall_option(const scenario::Hall& hall, const std::string& plant, Celsius supply, const facility::SiteConditions& site,
                       double land_usd_per_m2, std::span<const facility::WeatherHour> year, std::span<const facility::WeatherHour> planned, Diagnostics& wrong) {
  HallOption out{.plant = plant, .supply = supply};
  facility::HallOption option{.plant = plant, .supply = supply, .power_chain = hall.power_chain};
  const Result<facility::PlantDesign> design = facility::plant_design(plant);
  if (design && design->liquid.fraction > 0.0) option.liquid_fraction = hall.liquid_fraction;
  Result<facility::HallModel> model = facility::make_hall_model(option, site);
  wrong.insert(wrong.end(), model.diagnostics().begin(), model.diagnostics().end());
  if (!model) return out;
  const facility::FacilitySegments lines = close_lines(*model, planned);
  for (std::size_t j = 0; j < lines.segments; ++j) {
    const auto from = static_cast<std::ptrdiff_t>(j * lines.hours), to = static_cast<std::ptrdiff_t>((j + 1) * lines.hours);
    out.a.emplace_back(lines.slopes.begin() + from, lines.slopes.begin() + to);
    out.b.emplace_back(lines.intercepts.begin() + from, lines.intercepts.begin() + to);
  }
  for (const facility::WeatherHour& hour : planned)
    out.water_m3_per_mwh.push_back(facility::evaluate(*model, hour, usual_load, 1.0).water_m3 / usual_load);
  out.peak_overhead_share = facility::peak_site_power_per_it(*model, year) - 1.0;
  out.capital_usd_per_mw = facility::hall_capital_cost(*model, facility::CostCase::middle, land_usd_per_m2).total().canonical();
  out.capital_source = "unit prices of data/facility_costs.csv (estimates), sizes of the plant at the design hour";
  out.model = std::move(*model);
  return out;
}

double overhead_share(const HallOption& o, std::size_t t, double load) {
  double most = 0.0;
  for (std::size_t j = 0; j < o.a.size(); ++j) most = std::max(most, o.a[j][t] * load + o.b[j][t]);
  return most;
}

/// Does `better` cost no more, draw no more and drink no more than `worse` at any load in any hour? Then no plan misses `worse`.
bool dominates(const HallOption& better, const HallOption& worse) {
  if (better.capital_usd_per_mw > worse.capital_usd_per_mw || better.a.empty() || worse.a.empty()) return false;
  for (std::size_t t = 0; t < better.a.front().size(); ++t) {
    if (better.water_m3_per_mwh[t] > worse.water_m3_per_mwh[t] + 1e-12) return false;
    for (double load : {0.0, 0.25, 0.5, 0.75, 1.0})
      if (overhead_share(better, t, load) > overhead_share(worse, t, load) + 1e-12) return false;
  }
  return true;
}

/// Marks options that another one beats everywhere. Of two equal ones the first stays.
void mark_dominated(std::vector<HallOption>& options) {
  for (std::size_t i = 0; i < options.size(); ++i)
    for (std::size_t j = 0; j < options.size() && options[i].dominated_by.empty(); ++j) {
      if (i == j || !options[j].dominated_by.empty() || !dominates(options[j], options[i])) continue;
      if (j > i && dominates(options[i], options[j])) continue;
      options[i].dominated_by = option_name(options[j]);
    }
}

void resolve_halls(const scenario::Site& site, const facility::SiteConditions& conditions, std::span<const facility::WeatherHour> year, SiteInputs& out,
                   Diagnostics& wrong) {
  for (const scenario::Hall& hall : site.halls) {
    HallInputs options;
    for (const std::string& plant : hall.cooling) {
      const std::vector<Celsius>& supplies = hall.supply_temperature;
      if (supplies.empty()) {
        const Result<facility::PlantDesign> design = facility::plant_design(plant);
        wrong.insert(wrong.end(), design.diagnostics().begin(), design.diagnostics().end());
        if (design) options.options.push_back(hall_option(hall, plant, Celsius(design->supply_default_c), conditions, site.land_usd_per_m2, year, out.air, wrong));
        continue;
      }
      for (Celsius supply : supplies) options.options.push_back(hall_option(hall, plant, supply, conditions, site.land_usd_per_m2, year, out.air, wrong));
    }
    mark_dominated(options.options);
    out.halls.push_back(std::move(options));
  }
}

}  // namespace

std::vector<facility::SiteConditions> worst_conditions(std::span<const scenario::Scenario> weathers) {
  std::vector<facility::SiteConditions> worst;
  if (weathers.size() < 2) return worst;
  for (std::size_t i = 0; i < weathers.front().sites.size(); ++i) {
    worst.emplace_back();
    for (const scenario::Scenario& there : weathers) {
      Inputs scratch;
      Diagnostics told;  // by resolve_inputs() of that weather
      const weather::WeatherYear year = resolve_weather(there, there.sites[i], scratch, told);
      if (year.dry_bulb_c.empty()) continue;
      const facility::SiteConditions c = facility::site_conditions(year);
      if (&there == weathers.data()) worst.back() = c;  // the pressure of the first, so that all weathers build the same hall
      worst.back().design_dry_bulb_c = std::max(worst.back().design_dry_bulb_c, c.design_dry_bulb_c);
      worst.back().design_wet_bulb_c = std::max(worst.back().design_wet_bulb_c, c.design_wet_bulb_c);
    }
  }
  return worst;
}

void resolve_site(const scenario::Scenario& s, const scenario::Site& site, std::span<const facility::SiteConditions> worst, Inputs& in, Diagnostics& wrong) {
  SiteInputs out;
  const Axis axis(s, site, in.hours);
  const weather::WeatherYear w = resolve_weather(s, site, in, wrong);
  if (!w.dry_bulb_c.empty()) {
    const auto keep = [&](const std::vector<double>& values, const char* unit) {
      return Series{axis.on(values), unit, w.origin, w.source};
    };
    out.weather = {keep(w.dry_bulb_c, "degC"), keep(w.wet_bulb_c, "degC"), keep(w.wind_m_s, "m/s"), keep(w.ghi_w_m2, "W/m2")};
    for (const scenario::Generator& g : site.supply) {
      const std::string name = "sites." + site.id + ".supply." + g.id + ".availability";
      Series availability =
          take(g.availability.stated()
                   ? resolve_series(g.availability, SeriesMeaning::availability, name, s, w.wind_m_s)
                   : energy::availability_from_weather(g, w), wrong);
      for (double& share : availability.values) share = std::max(share, 0.0);
      out.availability.push_back(axis.on(std::move(availability)));
    }
    if (site.grid) resolve_grid(s, site, w, axis, out, wrong);
    out.load_mw = axis.on(take(resolve_series(site.load, SeriesMeaning::load, "sites." + site.id + ".load", s, w.wind_m_s), wrong));
    if (!site.halls.empty()) {
      const std::vector<facility::WeatherHour> year = facility::weather_hours(w);
      out.air = axis.on(year);
      resolve_halls(site, worst.empty() ? facility::site_conditions(w) : worst[in.sites.size()], year, out, wrong);
    }
  }
  in.sites.push_back(std::move(out));
}

}  // namespace gridwright::plan
