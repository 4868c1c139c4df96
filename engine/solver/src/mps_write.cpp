#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>

#include "gridwright/solver/mps.hpp"
#include "mps_lexer.hpp"

namespace gridwright::solver {
namespace {

/// Collects text and hands it on in large pieces.
class Sink {
 public:
  using Take = std::function<bool(std::string_view)>;
  explicit Sink(Take take) : take_(std::move(take)) { buffer_.reserve(piece + 4096); }
  Sink& operator<<(std::string_view text) {
    buffer_.append(text);
    return *this;
  }
  Sink& operator<<(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;  // shortest text that reads back exactly
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }
  void line_end() {
    buffer_.push_back('\n');
    if (buffer_.size() > piece) flush();
  }
  bool flush() {
    good_ = good_ && take_(buffer_);
    buffer_.clear();
    return good_;
  }

 private:
  static constexpr std::size_t piece = 1u << 20;
  Take take_;
  std::string buffer_;
  bool good_ = true;
};

/// All names in one piece of memory: rows are named once for ROWS and once for each coefficient.
class Names {
 public:
  void add(std::string_view name, char letter) {
    if (name.empty()) text_ += letter + std::to_string(start_.size());
    if (name.starts_with('$')) {  // would read as a comment
      text_.push_back('_');
      name.remove_prefix(1);
    }
    for (char c : name) text_.push_back(static_cast<unsigned char>(c) <= ' ' ? '_' : c);
    start_.push_back(text_.size());
  }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    return std::string_view(text_).substr(start_[i], start_[i + 1] - start_[i]);
  }
  [[nodiscard]] std::size_t size() const { return start_.size() - 1; }

 private:
  std::string text_;
  std::vector<std::size_t> start_{0};
};

/// The names again, with "#<number>" after every one that an earlier one has too. `numbered` itself may clash only if
/// somebody names things "x" and "x#7"; then the loop runs again.
Names without_clashes(Names names) {
  while (true) {
    std::vector<std::size_t> order(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::size_t> hash(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) hash[i] = std::hash<std::string_view>{}(names[i]);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::pair(hash[a], a) < std::pair(hash[b], b); });
    std::vector<std::uint8_t> clash(names.size(), 0);
    bool any = false;
    for (std::size_t k = 1; k < order.size(); ++k)
      if (hash[order[k]] == hash[order[k - 1]]) clash[order[k]] = 1, any = true;  // equal hashes are rare: number them too
    if (!any) return names;
    Names numbered;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string name(names[i]);
      numbered.add(clash[i] != 0 ? name + "#" + std::to_string(i) : name, ' ');
    }
    names = std::move(numbered);
  }
}

/// Row index and value of every coefficient, by column.
struct ByColumn {
  std::vector<std::int64_t> start;
  std::vector<int> row;
  std::vector<double> value;
};
ByColumn by_column(const LinearProgram& lp) {
  const auto columns = static_cast<std::size_t>(lp.columns()), nonzeros = lp.matrix.index.size();
  ByColumn a{std::vector<std::int64_t>(columns + 1, 0), std::vector<int>(nonzeros), std::vector<double>(nonzeros)};
  for (int j : lp.matrix.index) ++a.start[static_cast<std::size_t>(j) + 1];
  for (std::size_t j = 0; j < columns; ++j) a.start[j + 1] += a.start[j];
  std::vector<std::int64_t> next(a.start.begin(), a.start.end() - 1);
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    for (auto k = static_cast<std::size_t>(lp.matrix.start[i]); k < static_cast<std::size_t>(lp.matrix.start[i + 1]); ++k) {
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(lp.matrix.index[k])]++);
      a.row[place] = static_cast<int>(i);
      a.value[place] = lp.matrix.value[k];
    }
  return a;
}

bool absent(double bound) { return std::abs(bound) >= mps::no_bound; }

/// How MPS states a row: type, right-hand side, and a range (width) that gives the other side back.
struct Stated {
  char type;
  double rhs = 0.0, range = 0.0;
};

