#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace gridwright::solver {

/// No bound. Anything with absolute value >= infinity counts as absent.
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A sparse matrix stored by rows: entries of row i are [start[i], start[i+1]) of index and value.
/// Column indices inside a row are unique; their order does not matter.
struct RowMatrix {
  int columns = 0;
  std::vector<std::int64_t> start{0};
  std::vector<int> index;
  std::vector<double> value;
  [[nodiscard]] int rows() const { return static_cast<int>(start.size()) - 1; }
  [[nodiscard]] std::int64_t nonzeros() const { return start.back(); }
};

/// minimise  offset + cost'x   subject to  row_lower <= A x <= row_upper,  column_lower <= x <= column_upper.
///
/// Infinite bounds mark free and one-sided rows and columns; equal bounds mark equations and fixed variables.
/// A non-empty `integer` (one flag a column) makes it a mixed-integer program.
/// The solver room knows no names, units, sites or hours: whoever builds the program keeps them.
struct LinearProgram {
  std::vector<double> cost, column_lower, column_upper;
  std::vector<double> row_lower, row_upper;
  RowMatrix matrix;
  double offset = 0.0;
  std::vector<std::uint8_t> integer;
  [[nodiscard]] int columns() const { return static_cast<int>(cost.size()); }
  [[nodiscard]] int rows() const { return static_cast<int>(row_lower.size()); }
  [[nodiscard]] bool has_integers() const { return !integer.empty(); }
};

enum class Status : std::uint8_t {
  optimal,      ///< every residual asked for was reached
  infeasible,   ///< shown to have no solution; a checked ray is in row_dual where one was worked out, else it is empty
  unbounded,    ///< shown to have no least value; a checked ray is in x where one was worked out, else it is empty
  limit,        ///< stopped at a time or iteration limit; x is the best point known, residuals say how good
  numerical,    ///< could not reach the tolerances; x is the best point known, residuals say how good
  interrupted,  ///< the caller's stop flag was raised
};
[[nodiscard]] std::string to_string(Status status);

/// How good an answer is, in the units of the program as given (not of any scaled or presolved form).
struct Residuals {
  double primal = 0.0;           ///< max over rows and columns of bound violation
  double dual = 0.0;             ///< max wrong-signed or unexplained reduced cost
  double primal_relative = 0.0;  ///< primal / (1 + max |finite bound|)
  double dual_relative = 0.0;    ///< dual / (1 + max |cost|)
  double gap = 0.0;              ///< |primal objective - dual objective| / (1 + |primal objective|)
};

/// An answer. Duals follow  d = cost - A'y:  y[i] is d(objective)/d(active row bound), d[j] the reduced cost of column j.
struct Solution {
  Status status = Status::numerical;
  double objective = 0.0;
  std::vector<double> x{};           ///< one value a column
  std::vector<double> row_dual{};    ///< y, one value a row (empty for integer programs)
  std::vector<double> reduced_cost{};  ///< d, one value a column (empty for integer programs)
  Residuals residuals{};
  int iterations = 0;
  double seconds = 0.0;
  double mip_gap = 0.0;              ///< relative gap proved; 0 for continuous programs
  std::string solver{};              ///< who answered, as reports print it: "gridwright ipm", "HiGHS 1.10 ipx", ...
};

/// Recomputes objective, residuals and gap of (x, row_dual) from the program alone; reduced costs are derived.
/// Shares no code with any solver. Cost O(nonzeros).
[[nodiscard]] Residuals measure(const LinearProgram& lp, const std::vector<double>& x, const std::vector<double>& row_dual,
                                double* objective = nullptr);

/// True when y proves that no x satisfies the program (Farkas): the dual objective of y with zero cost, taken over bounds,
/// is positive beyond rounding.
[[nodiscard]] bool proves_infeasible(const LinearProgram& lp, const std::vector<double>& y);
/// True when the objective falls without end along `ray` and no bound stops it, beyond rounding. Says nothing about whether
/// a feasible point exists to start from.
[[nodiscard]] bool proves_unbounded(const LinearProgram& lp, const std::vector<double>& ray);
/// True when sizes agree, indices are in range, and no number is NaN (or an infinite cost or coefficient).
[[nodiscard]] bool well_formed(const LinearProgram& lp);

}  // namespace gridwright::solver
