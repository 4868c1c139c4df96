#include "answer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gridwright::solver::location {

Arcs::Arcs(const LocationProblem& problem)
    : p(problem),
      n(static_cast<std::size_t>(problem.clients)),
      m(static_cast<std::size_t>(problem.facilities)),
      cost(n * m),
      reach(n * m, 0),
      periods(static_cast<std::size_t>(problem.periods)),
      groups(static_cast<std::size_t>(problem.groups)),
      loads_group(n * groups, 0) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      cost[j * n + i] = p.cost[i * m + j];
      for (const LocationProblem::Coverage& row : p.coverage)
        reach[j * n + i] = static_cast<std::uint8_t>(reach[j * n + i] + (p.measure[i * m + j] <= row.within ? 1 : 0));
    }
  for (std::size_t k = 0; k < n * groups && periods > 0; ++k)
    loads_group[k] =
        std::any_of(load(k / groups, k % groups), load(k / groups, k % groups) + periods, [](double l) { return l != 0.0; });
  if (!p.coverage.empty()) total_weight = std::accumulate(p.weight.begin(), p.weight.end(), 0.0);
}

void price_loads(const Arcs& c, const Prices& prices, std::vector<double>& loaded) {
  loaded = c.cost;
  for (std::size_t j = 0; j < c.m && c.periods > 0; ++j)
    for (std::size_t g = 0; g < c.groups; ++g) {
      double* column = loaded.data() + j * c.n;
      const double* weight = prices.period_weight.data() + (j * c.groups + g) * c.periods;
      const double rate = c.p.rate[j * c.groups + g];
      for (std::size_t i = 0; i < c.n; ++i)
        if (c.loads_group[i * c.groups + g])
          column[i] += rate * std::inner_product(c.load(i, g), c.load(i, g) + c.periods, weight, 0.0);
    }
}

void price_bonus(const Arcs& c, const Prices& prices, const std::vector<double>& loaded, std::vector<double>& arc) {
  const std::size_t rows = c.p.coverage.size();
  if (rows == 0) {
    arc = loaded;
    return;
  }
  std::vector<double> bonus(rows + 1, 0.0);  // by reach: an arc inside the narrowest row is inside all wider ones
  for (std::size_t k = 1; k <= rows; ++k) bonus[k] = bonus[k - 1] + prices.bonus[rows - k] / c.total_weight;
  arc.resize(loaded.size());
  for (std::size_t j = 0; j < c.m; ++j)
    for (std::size_t i = 0; i < c.n; ++i)
      arc[j * c.n + i] = loaded[j * c.n + i] - c.p.weight[i] * bonus[c.reach[j * c.n + i]];
}

void price_arcs(const Arcs& c, const Prices& prices, std::vector<double>& arc) {
  std::vector<double> loaded;
  price_loads(c, prices, loaded);
  price_bonus(c, prices, loaded, arc);
}

