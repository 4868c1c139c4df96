#include "gridwright/deals/graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "default_system.hpp"

namespace gridwright::deals {
namespace {

/// Parties by number, in alphabetical order, and their summed payments.
struct Graph {
  std::vector<std::string> names;
  std::vector<std::map<int, double>> out;

  explicit Graph(std::span<const Flow> flows) {
    std::set<std::string> all;
    for (const Flow& f : flows) all.insert(f.from), all.insert(f.to);
    names.assign(all.begin(), all.end());
    out.resize(names.size());
    for (const Flow& f : flows)
      if (f.usd > 0.0 && f.from != f.to) out[number(f.from)][static_cast<int>(number(f.to))] += f.usd;
  }
  std::size_t number(const std::string& name) const {
    return static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), name) - names.begin());
  }
};

class CycleSearch {
 public:
  CycleSearch(const Graph& graph, std::size_t longest, std::size_t at_most)
      : graph_(graph), longest_(longest), at_most_(at_most), on_path_(graph.names.size(), 0), into_(graph.names.size()) {
    for (std::size_t i = 0; i < graph.out.size(); ++i)
      for (const auto& [to, usd] : graph.out[i]) into_[static_cast<std::size_t>(to)].push_back(static_cast<int>(i));
  }

  std::vector<Cycle> run() {
    for (std::size_t start = 0; start < graph_.names.size() && found_.size() < at_most_; ++start) {
      start_ = static_cast<int>(start);
      measure_ways_back();
      walk(start_, 0.0);
    }
    return std::move(found_);
  }

 private:
  /// Fewest steps from each later party back to the start; `longest_` + 1 where there is no way short enough.
  void measure_ways_back() {
    steps_back_.assign(graph_.names.size(), longest_ + 1);
    steps_back_[static_cast<std::size_t>(start_)] = 0;
    std::vector<int> queue{start_};
    for (std::size_t k = 0; k < queue.size(); ++k) {
      const std::size_t steps = steps_back_[static_cast<std::size_t>(queue[k])] + 1;
      for (const int from : into_[static_cast<std::size_t>(queue[k])])
        if (from > start_ && steps < longest_ && steps < steps_back_[static_cast<std::size_t>(from)])
          steps_back_[static_cast<std::size_t>(from)] = steps, queue.push_back(from);
    }
  }

  void walk(int node, double least) {
    path_.push_back(node);
    on_path_[static_cast<std::size_t>(node)] = 1;
    for (const auto& [next, usd] : graph_.out[static_cast<std::size_t>(node)]) {
      if (found_.size() >= at_most_) break;
      const double narrow = path_.size() == 1 ? usd : std::min(least, usd);
      if (next == start_ && path_.size() > 1)
        keep(narrow);
      else if (next > start_ && on_path_[static_cast<std::size_t>(next)] == 0 &&
               path_.size() + steps_back_[static_cast<std::size_t>(next)] <= longest_)
        walk(next, narrow);
    }
    on_path_[static_cast<std::size_t>(node)] = 0;
    path_.pop_back();
  }

  void keep(double bottleneck) {
    Cycle& cycle = found_.emplace_back();
    for (const int node : path_) cycle.parties.push_back(graph_.names[static_cast<std::size_t>(node)]);
    cycle.bottleneck_usd = bottleneck;
  }

  const Graph& graph_;
  std::size_t longest_, at_most_;
  std::vector<char> on_path_;
  std::vector<int> path_;
  std::vector<std::vector<int>> into_;
  std::vector<std::size_t> steps_back_;
  int start_ = 0;
  std::vector<Cycle> found_;
};

}  // namespace

std::vector<Cycle> simple_cycles(std::span<const Flow> flows, std::size_t longest, std::size_t at_most) {
  const Graph graph(flows);
  std::vector<Cycle> all = CycleSearch(graph, longest, at_most).run();
  std::sort(all.begin(), all.end(), [](const Cycle& a, const Cycle& b) {
    return a.bottleneck_usd != b.bottleneck_usd ? a.bottleneck_usd > b.bottleneck_usd : a.parties < b.parties;
  });
  return all;
}

namespace {

/// Adds to `sum` what each party carries of the shortest chains that start at `source`.
void add_dependencies(const Graph& graph, std::size_t source, std::vector<double>& sum) {
  const std::size_t n = graph.names.size();
  std::vector<int> distance(n, -1);
  std::vector<double> chains(n, 0.0), carried(n, 0.0);
  std::vector<std::vector<std::size_t>> before(n);
  std::vector<std::size_t> order{source};
  distance[source] = 0, chains[source] = 1.0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t v = order[k];
    for (const auto& [to, usd] : graph.out[v]) {
      const auto w = static_cast<std::size_t>(to);
      if (distance[w] < 0) distance[w] = distance[v] + 1, order.push_back(w);
      if (distance[w] == distance[v] + 1) chains[w] += chains[v], before[w].push_back(v);
    }
  }
  for (std::size_t k = order.size(); k-- > 1;) {
    const std::size_t w = order[k];
    for (const std::size_t v : before[w]) carried[v] += chains[v] / chains[w] * (1.0 + carried[w]);
    sum[w] += carried[w];
  }
}

