#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

#include "gridwright/core/file.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/solver/mps.hpp"
#include "mps_lexer.hpp"

namespace gridwright::solver {
namespace {

using mps::Line;
using mps::Token;

enum class Section { before, sense, objective_name, rows, columns, rhs, ranges, bounds, skipped, end };

constexpr int objective_row = -1, unknown_row = -2;

/// A row while it is being read: MPS states type, right-hand side and range in three places.
struct PendingRow {
  char type;
  double rhs = 0.0, range = 0.0;
  bool has_rhs = false, has_range = false;
};

class Parser {
 public:
  Parser(std::string_view text, std::string_view shown_as, bool fixed, const MpsLimits& limits)
      : lexer_(text, fixed), file_(shown_as), fixed_(fixed), limits_(limits) {}
  Result<NamedProgram> run();

 private:
  void misfit();
  void name();
  void header();
  void data();
  void sense(const Token& word);
  void row();
  void column();
  void entries(std::size_t first);
  void entry(int row, const Token& name, double value);
  void marker();
  void rhs_or_range();
  void rhs(int row, const Token& name, double value);
  void range(int row, const Token& name, double value);
  void bound();
  void apply_bound(std::size_t column, std::string_view type, const Token& at, double value);
  void finish();
  void finish_rows();
  void transpose();

  bool right_set(const Token& set, std::string_view& first, const char* section);
  int find_row(const Token& name);
  bool value(const Token& token, bool may_be_infinite, double& out);
  void error(const Token& at, std::string message, std::string fix = {});
  void warn(const Token& at, std::string message);
  void add(Severity severity, const Token& at, std::string message, std::string fix);
  /// One mistake that makes going on pointless.
  void give_up(const Token& at, std::string message);
  [[nodiscard]] bool full() const { return gave_up_ || errors_ > limits_.errors; }

  mps::Lexer lexer_;
  std::string file_;
  bool fixed_;
  const MpsLimits& limits_;
  Line line_{};
  Section section_ = Section::before;
  NamedProgram out_{};
  Diagnostics diagnostics_{};
  std::size_t errors_ = 0;
  bool gave_up_ = false;

