#include "split.hpp"

#include <limits>
#include <queue>

namespace gridwright::solver::ipm {
namespace {

constexpr int worth_splitting = 20'000;  ///< nodes; below, threads would wait longer than they work
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

void sweep(const Graph& g, const Array<std::uint8_t>& skipped, int from, Array<int>& seen, int stamp, Levels& out) {
  seen[from] = stamp;
  Index head = out.order.size();
  out.order.push_back(from);
  while (head < out.order.size()) {
    out.begin.push_back(static_cast<int>(head));
    for (const Index end = out.order.size(); head < end; ++head) {
      const int v = out.order[head];
      for (Index k = g.start[v]; k < g.start[v + 1]; ++k)
        if (skipped[g.index[k]] == 0 && seen[g.index[k]] != stamp) {
          seen[g.index[k]] = stamp;
          out.order.push_back(g.index[k]);
        }
    }
  }
}

/// Each component from a node far from the others, so that levels are many and thin.
Levels levels(const Graph& g, const Array<std::uint8_t>& skipped) {
  const int n = static_cast<int>(skipped.size());
  Levels out;
  out.order.reserve(n);
  Array<int> seen(n, 0);
  for (int v = 0; v < n; ++v) {
    if (skipped[v] != 0 || seen[v] == 2) continue;
    Levels trial;
    sweep(g, skipped, v, seen, 1, trial);
    sweep(g, skipped, trial.order.back(), seen, 2, out);
  }
  out.begin.push_back(static_cast<int>(out.order.size()));
  return out;
}

/// Nodes without which no edge joins a level with the next: of those with most such edges first, which is a vertex cover not far
/// from the least (a daily sum covers the edges of its 24 hours).
class Cover {
 public:
  Cover(const Graph& g, const Levels& l, int n) : g_(g), l_(l), side_(n, Side::elsewhere) {}

  Array<int> of(int level) {
    mark(level, Side::before);
    mark(level + 1, Side::after);
    using Entry = std::pair<int, int>;  // edges, -node: most edges first, then the lower number
    std::priority_queue<Entry> queue;
    for (int i = l_.begin[level]; i < l_.begin[level + 2]; ++i)
      if (const int edges = across(l_.order[i]); edges > 0) queue.push({edges, -l_.order[i]});
    Array<int> found;
    while (!queue.empty()) {
      const auto [edges, minus] = queue.top();
      queue.pop();
      const int now = across(-minus);
      if (now == 0) continue;
      if (now < edges) {
        queue.push({now, minus});
        continue;
      }
      side_[-minus] = Side::elsewhere;
      found.push_back(-minus);
    }
    mark(level, Side::elsewhere);
    mark(level + 1, Side::elsewhere);
    return found;
  }

 private:
  enum class Side : std::uint8_t { elsewhere, before, after };

  void mark(int level, Side side) {
    for (int i = l_.begin[level]; i < l_.begin[level + 1]; ++i) side_[l_.order[i]] = side;
  }
  [[nodiscard]] int across(int v) const {
    if (side_[v] == Side::elsewhere) return 0;
    int edges = 0;
    for (Index k = g_.start[v]; k < g_.start[v + 1]; ++k)
      edges += side_[g_.index[k]] != Side::elsewhere && side_[g_.index[k]] != side_[v];
    return edges;
  }

