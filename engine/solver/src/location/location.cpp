#include "gridwright/solver/location.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <queue>

#include "answer.hpp"
#include "relaxation.hpp"

namespace gridwright::solver {

using namespace location;

bool well_formed(const LocationProblem& p) {
  const std::size_t n = static_cast<std::size_t>(std::max(0, p.clients)),
                    m = static_cast<std::size_t>(std::max(0, p.facilities));
  const std::size_t periods = static_cast<std::size_t>(std::max(0, p.periods)),
                    groups = static_cast<std::size_t>(std::max(1, p.groups));
  const auto finite = [](const std::vector<double>& v) {
    return std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
  };
  if (n == 0 || m == 0 || p.cost.size() != n * m || p.least_open < 0 || (p.most_open > 0 && p.most_open < p.least_open))
    return false;
  if (!p.open_cost.empty() && (p.open_cost.size() != m || !finite(p.open_cost))) return false;
  if (p.periods > 0 &&
      (p.load.size() != n * groups * periods || p.rate.size() != m * groups || !finite(p.load) || !finite(p.rate)))
    return false;
  if (!p.coverage.empty() && (p.measure.size() != n * m || p.weight.size() != n || !finite(p.weight))) return false;
  for (std::size_t i = 0; i < n; ++i) {
    bool served = false;
    for (std::size_t j = 0; j < m; ++j) {
      const double c = p.cost[i * m + j];
      if (std::isnan(c) || c == -infinity) return false;
      served = served || std::isfinite(c);
    }
    if (!served) return false;
  }
  return true;
}

double location_value(const LocationProblem& p, const std::vector<int>& open, const std::vector<int>& server) {
  const std::size_t m = static_cast<std::size_t>(p.facilities), periods = static_cast<std::size_t>(p.periods),
                    groups = static_cast<std::size_t>(p.groups);
  const int count = static_cast<int>(open.size());
  if (server.size() != static_cast<std::size_t>(p.clients) || count < p.least_open ||
      (p.most_open > 0 && count > p.most_open))
    return infinity;
  double value = 0.0;
  for (int j : open) value += p.open_cost.empty() ? 0.0 : p.open_cost[static_cast<std::size_t>(j)];
  std::vector<double> load(m * groups * periods, 0.0), covered(p.coverage.size(), 0.0);
  double weight = 0.0;
  for (std::size_t i = 0; i < server.size(); ++i) {
    const std::size_t j = static_cast<std::size_t>(server[i]);
    if (!std::binary_search(open.begin(), open.end(), server[i])) return infinity;
    value += p.cost[i * m + j];
    for (std::size_t k = 0; k < groups * periods; ++k) load[j * groups * periods + k] += p.load[i * groups * periods + k];
    if (p.coverage.empty()) continue;
    weight += p.weight[i];
    for (std::size_t r = 0; r < covered.size(); ++r)
      covered[r] += p.measure[i * m + j] <= p.coverage[r].within ? p.weight[i] : 0.0;
  }
  for (std::size_t g = 0; periods > 0 && g < p.rate.size(); ++g)
    value += p.rate[g] * *std::max_element(load.begin() + static_cast<std::ptrdiff_t>(g * periods),
                                           load.begin() + static_cast<std::ptrdiff_t>((g + 1) * periods));
  for (std::size_t r = 0; r < covered.size(); ++r)
    if (covered[r] < (p.coverage[r].share - 1e-9) * weight) return infinity;
  return value;
}

namespace {

enum : std::uint8_t { free_to_choose, fixed_open, fixed_closed };

class Search {
 public:
  Search(const LocationProblem& p, const LocationOptions& o) : c_(p), o_(o), start_(std::chrono::steady_clock::now()) {}