namespace {

/// What an assignment costs and how its loads lie.
class Ledger {
 public:
  explicit Ledger(const Arcs& c) : c_(c) {}
  [[nodiscard]] double value(const Answer& a) {
    const std::size_t periods = c_.periods, groups = c_.groups;
    double sum = 0.0;
    for (std::size_t j : a.open) sum += c_.open_cost(j);
    for (std::size_t i = 0; i < c_.n; ++i) sum += c_.cost[a.server[i] * c_.n + i];
    if (periods == 0) return sum;
    loads_.assign(c_.m * groups * periods, 0.0);
    for (std::size_t i = 0; i < c_.n; ++i)
      for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t t = 0; t < periods && c_.loads_group[i * groups + g]; ++t)
          loads_[(a.server[i] * groups + g) * periods + t] += c_.load(i, g)[t];
    for (std::size_t j : a.open)
      for (std::size_t g = j * groups; g < (j + 1) * groups; ++g)
        sum += c_.p.rate[g] * *std::max_element(loads_.begin() + static_cast<std::ptrdiff_t>(g * periods),
                                                loads_.begin() + static_cast<std::ptrdiff_t>((g + 1) * periods));
    return sum;
  }
  [[nodiscard]] bool covered(const Answer& a, std::vector<double>* missing = nullptr) const {
    const std::size_t rows = c_.p.coverage.size();
    bool all = true;
    for (std::size_t r = 0; r < rows; ++r) {
      double inside = 0.0;
      for (std::size_t i = 0; i < c_.n; ++i)
        if (c_.reach[a.server[i] * c_.n + i] >= rows - r) inside += c_.p.weight[i];
      const double lack = c_.p.coverage[r].share - inside / c_.total_weight;
      if (missing) (*missing)[r] = lack;
      all = all && lack <= 1e-12;
    }
    return all;
  }
  /// Weights of periods that lean to where the load of a facility peaks.
  void lean(const Answer& a, Prices& prices, double sharpness) const {
    const std::size_t periods = c_.periods, groups = c_.groups;
    for (std::size_t j : a.open)
      for (std::size_t g = j * groups; g < (j + 1) * groups; ++g) {
        const double* load = loads_.data() + g * periods;
        const double peak = *std::max_element(load, load + periods);
        if (peak <= 0.0) continue;
        double* w = prices.period_weight.data() + g * periods;
        double sum = 0.0;
        for (std::size_t t = 0; t < periods; ++t) sum += w[t] = 0.5 * w[t] + std::exp(sharpness * (load[t] / peak - 1.0));
        for (std::size_t t = 0; t < periods; ++t) w[t] /= sum;
      }
  }

 private:
  const Arcs& c_;
  std::vector<double> loads_;
};

bool choose_cheapest(const Arcs& c, const std::vector<double>& arc, Answer& a) {
  a.server.assign(c.n, c.m);
  std::vector<double> best(c.n, infinity);
  for (std::size_t j : a.open)
    for (std::size_t i = 0; i < c.n; ++i)
      if (arc[j * c.n + i] < best[i]) best[i] = arc[j * c.n + i], a.server[i] = j;
  return std::none_of(a.server.begin(), a.server.end(), [&](std::size_t j) { return j == c.m; });
}

}  // namespace

Answer assign(const Arcs& c, const std::vector<std::size_t>& open, const Prices& start) {
  Ledger ledger(c);
  Prices prices = start;
  Answer best{.open = open}, now{.open = open};
  std::vector<double> loaded, arc, missing(c.p.coverage.size(), 0.0);
  price_loads(c, prices, loaded);
  const bool plain = c.p.periods == 0 && c.p.coverage.empty();
  double scale = 0.0;
  for (int round = 0; round < (plain ? 1 : c.p.coverage.empty() ? 6 : 30); ++round) {
    price_bonus(c, prices, loaded, arc);
    if (!choose_cheapest(c, arc, now)) return best;  // somebody cannot be served from here
    now.value = ledger.value(now);
    scale = scale > 0.0 ? scale : now.value;
    const bool covered = ledger.covered(now, &missing);
    if (covered && now.value < best.value) best = now;
    if (c.p.periods > 0 && round < 6) {
      ledger.lean(now, prices, 40.0);
      price_loads(c, prices, loaded);
    }
    for (std::size_t r = 0; r < missing.size(); ++r)
      if (missing[r] > 1e-12) prices.bonus[r] = std::max(1.5 * prices.bonus[r], 0.02 * scale);
    if (covered && round >= 5) break;
  }
  return best;
}

namespace {

struct Move {
  double change;
  std::size_t in, out;  // m: none
};

/// Surrogate change of every add, drop and swap, by the two cheapest open facilities of each client.
class Interchange {
 public:
  Interchange(const Arcs& c, const std::vector<double>& arc, const std::vector<std::uint8_t>& closed)
      : c_(c), arc_(arc), closed_(closed) {}

