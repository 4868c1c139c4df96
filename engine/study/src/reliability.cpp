#include "gridwright/study/reliability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "gridwright/core/parallel.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/plan/supply_year.hpp"
#include "reliability_year.hpp"

namespace gridwright::study {
namespace {

/// Years are simulated in chunks of this many: sums inside a chunk run in order, chunks are added in order.
constexpr int chunk_years = 32;

design::Estimate mean_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0, squares = 0.0;
  for (const double v : values) sum += v;
  const double mean = sum / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double half = n > 1.0 ? 1.96 * std::sqrt(squares / (n - 1.0) / n) : 0.0;
  return {mean, std::max(0.0, mean - half), mean + half};
}

double quantile(const std::vector<double>& sorted, double share) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

struct Chunk {
  std::vector<YearOutcome> years{};
  std::array<double, 288> unserved{};
};

}  // namespace

design::SiteReliability assess(const ReliabilitySystem& system, const ReliabilityOptions& options) {
  const double years_a_run = system.years();
  const int chunks = (options.years + chunk_years - 1) / chunk_years;
  std::vector<Chunk> done(static_cast<std::size_t>(chunks));
  std::mutex telling;
  int finished = 0;
  parallel_for(chunks, options.threads, [&](std::int64_t c) {
    Chunk& chunk = done[static_cast<std::size_t>(c)];
    for (int y = static_cast<int>(c) * chunk_years; y < std::min(options.years, static_cast<int>(c + 1) * chunk_years); ++y) {
      RandomStream random(options.seed, "reliability." + system.site + "." + std::to_string(y));
      const std::vector<WeatherStep> weather = draw_weather(system, options, random);
      chunk.years.push_back(run_year(system, options.policy, weather, &random, {}, &chunk.unserved));
    }
    if (!options.progress) return;
    const std::lock_guard<std::mutex> one_at_a_time(telling);
    options.progress(static_cast<double>(++finished) / chunks);
  });
  design::SiteReliability out{.site = system.site, .years = options.years * years_a_run};
  std::vector<double> hours, mwh, events;
  out.unserved_by_month_hour.assign(288, 0.0);
  for (const Chunk& chunk : done) {
    for (const YearOutcome& y : chunk.years) {
      hours.push_back(y.short_h / years_a_run), mwh.push_back(y.unserved_mwh / years_a_run), events.push_back(y.events / years_a_run);
      out.longest_h = std::max(out.longest_h, y.longest_h);
      out.deepest_mw = std::max(out.deepest_mw, y.deepest_mw);
    }
    for (std::size_t k = 0; k < 288; ++k) out.unserved_by_month_hour[k] += chunk.unserved[k] / (options.years * years_a_run);
  }
  out.short_hours = mean_of(hours), out.unserved_mwh = mean_of(mwh), out.events = mean_of(events);
  double load = 0.0;
  for (const double mw : system.load_mw) load += mw * system.step_h / years_a_run;
  out.unserved_share = load > 0.0 ? out.unserved_mwh.mean / load : 0.0;
  std::sort(mwh.begin(), mwh.end());
  out.years_without = static_cast<double>(std::count(mwh.begin(), mwh.end(), 0.0)) / static_cast<double>(mwh.size());
  out.p90_mwh = quantile(mwh, 0.90), out.p99_mwh = quantile(mwh, 0.99), out.worst_mwh = mwh.back();
  const ExactAdequacy exact = exact_without_stores(system);
  out.exact_short_hours = exact.short_hours, out.exact_unserved_mwh = exact.unserved_mwh;
  out.cases = outage_cases(system, options.policy);
  out.islanded = islanded(system, options.policy);
  return out;
}

namespace {

/// The plan's series and sizes of one site, by component.
class SiteReadings {
 public:
  SiteReadings(const design::Design& d, const scenario::Site& site) : d_(d), site_(site) {}
  [[nodiscard]] double size(const std::string& id, const std::string& what) const {
    for (const design::Capacity& c : d_.capacities)
      if (c.component == site_.id + "." + id && c.what == what) return c.value;
    return 0.0;
  }
  [[nodiscard]] std::vector<double> hourly(const std::string& component, const std::string& quantity) const {
    for (const design::Hourly& h : d_.hourly)
      if (h.site == site_.id && h.component == component && h.quantity == quantity) return h.values;
    return {};
  }

