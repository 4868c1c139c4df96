#include "gridwright/solver/model.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gridwright::solver {

namespace {

/// Up to this many terms a linear look-back for duplicates beats the scratch table, which misses the cache.
constexpr std::size_t short_row = 16;

/// "name[qualifier]" + label -> "name[qualifier, label]";  "name" + label -> "name[label]".
std::string member_name(const std::string& family, const std::string& label) {
  if (label.empty()) return family;
  if (family.ends_with(']')) return family.substr(0, family.size() - 1) + ", " + label + "]";
  return family + "[" + label + "]";
}

/// What a member of a family is called; a single member without a label function needs no label.
std::string label_of(const Label& label, int t, std::int64_t members) {
  if (label) return label(t);
  return members == 1 ? std::string{} : std::to_string(t);
}

}  // namespace

int Block::add(int t, std::span<const Term> terms, double lower, double upper) {
  return model_->add_row(id_, t, terms, lower, upper);
}

Column Model::add_column(const ColumnSpec& spec) { return add_columns(spec, 1)[0]; }

Columns Model::add_columns(const ColumnSpec& spec, int count) {
  assert(count >= 0 && !std::isnan(spec.lower) && !std::isnan(spec.upper) && std::isfinite(spec.cost));
  const int first = lp_.columns();
  const auto total = static_cast<std::size_t>(first) + static_cast<std::size_t>(count);
  lp_.cost.resize(total, spec.cost);
  lp_.column_lower.resize(total, spec.lower);
  lp_.column_upper.resize(total, spec.upper);
  if (spec.integer || lp_.has_integers()) {
    lp_.integer.resize(static_cast<std::size_t>(first), 0);
    lp_.integer.resize(total, spec.integer ? 1 : 0);
  }
  lp_.matrix.columns = static_cast<int>(total);
  column_blocks_.push_back({scope_ + spec.name, spec.label, first, count});
  return {first, count};
}

void Model::add_cost(Column c, double cost) {
  assert(c.exists() && c.index < lp_.columns() && std::isfinite(cost));
  lp_.cost[static_cast<std::size_t>(c.index)] += cost;
}

void Model::set_bounds(Column c, double lower, double upper) {
  assert(c.exists() && c.index < lp_.columns() && !std::isnan(lower) && !std::isnan(upper));
  lp_.column_lower[static_cast<std::size_t>(c.index)] = lower;
  lp_.column_upper[static_cast<std::size_t>(c.index)] = upper;
}

void Model::add_offset(double constant) { lp_.offset += constant; }

void Model::reserve(std::int64_t rows, std::int64_t nonzeros) {
  const auto r = static_cast<std::size_t>(rows);
  lp_.row_lower.reserve(r);
  lp_.row_upper.reserve(r);
  lp_.matrix.start.reserve(r + 1);
  row_block_.reserve(r);
  row_label_.reserve(r);
  lp_.matrix.index.reserve(static_cast<std::size_t>(nonzeros));
  lp_.matrix.value.reserve(static_cast<std::size_t>(nonzeros));
}

Block Model::add_rows(std::string name, Label label) {
  row_blocks_.push_back({scope_ + name, std::move(label)});
  return Block(*this, static_cast<int>(row_blocks_.size()) - 1);
}

int Model::add_row(int block, int t, std::span<const Term> terms, double lower, double upper) {
  assert(!std::isnan(lower) && !std::isnan(upper) && lower < infinity && upper > -infinity);
  if (terms.size() <= short_row) append_short(terms);
  else append_long(terms);
  drop_zeros();
  lp_.matrix.start.push_back(static_cast<std::int64_t>(lp_.matrix.index.size()));
  lp_.row_lower.push_back(lower);
  lp_.row_upper.push_back(upper);
  row_block_.push_back(block);
  row_label_.push_back(t);
  ++row_blocks_[static_cast<std::size_t>(block)].rows;
  return lp_.rows() - 1;
}

void Model::append_short(std::span<const Term> terms) {
  auto& [columns, start, index, value] = lp_.matrix;
  const auto begin = static_cast<std::size_t>(start.back());
  for (const Term& term : terms) {
    if (term.column < 0) continue;
    assert(term.column < columns && std::isfinite(term.coefficient));
    std::size_t k = begin;
    while (k < index.size() && index[k] != term.column) ++k;
    if (k < index.size()) {
      value[k] += term.coefficient;
    } else {
      index.push_back(term.column);
      value.push_back(term.coefficient);
    }
  }
}

void Model::append_long(std::span<const Term> terms) {
  auto& [columns, start, index, value] = lp_.matrix;
  // A place before this row's first entry is a left-over of an earlier row, so the table never needs clearing.
  position_.resize(static_cast<std::size_t>(columns), -1);
  for (const Term& term : terms) {
    if (term.column < 0) continue;
    assert(term.column < columns && std::isfinite(term.coefficient));
    std::int64_t& place = position_[static_cast<std::size_t>(term.column)];
    // Zeros dropped from earlier rows can leave a place at or past this row's first entry: check who sits there.
    const bool seen = place >= start.back() && place < static_cast<std::int64_t>(index.size()) &&
                      index[static_cast<std::size_t>(place)] == term.column;
    if (seen) {
      value[static_cast<std::size_t>(place)] += term.coefficient;
    } else {
      place = static_cast<std::int64_t>(index.size());
      index.push_back(term.column);
      value.push_back(term.coefficient);
    }
  }
}

void Model::drop_zeros() {
  auto& [columns, start, index, value] = lp_.matrix;
  const auto begin = static_cast<std::size_t>(start.back());
  std::size_t kept = begin;
  for (std::size_t k = begin; k < index.size(); ++k) {
    if (value[k] == 0.0) continue;
    index[kept] = index[k];
    value[kept++] = value[k];
  }
  index.resize(kept);
  value.resize(kept);
}

std::string Model::row_name(int row) const {
  return member_name(row_blocks_[static_cast<std::size_t>(block_of_row(row))].name, label_text(row));
}

const Model::ColumnBlock& Model::family_of(int column) const {
  assert(column >= 0 && column < lp_.columns());
  // The last family that starts at or before the column; families of size 0 share a start with their successor.
  const auto after = std::upper_bound(column_blocks_.begin(), column_blocks_.end(), column,
                                      [](int c, const ColumnBlock& block) { return c < block.first; });
  return *std::prev(after);
}

const std::string& Model::column_family(int column) const { return family_of(column).name; }

std::string Model::column_name(int column) const {
  const ColumnBlock& block = family_of(column);
  return member_name(block.name, label_of(block.label, column - block.first, block.count));
}

std::vector<std::pair<int, int>> Model::rows_of(std::string_view block) const {
  std::vector<std::pair<int, int>> rows;
  for (std::size_t i = 0; i < row_block_.size(); ++i)
    if (row_blocks_[static_cast<std::size_t>(row_block_[i])].name == block)
      rows.emplace_back(static_cast<int>(i), row_label_[i]);
  return rows;
}

std::vector<std::string> Model::block_names() const {
  std::vector<std::string> names;
  for (const RowBlock& block : row_blocks_) names.push_back(block.name);
  return names;
}

int Model::block_of_row(int row) const { return row_block_[static_cast<std::size_t>(row)]; }
int Model::label_of_row(int row) const { return row_label_[static_cast<std::size_t>(row)]; }

std::string Model::label_text(int row) const {
  const RowBlock& block = row_blocks_[static_cast<std::size_t>(block_of_row(row))];
  return label_of(block.label, label_of_row(row), block.rows);
}

}  // namespace gridwright::solver
