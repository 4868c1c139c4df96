#include "relaxation.hpp"

#include <algorithm>
#include <cmath>

#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"

namespace gridwright::solver::location {

namespace {

/// Rows and columns of the relaxation, in the units of its largest cost so that the solver sees numbers near one.
class Relaxation {
 public:
  Relaxation(const Arcs& c, const std::vector<std::uint8_t>& kept, double scale) : c_(c), kept_(kept), scale_(scale) {}

  Relaxed solve_it(const Multipliers& start, double seconds, const std::atomic<bool>* stop) {
    build();
    const Solution s = solve(model_.program(), {.gap = 1e-6,
                                                .feasibility = 1e-6,
                                                .seconds = seconds,
                                                .rescue_seconds = std::min(seconds, 20.0),
                                                .threads = 1,
                                                .stop = stop});
    Relaxed out{.multipliers = start};
    if (s.x.empty() || s.row_dual.empty() || (s.status != Status::optimal && s.status != Status::numerical)) return out;
    out.solved = true;
    for (std::size_t j = 0; j < c_.m; ++j)
      out.open.push_back(s.x[static_cast<std::size_t>(open_[static_cast<int>(j)].index)]);
    for (std::size_t i = 0; i < c_.n; ++i)
      out.multipliers.client[i] = scale_ * s.row_dual[static_cast<std::size_t>(served_row_[i])];
    for (std::size_t r = 0; r < c_.p.coverage.size(); ++r)
      out.multipliers.prices.bonus[r] = scale_ * std::max(0.0, s.row_dual[static_cast<std::size_t>(coverage_row_[r])]);
    read_peaks(s, out.multipliers.prices);
    return out;
  }

 private:
  void build() {
    open_ = model_.add_columns({.name = "open", .upper = 1.0}, static_cast<int>(c_.m));
    arc_.assign(c_.m * c_.n, Column{});
    for (std::size_t j = 0; j < c_.m; ++j) {
      model_.add_cost(open_[static_cast<int>(j)], c_.open_cost(j) / scale_);
      for (std::size_t i = 0; i < c_.n; ++i)
        if (kept_[j * c_.n + i])
          arc_[j * c_.n + i] = model_.add_column({.name = "serve", .cost = c_.cost[j * c_.n + i] / scale_});
    }
    Sum sum;
    Block served = model_.add_rows("served");
    for (std::size_t i = 0; i < c_.n; ++i) {
      sum.clear();
      for (std::size_t j = 0; j < c_.m; ++j)
        if (kept_[j * c_.n + i]) sum.add(1.0, arc_[j * c_.n + i]);
      served_row_.push_back(served.add(static_cast<int>(i), sum, 1.0, 1.0));
    }
    Block link = model_.add_rows("link");
    for (std::size_t j = 0; j < c_.m; ++j)
      for (std::size_t i = 0; i < c_.n; ++i)
        if (kept_[j * c_.n + i]) link.add(static_cast<int>(i), arc_[j * c_.n + i] <= open_[static_cast<int>(j)]);
    sum.clear();
    for (std::size_t j = 0; j < c_.m; ++j) sum.add(1.0, open_[static_cast<int>(j)]);
    model_.add_rows("count").add(0, sum, c_.p.least_open, c_.p.most_open > 0 ? c_.p.most_open : infinity);
    Block coverage = model_.add_rows("coverage");
    const std::size_t rows = c_.p.coverage.size();
    for (std::size_t r = 0; r < rows; ++r) {
      sum.clear();
      for (std::size_t k = 0; k < c_.m * c_.n; ++k)
        if (kept_[k] && c_.reach[k] >= rows - r && c_.p.weight[k % c_.n] != 0.0)
          sum.add(c_.p.weight[k % c_.n] / c_.total_weight, arc_[k]);
      coverage_row_.push_back(coverage.add(static_cast<int>(r), sum, c_.p.coverage[r].share, infinity));
    }
    build_peaks();
  }

  /// Loads in units of the group's mean load, for the same reason.
  void build_peaks() {
    Block peak = model_.add_rows("peak");
    Sum sum;
    for (std::size_t g = 0; g < c_.groups && c_.periods > 0; ++g) {
      double total = 0.0;
      for (std::size_t i = 0; i < c_.n; ++i)
        for (std::size_t t = 0; t < c_.periods; ++t) total += c_.load(i, g)[t] / static_cast<double>(c_.periods);
      unit_.push_back(total > 0.0 ? total : 1.0);
      for (std::size_t j = 0; j < c_.m; ++j) {
        const Column machines =
            model_.add_column({.name = "machines", .cost = c_.p.rate[j * c_.groups + g] * unit_[g] / scale_});
        for (std::size_t t = 0; t < c_.periods; ++t) {
          sum.clear();
          for (std::size_t i = 0; i < c_.n; ++i)
            if (kept_[j * c_.n + i] && c_.load(i, g)[t] != 0.0) sum.add(c_.load(i, g)[t] / unit_[g], arc_[j * c_.n + i]);
          sum.add(-1.0, machines);
          peak_row_.push_back(peak.add(static_cast<int>(t), sum, -infinity, 0.0));
        }
      }
    }
  }

  void read_peaks(const Solution& s, Prices& prices) const {
    for (std::size_t g = 0; g < c_.groups && c_.periods > 0; ++g)
      for (std::size_t j = 0; j < c_.m; ++j) {
        double* w = prices.period_weight.data() + (j * c_.groups + g) * c_.periods;
        double sum = 0.0;
        std::vector<double> dual(c_.periods);
        for (std::size_t t = 0; t < c_.periods; ++t)
          sum += dual[t] = std::max(0.0, -s.row_dual[static_cast<std::size_t>(peak_row_[(g * c_.m + j) * c_.periods + t])]);
        if (sum <= 1e-9) continue;  // machines cost nothing there
        for (std::size_t t = 0; t < c_.periods; ++t) w[t] = dual[t] / sum;
      }
  }

  const Arcs& c_;
  const std::vector<std::uint8_t>& kept_;
  double scale_;
  Model model_;
  Columns open_;
  std::vector<Column> arc_;
  std::vector<int> served_row_, coverage_row_, peak_row_;
  std::vector<double> unit_;
};

}  // namespace

Relaxed relax(const Arcs& c, const std::vector<std::uint8_t>& kept, const Multipliers& start, double seconds,
              const std::atomic<bool>* stop) {
  double scale = 0.0;
  for (double price : start.client) scale += std::abs(price) / static_cast<double>(c.n);
  return Relaxation(c, kept, scale > 0.0 ? scale : 1.0).solve_it(start, seconds, stop);
}

}  // namespace gridwright::solver::location
