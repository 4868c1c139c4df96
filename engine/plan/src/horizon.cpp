#include "horizon.hpp"
#include "inputs_parts.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace gridwright::plan {

namespace {

constexpr int week_hours = 168, year_weeks = 52;

void keep(std::vector<double>& values, const std::vector<int>& hours) {
  if (values.empty()) return;
  std::vector<double> out;
  out.reserve(hours.size());
  for (int t : hours) out.push_back(values[static_cast<std::size_t>(t)]);
  values = std::move(out);
}

void keep(SiteInputs& site, const std::vector<int>& hours) {
  for (Series* s : {&site.weather.dry_bulb_c, &site.weather.wet_bulb_c, &site.weather.wind_m_s, &site.weather.ghi_w_m2, &site.energy_price, &site.export_price,
                    &site.avoided_price, &site.local_hour, &site.time_of_use, &site.system_load, &site.clean_share, &site.carbon_kg_per_mwh, &site.marginal_kg_per_mwh, &site.residual_kg_per_mwh, &site.load_mw})
    keep(s->values, hours);
  for (Series& s : site.availability) keep(s.values, hours);
  if (!site.air.empty()) {
    std::vector<facility::WeatherHour> air;
    for (int t : hours) air.push_back(site.air[static_cast<std::size_t>(t)]);
    site.air = std::move(air);
  }
  for (HallInputs& hall : site.halls)
    for (HallOption& o : hall.options) {
      for (std::vector<double>& a : o.a) keep(a, hours);
      for (std::vector<double>& b : o.b) keep(b, hours);
      keep(o.water_m3_per_mwh, hours);
    }
}

void scale(Series& series, double by) {
  for (double& v : series.values) v *= by;
}

/// The factors that a weather year states.
void apply(const scenario::WeatherYear& w, const scenario::Scenario& s, Inputs& in) {
  for (WorkloadInputs& workload : in.workloads)
    for (std::vector<double>& d : workload.demand_gtok)
      for (double& x : d) x *= w.demand;
  for (std::size_t i = 0; i < in.own_sites(); ++i) {
    SiteInputs& site = in.sites[i];
    scale(site.load_mw, w.demand);
    for (Series* price : {&site.energy_price, &site.export_price, &site.avoided_price}) scale(*price, w.price);
    for (std::size_t g = 0; g < site.availability.size(); ++g) {
      const scenario::TechnologyKind kind = s.sites[i].supply[g].kind;
      if (kind == scenario::TechnologyKind::thermal) continue;
      for (double& share : site.availability[g].values) share = std::min(1.0, share * (kind == scenario::TechnologyKind::wind ? w.wind : w.solar));
    }
  }
}

/// A room is left out only where another is no worse in any weather: all weathers build the same ones.
void keep_same_rooms(std::vector<Inputs>& all) {
  for (std::size_t i = 0; i < all.front().sites.size(); ++i)
    for (std::size_t h = 0; h < all.front().sites[i].halls.size(); ++h)
      for (std::size_t o = 0; o < all.front().sites[i].halls[h].options.size(); ++o) {
        const auto at = [&](Inputs& in) -> std::string& { return in.sites[i].halls[h].options[o].dominated_by; };
        const bool somewhere = std::any_of(all.begin(), all.end(), [&](Inputs& in) { return at(in).empty(); });
        for (Inputs& in : all)
          if (somewhere) at(in).clear();
      }
}

}  // namespace

scenario::Scenario in_year(const scenario::Scenario& stated, int year) {
  scenario::Scenario s = stated;
  const int calendar = s.year + year;
  const auto not_yet = [calendar](int from, auto& range) {
    if (calendar < from) range.min = range.max = decltype(range.min){};
  };
  for (scenario::Site& site : s.sites) {
    for (scenario::Generator& g : site.supply) not_yet(g.from_year, g.capacity);
    for (scenario::Storage& b : site.storage) not_yet(b.from_year, b.power);
    if (site.grid && !site.grid->connection_by_year_mw.empty()) {
      Power& most = site.grid->connection.max;
      most = std::min(most, Power::canonical(scenario::of_year(site.grid->connection_by_year_mw, year, 0.0)));
      site.grid->connection.min = std::min(site.grid->connection.min, most);
    }
  }
  for (scenario::Fleet& f : s.fleets) not_yet(f.from_year, f.count);
  s.matching.target = scenario::of_year(s.matching.target_by_year, year, s.matching.target);
  return s;
}

scenario::Scenario in_weather(const scenario::Scenario& stated, const scenario::WeatherYear& weather) {
  scenario::Scenario s = stated;
  s.seed = weather.seed.value_or(s.seed);
  if (weather.folder.empty()) return s;
  const auto instead = [&weather](std::string& file) {
    const std::filesystem::path there = std::filesystem::path(weather.folder) / std::filesystem::path(file).filename();
    std::error_code error;
    if (!file.empty() && std::filesystem::is_regular_file(there, error)) file = there.string();
  };
  for (scenario::Site& site : s.sites) {
    instead(site.weather.epw), instead(site.load.file);
    for (scenario::Generator& g : site.supply) instead(g.availability.file);
    if (site.grid)
      for (scenario::SeriesSpec* series : {&site.grid->energy_price, &site.grid->export_price, &site.grid->clean_share, &site.grid->carbon_intensity}) instead(series->file);
  }
  for (scenario::Tariff& t : s.tariffs) instead(t.avoided_price.file);
  return s;
}

