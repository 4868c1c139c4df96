#pragma once
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"
#include "scratch_folder.hpp"

/// Scenarios as values, small enough to be worked out by hand or to be planned by the hundred. What a test does not set is
/// free of charge and without losses, so that nothing but what the test is about enters the cost.
namespace gridwright::testing {

inline scenario::SeriesSpec flat(double canonical) {
  scenario::SeriesSpec s;
  s.kind = scenario::SeriesSpec::Kind::constant;
  s.constant = canonical;
  return s;
}
inline MoneyPerEnergy usd_per_mwh(double usd) { return MoneyPerEnergy::canonical(usd); }
inline MoneyPerPower usd_per_mw(double usd) { return MoneyPerPower::canonical(usd); }
inline scenario::Range<Power> exactly_mw(double mw) { return {Power::canonical(mw), Power::canonical(mw)}; }
inline scenario::Range<Power> up_to_mw(double mw) { return {Power{}, Power::canonical(mw)}; }
inline scenario::Range<Duration> exactly_h(double h) { return {Duration::canonical(h), Duration::canonical(h)}; }

/// Hourly series of a test's own, as files: value(t) for the 8,760 hours of the year. Gone with this object.
class SeriesFiles {
 public:
  scenario::SeriesSpec add(const std::function<double(int)>& value) {
    const std::filesystem::path file = folder_.path() / ("series-" + std::to_string(count_++) + ".csv");
    std::string text = "value\n";
    char line[32];
    for (int t = 0; t < 8760; ++t) {
      std::snprintf(line, sizeof line, "%.17g\n", value(t));
      text += line;
    }
    std::ofstream(file) << text;
    scenario::SeriesSpec s;
    s.kind = scenario::SeriesSpec::Kind::file;
    s.file = file.string();
    s.column = "value";
    return s;
  }
  /// `day` in the first twelve hours of every day, `night` in the other twelve.
  scenario::SeriesSpec day_night(double day, double night) {
    return add([=](int t) { return t % 24 < 12 ? day : night; });
  }

 private:
  ScratchFolder folder_;
  int count_ = 0;
};

/// A site at Rochester, Minnesota, with nothing on it.
inline scenario::Site empty_site(std::string id) {
  scenario::Site s;
  s.id = std::move(id);
  s.location = {.latitude_deg = 43.9, .longitude_deg = -92.5, .elevation = Length::canonical(402.0), .utc_offset_h = -6.0};
  s.weather.normals = "rochester-mn";
  return s;
}
/// The same with a flat load, "here".
inline scenario::Site loaded_site(double load_mw) {
  scenario::Site s = empty_site("here");
  s.load = flat(load_mw);
  return s;
}
/// Energy at a flat price through a connection that costs nothing.
inline scenario::Grid simple_grid(double price_usd_per_mwh, double connection_mw = 1000.0) {
  scenario::Grid g;
  g.connection = up_to_mw(connection_mw);
  g.energy_price = flat(price_usd_per_mwh);
  return g;
}
inline scenario::Scenario world(int hours, std::vector<scenario::Site> sites) {
  scenario::Scenario s;
  s.name = "test";
  s.hours = hours;
  s.sites = std::move(sites);
  s.building_yearly_cost_share = 0.0;
  return s;
}
/// A generator whose yearly cost is `yearly_usd_per_mw` and nothing else.
inline scenario::Generator simple_generator(std::string id, scenario::Range<Power> capacity, double yearly_usd_per_mw) {
  scenario::Generator g;
  g.id = std::move(id);
  g.capacity = capacity;
  g.fixed_om = usd_per_mw(yearly_usd_per_mw);
  g.availability = flat(1.0);
  return g;
}
inline scenario::Storage simple_storage(std::string id, scenario::Range<Power> power, scenario::Range<Duration> duration) {
  scenario::Storage s;
  s.id = std::move(id);
  s.power = power;
  s.duration = duration;
  return s;
}
inline scenario::Hall simple_hall(double it_mw) {
  scenario::Hall h;
  h.id = "hall";
  h.it_power = up_to_mw(it_mw);
  h.cooling = {"dtc_dry_cooler"};
  h.supply_temperature = {Celsius(40.0)};
  h.capital = usd_per_mw(0.0);
  return h;
}
inline scenario::Fleet simple_fleet(std::string id, std::string site, scenario::Range<double> count) {
  scenario::Fleet f;
  f.id = std::move(id);
  f.site = std::move(site);
  f.hall = "hall";
  f.accelerator = "h200_sxm";
  f.count = count;
  f.price = Money{};
  f.yearly_upkeep_share = 0.0;
  return f;
}
inline scenario::Workload serving_work(std::string id, scenario::WorkloadKind kind, double tokens_per_day) {
  scenario::Workload w;
  w.id = std::move(id);
  w.kind = kind;
  w.model = "llama-3.1-8b";
  w.output_tokens_per_day = tokens_per_day;
  w.ttft_p99 = Duration::canonical(2.0 / 3600.0);
  w.tpot_p99 = Duration::canonical(0.05 / 3600.0);
  return w;
}

// ---------------------------------------------------------------- reading a design

/// Hourly values by component and quantity; empty when the design has none.
inline std::vector<double> hourly(const design::Design& d, const std::string& component, const std::string& quantity) {
  for (const design::Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity) return h.values;
  return {};
}
inline double sum(const std::vector<double>& v) {
  double s = 0.0;
  for (double x : v) s += x;
  return s;
}
inline double capacity(const design::Design& d, const std::string& component, const std::string& what) {
  for (const design::Capacity& c : d.capacities)
    if (c.component == component && c.what == what) return c.value;
  return -1.0;
}
inline double billed(const design::Design& d, const std::string& component, const std::string& item) {
  double usd = 0.0;
  for (const design::CostLine& c : d.costs)
    if (c.component == component && c.item == item) usd += c.usd_per_year;
  return usd;
}
/// "" when every check holds, else the laws that do not, with how badly.
inline std::string broken_laws(const std::vector<design::Check>& checks) {
  std::string out;
  for (const design::Check& c : checks)
    if (!c.holds()) out += c.law + ": " + std::to_string(c.worst) + " at " + c.where + "; ";
  return out;
}

}  // namespace gridwright::testing
