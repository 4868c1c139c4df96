#include "horizon.hpp"

#include <algorithm>

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

}  // namespace

std::vector<Column> built_columns(const Building& b) {
  std::vector<Column> all;
  for (const SiteVars& s : b.v.sites) {
    for (const GeneratorVars& g : s.supply) all.push_back(g.capacity);
    for (const StorageVars& st : s.storage) all.push_back(st.power), all.push_back(st.energy);
    all.push_back(s.grid.connection);
    for (const HallVars& h : s.halls) all.insert(all.end(), h.capacity.begin(), h.capacity.end());
  }
  for (const FleetVars& f : b.v.fleets) all.push_back(f.count);
  return all;
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

double growth_of(const scenario::Workload& w, int year) {
  if (w.growth.empty()) return 1.0;
  return w.growth[std::min(static_cast<std::size_t>(year), w.growth.size() - 1)] / w.growth.front();
}

Inputs grown(const scenario::Scenario& s, const Inputs& first, int year) {
  Inputs out = first;
  out.hours.year += year;
  for (std::size_t k = 0; k < s.workloads.size(); ++k)
    for (std::vector<double>& d : out.workloads[k].demand_gtok)
      for (double& x : d) x *= growth_of(s.workloads[k], year);
  return out;
}

void add_build_order(std::vector<Building>& years) {
  for (std::size_t y = 1; y < years.size(); ++y) {
    const std::vector<Column> before = built_columns(years[y - 1]), now = built_columns(years[y]);
    solver::Block rows = years[y].model.add_rows(years[y].scope + "build_order");
    for (std::size_t i = 0; i < now.size(); ++i)
      if (now[i].exists()) rows.add(static_cast<int>(i), now[i] - before[i] >= 0.0);
  }
}

}  // namespace gridwright::plan
