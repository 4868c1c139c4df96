#include "condensation.hpp"

#include <algorithm>

namespace gridwright::solver::ipm {
namespace {

/// A row this short joins at most three columns. One entry more is allowed where two are in long columns: these are
/// joined to everything already.
constexpr Index shortest = 3, longest = 4, most_local = 2;
constexpr Index long_column = 60;

bool short_row(const StandardForm& form, int i) {
  const Index begin = form.by_row.start[i], end = form.by_row.start[i + 1];
  if (end - begin <= shortest) return true;
  if (end - begin > longest) return false;
  Index local = 0;
  for (Index k = begin; k < end; ++k) {
    const int j = form.by_row.index[k];
    local += form.by_column.start[j + 1] - form.by_column.start[j] <= long_column;
  }
  return local <= most_local;
}

}  // namespace

Condensation::Condensation(const StandardForm& form) : form_(form), node_(form.m, -1), end_(form.n), nodes_(form.n) {
  int beyond = 0;
  for (int i = 0; i < form.m; ++i)
    if (i < form.bounded_rows && short_row(form, i))
      beyond = i + 1;
    else
      node_[i] = nodes_++;
  for (int j = 0; j < form.n; ++j) {
    const int* rows = form.by_column.index.data();
    end_[j] = std::lower_bound(rows + form.by_column.start[j], rows + form.by_column.start[j + 1], beyond) - rows;
  }
}

SymmetricPattern Condensation::pattern() const {
  SymmetricPattern p;
  p.n = nodes_;
  p.start = Array<Index>(nodes_ + 1);
  p.index.reserve(form_.by_column.index.size());
  Array<int> seen(form_.n, -1);
  for (int j = 0; j < form_.n; ++j) {
    for (Index k = form_.by_column.start[j]; k < form_.by_column.start[j + 1]; ++k) {
      const int i = form_.by_column.index[k];
      if (!by_hand(i)) {
        p.index.push_back(node_[i]);
        continue;
      }
      for (Index e = form_.by_row.start[i]; e < form_.by_row.start[i + 1]; ++e) {
        const int other = form_.by_row.index[e];
        if (other <= j || seen[other] == j) continue;
        seen[other] = j;
        p.index.push_back(other);
      }
    }
    p.start[j + 1] = p.index.size();
  }
  for (int j = form_.n; j < nodes_; ++j) p.start[j + 1] = p.start[j];
  return p;
}

void Condensation::locate(const Elimination& e, Crew& crew) {
  const int parts = static_cast<int>(e.parts.size());
  rows_ = Array<Array<int>>(parts + 1);
  at_ = Array<Array<Index>>(parts + 1);
  const int* column = form_.by_row.index.data();
  for (int i = 0; i < form_.bounded_rows; ++i) {
    if (!by_hand(i)) continue;
    int part = -1;
    for (Index k = form_.by_row.start[i]; k < form_.by_row.start[i + 1]; ++k)
      part = std::max<int>(part, e.part_of[column[k]]);
    rows_[part < 0 ? parts : part].push_back(i);
  }
  crew.each(parts + 1, [&](int p) {
    for (int i : rows_[p])
      for (Index a = form_.by_row.start[i]; a < form_.by_row.start[i + 1]; ++a)
        for (Index b = form_.by_row.start[i]; b <= a; ++b) at_[p].push_back(e.position_in(p, column[a], column[b]));
  });
}

void Condensation::subtract(const Vector& weight, double* values, Crew& crew) const {
  const double* const value = form_.by_row.value.data();
  crew.each(static_cast<int>(rows_.size()), [&](int p) {
    const Index* at = at_[p].data();
    for (int i : rows_[p]) {
      const Index begin = form_.by_row.start[i], end = form_.by_row.start[i + 1];
      for (Index a = begin; a < end; ++a) {
        const double scaled = value[a] * weight[i];
        for (Index b = begin; b <= a; ++b) values[*at++] -= scaled * value[b];
      }
    }
  });
}

}  // namespace gridwright::solver::ipm
