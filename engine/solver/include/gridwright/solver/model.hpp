#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gridwright/solver/linear_program.hpp"

/// Building a linear program so that each block of rows reads like its equation.
///
///   Model model;
///   Columns level  = model.add_columns({.name = "energy"}, hours.steps);
///   Column capacity = model.add_column({.name = "capacity", .upper = 300, .cost = 208'786});
///   Block rows = model.add_rows("storage_energy", label_hour);
///   for (int t = 0; t < hours.steps; ++t) rows.add(t, level[t] <= 100.0 * capacity);
///
/// Expressions live on the stack and stream into one row matrix: no heap per row, no stored name strings. Names such as
/// `storage_energy[iron_air, 2030-01-07 03:00]` are built only when someone asks.
namespace gridwright::solver {

/// One variable of the model.
struct Column {
  int index = -1;
  [[nodiscard]] constexpr bool exists() const { return index >= 0; }
};

/// A run of variables, one an hour (or month, day, ...). A family of size 0 means "this thing does not exist here":
/// its members do not exist either, and a row treats a column that does not exist as zero.
struct Columns {
  int first = 0, count = 0;
  constexpr Column operator[](int t) const { return {count > 0 ? first + t : -1}; }
  [[nodiscard]] constexpr bool exists() const { return count > 0; }
};

/// coefficient x column; an expression is up to N of them plus a constant. N grows with + and - at compile time.
struct Term {
  int column;
  double coefficient;
};
template <std::size_t N>
struct Expression {
  std::array<Term, N> terms;
  double constant = 0.0;
};

/// A sum whose length is known only at run time (all supply on a bus). Reuse one and clear() it: it keeps its storage.
class Sum {
 public:
  Sum& add(double coefficient, Column c) { terms_.push_back({c.index, coefficient}); return *this; }
  Sum& add(double constant) { constant_ += constant; return *this; }
  template <std::size_t N>
  Sum& add(const Expression<N>& e) {
    terms_.insert(terms_.end(), e.terms.begin(), e.terms.end());
    constant_ += e.constant;
    return *this;
  }
  void clear() { terms_.clear(); constant_ = 0.0; }
  [[nodiscard]] std::span<const Term> terms() const { return terms_; }
  [[nodiscard]] double constant() const { return constant_; }

 private:
  std::vector<Term> terms_;
  double constant_ = 0.0;
};

constexpr Expression<1> operator*(double k, Column c) { return {{Term{c.index, k}}, 0.0}; }
constexpr Expression<1> operator*(Column c, double k) { return k * c; }
template <std::size_t N>
constexpr Expression<N> operator*(double k, Expression<N> e) {
  for (Term& t : e.terms) t.coefficient *= k;
  e.constant *= k;
  return e;
}
template <std::size_t N>
constexpr Expression<N> operator*(const Expression<N>& e, double k) { return k * e; }
template <std::size_t N>
constexpr Expression<N> operator/(const Expression<N>& e, double k) { return (1.0 / k) * e; }
constexpr Expression<1> operator/(Column c, double k) { return (1.0 / k) * c; }
constexpr Expression<1> operator-(Column c) { return -1.0 * c; }
template <std::size_t N>
constexpr Expression<N> operator-(const Expression<N>& e) { return -1.0 * e; }
namespace detail {
constexpr Expression<1> lift(Column c) { return 1.0 * c; }
constexpr Expression<0> lift(double constant) { return {{}, constant}; }
template <std::size_t N>
constexpr const Expression<N>& lift(const Expression<N>& e) { return e; }
template <std::size_t N, std::size_t M>
constexpr Expression<N + M> join(const Expression<N>& a, const Expression<M>& b, double sign) {
  Expression<N + M> out{};
  for (std::size_t i = 0; i < N; ++i) out.terms[i] = a.terms[i];
  for (std::size_t i = 0; i < M; ++i) out.terms[N + i] = {b.terms[i].column, sign * b.terms[i].coefficient};
  out.constant = a.constant + sign * b.constant;
  return out;
}
template <class T> struct is_expression : std::false_type {};
template <std::size_t N> struct is_expression<Expression<N>> : std::true_type {};
template <class T> concept Symbolic = std::is_same_v<T, Column> || is_expression<T>::value;
template <class T> concept Operand = Symbolic<T> || std::is_convertible_v<T, double>;
}  // namespace detail

template <detail::Operand A, detail::Operand B> requires(detail::Symbolic<A> || detail::Symbolic<B>)
constexpr auto operator+(const A& a, const B& b) { return detail::join(detail::lift(a), detail::lift(b), 1.0); }
template <detail::Operand A, detail::Operand B> requires(detail::Symbolic<A> || detail::Symbolic<B>)
constexpr auto operator-(const A& a, const B& b) { return detail::join(detail::lift(a), detail::lift(b), -1.0); }

/// One row before it is streamed: lower <= sum of terms <= upper (constants already moved to the bounds).
template <std::size_t N>
struct Row {
  std::array<Term, N> terms;
  double lower, upper;
};
template <detail::Operand A, detail::Operand B> requires(detail::Symbolic<A> || detail::Symbolic<B>)
constexpr auto operator==(const A& a, const B& b) {
  const auto e = detail::lift(a) - detail::lift(b);
  return Row{e.terms, -e.constant, -e.constant};
}
template <detail::Operand A, detail::Operand B> requires(detail::Symbolic<A> || detail::Symbolic<B>)
constexpr auto operator<=(const A& a, const B& b) {
  const auto e = detail::lift(a) - detail::lift(b);
  return Row{e.terms, -infinity, -e.constant};
}
template <detail::Operand A, detail::Operand B> requires(detail::Symbolic<A> || detail::Symbolic<B>)
constexpr auto operator>=(const A& a, const B& b) {
  const auto e = detail::lift(a) - detail::lift(b);
  return Row{e.terms, -e.constant, infinity};
}

/// lower <= expression <= upper, for rows with two different sides.
template <detail::Symbolic A>
constexpr auto within(double lower, const A& a, double upper) {
  const auto e = detail::lift(a);
  return Row{e.terms, lower - e.constant, upper - e.constant};
}

class Model;

/// A named family of rows being written. Cheap handle; rows must be added one block after the other or interleaved, both work.
class Block {
 public:
  /// Adds a row with label `t` (the hour, month, ... it belongs to). Duplicate columns are summed, zeros dropped.
  template <std::size_t N>
  int add(int t, const Row<N>& row) { return add(t, row.terms, row.lower, row.upper); }
  int add(int t, std::span<const Term> terms, double lower, double upper);
  /// Every add returns the index of the new row (its dual is Solution::row_dual[index]).
  /// lower <= sum <= upper, where the sum's constant is moved to the bounds.
  int add(int t, const Sum& sum, double lower, double upper) {
    return add(t, sum.terms(), lower - sum.constant(), upper - sum.constant());
  }

