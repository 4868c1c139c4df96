#include "gridwright/compute/custom.hpp"

#include <algorithm>

namespace gridwright::compute {
namespace {

/// A stated peak in place of the card's: 0 takes the units away.
void replace_peak(std::optional<double>& peak, const std::optional<double>& stated) {
  if (stated) peak = *stated > 0.0 ? stated : std::nullopt;
}

}  // namespace

Result<Accelerator> custom_accelerator(const Catalogue& facts, const scenario::CustomAccelerator& stated) {
  const std::string subject = "accelerator '" + stated.id + "'";
  if (std::any_of(facts.accelerators.begin(), facts.accelerators.end(), [&](const Accelerator& known) { return known.id == stated.id; }))
    return Diagnostic{.message = subject + " is a known one already", .fix = "choose another name; based_on = \"" + stated.id + "\" keeps what is not stated"};
  const Result<Accelerator> base = find_accelerator(facts, stated.based_on);
  if (!base) {
    Diagnostics wrong = base.diagnostics();
    for (Diagnostic& d : wrong) d.message = subject + " is based on one that does not exist: " + d.message;
    return wrong;
  }
  Accelerator a = *base;
  a.id = a.name = stated.id, a.aliases.clear();
  a.vendor = "custom", a.device_class = "custom";
  replace_peak(a.bf16_tflops, stated.bf16_tflops);
  replace_peak(a.fp8_tflops, stated.fp8_tflops);
  replace_peak(a.fp4_tflops, stated.fp4_tflops);
  if (!a.bf16_tflops) return Diagnostic{.message = subject + " has no 16-bit arithmetic, which attention needs", .fix = "state bf16 = \"1000 TFLOP/s\""};
  a.memory_gb = stated.memory_gb.value_or(a.memory_gb);
  a.memory_bw_gb_s = stated.memory_gb_s.value_or(a.memory_bw_gb_s);
  a.scaleup_gb_s = stated.link_gb_s.value_or(a.scaleup_gb_s);
  if (stated.link_domain > 0) a.scaleup_domain = stated.link_domain;
  a.scaleout_gbit_s = stated.network_gbit_s.value_or(a.scaleout_gbit_s);
  if (stated.power) a.tdp = *stated.power, a.tdp_is_estimate = false;
  if (stated.host_power) a.host = *stated.host_power;
  a.idle_share = stated.idle_share.value_or(a.idle_share);
  if (stated.price) a.price_usd = PriceRange{stated.price->in(USD), stated.price->in(USD)};
  a.kernel_derate *= stated.efficiency;
  a.source = "stated in the scenario, the rest as " + base->name + " (" + base->source + ")";
  a.confidence = "as stated";
  return a;
}

Result<Catalogue> catalogue_with(std::span<const scenario::CustomAccelerator> own) {
  Catalogue facts = load_catalogue();
  std::vector<Accelerator> custom;
  Diagnostics wrong;
  for (const scenario::CustomAccelerator& stated : own) {
    const Result<Accelerator> a = custom_accelerator(facts, stated);
    if (a) custom.push_back(*a);
    else wrong.insert(wrong.end(), a.diagnostics().begin(), a.diagnostics().end());
  }
  if (!wrong.empty()) return wrong;
  facts.accelerators.insert(facts.accelerators.begin(), custom.begin(), custom.end());
  return facts;
}

}  // namespace gridwright::compute
