#include "gridwright/compute/surface.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::compute {
namespace {

struct Cell {
  std::size_t low;
  double share;  // of the upper knot
};

Cell cell_of(const std::vector<double>& knots, double at) {
  if (knots.size() < 2 || at <= knots.front()) return {0, 0.0};
  if (at >= knots.back()) return {knots.size() - 2, 1.0};
  std::size_t i = 0;
  while (at >= knots[i + 1]) ++i;
  return {i, (at - knots[i]) / (knots[i + 1] - knots[i])};
}

/// Indices and weights of the (at most eight) knots around a point.
struct Stencil {
  std::array<std::size_t, 8> index{};
  std::array<double, 8> weight{};
  int size = 0;
};

Stencil stencil_of(const std::array<std::vector<double>, 3>& knots, std::array<double, 3> at) {
  Stencil s;
  const Cell a = cell_of(knots[0], at[0]), b = cell_of(knots[1], at[1]), c = cell_of(knots[2], at[2]);
  const std::size_t nb = knots[1].size(), nc = knots[2].size();
  for (std::size_t corner = 0; corner < 8; ++corner) {
    const std::size_t ia = corner >> 2 & 1U, ib = corner >> 1 & 1U, ic = corner & 1U;
    const double w = (ia ? a.share : 1 - a.share) * (ib ? b.share : 1 - b.share) * (ic ? c.share : 1 - c.share);
    if (w == 0.0) continue;
    const auto slot = static_cast<std::size_t>(s.size++);
    s.index[slot] = ((a.low + ia) * nb + b.low + ib) * nc + c.low + ic;
    s.weight[slot] = w;
  }
  return s;
}

double value_at(const Stencil& s, const std::vector<double>& values) {
  double sum = 0.0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(s.size); ++i) sum += s.weight[i] * values[s.index[i]];
  return sum;
}

/// Dense symmetric positive definite system, solved in place by Cholesky.
class NormalEquations {
 public:
  explicit NormalEquations(std::size_t n) : n_(n), matrix_(n * n, 0.0), rhs_(n, 0.0) {}
  void add(const Stencil& s, double target, double weight) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(s.size); ++i) {
      rhs_[s.index[i]] += weight * s.weight[i] * target;
      for (std::size_t j = 0; j < static_cast<std::size_t>(s.size); ++j)
        matrix_[s.index[i] * n_ + s.index[j]] += weight * s.weight[i] * s.weight[j];
    }
  }
  std::vector<double> solve() {
    for (std::size_t j = 0; j < n_; ++j) {
      double* row_j = &matrix_[j * n_];
      for (std::size_t i = 0; i < j; ++i) {
        const double* row_i = &matrix_[i * n_];
        double sum = row_j[i];
        for (std::size_t k = 0; k < i; ++k) sum -= row_j[k] * row_i[k];
        row_j[i] = sum / row_i[i];
      }
      double sum = row_j[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row_j[k] * row_j[k];
      row_j[j] = std::sqrt(std::max(sum, 1e-12));
    }
    for (std::size_t i = 0; i < n_; ++i) {
      for (std::size_t k = 0; k < i; ++k) rhs_[i] -= matrix_[i * n_ + k] * rhs_[k];
      rhs_[i] /= matrix_[i * n_ + i];
    }
    for (std::size_t i = n_; i-- > 0;) {
      for (std::size_t k = i + 1; k < n_; ++k) rhs_[i] -= matrix_[k * n_ + i] * rhs_[k];
      rhs_[i] /= matrix_[i * n_ + i];
    }
    return rhs_;
  }

 private:
  std::size_t n_;
  std::vector<double> matrix_, rhs_;
};

/// A weak pull of every knot towards the mean, and second differences (non-uniform knots) towards zero.
void add_smoothness(NormalEquations& system, const std::array<std::vector<double>, 3>& knots, double mean, double smooth) {
  const std::array<std::size_t, 3> n{knots[0].size(), knots[1].size(), knots[2].size()};
  const std::array<std::size_t, 3> stride{n[1] * n[2], n[2], 1};
  for (std::size_t at = 0; at < n[0] * n[1] * n[2]; ++at) {
    Stencil one;
    one.index[0] = at, one.weight[0] = 1.0, one.size = 1;
    system.add(one, mean, 1e-4);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t i = at / stride[axis] % n[axis];
      if (i == 0 || i + 1 >= n[axis]) continue;
      const double below = knots[axis][i] - knots[axis][i - 1], above = knots[axis][i + 1] - knots[axis][i];
      Stencil bend;
      bend.index = {at - stride[axis], at, at + stride[axis]};
      bend.weight = {above / (below + above), -1.0, below / (below + above)};
      bend.size = 3;
      system.add(bend, 0.0, smooth);
    }
  }
}

}  // namespace

double KernelSurface::log_ratio_at(std::array<double, 3> at_log2) const {
  const Cell a = cell_of(knots[0], at_log2[0]), b = cell_of(knots[1], at_log2[1]), c = cell_of(knots[2], at_log2[2]);
  const std::size_t nb = knots[1].size(), nc = knots[2].size();
  const std::size_t up_a = knots[0].size() > 1 ? nb * nc : 0, up_b = nb > 1 ? nc : 0, up_c = nc > 1 ? 1 : 0;
  const double* at = &log_ratio[(a.low * nb + b.low) * nc + c.low];
  const auto along_c = [&](const double* p) { return p[0] + c.share * (p[up_c] - p[0]); };
  const auto along_b = [&](const double* p) { return along_c(p) + b.share * (along_c(p + up_b) - along_c(p)); };
  return along_b(at) + a.share * (along_b(at + up_a) - along_b(at));
}

double KernelSurface::ratio(std::array<double, 3> at_log2) const { return std::exp(log_ratio_at(at_log2)); }

KernelSurface fit_surface(std::array<std::vector<double>, 3> knots_log2, std::span<const SurfaceSample> samples, double smooth) {
  KernelSurface surface;
  surface.knots = std::move(knots_log2);
  for (auto& axis : surface.knots)
    if (axis.empty()) axis = {0.0};
  const std::size_t unknowns = surface.knots[0].size() * surface.knots[1].size() * surface.knots[2].size();
  double mean = 0.0;
  for (const SurfaceSample& s : samples) mean += s.log_ratio / static_cast<double>(samples.size());
  surface.log_ratio.assign(unknowns, mean);
  constexpr int huber_rounds = 4;
  constexpr double huber_width = 0.10;
  for (int round = 0; round < huber_rounds; ++round) {
    NormalEquations system(unknowns);
    add_smoothness(system, surface.knots, mean, smooth);
    for (const SurfaceSample& s : samples) {
      const Stencil at = stencil_of(surface.knots, s.at_log2);
      const double miss = std::abs(s.log_ratio - value_at(at, surface.log_ratio));
      system.add(at, s.log_ratio, round == 0 || miss < huber_width ? 1.0 : huber_width / miss);
    }
    surface.log_ratio = system.solve();
  }
  std::vector<double> errors;
  for (const SurfaceSample& s : samples)
    errors.push_back(std::abs(std::expm1(value_at(stencil_of(surface.knots, s.at_log2), surface.log_ratio) - s.log_ratio)));
  std::sort(errors.begin(), errors.end());
  if (!errors.empty()) {
    surface.median_error = errors[errors.size() / 2];
    surface.p90_error = errors[errors.size() * 9 / 10];
  }
  return surface;
}

}  // namespace gridwright::compute
