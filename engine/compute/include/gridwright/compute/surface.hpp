#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace gridwright::compute {

/// How many times longer a kernel takes than its roofline says, over up to three logarithmic axes (for a GEMM: rows m,
/// columns n, depth k). Between the knots the logarithm of the ratio is multilinear in the logarithms of the axes;
/// outside them the nearest end holds.
///
///   double slow = surface.ratio({std::log2(m), std::log2(n), std::log2(k)});   // 1.4 = 40 % longer than the roofline
///
/// Thread safety: a surface is a value; `ratio` is const and pure. Cost: about 20 ns.
struct KernelSurface {
  std::array<std::vector<double>, 3> knots;  ///< log2, rising; an axis with one knot is not used
  std::vector<double> log_ratio;             ///< natural logarithm, last axis fastest
  double median_error = 0.0;                 ///< median |fit/measured - 1| over the shapes it was fitted to
  double p90_error = 0.0;                    ///< 90th percentile of the same

  [[nodiscard]] double ratio(std::array<double, 3> at_log2) const;
  [[nodiscard]] double log_ratio_at(std::array<double, 3> at_log2) const;
  bool operator==(const KernelSurface&) const = default;
};

/// One measured shape: where it lies and ln(measured time / roofline time).
struct SurfaceSample {
  std::array<double, 3> at_log2;
  double log_ratio;
};

/// Fits a surface: least squares with Huber weights (kernels switch algorithm between neighbouring shapes, which gives
/// outliers) and a penalty on second differences along each axis, so that knots without data continue a straight line.
/// `smooth` is the weight of that penalty relative to one sample. Cost: cubic in the number of knots (1 s for 600).
[[nodiscard]] KernelSurface fit_surface(std::array<std::vector<double>, 3> knots_log2, std::span<const SurfaceSample> samples,
                                        double smooth = 1.0);

}  // namespace gridwright::compute
