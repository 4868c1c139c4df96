#include "program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "gridwright/core/text.hpp"

namespace gridwright::plan::placement {

namespace {

constexpr double seconds_per_year = 8760.0 * 3600.0;

struct Goal {
  double share, within_ms;
};

std::vector<Goal> goals_of(const scenario::Edge& e) {
  std::vector<Goal> out;
  for (const auto& [share, within] : {std::pair{0.50, e.goal.p50}, {0.95, e.goal.p95}, {0.99, e.goal.p99}})
    if (std::isfinite(within.canonical())) out.push_back({share, 1e3 * within.in(seconds)});
  return out;
}

/// USD a year of one token a second from j, machines aside.
double running_usd(const scenario::Edge& e, const Stage& s, const Candidate& c) {
  const double egress = s.sent * e.bytes_per_token * 1e-9 * c.egress_usd_per_gb;
  const double energy = c.own ? s.generated * s.joule_per_token / 3.6e9 * c.pue * c.energy_usd_per_mwh : 0.0;
  return seconds_per_year * (egress + energy);
}

}  // namespace

bool may_serve(const Market& m, const scenario::Edge& e, std::size_t city, std::size_t candidate) {
  return m.allowed[city * m.candidates.size() + candidate] &&
         m.typical_ms(city, candidate) <= 1e3 * e.goal.limit.in(seconds);
}

Program program_of(const Market& m, const scenario::Edge& e) {
  const std::size_t sites = m.candidates.size(), stages = m.stages.size(), services = e.services.size();
  Program out;
  for (std::size_t i = 0; i < m.cities.size(); ++i) out.cities.push_back({i}), out.stage.push_back(stages);
  for (std::size_t g = 0; g < stages; ++g) {
    if (m.stages[g].near) continue;
    std::map<std::pair<std::string, std::vector<double>>, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < m.cities.size(); ++i)
      alike[{m.rule[i],
             {m.shape.begin() + static_cast<std::ptrdiff_t>(24 * i),
              m.shape.begin() + static_cast<std::ptrdiff_t>(24 * i + 24)}}]
          .push_back(i);
    for (auto& [key, cities] : alike) out.cities.push_back(std::move(cities)), out.stage.push_back(g);
  }
  const std::size_t n = out.cities.size();
  solver::LocationProblem& p = out.problem;
  p = {.clients = static_cast<int>(n),
       .facilities = static_cast<int>(sites),
       .least_open = std::max(e.least_sites, e.survive_one_site ? 2 : 1),
       .most_open = e.most_sites,
       .periods = 24,
       .groups = static_cast<int>(stages)};
  p.cost.assign(n * sites, solver::infinity);
  p.load.assign(n * stages * 24, 0.0);
  for (const Candidate& c : m.candidates) {
    p.open_cost.push_back(c.site_usd);
    for (const Stage& s : m.stages) p.rate.push_back(m.usd_per_accelerator(s, c) / s.tokens_per_s);
  }
  for (const Goal& g : goals_of(e)) p.coverage.push_back({.within = g.within_ms, .share = g.share});
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t first = out.cities[k].front();
    const bool near = out.stage[k] == stages;
    for (std::size_t g = 0; g < stages; ++g) {
      if (near ? !m.stages[g].near : g != out.stage[k]) continue;
      double tokens = 0.0;
      for (std::size_t i : out.cities[k]) tokens += m.demand[i * services + m.stages[g].service];
      for (std::size_t t = 0; t < 24; ++t)
        p.load[(k * stages + g) * 24 + t] = tokens * m.stages[g].generated * m.shape[first * 24 + t];
      for (std::size_t j = 0; j < sites; ++j) {
        const bool may = near ? may_serve(m, e, first, j) : m.allowed[first * sites + j] != 0;
        if (!may) continue;
        double& cost = p.cost[k * sites + j];
        cost = (std::isinf(cost) ? 0.0 : cost) + tokens * running_usd(e, m.stages[g], m.candidates[j]);
      }
    }
    p.weight.push_back(near ? m.users[first] : 0.0);
    for (std::size_t j = 0; j < sites; ++j) p.measure.push_back(m.typical_ms(first, j));
  }
  return out;
}

std::vector<std::string> what_cannot_hold(const Market& m, const scenario::Edge& e) {
  std::vector<std::string> out;
  double users = 0.0;
  std::vector<Goal> goals = goals_of(e);
  std::vector<double> covered(goals.size(), 0.0);
  std::size_t unserved = 0;
  for (std::size_t i = 0; i < m.cities.size(); ++i) {
    std::size_t nearest = m.candidates.size(), best = nearest;
    for (std::size_t j = 0; j < m.candidates.size(); ++j) {
      if (!m.allowed[i * m.candidates.size() + j]) continue;
      if (nearest == m.candidates.size() || m.rtt(i, j) < m.rtt(i, nearest)) nearest = j;
      if (may_serve(m, e, i, j) && (best == m.candidates.size() || m.rtt(i, j) < m.rtt(i, best))) best = j;
    }
    users += m.users[i];
    for (std::size_t r = 0; r < goals.size() && best < m.candidates.size(); ++r)
      covered[r] += m.typical_ms(i, best) <= goals[r].within_ms ? m.users[i] : 0.0;
    if (best < m.candidates.size() || ++unserved > 10) continue;
    const std::string who = m.cities[i].name + " (" + m.cities[i].country + ")";
    if (nearest == m.candidates.size())
      out.push_back("residency '" + m.rule[i] + "': no site on offer may serve " + who);
    else
      out.push_back("no site within " + significant(1e3 * e.goal.limit.in(seconds)) + " ms of " + who +
                    ": the nearest that may serve it is " + m.candidates[nearest].id + " at " +
                    significant(m.typical_ms(i, nearest)) + " ms");
  }
  if (unserved > 10) out.push_back("and " + std::to_string(unserved - 10) + " more cities like these");
  for (std::size_t r = 0; r < goals.size(); ++r)
    if (covered[r] < (goals[r].share - 1e-12) * users && unserved == 0)
      out.push_back("goal p" + significant(100 * goals[r].share) + ": within " + significant(goals[r].within_ms) +
                    " ms are " + significant(100 * covered[r] / users) + " % of the users even with all " +
                    std::to_string(m.candidates.size()) + " sites open");
  return out;
}

}  // namespace gridwright::plan::placement
