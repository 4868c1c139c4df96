#include "gridwright/solver/infeasible.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "gridwright/core/text.hpp"

namespace gridwright::solver {
namespace {

/// A slack column of the elastic program.
struct Slack {
  int row;
  bool too_low;    ///< it lifts the left side
  double scale;    ///< amount in the row's unit per scaled unit
};

struct Elastic {
  LinearProgram lp{};
  std::vector<Slack> slacks{};
  int first = 0;   ///< index of the first slack column
};

std::string family_of(const std::string& block) { return block.substr(0, block.find('[')); }

/// One flag a block: may its rows be broken?
std::vector<bool> elastic_blocks(const Model& model, const std::vector<std::string>& asked) {
  std::vector<bool> may;
  for (const std::string& name : model.block_names())
    may.push_back(asked.empty() || std::find(asked.begin(), asked.end(), name) != asked.end() ||
                  std::find(asked.begin(), asked.end(), family_of(name)) != asked.end());
  return may;
}

double largest_coefficient(const RowMatrix& a, std::size_t row) {
  double largest = 0.0;
  for (auto k = static_cast<std::size_t>(a.start[row]); k < static_cast<std::size_t>(a.start[row + 1]); ++k)
    largest = std::max(largest, std::abs(a.value[k]));
  return largest > 0.0 ? largest : 1.0;
}

/// The model with slack columns on the rows that may be broken; costs are the scaled amounts broken and nothing else.
Elastic make_elastic(const Model& model, const std::vector<bool>& may) {
  const LinearProgram& from = model.program();
  Elastic e;
  e.first = from.columns();
  e.lp.cost.assign(from.cost.size(), 0.0);
  e.lp.column_lower = from.column_lower;
  e.lp.column_upper = from.column_upper;
  e.lp.row_lower = from.row_lower;
  e.lp.row_upper = from.row_upper;
  RowMatrix& a = e.lp.matrix;
  a.index.reserve(from.matrix.index.size() + from.row_lower.size());
  a.value.reserve(from.matrix.index.size() + from.row_lower.size());
  for (std::size_t i = 0; i < from.row_lower.size(); ++i) {
    const auto begin = static_cast<std::ptrdiff_t>(from.matrix.start[i]), end = static_cast<std::ptrdiff_t>(from.matrix.start[i + 1]);
    a.index.insert(a.index.end(), from.matrix.index.begin() + begin, from.matrix.index.begin() + end);
    a.value.insert(a.value.end(), from.matrix.value.begin() + begin, from.matrix.value.begin() + end);
    if (may[static_cast<std::size_t>(model.block_of_row(static_cast<int>(i)))]) {
      // A slack of one scaled unit costs 1 and moves the row by its largest coefficient: rows in kW and in GWh count alike.
      const double scale = largest_coefficient(from.matrix, i);
      for (const bool too_low : {true, false}) {
        if (std::isinf(too_low ? from.row_lower[i] : from.row_upper[i])) continue;
        a.index.push_back(e.first + static_cast<int>(e.slacks.size()));
        a.value.push_back(too_low ? scale : -scale);
        e.slacks.push_back({static_cast<int>(i), too_low, scale});
      }
    }
    a.start.push_back(static_cast<std::int64_t>(a.index.size()));
  }
  const std::size_t columns = from.cost.size() + e.slacks.size();
  e.lp.cost.resize(columns, 1.0);
  e.lp.column_lower.resize(columns, 0.0);
  e.lp.column_upper.resize(columns, infinity);
  a.columns = static_cast<int>(columns);
  return e;
}

/// Collects broken rows by block name, in the order blocks were made.
class Collector {
 public:
  Collector(const Model& model, const ExplainOptions& options) : model_(model), options_(options), names_(model.block_names()) {}

  void add(int row, bool too_low, double amount, double scaled) {
    const std::string& block = names_[static_cast<std::size_t>(model_.block_of_row(row))];
    auto [at, fresh] = place_.emplace(block, found_.size());
    if (fresh) found_.push_back({{.block = block}, 0.0, {}});
    Group& group = found_[at->second];
    ++group.conflict.rows;
    group.conflict.total += amount;
    group.conflict.largest = std::max(group.conflict.largest, amount);
    group.scaled += scaled;
    group.rows.push_back({amount, row, too_low});
  }

  std::vector<BlockConflict> take() {
    std::sort(found_.begin(), found_.end(), [](const Group& a, const Group& b) {
      return a.scaled != b.scaled ? a.scaled > b.scaled : a.conflict.block < b.conflict.block;
    });
    std::vector<BlockConflict> out;
    for (Group& group : found_) {
      const auto listed = static_cast<std::ptrdiff_t>(std::min(options_.examples, group.rows.size()));
      std::partial_sort(group.rows.begin(), group.rows.begin() + listed, group.rows.end(), [](const Broken& a, const Broken& b) {
        return a.amount != b.amount ? a.amount > b.amount : a.row < b.row;
      });
      for (std::ptrdiff_t k = 0; k < listed; ++k) {
        const Broken& b = group.rows[static_cast<std::size_t>(k)];
        group.conflict.worst.push_back({b.row, model_.label_of_row(b.row), model_.row_name(b.row), b.amount, b.too_low});
      }
      out.push_back(std::move(group.conflict));
    }
    return out;
  }

