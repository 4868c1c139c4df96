#include "gridwright/study/days.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "gridwright/core/hour_axis.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/places.hpp"
#include "gridwright/serving/deployment.hpp"
#include "gridwright/serving/workload.hpp"

namespace gridwright::study {
namespace {

using design::Design;
using scenario::Scenario;

constexpr int largest_cell = 16;
constexpr const char* seasons[] = {"winter", "spring", "summer", "autumn"};

const std::vector<double>* hourly(const Design& d, const std::string& site, const std::string& component, const std::string& quantity) {
  for (const design::Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity && (site.empty() || h.site == site)) return &h.values;
  return nullptr;
}

/// A season by the meteorologists' months; of the southern hemisphere the names do not matter here, the loads do.
int season_of(int month) { return ((month + 1) % 12) / 3; }

/// Where a workload runs, and how busy that is.
struct Place {
  const design::ServingShare* share = nullptr;
  const scenario::Site* site = nullptr;
  double installed = 0.0;                   ///< accelerators of the fleet
  const std::vector<double>* active = nullptr;
  std::vector<double> load;                 ///< by hour: interactive work / (interactive work + what stands idle)
};

class WorkloadDays {
 public:
  WorkloadDays(const Scenario& s, const Design& d, const scenario::Workload& w, const design::WorkloadResult& result, const DaysOptions& options)
      : s_(s), d_(d), w_(w), result_(result), options_(options), axis_{.year = d.year, .steps = d.hours, .step_h = d.step_h} {}

  Diagnostics find_places() {
    for (const design::ServingShare& share : result_.shares) {
      if (share.mean_active < 0.5) continue;
      if (share.layout.precision.empty())
        return {{.message = "the design does not say how '" + w_.id + "' is laid out on fleet '" + share.fleet + "'", .fix = "plan the scenario again with this version"}};
      Place p{.share = &share};
      for (const scenario::Site& site : s_.sites)
        if (site.id == share.site) p.site = &site;
      for (const design::Capacity& c : d_.capacities)
        if (c.component == share.fleet && c.what == "accelerators") p.installed = c.value;
      p.active = hourly(d_, share.site, share.fleet + "." + w_.id, "active");
      if (p.site == nullptr || p.active == nullptr || p.installed <= 0.0)
        return {{.message = "the design has no hourly values of '" + w_.id + "' on fleet '" + share.fleet + "'", .fix = "keep hourly.nc beside design.json, and simulate with the scenario it was made from"}};
      p.load.assign(p.active->size(), 0.0);
      std::vector<double> busy(p.load.size(), 0.0);
      for (const scenario::Workload& other : s_.workloads) {
        const std::vector<double>* a = hourly(d_, share.site, share.fleet + "." + other.id, "active");
        for (std::size_t t = 0; a != nullptr && t < p.load.size(); ++t) {
          busy[t] += (*a)[t];
          if (other.kind == scenario::WorkloadKind::interactive) p.load[t] += (*a)[t];
        }
      }
      for (std::size_t t = 0; t < p.load.size(); ++t)
        if (p.load[t] > 0.0) p.load[t] /= p.load[t] + std::max(0.0, p.installed - busy[t]);
      places_.push_back(std::move(p));
    }
    return {};
  }
  [[nodiscard]] bool runs() const { return !places_.empty(); }

  /// First hour of the season's day whose busiest hour is busiest; -1 when the plan has none.
  [[nodiscard]] int day_of(int season) const {
    int best = -1;
    double highest = -1.0;
    for (int day = 0; (day + 1) * 24 <= axis_.steps; ++day) {
      if (season_of(axis_.month(day * 24)) != season) continue;
      double busiest = 0.0;
      for (const Place& p : places_)
        for (int h = 0; h < 24; ++h) busiest = std::max(busiest, p.load[static_cast<std::size_t>(day * 24 + h)] * ((*p.active)[static_cast<std::size_t>(day * 24 + h)] > 0.0 ? 1.0 : 0.0));
      if (busiest > highest + 1e-9) highest = busiest, best = day * 24;
    }
    return best;
  }

