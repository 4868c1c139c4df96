#include "gridwright/facility/power_chain.hpp"

#include "gridwright/core/text.hpp"

#include "nearest.hpp"
#include "own_table.hpp"

namespace gridwright::facility {
namespace {

DeviceKind kind_of(std::string_view text) {
  if (text == "ups") return DeviceKind::ups;
  if (text == "transformer") return DeviceKind::transformer;
  return DeviceKind::distribution;
}

}  // namespace

std::vector<PowerDevice> power_devices() {
  const OwnTable table("data/power_devices.csv");
  std::vector<PowerDevice> devices;
  for (std::size_t i = 0; i < table.rows(); ++i)
    devices.push_back({.name = table.text(i, "device"), .kind = kind_of(table.text(i, "kind")), .a0 = table.number(i, "a0"), .a1 = table.number(i, "a1"),
                       .a2 = table.number(i, "a2"), .indoors = table.text(i, "indoors") == "1", .mtbf_h = table.number(i, "mtbf_h"),
                       .mttr_h = table.number(i, "mttr_h"), .source = table.text(i, "source")});
  return devices;
}

std::vector<PowerChain> power_chains() {
  const std::vector<PowerDevice> devices = power_devices();
  const OwnTable table("data/power_chains.csv");
  std::vector<PowerChain> chains;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (chains.empty() || chains.back().name != table.text(i, "chain"))
      chains.push_back({.name = table.text(i, "chain"), .summary = table.text(i, "summary"),
                        .it_conversion_efficiency = table.number(i, "it_conversion_efficiency"),
                        .generators_per_peak = table.number(i, "generators_per_peak")});
    const std::string wanted = table.text(i, "device");
    for (const PowerDevice& device : devices)
      if (device.name == wanted)
        chains.back().stages.push_back({device, table.number(i, "installed_per_needed"), table.text(i, "carries") == "all"});
  }
  return chains;
}

Result<PowerChain> power_chain(std::string_view name) {
  std::vector<std::string> names;
  for (PowerChain& chain : power_chains()) {
    if (chain.name == name) return std::move(chain);
    names.push_back(chain.name);
  }
  return unknown_name("power chain", name, names);
}

}  // namespace gridwright::facility
