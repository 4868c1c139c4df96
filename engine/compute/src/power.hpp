#pragma once
#include "gridwright/compute/serving_point.hpp"

namespace gridwright::compute {

/// Mean power of one accelerator while it serves.
///
///   P = P_idle + (TDP - P_idle) · min(1, g_0 + g_m u_m + g_c u_c)      u = achieved / peak of memory and arithmetic
///
/// Source: coefficients found on the measured energy rows of ML.ENERGY (compute.md section 8); error there in
/// docs/theory/compute.md. The accelerator only: no host, no cooling.
[[nodiscard]] Power serving_power(const Accelerator& chip, const ServingConfig& config, const StepTime& decode, const StepTime& mixed, double mixed_share);

/// The same by parts, for sums over many iterations: the watts of `seconds` that hold `work_s` = seconds · (g_m u_m + g_c u_c),
/// and the work of so many `flop` and `bytes`.
inline constexpr double power_awake = 0.36;  ///< g_0
[[nodiscard]] double power_work_s(const Accelerator& chip, const ServingConfig& config, double flop, double bytes);
[[nodiscard]] double power_w(const Accelerator& chip, double seconds, double work_s);

}  // namespace gridwright::compute
