#include "gridwright/network/lognormal.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace gridwright::network {

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double q) {
  if (q <= 0.0) return -std::numeric_limits<double>::infinity();
  if (q >= 1.0) return std::numeric_limits<double>::infinity();
  // P. J. Acklam's rational approximation (2003), relative error 1.15e-9; the step below takes it to double precision.
  constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                          1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
                          -1.328068155288572e+01};
  constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                          -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00};
  constexpr double tail = 0.02425;
  double x;
  if (q < tail || q > 1.0 - tail) {
    const double r = std::sqrt(-2.0 * std::log(q < tail ? q : 1.0 - q));
    x = (((((c[0] * r + c[1]) * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5]) /
        ((((d[0] * r + d[1]) * r + d[2]) * r + d[3]) * r + 1.0);
    if (q > 0.5) x = -x;
  } else {
    const double r = q - 0.5, s = r * r;
    x = (((((a[0] * s + a[1]) * s + a[2]) * s + a[3]) * s + a[4]) * s + a[5]) * r /
        (((((b[0] * s + b[1]) * s + b[2]) * s + b[3]) * s + b[4]) * s + 1.0);
  }
  const double u = (normal_cdf(x) - q) * std::sqrt(2.0 * std::numbers::pi) * std::exp(0.5 * x * x);
  return x - u / (1.0 + 0.5 * x * u);
}

double Lognormal::mean() const { return median * std::exp(0.5 * sigma * sigma); }

double Lognormal::quantile(double q) const {
  return median <= 0.0 || sigma == 0.0 ? median : median * std::exp(sigma * normal_quantile(q));
}

double Lognormal::cdf(double x) const {
  if (median <= 0.0 || sigma == 0.0) return x >= median ? 1.0 : 0.0;
  return x <= 0.0 ? 0.0 : normal_cdf(std::log(x / median) / sigma);
}

Lognormal Lognormal::from_p95(double median, double p95) { return {median, std::log(p95 / median) / normal_quantile(0.95)}; }

double cdf_of_sum(const Lognormal& a, const Lognormal& b, double x) {
  if (a.median <= 0.0 || a.sigma == 0.0) return b.cdf(x - a.median);
  constexpr int slices = 64;
  double below = 0.0;
  for (int i = 0; i < slices; ++i) below += b.cdf(x - a.quantile((i + 0.5) / slices));
  return below / slices;
}

double quantile_of_sum(const Lognormal& a, const Lognormal& b, double q) {
  if (a.median <= 0.0 || a.sigma == 0.0) return a.median + b.quantile(q);
  if (b.median <= 0.0 || b.sigma == 0.0) return b.median + a.quantile(q);
  constexpr int slices = 256;
  double slice[slices];
  for (int i = 0; i < slices; ++i) slice[i] = a.quantile((i + 0.5) / slices);
  double low = 0.0, high = a.quantile(0.5 + 0.5 * q) + b.quantile(0.5 + 0.5 * q);
  for (int step = 0; step < 40; ++step) {
    const double x = 0.5 * (low + high);
    double below = 0.0;
    for (double s : slice) below += b.cdf(x - s);
    (below < q * slices ? low : high) = x;
  }
  return 0.5 * (low + high);
}

}  // namespace gridwright::network