  LocationSolution run() {
    std::vector<std::uint8_t> state(c_.m, free_to_choose);
    drop_dominated(state);
    Multipliers root = first_multipliers();
    first_answer(root, state);
    if (c_.p.periods > 0 || !c_.p.coverage.empty()) relax_root(root, state);
    const double bound = explore(std::move(root), std::move(state));
    LocationSolution s;
    s.iterations = iterations_, s.nodes = nodes_;
    if (best_.value == infinity) return s;
    s.objective = best_.value;
    s.bound = std::min(bound, best_.value);
    for (std::size_t j : best_.open) s.open.push_back(static_cast<int>(j));
    for (std::size_t j : best_.server) s.server.push_back(static_cast<int>(j));
    s.status = s.gap() <= o_.gap ? Status::optimal : Status::limit;
    return s;
  }

 private:
  [[nodiscard]] bool out_of_time() const {
    if (o_.stop && o_.stop->load()) return true;
    return o_.seconds < infinity && seconds_used() > o_.seconds;
  }
  [[nodiscard]] double seconds_used() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  [[nodiscard]] double good_enough() const { return best_.value - o_.gap * std::abs(best_.value); }
  [[nodiscard]] std::size_t most_open() const {
    return c_.p.most_open > 0 ? static_cast<std::size_t>(c_.p.most_open) : c_.m;
  }

  Multipliers first_multipliers() {
    Multipliers m;
    const std::size_t periods = c_.periods, groups = c_.groups;
    m.prices.bonus.assign(c_.p.coverage.size(), 0.0);
    m.prices.period_weight.assign(c_.m * groups * periods, periods > 0 ? 1.0 / static_cast<double>(periods) : 0.0);
    // Peaks: where the load of the clients that find a facility cheapest would peak.
    for (std::size_t j = 0; j < c_.m && periods > 0; ++j)
      for (std::size_t g = 0; g < groups; ++g) {
        std::size_t cheapest = c_.n;
        for (std::size_t i = 0; i < c_.n; ++i)
          if (c_.loads_group[i * groups + g] &&
              (cheapest == c_.n ||
               c_.cost[j * c_.n + i] / total_load(i) < c_.cost[j * c_.n + cheapest] / total_load(cheapest)))
            cheapest = i;
        if (cheapest == c_.n) continue;
        const double* load = c_.load(cheapest, g);
        const double peak = *std::max_element(load, load + periods);
        double* w = m.prices.period_weight.data() + (j * groups + g) * periods;
        double sum = 0.0;
        for (std::size_t t = 0; t < periods; ++t) sum += w[t] = peak > 0.0 ? std::exp(20.0 * (load[t] / peak - 1.0)) : 1.0;
        for (std::size_t t = 0; t < periods; ++t) w[t] /= sum;
      }
    reprice(m);
    m.client.resize(c_.n);
    for (std::size_t i = 0; i < c_.n; ++i) {  // the second cheapest facility: a usual start
      double first = infinity, second = infinity;
      for (std::size_t j = 0; j < c_.m; ++j) {
        const double a = arc_[j * c_.n + i];
        if (a < first)
          second = first, first = a;
        else if (a < second)
          second = a;
      }
      m.client[i] = second < infinity ? second : first;
    }
    return m;
  }
  [[nodiscard]] double total_load(std::size_t i) const {
    double sum = 1e-300;
    for (std::size_t k = 0; k < c_.groups * c_.periods; ++k) sum += c_.p.load[i * c_.groups * c_.periods + k];
    return sum;
  }

  static std::vector<std::uint8_t> closed_in(const std::vector<std::uint8_t>& state) {
    std::vector<std::uint8_t> out(state.size());
    std::transform(state.begin(), state.end(), out.begin(),
                   [](std::uint8_t s) { return static_cast<std::uint8_t>(s == fixed_closed); });
    return out;
  }

  void reprice(const Multipliers& m) {
    price_loads(c_, m.prices, loaded_);
    price_bonus(c_, m.prices, loaded_, arc_);
  }

