#pragma once
#include "array.hpp"
#include "elimination.hpp"

namespace gridwright::solver::ipm {

/// The numeric half: LDL' of a symmetric quasi-definite matrix on a fixed elimination, right-looking over supernodes.
///
/// Any symmetric permutation of a quasi-definite matrix has an LDL' with known pivot signs (Vanderbei 1995), so the order is
/// chosen for sparsity alone and nothing is searched at run time.
class Factor {
 public:
  explicit Factor(const Elimination& elimination);

  /// Values to fill before `factorise`, addressed by Elimination::position.
  Vector& values() { return value_; }

  /// Factors in place. sign[old index] is the sign of each pivot. Returns how many pivots were repaired.
  int factorise(const Array<signed char>& sign, double smallest, double replaced);

  /// x := (LDL')^-1 x, in the original numbering.
  void solve(Vector& x) const;

 private:
  void eliminate(int s);
  void eliminate_single(int s);
  void forward(double* x) const;
  void backward(double* x) const;

  const Elimination& e_;
  Vector value_;
  Array<signed char> sign_;  // permuted
  Vector update_, work_;
  mutable Vector permuted_;
};

}  // namespace gridwright::solver::ipm
