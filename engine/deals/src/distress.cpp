#include "gridwright/deals/distress.hpp"

#include <algorithm>
#include <cmath>

namespace gridwright::deals {
namespace {

std::size_t at(int node) { return static_cast<std::size_t>(node); }

}  // namespace

std::vector<double> linear_debtrank(const ExposureNetwork& network, const std::vector<double>& start) {
  const std::size_t n = network.equity.size();
  std::vector<double> h = start, step = start, next(n);
  for (int round = 0; round < 1'000'000; ++round) {
    std::fill(next.begin(), next.end(), 0.0);
    for (const Exposure& e : network.exposures)
      if (network.equity[at(e.creditor)] > 0.0)
        next[at(e.creditor)] += e.usd / network.equity[at(e.creditor)] * step[at(e.debtor)];
    double moved = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      step[i] = std::min(1.0, h[i] + next[i]) - h[i];
      h[i] += step[i];
      moved = std::max(moved, step[i]);
    }
    if (moved <= 1e-15) break;
  }
  return h;
}

std::vector<double> original_debtrank(const ExposureNetwork& network, const std::vector<double>& start) {
  const std::size_t n = network.equity.size();
  enum class State { well, distressed, inactive };
  std::vector<State> state(n, State::well);
  for (std::size_t i = 0; i < n; ++i)
    if (start[i] > 0.0) state[i] = State::distressed;
  std::vector<double> h = start;
  for (bool active = true; active;) {
    std::vector<double> hit(n, 0.0);
    for (const Exposure& e : network.exposures) {
      if (state[at(e.debtor)] != State::distressed || network.equity[at(e.creditor)] <= 0.0) continue;
      hit[at(e.creditor)] += std::min(1.0, e.usd / network.equity[at(e.creditor)]) * h[at(e.debtor)];
    }
    active = false;
    for (std::size_t i = 0; i < n; ++i) {
      h[i] = std::min(1.0, h[i] + hit[i]);
      if (state[i] == State::distressed)
        state[i] = State::inactive;
      else if (state[i] == State::well && h[i] > 0.0)
        state[i] = State::distressed, active = true;
    }
  }
  return h;
}

double debtrank(const std::vector<double>& h, const std::vector<double>& start, const std::vector<double>& weight) {
  double lost = 0.0;
  for (std::size_t i = 0; i < h.size(); ++i) lost += (h[i] - start[i]) * weight[i];
  return lost;
}

namespace {

/// Square matrices, row by row.
struct Matrix {
  std::size_t n;
  std::vector<double> a = std::vector<double>(n * n, 0.0);
  double& operator()(std::size_t i, std::size_t j) { return a[i * n + j]; }
  double operator()(std::size_t i, std::size_t j) const { return a[i * n + j]; }
};

Matrix product(const Matrix& p, const Matrix& q) {
  Matrix out{p.n};
  for (std::size_t i = 0; i < p.n; ++i)
    for (std::size_t k = 0; k < p.n; ++k) {
      const double f = p(i, k);
      if (f == 0.0) continue;
      for (std::size_t j = 0; j < p.n; ++j) out(i, j) += f * q(k, j);
    }
  return out;
}

/// exp of a matrix with entries >= 0 by scaling and squaring of the Taylor series: nothing cancels, so the series is exact to rounding.
Matrix exponential(Matrix v) {
  double norm = 0.0;
  for (std::size_t i = 0; i < v.n; ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < v.n; ++j) row += v(i, j);
    norm = std::max(norm, row);
  }
  const int halvings = norm > 0.5 ? static_cast<int>(std::ceil(std::log2(norm))) + 1 : 0;
  for (double& x : v.a) x = std::ldexp(x, -halvings);
  Matrix sum{v.n}, term{v.n};
  for (std::size_t i = 0; i < v.n; ++i) sum(i, i) = term(i, i) = 1.0;
  for (int k = 1; k <= 20; ++k) {
    term = product(term, v);
    for (std::size_t i = 0; i < v.a.size(); ++i) term.a[i] /= k, sum.a[i] += term.a[i];
  }
  for (int k = 0; k < halvings; ++k) sum = product(sum, sum);
  return sum;
}

Matrix paths(const Matrix& topples) {
  Matrix c = exponential(topples);
  for (std::size_t i = 0; i < c.n; ++i) c(i, i) = 0.0;
  return c;
}

}  // namespace

Communicability communicability(const ExposureNetwork& network) {
  const std::size_t n = network.equity.size();
  Matrix exposure{n}, v{n};
  for (const Exposure& e : network.exposures) exposure(at(e.creditor), at(e.debtor)) += e.usd;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      v(i, j) = i != j && exposure(j, i) > 0.0 && exposure(j, i) >= network.equity[j] ? 1.0 : 0.0;
  const Matrix c = paths(v);
  Communicability out;
  for (std::size_t j = 0; j < n; ++j) {
    double reach = 0.0, direct = 0.0;
    for (std::size_t i = 0; i < n; ++i) reach += c(i, j), direct += v(i, j);
    out.susceptibility.push_back(direct > 0.0 ? reach / direct : 0.0);
    out.fluidity += out.susceptibility.back() / static_cast<double>(n);
  }
  for (std::size_t q = 0; q < n; ++q) {
    double direct = 0.0, first = 0.0, between = 0.0;
    Matrix without = v;
    for (std::size_t j = 0; j < n; ++j) direct += v(q, j), without(q, j) = 0.0;
    if (direct > 0.0) {
      const Matrix c1 = paths(without);
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) (i == q ? first : between) += std::max(c(i, j) - c1(i, j), 0.0) / direct;
    }
    out.start.push_back(first), out.intermediate.push_back(between);
  }
  return out;
}

}  // namespace gridwright::deals
