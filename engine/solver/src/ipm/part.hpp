#pragma once
#include <cstdint>

#include "pattern.hpp"

namespace gridwright::solver::ipm {

/// The symbolic half of a sparse LDL' of one part: order, elimination tree, supernodes and where every update lands.
///
/// Supernode s owns columns [first[s], first[s+1]) of the permuted matrix and stores them as one dense column-major trapezoid:
/// its own width w on top, then the rows below (sorted, rows[row_start[s] .. row_start[s+1])). Leading dimension w + below.
///
/// Supernodes [0, layered()) are single columns, grouped into layers. No member of a layer is an ancestor of another, and all have
/// equally many rows below, so a layer is one loop of fixed shape: most of a chain of hours is eliminated that way. The last `root`
/// columns, if any, are not eliminated: they form the last supernode, which collects what the part leaves for the root.
struct Part {
  struct Layer {
    int first, count, below;
  };

  int n = 0, root = 0;
  Array<int> order;   ///< order[new] = old
  Array<int> place;   ///< place[old] = new
  Array<int> first;   ///< first column of each supernode; one past the end at the back
  Array<int> owner;   ///< supernode of each column
  Array<int> parent;  ///< supernodal elimination tree, -1 at a root
  Array<Index> row_start;
  Array<int> rows;
  Array<Index> value_start;
  Array<Layer> layers;
  /// Where the products of two rows below of a layered supernode land, row by row of the lower triangle.
  Array<std::uint32_t> fan;
  /// Updates of the other supernodes: groups [target supernode, columns, position of every remaining row inside the target].
  Array<Index> tape_start;
  Array<int> tape;
  double flops = 0.0;

  [[nodiscard]] int supernodes() const { return static_cast<int>(first.size()) - 1; }
  [[nodiscard]] int layered() const { return layers.empty() ? 0 : layers.back().first + layers.back().count; }
  [[nodiscard]] int width(int s) const { return first[s + 1] - first[s]; }
  [[nodiscard]] int below(int s) const { return static_cast<int>(row_start[s + 1] - row_start[s]); }
  [[nodiscard]] Index values() const { return value_start.back(); }

  /// Where entry (i, j) of the original matrix lives in the value array; either triangle may be named.
  [[nodiscard]] Index position(int i, int j) const;
};

/// Orders by approximate minimum degree (Amestoy, Davis, Duff 1996; SuiteSparse AMD, BSD) and analyses. The last `root` nodes of
/// the pattern are not eliminated.
Part analyse(const SymmetricPattern& pattern, int root);

}  // namespace gridwright::solver::ipm
