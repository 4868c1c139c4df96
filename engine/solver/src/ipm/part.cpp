#include "part.hpp"

#include <suitesparse/amd.h>

#include <algorithm>
#include <limits>

#include "split.hpp"

namespace gridwright::solver::ipm {
namespace {

/// Rows below a column of a layer. Columns with fewer stay single: layers are faster than small supernodes.
constexpr int most_below = 12;

/// Neighbours with a smaller (upper) or larger (lower) label, by column, in the permuted numbering.
struct Triangle {
  Array<Index> start;
  Array<int> index;
};

/// Dense nodes are set aside and come last, where they form the border of the factor; the root comes after them.
Array<int> minimum_degree(const SymmetricPattern& p, int root) {
  Array<std::uint8_t> dense = dense_nodes(p);
  for (int j = p.n - root; j < p.n; ++j) dense[j] = 1;
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

/// Whether padding a supernode with explicit zeros to join its parent pays: only when
/// few zeros are added (the rule of Ashcraft and Grimes 1989, with our own limits).
bool worth_joining(Index width, Index entries, Index zeros) {
  const double share = static_cast<double>(zeros) / static_cast<double>(entries);
  if (width <= 16) return share < 0.15;
  return share < 0.05;
}

void find_owners(Part& e) {
  e.owner = Array<int>(e.n);
  for (int s = 0; s < e.supernodes(); ++s)
    for (int j = e.first[s]; j < e.first[s + 1]; ++j) e.owner[j] = s;
}

void find_supernodes(Part& e, const Array<int>& parent, const Array<int>& count) {
  struct Node {
    int first, width, below;
    Index zeros;
  };
  Array<Node> stack;  // finished supernodes; only the last one can still join what follows it
  for (int j = 0; j < e.n - e.root; ++j) {
    const bool chained = j > 0 && parent[j - 1] == j;
    if (chained && count[j - 1] == count[j] + 1 && count[j] >= most_below) {
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
      if (node.below < most_below || (zeros > 0 && !worth_joining(w, entries, zeros))) break;
      node = {child.first, static_cast<int>(w), node.below, zeros};
      kept.pop_back();
    }
    kept.push_back(node);
  }
  if (e.root > 0) kept.push_back({e.n - e.root, e.root, 0, 0});
  for (Node node : kept) e.first.push_back(node.first);
  e.first.push_back(e.n);
  find_owners(e);
}

Index value_count(const Part& e, const Array<int>& count) {
  Index sum = 0;
  for (int s = 0; s < e.supernodes(); ++s) sum += Index{e.width(s)} * (e.width(s) + count[e.first[s + 1] - 1]);
  return sum;
}

/// Moves single columns whose whole subtree is single columns to the front, in layers of equal height and equally many rows below.
/// Inside a layer the order is that of the program, so that hours follow one another in memory.
void form_layers(Part& e, const Array<int>& parent, const Array<int>& count) {
  constexpr int least_members = 32;
  const int supernodes = e.supernodes() - (e.root > 0 ? 1 : 0);
  Array<int> height(e.supernodes(), 0), layer(e.supernodes(), 0);
  Array<std::uint8_t> heavy(e.supernodes(), 0);
  int highest = 0;
  for (int s = 0; s < supernodes; ++s) {
    highest = std::max(highest, height[s]);
    const int up = parent[e.first[s + 1] - 1];
    if (up >= 0) height[e.owner[up]] = std::max(height[e.owner[up]], height[s] + 1);
  }
  Array<Array<int>> by_height(highest + 1);
  for (int s = 0; s < supernodes; ++s) by_height[height[s]].push_back(s);
  Array<int> sequence;
  Array<std::uint8_t> moved(e.supernodes(), 0);
  for (Array<int>& level : by_height) {
    Array<Array<int>> group(most_below + 1);
    for (int s : level) {
      const int below = count[e.first[s]];
      if (e.width(s) == 1 && below <= most_below && heavy[s] == 0) group[below].push_back(s);
    }
    for (int below = 0; below <= most_below; ++below) {
      if (group[below].size() < least_members) continue;
      std::sort(group[below].begin(), group[below].end(),
                [&](int a, int b) { return e.order[e.first[a]] < e.order[e.first[b]]; });
      e.layers.push_back({static_cast<int>(sequence.size()), static_cast<int>(group[below].size()), below});
      for (int s : group[below]) {
        sequence.push_back(s);
        moved[s] = 1;
      }
    }
    for (int s : level) {
      const int up = parent[e.first[s + 1] - 1];
      if (moved[s] == 0 && up >= 0) heavy[e.owner[up]] = 1;
    }
  }
  for (int s = 0; s < e.supernodes(); ++s)
    if (moved[s] == 0) sequence.push_back(s);

  const Array<int> order = e.order, first = e.first;
  e.order.clear();
  e.first.clear();
  for (int s : sequence) {
    e.first.push_back(static_cast<int>(e.order.size()));
    for (int k = first[s]; k < first[s + 1]; ++k) e.order.push_back(order[k]);
  }
  e.first.push_back(e.n);
  e.place = invert(e.order);
  find_owners(e);
}

void find_rows(Part& e, const Triangle& lower) {
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
int row_position(const Part& e, int t, int row, Index& from) {
  if (row < e.first[t + 1]) return row - e.first[t];
  const int* begin = e.rows.data();
  from = std::lower_bound(begin + from, begin + e.row_start[t + 1], row) - begin;
  return e.width(t) + static_cast<int>(from - e.row_start[t]);
}

void write_fan(Part& e) {
  for (const Part::Layer& layer : e.layers)
    for (int s = layer.first; s < layer.first + layer.count; ++s) {
      const int* rows = e.rows.data() + e.row_start[s];
      for (int c = 0; c < layer.below; ++c) {
        const int target = e.owner[rows[c]];
        const Index ld = e.width(target) + e.below(target);
        const Index column = e.value_start[target] + (rows[c] - e.first[target]) * ld;
        Index from = e.row_start[target];
        for (int r = c; r < layer.below; ++r)
          e.fan.push_back(static_cast<std::uint32_t>(column + row_position(e, target, rows[r], from)));
      }
    }
}

void write_tape(Part& e) {
  e.tape_start = Array<Index>(e.layered() + 1, 0);
  for (int s = e.layered(); s < e.supernodes(); ++s) {
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

Index Part::position(int i, int j) const {
  const int row = std::max(place[i], place[j]), column = std::min(place[i], place[j]);
  const int s = owner[column];
  Index from = row_start[s];
  const Index ld = width(s) + below(s);
  return value_start[s] + (column - first[s]) * ld + row_position(*this, s, row, from);
}

Part analyse(const SymmetricPattern& pattern, int root) {
  Part e;
  e.n = pattern.n;
  e.root = root;
  const Array<int> degree_order = minimum_degree(pattern, root);
  Array<int> post = postorder(elimination_tree(e.n, triangle(pattern, invert(degree_order), true)));
  for (int& v : post) v = degree_order[v];
  e.order = std::move(post);
  e.place = invert(e.order);
  {
    const Triangle upper = triangle(pattern, e.place, true);
    const Array<int> parent = elimination_tree(e.n, upper);
    const Array<int> count = column_counts(e.n, upper, parent);
    find_supernodes(e, parent, count);
    if (value_count(e, count) <= std::numeric_limits<std::uint32_t>::max()) form_layers(e, parent, count);
  }
  find_rows(e, triangle(pattern, e.place, false));
  write_fan(e);
  write_tape(e);
  return e;
}

}  // namespace gridwright::solver::ipm
