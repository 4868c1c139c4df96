#pragma once
#include <cmath>

namespace gridwright {

/// Capital recovery factor: the level yearly payment, per unit borrowed, that repays a loan over `years` at `rate`.
///   crf(i, n) = i / (1 - (1 + i)^-n);  1/n when i = 0.   crf(7 %, 30) = 0.080586
[[nodiscard]] inline double capital_recovery_factor(double rate, double years) {
  return rate == 0.0 ? 1.0 / years : rate / -std::expm1(-years * std::log1p(rate));
}

}  // namespace gridwright
