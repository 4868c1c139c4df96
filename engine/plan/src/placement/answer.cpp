#include "answer.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::plan::placement {

namespace {

std::size_t nearest_backup(const Market& m, const scenario::Edge& e, const Answer& a, std::size_t city) {
  std::size_t best = m.candidates.size();
  for (std::size_t j : a.open)
    if (may_serve(m, e, city, j) && apart(m, j, a.near[city]) &&
        (best == m.candidates.size() || m.rtt(city, j) < m.rtt(city, best)))
      best = j;
  return best;
}

void find_backups(const Market& m, const scenario::Edge& e, Answer& a) {
  for (std::size_t i = 0; i < m.cities.size(); ++i) a.backup[i] = nearest_backup(m, e, a, i);
}

}  // namespace

Answer answer_of(const Market& m, const scenario::Edge& e, const Program& program,
                 const solver::LocationSolution& solution) {
  Answer a;
  for (int j : solution.open) a.open.push_back(static_cast<std::size_t>(j));
  a.near.resize(m.cities.size());
  a.backup.assign(m.cities.size(), m.candidates.size());
  a.far.assign(m.cities.size(), std::vector<std::size_t>(m.stages.size(), 0));
  a.reserve.assign(m.candidates.size() * m.stages.size(), 0.0);
  for (std::size_t k = 0; k < program.cities.size(); ++k) {
    const std::size_t at = static_cast<std::size_t>(solution.server[k]);
    for (std::size_t i : program.cities[k]) {
      const bool near = program.stage[k] == m.stages.size();
      if (near) a.near[i] = at;
      for (std::size_t g = 0; g < m.stages.size(); ++g)
        if (near ? m.stages[g].near : g == program.stage[k]) a.far[i][g] = at;
    }
  }
  find_backups(m, e, a);
  return a;
}

std::vector<std::string> add_backups(const Market& m, const scenario::Edge& e, Answer& a) {
  for (;;) {
    find_backups(m, e, a);
    std::vector<std::size_t> alone;
    for (std::size_t i = 0; i < m.cities.size(); ++i)
      if (a.backup[i] == m.candidates.size()) alone.push_back(i);
    if (alone.empty()) break;
    std::size_t best = m.candidates.size();
    double best_users = 0.0, best_rtt = 0.0;
    for (std::size_t j = 0;
         j < m.candidates.size() && (e.most_sites == 0 || a.open.size() < static_cast<std::size_t>(e.most_sites)); ++j) {
      double users = 0.0, rtt = 0.0;
      for (std::size_t i : alone)
        if (may_serve(m, e, i, j) && apart(m, j, a.near[i])) users += m.users[i], rtt += m.users[i] * m.rtt(i, j);
      if (users > best_users || (users == best_users && users > 0.0 && rtt < best_rtt))
        best = j, best_users = users, best_rtt = rtt;
    }
    if (best == m.candidates.size()) {
      std::vector<std::string> out;
      for (std::size_t i : alone) {
        if (out.size() == 10) break;
        out.push_back(m.cities[i].name + " (" + m.cities[i].country + ") would have no site left were " +
                      m.candidates[a.near[i]].id + " lost" + (m.rule[i].empty() ? "" : " (residency '" + m.rule[i] + "')"));
      }
      if (alone.size() > 10) out.push_back("and " + std::to_string(alone.size() - 10) + " more cities like these");
      return out;
    }
    a.open.insert(std::lower_bound(a.open.begin(), a.open.end(), best), best);
  }
  share_the_loss(m, e, a);
  return {};
}

}  // namespace gridwright::plan::placement
