#include "default_system.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::deals {
namespace {

constexpr std::size_t small = 48;  ///< parts up to this size go straight to elimination
constexpr int sweeps = 400;

/// Rows of M: who pays into a row, and how much of each dollar.
struct Rows {
  std::vector<std::size_t> start;
  std::vector<int> column;
  std::vector<double> value;

  Rows(std::size_t size, const std::vector<Entry>& entries)
      : start(size + 1, 0), column(entries.size()), value(entries.size()) {
    for (const Entry& e : entries) ++start[static_cast<std::size_t>(e.row) + 1];
    for (std::size_t i = 0; i < size; ++i) start[i + 1] += start[i];
    std::vector<std::size_t> next(start.begin(), start.end() - 1);
    for (const Entry& e : entries) {
      const std::size_t at = next[static_cast<std::size_t>(e.row)]++;
      column[at] = e.column, value[at] = e.value;
    }
  }
};

/// Strongly connected parts by Tarjan's algorithm without recursion. Edges run from a row to those it depends on, so parts come
/// out with everything they depend on already out.
std::vector<std::vector<int>> parts_of(const Rows& m) {
  const std::size_t n = m.start.size() - 1;
  std::vector<int> index(n, -1), low(n, 0);
  std::vector<char> open(n, 0);
  std::vector<int> stack, path;
  std::vector<std::size_t> at(n, 0);
  std::vector<std::vector<int>> parts;
  int counter = 0;
  const auto enter = [&](int v) {
    const auto u = static_cast<std::size_t>(v);
    index[u] = low[u] = counter++, at[u] = m.start[u], open[u] = 1;
    stack.push_back(v), path.push_back(v);
  };
  for (std::size_t root = 0; root < n; ++root) {
    if (index[root] >= 0) continue;
    enter(static_cast<int>(root));
    while (!path.empty()) {
      const int v = path.back();
      const auto u = static_cast<std::size_t>(v);
      if (at[u] < m.start[u + 1]) {
        const int w = m.column[at[u]++];
        const auto next = static_cast<std::size_t>(w);
        if (index[next] < 0)
          enter(w);
        else if (open[next] != 0)
          low[u] = std::min(low[u], index[next]);
        continue;
      }
      path.pop_back();
      if (!path.empty())
        low[static_cast<std::size_t>(path.back())] = std::min(low[static_cast<std::size_t>(path.back())], low[u]);
      if (low[u] != index[u]) continue;
      std::vector<int>& part = parts.emplace_back();
      int member = -1;
      do {
        member = stack.back();
        stack.pop_back();
        open[static_cast<std::size_t>(member)] = 0;
        part.push_back(member);
      } while (member != v);
    }
  }
  return parts;
}

/// Gaussian elimination with partial pivoting on I - M of one part; b is overwritten by the answer.
bool eliminate(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    if (std::abs(a[pivot * n + k]) < 1e-14) return false;
    if (pivot != k) {
      std::swap_ranges(a.begin() + static_cast<std::ptrdiff_t>(k * n), a.begin() + static_cast<std::ptrdiff_t>((k + 1) * n),
                       a.begin() + static_cast<std::ptrdiff_t>(pivot * n));
      std::swap(b[k], b[pivot]);
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = a[i * n + k] / a[k * n + k];
      if (factor == 0.0) continue;
      for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] -= a[k * n + j] * b[j];
    b[k] /= a[k * n + k];
  }
  return true;
}

struct System {
  const Rows& m;
  const std::vector<double>& b;
  std::vector<double>& x;

  double incoming(std::size_t i) const {
    double sum = b[i];
    for (std::size_t k = m.start[i]; k < m.start[i + 1]; ++k) sum += m.value[k] * x[static_cast<std::size_t>(m.column[k])];
    return sum;
  }

  bool sweep(const std::vector<int>& part) {
    for (int round = 0; round < sweeps; ++round) {
      double moved = 0.0, size = 0.0;
      for (const int v : part) {
        const auto i = static_cast<std::size_t>(v);
        const double next = incoming(i);
        moved = std::max(moved, std::abs(next - x[i])), size = std::max(size, std::abs(next));
        x[i] = next;
      }
      if (moved <= 1e-16 * size) return true;
    }
    return false;
  }

  bool solve_part(const std::vector<int>& part) {
    const std::size_t n = part.size();
    if (n == 1) {
      x[static_cast<std::size_t>(part[0])] = incoming(static_cast<std::size_t>(part[0]));  // nobody owes itself
      return true;
    }
    if (n > small && sweep(part)) return true;
    std::vector<int> place(x.size(), -1);
    for (std::size_t k = 0; k < n; ++k) place[static_cast<std::size_t>(part[k])] = static_cast<int>(k);
    std::vector<double> a(n * n, 0.0), y(n);
    for (std::size_t k = 0; k < n; ++k) {
      const auto i = static_cast<std::size_t>(part[k]);
      a[k * n + k] = 1.0, y[k] = b[i];
      for (std::size_t e = m.start[i]; e < m.start[i + 1]; ++e) {
        const auto from = static_cast<std::size_t>(m.column[e]);
        if (place[from] >= 0)
          a[k * n + static_cast<std::size_t>(place[from])] -= m.value[e];
        else
          y[k] += m.value[e] * x[from];
      }
    }
    if (!eliminate(a, y)) return false;
    for (std::size_t k = 0; k < n; ++k) x[static_cast<std::size_t>(part[k])] = y[k];
    return true;
  }
};

}  // namespace

bool solve_default_system(std::size_t size, const std::vector<Entry>& entries, const std::vector<double>& b,
                          std::vector<double>& x) {
  const Rows m(size, entries);
  System system{m, b, x};
  for (const std::vector<int>& part : parts_of(m))
    if (!system.solve_part(part)) return false;
  return true;
}

}  // namespace gridwright::deals
