#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gridwright/scenario/load.hpp"
#include "planned.hpp"

/// Scenarios of rented accelerators for tests of contracts.
namespace gridwright::testing {

/// One cloud, no site: demand of a day repeated, in a scenario that plans `hours` hours.
inline std::string rented_world(const std::string& offers, const std::string& contracts, const std::string& more = "") {
  return R"(
[scenario]
name  = "Rented"
year  = 2026
hours = 168
)" + offers + R"(
[clouds.aws.offers.east]
accelerator    = "h200_sxm"
location       = { lat = 39.0, lon = -77.5, timezone = "America/New_York" }
on_demand      = "8 USD/h"
committed      = "3 USD/h"
plan_rate      = "5 USD/h"
busy_share_max = 1
[regions.east]
location = { lat = 40.71, lon = -74.01, timezone = "America/New_York" }
[network]
egress = "0 USD/GB"
[workloads.chat]
kind   = "interactive"
model  = "llama-3.1-70b"
demand = { output_tokens_per_day = 1.0e10, input_per_output = 2, shape = "diurnal", regions = { east = "100 %" } }
slo    = { ttft_p99 = "2 s", tpot_p99 = "60 ms" }
)" + contracts + more;
}

inline design::Design planned(const std::string& text) {
  const auto s = scenario::load_scenario_text(text, ".", "scenario.toml");
  REQUIRE_MESSAGE(bool(s), to_text(s.diagnostics()));
  return design_of(*s);
}

inline const design::ContractYear& in_year(const design::Design& d, const std::string& contract, int year) {
  for (const design::ContractYear& y : d.deals.contract_years)
    if (y.contract == contract && y.year == year) return y;
  FAIL("no such year");
  return d.deals.contract_years.front();
}

}  // namespace gridwright::testing