  Result<DayResult> simulate(int first_hour, const char* season) {
    DayResult day{.workload = w_.id, .season = season, .label = axis_.label(first_hour).substr(0, 10)};
    serving::System& system = day.system;
    system.classes = {{.name = w_.id, .ttft_slo_s = w_.ttft_p99.in(seconds), .tpot_slo_s = w_.tpot_p99.in(seconds)}};
    system.cities.clear();
    system.routing = {.policy = serving::Policy::weighted, .exchange_s = 2.0};
    const auto lengths = std::make_shared<serving::Lengths>();
    lengths->input_mean = w_.input_tokens, lengths->output_mean = w_.output_tokens;

    // The cell of each place, and requests/s at each hour.
    std::vector<std::vector<double>> rates;
    double in_a_day = 0.0;
    for (const Place& p : places_) {
      const design::EngineLayout& l = p.share->layout;
      const Result<serving::Deployment> deployed = serving::deploy({.model = w_.model, .accelerator = p.share->accelerator, .precision = l.precision, .tp = l.tp, .pp = l.pp, .dp = l.dp, .ep = l.ep,
                                                                     .max_sequences = l.batch, .draft_tokens = l.draft_tokens, .acceptance = l.acceptance,
                                                                     .mean_input = w_.input_tokens, .mean_output = w_.output_tokens, .custom = s_.accelerators});
      if (!deployed) return deployed.diagnostics();
      const double instances = p.installed / deployed->accelerators_per_instance;
      const int cell = std::clamp(static_cast<int>(instances), 1, largest_cell);
      serving::PoolSpec pool = deployed->pool;
      pool.replicas = cell * deployed->replicas_per_instance;
      system.sites.push_back({.name = p.share->site + "." + p.share->fleet, .pools = {pool}, .pue = d_.pue});
      std::vector<double> rate(24);
      const double per_s = cell * deployed->accelerators_per_instance * p.share->tokens_per_s_per_accelerator / w_.output_tokens;  // at full load
      for (std::size_t h = 0; h < 24; ++h) {
        const auto t = static_cast<std::size_t>(first_hour) + h;
        rate[h] = (*p.active)[t] > 0.0 ? per_s * p.load[t] : 0.0;
        in_a_day += 3600.0 * rate[h];
      }
      rates.push_back(std::move(rate));
    }
    const double share_of_hour = std::min(1.0, options_.requests_a_day / std::max(1.0, in_a_day));
    const double hour_s = std::max(120.0, std::round(3600.0 * share_of_hour));
    day.minutes_of_hour = hour_s / 60.0;

    serving::Workload workload{.end_s = 24.0 * hour_s};
    add_streams(rates, first_hour, hour_s, lengths, system, workload);
    if (options_.lose_a_replica)
      for (int s = 0; s < static_cast<int>(system.sites.size()); ++s)
        if (system.sites[static_cast<std::size_t>(s)].pools[0].replicas > 1)
          system.faults.push_back({.kind = serving::Fault::Kind::replica, .site = s, .from_s = 12.0 * hour_s, .to_s = 12.25 * hour_s});
    serving::SyntheticSource source(workload, options_.seed);
    serving::SimulateOptions simulate{.seed = options_.seed, .horizon_s = workload.end_s, .threads = options_.threads, .stop = options_.stop};
    if (options_.progress) simulate.progress = [&](const serving::Progress& p) { options_.progress(w_.id + ", " + season, p); };
    Result<serving::Outcome> outcome = serving::simulate(system, source, simulate);
    if (!outcome) return outcome.diagnostics();
    day.outcome = std::move(*outcome);
    return day;
  }

 private:
  /// One stream for each region and place: requests/s by hour, the region's share of what the plan sends there. A city is a region on
  /// its way to a place.
  void add_streams(const std::vector<std::vector<double>>& rates, int first_hour, double hour_s, const std::shared_ptr<const serving::Lengths>& lengths, serving::System& system, serving::Workload& workload) {
    const std::size_t sites = system.sites.size();
    const auto regions = w_.regions.empty() ? std::vector<std::pair<std::string, double>>{{"", 1.0}} : w_.regions;
    for (std::size_t p = 0; p < places_.size(); ++p)
      for (const auto& [region, share] : regions) {
        std::vector<double> per_s(24, 0.0);
        for (std::size_t h = 0; h < 24; ++h) per_s[h] = rates[p][h] * share_of(region, share, p, static_cast<std::size_t>(first_hour) + h);
        if (std::accumulate(per_s.begin(), per_s.end(), 0.0) <= 0.0) continue;
        const auto city = static_cast<std::uint16_t>(system.cities.size());
        system.cities.push_back({region.empty() ? places_[p].share->site : region});
        for (std::size_t s = 0; s < sites; ++s) {
          system.routing.weights.push_back(s == p ? 1.0 : 0.0);
          system.rtt_s.push_back(region.empty() ? 0.0 : rtt_s(region, *places_[s].site));
        }
        workload.streams.push_back({.origin = city, .per_s_by_hour = std::move(per_s), .hour_s = hour_s, .burst_cv = options_.burst_cv, .burst_s = 60.0, .lengths = lengths});
      }
  }

  /// Of the requests at a place in an hour, the part that comes from a region.
  [[nodiscard]] double share_of(const std::string& region, double stated, std::size_t place, std::size_t t) const {
    if (region.empty()) return 1.0;
    double all = 0.0, mine = 0.0;
    for (const auto& [id, share] : w_.regions) {
      const std::vector<double>* flow = hourly(d_, places_[place].share->site, w_.id + "." + id, "flow");
      const double here = flow != nullptr && t < flow->size() ? (*flow)[t] : 0.0;
      all += here;
      if (id == region) mine = here;
    }
    return all > 0.0 ? mine / all : stated;
  }