  std::vector<Move> moves(const std::vector<std::size_t>& open, std::size_t keep) {
    find_two_cheapest(open);
    std::vector<double> loss(c_.m, 0.0);
    for (std::size_t i = 0; i < c_.n; ++i) loss[first_[i]] += std::min(second_cost_[i] - first_cost_[i], forbidden_);
    std::vector<std::uint8_t> is_open(c_.m, 0);
    for (std::size_t j : open) is_open[j] = 1;
    const std::size_t most = c_.p.most_open > 0 ? static_cast<std::size_t>(c_.p.most_open) : c_.m;
    std::vector<Move> all;
    if (open.size() > static_cast<std::size_t>(std::max(1, c_.p.least_open)))
      for (std::size_t r : open) all.push_back({loss[r] - c_.open_cost(r), c_.m, r});
    std::vector<double> back(c_.m);
    for (std::size_t j = 0; j < c_.m; ++j) {
      if (is_open[j] || closed_[j]) continue;
      std::fill(back.begin(), back.end(), 0.0);  // of the loss of an open facility, what j takes back
      double gain = 0.0;
      for (std::size_t i = 0; i < c_.n; ++i) {
        const double a = arc_[j * c_.n + i];
        if (a < first_cost_[i])
          gain += first_cost_[i] - a, back[first_[i]] += std::min(second_cost_[i] - first_cost_[i], forbidden_);
        else if (a < second_cost_[i])
          back[first_[i]] +=
              std::min(second_cost_[i] - first_cost_[i], forbidden_) - std::min(a - first_cost_[i], forbidden_);
      }
      if (open.size() < most) all.push_back({c_.open_cost(j) - gain, j, c_.m});
      for (std::size_t r : open) all.push_back({c_.open_cost(j) - gain + loss[r] - back[r] - c_.open_cost(r), j, r});
    }
    const auto better = [](const Move& a, const Move& b) {
      return a.change != b.change ? a.change < b.change : a.in != b.in ? a.in < b.in : a.out < b.out;
    };
    keep = std::min(keep, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep), all.end(), better);
    all.resize(keep);
    return all;
  }

 private:
  void find_two_cheapest(const std::vector<std::size_t>& open) {
    first_.assign(c_.n, open.front());
    first_cost_.assign(c_.n, infinity);
    second_cost_.assign(c_.n, infinity);
    for (std::size_t j : open)
      for (std::size_t i = 0; i < c_.n; ++i) {
        const double a = arc_[j * c_.n + i];
        if (a < first_cost_[i])
          second_cost_[i] = first_cost_[i], first_cost_[i] = a, first_[i] = j;
        else if (a < second_cost_[i])
          second_cost_[i] = a;
      }
    forbidden_ = 0.0;
    for (std::size_t i = 0; i < c_.n; ++i) forbidden_ += std::abs(first_cost_[i]);
    forbidden_ = 10.0 * forbidden_ + 1.0;  // more than any answer costs: a client left alone
  }
  const Arcs& c_;
  const std::vector<double>& arc_;
  const std::vector<std::uint8_t>& closed_;
  std::vector<std::size_t> first_;
  std::vector<double> first_cost_, second_cost_;
  double forbidden_ = 0.0;
};

std::vector<std::size_t> after(const std::vector<std::size_t>& open, const Move& move, std::size_t none) {
  std::vector<std::size_t> out;
  for (std::size_t j : open)
    if (j != move.out) out.push_back(j);
  if (move.in != none) out.insert(std::lower_bound(out.begin(), out.end(), move.in), move.in);
  return out;
}

}  // namespace

Answer improve(const Arcs& c, Answer best, const Prices& prices, const std::vector<std::uint8_t>& closed, int rounds) {
  if (best.value == infinity) return best;
  const bool plain = c.p.periods == 0 && c.p.coverage.empty();
  std::vector<double> arc;
  price_arcs(c, prices, arc);
  Interchange interchange(c, arc, closed);
  for (int round = 0; round < rounds; ++round) {
    bool improved = false;
    for (const Move& move : interchange.moves(best.open, plain ? 1 : 12)) {
      if (plain ? move.change >= -1e-12 * std::abs(best.value) : move.change > 0.01 * std::abs(best.value)) break;
      Answer tried = assign(c, after(best.open, move, c.m), prices);
      if (tried.value < best.value * (1.0 - 1e-12)) {
        best = std::move(tried);
        improved = true;
        break;
      }
    }
    if (!improved) break;
  }
  return best;
}

}  // namespace gridwright::solver::location