  /// Greedy adding of facilities, then interchange; bonuses rise until the coverage rows hold.
  void first_answer(const Multipliers& m, const std::vector<std::uint8_t>& state) {
    const std::vector<std::uint8_t> none = closed_in(state);
    Multipliers priced = m;
    double scale = 0.0;
    for (double price : m.client) scale += std::abs(price);
    for (int attempt = 0; attempt < 8 && best_.value == infinity; ++attempt) {
      std::vector<std::size_t> open = greedy(priced, none);
      if (attempt == 0 && !o_.start.empty()) open.assign(o_.start.begin(), o_.start.end());
      std::sort(open.begin(), open.end());
      offer(improve(c_, assign(c_, open, priced.prices), priced.prices, none, 200));
      for (double& bonus : priced.prices.bonus) bonus = attempt == 0 ? 0.1 * scale : 2.0 * bonus;
      reprice(priced);
    }
    if (best_.value == infinity && most_open() == c_.m) {
      std::vector<std::size_t> all;
      for (std::size_t j = 0; j < c_.m; ++j)
        if (!none[j]) all.push_back(j);
      offer(improve(c_, assign(c_, all, m.prices), m.prices, none, static_cast<int>(c_.m)));
    }
  }

  std::vector<std::size_t> greedy(const Multipliers& m, const std::vector<std::uint8_t>& closed) const {
    std::vector<std::size_t> open;
    std::vector<double> cheapest(c_.n, infinity);
    const double alone =
        1e3 * (1.0 + std::abs(*std::max_element(m.client.begin(), m.client.end())));  // price of a client nobody serves yet
    while (open.size() < most_open()) {
      std::size_t best = c_.m;
      double best_gain = 0.0;
      for (std::size_t j = 0; j < c_.m; ++j) {
        if (closed[j]) continue;
        double gain = -c_.open_cost(j);
        for (std::size_t i = 0; i < c_.n; ++i) gain += std::max(0.0, std::min(cheapest[i], alone) - arc_[j * c_.n + i]);
        if (gain > best_gain && std::find(open.begin(), open.end(), j) == open.end()) best = j, best_gain = gain;
      }
      if (best == c_.m) break;
      open.push_back(best);
      for (std::size_t i = 0; i < c_.n; ++i) cheapest[i] = std::min(cheapest[i], arc_[best * c_.n + i]);
    }
    for (std::size_t j = 0; open.size() < static_cast<std::size_t>(c_.p.least_open) && j < c_.m; ++j)
      if (!closed[j] && std::find(open.begin(), open.end(), j) == open.end()) open.push_back(j);
    return open;
  }

  /// Priced peaks and coverage make the subgradient slow: their prices are taken from the linear relaxation over the arcs that matter,
  /// and answers from the facilities it opens. Arcs that the bound would use but the relaxation lacked come in, and it is solved again.
  void relax_root(Multipliers& m, const std::vector<std::uint8_t>& state) {
    std::vector<std::uint8_t> kept(c_.m * c_.n, 0);
    const std::vector<std::uint8_t> none = closed_in(state);
    for (std::size_t i = 0; i < c_.n; ++i) keep_cheapest(i, none, kept);
    double best = -infinity;
    Multipliers at_best = m;
    for (int round = 0; round < 6; ++round) {
      for (std::size_t j : best_.open)
        for (std::size_t i = 0; i < c_.n && best_.value < infinity; ++i)
          kept[j * c_.n + i] |= c_.cost[j * c_.n + i] < infinity;
      const double left = o_.seconds < infinity ? o_.seconds - seconds_used() : 600.0;
      const Relaxed relaxed = left > 0.0 ? relax(c_, kept, m, left, o_.stop) : Relaxed{};
      if (!relaxed.solved) break;
      m = relaxed.multipliers;
      reprice(m);
      const Bound b = bound_of(m, state);
      if (b.value > best) best = b.value, at_best = m;
      round_open(relaxed.open, m, none);
      if (o_.progress) o_.progress({iterations_, nodes_, best_.value, best});
      std::size_t missing = 0;
      for (std::size_t j = 0; j < c_.m; ++j)
        for (std::size_t i = 0; i < c_.n; ++i)
          if (!none[j] && !kept[j * c_.n + i] && arc_[j * c_.n + i] < m.client[i]) kept[j * c_.n + i] = 1, ++missing;
      if (missing == 0 || best >= good_enough()) break;
    }
    m = std::move(at_best);
    reprice(m);
  }