  [[nodiscard]] double rtt_s(const std::string& region, const scenario::Site& site) const {
    for (const scenario::Region& r : s_.regions)
      if (r.id == region) {
        const double way = network::distance_km({r.location.latitude_deg, r.location.longitude_deg}, {site.location.latitude_deg, site.location.longitude_deg});
        return s_.network.last_mile.in(seconds) + 1e-6 * s_.network.us_per_km * way;
      }
    return 0.0;
  }

  const Scenario& s_;
  const Design& d_;
  const scenario::Workload& w_;
  const design::WorkloadResult& result_;
  const DaysOptions& options_;
  HourAxis axis_;
  std::vector<Place> places_;
};

void record_day(const DayResult& day, design::SimulationRecord& record) {
  const serving::ClassOutcome& c = day.outcome.classes[0];
  const serving::ClassSpec& spec = day.system.classes[0];
  const auto row = [&](const char* metric, const serving::LatencySeries& s, double promised) {
    const serving::Estimate p99 = s.percentile(0.99);
    record.promises.push_back({.workload = day.workload, .season = day.season, .metric = metric, .promised_s = promised, .p99_s = p99.value, .low_s = p99.low, .high_s = p99.high,
                               .p50_s = s.all().percentile_s(0.5), .mean_s = s.all().mean_s(), .requests = static_cast<double>(s.all().count())});
  };
  row("ttft", c.ttft, spec.ttft_slo_s);
  row("tpot", c.tpot, spec.tpot_slo_s);
  if (day.outcome.cities.size() > 1) {  // by region, all its ways together
    std::vector<std::string> names;
    for (const serving::CityOutcome& city : day.outcome.cities)
      if (std::find(names.begin(), names.end(), city.name) == names.end()) names.push_back(city.name);
    for (const std::string& name : names) {
      serving::Histogram all;
      for (const serving::CityOutcome& city : day.outcome.cities)
        if (city.name == name) all.add(city.ttft);
      const double half = 1.96 * std::sqrt(0.99 * 0.01 / std::max(1.0, static_cast<double>(all.count())));
      record.promises.push_back({.workload = day.workload, .season = day.season, .place = name, .metric = "ttft", .promised_s = spec.ttft_slo_s, .p99_s = all.percentile_s(0.99), .low_s = all.percentile_s(0.99 - half), .high_s = all.percentile_s(0.99 + half),
                                 .p50_s = all.percentile_s(0.5), .mean_s = all.mean_s(), .requests = static_cast<double>(all.count())});
    }
  }
  record.requests += static_cast<double>(day.outcome.requests);
}

/// About 80 points of a distribution, equally spaced in share, with the tail kept.
void record_curve(const std::string& workload, const char* metric, const serving::Histogram& h, design::SimulationRecord& record) {
  design::SimulatedCurve curve{.workload = workload, .metric = metric};
  for (int k = 0; k <= 80; ++k) {
    const double share = k <= 60 ? k / 60.0 * 0.96 : 0.96 + (k - 60) / 20.0 * 0.0395;
    curve.seconds.push_back(h.percentile_s(share));
    curve.share.push_back(share);
  }
  record.curves.push_back(std::move(curve));
}

}  // namespace

Result<DaysResult> simulate_days(const Scenario& s, const Design& d, const DaysOptions& options) {
  DaysResult result;
  double least_minutes = 60.0;
  for (const scenario::Workload& w : s.workloads) {
    if (w.kind != scenario::WorkloadKind::interactive) continue;
    const auto of = std::find_if(d.workloads.begin(), d.workloads.end(), [&](const design::WorkloadResult& r) { return r.id == w.id; });
    if (of == d.workloads.end()) return Diagnostic{.message = "the design has no workload '" + w.id + "'", .fix = "simulate with the scenario the design was made from"};
    WorkloadDays days(s, d, w, *of, options);
    if (Diagnostics wrong = days.find_places(); !wrong.empty()) return wrong;
    if (!days.runs()) continue;
    serving::Histogram ttft, tpot;
    for (int season = 0; season < 4; ++season) {
      const int first_hour = days.day_of(season);
      if (first_hour < 0) continue;
      Result<DayResult> day = days.simulate(first_hour, seasons[season]);
      if (!day) return day.diagnostics();
      record_day(*day, result.record);
      ttft.add(day->outcome.classes[0].ttft.all());
      tpot.add(day->outcome.classes[0].tpot.all());
      least_minutes = std::min(least_minutes, day->minutes_of_hour);
      result.days.push_back(std::move(*day));
      if (options.stop != nullptr && options.stop->load()) break;
    }
    record_curve(w.id, "ttft", ttft, result.record);
    record_curve(w.id, "tpot", tpot, result.record);
  }
  result.record.note = result.days.empty() ? "no interactive workload to simulate"
                                           : group_thousands(result.record.requests) + " synthetic requests on the busiest day of every season (seed " + std::to_string(options.seed) + ", " + significant(least_minutes, 2) +
                                                 " minutes of every hour), on cells of up to " + std::to_string(largest_cell) + " instances a site" + (options.lose_a_replica ? ", one of which fails at noon for a quarter of an hour" : "");
  return result;
}

}  // namespace gridwright::study