  const Graph& g_;
  const Levels& l_;
  Array<Side> side_;
};

/// The last level before `goal` nodes, give or take `slack`, whose cover is smallest among a few dozen tried.
int best_cut(const Levels& l, Cover& cover, int from, Index goal, Index slack) {
  constexpr int most_tried = 48;
  const int count = static_cast<int>(l.begin.size()) - 1;
  int low = from, high = from;
  while (low + 2 < count && l.begin[low + 1] < goal - slack) ++low;
  for (high = low; high + 2 < count && l.begin[high + 2] <= goal + slack;) ++high;
  const int stride = (high - low) / most_tried + 1;
  int best = low;
  Index least = std::numeric_limits<Index>::max();
  for (int level = low; level <= high && level + 1 < count; level += stride)
    if (const Index size = cover.of(level).size(); size < least) {
      least = size;
      best = level;
    }
  return best;
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

namespace {

/// Nodes that reach over many hours (daily sums): levels that run through them are a day thick, so they are placed afterwards.
Array<std::uint8_t> bridges(const Graph& g, const Array<std::uint8_t>& dense) {
  constexpr Index times_mean = 5;
  const auto n = dense.size();
  const Index limit = times_mean * g.start[n] / std::max<Index>(1, n);
  Array<std::uint8_t> wide(n, 0);
  for (Index v = 0; v < n; ++v) wide[v] = dense[v] == 0 && g.start[v + 1] - g.start[v] > limit;
  return wide;
}

/// A bridge joins the part of its neighbours, or the root when they are in two.
signed char part_of_bridge(const Graph& g, int v, const Array<signed char>& part, signed char unplaced) {
  signed char found = unplaced;
  for (Index k = g.start[v]; k < g.start[v + 1]; ++k) {
    const signed char other = part[g.index[k]];
    if (other == Split::root || other == unplaced) continue;
    if (found != unplaced && found != other) return Split::root;
    found = other;
  }
  return found == unplaced ? static_cast<signed char>(0) : found;
}

struct Attempt {
  Split split;
  Index root = 0;
};

Attempt attempt(const Graph& graph, const Array<std::uint8_t>& dense, const Array<std::uint8_t>& wide, int parts) {
  const int n = static_cast<int>(dense.size());
  constexpr signed char unplaced = -2;
  Array<std::uint8_t> skipped = dense;
  for (int v = 0; v < n; ++v) skipped[v] = dense[v] != 0 || wide[v] != 0;
  const Levels l = levels(graph, skipped);
  const int nodes = static_cast<int>(l.order.size()), count = static_cast<int>(l.begin.size()) - 1;
  Cover cover(graph, l, n);
  Attempt a{{parts, Array<signed char>(n, Split::root)}};
  int level = 0;
  Array<int> root;
  for (int p = 0; p < parts; ++p) {
    const Index goal = Index{nodes} * (p + 1) / parts, slack = Index{nodes} / (8 * parts);
    const int cut = p + 1 == parts ? count - 1 : best_cut(l, cover, level, goal, slack);
    for (; level <= cut; ++level)
      for (int i = l.begin[level]; i < l.begin[level + 1]; ++i) a.split.part[l.order[i]] = static_cast<signed char>(p);
    if (cut + 1 < count)
      for (int v : cover.of(cut)) root.push_back(v);
  }
  for (int v : root) a.split.part[v] = Split::root;
  for (int v = 0; v < n; ++v)
    if (wide[v] != 0) a.split.part[v] = unplaced;
  for (int v = 0; v < n; ++v)
    if (wide[v] != 0) a.split.part[v] = part_of_bridge(graph, v, a.split.part, unplaced);
  for (int v = 0; v < n; ++v) a.root += a.split.part[v] == Split::root;
  return a;
}

}  // namespace

Split split(const SymmetricPattern& pattern, int parts) {
  const int n = pattern.n;
  Split whole{1, Array<signed char>(n, 0)};
  if (n < worth_splitting || parts < 2) return whole;
  const Array<std::uint8_t> dense = dense_nodes(pattern);
  const Graph graph = sparse_graph(pattern, dense);
  const Array<std::uint8_t> wide = bridges(graph, dense);
  Attempt best = attempt(graph, dense, Array<std::uint8_t>(n, 0), parts);
  if (std::find(wide.begin(), wide.end(), 1) != wide.end()) {
    Attempt other = attempt(graph, dense, wide, parts);
    if (other.root < best.root) best = std::move(other);
  }
  return best.root <= largest_root ? std::move(best.split) : std::move(whole);
}

}  // namespace gridwright::solver::ipm