 private:
  friend class Model;
  Block(Model& model, int id) : model_(&model), id_(id) {}
  Model* model_;
  int id_;
};

/// How a member of a family is called in reports, e.g. hour 7 -> "2030-01-01 07:00". May be empty for single rows.
using Label = std::function<std::string(int)>;

struct ColumnSpec {
  std::string name{};     ///< "charge[pine_island.iron_air]"
  double lower = 0.0, upper = infinity, cost = 0.0;
  bool integer = false;
  Label label = {};
};

/// The program under construction. Not thread-safe; every call is amortised O(terms). Breaking a promise (a column of
/// another model, a coefficient that is not finite, lower = +infinity) is an assertion in debug builds.
class Model {
 public:
  Column add_column(const ColumnSpec& spec);
  /// `count` columns with the same bounds and cost; change single ones with set_cost / set_bounds.
  Columns add_columns(const ColumnSpec& spec, int count);
  void add_cost(Column c, double cost);             ///< adds to the objective coefficient
  void set_bounds(Column c, double lower, double upper);
  void add_offset(double constant);
  /// Optional: room for this many rows and nonzeros in all, so that growing never holds a second copy of the matrix.
  void reserve(std::int64_t rows, std::int64_t nonzeros);
  Block add_rows(std::string name, Label label = {});
  /// Goes before the names of rows and columns added from now on: "2029 ". For programs of several alike parts.
  void set_scope(std::string scope) { scope_ = std::move(scope); }

  [[nodiscard]] const LinearProgram& program() const { return lp_; }
  [[nodiscard]] LinearProgram& program() { return lp_; }
  [[nodiscard]] std::string row_name(int row) const;        ///< "storage_balance[pine_island.iron_air, 2030-01-07 03:00]"
  [[nodiscard]] std::string column_name(int column) const;
  [[nodiscard]] const std::string& column_family(int column) const;  ///< the name without its label
  /// Rows of a block in the order they were added: (row index, t). Empty when there is no such block; blocks of one name
  /// count as one. O(rows of the model).
  [[nodiscard]] std::vector<std::pair<int, int>> rows_of(std::string_view block) const;
  [[nodiscard]] std::vector<std::string> block_names() const;
  [[nodiscard]] int block_of_row(int row) const;            ///< index into block_names()
  [[nodiscard]] int label_of_row(int row) const;            ///< the t it was added with
  [[nodiscard]] std::string label_text(int row) const;      ///< "2030-01-07 03:00"; empty for a single unlabelled row

 private:
  friend class Block;
  struct RowBlock { std::string name; Label label; std::int64_t rows = 0; };
  struct ColumnBlock { std::string name; Label label; int first = 0, count = 0; };
  int add_row(int block, int t, std::span<const Term> terms, double lower, double upper);
  [[nodiscard]] const ColumnBlock& family_of(int column) const;
  void append_short(std::span<const Term> terms);
  void append_long(std::span<const Term> terms);
  void drop_zeros();
  std::string scope_;
  LinearProgram lp_;
  std::vector<RowBlock> row_blocks_;
  std::vector<ColumnBlock> column_blocks_;
  std::vector<std::int32_t> row_block_, row_label_;   // one a row
  std::vector<std::int64_t> position_;                // scratch: last place of a column in the row being added
};

}  // namespace gridwright::solver
