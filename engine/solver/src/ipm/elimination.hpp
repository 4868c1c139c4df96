#pragma once
#include <memory>

#include "array.hpp"

namespace gridwright::solver::ipm {

/// The symbolic half of a sparse LDL': order, elimination tree, supernodes and where every update lands.
///
/// Supernode s owns columns [first[s], first[s+1]) of the permuted matrix and stores them as one dense column-major trapezoid:
/// its own width w on top, then the rows below (sorted, rows[row_start[s] .. row_start[s+1])). Leading dimension w + below.
struct Elimination {
  int n = 0;
  Array<int> order;              ///< order[new] = old
  Array<int> place;              ///< place[old] = new
  Array<int> first;              ///< first column of each supernode; one past the end at the back
  Array<int> owner;              ///< supernode of each column
  Array<int> parent;             ///< supernodal elimination tree, -1 at a root
  Array<Index> row_start;
  Array<int> rows;
  Array<Index> value_start;
  /// Updates of supernode s: groups [target supernode, columns, position of every remaining row inside the target].
  Array<Index> tape_start;
  Array<int> tape;
  double flops = 0.0;

  [[nodiscard]] int supernodes() const { return static_cast<int>(first.size()) - 1; }
  [[nodiscard]] int width(int s) const { return first[s + 1] - first[s]; }
  [[nodiscard]] int below(int s) const { return static_cast<int>(row_start[s + 1] - row_start[s]); }
  [[nodiscard]] Index values() const { return value_start.back(); }

  /// Where entry (i, j) of the original matrix lives in the value array; either triangle may be named.
  [[nodiscard]] Index position(int i, int j) const;
};

/// Pattern of a symmetric matrix: every off-diagonal pair once, by column. The diagonal is always present.
struct SymmetricPattern {
  int n = 0;
  Array<Index> start;
  Array<int> index;
};

/// Keeps the last analysis: programs of one shape (changed costs, bounds, coefficients) share it. Comparing patterns costs a
/// thousandth of analysing one.
class AnalysisCache {
 public:
  [[nodiscard]] std::shared_ptr<const Elimination> of(SymmetricPattern pattern);

 private:
  SymmetricPattern pattern_;
  std::shared_ptr<const Elimination> elimination_;
};

/// Orders by approximate minimum degree (Amestoy, Davis, Duff 1996; SuiteSparse AMD, BSD) and analyses.
Elimination analyse(const SymmetricPattern& pattern);

}  // namespace gridwright::solver::ipm
