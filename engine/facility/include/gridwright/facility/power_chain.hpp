#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/core/result.hpp"

/// The power chain from the site meter to the rack: what each device loses at its true load share.
///
///   Result<PowerChain> chain = power_chain("rack_battery_n");      // data/power_chains.csv, data/power_devices.csv
///   double efficiency = chain->stages[0].device.efficiency(0.5);
namespace gridwright::facility {

enum class DeviceKind { ups, distribution, transformer };

/// Loss per unit of rated power at load share x:  a0 + a1 x + a2 x^2  (standing, drop, resistive).
struct PowerDevice {
  std::string name{};
  DeviceKind kind = DeviceKind::distribution;
  double a0 = 0.0, a1 = 0.0, a2 = 0.0;
  bool indoors = true;    ///< its loss heats a room that is cooled
  double mtbf_h = 0.0, mttr_h = 0.0;   ///< mean time between failures and to repair: estimates of the order of the surveys
                                       ///< behind IEEE 493; replace them with a maker's figures where there are any
  std::string source{};
  [[nodiscard]] constexpr double loss(double load_share) const { return a0 + load_share * (a1 + load_share * a2); }
  [[nodiscard]] constexpr double efficiency(double load_share) const { return load_share / (load_share + loss(load_share)); }
  bool operator==(const PowerDevice&) const = default;
};

/// A device as installed. Redundancy is in `installed_per_needed`: N = 1, N+1 = (N+1)/N, 4-to-make-3 = 4/3, 2N = 2; all
/// units share the load, so each runs at x / installed_per_needed.
struct PowerStage {
  PowerDevice device{};
  double installed_per_needed = 1.0;
  bool carries_all = false;           ///< IT and cooling (transformers), not IT alone
  bool operator==(const PowerStage&) const = default;
};

/// Stages from the rack outwards; losses multiply because each stage carries the losses of those before it.
struct PowerChain {
  std::string name{};
  std::string summary{};
  std::vector<PowerStage> stages{};
  double it_conversion_efficiency = 0.95;   ///< power supply inside the IT: part of IT power, so of ITUE and not of PUE
  double generators_per_peak = 1.2;         ///< standby generators installed per peak site power; AI halls on batteries: 0.2
  bool operator==(const PowerChain&) const = default;
};

/// A preset by name; unknown names get the nearest one and the list.
[[nodiscard]] Result<PowerChain> power_chain(std::string_view name);
/// All presets, in the order of the table.
[[nodiscard]] std::vector<PowerChain> power_chains();
[[nodiscard]] std::vector<PowerDevice> power_devices();

}  // namespace gridwright::facility
