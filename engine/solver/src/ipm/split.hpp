#pragma once
#include "pattern.hpp"

namespace gridwright::solver::ipm {

/// Which nodes may be eliminated independently of one another.
struct Split {
  int parts = 1;
  Array<signed char> part;  ///< of each node; `root` for those left to the end, which separate the parts
  static constexpr signed char root = -1;
};

/// Cuts a graph into at most `parts` parts of about equal size whose nodes touch no node of another part.
///
/// Without its dense nodes (capacities, yearly sums) the graph of a chronological model is a long chain of hours or a ring of them.
/// Breadth-first levels from one end run along it; cutting where the level has fewest nodes with neighbours in the next one leaves a
/// separator of a few nodes an hour. These and the dense nodes form the root. Where that root would be large, or the graph is small, there
/// is one part and no root. The cut depends on the graph alone, never on the number of threads.
Split split(const SymmetricPattern& pattern, int parts);

/// Nodes with so many neighbours that they go last: 1 for each such node.
Array<std::uint8_t> dense_nodes(const SymmetricPattern& pattern);

}  // namespace gridwright::solver::ipm
