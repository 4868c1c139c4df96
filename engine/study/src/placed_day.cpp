#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "day_clock.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/latency.hpp"
#include "gridwright/study/network_day.hpp"

namespace gridwright::study {
namespace {

constexpr double seconds_per_year = 8760.0 * 3600.0;

/// One stage of a service as a class of requests: the small model that is asked first, near the user, or the large one behind it.
struct Stage {
  std::uint8_t klass = 0;
  const scenario::EdgeService* service = nullptr;
  std::string name;             ///< as PlacedModel::stage
  bool near = false;            ///< by the cities' lists; else by weight
  double tokens_per_year = 0.0;
};

class PlacedNetwork {
 public:
  PlacedNetwork(const scenario::Edge& edge, const design::Placement& placement, const PlacedDay& stated) : edge_(edge), p_(placement), stated_(stated) {}

  Result<NetworkDay> build() {
    Result<routing::Routes> routes = routing::routes_of(p_);
    if (!routes) return routes.diagnostics();
    if (p_.sites.size() != routes->sites.size()) return Diagnostic{.message = "the placement and its routes have different sites"};
    find_stages();
    if (stages_.empty()) return Diagnostic{.message = "the placement serves none of the scenario's services", .fix = "place the scenario again"};
    day_.workload = {.start_hour = start_hour, .end_s = 3600.0 * stated_.hours};
    day_.system.cities.clear();
    scale_ = stated_.requests / requests_a_day();
    if (Diagnostics wrong = add_sites(); !wrong.empty()) return wrong;
    std::vector<std::string> countries;
    for (const design::ServedCity& c : p_.cities) countries.push_back(c.country);
    add_cities();
    follow_routes(*routes, countries, day_.system.routing);
    add_weights();
    if (Diagnostics wrong = add_loss(); !wrong.empty()) return wrong;
    day_.machines = std::to_string(p_.sites.size()) + " placed sites";
    day_.notes = {"synthetic: users of the placement's cities at their local hours, about " + group_thousands(stated_.requests) + " requests a day that reach a site; machines cut down in proportion, at least one replica of a model and site",
                  "routed as exported: the first site of the country's list that is up; what a small model passes on goes to all sites with the large one by weight",
                  "answers from caches reach no site and are not counted; a passed-on request's time begins when it is passed on"};
    return std::move(day_);
  }

 private:
  void find_stages() {
    for (const scenario::EdgeService& service : edge_.services) {
      std::map<std::string, double> tokens;
      for (const design::PlacedSite& site : p_.sites)
        for (const design::PlacedModel& m : site.models)
          if (m.service == service.id) tokens[m.stage] += m.tokens_per_year;
      for (const auto& [stage, sum] : tokens) {
        const bool small = stage != "model", near = small || service.small_model.empty();
        stages_.push_back({.klass = static_cast<std::uint8_t>(stages_.size()), .service = &service, .name = stage, .near = near, .tokens_per_year = sum});
        day_.system.classes.resize(stages_.size());
        day_.system.classes.back() = {.name = service.id + (small ? ", small model" : near ? "" : ", passed on"), .ttft_slo_s = finite(service.ttft_p99), .tpot_slo_s = finite(service.tpot_p99), .by_weight = !near};
      }
    }
  }
  static double finite(const Duration& d) { return std::isfinite(d.in(seconds)) ? d.in(seconds) : 0.0; }

  [[nodiscard]] double requests_per_s(const Stage& s) const { return s.tokens_per_year / seconds_per_year / s.service->output_tokens; }
  [[nodiscard]] double requests_a_day() const {
    double sum = 0.0;
    for (const Stage& s : stages_) sum += 86400.0 * requests_per_s(s);
    return std::max(1.0, sum);
  }

  Diagnostics add_sites() {
    for (const design::PlacedSite& placed : p_.sites) {
      serving::SiteSpec site{.name = placed.id, .pools = {}};
      for (const design::PlacedModel& m : placed.models) {
        const auto stage = std::find_if(stages_.begin(), stages_.end(), [&](const Stage& s) { return s.service->id == m.service && s.name == m.stage; });
        if (stage == stages_.end()) continue;
        const serving::Deployment* machine = machine_of(*stage, m);
        if (machine == nullptr) return wrong_;
        serving::PoolSpec pool = machine->pool;
        pool.name = m.model;
        pool.classes = {stage->klass};
        pool.replicas = std::max(1, static_cast<int>(std::lround(scale_ * m.accelerators / machine->accelerators_per_instance))) * machine->replicas_per_instance;
        site.pools.push_back(std::move(pool));
      }
      day_.system.sites.push_back(std::move(site));
    }
    return {};
  }

