#include "gridwright/solver/vertex.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gridwright/core/file.hpp"
#include "highs_session.hpp"

namespace gridwright::solver {
namespace {

using Clock = std::chrono::steady_clock;

double slack_of(double value, double lower, double upper) { return std::min(value - lower, upper - value); }

/// ln(slack / price) of one column or row; infinities stand for exact zeros of one of them.
double balance(double slack, double price) { return std::log(std::max(slack, 0.0)) - std::log(std::abs(price)); }

/// The products slack x price of an interior point are all about the same, so their quotients tell two crowds apart: those
/// that end off their bound (1e10) and those that end at it (1e-8). Returns the middle between the two means, in ln units.
/// Zeros and what has no bound take no part.
double watershed(const LinearProgram& lp, const Solution& s, const std::vector<double>& activity) {
  std::vector<double> all;
  const auto gather = [&all](const std::vector<double>& value, const std::vector<double>& price, const std::vector<double>& lower,
                             const std::vector<double>& upper) {
    for (std::size_t i = 0; i < value.size(); ++i)
      if (const double b = balance(slack_of(value[i], lower[i], upper[i]), price[i]); lower[i] < upper[i] && std::isfinite(b))
        all.push_back(b);
  };
  gather(s.x, s.reduced_cost, lp.column_lower, lp.column_upper);
  gather(activity, s.row_dual, lp.row_lower, lp.row_upper);
  double middle = 0.0;
  for (int round = 0; round < 5; ++round) {
    double below = 0.0, above = 0.0;
    std::int64_t low = 0, high = 0;
    for (const double b : all) (b < middle ? below : above) += b, ++(b < middle ? low : high);
    if (low == 0 || high == 0) return 0.0;
    middle = 0.5 * (below / static_cast<double>(low) + above / static_cast<double>(high));
  }
  return middle;
}

/// A value and its price made exactly complementary: either off its bounds with price zero or on one of them.
struct Settled {
  double value, price;
  bool held;
};
Settled settle(double value, double price, double lower, double upper, double middle) {
  if (lower == upper) return {lower, price, true};
  const double slack = slack_of(value, lower, upper);
  if (slack > 0.0 && (std::isinf(slack) || price == 0.0 || balance(slack, price) > middle)) return {value, 0.0, false};
  const bool low = value - lower <= upper - value;
  return {low ? lower : upper, low ? std::max(price, 0.0) : std::min(price, 0.0), true};
}

/// The program the crossover works on, and a point of it that is exactly complementary. HiGHS takes the slack of a row from
/// the point and refuses one that is not zero where the row has a price, so inequalities that are held, and two-sided ones, become
/// equations with a slack column of their own. Rows without bounds stay out: they are basic.
struct CrossoverProgram {
  LinearProgram lp{};
  std::vector<double> x{}, reduced_cost{}, row_dual{};
  std::vector<int> row_of{}, slack_of{};  ///< by row of the program as given; -1: none
  int off_bounds = 0;                     ///< columns and rows that are not held
};

void add_slack_column(CrossoverProgram& c, const Settled& at, double lower, double upper) {
  c.lp.matrix.index.push_back(static_cast<int>(c.lp.cost.size()));
  c.lp.matrix.value.push_back(-1.0);
  c.lp.cost.push_back(0.0);
  c.lp.column_lower.push_back(lower);
  c.lp.column_upper.push_back(upper);
  c.x.push_back(at.value);
  c.reduced_cost.push_back(at.price);
}

void add_row(CrossoverProgram& c, const LinearProgram& lp, std::size_t i, const Settled& at) {
  const double lower = lp.row_lower[i], upper = lp.row_upper[i];
  c.row_of[i] = c.lp.rows();
  for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
    c.lp.matrix.index.push_back(lp.matrix.index[k]);
    c.lp.matrix.value.push_back(lp.matrix.value[k]);
  }
  const bool two_sided = std::isfinite(lower) && std::isfinite(upper);
  const bool own_slack = lower < upper && (at.held || two_sided);
  if (own_slack) {
    c.slack_of[i] = c.lp.columns();
    add_slack_column(c, at, lower, upper);
  }
  c.lp.matrix.start.push_back(static_cast<std::int64_t>(c.lp.matrix.index.size()));
  c.lp.row_lower.push_back(own_slack ? 0.0 : lower);
  c.lp.row_upper.push_back(own_slack ? 0.0 : upper);
  c.row_dual.push_back(at.price);
  c.off_bounds += at.held ? 0 : 1;
}

CrossoverProgram crossover_program(const LinearProgram& lp, const Solution& s) {
  std::vector<double> activity(s.row_dual.size(), 0.0);
  for (std::size_t i = 0; i < activity.size(); ++i)
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k)
      activity[i] += lp.matrix.value[k] * s.x[static_cast<std::size_t>(lp.matrix.index[k])];
  const double middle = watershed(lp, s, activity);
  CrossoverProgram c;
  c.lp.cost = lp.cost;
  c.lp.column_lower = lp.column_lower;
  c.lp.column_upper = lp.column_upper;
  c.x.resize(lp.cost.size());
  c.reduced_cost.resize(lp.cost.size());
  for (std::size_t j = 0; j < c.x.size(); ++j) {
    const Settled at = settle(s.x[j], s.reduced_cost[j], lp.column_lower[j], lp.column_upper[j], middle);
    c.x[j] = at.value;
    c.reduced_cost[j] = at.price;
    c.off_bounds += at.held ? 0 : 1;
  }
  c.row_of.assign(activity.size(), -1);
  c.slack_of.assign(activity.size(), -1);
  for (std::size_t i = 0; i < activity.size(); ++i)
    if (std::isfinite(lp.row_lower[i]) || std::isfinite(lp.row_upper[i]))
      add_row(c, lp, i, settle(activity[i], s.row_dual[i], lp.row_lower[i], lp.row_upper[i], middle));
  c.lp.matrix.columns = c.lp.columns();
  return c;
}