  std::unordered_map<std::string_view, int> row_of_{}, column_of_{};
  std::vector<PendingRow> rows_{};
  std::string_view objective_{}, wanted_objective_{}, rhs_set_{}, range_set_{}, bound_set_{};
  bool has_objective_ = false, rhs_set_seen_ = false, range_set_seen_ = false, bound_set_seen_ = false, integer_ = false;
  bool objective_rhs_seen_ = false, seen_columns_ = false;
  std::vector<std::int64_t> column_start_{};
  std::vector<int> entry_row_{};
  std::vector<double> entry_value_{};
  std::vector<int> last_column_of_row_{};  // to notice a row named twice in one column
  int last_column_of_objective_ = -1;
  std::vector<std::uint8_t> integer_of_{}, lower_given_{}, bounded_{};
};

void Parser::add(Severity severity, const Token& at, std::string message, std::string fix) {
  const int width = std::max(1, static_cast<int>(at.text.size()));
  diagnostics_.push_back({severity, file_, line_.number, at.column, width, std::string(line_.text.substr(0, 200)),
                          std::move(message), std::move(fix)});
}
void Parser::error(const Token& at, std::string message, std::string fix) {
  if (errors_++ <= limits_.errors) add(Severity::error, at, std::move(message), std::move(fix));
}
void Parser::warn(const Token& at, std::string message) {
  if (diagnostics_.size() < limits_.errors) add(Severity::warning, at, std::move(message), {});
}

void Parser::give_up(const Token& at, std::string message) {
  error(at, std::move(message));
  gave_up_ = true;
}

std::string in_quotes(std::string_view name) { return "'" + std::string(name.substr(0, 80)) + "'"; }

Result<NamedProgram> Parser::run() {
  while (section_ != Section::end && !full() && lexer_.next(line_)) {
    if (line_.header && line_.field[0].text == "NAME") name();
    else if (line_.overfull) misfit();
    else if (line_.header) header();
    else data();
  }
  if (!full() && section_ != Section::end) error({}, "the file ends without ENDATA", "is it cut short? add a line ENDATA");
  if (!full() && section_ == Section::end && !has_objective_)
    error({}, wanted_objective_.empty() ? "no objective: ROWS has no row of type N"
                                        : "the objective " + in_quotes(wanted_objective_) + " is not among the ROWS of type N");
  if (errors_ > 0) return std::move(diagnostics_);
  finish();
  return {std::move(out_), std::move(diagnostics_)};
}

void Parser::misfit() {
  const Token end{"", static_cast<int>(line_.text.size())};
  if (fixed_) error(end, "text outside the fields of fixed format", "fields: columns 2-3, 5-12, 15-22, 25-36, 40-47, 50-61");
  else error(end, "more than six fields", "one or two row and value pairs a line");
}

/// The name is the rest of the line; it may hold blanks, or be missing.
void Parser::name() { out_.name = std::string(trim(line_.text.substr(4)).substr(0, 255)); }

/// Sections of other tools for things a linear program has not.
bool beyond_linear(std::string_view section) {
  constexpr std::string_view known[] = {"QSECTION", "QUADOBJ", "QMATRIX", "QCMATRIX", "CSECTION", "SOS", "SOS1", "SOS2",
                                        "SETS", "INDICATORS", "LAZYCONS", "USERCUTS", "GENCONS", "PWLOBJ"};
  return std::find(std::begin(known), std::end(known), section) != std::end(known);
}

void Parser::header() {
  const Token& word = line_.field[0];
  struct Known {
    std::string_view word;
    Section section;
  };
  constexpr Known known[] = {{"ROWS", Section::rows}, {"COLUMNS", Section::columns}, {"RHS", Section::rhs},
                             {"RANGES", Section::ranges}, {"BOUNDS", Section::bounds}, {"ENDATA", Section::end},
                             {"OBJSENSE", Section::sense}, {"OBJNAME", Section::objective_name}};
  const auto* found = std::find_if(std::begin(known), std::end(known), [&](const Known& k) { return k.word == word.text; });
  if (found == std::end(known)) {
    section_ = Section::skipped;
    if (beyond_linear(word.text)) return error(word, "section " + in_quotes(word.text) + " is not supported",
                                               "only linear programs with integer columns are");
    error(word, "section " + in_quotes(word.text) + " is not known here",
          "sections: NAME OBJSENSE OBJNAME ROWS COLUMNS RHS RANGES BOUNDS ENDATA; data lines start with a blank");
    return;
  }
  const bool inline_sense = found->section == Section::sense && line_.fields == 2;
  if (line_.fields > 1 && !inline_sense) {
    error(line_.field[1], "nothing may follow " + std::string(word.text), "data lines start with a blank");
    return;
  }
  if (found->section == Section::rows && seen_columns_) error(word, "ROWS after COLUMNS", "move ROWS before COLUMNS");
  if (found->section == Section::columns) seen_columns_ = true;
  const bool needs_columns = found->section == Section::rhs || found->section == Section::ranges || found->section == Section::bounds;
  if (needs_columns && !seen_columns_) error(word, std::string(word.text) + " before COLUMNS", "move it after COLUMNS");
  section_ = found->section;
  if (inline_sense) sense(line_.field[1]);
}

void Parser::data() {
  switch (section_) {
    case Section::before: error(line_.field[0], "data before the first section", "begin with NAME or ROWS"); return;
    case Section::sense: sense({trim(line_.text), 1}); return;  // in fixed format the word straddles fields
    case Section::objective_name: wanted_objective_ = trim(line_.text); return;
    case Section::rows: row(); return;
    case Section::columns: column(); return;
    case Section::rhs:
    case Section::ranges: rhs_or_range(); return;
    case Section::bounds: bound(); return;
    case Section::skipped:
    case Section::end: return;
  }
}

void Parser::sense(const Token& word) {
  const std::string text = to_lower(word.text);
  if (text == "max" || text == "maximize" || text == "maximise") out_.maximise = true;
  else if (text == "min" || text == "minimize" || text == "minimise") out_.maximise = false;
  else error(word, "objective sense " + in_quotes(text) + " is not known", "MIN or MAX");
}

void Parser::row() {
  const Token &type = line_.field[0], &name = line_.field[1];
  if (line_.fields != 2 || name.text.empty()) {
    error(type, "a row needs a type and a name", "for example:  L  capacity");
    return;
  }
  if (type.text.size() != 1 || std::string_view("NLGEnlge").find(type.text[0]) == std::string_view::npos) {
    error(type, "row type " + in_quotes(type.text) + " is not known", "N (objective or free), L (<=), G (>=) or E (=)");
    return;
  }
  const char kind = static_cast<char>(type.text[0] & ~0x20);
  const bool objective = kind == 'N' && !has_objective_ && (wanted_objective_.empty() || wanted_objective_ == name.text);
  const int index = objective ? objective_row : static_cast<int>(rows_.size());
  if (!row_of_.emplace(name.text, index).second) {
    error(name, "row " + in_quotes(name.text) + " is named twice");
    return;
  }
  if (objective) {
    has_objective_ = true;
    objective_ = name.text;
    return;
  }
  if (static_cast<std::int64_t>(rows_.size()) >= limits_.rows) {
    give_up(name, "more than " + std::to_string(limits_.rows) + " rows");
    return;
  }
  rows_.push_back({kind});
  out_.row_names.emplace_back(name.text);
  last_column_of_row_.push_back(-1);
}

int Parser::find_row(const Token& name) {
  const auto found = row_of_.find(name.text);
  if (found != row_of_.end()) return found->second;
  error(name, "row " + in_quotes(name.text) + " is not among the ROWS");
  return unknown_row;
}

bool Parser::value(const Token& token, bool may_be_infinite, double& out) {
  const std::optional<double> read = mps::number(token.text);
  if (!read) {
    error(token, in_quotes(token.text) + " is no number");
    return false;
  }
  if (std::isinf(*read) && !may_be_infinite) {
    error(token, in_quotes(token.text) + " is too large for a coefficient");
    return false;
  }
  out = *read;
  return true;
}

void Parser::marker() {
  const Token& kind = line_.field[line_.fields - 1];
  if (kind.text == "'INTORG'") integer_ = true;
  else if (kind.text == "'INTEND'") integer_ = false;
  else error(kind, "marker " + in_quotes(kind.text) + " is not known", "'INTORG' or 'INTEND'");
}

/// COLUMNS: name row value [row value]. In fixed format the first of the six fields is unused.
void Parser::column() {
  if (line_.fields >= 3 && line_.field[1].text == "'MARKER'") return marker();
  const std::size_t first = fixed_ ? 1 : 0;
  const std::size_t pairs = line_.fields > first ? (line_.fields - first - 1) / 2 : 0;
  if (pairs < 1 || pairs > 2 || line_.fields != first + 1 + 2 * pairs) {
    error(line_.field[0], "a column line needs a name and one or two row and value pairs", "for example:  wind  balance  1.0");
    return;
  }
  const Token& name = line_.field[first];
  if (out_.column_names.empty() || out_.column_names.back() != name.text) {
    const int index = static_cast<int>(out_.column_names.size());
    if (!column_of_.emplace(name.text, index).second) {
      error(name, "column " + in_quotes(name.text) + " appears again after other columns", "keep the lines of a column together");
      return;
    }
    if (index >= limits_.columns) {
      give_up(name, "more than " + std::to_string(limits_.columns) + " columns");
      return;
    }
    out_.column_names.emplace_back(name.text);
    out_.program.cost.push_back(0.0);
    column_start_.push_back(static_cast<std::int64_t>(entry_row_.size()));
    integer_of_.push_back(integer_ ? 1 : 0);
  }
  entries(first + 1);
}

void Parser::entries(std::size_t first) {
  for (std::size_t f = first; f + 1 < line_.fields; f += 2) {
    if (fixed_ && f > first && line_.field[f].text.empty() && line_.field[f + 1].text.empty()) continue;
    double v = 0.0;
    const int row = find_row(line_.field[f]);
    if (value(line_.field[f + 1], false, v) && row != unknown_row) entry(row, line_.field[f], v);
  }
}

void Parser::entry(int row, const Token& name, double v) {
  const int column = static_cast<int>(out_.column_names.size()) - 1;
  int& last = row == objective_row ? last_column_of_objective_ : last_column_of_row_[static_cast<std::size_t>(row)];
  if (last == column) {
    error(name, "column " + in_quotes(out_.column_names.back()) + " names row " + in_quotes(name.text) + " twice",
          "add the two coefficients");
    return;
  }
  last = column;
  if (row == objective_row) {
    out_.program.cost.back() = v;
  } else if (v != 0.0) {
    if (static_cast<std::int64_t>(entry_row_.size()) >= limits_.nonzeros) {
      give_up(name, "more than " + std::to_string(limits_.nonzeros) + " coefficients");
      return;
    }
    entry_row_.push_back(row);
    entry_value_.push_back(v);
  }
}

/// True when this line belongs to the set that counts: the first one named in the section.
bool Parser::right_set(const Token& set, std::string_view& first, const char* section) {
  bool& seen = section_ == Section::rhs ? rhs_set_seen_ : section_ == Section::ranges ? range_set_seen_ : bound_set_seen_;
  if (!seen) {
    first = set.text;
    seen = true;
  }
  if (set.text == first) return true;
  warn(set, std::string(section) + " set " + in_quotes(set.text) + " is not used; only the first, " + in_quotes(first) + ", is");
  return false;
}

/// RHS and RANGES: [set] row value [row value].
void Parser::rhs_or_range() {
  const bool is_rhs = section_ == Section::rhs;
  const bool has_set = fixed_ || line_.fields % 2 == 1;
  const std::size_t set_at = fixed_ ? 1 : 0, first = set_at + (has_set ? 1 : 0);
  if (line_.fields < first + 2 || (line_.fields - first) % 2 != 0) {
    error(line_.field[0], "a line here needs a set name and one or two row and value pairs", "for example:  RHS  balance  500");
    return;
  }
  const Token set = has_set ? line_.field[set_at] : Token{"", 1};
  if (!right_set(set, is_rhs ? rhs_set_ : range_set_, is_rhs ? "RHS" : "RANGES")) return;
  for (std::size_t f = first; f + 1 < line_.fields; f += 2) {
    if (fixed_ && f > first && line_.field[f].text.empty() && line_.field[f + 1].text.empty()) continue;
    double v = 0.0;
    const int row = find_row(line_.field[f]);
    if (!value(line_.field[f + 1], true, v) || row == unknown_row) continue;
    if (is_rhs) rhs(row, line_.field[f], v);
    else range(row, line_.field[f], v);
  }
}

void Parser::rhs(int row, const Token& name, double v) {
  bool& seen = row == objective_row ? objective_rhs_seen_ : rows_[static_cast<std::size_t>(row)].has_rhs;
  if (seen) {
    error(name, "row " + in_quotes(name.text) + " has two right-hand sides");
    return;
  }
  seen = true;
  if (row == objective_row) {
    if (std::isinf(v)) error(name, "the objective's constant is not finite");
    else out_.program.offset = -v;
    return;
  }
  PendingRow& r = rows_[static_cast<std::size_t>(row)];
  if (r.type == 'N') warn(name, "row " + in_quotes(name.text) + " is free (N): its right-hand side is not used");
  if (r.type == 'E' && std::abs(v) >= mps::no_bound) error(name, "an equation needs a finite right-hand side");
  r.rhs = v;
}

void Parser::range(int row, const Token& name, double v) {
  if (row == objective_row || rows_[static_cast<std::size_t>(row)].type == 'N') {
    warn(name, "row " + in_quotes(name.text) + " is free (N): its range is not used");
    return;
  }
  PendingRow& r = rows_[static_cast<std::size_t>(row)];
  if (r.has_range) error(name, "row " + in_quotes(name.text) + " has two ranges");
  r.has_range = true;
  r.range = v;
}

/// BOUNDS: type [set] column [value].
void Parser::bound() {
  const Token& type = line_.field[0];
  const std::string_view t = type.text;
  const bool valued = t == "UP" || t == "LO" || t == "FX" || t == "LI" || t == "UI";
  if (!valued && t != "FR" && t != "MI" && t != "PL" && t != "BV") {
    error(type, t == "SC" || t == "SI" ? "semi-continuous columns are not supported" : "bound type " + in_quotes(t) + " is not known",
          "LO UP FX FR MI PL BV LI UI");
    return;
  }
  const auto is_column = [&](std::size_t f) { return f < line_.fields && column_of_.contains(line_.field[f].text); };
  // Without a set name there is one field less; "FR BND x" against "FR x 0" is settled by which field is a column.
  const bool has_set = fixed_ || (valued ? line_.fields == 4 : line_.fields == 4 || (line_.fields == 3 && (is_column(2) || !is_column(1))));
  const std::size_t column_at = has_set ? 2 : 1;
  const bool value_missing = valued && (line_.fields <= column_at + 1 || (!has_set && !is_column(1) && is_column(2)));
  if (line_.fields <= column_at || line_.fields > 4 || value_missing) {
    error(type, valued ? "a bound of this type needs a set name, a column and a value" : "a bound needs a set name and a column",
          valued ? "for example:  UP  BND  wind  1400" : "for example:  FR  BND  wind");
    return;
  }
  if (!right_set(has_set ? line_.field[1] : Token{"", 1}, bound_set_, "BOUNDS")) return;
  const Token& name = line_.field[column_at];
  const auto found = column_of_.find(name.text);
  double v = 0.0;
  if (found == column_of_.end()) {
    error(name, "column " + in_quotes(name.text) + " is not among the COLUMNS");
    return;
  }
  if (valued && !value(line_.field[column_at + 1], true, v)) return;
  apply_bound(static_cast<std::size_t>(found->second), t, name, v);
}

void Parser::apply_bound(std::size_t j, std::string_view t, const Token& at, double v) {
  LinearProgram& lp = out_.program;
  if (lp.column_lower.size() < lp.cost.size()) {
    lp.column_lower.resize(lp.cost.size(), 0.0);
    lp.column_upper.resize(lp.cost.size(), infinity);
    lower_given_.resize(lp.cost.size(), 0);
    bounded_.resize(lp.cost.size(), 0);
  }
  if (std::abs(v) >= mps::no_bound) v = v > 0.0 ? infinity : -infinity;
  bounded_[j] = 1;
  double &lower = lp.column_lower[j], &upper = lp.column_upper[j];
  if (t == "BV" || t == "LI" || t == "UI") integer_of_[j] = 1;
  if (t == "FR" || t == "MI") lower = -infinity, lower_given_[j] = 1;
  if (t == "FR" || t == "PL") upper = infinity;
  if (t == "LO" || t == "LI" || t == "FX") lower = v, lower_given_[j] = 1;
  if (t == "UP" || t == "UI" || t == "FX") upper = v;
  if (t == "BV") lower = 0.0, upper = 1.0, lower_given_[j] = 1;
  if ((t == "UP" || t == "UI") && v < 0.0 && lower_given_[j] == 0 && lower == 0.0) {
    warn(at, "upper bound of " + in_quotes(at.text) + " is below 0 and no lower bound was given: taken as -infinity");
    lower = -infinity;
  }
  if (t == "FX" && std::isinf(v)) error(at, "a fixed column needs a finite value");
  if (lower == infinity || upper == -infinity) error(at, "this bound leaves no value for " + in_quotes(at.text));
}

void Parser::finish_rows() {
  LinearProgram& lp = out_.program;
  const auto clip = [](double v) { return std::abs(v) < mps::no_bound ? v : v > 0.0 ? infinity : -infinity; };
  for (const PendingRow& r : rows_) {
    double lower = r.type == 'L' || r.type == 'N' ? -infinity : r.rhs, upper = r.type == 'G' || r.type == 'N' ? infinity : r.rhs;
    const double width = std::abs(r.range);
    const bool ranged = r.has_range && std::abs(r.rhs) < mps::no_bound;
    if (ranged && r.type == 'L') lower = r.rhs - width;
    if (ranged && r.type == 'G') upper = r.rhs + width;
    if (ranged && r.type == 'E') (r.range < 0.0 ? lower : upper) = r.rhs + r.range;
    lp.row_lower.push_back(clip(lower));
    lp.row_upper.push_back(clip(upper));
  }
}

/// Columns as read -> rows as stored; entries of a row come out in column order.
void Parser::transpose() {
  RowMatrix& a = out_.program.matrix;
  a.columns = out_.program.columns();
  a.start.assign(rows_.size() + 1, 0);
  for (int row : entry_row_) ++a.start[static_cast<std::size_t>(row) + 1];
  for (std::size_t i = 0; i < rows_.size(); ++i) a.start[i + 1] += a.start[i];
  std::vector<std::int64_t> next(a.start.begin(), a.start.end() - 1);
  a.index.resize(entry_row_.size());
  a.value.resize(entry_row_.size());
  column_start_.push_back(static_cast<std::int64_t>(entry_row_.size()));
  for (std::size_t j = 0; j + 1 < column_start_.size(); ++j)
    for (auto k = static_cast<std::size_t>(column_start_[j]); k < static_cast<std::size_t>(column_start_[j + 1]); ++k) {
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(entry_row_[k])]++);
      a.index[place] = static_cast<int>(j);
      a.value[place] = entry_value_[k];
    }
}

