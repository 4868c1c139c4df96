#include "presolve.hpp"

#include <cmath>

namespace gridwright::solver::ipm {
namespace {

constexpr double contradiction = 1e-9;   ///< relative crossing of bounds that is called infeasible
constexpr double dust = 1e-9;            ///< an entry this small against its row and its column is dropped ...
constexpr double dust_reach = 1e-10;     ///< ... unless bounds allow it to move its row by this share of the largest bound
constexpr double rounding = 1e-13;       ///< a cost this small against the largest may be what cancellation left
constexpr double smallest_slack = 1e-2;  ///< a slack column's coefficient against the largest of its row

/// a - b, and 0 where only rounding is left: two copies of an equation must stay copies.
double difference(double a, double b) {
  const double d = a - b;
  return std::abs(d) <= rounding * std::abs(b) ? 0.0 : d;
}

bool crossed(double lower, double upper) { return lower > upper + contradiction * (1.0 + std::abs(upper)); }

}  // namespace

Presolve::Presolve(const LinearProgram& lp, Effort effort)
    : lp_(lp),
      cost_(lp.cost),
      lower_(lp.column_lower),
      upper_(lp.column_upper),
      row_lower_(lp.row_lower),
      row_upper_(lp.row_upper),
      value_(lp.matrix.value),
      value_of_(lp.columns(), 0.0),
      row_dual_shift_(lp.rows(), 0.0),
      row_count_(lp.rows(), 0),
      column_count_(lp.columns(), 0),
      row_alive_(lp.rows(), 1),
      column_alive_(lp.columns(), 1),
      row_dirty_(lp.rows(), 1),
      column_dirty_(lp.columns(), 1),
      offset_(lp.offset) {
  for (double c : lp.cost) negligible_cost_ = std::max(negligible_cost_, rounding * std::abs(c));
  if (effort == Effort::full) drop_dust();
  transpose();
  reduce(effort);
  if (!suspect_) build_reduced();
}

void Presolve::reduce(Effort effort) {
  for (int j = 0; j < lp_.columns() && !suspect_; ++j) {
    suspect_ = crossed(lower_[j], upper_[j]);
    if (!suspect_ && lower_[j] >= upper_[j]) fix_column(j, lower_[j]);
  }
  for (int i = 0; i < lp_.rows(); ++i)
    if (!std::isfinite(row_lower_[i]) && !std::isfinite(row_upper_[i])) remove_row(i);
  if (effort == Effort::light) return;
  constexpr int most_passes = 20;
  for (int k = 0; k < most_passes && !suspect_ && pass(); ++k) {
  }
}

/// Drops entries that cannot matter: a capacity factor of 1e-10 at dawn makes a row whose slack is far below the tolerances,
/// and whose dual is therefore free to wander while the walk waits for it.
void Presolve::drop_dust() {
  const RowMatrix& a = lp_.matrix;
  double size = 0.0;
  for (const auto* bounds : {&lp_.column_lower, &lp_.column_upper, &lp_.row_lower, &lp_.row_upper})
    for (double bound : *bounds)
      if (std::isfinite(bound)) size = std::max(size, std::abs(bound));
  Vector column_most(lp_.columns(), 0.0);
  for (Index k = 0; k < a.nonzeros(); ++k)
    column_most[a.index.data()[k]] = std::max(column_most[a.index.data()[k]], std::abs(value_[k]));
  for (int i = 0; i < lp_.rows(); ++i) {
    double row_most = 0.0;
    for (Index k = a.start.data()[i]; k < a.start.data()[i + 1]; ++k) row_most = std::max(row_most, std::abs(value_[k]));
    for (Index k = a.start.data()[i]; k < a.start.data()[i + 1]; ++k) {
      const int j = a.index.data()[k];
      const double reach = std::abs(value_[k]) * (upper_[j] - lower_[j]);
      const bool small = std::abs(value_[k]) <= dust * std::min(row_most, column_most[j]);
      if (value_[k] == 0.0 || !small || (std::isfinite(reach) && reach > dust_reach * (1.0 + size))) continue;
      const double at = std::isfinite(lower_[j]) ? lower_[j] : std::isfinite(upper_[j]) ? upper_[j] : 0.0;
      if (lower_[j] >= upper_[j]) continue;  // fixed columns go exactly
      row_lower_[i] -= value_[k] * at;
      row_upper_[i] -= value_[k] * at;
      value_[k] = 0.0;
    }
  }
}

void Presolve::transpose() {
  const RowMatrix& a = lp_.matrix;
  const auto* index = a.index.data();
  const double* value = value_.data();
  const auto* start = a.start.data();
  column_start_ = Array<Index>(lp_.columns() + 1);
  column_entry_ = Array<Index>(a.nonzeros());
  entry_row_ = Array<int>(a.nonzeros());
  for (int i = 0; i < lp_.rows(); ++i)
    for (Index k = start[i]; k < start[i + 1]; ++k) {
      entry_row_[k] = i;
      ++column_start_[index[k] + 1];
      if (value[k] == 0.0) continue;
      ++row_count_[i];
      ++column_count_[index[k]];
    }
  for (int j = 0; j < lp_.columns(); ++j) column_start_[j + 1] += column_start_[j];
  Array<Index> next = column_start_;
  for (Index k = 0; k < a.nonzeros(); ++k) column_entry_[next[index[k]]++] = k;
}

bool Presolve::pass() {
  bool changed = false;
  for (int i = 0; i < lp_.rows() && !suspect_; ++i)
    if (row_alive_[i] && std::exchange(row_dirty_[i], std::uint8_t{0})) changed |= visit_row(i);
  for (int j = 0; j < lp_.columns() && !suspect_; ++j)
    if (column_alive_[j] && std::exchange(column_dirty_[j], std::uint8_t{0})) changed |= visit_column(j);
  return changed;
}

bool Presolve::visit_row(int i) {
  if (row_count_[i] == 0) {
    suspect_ = crossed(row_lower_[i], 0.0) || crossed(0.0, row_upper_[i]);
    remove_row(i);
    return true;
  }
  if (row_count_[i] == 1) {
    singleton_row(i);
    return true;
  }
  return bounded_row(i);
}

bool Presolve::visit_column(int j) {
  if (column_count_[j] == 0) {
    double target = cost_[j] > 0.0 ? lower_[j] : upper_[j];
    if (!std::isfinite(target) && std::abs(cost_[j]) <= negligible_cost_) target = std::clamp(0.0, lower_[j], upper_[j]);
    suspect_ = !std::isfinite(target);
    if (!suspect_) fix_column(j, target);
    return true;
  }
  if (column_count_[j] != 1) return false;
  const std::size_t before = static_cast<std::size_t>(events_.size());
  slack_column(j);
  return static_cast<std::size_t>(events_.size()) != before;
}

void Presolve::singleton_row(int i) {
  const auto* start = lp_.matrix.start.data();
  for (Index k = start[i]; k < start[i + 1]; ++k) {
    const int j = lp_.matrix.index.data()[k];
    const double a = value_[k];
    if (!column_alive_[j] || a == 0.0) continue;
    double low = row_lower_[i] / a, high = row_upper_[i] / a;
    if (a < 0.0) std::swap(low, high);
    Event event{Kind::singleton_row, i, j, a, false, false, 0, 0};
    remove_row(i);
    tighten(j, low, high, event.lower, event.upper);
    // A row that bounds no tighter has no dual. Thousands of them may name one capacity: asking each would cost its whole column.
    if (event.lower || event.upper) events_.push_back(event);
    if (!suspect_ && lower_[j] >= upper_[j]) fix_column(j, 0.5 * (lower_[j] + upper_[j]));
    return;
  }
}

void Presolve::tighten(int j, double lower, double upper, bool& lower_moved, bool& upper_moved) {
  lower_moved = lower > lower_[j];
  upper_moved = upper < upper_[j];
  if (lower_moved) lower_[j] = lower;
  if (upper_moved) upper_[j] = upper;
  suspect_ = suspect_ || crossed(lower_[j], upper_[j]);
  if (!lower_moved && !upper_moved) return;
  for (Index p = column_start_[j]; p < column_start_[j + 1]; ++p) row_dirty_[entry_row_[column_entry_[p]]] = 1;
}

/// Compares what a row can reach with what it may: drops it if it cannot bind, fixes its columns if it can only bind.
bool Presolve::bounded_row(int i) {
  double least = 0.0, most = 0.0, size = 0.0;
  const auto* start = lp_.matrix.start.data();
  for (Index k = start[i]; k < start[i + 1]; ++k) {
    const int j = lp_.matrix.index.data()[k];
    const double a = value_[k];
    if (!column_alive_[j] || a == 0.0) continue;
    least += a > 0.0 ? a * lower_[j] : a * upper_[j];
    most += a > 0.0 ? a * upper_[j] : a * lower_[j];
    size = std::max({size, std::abs(least), std::abs(most)});
  }
  const double slack = std::isfinite(size) ? contradiction * size : 0.0;
  if (crossed(row_lower_[i], most + slack) || crossed(least - slack, row_upper_[i])) {
    suspect_ = true;
    return true;
  }
  if (least >= row_lower_[i] && most <= row_upper_[i]) {
    remove_row(i);
    return true;
  }
  const bool at_upper = std::isfinite(least) && least >= row_upper_[i];
  const bool at_lower = std::isfinite(most) && most <= row_lower_[i];
  if (at_upper || at_lower) force_row(i, at_upper);
  return at_upper || at_lower;
}

void Presolve::force_row(int i, bool at_upper) {
  Event event{Kind::forcing_row, i, -1, 0.0, !at_upper, at_upper, forced_.size(), 0};
  const auto* start = lp_.matrix.start.data();
  remove_row(i);
  for (Index k = start[i]; k < start[i + 1]; ++k) {
    const int j = lp_.matrix.index.data()[k];
    const double a = value_[k];
    if (!column_alive_[j] || a == 0.0) continue;
    forced_.push_back(j);
    fix_column(j, (a > 0.0) == at_upper ? lower_[j] : upper_[j]);
  }
  event.end = forced_.size();
  events_.push_back(event);
}

/// A column that occurs in one equation only is that equation's slack: the equation becomes a range and the column's cost
/// moves to its neighbours.
void Presolve::slack_column(int j) {
  int i = -1;
  double a = 0.0;
  for (Index p = column_start_[j]; p < column_start_[j + 1]; ++p) {
    const Index k = column_entry_[p];
    if (!row_alive_[entry_row_[k]] || value_[k] == 0.0) continue;
    i = entry_row_[k];
    a = value_[k];
  }
  if (i < 0 || row_lower_[i] != row_upper_[i]) return;
  const auto* start = lp_.matrix.start.data();
  double largest = 0.0;
  for (Index k = start[i]; k < start[i + 1]; ++k)
    if (column_alive_[lp_.matrix.index.data()[k]]) largest = std::max(largest, std::abs(value_[k]));
  if (std::abs(a) < smallest_slack * largest) return;

  const double price = cost_[j] / a;
  if (price != 0.0)
    for (Index k = start[i]; k < start[i + 1]; ++k) cost_[lp_.matrix.index.data()[k]] -= price * value_[k];
  row_dual_shift_[i] += price;
  offset_ += price * row_lower_[i];
  const double b = row_lower_[i];
  row_lower_[i] = b - (a > 0.0 ? a * upper_[j] : a * lower_[j]);
  row_upper_[i] = b - (a > 0.0 ? a * lower_[j] : a * upper_[j]);
  column_alive_[j] = 0;
  --row_count_[i];
  row_dirty_[i] = 1;
  events_.push_back({Kind::slack_column, i, j, a, false, false, 0, 0});
}

void Presolve::fix_column(int j, double value) {
  column_alive_[j] = 0;
  value_of_[j] = value;
  offset_ += cost_[j] * value;
  for (Index p = column_start_[j]; p < column_start_[j + 1]; ++p) {
    const Index k = column_entry_[p];
    const double a = value_[k];
    const int i = entry_row_[k];
    if (a == 0.0 || !row_alive_[i]) continue;
    --row_count_[i];
    row_dirty_[i] = 1;
    row_lower_[i] = difference(row_lower_[i], a * value);
    row_upper_[i] = difference(row_upper_[i], a * value);
  }
}

void Presolve::remove_row(int i) {
  row_alive_[i] = 0;
  const auto* start = lp_.matrix.start.data();
  for (Index k = start[i]; k < start[i + 1]; ++k) {
    if (value_[k] == 0.0) continue;
    --column_count_[lp_.matrix.index.data()[k]];
    column_dirty_[lp_.matrix.index.data()[k]] = 1;
  }
}

void Presolve::build_reduced() {
  column_of_ = Array<int>(lp_.columns(), -1);
  row_of_ = Array<int>(lp_.rows(), -1);
  for (int j = 0; j < lp_.columns(); ++j) {
    if (!column_alive_[j]) continue;
    column_of_[j] = reduced_.columns();
    reduced_.cost.push_back(cost_[j]);
    reduced_.column_lower.push_back(lower_[j]);
    reduced_.column_upper.push_back(upper_[j]);
  }
  reduced_.matrix.columns = reduced_.columns();
  reduced_.offset = offset_;
  const auto* start = lp_.matrix.start.data();
  for (int i = 0; i < lp_.rows(); ++i) {
    if (!row_alive_[i]) continue;
    row_of_[i] = reduced_.rows();
    reduced_.row_lower.push_back(row_lower_[i]);
    reduced_.row_upper.push_back(row_upper_[i]);
    for (Index k = start[i]; k < start[i + 1]; ++k) {
      const int j = column_of_[lp_.matrix.index.data()[k]];
      const double a = value_[k];
      if (j < 0 || a == 0.0) continue;
      reduced_.matrix.index.push_back(j);
      reduced_.matrix.value.push_back(a);
    }
    reduced_.matrix.start.push_back(static_cast<Index>(reduced_.matrix.index.size()));
  }
}

double Presolve::reduced_cost(int j, const std::vector<double>& y) const {
  double d = lp_.cost.data()[j];
  for (Index p = column_start_[j]; p < column_start_[j + 1]; ++p)
    d -= lp_.matrix.value.data()[column_entry_[p]] * y.data()[entry_row_[column_entry_[p]]];
  return d;
}

void Presolve::restore_slack(const Event& event, std::vector<double>& x) const {
  double rest = lp_.row_lower.data()[event.row];
  const auto* start = lp_.matrix.start.data();
  for (Index k = start[event.row]; k < start[event.row + 1]; ++k) {
    const int j = lp_.matrix.index.data()[k];
    if (j != event.column) rest -= lp_.matrix.value.data()[k] * x.data()[j];
  }
  x.data()[event.column] = std::clamp(rest / event.coefficient, lower_[event.column], upper_[event.column]);
}

/// The dual of a forcing row is the least change that gives every column it fixed a reduced cost of the right sign.
void Presolve::restore_forcing(const Event& event, std::vector<double>& y) const {
  double shift = 0.0;
  for (Index p = event.begin; p < event.end; ++p) {
    const int j = forced_[p];
    double a = 0.0;
    for (Index q = column_start_[j]; q < column_start_[j + 1]; ++q)
      if (entry_row_[column_entry_[q]] == event.row) a = lp_.matrix.value.data()[column_entry_[q]];
    const double ratio = reduced_cost(j, y) / a;
    shift = event.upper ? std::min(shift, ratio) : std::max(shift, ratio);
  }
  y.data()[event.row] += shift;
}

void Presolve::restore(const std::vector<double>& reduced_x, const std::vector<double>& reduced_y, std::vector<double>& x,
                       std::vector<double>& y) const {
  x = value_of_.vector();
  y = row_dual_shift_.vector();
  for (int j = 0; j < lp_.columns(); ++j)
    if (column_of_[j] >= 0) x.data()[j] = reduced_x.data()[column_of_[j]];
  for (int i = 0; i < lp_.rows(); ++i)
    if (row_of_[i] >= 0) y.data()[i] += reduced_y.data()[row_of_[i]];
  for (Index e = events_.size() - 1; e >= 0; --e) {
    const Event& event = events_[e];
    if (event.kind == Kind::slack_column) restore_slack(event, x);
    if (event.kind == Kind::forcing_row) restore_forcing(event, y);
    if (event.kind != Kind::singleton_row) continue;
    const double d = reduced_cost(event.column, y);
    if ((d > 0.0 && event.lower) || (d < 0.0 && event.upper)) y.data()[event.row] += d / event.coefficient;
  }
}

}  // namespace gridwright::solver::ipm
