#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "ipm/dense.hpp"
#include "ipm/elimination.hpp"
#include "ipm/factor.hpp"
#include "ipm/gmres.hpp"
#include "ipm/split.hpp"

using namespace gridwright::solver::ipm;

namespace {

/// A random symmetric quasi-definite matrix with `border` dense nodes, kept dense for reference.
struct QuasiDefinite {
  int n;
  SymmetricPattern pattern;
  Vector off_diagonal, diagonal, dense;
  Array<signed char> sign;

  QuasiDefinite(int size, int border, unsigned seed) : n(size), diagonal(size), dense(Index{size} * size), sign(size) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int j = 0; j < n; ++j) sign[j] = unit(random) < 0.5 ? -1 : 1;
    pattern.n = n;
    pattern.start.push_back(0);
    for (int j = 0; j < n; ++j) {
      for (int i = j + 1; i < n; ++i) {
        const bool chained = i == j + 1 || i >= n - border;
        // Only entries between the two signs: [-E A'; A F] with diagonal E and F is quasi-definite whatever A is.
        if (sign[i] == sign[j] || !(chained || unit(random) < 2.0 / n)) continue;
        pattern.index.push_back(i);
        off_diagonal.push_back(2.0 * unit(random) - 1.0);
        dense[i + Index{j} * n] = dense[j + Index{i} * n] = off_diagonal.back();
      }
      pattern.start.push_back(pattern.index.size());
      diagonal[j] = sign[j] * (0.1 + unit(random));
      dense[j + Index{j} * n] = diagonal[j];
    }
  }

  void fill(const Elimination& e, Factor& factor) const {
    factor.values().fill(0.0);
    for (int j = 0; j < n; ++j) {
      factor.values()[e.position(j, j)] = diagonal[j];
      for (Index k = pattern.start[j]; k < pattern.start[j + 1]; ++k)
        factor.values()[e.position(pattern.index[k], j)] = off_diagonal[k];
    }
  }

  [[nodiscard]] double residual(const Vector& x, const Vector& b) const {
    double most = 0.0;
    for (int i = 0; i < n; ++i) {
      double sum = -b[i];
      for (int j = 0; j < n; ++j) sum += dense[i + Index{j} * n] * x[j];
      most = std::max(most, std::abs(sum));
    }
    return most;
  }
};

}  // namespace

TEST_CASE("LDL' solves quasi-definite systems of every shape") {
  for (int size : {1, 2, 7, 40, 150, 400})
    for (int border : {0, 1, size / 2}) {
      CAPTURE(size);
      CAPTURE(border);
      const QuasiDefinite k(size, border, static_cast<unsigned>(size + border));
      Crew crew(2);
      const Elimination e = analyse(k.pattern, crew);
      Factor factor(e, crew);
      k.fill(e, factor);
      CHECK(factor.factorise(k.sign, 1e-12, 1.0) == 0);
      Vector b(size), x(size);
      for (int i = 0; i < size; ++i) x[i] = b[i] = std::sin(i + 1.0);
      factor.solve(x);
      CHECK(k.residual(x, b) < 1e-9);
    }
}

TEST_CASE("the elimination is a permutation and its tree points upwards") {
  const QuasiDefinite k(300, 5, 3);
  const Part e = analyse(k.pattern, 0);
  for (int i = 0; i < k.n; ++i) CHECK(e.order[e.place[i]] == i);
  for (int s = 0; s < e.supernodes(); ++s) {
    if (e.parent[s] >= 0) CHECK(e.parent[s] > s);
    for (Index r = e.row_start[s] + 1; r < e.row_start[s + 1]; ++r) CHECK(e.rows[r - 1] < e.rows[r]);
  }
}

namespace {

/// A ring of hours: a hub linked to the next hour, three nodes on it, two of them on dense nodes; large enough to be split.
SymmetricPattern ring(int hours) {
  SymmetricPattern p;
  p.n = 4 * hours + 2;
  p.start.push_back(0);
  for (int t = 0; t < hours; ++t)
    for (int k = 0; k < 4; ++k) {
      p.index.push_back(k == 0 ? 4 * ((t + 1) % hours) : 4 * t);
      if (k == 1) p.index.push_back(4 * hours);
      if (k == 2) p.index.push_back(4 * hours + 1);
      p.start.push_back(p.index.size());
    }
  for (int k = 0; k < 2; ++k) p.start.push_back(p.index.size());
  return p;
}

}  // namespace