/// The width whose sum with `near` comes closest to `far` in floating point.
double width(double near, double far, double sign) {
  const double guess = std::abs(far - near);
  double best = guess;
  for (double w : {std::nextafter(guess, 0.0), std::nextafter(guess, infinity)})
    if (std::abs(near + sign * w - far) < std::abs(near + sign * best - far)) best = w;
  return best;
}

Stated stated(double lower, double upper) {
  if (absent(lower) && absent(upper)) return {'N'};
  if (lower == upper) return {'E', lower};
  if (absent(lower)) return {'L', upper};
  if (absent(upper)) return {'G', lower};
  // Mostly one direction is exact. Where the width would need one bit more than a double has, the smaller error wins.
  const double up = width(lower, upper, 1.0), down = width(upper, lower, -1.0);
  if (std::abs(upper - down - lower) < std::abs(lower + up - upper)) return {'L', upper, down};
  return {'G', lower, up};
}

class Writer {
 public:
  Writer(const LinearProgram& lp, const MpsNames& names, Sink& sink) : lp_(lp), out_(sink), title_(names.program) {
    Names rows, columns;
    rows.add(names.objective.empty() ? "COST" : names.objective, 'R');  // row 0 is the objective
    for (int i = 0; i < lp.rows(); ++i) rows.add(names.row ? names.row(i) : std::string{}, 'R');
    for (int j = 0; j < lp.columns(); ++j) columns.add(names.column ? names.column(j) : std::string{}, 'C');
    rows_ = without_clashes(std::move(rows));
    columns_ = without_clashes(std::move(columns));
  }
  void run() {
    std::replace_if(title_.begin(), title_.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    out_ << "NAME " << title_;
    out_.line_end();
    rows();
    columns();
    sides();
    bounds();
    out_ << "ENDATA";
    out_.line_end();
  }

 private:
  void rows() {
    out_ << "ROWS\n N " << rows_[0];
    out_.line_end();
    for (std::size_t i = 0; i < lp_.row_lower.size(); ++i) {
      const char type[] = {' ', stated(lp_.row_lower[i], lp_.row_upper[i]).type, ' ', '\0'};
      out_ << type << rows_[i + 1];
      out_.line_end();
    }
  }

  void entry(std::size_t column, std::size_t row, double value) {
    out_ << " " << columns_[column] << " " << rows_[row] << " " << value;
    out_.line_end();
  }

  void columns() {
    const ByColumn a = by_column(lp_);
    bool integer = false;
    out_ << "COLUMNS";
    out_.line_end();
    for (std::size_t j = 0; j < lp_.cost.size(); ++j) {
      const bool wants_integer = !lp_.integer.empty() && lp_.integer[j] != 0;
      if (wants_integer != integer) marker(integer = wants_integer);
      const bool empty = a.start[j] == a.start[j + 1];
      if (lp_.cost[j] != 0.0 || empty) entry(j, 0, lp_.cost[j]);
      for (auto k = static_cast<std::size_t>(a.start[j]); k < static_cast<std::size_t>(a.start[j + 1]); ++k)
        entry(j, static_cast<std::size_t>(a.row[k]) + 1, a.value[k]);
    }
    if (integer) marker(false);
  }

  void marker(bool begin) {
    out_ << " MARKER 'MARKER' " << (begin ? "'INTORG'" : "'INTEND'");
    out_.line_end();
  }

  void sides() {
    out_ << "RHS";
    out_.line_end();
    if (lp_.offset != 0.0) side("RHS", 0, -lp_.offset);
    bool ranges = false;
    for (std::size_t i = 0; i < lp_.row_lower.size(); ++i) {
      const Stated s = stated(lp_.row_lower[i], lp_.row_upper[i]);
      if (s.rhs != 0.0) side("RHS", i + 1, s.rhs);
      ranges = ranges || s.range != 0.0;
    }
    if (!ranges) return;
    out_ << "RANGES";
    out_.line_end();
    for (std::size_t i = 0; i < lp_.row_lower.size(); ++i) {
      const Stated s = stated(lp_.row_lower[i], lp_.row_upper[i]);
      if (s.range != 0.0) side("RNG", i + 1, s.range);
    }
  }

  void side(std::string_view set, std::size_t row, double value) {
    out_ << " " << set << " " << rows_[row] << " " << value;
    out_.line_end();
  }

  void bounds() {
    out_ << "BOUNDS";
    out_.line_end();
    for (std::size_t j = 0; j < lp_.cost.size(); ++j) {
      const double lower = lp_.column_lower[j], upper = lp_.column_upper[j];
      const bool integer = !lp_.integer.empty() && lp_.integer[j] != 0;
      if (lower == upper) bound("FX", j, &lower);
      else if (absent(lower) && absent(upper)) bound("FR", j);
      else {
        if (absent(lower)) bound("MI", j);
        else if (lower != 0.0 || upper < 0.0) bound("LO", j, &lower);
        if (!absent(upper)) bound("UP", j, &upper);
        else if (integer) bound("PL", j);  // else a reader takes 0..1
      }
    }
  }

  void bound(std::string_view type, std::size_t column, const double* value = nullptr) {
    out_ << " " << type << " BND " << columns_[column];
    if (value != nullptr) out_ << " " << *value;
    out_.line_end();
  }

  const LinearProgram& lp_;
  Sink& out_;
  std::string title_;
  Names rows_, columns_;
};

Diagnostic trouble(std::string file, std::string message) {
  Diagnostic d;
  d.file = std::move(file);
  d.message = std::move(message);
  return d;
}

/// What MPS cannot say.
Diagnostics unsayable(const LinearProgram& lp, const std::string& file) {
  if (!well_formed(lp)) return {trouble(file, "not written: sizes disagree or a number is not finite")};
  for (std::size_t i = 0; i < lp.row_lower.size(); ++i)
    if (lp.row_lower[i] > lp.row_upper[i] || lp.row_lower[i] >= mps::no_bound || lp.row_upper[i] <= -mps::no_bound)
      return {trouble(file, "not written: row " + std::to_string(i + 1) + " has no value between its bounds")};
  for (std::size_t j = 0; j < lp.cost.size(); ++j)
    if (lp.column_lower[j] >= mps::no_bound || lp.column_upper[j] <= -mps::no_bound)
      return {trouble(file, "not written: column " + std::to_string(j + 1) + " has no value between its bounds")};
  return {};
}

struct Close {
  void operator()(gzFile handle) const { gzclose(handle); }
};

}  // namespace

