#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "gridwright/solver/mps.hpp"

namespace gridwright::solver::mps {

/// From here on a number means "no bound", as in CPLEX, Gurobi and HiGHS.
inline constexpr double no_bound = 1e20;

struct Token {
  std::string_view text{};
  int column = 0;  ///< 1-based place in the line
};

/// One line of the file, cut into fields.
struct Line {
  std::string_view text{};
  int number = 0;
  bool header = false;  ///< starts in column 1
  bool overfull = false;  ///< text beyond or between the fields
  std::array<Token, 6> field{};
  std::size_t fields = 0;
};

/// Cuts text into lines and fields; comments (* in column 1) and blank lines are skipped.
class Lexer {
 public:
  Lexer(std::string_view text, bool fixed) : rest_(text), fixed_(fixed) {}
  /// The next line with content, or false at the end.
  bool next(Line& line);

 private:
  void cut_free(Line& line) const;
  void cut_fixed(Line& line) const;
  std::string_view rest_;
  int number_ = 0;
  bool fixed_;
};

/// A number of the format: optional sign, 'D' for 'E' as Fortran writes it, "inf" and "infinity". Never NaN.
[[nodiscard]] std::optional<double> number(std::string_view text);

}  // namespace gridwright::solver::mps
