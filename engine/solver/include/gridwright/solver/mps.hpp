#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/solver/linear_program.hpp"

/// Linear and mixed-integer programs as MPS files, the format every solver reads.
///
///   Result<NamedProgram> read = read_mps("afiro.mps.gz");
///   if (!read) return report(read.diagnostics());            // every mistake with its line
///   Solution s = solve(read->program);
///   Diagnostics trouble = write_mps("copy.mps", read->program, names_of(*read));
namespace gridwright::solver {

/// A program as a file names it. Rows exclude the objective; further free (N) rows are kept as free rows.
struct NamedProgram {
  LinearProgram program{};       ///< always to be minimised: a maximising file has its costs and offset negated
  std::string name{};            ///< NAME
  std::string objective{};       ///< name of the objective row
  bool maximise = false;         ///< OBJSENSE MAX: the file's objective is minus ours
  std::vector<std::string> row_names{}, column_names{};
};

enum class MpsFormat : std::uint8_t {
  automatic,  ///< free; when that fails, fixed
  free,       ///< fields between blanks, names without blanks
  fixed,      ///< fields at columns 2-3, 5-12, 15-22, 25-36, 40-47, 50-61; names may hold blanks
};

/// What a file may hold before it is refused.
struct MpsLimits {
  std::uint64_t bytes = 2ull << 30;  ///< unpacked
  std::int64_t rows = 50'000'000, columns = 50'000'000, nonzeros = 1'000'000'000;
  std::size_t errors = 50;           ///< stop looking after this many mistakes
};

/// Reads a file; .gz is unpacked. Knows NAME, OBJSENSE (own line or same line), OBJNAME, ROWS, COLUMNS with INTORG/INTEND markers,
/// RHS, RANGES, BOUNDS (LO UP FX FR MI PL BV LI UI), ENDATA. Conventions where tools differ:
///   - RHS of the objective row is minus the constant of the objective;
///   - an UP bound below 0 without a lower bound makes the lower bound -infinity (warning);
///   - integer columns without any bound are 0..1;
///   - 1e20 and more, or "inf", is no bound;
///   - a third or later field that begins with $ starts a comment;
///   - only the first set of RHS, RANGES and BOUNDS counts (warning).
/// Quadratic, SOS, indicator, semi-continuous and lazy-constraint sections are refused by name.
[[nodiscard]] Result<NamedProgram> read_mps(const std::filesystem::path& file, MpsFormat format = MpsFormat::automatic,
                                            const MpsLimits& limits = {});
/// The same from text in memory; `shown_as` is how messages name it.
[[nodiscard]] Result<NamedProgram> parse_mps(std::string_view text, std::string_view shown_as,
                                             MpsFormat format = MpsFormat::automatic, const MpsLimits& limits = {});

/// How rows and columns are called in a written file. Missing functions give R1, R2, ... and C1, C2, ...
/// Blanks in names and a '$' in front become '_'; a name used twice gets "#" and its number.
struct MpsNames {
  std::function<std::string(int)> row{}, column{};
  std::string program = "gridwright";
  std::string objective = "COST";
};
/// The names a file was read with.
[[nodiscard]] MpsNames names_of(const NamedProgram& named);  // `named` must outlive the result

/// Writes free MPS, gzipped when the name ends in .gz; numbers in the shortest form that reads back to the same bits. One
/// exception: MPS states a two-sided row by one side and a width, so now and then the other side comes back off by one unit in
/// the last place of the larger of the two.
/// The file appears whole or not at all. Refused: a lower bound above its upper bound on a row (MPS cannot say it), and
/// programs that are not well formed.
[[nodiscard]] Diagnostics write_mps(const std::filesystem::path& file, const LinearProgram& lp, const MpsNames& names = {});
/// The same as text.
[[nodiscard]] Result<std::string> to_mps(const LinearProgram& lp, const MpsNames& names = {});

}  // namespace gridwright::solver
