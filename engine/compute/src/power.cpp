#include "power.hpp"

#include <algorithm>

namespace gridwright::compute {

Power serving_power(const Accelerator& chip, const ServingConfig& config, const StepTime& decode, const StepTime& mixed, double mixed_share) {
  constexpr double awake = 0.36, memory_gain = 0.55, arithmetic_gain = 1.1;
  const double seconds = (1.0 - mixed_share) * decode.seconds + mixed_share * mixed.seconds;
  if (seconds <= 0.0) return chip.idle();
  const double bytes = (1.0 - mixed_share) * decode.bytes + mixed_share * mixed.bytes;
  const double flop = (1.0 - mixed_share) * decode.flop + mixed_share * mixed.flop;
  const double memory_use = bytes / (seconds * chip.memory_bytes_s());
  const double arithmetic_use = flop / (seconds * chip.peak_flop_s(config.precision).value_or(1.0));
  const double level = std::min(1.0, awake + memory_gain * memory_use + arithmetic_gain * arithmetic_use);
  return chip.idle() + level * (chip.tdp - chip.idle());
}

}  // namespace gridwright::compute
