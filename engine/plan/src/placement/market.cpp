#include "market.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "../demand_shape.hpp"
#include "gridwright/compute/catalogue.hpp"
#include "gridwright/core/finance.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/network/connection.hpp"
#include "gridwright/network/edge_cache.hpp"
#include "gridwright/scenario/catalogue.hpp"

namespace gridwright::plan::placement {

namespace {

using scenario::Edge;

// As in a plan: means are kept below these shares of the promised p99 until a simulation has measured the ratio.
constexpr double ttft_mean_share = 0.5, tpot_mean_share = 0.8;
constexpr double own_life_years = 5.0, own_upkeep_share = 0.05;  // of bought accelerators
constexpr double cloud_pue = 1.2;  // energy is in the rent; this is for the energy account only

void append(Diagnostics& to, const Diagnostics& from) { to.insert(to.end(), from.begin(), from.end()); }

class Reader {
 public:
  Reader(const scenario::Scenario& s, int threads) : s_(s), edge_(*s.edge), threads_(threads) {}

  Result<Market> read() {
    cities();
    candidates();
    services();
    latency();
    if (has_errors(wrong_)) return wrong_;
    residency();
    if (has_errors(wrong_)) return wrong_;
    demand();
    m_.notes.push_back(
        "mean TTFT is planned at half and mean TPOT at 80 % of the promised p99 (estimate; a simulation measures it)");
    m_.notes.push_back("energy of rented accelerators is in their rent; the energy account assumes PUE 1.2 there");
    return {std::move(m_), std::move(wrong_)};
  }

 private:
  void cities() {
    if (edge_.cities.empty()) {
      m_.cities = network::built_in_cities();
    } else {
      Result<std::vector<network::City>> read = network::read_cities(edge_.cities);
      append(wrong_, read.diagnostics());
      if (!read) return;
      m_.cities = *std::move(read);
    }
    std::stable_sort(m_.cities.begin(), m_.cities.end(),
                     [](const auto& a, const auto& b) { return a.online_population > b.online_population; });
    if (edge_.largest > 0 && m_.cities.size() > static_cast<std::size_t>(edge_.largest))
      m_.cities.resize(static_cast<std::size_t>(edge_.largest));
    std::erase_if(m_.cities, [](const network::City& c) { return c.online_population <= 0.0; });
    for (const network::City& c : m_.cities) m_.users.push_back(edge_.users_share * c.online_population);
    if (m_.cities.empty()) wrong_.push_back({.file = edge_.cities, .message = "nobody is online in any of the cities"});
  }

  void candidates() {
    const std::vector<network::CloudRegion> all = network::built_in_cloud_regions();
    for (const scenario::EdgeOffer& o : edge_.offers) {
      std::vector<std::string> codes;
      for (const network::CloudRegion& r : all)
        if (r.provider == o.provider) codes.push_back(r.region);
      for (const std::string& code : o.regions)
        if (std::find(codes.begin(), codes.end(), code) == codes.end()) {
          const auto near = nearest_name(code, codes);
          wrong_.push_back({.message = "offer '" + o.id + "': " + o.provider + " has no region '" + code + "'",
                            .fix = near ? "did you mean '" + *near + "'?" : "leave regions out for all of them"});
        }
      for (const network::CloudRegion& r : all) {
        if (r.provider != o.provider ||
            (!o.regions.empty() && std::find(o.regions.begin(), o.regions.end(), r.region) == o.regions.end()))
          continue;
        if (std::find(o.without.begin(), o.without.end(), r.country) != o.without.end()) continue;
        add({.id = r.id(),
             .provider = r.provider,
             .region = r.region,
             .city = r.city,
             .country = r.country,
             .at = r.at,
             .site_usd = o.site_usd_per_year,
             .rent_usd_per_hour = o.rent_usd_per_hour,
             .egress_usd_per_gb = o.egress_usd_per_gb,
             .pue = cloud_pue});
      }
    }
    for (const scenario::EdgeOwnSite& o : edge_.own)
      add({.id = o.id,
           .provider = "own",
           .region = o.id,
           .city = o.id,
           .country = o.country,
           .at = {o.location.latitude_deg, o.location.longitude_deg},
           .own = true,
           .site_usd = o.site_usd_per_year,
           .egress_usd_per_gb = o.egress_usd_per_gb,
           .energy_usd_per_mwh = o.energy_usd_per_mwh,
           .pue = o.pue});
    if (m_.candidates.empty())
      wrong_.push_back({.message = "no offer leaves any site", .fix = "check regions and without of [edge.offers.X]"});
  }
  void add(Candidate c) {
    if (ids_.insert(c.id).second)
      m_.candidates.push_back(std::move(c));
    else
      wrong_.push_back({.message = "site '" + c.id + "' is on offer twice", .fix = "leave it out of one offer"});
  }

