#pragma once
#include <cstddef>
#include <vector>

/// Sparse systems x = b + M x with M >= 0 and column sums at most 1: what defaulted nodes pay each other.
namespace gridwright::deals {

struct Entry {
  int row = 0, column = 0;  ///< row receives `value` of each dollar `column` pays
  double value = 0.0;
};

/// Solves for x, starting near `guess` where parts are solved by iteration. Strongly connected parts are solved one after another,
/// small ones by elimination, large ones by Gauss-Seidel sweeps and, if those crawl, by elimination. False when a part has no unique
/// answer (a circle nothing leaves); x is then not to be used.
[[nodiscard]] bool solve_default_system(std::size_t size, const std::vector<Entry>& entries, const std::vector<double>& b,
                                        std::vector<double>& x);

}  // namespace gridwright::deals
