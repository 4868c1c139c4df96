#pragma once
#include <string>
#include <vector>

#include "gridwright/deals/contract.hpp"

/// Terms of a contract as numbers, for its valuation.
namespace gridwright::deals {

inline constexpr double hours_a_year = 8760.0;

/// Rate at which the payer discounts: its own when it is a party of the scenario, else the scenario's.
[[nodiscard]] double payer_rate(const scenario::Scenario& s, const scenario::Contract& c);
[[nodiscard]] double payee_rate(const scenario::Scenario& s, const scenario::Contract& c);
/// 1 / (1 + rate)^years.
[[nodiscard]] double discount(double rate, double years);
/// The offers a contract covers, all of its cloud when it names none.
[[nodiscard]] std::vector<const scenario::Offer*> covered_offers(const scenario::Scenario& s, const scenario::Contract& c);
/// Price per accelerator-hour of the contract, its own or the cheapest covered offer's; infinite when neither states one.
[[nodiscard]] double contract_price(const scenario::Scenario& s, const scenario::Contract& c);
/// Cheapest on-demand price of what the contract covers; infinite when nothing is sold so.
[[nodiscard]] double on_demand_price(const scenario::Scenario& s, const scenario::Contract& c);
/// Element i of a yearly list: the only one holds in all years, none is `otherwise`, and the last one goes on.
[[nodiscard]] double yearly(const std::vector<double>& list, int i, double otherwise);
[[nodiscard]] inline int term_years(const scenario::Contract& c) { return c.end - c.start + 1; }
/// "1.20 bn USD", "350.0 MUSD", "972 USD".
[[nodiscard]] std::string money_text(double usd);

/// Adds facts, verdict and assumptions by instrument: contract_commitments.cpp and contract_others.cpp.
void explain_commitment(const scenario::Scenario& s, const scenario::Contract& c, std::span<const double> load, ContractView& v);
void explain_minimum(const scenario::Scenario& s, const scenario::Contract& c, std::span<const double> load, ContractView& v);
void explain_credits(const scenario::Scenario& s, const scenario::Contract& c, std::span<const double> load, ContractView& v);
void explain_other(const scenario::Scenario& s, const scenario::Contract& c, ContractView& v);

}  // namespace gridwright::deals
