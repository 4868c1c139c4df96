#pragma once
#include "accounts.hpp"
#include "gridwright/design/design.hpp"

/// Answers worked out from a finished design, for reports: what its plants carry alone, its carbon, who pays what. Nothing is decided.
namespace gridwright::plan {

/// Flat loads that the plants and stores built at a site carry without the grid; `missing` becomes what is missing by hour of the headline load.
[[nodiscard]] design::CarriedResult carried_by(const Books& books, std::size_t site, design::Hourly& missing);
/// Carbon of operation by every way of counting, and embodied carbon of what is built. `out` has its capacities and hours.
[[nodiscard]] design::CarbonResult carbon_accounts(const Books& books, const design::Design& out);
/// Invoices by month, and who pays what in each year of the contract.
void describe_payers(const Books& books, std::size_t site, design::TariffResult& tariff);

}  // namespace gridwright::plan