TEST_CASE("a ring of hours is split at a few nodes, no edge joins two parts, and any crew solves it to the same bits") {
  const SymmetricPattern p = ring(15'000);
  const Split s = split(p, 4);
  REQUIRE(s.parts == 4);
  int root = 0;
  for (int v = 0; v < p.n; ++v) root += s.part[v] < 0;
  CHECK(root <= 2 + 2 * 4);
  int joined = 0;
  for (int j = 0; j < p.n; ++j)
    for (Index k = p.start[j]; k < p.start[j + 1]; ++k)
      joined += s.part[j] >= 0 && s.part[p.index[k]] >= 0 && s.part[j] != s.part[p.index[k]];
  CHECK(joined == 0);

  Array<signed char> sign(p.n);
  for (int v = 0; v < p.n; ++v) sign[v] = v % 2 == 0 ? 1 : -1;
  Vector first;
  for (int threads : {1, 2, 3}) {
    Crew crew(threads);
    const Elimination e = analyse(p, crew);
    CHECK(e.parts[0].layered() > 7 * e.parts[0].supernodes() / 10);
    Factor factor(e, crew);
    factor.clear();
    for (int j = 0; j < p.n; ++j) {
      factor.values()[e.position(j, j)] = sign[j] * (10.0 + std::sin(j));
      for (Index k = p.start[j]; k < p.start[j + 1]; ++k) factor.values()[e.position(p.index[k], j)] = std::cos(j + k);
    }
    CHECK(factor.factorise(sign, 1e-12, 1.0) == 0);
    Vector b(p.n), x(p.n), product(p.n);
    for (int j = 0; j < p.n; ++j) x[j] = b[j] = std::sin(j + 1.0);
    factor.solve(x);
    for (int j = 0; j < p.n; ++j) {
      product[j] += sign[j] * (10.0 + std::sin(j)) * x[j];
      for (Index k = p.start[j]; k < p.start[j + 1]; ++k) {
        product[j] += std::cos(j + k) * x[p.index[k]];
        product[p.index[k]] += std::cos(j + k) * x[j];
      }
    }
    double worst = 0.0;
    for (int j = 0; j < p.n; ++j) worst = std::max(worst, std::abs(product[j] - b[j]));
    CHECK(worst < 1e-9);
    if (first.empty()) first = x;
    CHECK(first.vector() == x.vector());
  }
}

TEST_CASE("a pivot of the wrong sign is repaired and counted") {
  SymmetricPattern diagonal{2, Array<Index>(3), {}};
  Crew crew(1);
  const Elimination e = analyse(diagonal, crew);
  Factor factor(e, crew);
  factor.values()[e.position(0, 0)] = -1.0;
  factor.values()[e.position(1, 1)] = -1e-15;  // should be positive
  Array<signed char> sign(2, 1);
  sign[0] = -1;
  CHECK(factor.factorise(sign, 1e-12, 0.5) == 1);
  Vector x(2, 1.0);
  factor.solve(x);
  CHECK(x[0] == -1.0);
  CHECK(x[1] == 2.0);
}

TEST_CASE("the blocked dense factorisation equals the unblocked one") {
  const int w = 130, rows = 170;  // more than two panels, and rows below
  Vector a(Index{rows} * w), b(Index{rows} * w);
  for (int c = 0; c < w; ++c)
    for (int r = c; r < rows; ++r) a[r + Index{c} * rows] = r == c ? (c % 2 == 0 ? 50.0 : -50.0) : std::cos(r * 1.7 + c * c);
  b = a;
  Array<signed char> sign(w);
  for (int c = 0; c < w; ++c) sign[c] = c % 2 == 0 ? 1 : -1;
  PivotRule rule{1e-12, 1.0, 0};
  factor_trapezoid(a.data(), rows, rows, w, sign.data(), rule);
  for (int k = 0; k < w; ++k)  // textbook LDL' on b
    for (int c = k + 1; c < rows; ++c) {
      const double l = b[c + Index{k} * rows] / b[k + Index{k} * rows];
      for (int j = k + 1; j <= std::min(c, w - 1); ++j) b[c + Index{j} * rows] -= l * b[j + Index{k} * rows];
    }
  double worst = 0.0;
  for (int k = 0; k < w; ++k) {
    worst = std::max(worst, std::abs(a[k + Index{k} * rows] - b[k + Index{k} * rows]));
    for (int r = k + 1; r < rows; ++r)
      worst = std::max(worst, std::abs(a[r + Index{k} * rows] - b[r + Index{k} * rows] / b[k + Index{k} * rows]));
  }
  CHECK(rule.repaired == 0);
  CHECK(worst < 1e-11);
}

TEST_CASE("GMRES solves a small unsymmetric system in as many steps as it has unknowns") {
  const double m[3][3] = {{4, 1, 0}, {-2, 3, 1}, {0, 5, -6}};
  Vector r(3);
  const double x[3] = {1.0, -2.0, 0.5};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) r[i] += m[i][j] * x[j];
  const auto apply = [&](const Vector& v, Vector& out) {
    for (int i = 0; i < 3; ++i) {
      out[i] = 0.0;
      for (int j = 0; j < 3; ++j) out[i] += m[i][j] * v[j];
    }
  };
  CHECK(gmres(apply, r, 3, 1e-14) < 1e-12);
  for (int i = 0; i < 3; ++i) CHECK(r[i] == doctest::Approx(x[i]));
}
