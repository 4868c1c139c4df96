#pragma once
#include "crew.hpp"
#include "elimination.hpp"

namespace gridwright::solver::ipm {

/// The numeric half for one part: LDL' of a symmetric quasi-definite matrix on a fixed elimination, right-looking over supernodes.
///
/// Any symmetric permutation of a quasi-definite matrix has an LDL' with known pivot signs (Vanderbei 1995), so the order is
/// chosen for sparsity alone and nothing is searched at run time.
class PartFactor {
 public:
  /// `value`: the part's share of the value array, filled before `factorise`.
  PartFactor(const Part& part, double* value);

  /// Factors in place, up to the root. sign[new index]: the sign of each pivot. Returns how many pivots were repaired.
  int factorise(const Array<signed char>& sign, double smallest, double replaced);
  void forward(double* x) const;  ///< x in the order of elimination
  void backward(double* x) const;
  [[nodiscard]] const double* root_block() const { return value_ + e_.value_start[e_.supernodes() - 1]; }

 private:
  void eliminate_layer(const Part::Layer& layer, Index fan, const Array<signed char>& sign, double smallest, double replaced,
                       int& repaired);
  void eliminate_single(int s);
  void eliminate(int s);
  [[nodiscard]] int last() const { return e_.supernodes() - (e_.root > 0 ? 1 : 0); }

  const Part& e_;
  double* value_;
  Vector update_, work_;
};

/// LDL' of the whole matrix: the parts side by side, then the root.
class Factor {
 public:
  Factor(const Elimination& elimination, Crew& crew);

  /// Values to fill before `factorise`, addressed by Elimination::position.
  Vector& values() { return value_; }
  void clear();

  /// Factors in place. sign[index of the matrix] is the sign of each pivot. Returns how many pivots were repaired.
  int factorise(const Array<signed char>& sign, double smallest, double replaced);

  /// x := (LDL')^-1 x, in the numbering of the matrix.
  void solve(Vector& x) const;

 private:
  int factorise_root(const Array<signed char>& sign, double smallest, double replaced);
  void solve_root() const;

  const Elimination& e_;
  Crew& crew_;
  Vector value_;
  Array<PartFactor> part_;
  Array<Array<signed char>> sign_;  // of each part, in its order of elimination
  Array<Array<int>> gather_;        // of each part: matrix index of each own node, in the order of elimination
  mutable Array<Vector> x_;         // of each part
  mutable Vector root_x_;
};

}  // namespace gridwright::solver::ipm
