#include "gridwright/solver/mps.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gridwright/solver/model.hpp"
#include "gridwright/solver/solve.hpp"

using namespace gridwright;
using namespace gridwright::solver;
using doctest::Approx;

namespace {

/// Every construct once, in free format.
const std::string everything = R"(* a comment
NAME every thing
OBJSENSE
    MIN
ROWS
 N cost
 L le
 G ge
 E eq
 N extra $ not the objective
 L le_range
 G ge_range
 E eq_plus
 E eq_minus
COLUMNS
 x cost 1.5 le 1
 x ge -2e0
 x extra 1
 M1 'MARKER' 'INTORG'
 i cost 2 le 1
 j eq +3
 M1 'MARKER' 'INTEND'
 y le_range 1 ge_range 1
 y eq_plus 1 eq_minus 1.5D+1
 f cost -1
 g cost 0
 n cost 1
 k cost 1
 m cost 1
 b cost 1
RHS
 RHS cost 7 le 4
 RHS ge 1 eq 5
 RHS le_range 10 ge_range 10
 RHS eq_plus 10 eq_minus 10
RANGES
 RNG le_range 3 ge_range -3
 RNG eq_plus 3 eq_minus -3
BOUNDS
 UP BND x 9
 LO BND x 1
 UI BND j 8
 FR BND f
 FX BND g 2.5
 UP BND n -1
 MI BND k
 UP BND k 3
 LI BND m 2
 BV BND b
ENDATA
)";

NamedProgram read_or_fail(const std::string& text, MpsFormat format = MpsFormat::automatic) {
  Result<NamedProgram> read = parse_mps(text, "test.mps", format);
  if (!read) FAIL(to_text(read.diagnostics()));
  return std::move(*read);
}

/// The message of the first error, or "" when the text is accepted.
std::string first_error(const std::string& text, MpsFormat format = MpsFormat::free, int* line = nullptr) {
  const Result<NamedProgram> read = parse_mps(text, "bad.mps", format);
  for (const Diagnostic& d : read.diagnostics())
    if (d.severity == Severity::error) {
      if (line != nullptr) *line = d.line;
      CHECK(d.file == "bad.mps");
      return d.message;
    }
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool same(const LinearProgram& a, const LinearProgram& b) {
  return a.cost == b.cost && a.offset == b.offset && a.column_lower == b.column_lower && a.column_upper == b.column_upper &&
         a.row_lower == b.row_lower && a.row_upper == b.row_upper && a.matrix.start == b.matrix.start &&
         a.matrix.index == b.matrix.index && a.matrix.value == b.matrix.value && a.integer == b.integer;
}

}  // namespace

