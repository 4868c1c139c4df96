#include "dense.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

// Clones for AVX2 only: AVX2 without FMA rounds exactly like the baseline, so the choice made at run time cannot be seen
// in the result. (AVX-512 clones would allow contraction into fused multiply-adds.)
#if defined(__x86_64__) && defined(__GNUC__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define GRIDWRIGHT_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define GRIDWRIGHT_CLONES
#endif

namespace gridwright::solver::ipm {
namespace {

constexpr int tile_rows = 8;
constexpr int tile_cols = 4;
constexpr int panel = 48;  ///< columns factored by the unblocked kernel before the rest is updated

/// c[0:rows, 0:4] (+)= l[0:rows, :] * b, with b packed 4 values a depth step.
GRIDWRIGHT_CLONES
void strip(double* c, std::ptrdiff_t ldc, const double* l, std::ptrdiff_t ld, const double* b, int rows, int depth) {
  int r = 0;
  for (; r + tile_rows <= rows; r += tile_rows) {
    double acc[tile_cols][tile_rows] = {};
    const double* lk = l + r;
    const double* bk = b;
    for (int k = 0; k < depth; ++k, lk += ld, bk += tile_cols)
      for (int j = 0; j < tile_cols; ++j)
        for (int i = 0; i < tile_rows; ++i) acc[j][i] += lk[i] * bk[j];
    for (int j = 0; j < tile_cols; ++j)
      for (int i = 0; i < tile_rows; ++i) c[r + i + j * ldc] = acc[j][i];
  }
  for (; r < rows; ++r) {
    double acc[tile_cols] = {};
    const double* lk = l + r;
    const double* bk = b;
    for (int k = 0; k < depth; ++k, lk += ld, bk += tile_cols)
      for (int j = 0; j < tile_cols; ++j) acc[j] += *lk * bk[j];
    for (int j = 0; j < tile_cols; ++j) c[r + j * ldc] = acc[j];
  }
}

/// The last one to three columns, which do not fill a tile.
void narrow(double* c, std::ptrdiff_t ldc, const double* l, std::ptrdiff_t ld, const double* b, int rows, int cols,
            int depth) {
  for (int j = 0; j < cols; ++j)
    for (int r = 0; r < rows; ++r) {
      double acc = 0.0;
      for (int k = 0; k < depth; ++k) acc += l[r + k * ld] * b[j + k * cols];
      c[r + j * ldc] = acc;
    }
}

GRIDWRIGHT_CLONES
void subtract_scaled(double* y, const double* x, double factor, int n) {
  for (int i = 0; i < n; ++i) y[i] -= factor * x[i];
}

double accept(double pivot, signed char sign, PivotRule& rule) {
  if (pivot * sign >= rule.smallest) return pivot;
  ++rule.repaired;
  return sign * rule.replaced;
}

void factor_unblocked(double* a, std::ptrdiff_t ld, int rows, int w, const signed char* sign, PivotRule& rule) {
  for (int k = 0; k < w; ++k) {
    double* column = a + k * ld;
    const double d = accept(column[k], sign[k], rule);
    column[k] = d;
    const double inverse = 1.0 / d;
    for (int c = k + 1; c < w; ++c) {
      const double factor = column[c] * inverse;
      if (factor != 0.0) subtract_scaled(a + c * ld + c, column + c, factor, rows - c);
    }
    for (int r = k + 1; r < rows; ++r) column[r] *= inverse;
  }
}

}  // namespace

void outer_product(double* c, std::ptrdiff_t ldc, const double* l, std::ptrdiff_t ld, const double* d,
                   std::ptrdiff_t d_stride, int rows, int cols, int depth, double* work) {
  for (int j0 = 0; j0 < cols; j0 += tile_cols) {
    const int width = std::min(tile_cols, cols - j0);
    for (int k = 0; k < depth; ++k)
      for (int j = 0; j < width; ++j) work[k * width + j] = l[j0 + j + k * ld] * d[k * d_stride];
    const int below = rows - j0;
    if (width == tile_cols)
      strip(c + j0 + j0 * ldc, ldc, l + j0, ld, work, below, depth);
    else
      narrow(c + j0 + j0 * ldc, ldc, l + j0, ld, work, below, width, depth);
  }
}

void factor_trapezoid(double* a, std::ptrdiff_t ld, int rows, int w, const signed char* sign, PivotRule& rule) {
  if (w <= panel) return factor_unblocked(a, ld, rows, w, sign, rule);
  constexpr int block_cols = 32;
  std::vector<double> product(static_cast<std::size_t>(rows) * block_cols), work(panel * block_cols);
  for (int k0 = 0; k0 < w; k0 += panel) {
    const int k1 = std::min(w, k0 + panel);
    factor_unblocked(a + k0 + k0 * ld, ld, rows - k0, k1 - k0, sign + k0, rule);
    for (int c0 = k1; c0 < w; c0 += block_cols) {
      const int cols = std::min(block_cols, w - c0);
      const int below = rows - c0;
      outer_product(product.data(), below, a + c0 + k0 * ld, ld, a + k0 + k0 * ld, ld + 1, below, cols, k1 - k0,
                    work.data());
      for (int c = 0; c < cols; ++c) {
        double* target = a + (c0 + c) * ld + c0;
        const double* source = product.data() + static_cast<std::ptrdiff_t>(c) * below;
        for (int r = c; r < below; ++r) target[r] -= source[r];
      }
    }
  }
}

}  // namespace gridwright::solver::ipm
