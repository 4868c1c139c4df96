#include "factor.hpp"

#include <type_traits>

#include "dense.hpp"

namespace gridwright::solver::ipm {
namespace {

/// Calls f with the number as a compile-time constant: inner loops of a layer have no counter.
template <class F>
void with_constant(int below, F f) {
  switch (below) {
#define GRIDWRIGHT_CASE(k) \
  case k: return f(std::integral_constant<int, k>{})
    GRIDWRIGHT_CASE(0);
    GRIDWRIGHT_CASE(1);
    GRIDWRIGHT_CASE(2);
    GRIDWRIGHT_CASE(3);
    GRIDWRIGHT_CASE(4);
    GRIDWRIGHT_CASE(5);
    GRIDWRIGHT_CASE(6);
    GRIDWRIGHT_CASE(7);
    GRIDWRIGHT_CASE(8);
    GRIDWRIGHT_CASE(9);
    GRIDWRIGHT_CASE(10);
    GRIDWRIGHT_CASE(11);
    GRIDWRIGHT_CASE(12);
#undef GRIDWRIGHT_CASE
    default: return;
  }
}

template <int below>
void fan_out(double* base, double* value, const std::uint32_t* fan, int count) {
  for (int k = 0; k < count; ++k, value += below + 1, fan += below * (below + 1) / 2) {
    const double inverse = 1.0 / value[0];
    double l[below + 1];
    for (int r = 0; r < below; ++r) l[r] = value[1 + r] * inverse;
    int at = 0;
    for (int c = 0; c < below; ++c)
      for (int r = c; r < below; ++r) base[fan[at++]] -= value[1 + c] * l[r];
    for (int r = 0; r < below; ++r) value[1 + r] = l[r];
  }
}

/// One column of a layer: x[rows] -= l v. The compiler unrolls it for each number of rows.
template <int below>
void fall(double* x, double* own, const double* value, const int* rows, int count) {
  for (int k = 0; k < count; ++k, value += below + 1, rows += below) {
    const double v = own[k];
    for (int r = 0; r < below; ++r) x[rows[r]] -= value[1 + r] * v;
    own[k] = v / value[0];
  }
}
template <int below>
void rise(const double* x, double* own, const double* value, const int* rows, int count) {
  for (int k = 0; k < count; ++k, value += below + 1, rows += below) {
    double v = own[k];
    for (int r = 0; r < below; ++r) v -= value[1 + r] * x[rows[r]];
    own[k] = v;
  }
}

}  // namespace

PartFactor::PartFactor(const Part& part, double* value) : e_(part), value_(value) {
  Index largest_update = 0, largest_work = 0;
  for (int s = e_.layered(); s < last(); ++s) {
    const Index m = e_.below(s), w = e_.width(s);
    largest_update = std::max(largest_update, m * m);
    largest_work = std::max(largest_work, 4 * w);
  }
  update_ = Vector(largest_update);
  work_ = Vector(largest_work);
}

int PartFactor::factorise(const Array<signed char>& sign, double smallest, double replaced) {
  PivotRule rule{smallest, replaced, 0};
  Index fan = 0;
  for (const Part::Layer& layer : e_.layers) {
    eliminate_layer(layer, fan, sign, smallest, replaced, rule.repaired);
    fan += Index{layer.count} * layer.below * (layer.below + 1) / 2;
  }
  for (int s = e_.layered(); s < last(); ++s) {
    const int w = e_.width(s), m = e_.below(s);
    factor_trapezoid(value_ + e_.value_start[s], w + m, w + m, w, sign.data() + e_.first[s], rule);
    if (w == 1)
      eliminate_single(s);
    else
      eliminate(s);
  }
  return rule.repaired;
}

void PartFactor::eliminate_layer(const Part::Layer& layer, Index fan, const Array<signed char>& sign, double smallest,
                                 double replaced, int& repaired) {
  double* const value = value_ + e_.value_start[layer.first];
  for (int k = 0; k < layer.count; ++k) {
    double& pivot = value[Index{k} * (layer.below + 1)];
    if (pivot * sign[layer.first + k] >= smallest) continue;
    pivot = sign[layer.first + k] * replaced;
    ++repaired;
  }
  with_constant(layer.below, [&](auto below) { fan_out<below()>(value_, value, e_.fan.data() + fan, layer.count); });
}

/// Most supernodes of a chain of hours are one column with a handful of rows: no buffer, straight into the targets.
void PartFactor::eliminate_single(int s) {
  double* const base = value_;
  const double* l = base + e_.value_start[s] + 1;
  const double d = l[-1];
  const int* tape = e_.tape.data() + e_.tape_start[s];
  for (int m = e_.below(s); m > 0;) {
    const int target = tape[0], columns = tape[1];
    const int* at = tape + 2;
    double* const block = base + e_.value_start[target];
    const Index ld = e_.width(target) + e_.below(target);
    for (int c = 0; c < columns; ++c) {
      double* const column = block + at[c] * ld;
      const double factor = l[c] * d;
      for (int r = c; r < m; ++r) column[at[r]] -= factor * l[r];
    }
    tape += 2 + m;
    l += columns;
    m -= columns;
  }
}

void PartFactor::eliminate(int s) {
  double* const base = value_;
  const int w = e_.width(s);
  const Index own = w + e_.below(s);
  const double* const diagonal = base + e_.value_start[s];
  const double* l = diagonal + w;
  const int* tape = e_.tape.data() + e_.tape_start[s];
  for (int m = e_.below(s); m > 0;) {
    const int target = tape[0], columns = tape[1];
    const int* at = tape + 2;
    outer_product(update_.data(), m, l, own, diagonal, own + 1, m, columns, w, work_.data());
    double* const block = base + e_.value_start[target];
    const Index ld = e_.width(target) + e_.below(target);
    for (int c = 0; c < columns; ++c) {
      double* const column = block + at[c] * ld;
      const double* const source = update_.data() + Index{c} * m;
      for (int r = c; r < m; ++r) column[at[r]] -= source[r];
    }
    tape += 2 + m;
    l += columns;
    m -= columns;
  }
}

void PartFactor::forward(double* x) const {
  for (const Part::Layer& layer : e_.layers) {
    const double* value = value_ + e_.value_start[layer.first];
    const int* rows = e_.rows.data() + e_.row_start[layer.first];
    with_constant(layer.below, [&](auto below) { fall<below()>(x, x + layer.first, value, rows, layer.count); });
  }
  for (int s = e_.layered(); s < last(); ++s) {
    const int w = e_.width(s), m = e_.below(s);
    const Index ld = w + m;
    const double* column = value_ + e_.value_start[s];
    const int* rows = e_.rows.data() + e_.row_start[s];
    double* const own = x + e_.first[s];
    for (int c = 0; c < w; ++c, column += ld) {
      const double v = own[c];
      for (int r = c + 1; r < w; ++r) own[r] -= column[r] * v;
      for (int r = 0; r < m; ++r) x[rows[r]] -= column[w + r] * v;
      own[c] = v / column[c];
    }
  }
}

void PartFactor::backward(double* x) const {
  for (int s = last() - 1; s >= e_.layered(); --s) {
    const int w = e_.width(s), m = e_.below(s);
    const Index ld = w + m;
    const double* const block = value_ + e_.value_start[s];
    const int* rows = e_.rows.data() + e_.row_start[s];
    double* const own = x + e_.first[s];
    for (int c = w - 1; c >= 0; --c) {
      const double* column = block + c * ld;
      double v = own[c];
      for (int r = c + 1; r < w; ++r) v -= column[r] * own[r];
      for (int r = 0; r < m; ++r) v -= column[w + r] * x[rows[r]];
      own[c] = v;
    }
  }
  for (Index k = e_.layers.size() - 1; k >= 0; --k) {
    const Part::Layer& layer = e_.layers[k];
    const double* value = value_ + e_.value_start[layer.first];
    const int* rows = e_.rows.data() + e_.row_start[layer.first];
    with_constant(layer.below, [&](auto below) { rise<below()>(x, x + layer.first, value, rows, layer.count); });
  }
}

Factor::Factor(const Elimination& elimination, Crew& crew)
    : e_(elimination), crew_(crew), value_(elimination.values()), root_x_(elimination.root.size()) {
  for (Index p = 0; p < e_.parts.size(); ++p) {
    const Part& part = e_.parts[p];
    part_.push_back(PartFactor(part, value_.data() + e_.value_start[p]));
    sign_.push_back(Array<signed char>(part.n, 1));
    Array<int> gather(part.n - part.root);
    for (int k = 0; k < part.n - part.root; ++k) gather[k] = e_.own[p][part.order[k]];
    gather_.push_back(std::move(gather));
    x_.push_back(Vector(part.n));
  }
}

void Factor::clear() {
  crew_.each(static_cast<int>(e_.value_start.size()) - 1,
             [&](int p) { std::fill(value_.data() + e_.value_start[p], value_.data() + e_.value_start[p + 1], 0.0); });
}

int Factor::factorise(const Array<signed char>& sign, double smallest, double replaced) {
  Array<int> repaired(e_.parts.size());
  crew_.each(static_cast<int>(e_.parts.size()), [&](int p) {
    for (Index k = 0; k < gather_[p].size(); ++k) sign_[p][k] = sign[gather_[p][k]];
    repaired[p] = part_[p].factorise(sign_[p], smallest, replaced);
  });
  int sum = 0;
  for (int r : repaired) sum += r;
  return sum + factorise_root(sign, smallest, replaced);
}

int Factor::factorise_root(const Array<signed char>& sign, double smallest, double replaced) {
  const int size = e_.root_size();
  if (size == 0) return 0;
  double* const root = value_.data() + e_.value_start[e_.parts.size()];
  Array<signed char> root_sign(size);
  for (int c = 0; c < size; ++c) {
    root_sign[c] = sign[e_.root[c]];
    for (const PartFactor& part : part_) {
      const double* block = part.root_block();
      for (Index r = c; r < size; ++r) root[r + Index{c} * size] += block[r + Index{c} * size];
    }
  }
  PivotRule rule{smallest, replaced, 0};
  factor_trapezoid(root, size, size, size, root_sign.data(), rule);
  return rule.repaired;
}

void Factor::solve_root() const {
  const int size = e_.root_size();
  const double* const root = value_.data() + e_.value_start[e_.parts.size()];
  double* const x = root_x_.data();
  for (int c = 0; c < size; ++c) {
    const double* column = root + Index{c} * size;
    for (int r = c + 1; r < size; ++r) x[r] -= column[r] * x[c];
  }
  for (int c = size - 1; c >= 0; --c) {
    const double* column = root + Index{c} * size;
    double v = x[c] / column[c];
    for (int r = c + 1; r < size; ++r) v -= column[r] * x[r];
    x[c] = v;
  }
}

void Factor::solve(Vector& x) const {
  const int parts = static_cast<int>(e_.parts.size()), size = e_.root_size();
  crew_.each(parts, [&](int p) {
    const Array<int>& gather = gather_[p];
    double* own = x_[p].data();
    for (Index k = 0; k < gather.size(); ++k) own[k] = x[gather[k]];
    std::fill(own + gather.size(), own + gather.size() + size, 0.0);
    part_[p].forward(own);
  });
  for (int r = 0; r < size; ++r) {
    root_x_[r] = x[e_.root[r]];
    for (int p = 0; p < parts; ++p) root_x_[r] += x_[p][gather_[p].size() + r];
  }
  solve_root();
  for (int r = 0; r < size; ++r) x[e_.root[r]] = root_x_[r];
  crew_.each(parts, [&](int p) {
    const Array<int>& gather = gather_[p];
    double* own = x_[p].data();
    std::copy(root_x_.begin(), root_x_.end(), own + gather.size());
    part_[p].backward(own);
    for (Index k = 0; k < gather.size(); ++k) x[gather[k]] = own[k];
  });
}

}  // namespace gridwright::solver::ipm
