#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"

/// Why a model has no solution, in the model's own words.
///
///   if (solution.status == Status::infeasible) {
///     const Explanation why = explain_infeasibility(model, {.elastic = {"power_balance", "matching"}});
///     for (const BlockConflict& c : why.conflicts) say(c.block, c.rows, c.largest);
///   }
///
/// Method: the elastic program. Every row (or every row of the blocks named) may be broken at a price; the sum of broken
/// amounts, each divided by the row's largest coefficient, is minimised. What is still broken at the least total is the
/// conflict; rows and bounds with a price (dual) in that program are what it collides with.
///   Source: Chinneck, Feasibility and Infeasibility in Optimization (2008), ch. 6, elastic programs.
namespace gridwright::solver {

struct ExplainOptions {
  /// Blocks that may be broken, by name with or without the part in brackets: "power_balance" stands for every
  /// "power_balance[...]". Empty: all rows. Name what people can change (demand, targets, limits); storage balances and other
  /// laws of nature then stay whole. When that leaves no solution, all rows are made elastic and `widened` says so.
  std::vector<std::string> elastic{};
  std::size_t examples = 5;   ///< rows listed in full for each block
  double tolerance = 1e-6;    ///< a row is broken when it misses its bound by more than this times (1 + |bound|)
  Options solve{};            ///< how the elastic program is solved
};

/// One row that cannot be kept.
struct RowConflict {
  int row = -1;
  int label = 0;              ///< the t it was added with
  std::string name{};         ///< "power_balance[pine_island, 2030-01-07 03:00]"
  double amount = 0.0;        ///< by how much, in the row's unit, > 0
  bool too_low = true;        ///< the left side stays below its lower bound; false: above its upper bound
};

/// All of a block that cannot be kept.
struct BlockConflict {
  std::string block{};
  int rows = 0;               ///< how many rows are broken
  double total = 0.0, largest = 0.0;
  std::vector<RowConflict> worst{};  ///< largest first
};

/// What the conflict collides with: rows of a block, or bounds of a family of columns, that would help if they were looser.
struct Obstacle {
  std::string name{};
  int count = 0;
  bool bounds = false;        ///< column bounds, not rows
};

struct Explanation {
  /// optimal: explained. Anything else: the elastic program itself was not solved and lists hold what is known.
  Status status = Status::numerical;
  bool feasible = false;      ///< nothing is in conflict: the model has a solution
  bool widened = false;       ///< the blocks asked for could not explain it; every row was made elastic
  double total = 0.0;         ///< least sum of scaled violations
  std::vector<BlockConflict> conflicts{};  ///< largest scaled total first
  std::vector<Obstacle> against{};         ///< column bounds, then rows; most first
  double seconds = 0.0;
};

/// Explains why `model` is infeasible. Columns or rows whose lower bound exceeds their upper bound are reported at once.
[[nodiscard]] Explanation explain_infeasibility(const Model& model, const ExplainOptions& options = {});

/// A few lines for a terminal or a report:
///   No feasible solution. Least violation:
///     power_balance[pine_island]   12 rows too low, up to 55.2, 410 in all; worst: 2030-01-07 03:00 (55.2), ...
///   It collides with: bounds of capacity[wind] (1), availability[wind] (12)
[[nodiscard]] std::string to_text(const Explanation& explanation);

}  // namespace gridwright::solver
