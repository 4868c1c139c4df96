#pragma once
#include <cmath>

#include "array.hpp"

namespace gridwright::solver::ipm {

/// GMRES without restart: finds the combination x of Krylov vectors of `apply` that minimises |r - apply(x)|, at most `steps`
/// of them, stopping at `enough`. On return r holds x. Returns the norm that is left.
/// Saad and Schultz, SIAM J. Sci. Stat. Comput. 7 (1986), with modified Gram-Schmidt and Givens rotations.
template <class Apply>
double gmres(Apply apply, Vector& r, int steps, double enough) {
  const Index size = r.size();
  const auto dot = [&](const Vector& a, const Vector& b) {
    double sum = 0.0;
    for (Index k = 0; k < size; ++k) sum += a[k] * b[k];
    return sum;
  };
  double left = std::sqrt(dot(r, r));
  if (!(left > enough)) {
    r.fill(0.0);
    return left;
  }
  Array<Vector> basis, column;  // column[k]: rotated column k of the Hessenberg matrix
  Vector cosine, sine, rhs;
  for (double& v : r) v /= left;
  basis.push_back(r);
  rhs.push_back(left);
  for (int k = 0; k < steps && left > enough; ++k) {
    Vector next(size), h(k + 2);
    apply(basis[k], next);
    for (int i = 0; i <= k; ++i) {
      h[i] = dot(next, basis[i]);
      for (Index e = 0; e < size; ++e) next[e] -= h[i] * basis[i][e];
    }
    const double length = std::sqrt(dot(next, next));
    h[k + 1] = length;
    for (int i = 0; i < k; ++i) {
      const double upper = cosine[i] * h[i] + sine[i] * h[i + 1];
      h[i + 1] = cosine[i] * h[i + 1] - sine[i] * h[i];
      h[i] = upper;
    }
    const double radius = std::hypot(h[k], h[k + 1]);
    if (!(radius > 0.0) || !std::isfinite(radius)) break;
    if (length > 0.0)
      for (double& v : next) v /= length;
    cosine.push_back(h[k] / radius);
    sine.push_back(h[k + 1] / radius);
    h[k] = radius;
    rhs.push_back(-sine[k] * rhs[k]);
    rhs[k] *= cosine[k];
    left = std::abs(rhs[k + 1]);
    column.push_back(h);
    basis.push_back(next);
  }
  const int found = static_cast<int>(column.size());
  for (int i = found - 1; i >= 0; --i) {
    for (int k = i + 1; k < found; ++k) rhs[i] -= column[k][i] * rhs[k];
    rhs[i] /= column[i][i];
  }
  r.fill(0.0);
  for (int i = 0; i < found; ++i)
    for (Index e = 0; e < size; ++e) r[e] += rhs[i] * basis[i][e];
  return left;
}

}  // namespace gridwright::solver::ipm