MpsNames names_of(const NamedProgram& named) {
  return {.row = [&named](int i) { return named.row_names[static_cast<std::size_t>(i)]; },
          .column = [&named](int j) { return named.column_names[static_cast<std::size_t>(j)]; },
          .program = named.name,
          .objective = named.objective};
}

Result<std::string> to_mps(const LinearProgram& lp, const MpsNames& names) {
  if (Diagnostics errors = unsayable(lp, {}); !errors.empty()) return errors;
  std::string text;
  Sink sink([&](std::string_view piece) {
    text.append(piece);
    return true;
  });
  Writer(lp, names, sink).run();
  sink.flush();
  return text;
}

Diagnostics write_mps(const std::filesystem::path& file, const LinearProgram& lp, const MpsNames& names) {
  if (Diagnostics errors = unsayable(lp, file.string()); !errors.empty()) return errors;
  const std::string beside = file.string() + ".part" + std::to_string(::getpid());
  const auto fail = [&] {
    Diagnostics all{trouble(file.string(), std::string("the file cannot be written: ") + std::strerror(errno))};
    ::unlink(beside.c_str());
    return all;
  };
  // "wT" writes plain text through the same calls; level 1 keeps up with the disk.
  std::unique_ptr<gzFile_s, Close> handle(gzopen(beside.c_str(), file.extension() == ".gz" ? "wb1" : "wbT"));
  if (!handle) return fail();
  gzbuffer(handle.get(), 1u << 20);
  Sink sink([&](std::string_view piece) {
    return piece.empty() || gzwrite(handle.get(), piece.data(), static_cast<unsigned>(piece.size())) > 0;
  });
  Writer(lp, names, sink).run();
  const bool flushed = sink.flush();
  if (gzclose(handle.release()) != Z_OK || !flushed) return fail();
  if (::rename(beside.c_str(), file.c_str()) != 0) return fail();
  return {};
}

}  // namespace gridwright::solver