 private:
  struct Broken {
    double amount;
    int row;
    bool too_low;
  };
  struct Group {
    BlockConflict conflict;
    double scaled;
    std::vector<Broken> rows;
  };
  const Model& model_;
  const ExplainOptions& options_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> place_{};
  std::vector<Group> found_{};
};

/// Bounds that exclude each other need no solver.
bool contradicting_bounds(const Model& model, const ExplainOptions& options, Explanation& out) {
  const LinearProgram& lp = model.program();
  Collector broken(model, options);
  bool any = false;
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    if (lp.row_lower[i] > lp.row_upper[i]) {
      const double amount = lp.row_lower[i] - lp.row_upper[i];
      broken.add(static_cast<int>(i), true, amount, amount);
      out.total += amount;
      any = true;
    }
  out.conflicts = broken.take();
  std::map<std::string, int> columns;
  for (std::size_t j = 0; j < lp.column_lower.size(); ++j)
    if (lp.column_lower[j] > lp.column_upper[j]) {
      ++columns[model.column_name(static_cast<int>(j))];
      any = true;
    }
  for (const auto& [name, count] : columns) out.against.push_back({name, count, true});
  return any;
}

/// Rows and column bounds that carry a price in the elastic program.
std::vector<Obstacle> obstacles(const Model& model, const Elastic& e, const Solution& s, const std::vector<bool>& broken) {
  const LinearProgram& lp = model.program();
  constexpr double priced = 1e-5;  // scaled prices are 0..1 by construction
  std::map<std::string, int> rows, bounds;
  const std::vector<std::string> names = model.block_names();
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    if (!broken[i] && std::abs(s.row_dual[i]) * largest_coefficient(lp.matrix, i) > priced)
      ++rows[names[static_cast<std::size_t>(model.block_of_row(static_cast<int>(i)))]];
  for (std::size_t j = 0; j < static_cast<std::size_t>(e.first); ++j) {
    const double d = s.reduced_cost[j], bound = d > 0.0 ? lp.column_lower[j] : lp.column_upper[j];
    // Being unable to go below zero is what a quantity is, not an obstacle somebody put there.
    if (std::abs(d) > priced && std::isfinite(bound) && bound != 0.0) ++bounds[model.column_family(static_cast<int>(j))];
  }
  std::vector<Obstacle> all;
  for (const auto& [name, count] : rows) all.push_back({name, count, false});
  for (const auto& [name, count] : bounds) all.push_back({name, count, true});
  // Bounds first: they are what somebody set and can change.
  std::sort(all.begin(), all.end(), [](const Obstacle& a, const Obstacle& b) {
    if (a.bounds != b.bounds) return a.bounds;
    return a.count != b.count ? a.count > b.count : a.name < b.name;
  });
  return all;
}

void read_conflicts(const Model& model, const ExplainOptions& options, const Elastic& e, const Solution& s, Explanation& out) {
  const LinearProgram& lp = model.program();
  Collector found(model, options);
  std::vector<bool> broken(lp.row_lower.size(), false);
  for (std::size_t k = 0; k < e.slacks.size(); ++k) {
    const Slack& slack = e.slacks[k];
    const double scaled = s.x[static_cast<std::size_t>(e.first) + k], amount = scaled * slack.scale;
    const auto i = static_cast<std::size_t>(slack.row);
    const double bound = slack.too_low ? lp.row_lower[i] : lp.row_upper[i];
    if (amount <= options.tolerance * (1.0 + std::abs(bound))) continue;
    found.add(slack.row, slack.too_low, amount, scaled);
    broken[i] = true;
    out.total += scaled;
  }
  out.conflicts = found.take();
  out.feasible = out.conflicts.empty() && out.status == Status::optimal;
  if (!out.feasible && s.row_dual.size() == lp.row_lower.size() && s.reduced_cost.size() >= lp.cost.size())
    out.against = obstacles(model, e, s, broken);
}

}  // namespace

Explanation explain_infeasibility(const Model& model, const ExplainOptions& options) {
  Explanation out;
  if (contradicting_bounds(model, options, out)) {
    out.status = Status::optimal;
    return out;
  }
  std::vector<bool> may = elastic_blocks(model, options.elastic);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Elastic e = make_elastic(model, may);
    const Solution s = solve(e.lp, options.solve);
    out.seconds += s.seconds;
    out.status = s.status;
    const bool all = std::all_of(may.begin(), may.end(), [](bool b) { return b; });
    if (s.status == Status::infeasible && !all) {
      may.assign(may.size(), true);
      out.widened = true;
      continue;
    }
    if (s.x.size() == e.lp.cost.size()) read_conflicts(model, options, e, s, out);
    return out;
  }
  return out;
}

std::string to_text(const Explanation& e) {
  if (e.feasible) return "The model has a feasible solution.\n";
  std::string text = "No feasible solution. Least violation:\n";
  if (e.status != Status::optimal) text = "No feasible solution; the search for its cause ended early (" + to_string(e.status) + "). So far:\n";
  for (const BlockConflict& c : e.conflicts) {
    const bool low = c.worst.empty() || c.worst.front().too_low;
    text += "  " + c.block + ": " + count_of(static_cast<std::size_t>(c.rows), "row") + (low ? " too low" : " too high") + ", up to " +
            significant(c.largest, 4) + ", " + significant(c.total, 4) + " in all; worst:";
    for (const RowConflict& r : c.worst) text += " " + r.name + " (" + significant(r.amount, 4) + ")";
    text += "\n";
  }
  if (e.against.empty()) return text;
  text += "It collides with:";
  const char* separator = " ";
  for (const Obstacle& o : e.against) {
    text += separator + std::string(o.bounds ? "bounds of " : "") + o.name + " (" + std::to_string(o.count) + ")";
    separator = ", ";
  }
  return text + "\n";
}

}  // namespace gridwright::solver
