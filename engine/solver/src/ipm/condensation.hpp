#pragma once
#include "elimination.hpp"
#include "standard_form.hpp"

namespace gridwright::solver::ipm {

/// Inequality rows that are eliminated by hand, before any order is sought: those so short that this costs no fill (x <= a C and
/// y >= a x + b C are most rows of a chronological model). Row i with slack weight W_i adds a_i a_i' / W_i to the columns' block.
///
/// An elimination in minimum-degree order would take these rows first anyway, with the same arithmetic; left out of it they need no
/// place in the factors, in the permutation or in the solves.
class Condensation {
 public:
  explicit Condensation(const StandardForm& form);

  [[nodiscard]] bool by_hand(int row) const { return node_[row] < 0; }
  /// Node of a row that stays in the system: n, n + 1, ...
  [[nodiscard]] int node(int row) const { return node_[row]; }
  [[nodiscard]] int nodes() const { return nodes_; }  ///< columns and rows that stay
  /// Entries [start, end) of column j hold all its rows eliminated by hand, and perhaps others.
  [[nodiscard]] Index end(int j) const { return end_[j]; }

  /// Of the system that is left.
  [[nodiscard]] SymmetricPattern pattern() const;

  /// Finds where each row lands; before `add`.
  void locate(const Elimination& elimination, Crew& crew);
  /// Subtracts a_i a_i' weight_i of every row eliminated by hand.
  void subtract(const Vector& weight, double* values, Crew& crew) const;

 private:
  const StandardForm& form_;
  Array<int> node_;
  Array<Index> end_;
  int nodes_ = 0;
  /// Rows whose columns lie in one part (and the root), part by part, then those of the root alone: nothing is shared.
  Array<Array<int>> rows_;
  Array<Array<Index>> at_;  ///< of each pair of entries of each such row, the lower triangle row by row
};

}  // namespace gridwright::solver::ipm