TEST_CASE("every section and bound type is read as documented") {
  const NamedProgram p = read_or_fail(everything);
  const LinearProgram& lp = p.program;
  CHECK(p.name == "every thing");
  CHECK(p.objective == "cost");
  CHECK(p.row_names == std::vector<std::string>{"le", "ge", "eq", "extra", "le_range", "ge_range", "eq_plus", "eq_minus"});
  CHECK(p.column_names == std::vector<std::string>{"x", "i", "j", "y", "f", "g", "n", "k", "m", "b"});
  const double inf = infinity;
  CHECK(lp.row_lower == std::vector<double>{-inf, 1, 5, -inf, 7, 10, 10, 7});
  CHECK(lp.row_upper == std::vector<double>{4, inf, 5, inf, 10, 13, 13, 10});
  CHECK(lp.column_lower == std::vector<double>{1, 0, 0, 0, -inf, 2.5, -inf, -inf, 2, 0});
  CHECK(lp.column_upper == std::vector<double>{9, 1, 8, inf, inf, 2.5, -1, 3, inf, 1});
  CHECK(lp.integer == std::vector<std::uint8_t>{0, 1, 1, 0, 0, 0, 0, 0, 1, 1});
  CHECK(lp.cost == std::vector<double>{1.5, 2, 0, 0, -1, 0, 1, 1, 1, 1});
  CHECK(lp.offset == -7.0);
  CHECK(lp.matrix.start == std::vector<std::int64_t>{0, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(lp.matrix.index == std::vector<int>{0, 1, 0, 2, 0, 3, 3, 3, 3});
  CHECK(lp.matrix.value == std::vector<double>{1, 1, -2, 3, 1, 1, 1, 1, 15});
  CHECK(well_formed(lp));
}

TEST_CASE("a maximising file is negated, in each way to say so") {
  for (const std::string sense : {"OBJSENSE\n    MAX\n", "OBJSENSE MAXIMIZE\n", "OBJSENSE\n  maximise\n"}) {
    const NamedProgram p = read_or_fail(sense + "ROWS\n N z\n L c\nCOLUMNS\n x z 3 c 1\nRHS\n RHS c 4 z -10\nENDATA\n");
    CHECK(p.maximise);
    CHECK(p.program.cost[0] == -3.0);
    CHECK(p.program.offset == -10.0);  // the file's objective is 3x + 10
    CHECK(solve(p.program).objective == Approx(-22.0));
  }
  const NamedProgram named = read_or_fail("OBJNAME\n second\nROWS\n N first\n N second\nCOLUMNS\n x first 1 second 2\nENDATA\n");
  CHECK(named.objective == "second");
  CHECK(named.program.cost[0] == 2.0);
  CHECK(named.row_names == std::vector<std::string>{"first"});
}

TEST_CASE("fixed format: names with blanks, fields by place") {
  const std::string fixed =
      "NAME          FIXED ONE\n"
      "ROWS\n"
      " N  COST\n"
      " L  LIM 1\n"
      " G  MY ROW\n"
      "COLUMNS\n"
      "    X ONE     COST               1.0   LIM 1              1.0\n"
      "    X ONE     MY ROW             1.0\n"
      "    MARKER                 'MARKER'                 'INTORG'\n"
      "    Y         COST               2.0   MY ROW             1.0\n"
      "    MARKER                 'MARKER'                 'INTEND'\n"
      "RHS\n"
      "    RHS       LIM 1              4.0   MY ROW             1.0\n"
      "BOUNDS\n"
      " UP BND       X ONE              4.0\n"
      " UP           Y                  9.0\n"
      "ENDATA\n";
  CHECK_FALSE(first_error(fixed, MpsFormat::free).empty());
  for (MpsFormat format : {MpsFormat::automatic, MpsFormat::fixed}) {
    const NamedProgram p = read_or_fail(replaced(fixed, " UP           Y ", " UP BND       Y "), format);
    CHECK(p.column_names == std::vector<std::string>{"X ONE", "Y"});
    CHECK(p.row_names == std::vector<std::string>{"LIM 1", "MY ROW"});
    CHECK(p.program.column_upper == std::vector<double>{4.0, 9.0});
    CHECK(p.program.integer == std::vector<std::uint8_t>{0, 1});
    CHECK(p.program.row_lower[1] == 1.0);
  }
  CHECK(first_error(replaced(fixed, "X ONE     MY ROW", "X ONE   Q MY ROW"), MpsFormat::fixed).find("outside the fields") !=
        std::string::npos);
}

TEST_CASE("every mistake is reported with its line") {
  int line = 0;
  CHECK(first_error(replaced(everything, " ge -2e0", " gee -2e0"), MpsFormat::free, &line) == "row 'gee' is not among the ROWS");
  CHECK(line == 17);
  CHECK(first_error(replaced(everything, "RHS ge 1 eq 5", "RHS ge 1 eq 5,0"), MpsFormat::free, &line) == "'5,0' is no number");
  CHECK(line == 33);
  const auto bad = [](const std::string& from, const std::string& to) { return first_error(replaced(everything, from, to)); };
  CHECK(bad("RHS ge 1", "RHS ge nan") == "'nan' is no number");
  CHECK(bad("x ge -2e0", "x ge 1e999") == "'1e999' is too large for a coefficient");
  CHECK(bad("x ge -2e0", "x le -2e0") == "column 'x' names row 'le' twice");
  CHECK(bad(" g cost 0", " x cost 0") == "column 'x' appears again after other columns");
  CHECK(bad(" N extra", " N le") == "row 'le' is named twice");
  CHECK(bad(" L le\n", " Q le\n") == "row type 'Q' is not known");
  CHECK(bad(" L le\n", " L\n") == "a row needs a type and a name");
  CHECK(bad("x ge -2e0", "x ge") == "a column line needs a name and one or two row and value pairs");
  CHECK(bad(" RHS ge 1 eq 5", " RHS ge 1 eq 5 le 4") == "more than six fields");
  CHECK(bad("RHS ge 1", "RHS le 1") == "row 'le' has two right-hand sides");
  CHECK(bad("RNG eq_plus", "RNG le_range") == "row 'le_range' has two ranges");
  CHECK(bad("BV BND b", "SC BND b 4") == "semi-continuous columns are not supported");
  CHECK(bad("BV BND b", "XX BND b 4") == "bound type 'XX' is not known");
  CHECK(bad("BV BND b", "BV BND bb") == "column 'bb' is not among the COLUMNS");
  CHECK(bad("FX BND g 2.5", "FX BND g") == "a bound of this type needs a set name, a column and a value");
  CHECK(bad("FX BND g 2.5", "FX BND g inf") == "a fixed column needs a finite value");
  CHECK(bad("LO BND x 1", "LO BND x 1e30") == "this bound leaves no value for 'x'");
  CHECK(bad("    MIN", "    SMALL") == "objective sense 'small' is not known");
  CHECK(bad("RANGES", "QMATRIX") == "section 'QMATRIX' is not supported");
  CHECK(bad("RANGES", "RANGE") == "section 'RANGE' is not known here");
  CHECK(bad("RANGES", "RANGES all") == "nothing may follow RANGES");
  CHECK(bad("'INTORG'", "'INTEGER'") == "marker ''INTEGER'' is not known");
  CHECK(bad(" N cost\n", "") == "row 'cost' is not among the ROWS");
  CHECK(bad("ENDATA", "") == "the file ends without ENDATA");
  CHECK(first_error("") == "the file ends without ENDATA");
  CHECK(first_error(" x y 1\nENDATA\n") == "data before the first section");
  CHECK(first_error("ROWS\n L r\nENDATA\n") == "no objective: ROWS has no row of type N");
  CHECK(first_error("OBJNAME\n zz\nROWS\n N r\nENDATA\n") == "the objective 'zz' is not among the ROWS of type N");
  CHECK(first_error("RHS\nENDATA\n") == "RHS before COLUMNS");

  // All of them in one pass.
  const Result<NamedProgram> read = parse_mps("ROWS\n N c\n Z r\n L r s t\nCOLUMNS\n x q 1\n x c one\nENDATA\n", "bad.mps");
  REQUIRE_FALSE(read);
  CHECK(read.diagnostics().size() == 4);
  CHECK(to_text(read.diagnostics()).find("bad.mps:3:2: row type 'Z' is not known") != std::string::npos);
}

TEST_CASE("what is doubtful is a warning, not a guess in silence") {
  const Result<NamedProgram> read = parse_mps(everything, "test.mps");
  REQUIRE(read);
  REQUIRE(read.diagnostics().size() == 1);
  CHECK(read.diagnostics()[0].message.find("below 0 and no lower bound") != std::string::npos);
  const Result<NamedProgram> sets =
      parse_mps("ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 1\nRHS\n A r 1\n B r 2\nBOUNDS\n UP A x 1\n UP B x 2\nENDATA\n", "two.mps");
  REQUIRE(sets);
  CHECK(sets->program.row_upper[0] == 1.0);
  CHECK(sets->program.column_upper[0] == 1.0);
  CHECK(sets.diagnostics().size() == 2);
}

TEST_CASE("set names may be missing in free format") {
  const NamedProgram p = read_or_fail(
      "ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 1\n y c 1 r 1\nRHS\n r 8\nRANGES\n r 2\nBOUNDS\n UP x 4\n FR y\nENDATA\n");
  CHECK(p.program.row_lower[0] == 6.0);
  CHECK(p.program.row_upper[0] == 8.0);
  CHECK(p.program.column_upper[0] == 4.0);
  CHECK(p.program.column_lower[1] == -infinity);
}

TEST_CASE("limits are kept") {
  const auto refuses = [](const MpsLimits& limits) { return !parse_mps(everything, "t", MpsFormat::automatic, limits); };
  CHECK(refuses({.bytes = 100}));
  CHECK(refuses({.rows = 3}));
  CHECK(refuses({.columns = 3}));
  CHECK(refuses({.nonzeros = 3}));
  std::string many = "ROWS\n N c\n";
  for (int i = 0; i < 500; ++i) many += " Z r\n";
  CHECK(parse_mps(many, "t").diagnostics().size() <= 52);
}

TEST_CASE("write, read: the same program to the last bit, also gzipped") {
  const NamedProgram p = read_or_fail(everything);
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "gridwright_mps_test";
  std::filesystem::create_directories(folder);
  for (const char* name : {"copy.mps", "copy.mps.gz"}) {
    REQUIRE(write_mps(folder / name, p.program, names_of(p)).empty());
    const Result<NamedProgram> copy = read_mps(folder / name);
    if (!copy) FAIL(to_text(copy.diagnostics()));
    CHECK(same(copy->program, p.program));
    CHECK(copy->row_names == p.row_names);
    CHECK(copy->column_names == p.column_names);
    CHECK(copy->name == p.name);
    CHECK(copy->objective == p.objective);
  }
  CHECK(std::filesystem::file_size(folder / "copy.mps.gz") < std::filesystem::file_size(folder / "copy.mps"));
  std::filesystem::remove_all(folder);
  CHECK_FALSE(write_mps(folder / "no_folder.mps", p.program).empty());
  CHECK_FALSE(read_mps(folder / "no_file.mps"));
}

TEST_CASE("names from a model: blanks go, clashes get numbers") {
  Model m;
  const Columns x = m.add_columns({.name = "gen[wind]", .cost = 1.0, .label = [](int t) { return "2030-01-01 0" + std::to_string(t); }}, 2);
  const Columns y = m.add_columns({.name = "same"}, 1);
  m.add_columns({.name = "same"}, 1);
  m.add_rows("balance").add(0, x[0] + y[0] >= 1.0);
  const Result<std::string> text = to_mps(m.program(), {.row = [&](int i) { return m.row_name(i); },
                                                        .column = [&](int j) { return m.column_name(j); }});
  REQUIRE(text);
  const NamedProgram p = read_or_fail(*text);
  CHECK(p.column_names == std::vector<std::string>{"gen[wind,_2030-01-01_00]", "gen[wind,_2030-01-01_01]", "same", "same#3"});
  CHECK(p.row_names == std::vector<std::string>{"balance"});
  CHECK(same(p.program, m.program()));
  const Result<std::string> plain = to_mps(m.program());
  REQUIRE(plain);
  CHECK(read_or_fail(*plain).column_names.back() == "C4");
}

TEST_CASE("what MPS cannot say is refused") {
  Model m;
  const Column x = m.add_column({.name = "x"});
  m.add_rows("r").add(0, within(2.0, 1.0 * x, 1.0));
  CHECK_FALSE(to_mps(m.program()));
  m.program().row_lower[0] = 0.0;
  CHECK(to_mps(m.program()));
  m.program().cost[0] = std::nan("");
  CHECK_FALSE(to_mps(m.program()));
}
