#include <algorithm>
#include <cmath>
#include <numeric>

#include "answer.hpp"
#include "gridwright/network/connection.hpp"

// The answer in the words of design::Placement: machines in whole instances, money, round trips.
namespace gridwright::plan::placement {

namespace {

constexpr double seconds_per_year = 8760.0 * 3600.0;

class Describer {
 public:
  Describer(const scenario::Scenario& s, const Market& m, const Answer& a) : s_(s), e_(*s.edge), m_(m), a_(a) {}

  design::Placement run(const Program& program, const solver::LocationSolution& solution, double gap_asked) {
    head();
    sites();
    cities();
    percentiles();
    goals(program);
    for (const design::PlacedSite& site : p_.sites) p_.usd_per_year += site.usd(), p_.energy_mwh += site.energy_mwh;
    p_.usd_per_million_tokens = p_.tokens_per_year > 0.0 ? 1e6 * p_.usd_per_year / p_.tokens_per_year : 0.0;
    p_.bound_usd = solution.bound;
    p_.gap = (p_.usd_per_year - p_.bound_usd) / p_.usd_per_year;
    p_.proved = solution.gap() <= gap_asked;
    p_.iterations = solution.iterations, p_.nodes = solution.nodes;
    if (e_.survive_one_site)
      p_.notes.push_back(
          "the bound knows neither whole instances nor the reserve for the loss of a site: both count in the gap");
    return std::move(p_);
  }

 private:
  void head() {
    p_.scenario = s_.name, p_.description = s_.description, p_.money = s_.money;
    p_.candidates = static_cast<int>(m_.candidates.size());
    p_.latency = m_.latency_words, p_.access = e_.access, p_.access_ms = m_.access.median;
    p_.users = std::accumulate(m_.users.begin(), m_.users.end(), 0.0);
    p_.tokens_per_year = seconds_per_year * std::accumulate(m_.demand.begin(), m_.demand.end(), 0.0);
    p_.answered_share = m_.answered_share, p_.wrong_share = m_.wrong_share;
    p_.survives_one_site = e_.survive_one_site;
    p_.notes = m_.notes;
  }

  [[nodiscard]] double demand(std::size_t city, std::size_t stage) const {
    return m_.demand[city * e_.services.size() + m_.stages[stage].service];
  }

  void sites() {
    const std::size_t stages = m_.stages.size();
    double all_tokens = 0.0;
    for (std::size_t j : a_.open) {
      const Candidate& c = m_.candidates[j];
      design::PlacedSite site{.id = c.id,
                              .provider = c.provider,
                              .region = c.region,
                              .city = c.city,
                              .country = c.country,
                              .latitude = c.at.latitude_deg,
                              .longitude = c.at.longitude_deg,
                              .site_usd = c.site_usd};
      for (std::size_t i = 0; i < m_.cities.size(); ++i) site.users += a_.near[i] == j ? m_.users[i] : 0.0;
      for (std::size_t g = 0; g < stages; ++g) add_model(site, j, g);
      all_tokens += site.weight;
      p_.sites.push_back(std::move(site));
    }
    for (design::PlacedSite& site : p_.sites) site.weight = all_tokens > 0.0 ? site.weight / all_tokens : 0.0;
  }

  void add_model(design::PlacedSite& site, std::size_t j, std::size_t g) {
    const Candidate& c = m_.candidates[j];
    const Stage& s = m_.stages[g];
    double load[24] = {}, mean = 0.0;
    for (std::size_t i = 0; i < m_.cities.size(); ++i) {
      if (a_.far[i][g] != j) continue;
      mean += demand(i, g);
      for (std::size_t t = 0; t < 24; ++t) load[t] += demand(i, g) * s.generated * m_.shape[i * 24 + t];
    }
    const double peak = *std::max_element(load, load + 24), reserve = a_.reserve[j * m_.stages.size() + g];
    if (peak + reserve <= 0.0) return;
    const auto whole = [&](double tokens) {
      return s.instance_accelerators * std::ceil(tokens / (s.tokens_per_s * s.instance_accelerators) - 1e-9);
    };
    design::PlacedModel model{.service = e_.services[s.service].id,
                              .model = s.model,
                              .accelerator = s.accelerator,
                              .stage = s.name,
                              .accelerators = whole(peak + reserve),
                              .instance_accelerators = s.instance_accelerators,
                              .peak_tokens_per_s = peak,
                              .tokens_per_year = seconds_per_year * mean * s.generated,
                              .operating_point = s.point};
    model.reserve = model.accelerators - whole(peak);
    model.usd_per_year = model.accelerators * m_.usd_per_accelerator(s, c);
    p_.reserve_usd += model.reserve * m_.usd_per_accelerator(s, c);
    const double mwh = model.tokens_per_year * s.joule_per_token / 3.6e9 * c.pue;
    site.accelerator_usd += model.usd_per_year;
    site.energy_mwh += mwh;
    site.energy_usd += c.own ? mwh * c.energy_usd_per_mwh : 0.0;
    site.egress_usd += seconds_per_year * mean * s.sent * e_.bytes_per_token * 1e-9 * c.egress_usd_per_gb;
    site.weight += model.tokens_per_year;
    site.models.push_back(std::move(model));
  }