std::vector<double> page_rank(const Graph& graph, double damping) {
  const std::size_t n = graph.names.size();
  const double even = 1.0 / static_cast<double>(n);
  std::vector<double> rank(n, even), spent(n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (const auto& [to, usd] : graph.out[i]) spent[i] += usd;
  for (int round = 0; round < 1000; ++round) {  // the error falls by the damping each time
    double idle = 0.0, moved = 0.0;
    for (std::size_t i = 0; i < n; ++i) idle += spent[i] > 0.0 ? 0.0 : rank[i];
    std::vector<double> next(n, (1.0 - damping + damping * idle) * even);
    for (std::size_t i = 0; i < n; ++i)
      for (const auto& [to, usd] : graph.out[i]) next[static_cast<std::size_t>(to)] += damping * rank[i] * usd / spent[i];
    for (std::size_t i = 0; i < n; ++i) moved += std::abs(next[i] - rank[i]);
    rank = std::move(next);
    if (moved < 1e-14) break;
  }
  return rank;
}

}  // namespace

std::vector<Centrality> centrality(std::span<const Flow> flows) {
  const Graph graph(flows);
  const std::size_t n = graph.names.size();
  if (n == 0) return {};
  std::vector<double> between(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) add_dependencies(graph, i, between);
  const std::vector<double> rank = page_rank(graph, 0.85);
  const double pairs = n > 2 ? static_cast<double>((n - 1) * (n - 2)) : 1.0;
  std::vector<Centrality> all;
  for (std::size_t i = 0; i < n; ++i) all.push_back({graph.names[i], between[i] / pairs, rank[i]});
  std::sort(all.begin(), all.end(), [](const Centrality& a, const Centrality& b) { return a.page_rank != b.page_rank ? a.page_rank > b.page_rank : a.party < b.party; });
  return all;
}

double hhi(std::span<const double> amounts) {
  double sum = 0.0, squares = 0.0;
  for (const double a : amounts) sum += a;
  if (sum <= 0.0) return 0.0;
  for (const double a : amounts) squares += (a / sum) * (a / sum);
  return squares;
}

double effective_number(std::span<const double> amounts) {
  const double h = hhi(amounts);
  return h > 0.0 ? 1.0 / h : 0.0;
}

RoundTrip round_trip(std::span<const Flow> spending, std::span<const Flow> investments, const std::string& investor) {
  std::vector<Flow> all(spending.begin(), spending.end());
  all.insert(all.end(), investments.begin(), investments.end());
  const Graph names(all), graph(spending);
  const std::size_t n = names.names.size();
  std::vector<double> spent(n, 0.0), direct(n, 0.0), back(n, 0.0);
  for (const Flow& f : spending)
    if (f.from != investor) spent[names.number(f.from)] += f.usd;
  std::vector<Entry> shares;  // back_i = w_i + sum_j W_ij back_j: what comes back of one dollar put into i
  for (std::size_t g = 0; g < graph.names.size(); ++g) {
    if (graph.names[g] == investor) continue;
    const std::size_t i = names.number(graph.names[g]);
    for (const auto& [to, usd] : graph.out[g]) {
      const std::string& name = graph.names[static_cast<std::size_t>(to)];
      if (name == investor)
        direct[i] += usd / spent[i];
      else
        shares.push_back({static_cast<int>(i), static_cast<int>(names.number(name)), usd / spent[i]});
    }
  }
  // Money that can never reach the investor does not come back; for the rest the system is regular.
  std::vector<char> reaches(n, 0);
  for (std::size_t i = 0; i < n; ++i) reaches[i] = direct[i] > 0.0;
  for (bool more = true; more;) {
    more = false;
    for (const Entry& e : shares)
      if (reaches[static_cast<std::size_t>(e.row)] == 0 && reaches[static_cast<std::size_t>(e.column)] != 0)
        reaches[static_cast<std::size_t>(e.row)] = 1, more = true;
  }
  std::erase_if(shares, [&](const Entry& e) { return reaches[static_cast<std::size_t>(e.column)] == 0; });
  back.assign(n, 1.0);  // nothing returns more than once
  lower_to_greatest({.entries = std::move(shares), .b = direct, .least = std::vector<double>(n, 0.0), .leaks = std::vector<char>(n, 1)}, 0.0, back);
  RoundTrip trip;
  std::map<std::string, double> into;
  for (const Flow& f : investments)
    if (f.from == investor) into[f.to] += f.usd;
  for (const auto& [party, usd] : into) {
    const double returned = usd * back[names.number(party)];
    trip.by_party.push_back({party, usd, returned});
    trip.invested_usd += usd, trip.returned_usd += returned;
  }
  std::sort(trip.by_party.begin(), trip.by_party.end(), [](const auto& a, const auto& b) {
    return a.invested_usd != b.invested_usd ? a.invested_usd > b.invested_usd : a.party < b.party;
  });
  return trip;
}

}  // namespace gridwright::deals
