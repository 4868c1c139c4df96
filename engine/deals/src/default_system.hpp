#pragma once
#include <cstddef>
#include <vector>

/// Systems x = max(least, b + M x) with M >= 0 and column sums at most 1: what defaulted nodes pay each other.
namespace gridwright::deals {

struct Entry {
  int row = 0, column = 0;  ///< row receives `value` of each dollar `column` pays
  double value = 0.0;
};

struct DefaultSystem {
  std::vector<Entry> entries;  ///< M
  std::vector<double> b;       ///< received besides; below zero where `least` is
  std::vector<double> least;   ///< nobody falls below it here
  std::vector<char> leaks;     ///< by column: part of what it pays reaches no row of M
};

/// The greatest solution at or below `x`, which must satisfy x >= b + M x; `x` becomes it. Strongly connected parts are solved one
/// after another: small ones by elimination, large ones by Gauss-Seidel sweeps from above and, if those crawl, by elimination. Where
/// somebody ends at `least`, by policy iteration from below: the set of those above it only grows, one elimination each time.
/// A circle that nothing leaves either stands still (what it misses is within `tolerance` of what it pays: x stays) or falls until
/// somebody ends at `least`, which makes the answer unique; it is never followed step by step.
void lower_to_greatest(const DefaultSystem& system, double tolerance, std::vector<double>& x);

}  // namespace gridwright::deals