/// The basis of the crossover's program said of the program as given.
Basis basis_of(const LinearProgram& lp, const CrossoverProgram& c, const Basis& found) {
  Basis basis{.column = {found.column.begin(), found.column.begin() + lp.columns()},
              .row = std::vector<Stand>(lp.row_lower.size(), Stand::basic)};
  for (std::size_t i = 0; i < basis.row.size(); ++i) {
    if (c.row_of[i] < 0) continue;
    basis.row[i] = found.row[static_cast<std::size_t>(c.row_of[i])];
    if (c.slack_of[i] >= 0 && basis.row[i] != Stand::basic) basis.row[i] = found.column[static_cast<std::size_t>(c.slack_of[i])];
  }
  return basis;
}

/// HiGHS's crossover asks its task scheduler whether to stop, and crashes where no solve has started one on this thread.
void start_scheduler() {
  const LinearProgram one{.cost = {1.0}, .column_lower = {0.0}, .column_upper = {1.0}, .row_lower = {0.0}, .row_upper = {1.0},
                          .matrix = {.columns = 1, .start = {0, 1}, .index = {0}, .value = {1.0}}};
  const highs::Handle model(Highs_create());
  highs::set_common_options(model.get(), one);
  if (highs::pass_program(model.get(), one)) Highs_run(model.get());
}

/// Runs HiGHS's crossover; an empty basis when it failed or was stopped.
Basis cross_over(const LinearProgram& lp, const CrossoverProgram& c, highs::Watch& watch) {
  start_scheduler();
  const highs::Handle model(Highs_create());
  highs::set_common_options(model.get(), c.lp);
  if (!highs::pass_program(model.get(), c.lp)) return {};
  highs::attach(model.get(), watch);
  const HighsInt done = Highs_crossover(model.get(), c.lp.columns(), c.lp.rows(), c.x.data(), c.reduced_cost.data(), c.row_dual.data());
  if (done == kHighsStatusError) return {};
  const Basis found = highs::read_basis(model.get(), c.lp);
  return found.empty() ? found : basis_of(lp, c, found);
}

bool set_basis(void* model, const Basis& basis) {
  static_assert(static_cast<HighsInt>(Stand::at_lower) == kHighsBasisStatusLower && static_cast<HighsInt>(Stand::basic) == kHighsBasisStatusBasic &&
                static_cast<HighsInt>(Stand::at_upper) == kHighsBasisStatusUpper && static_cast<HighsInt>(Stand::at_zero) == kHighsBasisStatusZero);
  const auto code = [](Stand stand) { return static_cast<HighsInt>(stand); };
  std::vector<HighsInt> column(basis.column.size()), row(basis.row.size());
  std::transform(basis.column.begin(), basis.column.end(), column.begin(), code);
  std::transform(basis.row.begin(), basis.row.end(), row.begin(), code);
  return Highs_setBasis(model, column.data(), row.data()) != kHighsStatusError;
}

std::vector<double> reduced_costs(const LinearProgram& lp, const std::vector<double>& row_dual) {
  std::vector<double> d = lp.cost;
  for (std::size_t i = 0; i < row_dual.size(); ++i)
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k)
      d[static_cast<std::size_t>(lp.matrix.index[k])] -= lp.matrix.value[k] * row_dual[i];
  return d;
}

