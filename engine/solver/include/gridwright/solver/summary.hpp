#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "gridwright/solver/linear_program.hpp"

namespace gridwright::solver {

/// What a solve gave, ready to print: what `gridwright solve FILE.mps` shows.
struct SolveSummary {
  std::string problem{};      ///< file or model name
  int rows = 0, columns = 0, integers = 0;
  std::int64_t nonzeros = 0;
  std::string solver{}, status{};
  bool has_point = false;     ///< objective and residuals mean something
  double objective = 0.0;     ///< with the sign of the file (a maximised objective is not negated)
  bool maximise = false;
  Residuals residuals{};
  double mip_gap = 0.0;
  int iterations = 0;         ///< branch-and-bound nodes for integers
  double seconds = 0.0;
};

[[nodiscard]] SolveSummary summarise(const LinearProgram& lp, const Solution& solution, std::string_view problem = {},
                                     bool maximise = false);

/// Eight aligned lines; the objective with 12 significant digits:
///   problem      afiro.mps: 27 rows, 32 columns, 83 nonzeros
///   status       optimal (gridwright ipm)
///   objective    -464.753142857 (minimised)
///   ...
[[nodiscard]] std::string to_text(const SolveSummary& summary);

}  // namespace gridwright::solver
