#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "gridwright/core/random.hpp"

/// Laws that workloads are made of.
namespace gridwright::serving {

[[nodiscard]] inline std::int32_t whole_tokens(double x, std::int32_t most) { return static_cast<std::int32_t>(std::clamp(std::round(x), 1.0, static_cast<double>(most))); }

/// 1, 2, ... with the stated mean.
[[nodiscard]] inline int geometric(RandomStream& draw, double mean) {
  if (mean <= 1.0) return 1;
  return 1 + static_cast<int>(std::min(1e6, std::log(1.0 - draw.uniform()) / std::log(1.0 - 1.0 / mean)));
}

[[nodiscard]] inline double lognormal(RandomStream& draw, double median, double sigma) { return median * std::exp(sigma * draw.normal()); }

}  // namespace gridwright::serving
