#include "default_system.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// I - M of one part, dense.
struct Part {
  const std::vector<int>& nodes;
  std::vector<double> a, b, least;

  [[nodiscard]] std::size_t size() const { return nodes.size(); }
  /// b + M z of row k.
  [[nodiscard]] double incoming(std::size_t k, const std::vector<double>& z) const {
    double sum = b[k] + z[k];
    for (std::size_t j = 0; j < size(); ++j) sum -= a[k * size() + j] * z[j];
    return sum;
  }
  /// Solves rows and columns of `inside`, the others at `least`. False when they are a closed circle to rounding.
  [[nodiscard]] bool solve(const std::vector<std::size_t>& inside, std::vector<double>& z) const {
    const std::size_t m = inside.size();
    std::vector<double> sub(m * m), y(m);
    std::vector<double> others = least;
    for (const std::size_t k : inside) others[k] = 0.0;
    for (std::size_t r = 0; r < m; ++r) {
      y[r] = incoming(inside[r], others);
      for (std::size_t c = 0; c < m; ++c) sub[r * m + c] = a[inside[r] * size() + inside[c]];
    }
    if (!eliminate(sub, y)) return false;
    z = least;
    for (std::size_t r = 0; r < m; ++r) z[inside[r]] = y[r];
    return true;
  }
  /// Policy iteration from below: starts with everybody at `least`, frees who gets more, as long as somebody does.
  [[nodiscard]] bool rise(std::vector<double>& z) const {
    std::vector<char> is_free(size(), 0);
    std::vector<std::size_t> inside;
    z = least;
    while (true) {
      bool more = false;
      for (std::size_t k = 0; k < size(); ++k)
        if (is_free[k] == 0 && incoming(k, z) > least[k] * (1.0 + 1e-15)) is_free[k] = 1, more = true;
      if (!more) return true;
      inside.clear();
      for (std::size_t k = 0; k < size(); ++k)
        if (is_free[k] != 0) inside.push_back(k);
      if (!solve(inside, z)) return false;
    }
  }
};

class Solver {
 public:
  Solver(const DefaultSystem& system, double tolerance, std::vector<double>& x)
      : s_(system), tolerance_(tolerance), m_(x.size(), system.entries), part_of_(x.size(), 0), leaks_(system.leaks), x_(x) {}

  void run() {
    const std::vector<std::vector<int>> parts = parts_of(m_);
    for (std::size_t p = 0; p < parts.size(); ++p)
      for (const int v : parts[p]) part_of_[static_cast<std::size_t>(v)] = p;
    for (const Entry& e : s_.entries)
      if (part_of_[static_cast<std::size_t>(e.row)] != part_of_[static_cast<std::size_t>(e.column)])
        leaks_[static_cast<std::size_t>(e.column)] = 1;
    for (const std::vector<int>& part : parts) solve(part);
  }

 private:
  [[nodiscard]] double incoming(std::size_t i) const {
    double sum = s_.b[i];
    for (std::size_t k = m_.start[i]; k < m_.start[i + 1]; ++k)
      sum += m_.value[k] * x_[static_cast<std::size_t>(m_.column[k])];
    return sum;
  }

  bool sweep(const std::vector<int>& part) {
    for (int round = 0; round < sweeps; ++round) {
      double moved = 0.0, size = 0.0;
      for (const int v : part) {
        const auto i = static_cast<std::size_t>(v);
        const double next = std::max(s_.least[i], incoming(i));
        moved = std::max(moved, std::abs(next - x_[i])), size = std::max(size, std::abs(next));
        x_[i] = next;
      }
      if (moved <= 1e-16 * size) return true;
    }
    return false;
  }

  [[nodiscard]] Part dense(const std::vector<int>& nodes) const {
    const std::size_t n = nodes.size();
    Part part{nodes, std::vector<double>(n * n, 0.0), std::vector<double>(n), std::vector<double>(n)};
    std::vector<int> place(x_.size(), -1);
    for (std::size_t k = 0; k < n; ++k) place[static_cast<std::size_t>(nodes[k])] = static_cast<int>(k);
    for (std::size_t k = 0; k < n; ++k) {
      const auto i = static_cast<std::size_t>(nodes[k]);
      part.a[k * n + k] = 1.0, part.b[k] = s_.b[i], part.least[k] = s_.least[i];
      for (std::size_t e = m_.start[i]; e < m_.start[i + 1]; ++e) {
        const auto from = static_cast<std::size_t>(m_.column[e]);
        if (place[from] >= 0)
          part.a[k * n + static_cast<std::size_t>(place[from])] -= m_.value[e];
        else
          part.b[k] += m_.value[e] * x_[from];
      }
    }
    return part;
  }

  /// Does a part that nothing leaves pay what it gets, to the tolerance?
  [[nodiscard]] bool stands_still(const std::vector<int>& part) const {
    double missing = 0.0, paid = 0.0;
    for (const int v : part) {
      const auto i = static_cast<std::size_t>(v);
      missing += x_[i] - incoming(i), paid += x_[i];
    }
    return missing <= tolerance_ * std::max(1.0, paid);
  }

  void solve(const std::vector<int>& nodes) {
    if (nodes.size() == 1) {  // nobody owes itself
      const auto i = static_cast<std::size_t>(nodes[0]);
      x_[i] = std::max(s_.least[i], incoming(i));
      return;
    }
    const bool closed = std::none_of(nodes.begin(), nodes.end(), [&](int v) { return leaks_[static_cast<std::size_t>(v)] != 0; });
    if (closed && stands_still(nodes)) return;
    if (nodes.size() > small && sweep(nodes)) return;
    const Part part = dense(nodes);
    std::vector<double> z;
    std::vector<std::size_t> all(part.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    bool solved = !closed && part.solve(all, z);
    for (std::size_t k = 0; solved && k < part.size(); ++k) solved = z[k] >= part.least[k];
    if (!solved && !part.rise(z)) return;
    for (std::size_t k = 0; k < part.size(); ++k) x_[static_cast<std::size_t>(nodes[k])] = z[k];
  }

  const DefaultSystem& s_;
  double tolerance_;
  Rows m_;
  std::vector<std::size_t> part_of_;
  std::vector<char> leaks_;
  std::vector<double>& x_;
};

}  // namespace

void lower_to_greatest(const DefaultSystem& system, double tolerance, std::vector<double>& x) { Solver(system, tolerance, x).run(); }

}  // namespace gridwright::deals