  void keep_cheapest(std::size_t i, const std::vector<std::uint8_t>& closed, std::vector<std::uint8_t>& kept) const {
    constexpr std::size_t enough = 24;
    std::vector<std::size_t> order;
    for (std::size_t j = 0; j < c_.m; ++j)
      if (!closed[j] && c_.cost[j * c_.n + i] < infinity) order.push_back(j);
    const auto keep_first = [&](auto value) {
      const std::size_t count = std::min(enough, order.size());
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                        [&](std::size_t x, std::size_t y) { return value(x) != value(y) ? value(x) < value(y) : x < y; });
      for (std::size_t k = 0; k < count; ++k) kept[order[k] * c_.n + i] = 1;
    };
    keep_first([&](std::size_t j) { return arc_[j * c_.n + i]; });
    if (!c_.p.coverage.empty()) keep_first([&](std::size_t j) { return c_.p.measure[i * c_.m + j]; });
  }

  /// Facilities that the relaxation opens at least half, a third, ... as answers.
  void round_open(const std::vector<double>& open, const Multipliers& m, const std::vector<std::uint8_t>& none) {
    for (double least : {0.7, 0.5, 0.3, 0.15, 0.05}) {
      std::vector<std::size_t> set;
      for (std::size_t j = 0; j < c_.m; ++j)
        if (open[j] >= least) set.push_back(j);
      if (set.size() > most_open() || set.size() < static_cast<std::size_t>(std::max(1, c_.p.least_open))) continue;
      Answer a = assign(c_, set, m.prices);
      if (a.value < infinity) offer(improve(c_, std::move(a), m.prices, none, 100));
    }
    offer(improve(c_, best_, m.prices, none, 100));
  }

  void offer(Answer a) {
    if (a.value < best_.value) best_ = std::move(a);
  }

  struct Bound {
    double value = -infinity;
    std::vector<double> worth;  ///< of each facility: what opening it adds (negative: wanted)
    std::vector<std::size_t> chosen;
  };