void Parser::finish() {
  LinearProgram& lp = out_.program;
  out_.objective = std::string(objective_);
  lp.column_lower.resize(lp.cost.size(), 0.0);
  lp.column_upper.resize(lp.cost.size(), infinity);
  bounded_.resize(lp.cost.size(), 0);
  for (std::size_t j = 0; j < lp.cost.size(); ++j)
    if (integer_of_[j] != 0 && bounded_[j] == 0) lp.column_upper[j] = 1.0;
  if (std::find(integer_of_.begin(), integer_of_.end(), 1) != integer_of_.end()) lp.integer = std::move(integer_of_);
  finish_rows();
  transpose();
  if (!out_.maximise) return;
  for (double& c : lp.cost) c = -c;
  lp.offset = -lp.offset;
}

}  // namespace

Result<NamedProgram> parse_mps(std::string_view text, std::string_view shown_as, MpsFormat format, const MpsLimits& limits) {
  if (text.size() > limits.bytes) {
    Diagnostic too_large;
    too_large.file = shown_as;
    too_large.message = "larger than " + std::to_string(limits.bytes) + " bytes";
    return too_large;
  }
  Result<NamedProgram> first = Parser(text, shown_as, format == MpsFormat::fixed, limits).run();
  if (first || format != MpsFormat::automatic) return first;
  Result<NamedProgram> second = Parser(text, shown_as, true, limits).run();
  return second ? std::move(second) : std::move(first);  // both fail: free format is what people write today
}

Result<NamedProgram> read_mps(const std::filesystem::path& file, MpsFormat format, const MpsLimits& limits) {
  const Result<std::string> text = read_text_file(file, {}, limits.bytes);
  if (!text) return text.diagnostics();
  return parse_mps(*text, file.string(), format, limits);
}

}  // namespace gridwright::solver