  /// What a city's users cause: their part of every site that works for them.
  std::vector<double> usd_by_city() const {
    std::vector<double> usd(m_.cities.size(), 0.0);
    for (std::size_t n = 0; n < a_.open.size(); ++n) {
      const std::size_t j = a_.open[n];
      std::vector<double> tokens(m_.cities.size(), 0.0);
      double all = 0.0;
      for (std::size_t i = 0; i < m_.cities.size(); ++i)
        for (std::size_t g = 0; g < m_.stages.size(); ++g)
          if (a_.far[i][g] == j)
            tokens[i] += demand(i, g) * m_.stages[g].generated * m_.usd_per_accelerator(m_.stages[g], m_.candidates[j]) /
                         m_.stages[g].tokens_per_s;
      for (double t : tokens) all += t;
      for (std::size_t i = 0; i < m_.cities.size() && all > 0.0; ++i) usd[i] += p_.sites[n].usd() * tokens[i] / all;
      if (all <= 0.0)  // stands by for others: everybody's
        for (std::size_t i = 0; i < m_.cities.size(); ++i) usd[i] += p_.sites[n].usd() * m_.users[i] / p_.users;
    }
    return usd;
  }

  void cities() {
    const std::vector<double> usd = usd_by_city();
    for (std::size_t i = 0; i < m_.cities.size(); ++i) {
      const network::City& c = m_.cities[i];
      const std::size_t at = a_.near[i];
      const network::Lognormal path{m_.rtt(i, at), m_.sigma};
      double tokens = 0.0;
      for (std::size_t k = 0; k < e_.services.size(); ++k)
        tokens += seconds_per_year * m_.demand[i * e_.services.size() + k];
      design::ServedCity out{.id = c.id(),
                             .name = c.name,
                             .country = c.country,
                             .latitude = c.at.latitude_deg,
                             .longitude = c.at.longitude_deg,
                             .users = m_.users[i],
                             .site = m_.candidates[at].id};
      out.distance_km = network::distance_km(c.at, m_.candidates[at].at);
      out.rtt_ms = m_.rtt(i, at);
      out.p50_ms = network::quantile_of_sum(path, m_.access, 0.50);
      out.p95_ms = network::quantile_of_sum(path, m_.access, 0.95);
      out.p99_ms = network::quantile_of_sum(path, m_.access, 0.99);
      out.first_byte_ms = network::first_byte_ms({.client_rtt_ms = m_.typical_ms(i, at)});
      out.backup_rtt_ms = solver::infinity;
      if (a_.backup[i] < m_.candidates.size())
        out.backup = m_.candidates[a_.backup[i]].id, out.backup_rtt_ms = m_.rtt(i, a_.backup[i]);
      out.usd_per_million_tokens = tokens > 0.0 ? 1e6 * usd[i] / tokens : 0.0;
      out.allowed = m_.rule[i];
      out.preference = preference(i);
      p_.mean_rtt_ms += m_.users[i] / p_.users * out.rtt_ms;
      p_.cities.push_back(std::move(out));
    }
  }

  std::vector<std::string> preference(std::size_t i) const {
    std::vector<std::size_t> order;
    for (std::size_t j : a_.open)
      if (j != a_.near[i] && may_serve(m_, e_, i, j)) order.push_back(j);
    const auto rank = [&](std::size_t j) { return std::pair(j != a_.backup[i], m_.rtt(i, j)); };  // the reserve stands at the backup
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return rank(x) < rank(y); });
    std::vector<std::string> out{m_.candidates[a_.near[i]].id};
    for (std::size_t j : order) out.push_back(m_.candidates[j].id);
    return out;
  }

  /// Over all requests: cities mixed by users.
  void percentiles() {
    const auto share_within = [&](double x) {
      double share = 0.0;
      for (std::size_t i = 0; i < m_.cities.size(); ++i)
        share += m_.users[i] / p_.users * network::cdf_of_sum({m_.rtt(i, a_.near[i]), m_.sigma}, m_.access, x);
      return share;
    };
    for (const auto& [q, out] : {std::pair{0.50, &p_.p50_ms}, {0.95, &p_.p95_ms}, {0.99, &p_.p99_ms}}) {
      double low = 0.0, high = 5000.0;
      for (int step = 0; step < 24; ++step) {
        const double x = 0.5 * (low + high);
        (share_within(x) < q ? low : high) = x;
      }
      *out = 0.5 * (low + high);
    }
  }

  void goals(const Program& program) {
    for (const solver::LocationProblem::Coverage& row : program.problem.coverage) {
      double inside = 0.0;
      for (std::size_t i = 0; i < m_.cities.size(); ++i)
        inside += m_.typical_ms(i, a_.near[i]) <= row.within ? m_.users[i] : 0.0;
      p_.goals.push_back({.share = row.share, .within_ms = row.within, .reached = inside / p_.users});
    }
  }

  const scenario::Scenario& s_;
  const scenario::Edge& e_;
  const Market& m_;
  const Answer& a_;
  design::Placement p_;
};

}  // namespace

design::Placement describe(const scenario::Scenario& scenario, const Market& market, const Program& program,
                           const Answer& answer, const solver::LocationSolution& solution, double gap_asked) {
  return Describer(scenario, market, answer).run(program, solution, gap_asked);
}

}  // namespace gridwright::plan::placement