  void services() {
    const compute::Catalogue facts = compute::load_catalogue();
    std::vector<Stage> far;
    for (std::size_t k = 0; k < edge_.services.size(); ++k) {
      const scenario::EdgeService& v = edge_.services[k];
      const network::CacheEffect caches = network::effect_of({.exact_share = v.exact_hits,
                                                              .semantic = {v.semantic_hits, v.semantic_wrong, 0.0},
                                                              .prefix_share = v.prefix_hits});
      const bool cascade = !v.small_model.empty();
      if (cascade) {
        add_stage(facts, k, v.small_model, "small model", true, caches.output_share, caches.output_share * v.small_accepts,
                  m_.stages);
        add_stage(facts, k, v.model, "model", false, caches.output_share * (1.0 - v.small_accepts),
                  caches.output_share * (1.0 - v.small_accepts), far);
      } else {
        add_stage(facts, k, v.model, "model", true, caches.output_share, caches.output_share, m_.stages);
      }
    }
    m_.stages.insert(m_.stages.end(), far.begin(), far.end());
  }

  void add_stage(const compute::Catalogue& facts, std::size_t k, const std::string& model, const char* name, bool near,
                 double generated, double sent, std::vector<Stage>& to) {
    const scenario::EdgeService& v = edge_.services[k];
    const Result<compute::ServingSetup> setup = compute::serving_setup(facts, model, v.accelerator);
    if (!setup) return append(wrong_, setup.diagnostics());
    compute::SearchSpace space;
    if (!v.precision.empty()) {
      const auto precision = compute::precision_from(v.precision);
      if (!precision)
        return wrong_.push_back({.message = "service '" + v.id + "' has no such precision '" + v.precision + "'",
                                 .fix = "write bf16, fp8, fp4 or w4"});
      space.precisions = {*precision};
    }
    const Result<compute::OperatingPoint> point = compute::best_operating_point(
        *setup, {.input_tokens = v.input_tokens, .output_tokens = v.output_tokens, .cached_share = v.prefix_hits},
        {.ttft_s = ttft_mean_share * v.ttft_p99.in(seconds), .tpot_s = tpot_mean_share * v.tpot_p99.in(seconds)}, space);
    if (!point) return append(wrong_, point.diagnostics());
    const compute::Accelerator& chip = setup->chip;
    const std::optional<compute::PriceRange> rent = chip.reserved_usd_h ? chip.reserved_usd_h : chip.rent_usd_h;
    const std::optional<Money> price = chip.installed_price();
    const double annuity = capital_recovery_factor(s_.cost_of_capital, own_life_years) + own_upkeep_share;
    char words[160];
    std::snprintf(words, sizeof words,
                  "%s, %d accelerators an instance, batch %d: %.0f tok/s each, TTFT %.2f s, TPOT %.0f ms",
                  compute::to_string(point->config.precision).c_str(), point->config.accelerators(), point->config.batch,
                  point->tokens_per_s_per_accelerator, point->ttft_s, 1e3 * point->tpot_s);
    to.push_back({.service = k,
                  .model = setup->model.id,
                  .accelerator = chip.id,
                  .name = name,
                  .near = near,
                  .generated = generated,
                  .sent = sent,
                  .tokens_per_s = v.utilisation * point->tokens_per_s_per_accelerator,
                  .instance_accelerators = static_cast<double>(point->config.accelerators()),
                  .joule_per_token = point->node_joule_per_output_token,
                  .rent_usd_per_hour = rent ? rent->middle() : 0.0,
                  .bought_usd_per_year = price ? annuity * price->in(USD) : -1.0,
                  .point = words});
    for (const scenario::EdgeOffer& o : edge_.offers)
      if (o.rent_usd_per_hour <= 0.0 && !rent)
        wrong_.push_back({.message = "accelerator '" + chip.id + "' has no rent and offer '" + o.id + "' states none",
                          .fix = "add rent = \"2.5 USD/h\" to the offer"});
    if (!edge_.own.empty() && !price)
      wrong_.push_back({.message = "accelerator '" + chip.id + "' is not sold, but there are own sites",
                        .fix = "choose another accelerator, or remove [edge.own.X]"});
  }