 private:
  const design::Design& d_;
  const scenario::Site& site_;
};

/// Equal units that come to `mw` together, of about the size stated.
UnitGroup units_of(std::string name, std::string kind, double mw, const scenario::Outages& outages) {
  UnitGroup g{.name = std::move(name), .kind = std::move(kind), .forced = outages.forced, .repair_h = outages.repair_h};
  if (outages.unit && outages.unit->canonical() > 0.0) g.units = std::max(1, static_cast<int>(std::lround(mw / outages.unit->canonical())));
  g.unit_mw = mw / g.units;
  return g;
}

std::string kind_in(const design::Design& d, const std::string& component) {
  for (const design::Capacity& c : d.capacities)
    if (c.component == component) return c.kind;
  return {};
}

/// Share of nameplate that can be given, from what a plan counts with: the flat derating for outages is taken off again where units fail here.
std::vector<double> undo_derating(std::vector<double> share, const scenario::Generator& g) {
  if (g.outages.forced > 0.0 && g.outage_share > 0.0 && g.outage_share < 1.0)
    for (double& s : share) s = std::min(1.0, s / (1.0 - g.outage_share));
  return share;
}

ReliabilitySystem system_of(const scenario::Scenario& s, const design::Design& d, std::size_t i, const std::vector<plan::SupplyYear>& weather) {
  const scenario::Site& site = s.sites[i];
  const SiteReadings read(d, site);
  ReliabilitySystem out{.site = site.id, .step_h = d.step_h, .load_mw = read.hourly(site.id, "load")};
  for (std::size_t g = 0; g < site.supply.size(); ++g) {
    const std::string name = site.id + "." + site.supply[g].id;
    const double mw = read.size(site.supply[g].id, "power");
    if (mw < 1e-3) continue;
    out.supply.push_back(units_of(name, kind_in(d, name), mw, site.supply[g].outages));
    for (const plan::SupplyYear& year : weather) out.supply.back().share.push_back(undo_derating(year.availability[i][g], site.supply[g]));
  }
  for (const scenario::Storage& st : site.storage) {
    const std::string name = site.id + "." + st.id;
    const double mw = read.size(st.id, "power");
    if (mw < 1e-3) continue;
    ReserveStore store{.units = units_of(name, kind_in(d, name), mw, st.outages),
                       .charge_ratio = st.charge_power_ratio,
                       .energy_mwh = (1.0 - 0.5 * st.energy_fade_per_year * st.life_years) * read.size(st.id, "energy"),
                       .charge_efficiency = st.charge_efficiency,
                       .discharge_efficiency = st.discharge_efficiency,
                       .keep = std::pow(1.0 - st.self_discharge_per_hour, d.step_h),
                       .planned_mwh = read.hourly(name, "level")};
    out.stores.push_back(std::move(store));
  }
  if (site.grid && read.size("grid", "connection") >= 1e-3) {
    const int circuits = site.grid->circuits;
    out.grid.push_back({.name = site.id + ".grid", .kind = "grid", .units = circuits, .unit_mw = read.size("grid", "connection") / circuits,
                        .forced = site.grid->outages.forced, .repair_h = site.grid->outages.repair_h});
  }
  return out;
}

}  // namespace

Result<std::vector<ReliabilitySystem>> reliability_systems(const scenario::Scenario& scenario, const design::Design& design, int weather_years) {
  if (design.hourly.empty())
    return Diagnostic{.message = "the design has no hourly values", .fix = "keep hourly.nc beside design.json, or plan again"};
  std::vector<plan::SupplyYear> weather;
  for (int y = 0; y < std::max(1, weather_years); ++y) {
    scenario::Scenario drawn = scenario;
    drawn.seed += static_cast<std::uint64_t>(y);
    Result<plan::SupplyYear> year = plan::supply_year(drawn);
    if (!year) return year.diagnostics();
    const bool more = year->synthetic;
    weather.push_back(std::move(*year));
    if (!more) break;   // measured weather: there is one year of it, and blocks of it
  }
  std::vector<ReliabilitySystem> systems;
  for (std::size_t i = 0; i < weather.front().availability.size(); ++i) {
    ReliabilitySystem system = system_of(scenario, design, i, weather);
    const auto steps = static_cast<std::size_t>(design.hours);
    const bool fits = std::all_of(system.supply.begin(), system.supply.end(), [&](const UnitGroup& g) { return g.share.front().size() == steps; });
    if (system.load_mw.size() != steps || !fits)
      return Diagnostic{.message = "the design was not made from this scenario: hours or sites differ", .fix = "plan the scenario again"};
    if (*std::max_element(system.load_mw.begin(), system.load_mw.end()) > 0.0) systems.push_back(std::move(system));
  }
  if (systems.empty()) return Diagnostic{.message = "no site of the design has load", .fix = "reliability is about load that is served or not"};
  return systems;
}

Result<design::ReliabilityResult> reliability(const scenario::Scenario& scenario, const design::Design& design, const ReliabilityOptions& options) {
  Result<std::vector<ReliabilitySystem>> systems = reliability_systems(scenario, design, options.weather_years);
  if (!systems) return systems.diagnostics();
  design::ReliabilityResult out{.policy = options.policy == StorePolicy::plan ? "plan" : "reserve", .seed = options.seed, .block_h = options.block_h};
  for (const UnitGroup& g : systems->front().supply) out.weather_years = std::max(out.weather_years, static_cast<int>(g.share.size()));
  bool fails = false;
  for (const ReliabilitySystem& s : *systems) {
    for (const UnitGroup& g : s.supply) fails = fails || g.forced > 0.0;
    for (const UnitGroup& g : s.grid) fails = fails || g.forced > 0.0;
    ReliabilityOptions of_site = options;
    if (options.progress)
      of_site.progress = [&](double share) { options.progress((static_cast<double>(out.sites.size()) + share) / static_cast<double>(systems->size())); };
    out.sites.push_back(assess(s, of_site));
  }
  out.note = fmt::format("{} years of {} h, outages of units and circuits{}, weather {} of {} year{}", group_thousands(options.years), group_thousands(design.hours * design.step_h),
                         fails ? "" : " (none stated)", options.block_h > 0.0 ? fmt::format("in blocks of {} h", group_thousands(options.block_h)) : std::string("whole"),
                         out.weather_years, out.weather_years == 1 ? "" : "s");
  return out;
}

}  // namespace gridwright::study
