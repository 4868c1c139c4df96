#include "cells.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gridwright/network/places.hpp"

namespace gridwright::study {
namespace {

using scenario::WorkloadKind;

/// An engine may run this many times the batch of its operating point at once: the batch floats with the load. Were the operating point's
/// batch the limit, prompts would wait for a place while the machine has room: of a 405B model at 88 % load the 99th percentile of TTFT
/// is then 4.5 s instead of 1.5 s, and TPOT no better. KV blocks bound it as ever.
constexpr double batch_headroom = 1.25;

const std::vector<double>* hourly(const design::Design& d, const std::string& site, const std::string& component, const std::string& quantity) {
  for (const design::Hourly& h : d.hourly)
    if (h.component == component && h.quantity == quantity && (site.empty() || h.site == site)) return &h.values;
  return nullptr;
}

/// A season by the meteorologists' months; of the southern hemisphere the names do not matter here, the loads do.
int season_of(int month) { return ((month + 1) % 12) / 3; }

/// The offer of a cloud that a place of a design stands for: CLOUD_OFFER.
const scenario::Offer* offer_at(const scenario::Scenario& s, const std::string& site) {
  for (const scenario::Cloud& cloud : s.clouds)
    for (const scenario::Offer& offer : cloud.offers)
      if (cloud.id + "_" + offer.id == site) return &offer;
  return nullptr;
}

}  // namespace

Cells::Cells(const scenario::Scenario& s, const design::Design& d, const scenario::Workload& w, const design::WorkloadResult& result, const DaysOptions& options)
    : s_(s), d_(d), w_(w), result_(result), options_(options), axis_{.year = d.year, .steps = d.hours, .step_h = d.step_h} {}

Diagnostics Cells::find_places() {
  for (const design::ServingShare& share : result_.shares)
    if (share.mean_active >= 0.5)
      if (Diagnostics wrong = find_place(share); !wrong.empty()) return wrong;
  return {};
}

Diagnostics Cells::find_place(const design::ServingShare& share) {
  if (share.layout.precision.empty())
    return {{.message = "the design does not say how '" + w_.id + "' is laid out on fleet '" + share.fleet + "'", .fix = "plan the scenario again with this version"}};
  Place p{.share = &share};
  double busy_most = 0.9;
  for (const scenario::Site& site : s_.sites)
    if (site.id == share.site) p.site = &site, p.latitude = site.location.latitude_deg, p.longitude = site.location.longitude_deg;
  const scenario::Offer* offer = p.site == nullptr ? offer_at(s_, share.site) : nullptr;
  if (offer != nullptr) p.latitude = offer->location.latitude_deg, p.longitude = offer->location.longitude_deg, busy_most = offer->busy_share_max;
  for (const design::Capacity& c : d_.capacities)
    if (c.component == share.fleet && c.what == "accelerators") p.installed = c.value;
  p.active = hourly(d_, share.site, share.fleet + "." + w_.id, "active");
  if (p.active != nullptr && offer != nullptr && p.installed <= 0.0)  // rented by the hour: as much as the fullest hour needs
    p.installed = *std::max_element(p.active->begin(), p.active->end()) / busy_most;
  if ((p.site == nullptr && offer == nullptr) || p.active == nullptr || p.installed <= 0.0)
    return {{.message = "the design has no hourly values of '" + w_.id + "' on fleet '" + share.fleet + "'", .fix = "keep hourly.nc beside design.json, and simulate with the scenario it was made from"}};
  const design::EngineLayout& l = share.layout;
  const int budget = options_.iteration_tokens > 0 ? options_.iteration_tokens : l.iteration_tokens;
  Result<serving::Deployment> machine = serving::deploy({.model = w_.model, .accelerator = share.accelerator, .precision = l.precision, .tp = l.tp, .pp = l.pp, .dp = l.dp, .ep = l.ep,
                                                         .max_sequences = static_cast<int>(std::ceil(batch_headroom * l.batch)), .max_batched_tokens = budget, .draft_tokens = l.draft_tokens,
                                                         .acceptance = l.acceptance, .mean_input = w_.input_tokens, .mean_output = w_.output_tokens, .custom = s_.accelerators});
  if (!machine) return machine.diagnostics();
  p.machine = std::move(*machine);
  find_load(p);
  places_.push_back(std::move(p));
  return {};
}

void Cells::find_load(Place& p) const {
  p.load.assign(p.active->size(), 0.0);
  std::vector<double> busy(p.load.size(), 0.0);
  for (const scenario::Workload& other : s_.workloads) {
    const std::vector<double>* a = hourly(d_, p.share->site, p.share->fleet + "." + other.id, "active");
    for (std::size_t t = 0; a != nullptr && t < p.load.size(); ++t) {
      busy[t] += (*a)[t];
      if (other.kind == WorkloadKind::interactive) p.load[t] += (*a)[t];
    }
  }
  for (std::size_t t = 0; t < p.load.size(); ++t)
    if (p.load[t] > 0.0) p.load[t] /= p.load[t] + std::max(0.0, p.installed - busy[t]);
}

int Cells::day_of(int season) const {
  int best = -1;
  double highest = -1.0;
  for (int day = 0; (day + 1) * 24 <= axis_.steps; ++day) {
    if (season_of(axis_.month(day * 24)) != season) continue;
    double busiest = 0.0;
    for (const Place& p : places_)
      for (std::size_t t = static_cast<std::size_t>(day) * 24; t < static_cast<std::size_t>(day + 1) * 24; ++t) busiest = std::max(busiest, (*p.active)[t] > 0.0 ? p.load[t] : 0.0);
    if (busiest > highest + 1e-9) highest = busiest, best = day * 24;
  }
  return best;
}

int Cells::busiest_hour(int first_hour) const {
  int best = first_hour;
  double highest = -1.0;
  for (int hour = first_hour; hour < first_hour + 24; ++hour) {
    double work = 0.0;
    for (const Place& p : places_) work += p.share->tokens_per_s_per_accelerator * (*p.active)[static_cast<std::size_t>(hour)];
    if (work > highest) highest = work, best = hour;
  }
  return best;
}

/// Instances of each cell.
std::vector<int> Cells::sizes(const Stretch& stretch) const {
  std::vector<double> instances;
  double per_s = 0.0;  // of everything installed, in the first hour
  for (const Place& p : places_) {
    instances.push_back(p.installed / p.machine.accelerators_per_instance);
    const auto t = static_cast<std::size_t>(stretch.first_hour);
    per_s += (*p.active)[t] > 0.0 ? p.installed * p.share->tokens_per_s_per_accelerator / w_.output_tokens * p.load[t] : 0.0;
  }
  const double most = *std::max_element(instances.begin(), instances.end());
  double scale = std::min(1.0, largest_cell / most);
  if (stretch.most_requests > 0.0) scale = std::clamp(stretch.most_requests / std::max(1.0, per_s * stretch.hours * stretch.hour_s), std::min(scale, 2.0 / most), scale);
  std::vector<int> all;
  for (const double n : instances)
    all.push_back(stretch.to_scale ? std::max(1, static_cast<int>(std::lround(scale * n))) : std::clamp(static_cast<int>(n), 1, largest_cell));
  return all;
}

/// Requests/s of each cell, by hour of the stretch.
std::vector<std::vector<double>> Cells::rates(const std::vector<int>& sizes, const Stretch& stretch) const {
  std::vector<std::vector<double>> all;
  for (std::size_t p = 0; p < places_.size(); ++p) {
    const double at_full_load = sizes[p] * places_[p].machine.accelerators_per_instance * places_[p].share->tokens_per_s_per_accelerator / w_.output_tokens;
    std::vector<double>& rate = all.emplace_back();
    for (int h = 0; h < stretch.hours; ++h) {
      const auto t = static_cast<std::size_t>(stretch.first_hour + (stretch.hold ? 0 : h));
      rate.push_back((*places_[p].active)[t] > 0.0 ? at_full_load * places_[p].load[t] : 0.0);
    }
  }
  return all;
}

double Cells::requests_in(const Stretch& stretch) const {
  double sum = 0.0;
  for (const std::vector<double>& rate : rates(sizes(stretch), stretch)) sum += 3600.0 * std::accumulate(rate.begin(), rate.end(), 0.0);
  return sum;
}

Cells::Built Cells::build(const Stretch& stretch) const {
  const std::vector<int> size = sizes(stretch);
  Built built;
  built.system.classes = {{.name = w_.id, .ttft_slo_s = w_.ttft_p99.in(seconds), .tpot_slo_s = w_.tpot_p99.in(seconds)}};
  built.system.cities.clear();
  built.system.routing = {.policy = serving::Policy::weighted, .exchange_s = 2.0};
  for (std::size_t p = 0; p < places_.size(); ++p) {
    serving::PoolSpec pool = places_[p].machine.pool;
    pool.replicas = size[p] * places_[p].machine.replicas_per_instance;
    built.system.sites.push_back({.name = places_[p].share->site + "." + places_[p].share->fleet, .pools = {pool}, .pue = d_.pue});
  }
  built.workload.end_s = stretch.hours * stretch.hour_s;
  built.instances = size;
  add_streams(rates(size, stretch), stretch, built);
  return built;
}

/// One stream for each region and place: requests/s by hour, the region's share of what the plan sends there. A city is a region on
/// its way to a place.
void Cells::add_streams(const std::vector<std::vector<double>>& rates, const Stretch& stretch, Built& built) const {
  const auto lengths = std::make_shared<serving::Lengths>();
  lengths->input_mean = w_.input_tokens, lengths->output_mean = w_.output_tokens;
  const auto regions = w_.regions.empty() ? std::vector<std::pair<std::string, double>>{{"", 1.0}} : w_.regions;
  for (std::size_t p = 0; p < places_.size(); ++p)
    for (const auto& [region, share] : regions) {
      std::vector<double> per_s;
      for (int h = 0; h < stretch.hours; ++h) per_s.push_back(rates[p][static_cast<std::size_t>(h)] * share_of(region, share, p, static_cast<std::size_t>(stretch.first_hour + (stretch.hold ? 0 : h))));
      if (std::accumulate(per_s.begin(), per_s.end(), 0.0) <= 0.0) continue;
      const scenario::Region* users = this->region(region);
      const auto city = static_cast<std::uint16_t>(built.system.cities.size());
      built.system.cities.push_back({region.empty() ? places_[p].share->site : region});
      for (std::size_t s = 0; s < places_.size(); ++s) {
        built.system.routing.weights.push_back(s == p ? 1.0 : 0.0);
        built.system.rtt_s.push_back(rtt_s(users, places_[s]));
      }
      const Place& place = places_[p];
      built.ways.push_back({.region = region, .place = place.share->site, .site = p, .region_latitude = users != nullptr ? users->location.latitude_deg : place.latitude,
                            .region_longitude = users != nullptr ? users->location.longitude_deg : place.longitude, .site_latitude = place.latitude, .site_longitude = place.longitude, .rtt_s = rtt_s(users, place)});
      built.workload.streams.push_back({.origin = city, .per_s_by_hour = std::move(per_s), .hour_s = stretch.hour_s, .burst_cv = options_.burst_cv, .burst_s = 60.0, .lengths = lengths});
    }
}

/// Of the requests at a place in an hour, the part that comes from a region.
double Cells::share_of(const std::string& region, double stated, std::size_t place, std::size_t hour) const {
  if (region.empty()) return 1.0;
  double all = 0.0, mine = 0.0;
  for (const auto& [id, share] : w_.regions) {
    const std::vector<double>* flow = hourly(d_, places_[place].share->site, w_.id + "." + id, "flow");
    const double here = flow != nullptr && hour < flow->size() ? (*flow)[hour] : 0.0;
    all += here;
    if (id == region) mine = here;
  }
  return all > 0.0 ? mine / all : stated;
}

const scenario::Region* Cells::region(const std::string& id) const {
  for (const scenario::Region& r : s_.regions)
    if (r.id == id) return &r;
  return nullptr;
}

/// Users without a region are at the site.
double Cells::rtt_s(const scenario::Region* users, const Place& place) const {
  if (users == nullptr) return 0.0;
  const double way = network::distance_km({users->location.latitude_deg, users->location.longitude_deg}, {place.latitude, place.longitude});
  return s_.network.last_mile.in(seconds) + 1e-6 * s_.network.us_per_km * way;
}

}  // namespace gridwright::study
