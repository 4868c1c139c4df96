#include "elimination.hpp"

#include <algorithm>

#include "split.hpp"

namespace gridwright::solver::ipm {
namespace {

constexpr int most_parts = 4;

/// The pattern of every part with the root behind it, in the part's own numbering. The root's nodes are linked to one chain, so that
/// they end the elimination tree; entries between them belong to the root alone.
Array<SymmetricPattern> part_patterns(const SymmetricPattern& p, const Elimination& e) {
  const auto parts = e.parts.size();
  Array<SymmetricPattern> out(parts);
  Array<Array<Index>> count(parts);
  const auto each_edge = [&](auto f) {
    for (int j = 0; j < p.n; ++j)
      for (Index k = p.start[j]; k < p.start[j + 1]; ++k) {
        const int i = p.index[k];
        const int part = std::max(e.part_of[i], e.part_of[j]);
        if (part < 0) continue;
        const auto number = [&](int v) {
          return e.part_of[v] < 0 ? static_cast<int>(e.own[part].size()) + e.local[v] : e.local[v];
        };
        f(part, std::min(number(i), number(j)), std::max(number(i), number(j)));
      }
    for (int part = 0; part < parts; ++part)
      for (int r = 1; r < e.root_size(); ++r) {
        const int at = static_cast<int>(e.own[part].size()) + r;
        f(part, at - 1, at);
      }
  };
  for (int part = 0; part < parts; ++part) {
    out[part].n = static_cast<int>(e.own[part].size()) + e.root_size();
    out[part].start = Array<Index>(out[part].n + 1);
  }
  each_edge([&](int part, int column, int) { ++out[part].start[column + 1]; });
  for (SymmetricPattern& q : out) {
    for (int j = 0; j < q.n; ++j) q.start[j + 1] += q.start[j];
    q.index = Array<int>(q.start[q.n]);
  }
  for (int part = 0; part < parts; ++part) count[part] = out[part].start;
  each_edge([&](int part, int column, int row) { out[part].index[count[part][column]++] = row; });
  return out;
}

}  // namespace

Index Elimination::position(int i, int j) const {
  const int part = std::max(part_of[i], part_of[j]);
  return position_in(part < 0 ? static_cast<int>(parts.size()) : part, i, j);
}

Index Elimination::position_in(int part, int i, int j) const {
  if (part == parts.size()) {
    const int row = std::max(local[i], local[j]), column = std::min(local[i], local[j]);
    return value_start[part] + row + Index{column} * root_size();
  }
  const auto number = [&](int v) { return part_of[v] < 0 ? static_cast<int>(own[part].size()) + local[v] : local[v]; };
  return value_start[part] + parts[part].position(number(i), number(j));
}

double Elimination::flops() const {
  double sum = static_cast<double>(root.size()) * static_cast<double>(root.size()) * static_cast<double>(root.size()) / 3.0;
  for (const Part& part : parts) sum += part.flops;
  return sum;
}

Elimination analyse(const SymmetricPattern& pattern, Crew& crew) {
  Elimination e;
  e.n = pattern.n;
  const Split s = split(pattern, most_parts);
  e.part_of = s.part;
  e.parts = Array<Part>(s.parts);
  e.own = Array<Array<int>>(s.parts);
  e.local = Array<int>(e.n);
  for (int v = 0; v < e.n; ++v) {
    Array<int>& members = s.part[v] < 0 ? e.root : e.own[s.part[v]];
    e.local[v] = static_cast<int>(members.size());
    members.push_back(v);
  }
  const Array<SymmetricPattern> patterns = part_patterns(pattern, e);
  crew.each(s.parts, [&](int p) { e.parts[p] = analyse(patterns[p], e.root_size()); });
  e.value_start.push_back(0);
  for (const Part& part : e.parts) e.value_start.push_back(e.value_start.back() + part.values());
  e.value_start.push_back(e.value_start.back() + e.root.size() * e.root.size());
  return e;
}

std::shared_ptr<const Elimination> AnalysisCache::of(SymmetricPattern pattern, Crew& crew) {
  const bool same = elimination_ != nullptr && pattern.n == pattern_.n &&
                    pattern.start.vector() == pattern_.start.vector() && pattern.index.vector() == pattern_.index.vector();
  if (!same) {
    elimination_ = std::make_shared<const Elimination>(analyse(pattern, crew));
    pattern_ = std::move(pattern);
  }
  return elimination_;
}

}  // namespace gridwright::solver::ipm