  void latency() {
    const std::vector<network::AccessNetwork> networks = network::access_networks();
    for (const network::AccessNetwork& n : networks)
      if (n.name == edge_.access) m_.access = n.rtt;
    network::LatencyModel model = network::LatencyModel::from_distance(fit());
    m_.latency_words = "by distance (" + edge_.latency.fit + ")";
    if (!edge_.latency.matrix.empty()) {
      Result<network::LatencyMatrix> matrix = network::read_latency_matrix(edge_.latency.cities, edge_.latency.matrix);
      append(wrong_, matrix.diagnostics());
      if (!matrix) return;
      m_.latency_words =
          "from " + std::to_string(matrix->pairs()) + " measured pairs of " + std::to_string(matrix->size()) + " cities";
      model = network::LatencyModel::measured(*std::move(matrix), {.relays = edge_.latency.relays, .fallback = fit()});
    }
    if (edge_.latency.relays || edge_.latency.fit == "private_backbone") m_.sigma = network::backbone_sigma;
    std::vector<network::Point> from, to;
    for (const network::City& c : m_.cities) from.push_back(c.at);
    for (const Candidate& c : m_.candidates) to.push_back(c.at);
    m_.rtt_ms = model.rtt_table(from, to, threads_);
  }
  [[nodiscard]] network::DistanceFit fit() const {
    if (edge_.latency.fit == "good_path") return network::DistanceFit::good_path();
    if (edge_.latency.fit == "best_path") return network::DistanceFit::best_path();
    if (edge_.latency.fit == "private_backbone") return network::DistanceFit::private_backbone();
    return network::DistanceFit::public_internet();
  }

  void residency() {
    m_.allowed.assign(m_.cities.size() * m_.candidates.size(), 1);
    m_.rule.assign(m_.cities.size(), "");
    for (const scenario::Residency& r : edge_.residency) {
      const std::set<std::string> users = countries(r.users, r.id), inside = countries(r.serve_in, r.id);
      for (std::size_t i = 0; i < m_.cities.size(); ++i) {
        if (!users.contains(m_.cities[i].country)) continue;
        m_.rule[i] += (m_.rule[i].empty() ? "" : " ") + r.id;
        for (std::size_t j = 0; j < m_.candidates.size(); ++j)
          if (!inside.contains(m_.candidates[j].country)) m_.allowed[i * m_.candidates.size() + j] = 0;
      }
    }
  }
  std::set<std::string> countries(const std::vector<std::string>& names, const std::string& rule) {
    std::set<std::string> out;
    for (const std::string& name : names) {
      const std::vector<std::string> codes = network::countries_of(name);
      out.insert(codes.begin(), codes.end());
      if (!codes.empty()) continue;
      const auto near = nearest_name(name, network::jurisdictions());
      wrong_.push_back(
          {.message = "residency '" + rule + "' names '" + name + "', which is no jurisdiction and no ISO country code",
           .fix = near ? "did you mean '" + *near + "'?" : "jurisdictions: " + join(network::jurisdictions(), ", ")});
    }
    return out;
  }

  void demand() {
    const scenario::Catalogue zones = scenario::Catalogue::built_in();
    double requests = 0.0;
    m_.demand.resize(m_.cities.size() * edge_.services.size());
    for (std::size_t i = 0; i < m_.cities.size(); ++i) {
      const double offset =
          zones.utc_offset_h(m_.cities[i].timezone).value_or(std::round(m_.cities[i].at.longitude_deg / 15.0));
      double sum = 0.0;
      for (int t = 0; t < 24; ++t)
        m_.shape.push_back(diurnal_demand(std::fmod(t + 0.5 + offset + 24.0, 24.0), 0)), sum += m_.shape.back();
      for (std::size_t k = 0; k < edge_.services.size(); ++k) {
        const scenario::EdgeService& v = edge_.services[k];
        m_.demand[i * edge_.services.size() + k] = m_.users[i] * v.output_tokens_per_user_day / 86400.0;
        const double asked = m_.demand[i * edge_.services.size() + k] / v.output_tokens;
        const network::CacheEffect caches =
            network::effect_of({.exact_share = v.exact_hits, .semantic = {v.semantic_hits, v.semantic_wrong, 0.0}});
        requests += asked;
        m_.answered_share += asked * caches.answered_share;
        m_.wrong_share += asked * caches.wrong_share;
      }
    }
    if (requests > 0.0) m_.answered_share /= requests, m_.wrong_share /= requests;
  }

  const scenario::Scenario& s_;
  const Edge& edge_;
  int threads_;
  Market m_;
  Diagnostics wrong_;
  std::set<std::string> ids_;
};

}  // namespace

double Market::usd_per_accelerator(const Stage& s, const Candidate& c) const {
  if (c.own) return s.bought_usd_per_year;
  return 8760.0 * (c.rent_usd_per_hour > 0.0 ? c.rent_usd_per_hour : s.rent_usd_per_hour);
}

Result<Market> market_of(const scenario::Scenario& scenario, int threads) { return Reader(scenario, threads).read(); }

}  // namespace gridwright::plan::placement