Result<std::vector<Inputs>> resolve_weathers(const scenario::Scenario& s, std::span<const ChipChange> chips) {
  std::vector<Inputs> all;
  Diagnostics notes;
  std::vector<scenario::Scenario> weathers;
  for (const scenario::WeatherYear& w : s.weather_years) weathers.push_back(in_weather(s, w));
  if (weathers.empty()) weathers.push_back(s);
  const std::vector<facility::SiteConditions> worst = worst_conditions(weathers);
  for (std::size_t w = 0; w < weathers.size(); ++w) {
    Result<Inputs> in = resolve_inputs(weathers[w], chips, worst);
    if (!in) return in.diagnostics();
    if (all.empty()) notes = in.diagnostics();
    all.push_back(*std::move(in));
    if (!s.weather_years.empty()) apply(s.weather_years[w], s, all.back());
  }
  keep_same_rooms(all);
  return {std::move(all), std::move(notes)};
}

std::vector<int> representative_hours(int weeks) {
  std::vector<int> hours;
  for (int i = 0; i < weeks; ++i) {
    const int week = static_cast<int>((i + 0.5) * year_weeks / weeks);
    for (int t = 0; t < week_hours; ++t) hours.push_back(week * week_hours + t);
  }
  return hours;
}

Inputs sampled(const Inputs& year, const std::vector<int>& hours) {
  Inputs out = year;
  out.hours.steps = static_cast<int>(hours.size());
  out.sampled = hours;
  for (SiteInputs& site : out.sites) keep(site, hours);
  for (WorkloadInputs& w : out.workloads)
    for (std::vector<double>& d : w.demand_gtok) keep(d, hours);
  out.notes.push_back("each year is planned on " + std::to_string(hours.size() / week_hours) +
                      " representative weeks that follow one another; stores and deadlines pass from each to the next");
  return out;
}

Inputs grown(const scenario::Scenario& s, Inputs first, int year) {
  Inputs out = std::move(first);
  out.hours.year += year;
  for (std::size_t k = 0; k < s.workloads.size(); ++k)
    for (std::vector<double>& d : out.workloads[k].demand_gtok)
      for (double& x : d) x *= scenario::relative_to_first(s.workloads[k].growth, year);
  for (std::size_t i = 0; i < out.own_sites(); ++i) {
    const scenario::Site& site = s.sites[i];
    SiteInputs& in = out.sites[i];
    scale(in.load_mw, scenario::relative_to_first(site.load_growth, year));
    if (site.grid)
      for (Series* price : {&in.energy_price, &in.avoided_price}) scale(*price, scenario::relative_to_first(site.grid->energy_price_by_year, year));
    in.efficiency_left.clear();
    for (const scenario::Storage& st : site.storage) {
      const double age = s.horizon.years > 1 ? year + 0.5 : 0.5 * st.life_years;
      in.efficiency_left.push_back(std::pow(1.0 - st.efficiency_fade_per_year, 0.5 * age));
    }
  }
  return out;
}

std::vector<Column> built_columns(const Building& b) {
  std::vector<Column> all;
  for (const Standing& s : b.standing) all.push_back(s.column);
  return all;
}

void add_build_order(std::vector<Building>& blocks) {
  solver::Sum sum;
  for (Building& b : blocks) {
    if (b.twin != nullptr || b.year == 0) continue;
    solver::Block rows = b.model.add_rows(b.scope + "build_order");
    for (std::size_t i = 0; i < b.standing.size(); ++i) {
      sum.clear();
      sum.add(1.0, b.standing[i].column);
      for (const Vintage& v : b.standing[i].vintages) sum.add(-1.0, v.built);
      rows.add(static_cast<int>(i), sum, 0.0, 0.0);
    }
  }
}

void add_tail(std::vector<Building>& blocks, const std::vector<std::vector<solver::Term>>& running_musd) {
  constexpr double musd = 1e6;
  Column edge;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    Building& b = blocks[i];
    const scenario::Risk& risk = b.scenario.risk;
    const double dollars = musd * risk.weight * b.weight;
    if (b.twin == nullptr)
      edge = b.model.add_column({.name = b.scope + "tail_edge", .lower = -solver::infinity, .cost = dollars});
    const Column beyond = b.model.add_column({.name = b.scope + "tail_beyond", .cost = dollars * b.probability / (1.0 - risk.level)});
    solver::Sum sum;
    sum.add(1.0, beyond).add(1.0, edge);
    for (const solver::Term& t : running_musd[i]) sum.add(-t.coefficient, Column{t.column});
    b.tail_row = b.model.add_rows(b.scope + "tail").add(0, sum, 0.0, solver::infinity);
  }
}

}  // namespace gridwright::plan
