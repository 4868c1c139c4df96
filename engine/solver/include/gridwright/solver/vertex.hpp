#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/solver/linear_program.hpp"
#include "gridwright/solver/solve.hpp"

namespace gridwright::solver {

/// Where a column or row stands at a vertex: in the basis, or held at a bound (an equation's row stands at its lower one).
enum class Stand : std::uint8_t { at_lower, basic, at_upper, at_zero };  ///< at_zero: a free column outside the basis

/// Which columns and rows span a vertex; as many are basic as there are rows. Empty where no vertex is known.
struct Basis {
  std::vector<Stand> column{}, row{};
  [[nodiscard]] bool empty() const { return column.empty() && row.empty(); }
};

/// A vertex and what it took to get there.
struct Vertex {
  Solution solution{};              ///< the vertex; the interior point as it was where none was reached
  Basis basis{};                    ///< empty where none was reached
  std::string trouble{};            ///< why there is none; empty otherwise
  double interior_objective = 0.0;  ///< what the interior point gave
  int off_bounds = 0;               ///< columns and rows the interior point left off their bounds; at a vertex at most as many as rows
  int simplex_iterations = 0;       ///< of the simplex that proved the basis on the program as given
  double crossover_seconds = 0.0, simplex_seconds = 0.0;
};

/// Moves an optimal interior point to a vertex of the optimal face, for people who need basic solutions: exact zeros, a basis
/// other solvers can start from, and a second opinion, for the last word is HiGHS's.
///
///   Vertex v = to_vertex(lp, solve(lp));
///   if (v.basis.empty()) std::cerr << v.trouble;
///   else use(v.solution.x, v.basis);
///
/// Three steps. The interior point tells which columns and rows are held at a bound (far smaller slack than price) and which
/// are not; HiGHS's crossover (Bixby and Saltzman 1994) pushes what is left over into or out of a basis; HiGHS's simplex
/// starts from that basis on the program as given and goes on until it finds it optimal. The vertex is therefore optimal
/// whatever the first two steps got wrong; they only decide how many iterations the third one needs.
///
/// None is reached where `interior` is not optimal, the program has integers, time or the stop flag ends it, or measure() finds
/// the vertex less accurate than Options::gap and Options::feasibility ask. Options::seconds is for these steps alone. Deterministic.
/// Cost: docs/theory/vertex.md.
[[nodiscard]] Vertex to_vertex(const LinearProgram& lp, Solution interior, const Options& options = {});

/// Writes a basis as HiGHS reads it (`highs --read_basis_file FILE model.mps`). The file appears whole or not at all.
[[nodiscard]] Diagnostics write_basis(const std::filesystem::path& file, const Basis& basis);

}  // namespace gridwright::solver
