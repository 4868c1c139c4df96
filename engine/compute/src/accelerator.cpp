#include "gridwright/compute/accelerator.hpp"

#include <string_view>

namespace gridwright::compute {

std::string to_string(Precision precision) {
  switch (precision) {
    case Precision::bf16: return "bf16";
    case Precision::fp8: return "fp8";
    case Precision::fp4: return "fp4";
    case Precision::fp32: return "fp32";
    case Precision::w4: return "w4";
  }
  return "?";
}

std::optional<Precision> precision_from(std::string_view text) {
  if (text == "bf16" || text == "fp16" || text == "bfloat16") return Precision::bf16;
  if (text == "fp32" || text == "float32") return Precision::fp32;
  if (text == "fp8") return Precision::fp8;
  if (text == "fp4" || text == "nvfp4") return Precision::fp4;
  if (text == "w4" || text == "mxfp4" || text == "int4") return Precision::w4;
  return std::nullopt;
}

double weight_bytes(Precision precision) {
  switch (precision) {
    case Precision::bf16: return 2.0;
    case Precision::fp32: return 4.0;
    case Precision::fp8: return 1.0;
    case Precision::fp4:
    case Precision::w4: return 0.5625;
  }
  return 2.0;
}

std::optional<double> Accelerator::peak_flop_s(Precision precision) const {
  const std::optional<double>& tflops = precision == Precision::fp8    ? fp8_tflops
                                        : precision == Precision::fp4  ? fp4_tflops
                                        : precision == Precision::fp32 ? fp32_tflops
                                                                       : bf16_tflops;
  if (!tflops) return std::nullopt;
  return *tflops * 1e12;
}

std::optional<Money> Accelerator::installed_price() const {
  if (!price_usd) return std::nullopt;
  return price_usd->middle() * (1.0 + host_price_share) * USD;
}

std::vector<PowerCapPoint> power_cap_points(const Accelerator&) {
  return {{1.0, 1.0}, {0.75, 0.905}, {0.60, 0.78}};
}

Result<PowerCapPoint> power_cap_at(const Accelerator& accelerator, double power_share) {
  const std::vector<PowerCapPoint> points = power_cap_points(accelerator);
  if (power_share >= points.front().power_share) return points.front();
  for (std::size_t i = 1; i < points.size(); ++i) {
    const PowerCapPoint &high = points[i - 1], &low = points[i];
    if (power_share < low.power_share) continue;
    const double at = (power_share - low.power_share) / (high.power_share - low.power_share);
    return PowerCapPoint{power_share, low.throughput_share + at * (high.throughput_share - low.throughput_share)};
  }
  Diagnostic wrong;
  wrong.message = "no accelerator runs at so low a power cap";
  wrong.fix = "a share of the busy power between 60 % and 100 %";
  return wrong;
}

}  // namespace gridwright::compute
