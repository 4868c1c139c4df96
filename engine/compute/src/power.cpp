#include "power.hpp"

#include <algorithm>

namespace gridwright::compute {
namespace {

constexpr double memory_gain = 0.55, arithmetic_gain = 1.1;

}  // namespace

double power_work_s(const Accelerator& chip, const ServingConfig& config, double flop, double bytes) {
  return memory_gain * bytes / chip.memory_bytes_s() + arithmetic_gain * flop / chip.peak_flop_s(config.precision).value_or(1e12);
}

double power_w(const Accelerator& chip, double seconds, double work_s) {
  const double idle = 1e6 * chip.idle().in(MW), swing = 1e6 * chip.tdp.in(MW) - idle;
  return seconds > 0.0 ? idle + swing * std::min(1.0, power_awake + work_s / seconds) : idle;
}

Power serving_power(const Accelerator& chip, const ServingConfig& config, const StepTime& decode, const StepTime& mixed, double mixed_share) {
  const double plain = 1.0 - mixed_share;
  const double work = power_work_s(chip, config, plain * decode.flop + mixed_share * mixed.flop, plain * decode.bytes + mixed_share * mixed.bytes);
  return power_w(chip, plain * decode.seconds + mixed_share * mixed.seconds, work) * 1e-6 * MW;
}

}  // namespace gridwright::compute
