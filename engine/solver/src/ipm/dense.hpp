#pragma once
#include <cstddef>

namespace gridwright::solver::ipm {

/// Dense kernels of the factorisation. Column-major, lower triangle, leading dimension `ld`. Every element is summed in a
/// fixed order whatever the vector width, so the bits do not depend on the machine's vector unit or on threads.

/// What to do with a pivot whose sign or size is not what a quasi-definite matrix promises (Vanderbei 1995).
struct PivotRule {
  double smallest = 0.0;  ///< a pivot below this size, or of the wrong sign, ...
  double replaced = 0.0;  ///< ... becomes sign * replaced
  int repaired = 0;       ///< count of replacements
};

/// LDL' of the leading w columns of a (rows x w) trapezoid; rows >= w. On return the strict lower part holds L, the diagonal D.
/// sign[k] is the sign that pivot k must have.
void factor_trapezoid(double* a, std::ptrdiff_t ld, int rows, int w, const signed char* sign, PivotRule& rule);

/// c (rows x cols, ld = ldc) = sum over k < depth of  l[:,k] * (d[k] * l[0:cols,k]')  - only rows >= column matter to the
/// caller. `l` points at the first of the rows; its first `cols` rows are the columns of c. `d` has stride d_stride.
/// `work` holds depth * cols doubles.
void outer_product(double* c, std::ptrdiff_t ldc, const double* l, std::ptrdiff_t ld, const double* d,
                   std::ptrdiff_t d_stride, int rows, int cols, int depth, double* work);

}  // namespace gridwright::solver::ipm
