#include "gridwright/plan/ownership.hpp"

#include "gridwright/compute/catalogue.hpp"
#include "gridwright/compute/serving_point.hpp"

namespace gridwright::plan {

Result<deals::OwnershipCase> ownership_case(std::string_view name) {
  const compute::Catalogue facts = compute::load_catalogue();
  const Result<compute::Accelerator> found = compute::find_accelerator(facts, name);
  if (!found) return found.diagnostics();
  const auto price = found->installed_price();
  const auto middle = [](const std::optional<compute::PriceRange>& range) { return range ? range->middle() : 0.0; };
  return deals::OwnershipCase{.name = found->name,
                              .price_usd = price ? *price / USD : 0.0,
                              .power_kw = (found->tdp + found->host) / kW,
                              .idle_share = found->idle_share,
                              .book_life = 6.0,
                              .economic_life = found->life_years,
                              .on_demand_usd_h = middle(found->rent_usd_h),
                              .committed_usd_h = middle(found->reserved_usd_h)};
}

Result<double> output_tokens_per_s(std::string_view accelerator, std::string_view model) {
  const Result<compute::ServingSetup> setup = compute::serving_setup(compute::load_catalogue(), model, accelerator);
  if (!setup) return setup.diagnostics();
  const Result<compute::OperatingPoint> point =
      compute::best_operating_point(*setup, {.input_tokens = 3072, .output_tokens = 512}, {.ttft_s = 2.0, .tpot_s = 0.050});
  if (!point) return point.diagnostics();
  return point->tokens_per_s_per_accelerator;
}

}  // namespace gridwright::plan
