#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/core/result.hpp"

namespace gridwright::compute {

/// Numbers a model is served in. The word names the weights and the arithmetic together.
enum class Precision {
  bf16,  ///< 16-bit weights and arithmetic
  fp8,   ///< 8-bit weights and arithmetic, KV cache 8-bit unless stated
  fp4,   ///< 4-bit block-scaled weights and arithmetic (nvfp4): needs fp4 units
  fp32,  ///< 32-bit weights and arithmetic: processors, as `calibrate` measures them
  w4,    ///< 4-bit weights unpacked to bf16 arithmetic (mxfp4 on Hopper, AWQ, int4 weight-only)
};
[[nodiscard]] std::string to_string(Precision precision);
[[nodiscard]] std::optional<Precision> precision_from(std::string_view text);

/// Bytes per weight, scales of block formats included (4-bit values with an 8-bit scale for every 16: 0.5625).
[[nodiscard]] double weight_bytes(Precision precision);

/// Low and high end of what public listings of 2025-2026 ask; not a quotation.
struct PriceRange {
  double low = 0.0, high = 0.0;
  [[nodiscard]] double middle() const { return 0.5 * (low + high); }
  bool operator==(const PriceRange&) const = default;
};

/// One point of a power cap: at `power_share` of the uncapped busy power the accelerator does `throughput_share` of its work.
struct PowerCapPoint {
  double power_share = 1.0;
  double throughput_share = 1.0;
  bool operator==(const PowerCapPoint&) const = default;
};

/// An accelerator as its maker states it (dense peaks, per package) and as it is bought. One row of data/accelerators.csv.
struct Accelerator {
  std::string id;       ///< "gb300_nvl72": what a scenario writes
  std::string name;     ///< "GB300-NVL72"
  std::vector<std::string> aliases;
  std::string vendor, device_class;
  int year = 0;
  std::optional<double> fp32_tflops, bf16_tflops, fp8_tflops, fp4_tflops, int8_tops;  ///< dense peaks; none = the units do not exist
  double memory_gb = 0.0;         ///< usable, 1e9 bytes
  double memory_bw_gb_s = 0.0;
  double scaleup_gb_s = 0.0;      ///< one direction, inside the scale-up domain
  int scaleup_domain = 1;         ///< accelerators that reach each other at that speed
  double scaleout_gbit_s = 0.0;   ///< network per accelerator; 0 = the host's network only
  Power tdp;
  bool tdp_is_estimate = false;   ///< the maker publishes none
  double idle_share = 0.15;       ///< power with a loaded model and no work, of TDP (estimate)
  Power host;                     ///< CPU, NIC, switches and fans per accelerator, in service (estimate)
  std::optional<PriceRange> price_usd;             ///< accelerator alone; none = not sold
  double host_price_share = 0.0;  ///< host, network and integration as a share of the accelerator's price (estimate)
  std::optional<PriceRange> rent_usd_h, reserved_usd_h;
  double life_years = 5.0;        ///< economic life (estimate)
  std::string kernel_family;      ///< whose measured kernels it borrows: "a100", "h100", "b200", "cpu"
  double kernel_derate = 1.0;     ///< its efficiency over that family's (1 = same; estimate where not measured)
  std::string source, confidence;
  bool operator==(const Accelerator&) const = default;

  /// Peak FLOP/s of the arithmetic this precision uses; none where the units do not exist.
  [[nodiscard]] std::optional<double> peak_flop_s(Precision precision) const;
  [[nodiscard]] double memory_bytes_s() const { return memory_bw_gb_s * 1e9; }
  [[nodiscard]] Power idle() const { return idle_share * tdp; }
  /// Accelerator with its share of host and network, bought (middle of the range); none = not sold.
  [[nodiscard]] std::optional<Money> installed_price() const;
};

/// The cap curve of an accelerator, uncapped first: three points of a concave curve, fit for a linear program.
///   throughput = 1 - loss(1 - power);  25 % less power costs 9.5 % of throughput (published 7-12 %), 40 % costs 22 %
/// Source: frequency-voltage scaling of inference loads as used by the facility room (25 % for 7-12 %, recalled); the
/// second point extrapolates the same curve and is an estimate.
[[nodiscard]] std::vector<PowerCapPoint> power_cap_points(const Accelerator& accelerator);
/// Between those points a straight line; a share above 1 is 1, below the last point an error that names the range.
[[nodiscard]] Result<PowerCapPoint> power_cap_at(const Accelerator& accelerator, double power_share);

}  // namespace gridwright::compute