  /// Lagrangian bound under the multipliers and the facilities that answer it. O(clients x facilities).
  Bound bound_of(const Multipliers& m, const std::vector<std::uint8_t>& state) const {
    Bound b;
    b.worth.assign(c_.m, infinity);
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (state[j] == fixed_closed) continue;
      const double* a = arc_.data() + j * c_.n;
      double sum = 0.0;
      for (std::size_t i = 0; i < c_.n; ++i) sum += std::min(0.0, a[i] - m.client[i]);
      b.worth[j] = c_.open_cost(j) + sum;
    }
    std::vector<std::size_t> order;
    b.value = std::accumulate(m.client.begin(), m.client.end(), 0.0);
    for (std::size_t r = 0; r < c_.p.coverage.size(); ++r) b.value += m.prices.bonus[r] * c_.p.coverage[r].share;
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (state[j] == fixed_open)
        b.chosen.push_back(j), b.value += b.worth[j];
      else if (state[j] == free_to_choose)
        order.push_back(j);
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t x, std::size_t y) { return b.worth[x] != b.worth[y] ? b.worth[x] < b.worth[y] : x < y; });
    for (std::size_t j : order) {
      const bool must = b.chosen.size() < static_cast<std::size_t>(c_.p.least_open);
      if (b.chosen.size() >= most_open() || (!must && b.worth[j] >= 0.0)) break;
      b.chosen.push_back(j), b.value += b.worth[j];
    }
    std::sort(b.chosen.begin(), b.chosen.end());
    return b;
  }

  /// One step of all multipliers along the subgradient at `b`.
  void step(Multipliers& m, const Bound& b, double length) {
    std::vector<double> unserved(c_.n, 1.0);
    std::vector<std::pair<std::size_t, std::size_t>> arcs;
    const std::size_t rows = c_.p.coverage.size();
    std::vector<double> inside(rows, 0.0);
    for (std::size_t j : b.chosen)
      for (std::size_t i = 0; i < c_.n; ++i)
        if (arc_[j * c_.n + i] < m.client[i]) {
          unserved[i] -= 1.0;
          arcs.emplace_back(j, i);
          for (std::size_t r = 0; r < rows; ++r)
            inside[r] += c_.reach[j * c_.n + i] >= rows - r ? c_.p.weight[i] / c_.total_weight : 0.0;
        }
    double norm = 0.0;
    for (double u : unserved) norm += u * u;
    if (norm == 0.0) norm = 1.0;
    const double scale =
        best_.value < infinity ? std::abs(best_.value) : 1.2 * std::abs(b.value);  // while no answer is known
    const double aim = std::max(best_.value < infinity ? best_.value - b.value : 0.2 * std::abs(b.value), 1e-9 * scale);
    for (std::size_t i = 0; i < c_.n; ++i) m.client[i] += length * aim / norm * unserved[i];
    bool moved = false;
    for (std::size_t r = 0; r < rows; ++r) {
      const double before = m.prices.bonus[r];
      m.prices.bonus[r] =
          std::max(0.0, before + 0.3 * length * scale * std::clamp(c_.p.coverage[r].share - inside[r], -0.2, 0.2));
      moved = moved || m.prices.bonus[r] != before;
    }
    if (c_.p.periods > 0 && iterations_ % 8 == 0) {
      lean(m.prices, arcs, length);
      price_loads(c_, m.prices, loaded_);
      moved = true;
    }
    if (moved) price_bonus(c_, m.prices, loaded_, arc_);
  }

  /// Weights of periods move towards the peaks of what was chosen (exponentiated gradient on the simplex).
  void lean(Prices& prices, const std::vector<std::pair<std::size_t, std::size_t>>& arcs, double length) const {
    const std::size_t periods = c_.periods, groups = c_.groups;
    std::vector<double> load(c_.m * groups * periods, 0.0);
    for (const auto& [j, i] : arcs)
      for (std::size_t k = 0; k < groups * periods; ++k)
        load[j * groups * periods + k] += c_.p.load[i * groups * periods + k];
    for (std::size_t g = 0; g < c_.m * groups; ++g) {
      const double* l = load.data() + g * periods;
      const double peak = *std::max_element(l, l + periods);
      if (peak <= 0.0) continue;
      double* w = prices.period_weight.data() + g * periods;
      double sum = 0.0;
      for (std::size_t t = 0; t < periods; ++t)
        sum += w[t] = std::max(1e-9, w[t] * std::exp(2.0 * length * (l[t] / peak - 1.0)));
      for (std::size_t t = 0; t < periods; ++t) w[t] /= sum;
    }
  }

  /// Subgradient at one node; returns its bound. `m` leaves as the best multipliers, `last` as the bound they give.
  double ascend(Multipliers& m, const std::vector<std::uint8_t>& state, int iterations, bool at_root, Bound& last) {
    Multipliers at_best = m;
    double best = -infinity, length = at_root ? 1.0 : 0.5;
    chosen_often_.assign(c_.m, 0.0);
    int stale = 0;
    const std::vector<std::uint8_t> closed = closed_in(state);
    reprice(m);
    for (int k = 0; k < iterations; ++k, ++iterations_) {
      const Bound b = bound_of(m, state);
      if (best == -infinity || b.value > best + 1e-10 * std::abs(best)) {
        stale = best == -infinity || b.value > best + 1e-6 * std::abs(best_.value) ? 0 : stale + 1;
        best = b.value, at_best = m;
      } else {
        ++stale;
      }
      if (stale > 25) {
        length *= 0.7, stale = 0, m = at_best;
        reprice(m);
      }
      if (best >= good_enough() || length < 1e-4) break;
      for (double& often : chosen_often_) often *= 0.98;
      for (std::size_t j : b.chosen) chosen_often_[j] += 0.02;
      if (at_root ? k % 20 == 0 : k == 0) try_answer(b, m, closed, k);
      if (k % 100 == 99) {
        if (o_.progress) o_.progress({iterations_, nodes_, best_.value, at_root ? best : root_bound_});
        if (out_of_time()) break;
      }
      step(m, b, length);
    }
    m = std::move(at_best);
    reprice(m);
    last = bound_of(m, state);
    return best;
  }

  void try_answer(const Bound& b, const Multipliers& m, const std::vector<std::uint8_t>& closed, int k) {
    if (b.chosen.empty()) return;
    Answer a = assign(c_, b.chosen, m.prices);
    if (a.value > 1.05 * best_.value && k > 0) return;
    if (a.value < best_.value || k % 200 == 0) a = improve(c_, std::move(a), m.prices, closed, 60);
    offer(std::move(a));
  }

  struct Node {
    double bound = -infinity;
    int number = 0;
    std::vector<std::uint8_t> state;
    Multipliers multipliers;
    /// The queue gives the least bound first; among equals the youngest, which goes deep.
    bool operator<(const Node& other) const { return bound != other.bound ? bound > other.bound : number < other.number; }
  };

  /// Branch and bound, least bound first; returns a bound for the whole problem.
  double explore(Multipliers root, std::vector<std::uint8_t> state) {
    std::priority_queue<Node> queue;
    queue.push({.state = std::move(state), .multipliers = std::move(root)});
    double closed = infinity;  // least bound of what need not be looked into further
    while (!queue.empty()) {
      Node node = queue.top();
      queue.pop();
      root_bound_ = std::max(root_bound_, std::min(node.bound, closed));
      if (node.bound >= good_enough()) return std::min(closed, node.bound);
      if (nodes_ > 0 && (nodes_ >= o_.nodes || out_of_time())) return std::min(closed, node.bound);
      const bool at_root = nodes_++ == 0;
      Bound b;
      node.bound = std::max(node.bound, ascend(node.multipliers, node.state,
                                               at_root ? o_.root_iterations : o_.root_iterations / 8, at_root, b));
      if (at_root) root_bound_ = node.bound;
      if (node.bound < good_enough()) {
        fix_by_worth(node.state, b);
        const std::size_t on = branch_facility(node.state, b);
        if (on == c_.m) {
          closed = std::min(closed, std::max(node.bound, leaf_value(node.state, node.multipliers)));
          continue;
        }
        push_children(queue, std::move(node), on);
      } else {
        closed = std::min(closed, node.bound);
      }
    }
    return closed;
  }

  void push_children(std::priority_queue<Node>& queue, Node node, std::size_t on) {
    for (std::uint8_t value : {fixed_closed, fixed_open}) {
      if (value == fixed_open && open_count(node.state) >= most_open()) continue;
      Node child{.bound = node.bound, .number = ++last_number_, .state = node.state, .multipliers = node.multipliers};
      child.state[on] = value;
      if (can_serve(child.state)) queue.push(std::move(child));
    }
  }

  /// Every choice is made: without loads and coverage the value is the node's own optimum.
  double leaf_value(const std::vector<std::uint8_t>& state, const Multipliers& m) {
    std::vector<std::size_t> open;
    for (std::size_t j = 0; j < c_.m; ++j)
      if (state[j] == fixed_open) open.push_back(j);
    if (open.empty()) return infinity;
    Answer a = assign(c_, open, m.prices);
    const double value = a.value;
    offer(std::move(a));
    return c_.p.periods == 0 && c_.p.coverage.empty() ? value : -infinity;
  }

  [[nodiscard]] static std::size_t open_count(const std::vector<std::uint8_t>& state) {
    return static_cast<std::size_t>(std::count(state.begin(), state.end(), static_cast<std::uint8_t>(fixed_open)));
  }
  [[nodiscard]] bool can_serve(const std::vector<std::uint8_t>& state) const {
    std::size_t left = 0;
    for (std::uint8_t s : state) left += s != fixed_closed;
    if (left < static_cast<std::size_t>(std::max(1, c_.p.least_open))) return false;
    for (std::size_t i = 0; i < c_.n; ++i) {
      bool served = false;
      for (std::size_t j = 0; j < c_.m && !served; ++j)
        served = state[j] != fixed_closed && c_.cost[j * c_.n + i] < infinity;
      if (!served) return false;
    }
    return true;
  }

  /// Facilities whose other choice already costs more than the best answer keep the one they have.
  void fix_by_worth(std::vector<std::uint8_t>& state, const Bound& b) const {
    std::vector<std::uint8_t> chosen(c_.m, 0);
    for (std::size_t j : b.chosen) chosen[j] = 1;
    const bool full = b.chosen.size() >= most_open();
    double worst_in = -infinity, best_out = infinity;  // of those free to choose
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (state[j] != free_to_choose) continue;
      if (chosen[j])
        worst_in = std::max(worst_in, b.worth[j]);
      else
        best_out = std::min(best_out, b.worth[j]);
    }
    const bool least = b.chosen.size() <= static_cast<std::size_t>(c_.p.least_open);
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (state[j] != free_to_choose) continue;
      // Opening one more: in a full choice it pushes out the worst, else it may let a positive one go. Closing: the next best comes in.
      const double opening = full ? b.worth[j] - worst_in : std::max(0.0, b.worth[j] - std::max(0.0, worst_in));
      const double closing = least ? best_out - b.worth[j] : std::max(0.0, std::min(0.0, best_out) - b.worth[j]);
      if (!chosen[j] && worst_in > -infinity && b.value + opening > good_enough()) state[j] = fixed_closed;
      if (chosen[j] && b.value + closing > good_enough()) state[j] = fixed_open;
    }
  }

  /// The free facility that the steps chose nearest to half of the time; with nothing in between the most wanted. m: none is free.
  [[nodiscard]] std::size_t branch_facility(const std::vector<std::uint8_t>& state, const Bound& b) const {
    std::size_t on = c_.m;
    double best = -infinity;
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (state[j] != free_to_choose) continue;
      const double unclear = std::min(chosen_often_[j], 1.0 - chosen_often_[j]);
      const double score = unclear > 0.02 ? 1.0 + unclear : -b.worth[j] / (1.0 + std::abs(b.worth[j]));
      if (score > best) best = score, on = j;
    }
    return on;
  }

  /// A facility that another one beats in every respect need not be looked at; of equals the first stays.
  void drop_dominated(std::vector<std::uint8_t>& state) const {
    std::size_t left = c_.m;
    for (std::size_t j = 0; j < c_.m; ++j)
      for (std::size_t k = 0; k < c_.m && state[j] == free_to_choose; ++k) {
        if (k == j || state[k] != free_to_choose || !dominates(k, j) || (k > j && dominates(j, k))) continue;
        if (left <= static_cast<std::size_t>(std::max(1, c_.p.least_open))) return;
        state[j] = fixed_closed;
        --left;
      }
  }
  [[nodiscard]] bool dominates(std::size_t k, std::size_t j) const {
    if (c_.open_cost(k) > c_.open_cost(j)) return false;
    for (std::size_t g = 0; g < c_.groups && c_.periods > 0; ++g)
      if (c_.p.rate[k * c_.groups + g] > c_.p.rate[j * c_.groups + g]) return false;
    for (std::size_t i = 0; i < c_.n; ++i)
      if (c_.cost[k * c_.n + i] > c_.cost[j * c_.n + i] || c_.reach[k * c_.n + i] < c_.reach[j * c_.n + i]) return false;
    return true;
  }

  Arcs c_;
  const LocationOptions& o_;
  std::chrono::steady_clock::time_point start_;
  Answer best_;
  std::vector<double> loaded_, arc_;
  std::vector<double> chosen_often_;  ///< smoothed share of the steps that chose a facility
  double root_bound_ = -infinity;
  int last_number_ = 0;
  int iterations_ = 0, nodes_ = 0;
};

}  // namespace

LocationSolution solve_location(const LocationProblem& problem, const LocationOptions& options) {
  if (!well_formed(problem)) return {};
  return Search(problem, options).run();
}

}  // namespace gridwright::solver
