#pragma once
#include <cstdint>

#include "array.hpp"
#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver::ipm {

/// Removes what needs no interior point and puts it back afterwards, with duals: empty, singleton, redundant and forcing
/// rows; fixed and empty columns; singleton columns of equations, which turn the equation into a range.
///
/// Interior points want a feasible set with an interior: `x <= 0 * capacity` at night has none, so forcing rows matter here
/// more than their number suggests. Method: Andersen and Andersen 1995; duals are restored in reverse order of removal.
class Presolve {
 public:
  enum class Effort : std::uint8_t {
    light,  ///< only what the interior point cannot do without: fixed columns and rows without bounds
    full
  };
  explicit Presolve(const LinearProgram& lp, Effort effort = Effort::full);

  /// A contradiction was met: the program is infeasible or unbounded (to be proved elsewhere). `reduced` is then void.
  [[nodiscard]] bool suspect() const { return suspect_; }
  [[nodiscard]] const LinearProgram& reduced() const { return reduced_; }

  /// Completes a solution (x, y) of the reduced program to one of the program as given.
  void restore(const std::vector<double>& reduced_x, const std::vector<double>& reduced_y, std::vector<double>& x,
               std::vector<double>& y) const;

 private:
  enum class Kind : std::uint8_t { singleton_row, forcing_row, slack_column };
  struct Event {
    Kind kind;
    int row, column;
    double coefficient;
    bool lower, upper;        // singleton: which bound it tightened; forcing: which row bound is active
    std::int64_t begin, end;  // forcing: the columns it fixed, in forced_
  };

  void drop_dust();
  void transpose();
  void reduce(Effort effort);
  bool pass();
  bool visit_row(int i);
  bool visit_column(int j);
  void singleton_row(int i);
  bool bounded_row(int i);
  void force_row(int i, bool at_upper);
  void slack_column(int j);
  void tighten(int j, double lower, double upper, bool& lower_moved, bool& upper_moved);
  void fix_column(int j, double value);
  void remove_row(int i);
  void build_reduced();
  [[nodiscard]] double reduced_cost(int j, const std::vector<double>& y) const;
  void restore_slack(const Event& event, std::vector<double>& x) const;
  void restore_forcing(const Event& event, std::vector<double>& y) const;

  const LinearProgram& lp_;
  Array<Index> column_start_, column_entry_;  // entry numbers of the row matrix, by column
  Array<int> entry_row_;
  Vector cost_, lower_, upper_, row_lower_, row_upper_, value_, value_of_, row_dual_shift_;
  Array<int> row_count_, column_count_;
  Array<std::uint8_t> row_alive_, column_alive_, row_dirty_, column_dirty_;
  Array<Event> events_;
  Array<int> forced_, row_of_, column_of_;
  bool suspect_ = false;
  double offset_ = 0.0, negligible_cost_ = 0.0;
  LinearProgram reduced_;
};

}  // namespace gridwright::solver::ipm
