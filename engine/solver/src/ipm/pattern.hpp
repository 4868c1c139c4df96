#pragma once
#include "array.hpp"

namespace gridwright::solver::ipm {

/// Pattern of a symmetric matrix: every off-diagonal pair once, by column. The diagonal is always present.
struct SymmetricPattern {
  int n = 0;
  Array<Index> start;
  Array<int> index;
};

}  // namespace gridwright::solver::ipm
