#include "split.hpp"

#include <queue>

namespace gridwright::solver::ipm {
namespace {

constexpr int worth_splitting = 40'000;  ///< nodes; below, threads would wait longer than they work
constexpr int largest_root = 1'000;      ///< nodes; the root is a dense matrix

/// Both directions of every edge between nodes that are not dense.
struct Graph {
  Array<Index> start;
  Array<int> index;
};

Graph sparse_graph(const SymmetricPattern& p, const Array<std::uint8_t>& dense) {
  Graph g{Array<Index>(p.n + 1), {}};
  const auto each_edge = [&](auto f) {
    for (int j = 0; j < p.n; ++j) {
      if (dense[j] != 0) continue;
      for (Index k = p.start[j]; k < p.start[j + 1]; ++k)
        if (dense[p.index[k]] == 0) f(j, p.index[k]);
    }
  };
  each_edge([&](int a, int b) {
    ++g.start[a + 1];
    ++g.start[b + 1];
  });
  for (int j = 0; j < p.n; ++j) g.start[j + 1] += g.start[j];
  g.index = Array<int>(g.start[p.n]);
  Array<Index> next = g.start;
  each_edge([&](int a, int b) {
    g.index[next[a]++] = b;
    g.index[next[b]++] = a;
  });
  return g;
}

/// Nodes in breadth-first order, component after component, and where each level begins.
struct Levels {
  Array<int> order, begin;
};

void sweep(const Graph& g, int from, Array<int>& seen, int stamp, Levels& out) {
  seen[from] = stamp;
  Index head = out.order.size();
  out.order.push_back(from);
  while (head < out.order.size()) {
    out.begin.push_back(static_cast<int>(head));
    for (const Index end = out.order.size(); head < end; ++head) {
      const int v = out.order[head];
      for (Index k = g.start[v]; k < g.start[v + 1]; ++k)
        if (seen[g.index[k]] != stamp) {
          seen[g.index[k]] = stamp;
          out.order.push_back(g.index[k]);
        }
    }
  }
}

/// Each component from a node far from the others, so that levels are many and thin.
Levels levels(const Graph& g, const Array<std::uint8_t>& dense) {
  const int n = static_cast<int>(dense.size());
  Levels out;
  out.order.reserve(n);
  Array<int> seen(n, 0);
  for (int v = 0; v < n; ++v) {
    if (dense[v] != 0 || seen[v] == 2) continue;
    Levels trial;
    sweep(g, v, seen, 1, trial);
    sweep(g, trial.order.back(), seen, 2, out);
  }
  out.begin.push_back(static_cast<int>(out.order.size()));
  return out;
}

/// For every node, whether it has a neighbour in the next level; counted by level.
Array<int> gates(const Graph& g, const Levels& l, Array<std::uint8_t>& is_gate) {
  const Index count = l.begin.size() - 1;
  Array<int> level_of(is_gate.size(), -1), by_level(count);
  for (Index k = 0; k < count; ++k)
    for (int i = l.begin[k]; i < l.begin[k + 1]; ++i) level_of[l.order[i]] = static_cast<int>(k);
  for (Index k = 0; k < count; ++k)
    for (int i = l.begin[k]; i < l.begin[k + 1]; ++i) {
      const int v = l.order[i];
      for (Index e = g.start[v]; e < g.start[v + 1]; ++e)
        if (level_of[g.index[e]] > k) is_gate[v] = 1;
      by_level[k] += is_gate[v];
    }
  return by_level;
}

/// Moves nodes to the root until no edge joins level `cut` with the next: of those with most such edges first, which is a vertex cover
/// not far from the least (a daily sum covers the edges of its 24 hours). Returns how many were moved.
int separate(const Graph& g, const Levels& l, int cut, Array<signed char>& part) {
  Array<int> side(part.size(), 0);
  for (int i = l.begin[cut]; i < l.begin[cut + 1]; ++i) side[l.order[i]] = 1;
  for (int i = l.begin[cut + 1]; i < l.begin[cut + 2]; ++i) side[l.order[i]] = 2;
  const auto across = [&](int v) {
    int edges = 0;
    for (Index k = g.start[v]; k < g.start[v + 1]; ++k)
      edges += side[g.index[k]] + side[v] == 3 && side[v] != 0 && side[v] != 3;
    return edges;
  };
  using Entry = std::pair<int, int>;  // edges, -node: most edges first, then the lower number
  std::priority_queue<Entry> queue;
  for (int i = l.begin[cut]; i < l.begin[cut + 2]; ++i)
    if (const int edges = across(l.order[i]); edges > 0) queue.push({edges, -l.order[i]});
  int moved = 0;
  while (!queue.empty()) {
    const auto [edges, minus] = queue.top();
    queue.pop();
    const int now = across(-minus);
    if (now == 0) continue;
    if (now < edges) {
      queue.push({now, minus});
      continue;
    }
    side[-minus] = 4;
    part[-minus] = Split::root;
    ++moved;
  }
  return moved;
}

}  // namespace

/// Left in the graph, dense nodes mislead (and slow) the minimum-degree heuristic, whose own limit of 10 sqrt(n) is too high for
/// long chains.
Array<std::uint8_t> dense_nodes(const SymmetricPattern& p) {
  constexpr Index least = 60;
  constexpr Index times_mean = 12;
  Array<Index> degree(p.n, 0);
  for (int j = 0; j < p.n; ++j)
    for (Index k = p.start[j]; k < p.start[j + 1]; ++k) {
      ++degree[j];
      ++degree[p.index[k]];
    }
  const Index limit = std::max(least, times_mean * 2 * p.start[p.n] / std::max(1, p.n));
  Array<std::uint8_t> dense(p.n, 0);
  for (int j = 0; j < p.n; ++j) dense[j] = degree[j] > limit;
  return dense;
}

Split split(const SymmetricPattern& pattern, int parts) {
  const int n = pattern.n;
  Split whole{1, Array<signed char>(n, 0)};
  if (n < worth_splitting || parts < 2) return whole;
  const Array<std::uint8_t> dense = dense_nodes(pattern);
  const Graph graph = sparse_graph(pattern, dense);
  const Levels l = levels(graph, dense);
  const int nodes = static_cast<int>(l.order.size()), count = static_cast<int>(l.begin.size()) - 1;
  Array<std::uint8_t> is_gate(n, 0);
  const Array<int> narrow = gates(graph, l, is_gate);

  Split s{parts, Array<signed char>(n, Split::root)};
  int root = n - nodes, level = 0;
  Array<int> cuts;
  for (int p = 0; p < parts; ++p) {
    int cut = p + 1 == parts ? count - 1 : level;
    if (p + 1 < parts) {
      const Index goal = Index{nodes} * (p + 1) / parts, slack = Index{nodes} / (8 * parts);
      while (cut + 1 < count && l.begin[cut + 1] < goal - slack) ++cut;
      for (int k = cut; k < count && l.begin[k + 1] <= goal + slack; ++k)
        if (narrow[k] < narrow[cut]) cut = k;
    }
    for (; level <= cut; ++level)
      for (int i = l.begin[level]; i < l.begin[level + 1]; ++i) s.part[l.order[i]] = static_cast<signed char>(p);
    cuts.push_back(cut);
  }
  for (int cut : cuts)
    if (cut + 1 < count) root += separate(graph, l, cut, s.part);
  return root <= largest_root ? s : whole;
}

}  // namespace gridwright::solver::ipm
