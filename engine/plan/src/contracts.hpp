#pragma once
#include "clouds.hpp"
#include "horizon.hpp"

/// What the files about contracts share. Money in the program is MUSD a year; costs of columns are USD of the horizon's objective.
namespace gridwright::plan {

inline constexpr double musd = 1e6, hours_a_year = 8760.0;

[[nodiscard]] inline const scenario::Contract& contract(const Building& b, std::size_t c) { return b.scenario.contracts[c]; }
[[nodiscard]] inline bool planned(const Building& b, std::size_t c) { return why_not_planned(contract(b, c)).empty(); }
[[nodiscard]] inline bool active(const Building& b, std::size_t c) { return planned(b, c) && active_in(contract(b, c), b.calendar_year); }
[[nodiscard]] std::size_t cloud_of(const Building& b, const scenario::Contract& c);
/// USD of this year in the horizon's objective.
[[nodiscard]] inline double in_objective(const Building& b, double usd_a_year) { return usd_a_year * b.capital_scale * b.weight; }

// contract_signing.cpp
/// What of the quantity is in force in the year of `b`: all that was signed, or what nobody has left.
[[nodiscard]] solver::Column in_force(const Building& b, std::size_t c);
void add_quantities(std::vector<Building>& years, Portfolio& p);
void add_exits(std::vector<Building>& years, std::size_t c, Portfolio& p);
/// May it be left at the beginning of this year, and what that costs, USD.
[[nodiscard]] bool exit_open(const Building& b, const scenario::Contract& c);
[[nodiscard]] double exit_fee_usd(const Building& b, const scenario::Contract& c);
/// The guarantee's call when a lease ends with this year, USD.
[[nodiscard]] double end_call_usd(const Building& b, const scenario::Contract& c);

// contract_supplies.cpp
/// power_purchase, backstop: rows of what a contract brings or takes at the own sites.
void add_own_side(std::vector<Building>& years, const Portfolio& p);

// contracts.cpp
/// Adds `sign` x the usage that cloud p bills this year, MUSD: on demand, spot, use under contracts, egress. `until`: only
/// hours before it. `only` >= 0: only what is taken under that contract.
void add_usage_terms(const Building& b, std::size_t cloud, double until, int only, bool egress, double sign, solver::Sum& sum);

}  // namespace gridwright::plan
