#pragma once
#include <vector>

#include "blocks.hpp"

/// Years planned together: each, in each of its weathers, is a whole year's model (hour by hour, in longer steps or on representative weeks) in
/// one program; capacities are vintages that stand for their life, contracts link the years. Decisions 0030 and 0032.
namespace gridwright::plan {

/// Hours of the year that stand for it: `weeks` whole weeks, spread evenly, each on the weekdays of the calendar.
[[nodiscard]] std::vector<int> representative_hours(int weeks);
/// The inputs of those hours only.
[[nodiscard]] Inputs sampled(const Inputs& year, const std::vector<int>& hours);
/// Inputs of year y: demand, load and energy prices of that year, efficiencies of that age; weather as in the first.
[[nodiscard]] Inputs grown(const scenario::Scenario& s, Inputs first, int year);

/// Every capacity of a block, always in the same order.
[[nodiscard]] std::vector<solver::Column> built_columns(const Building& b);
/// build_order:  capacity[y] = Σ_v built[v]     over the years v <= y whose life has not ended; what is built is paid for to its end
void add_build_order(std::vector<Building>& blocks);
/// tail:  z[ω] >= running cost of the block − η[y],  z >= 0;   costs (1−λ)·Σ π·running + λ·(η + Σ π·z/(1−α)) a year
///   The same as CVaR at level α by Rockafellar and Uryasev (2000); exact, because Σ over the weathers is the whole distribution.
void add_tail(std::vector<Building>& blocks, const std::vector<std::vector<solver::Term>>& running_musd);

// contracts.cpp, contract_signing.cpp, contract_supplies.cpp, contract_settle.cpp, egress.cpp
void add_contracts(std::vector<Building>& years, Portfolio& p);
/// Credits, shortfalls and excess follow from what was rented, to rounding (the solver leaves dust).
void settle_contracts(const std::vector<Building>& years, std::vector<double>& x);
/// Traffic by tier as it is sent, to rounding.
void settle_egress(const Building& b, std::vector<double>& x);
/// Price per accelerator-hour of a resource commitment or block: its own, or the cheapest offer's it covers.
[[nodiscard]] double commitment_price(const scenario::Scenario& s, const scenario::Contract& c);
/// Share of the promised capacity that exists in a year, late by the contract's delay.
[[nodiscard]] double delivered_share(const scenario::Contract& c, int calendar_year);
/// Least spend of a year after excuses, MUSD.
[[nodiscard]] double minimum_musd(const scenario::Contract& c, int calendar_year);
/// Hour of the year at which credits lapse; 8760 in the years before.
[[nodiscard]] double credit_until_hour(const scenario::Contract& c, int calendar_year);
// rental.cpp
[[nodiscard]] bool supplies(const scenario::Contract& c);
/// Hours in which a contract may be used: all of them, the window of a block, or those after the delay of a right of first refusal.
[[nodiscard]] bool open_in_hour(const Building& b, const scenario::Contract& c, int t);
/// The same, a year.
[[nodiscard]] double open_hours(const Building& b, const scenario::Contract& c);
/// What a revenue share with a cap pays in a year, USD.
[[nodiscard]] double shared_revenue_usd(const scenario::Contract& c, int calendar_year);
/// Credits granted, or bought by paying in advance, USD.
[[nodiscard]] double credit_granted(const scenario::Contract& c);
/// Yearly cost of one unit of a contract's quantity, USD of the horizon's objective.
[[nodiscard]] double quantity_cost(const Building& b, const scenario::Contract& c);
/// Price per accelerator-hour taken under a contract; 0 where the quantity is paid instead.
[[nodiscard]] double usage_price(const Building& b, const FleetInputs& fleet, std::size_t contract);
/// What enterprise commitments of this year leave of on-demand prices.
[[nodiscard]] double enterprise_discount(const Building& b, int cloud);

}  // namespace gridwright::plan
