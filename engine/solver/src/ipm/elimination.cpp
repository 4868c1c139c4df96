#include "elimination.hpp"

#include <suitesparse/amd.h>

#include <algorithm>

namespace gridwright::solver::ipm {
namespace {

/// Neighbours with a smaller (upper) or larger (lower) label, by column, in the permuted numbering.
struct Triangle {
  Array<Index> start;
  Array<int> index;
};

/// Columns of capacities and rows of yearly sums meet thousands of hours. Left in the graph they mislead (and slow) the
/// minimum-degree heuristic, whose own limit of 10 sqrt(n) is too high for long chains; so they are set aside and come last,
/// where they form the dense border of the factor.
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

Array<int> minimum_degree(const SymmetricPattern& p) {
  const Array<std::uint8_t> dense = dense_nodes(p);
  Array<int> order, label(p.n, -1);
  for (int j = 0; j < p.n; ++j)
    if (dense[j] == 0) {
      label[j] = static_cast<int>(order.size());
      order.push_back(j);
    }
  const SuiteSparse_long sparse = order.size();
  Array<SuiteSparse_long> start(sparse + 1), index, permutation(std::max<Index>(sparse, 1));
  index.reserve(p.start[p.n]);
  for (Index c = 0; c < sparse; ++c) {
    const int j = order[c];
    for (Index k = p.start[j]; k < p.start[j + 1]; ++k)
      if (dense[p.index[k]] == 0) index.push_back(label[p.index[k]]);
    start[c + 1] = index.size();
  }
  double control[AMD_CONTROL], info[AMD_INFO];
  amd_l_defaults(control);
  const Array<int> found = order;
  if (sparse > 0 && amd_l_order(sparse, start.data(), index.data(), permutation.data(), control, info) >= 0)
    for (Index c = 0; c < sparse; ++c) order[c] = found[permutation[c]];
  for (int j = 0; j < p.n; ++j)
    if (dense[j] != 0) order.push_back(j);
  return order;
}

Triangle triangle(const SymmetricPattern& p, const Array<int>& place, bool upper) {
  Triangle t{Array<Index>(p.n + 1), Array<int>(p.index.size())};
  const auto column = [&](int a, int b) { return upper ? std::max(place[a], place[b]) : std::min(place[a], place[b]); };
  for (int j = 0; j < p.n; ++j)
    for (Index k = p.start[j]; k < p.start[j + 1]; ++k) ++t.start[column(p.index[k], j) + 1];
  for (int j = 0; j < p.n; ++j) t.start[j + 1] += t.start[j];
  Array<Index> next = t.start;
  for (int j = 0; j < p.n; ++j)
    for (Index k = p.start[j]; k < p.start[j + 1]; ++k) {
      const int c = column(p.index[k], j);
      t.index[next[c]++] = place[p.index[k]] + place[j] - c;
    }
  return t;
}

Array<int> invert(const Array<int>& order) {
  Array<int> place(order.size());
  for (int k = 0; k < static_cast<int>(order.size()); ++k) place[order[k]] = k;
  return place;
}

/// Liu's algorithm with path compression.
Array<int> elimination_tree(int n, const Triangle& upper) {
  Array<int> parent(n, -1), ancestor(n, -1);
  for (int k = 0; k < n; ++k)
    for (Index p = upper.start[k]; p < upper.start[k + 1]; ++p)
      for (int i = upper.index[p]; i != -1 && i < k;) {
        const int next = ancestor[i];
        ancestor[i] = k;
        if (next == -1) parent[i] = k;
        i = next;
      }
  return parent;
}

Array<int> postorder(const Array<int>& parent) {
  const int n = static_cast<int>(parent.size());
  Array<int> child(n, -1), sibling(n, -1), order, stack;
  order.reserve(n);
  for (int v = n - 1; v >= 0; --v)
    if (parent[v] >= 0) sibling[v] = std::exchange(child[parent[v]], v);
  for (int root = 0; root < n; ++root) {
    if (parent[root] >= 0) continue;
    stack.push_back(root);
    while (!stack.empty()) {
      const int v = stack.back();
      if (child[v] >= 0) {
        stack.push_back(std::exchange(child[v], sibling[child[v]]));
      } else {
        stack.pop_back();
        order.push_back(v);
      }
    }
  }
  return order;
}

/// Nonzeros below the diagonal of every column, by walking the row subtrees: O(nonzeros of L).
Array<int> column_counts(int n, const Triangle& upper, const Array<int>& parent) {
  Array<int> count(n, 0), mark(n, -1);
  for (int k = 0; k < n; ++k) {
    mark[k] = k;
    for (Index p = upper.start[k]; p < upper.start[k + 1]; ++p)
      for (int i = upper.index[p]; mark[i] != k; i = parent[i]) {
        ++count[i];
        mark[i] = k;
      }
  }
  return count;
}

/// Whether padding a supernode with explicit zeros to join its parent pays: small ones always, large ones only when
/// few zeros are added (the rule of Ashcraft and Grimes 1989, with our own limits).
bool worth_joining(Index width, Index entries, Index zeros) {
  const double share = static_cast<double>(zeros) / static_cast<double>(entries);
  if (width <= 4) return share < 0.30;
  if (width <= 16) return share < 0.20;
  return share < 0.05;
}

void find_supernodes(Elimination& e, const Array<int>& parent, const Array<int>& count) {
  struct Node { int first, width, below; Index zeros; };
  Array<Node> stack;  // finished supernodes; only the last one can still join what follows it
  for (int j = 0; j < e.n; ++j) {
    const bool chained = j > 0 && parent[j - 1] == j;
    if (chained && count[j - 1] == count[j] + 1) {
      Node& last = stack.back();
      ++last.width;
      last.below = count[j];
      continue;
    }
    stack.push_back({j, 1, count[j], 0});
  }
  Array<Node> kept;
  for (Node node : stack) {
    while (!kept.empty()) {
      const Node& child = kept.back();
      if (parent[node.first - 1] < node.first || parent[node.first - 1] >= node.first + node.width) break;
      if (child.first + child.width != node.first) break;
      const Index w = child.width + node.width;
      const Index entries = w * (w + 1) / 2 + w * node.below;
      const Index zeros = child.zeros + node.zeros + Index{child.width} * (node.width + node.below - child.below);
      if (zeros > 0 && !worth_joining(w, entries, zeros)) break;
      node = {child.first, static_cast<int>(w), node.below, zeros};
      kept.pop_back();
    }
    kept.push_back(node);
  }
  e.owner = Array<int>(e.n);
  for (Node node : kept) {
    for (int j = node.first; j < node.first + node.width; ++j) e.owner[j] = static_cast<int>(e.first.size());
    e.first.push_back(node.first);
  }
  e.first.push_back(e.n);
}

void find_rows(Elimination& e, const Triangle& lower) {
  const int count = e.supernodes();
  Array<int> child(count, -1), sibling(count, -1), mark(e.n, -1), found;
  e.parent = Array<int>(count, -1);
  e.row_start.push_back(0);
  e.value_start.push_back(0);
  for (int s = 0; s < count; ++s) {
    const int end = e.first[s + 1];
    found.clear();
    const auto visit = [&](int row) {
      if (row >= end && mark[row] != s) {
        mark[row] = s;
        found.push_back(row);
      }
    };
    for (Index p = lower.start[e.first[s]]; p < lower.start[end]; ++p) visit(lower.index[p]);
    for (int c = child[s]; c >= 0; c = sibling[c])
      for (Index p = e.row_start[c]; p < e.row_start[c + 1]; ++p) visit(e.rows[p]);
    std::sort(found.begin(), found.end());
    for (int row : found) e.rows.push_back(row);
    e.row_start.push_back(e.rows.size());
    const Index w = e.width(s), m = found.size();
    e.value_start.push_back(e.value_start.back() + w * (w + m));
    e.flops += static_cast<double>(w) * static_cast<double>((w + m) * (w + m));
    if (m == 0) continue;
    e.parent[s] = e.owner[found[0]];
    sibling[s] = std::exchange(child[e.parent[s]], s);
  }
}

/// Position of a row inside the trapezoid of supernode t, searching the rows below from `from` on.
int row_position(const Elimination& e, int t, int row, Index& from) {
  if (row < e.first[t + 1]) return row - e.first[t];
  const int* begin = e.rows.data();
  from = std::lower_bound(begin + from, begin + e.row_start[t + 1], row) - begin;
  return e.width(t) + static_cast<int>(from - e.row_start[t]);
}

void write_tape(Elimination& e) {
  e.tape_start.push_back(0);
  for (int s = 0; s < e.supernodes(); ++s) {
    const Index end = e.row_start[s + 1];
    for (Index i = e.row_start[s]; i < end;) {
      const int target = e.owner[e.rows[i]];
      Index next = i;
      while (next < end && e.owner[e.rows[next]] == target) ++next;
      e.tape.push_back(target);
      e.tape.push_back(static_cast<int>(next - i));
      Index from = e.row_start[target];
      for (Index r = i; r < end; ++r) e.tape.push_back(row_position(e, target, e.rows[r], from));
      i = next;
    }
    e.tape_start.push_back(e.tape.size());
  }
}

}  // namespace

Index Elimination::position(int i, int j) const {
  const int row = std::max(place[i], place[j]), column = std::min(place[i], place[j]);
  const int s = owner[column];
  Index from = row_start[s];
  const Index ld = width(s) + below(s);
  return value_start[s] + (column - first[s]) * ld + row_position(*this, s, row, from);
}

std::shared_ptr<const Elimination> AnalysisCache::of(SymmetricPattern pattern) {
  const bool same = elimination_ != nullptr && pattern.n == pattern_.n && pattern.start.vector() == pattern_.start.vector() &&
                    pattern.index.vector() == pattern_.index.vector();
  if (!same) {
    elimination_ = std::make_shared<const Elimination>(analyse(pattern));
    pattern_ = std::move(pattern);
  }
  return elimination_;
}

Elimination analyse(const SymmetricPattern& pattern) {
  Elimination e;
  e.n = pattern.n;
  const Array<int> degree_order = minimum_degree(pattern);
  Array<int> post = postorder(elimination_tree(e.n, triangle(pattern, invert(degree_order), true)));
  for (int& v : post) v = degree_order[v];
  e.order = std::move(post);
  e.place = invert(e.order);
  {
    const Triangle upper = triangle(pattern, e.place, true);
    const Array<int> parent = elimination_tree(e.n, upper);
    find_supernodes(e, parent, column_counts(e.n, upper, parent));
  }
  find_rows(e, triangle(pattern, e.place, false));
  write_tape(e);
  return e;
}

}  // namespace gridwright::solver::ipm
