#include "gridwright/solver/branch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <queue>
#include <set>

namespace gridwright::solver {
namespace {

constexpr double integral = 1e-6;

/// Bounds of the integer columns, and the least cost below them.
struct Node {
  std::vector<double> lower, upper;
  double bound = -infinity;
  int number = 0;
};
struct Later {
  bool operator()(const Node& a, const Node& b) const { return a.bound != b.bound ? a.bound > b.bound : a.number > b.number; }
};

class Search {
 public:
  Search(const LinearProgram& lp, const Options& options, const Proposals& propose)
      : lp_(lp), options_(options), propose_(propose), start_(std::chrono::steady_clock::now()) {
    for (std::size_t j = 0; j < lp.integer.size(); ++j)
      if (lp.integer[j] != 0) columns_.push_back(j);
    lp_.integer.clear();
  }

  Solution run() {
    Node root;
    for (const std::size_t j : columns_) root.lower.push_back(std::ceil(lp_.column_lower[j] - integral)), root.upper.push_back(std::floor(lp_.column_upper[j] + integral));
    std::priority_queue<Node, std::vector<Node>, Later> open;
    open.push(root);
    double left = infinity;  // least bound of what was pruned or is still open
    while (!open.empty()) {
      Node node = open.top();
      open.pop();
      if (closes(node.bound)) {
        left = std::min(left, node.bound);
        break;  // best first: all others are no better
      }
      if (stopped()) {
        left = std::min(left, node.bound);
        break;
      }
      const Solution relaxed = relax(node);
      if (relaxed.status == Status::infeasible) continue;
      if (relaxed.status != Status::optimal) {
        if (columns_.empty() || best_.x.empty()) {
          trouble_ = relaxed;
          if (relaxed.status != Status::limit) return finish(trouble_, -infinity);
        }
        left = std::min(left, node.bound);
        break;
      }
      node.bound = std::max(node.bound, relaxed.objective);
      if (closes(node.bound)) {
        left = std::min(left, node.bound);
        continue;
      }
      try_proposals(relaxed.x);
      const std::size_t k = most_undecided(relaxed.x, node);
      if (k == columns_.size() || closes(node.bound)) {  // an integral relaxation was tried by rounding
        left = std::min(left, node.bound);
        continue;
      }
      const double at = relaxed.x[columns_[k]];
      Node down = node, up = node;
      down.upper[k] = std::clamp(std::floor(at), node.lower[k], node.upper[k] - 1.0);
      up.lower[k] = down.upper[k] + 1.0;
      down.number = ++numbered_, up.number = ++numbered_;
      open.push(std::move(down)), open.push(std::move(up));
    }
    if (!open.empty()) left = std::min(left, open.top().bound);
    if (best_.x.empty()) {
      if (!trouble_.solver.empty()) return finish(trouble_, -infinity);
      Solution none;
      none.status = stopped() ? (options_.stop != nullptr && options_.stop->load() ? Status::interrupted : Status::limit) : Status::infeasible;
      return finish(none, -infinity);
    }
    best_.status = closes(left) || left == infinity ? Status::optimal : stop_status();
    return finish(best_, std::min(left, best_.objective));
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  [[nodiscard]] bool stopped() const { return seconds() > options_.seconds || (options_.stop != nullptr && options_.stop->load()); }
  [[nodiscard]] Status stop_status() const { return options_.stop != nullptr && options_.stop->load() ? Status::interrupted : Status::limit; }
  /// No answer below `bound` is better than the best by more than the gap.
  [[nodiscard]] bool closes(double bound) const {
    return !best_.x.empty() && bound >= best_.objective - options_.mip_gap * std::max(1.0, std::abs(best_.objective));
  }

  Solution relax(const Node& node) {
    for (std::size_t k = 0; k < columns_.size(); ++k) lp_.column_lower[columns_[k]] = node.lower[k], lp_.column_upper[columns_[k]] = node.upper[k];
    Options options = options_;
    options.seconds = std::max(0.0, options_.seconds - seconds());
    ++programs_;
    return solve(lp_, options);
  }

  void try_proposals(const std::vector<double>& x) {
    std::vector<std::vector<double>> all;
    if (propose_) all = propose_(x);
    std::vector<double> rounded;
    double away = 0.0;
    for (const std::size_t j : columns_) rounded.push_back(std::round(x[j])), away = std::max(away, std::abs(x[j] - rounded.back()));
    if (!propose_ || away <= integral) all.push_back(std::move(rounded));
    for (std::vector<double>& values : all) {
      for (double& v : values) v = std::round(v);
      if (stopped() || !tried_.insert(values).second) continue;
      Solution s = relax({values, values, -infinity, 0});
      if (s.status != Status::optimal || (!best_.x.empty() && s.objective >= best_.objective)) continue;
      for (std::size_t k = 0; k < columns_.size(); ++k) s.x[columns_[k]] = values[k];
      best_ = std::move(s);
    }
  }

  [[nodiscard]] std::size_t most_undecided(const std::vector<double>& x, const Node& node) const {
    std::size_t best = columns_.size();
    double most = -1.0;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      if (node.lower[k] >= node.upper[k]) continue;
      const double v = x[columns_[k]], away = std::abs(v - std::round(v));
      if (away > most) most = away, best = k;
    }
    return best;
  }

  Solution finish(Solution s, double bound) {
    if (!s.x.empty()) s.mip_gap = std::isfinite(bound) ? std::max(0.0, (s.objective - bound) / std::max(1.0, std::abs(s.objective))) : infinity;
    s.iterations = programs_;
    s.seconds = seconds();
    s.solver = (s.solver.empty() ? std::string("gridwright") : s.solver) + ", branch and bound over " + std::to_string(programs_) + " linear programs";
    return s;
  }

  LinearProgram lp_;
  const Options& options_;
  const Proposals& propose_;
  std::chrono::steady_clock::time_point start_;
  std::vector<std::size_t> columns_;
  std::set<std::vector<double>> tried_;
  Solution best_, trouble_;
  int programs_ = 0, numbered_ = 0;
};

}  // namespace

Solution solve_by_branching(const LinearProgram& lp, const Options& options, const Proposals& propose) { return Search(lp, options, propose).run(); }

}  // namespace gridwright::solver
