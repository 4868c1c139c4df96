#pragma once
#include <memory>

#include "crew.hpp"
#include "part.hpp"

namespace gridwright::solver::ipm {

/// The symbolic half of a sparse LDL': parts that can be eliminated side by side, and the dense root that is left when they are.
///
/// One value array holds the parts one after the other and then the root (root x root, column-major).
struct Elimination {
  int n = 0;
  Array<Part> parts;           ///< nodes of part p in its own numbering: own[p], then the root
  Array<Array<int>> own;       ///< nodes of each part, in the numbering of the matrix
  Array<int> root;             ///< nodes of the root
  Array<signed char> part_of;  ///< -1 for the root
  Array<int> local;            ///< number of each node inside own[part] or root
  Array<Index> value_start;    ///< of each part; of the root; the end

  [[nodiscard]] Index values() const { return value_start.back(); }
  [[nodiscard]] int root_size() const { return static_cast<int>(root.size()); }
  [[nodiscard]] double flops() const;

  /// Where entry (i, j) of the matrix lives in the value array; either triangle may be named.
  [[nodiscard]] Index position(int i, int j) const;
  /// The same in what `part` collects, which for two nodes of the root is the part's own copy; part = parts.size(): the root.
  [[nodiscard]] Index position_in(int part, int i, int j) const;
};

Elimination analyse(const SymmetricPattern& pattern, Crew& crew);

/// Keeps the last analysis: programs of one shape (changed costs, bounds, coefficients) share it. Comparing patterns costs a
/// thousandth of analysing one.
class AnalysisCache {
 public:
  [[nodiscard]] std::shared_ptr<const Elimination> of(SymmetricPattern pattern, Crew& crew);

 private:
  SymmetricPattern pattern_;
  std::shared_ptr<const Elimination> elimination_;
};

}  // namespace gridwright::solver::ipm