  /// One deployment a stage, model and accelerator.
  const serving::Deployment* machine_of(const Stage& stage, const design::PlacedModel& m) {
    const std::string key = stage.service->id + "|" + m.stage + "|" + m.accelerator;
    if (const auto found = machines_.find(key); found != machines_.end()) return &found->second;
    Result<serving::Deployment> made = serving::deploy({.model = m.model, .accelerator = m.accelerator, .precision = stage.service->precision, .mean_input = stage.service->input_tokens, .mean_output = stage.service->output_tokens,
                                                        .tpot_slo_s = finite(stage.service->tpot_p99), .ttft_slo_s = finite(stage.service->ttft_p99)});
    if (!made) {
      wrong_ = made.diagnostics();
      return nullptr;
    }
    return &machines_.emplace(key, std::move(*made)).first->second;
  }

  void add_cities() {
    double users = 0.0;
    for (const design::ServedCity& c : p_.cities) users += c.users;
    const network::LatencyModel latency = network::LatencyModel::from_distance(network::DistanceFit::good_path());
    for (const design::ServedCity& c : p_.cities) {
      const auto origin = static_cast<std::uint16_t>(day_.system.cities.size());
      day_.system.cities.push_back({c.name});
      for (const design::PlacedSite& s : p_.sites) {
        const bool known = s.id == c.site || s.id == c.backup;
        const double path_ms = known ? (s.id == c.site ? c.rtt_ms : c.backup_rtt_ms) : latency.rtt_ms({c.latitude, c.longitude}, {s.latitude, s.longitude});
        day_.system.rtt_s.push_back(1e-3 * (path_ms + p_.access_ms));
      }
      for (const Stage& stage : stages_) {
        const auto lengths = std::make_shared<serving::Lengths>();
        lengths->input_mean = stage.service->input_tokens, lengths->output_mean = stage.service->output_tokens;
        day_.workload.streams.push_back({.klass = stage.klass, .origin = origin, .mean_per_s = scale_ * requests_per_s(stage) * c.users / std::max(1.0, users), .utc_offset_h = utc_offset_h(c.longitude), .burst_cv = stated_.burst_cv, .lengths = lengths});
      }
    }
    day_.system.rtt_sigma = network::public_internet_sigma;
  }

  /// What may run anywhere: sites with the large model by the tokens they are planned for, inside the city's own list.
  void add_weights() {
    const bool passed_on = std::any_of(stages_.begin(), stages_.end(), [](const Stage& s) { return !s.near; });
    if (!passed_on) return;
    std::vector<double> tokens;
    for (const design::PlacedSite& site : p_.sites) {
      double sum = 0.0;
      for (const design::PlacedModel& m : site.models)
        for (const Stage& s : stages_)
          if (!s.near && s.service->id == m.service && s.name == m.stage) sum += m.tokens_per_year;
      tokens.push_back(sum);
    }
    for (std::size_t c = 0; c < p_.cities.size(); ++c) {
      const std::vector<int>& list = day_.system.routing.lists[c];
      for (std::size_t s = 0; s < tokens.size(); ++s) day_.system.routing.weights.push_back(std::find(list.begin(), list.end(), static_cast<int>(s)) != list.end() ? tokens[s] : 0.0);
    }
  }

  Diagnostics add_loss() {
    if (stated_.lost_site.empty()) return {};
    std::vector<std::string> names;
    for (std::size_t s = 0; s < p_.sites.size(); ++s) {
      names.push_back(p_.sites[s].id);
      if (p_.sites[s].id == stated_.lost_site) day_.system.faults.push_back({.kind = serving::Fault::Kind::site, .site = static_cast<int>(s), .from_s = 12.0 * 3600.0, .to_s = 13.0 * 3600.0});
    }
    if (!day_.system.faults.empty()) return {};
    const auto near = nearest_name(stated_.lost_site, names);
    return {{.message = "the placement has no site '" + stated_.lost_site + "'", .fix = near ? "did you mean '" + *near + "'?" : "sites: " + join(names, ", ")}};
  }

  const scenario::Edge& edge_;
  const design::Placement& p_;
  const PlacedDay& stated_;
  std::vector<Stage> stages_;
  std::map<std::string, serving::Deployment> machines_;
  Diagnostics wrong_;
  double scale_ = 1.0;
  NetworkDay day_;
};

}  // namespace

Result<NetworkDay> placed_day(const scenario::Edge& edge, const design::Placement& placement, const PlacedDay& stated) { return PlacedNetwork(edge, placement, stated).build(); }

}  // namespace gridwright::study