/// HiGHS's simplex on the program as given, from v.basis, until it finds a basis optimal: v then holds both.
Status prove(const LinearProgram& lp, double seconds, highs::Watch& watch, Vertex& v) {
  const highs::Handle model(Highs_create());
  highs::set_common_options(model.get(), lp);
  Highs_setStringOptionValue(model.get(), "solver", "simplex");
  Highs_setStringOptionValue(model.get(), "presolve", "off");
  // Devex: exact steepest-edge weights of a basis that is not all slacks cost one solve a row, hours on a year.
  Highs_setIntOptionValue(model.get(), "simplex_dual_edge_weight_strategy", 1);
  if (std::isfinite(seconds)) Highs_setDoubleOptionValue(model.get(), "time_limit", std::max(0.0, seconds));
  if (!highs::pass_program(model.get(), lp) || !set_basis(model.get(), v.basis)) return Status::numerical;
  highs::attach(model.get(), watch);
  Highs_run(model.get());
  const Status status = highs::status_of(Highs_getModelStatus(model.get()));
  v.simplex_iterations = highs::integer_info(model.get(), "simplex_iteration_count");
  if (status != Status::optimal) return status;
  v.basis = highs::read_basis(model.get(), lp);
  std::vector<double> activity(lp.row_lower.size());
  Solution& s = v.solution;
  Highs_getSolution(model.get(), s.x.data(), s.reduced_cost.data(), activity.data(), s.row_dual.data());
  s.reduced_cost = reduced_costs(lp, s.row_dual);  // the same way for every solver
  s.residuals = measure(lp, s.x, s.row_dual, &s.objective);
  s.solver += ", vertex by " + highs::name();
  return status;
}

bool accurate(const Residuals& r, const Options& o) {
  return r.primal_relative <= o.feasibility && r.dual_relative <= o.feasibility && r.gap <= o.gap;
}

/// Why there is nothing to start from; empty when there is.
std::string hindrance(const LinearProgram& lp, const Solution& interior) {
  if (highs::any_integer(lp)) return "the program has integers";
  if (interior.status != Status::optimal) return "there is no optimal point to start from: " + to_string(interior.status);
  if (interior.x.size() != lp.cost.size() || interior.row_dual.size() != lp.row_lower.size()) return "the point is one of another program";
  return "";
}

}  // namespace

Vertex to_vertex(const LinearProgram& lp, Solution interior, const Options& options) {
  Vertex v{.solution = std::move(interior), .interior_objective = 0.0};
  v.interior_objective = v.solution.objective;
  if (v.trouble = hindrance(lp, v.solution); !v.trouble.empty()) return v;
  v.solution.reduced_cost = reduced_costs(lp, v.solution.row_dual);
  Options quiet = options;  // of a crossover there is neither iteration nor gap to tell
  quiet.progress = nullptr;
  highs::Watch first{quiet, Clock::now(), options.seconds};
  if (options.seconds > 0.0) {
    const CrossoverProgram program = crossover_program(lp, v.solution);
    v.off_bounds = program.off_bounds;
    v.basis = cross_over(lp, program, first);
  }
  v.crossover_seconds = highs::seconds_since(first.start);
  if (v.basis.empty()) {
    v.trouble = v.crossover_seconds >= options.seconds ? "the crossover ran into the time limit" : "HiGHS's crossover gave no basis";
    return v;
  }
  Solution kept = v.solution;
  highs::Watch second{quiet, Clock::now()};
  const Status status = prove(lp, options.seconds - v.crossover_seconds, second, v);
  v.simplex_seconds = highs::seconds_since(second.start);
  if (status != Status::optimal) v.trouble = "HiGHS's simplex, started at the crossover's basis: " + to_string(status);
  else if (v.basis.empty() || !accurate(v.solution.residuals, options)) v.trouble = "the vertex is less accurate than was asked for";
  if (!v.trouble.empty()) {
    v.basis = {};
    v.solution = std::move(kept);
  }
  v.solution.seconds += v.crossover_seconds + v.simplex_seconds;
  return v;
}

Diagnostics write_basis(const std::filesystem::path& file, const Basis& basis) {
  const auto digits = [](const std::vector<Stand>& stands) {
    std::string text;
    text.reserve(2 * stands.size());
    for (const Stand stand : stands) {
      text += static_cast<char>('0' + static_cast<int>(stand));
      text += ' ';
    }
    return text;
  };
  return write_file_atomically(file, "HiGHS v1\nValid\n# Columns " + std::to_string(basis.column.size()) + '\n' + digits(basis.column) +
                                         "\n# Rows " + std::to_string(basis.row.size()) + '\n' + digits(basis.row) + '\n');
}

}  // namespace gridwright::solver
