#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gridwright/core/hour_axis.hpp"

/// A utility's bill, recomputed from meter readings alone: no optimisation, no model. The checker holds plans against it and the
/// report prints it.
///
///   const Bill bill = compute_bill(axis, metered_mw, price_usd_per_mwh, terms, resources);
///   bill.total_usd                                         // what the customer pays for the covered hours
namespace gridwright::energy {

/// Hours with their own energy price and demand charge.
struct BillPeriod {
  std::string id{};
  std::vector<std::uint8_t> covered{};           ///< one flag a step (tariff_hours.hpp)
  double energy_usd_per_mwh = 0.0;               ///< on top of the price
  double demand_usd_per_mw_month = 0.0;          ///< on the largest demand of the month inside the period; no ratchet, no minimum
};

struct BillTerms {
  double energy_adder_usd_per_mwh = 0.0;         ///< delivery, losses, margin; on every MWh metered
  double demand_charge_usd_per_mw_month = 0.0;   ///< per billed MW and month, whenever the peak falls (non-coincident)
  double ratchet_share = 0.0;                    ///< billed demand >= share x peak of each of the previous ratchet_months
  int ratchet_months = 11;                       ///< cyclic: December is before January of the same typical year
  double minimum_take_share = 0.0;               ///< billed demand >= share x contracted power
  double contracted_mw = 0.0;
  double exit_fee_share = 0.0;                   ///< of the demand charges that remain until the end of the term
  double term_years = 0.0;
  std::vector<BillPeriod> periods{};
  double coincident_usd_per_mw_month = 0.0;      ///< on the mean demand of the coincident steps of a month
  std::vector<std::vector<int>> coincident{};    ///< steps by month of the axis (tariff_hours.hpp); empty: none
  double standby_usd_per_mw_month = 0.0;         ///< on standby_mw, every month
  double standby_mw = 0.0;                       ///< own supply that the utility stands ready to replace
};

/// A resource the utility buys for this customer under a clean transition tariff (NV Energy CTT, Xcel CEAC).
struct TariffResource {
  std::string id;
  double cost_usd = 0.0;                         ///< R: annuity, fixed and variable costs over the covered hours
  std::span<const double> delivered_mw{};        ///< generation; for a store discharge - charge
  std::span<const double> avoided_price_usd_per_mwh{};
  double capacity_credit_usd = 0.0;              ///< B: capacity price x ELCC x capacity, over the covered hours
};

/// premium = max(0, R - A - B), A the energy credit at the avoided price: other customers never pay more, and the customer is
/// never paid. Credits are dollars here and only here; taking the same energy off the metered demand would count it twice.
struct ResourceLedger {
  std::string id;
  double cost_usd = 0.0, energy_credit_usd = 0.0, capacity_credit_usd = 0.0, premium_usd = 0.0;
};

struct MonthBill {
  double peak_mw = 0.0;        ///< largest metered demand of the month
  double billed_mw = 0.0;      ///< after ratchet and minimum take
  double coincident_mw = 0.0;  ///< mean of the coincident steps
  double energy_usd = 0.0;     ///< price, adder and time of use
  double demand_usd = 0.0;     ///< of billed_mw
  double period_usd = 0.0;     ///< demand charges of the periods
  double coincident_usd = 0.0, standby_usd = 0.0;
  double metered_mwh = 0.0;
};

struct Bill {
  std::vector<MonthBill> months;
  std::vector<ResourceLedger> resources;
  double energy_usd = 0.0;
  double demand_usd = 0.0;     ///< monthly and period demand charges
  double coincident_usd = 0.0, standby_usd = 0.0, premium_usd = 0.0;
  double total_usd = 0.0;      ///< the five together
  double ratchet_usd = 0.0;    ///< part of demand_usd that ratchet and minimum take add to the metered peaks
  /// Leaving today: exit_fee_share x a year's demand charges x term. Exposure, not part of the total; falls linearly to 0 over the term.
  double exit_fee_at_start_usd = 0.0;
};

/// All spans have axis.steps values (asserted). Prices in USD/MWh, powers in MW. When the axis covers less than a year, only its
/// months are billed and a started month counts as a whole one.
[[nodiscard]] Bill compute_bill(const HourAxis& axis, std::span<const double> metered_mw,
                                std::span<const double> price_usd_per_mwh, const BillTerms& terms,
                                std::span<const TariffResource> resources = {});

/// What one year of the contract brings, before any credit: the inputs of the ledger of the three parties.
struct ContractYearTerms {
  double energy_usd = 0.0;            ///< the customer's energy at retail, at full load
  double demand_usd = 0.0;            ///< monthly, period and coincident demand charges, at full load
  double standby_usd = 0.0, connection_usd = 0.0;
  double market_usd = 0.0;            ///< what all its energy would cost the utility at the avoided price, at full load
  double capacity_usd = 0.0;          ///< what its peak would cost the utility in capacity, at full load
  double resources_usd = 0.0;         ///< R, all resources
  double energy_credit_usd = 0.0, capacity_credit_usd = 0.0;  ///< A, B
  double premium_usd = 0.0;           ///< sum over resources of max(0, R - A - B)
  double exit_fee_share = 0.0;
  int term_years = 1;
  std::vector<double> ramp{};         ///< share of full load in year 1, 2, ...; the last goes on; empty: 1
};

enum class PayScheme {
  tariff,           ///< the customer pays the premium
  rate_base,        ///< the same resources, their cost in everybody's rates
  no_resources      ///< ordinary service, nothing built for this customer
};

/// Who pays what in one year of the contract, USD of the money year (no escalation). The utility ends at zero: its return on the
/// resources is in R, and what a customer brings beyond the costs it causes lowers the rates of the others.
struct PayerYear {
  PayScheme scheme = PayScheme::tariff;
  int year = 1;                       ///< of the contract
  double load_share = 1.0;            ///< the ramp
  double energy_usd = 0.0, demand_usd = 0.0, premium_usd = 0.0, standby_usd = 0.0, connection_usd = 0.0;
  double customer_usd = 0.0;          ///< the five together
  double utility_revenue_usd = 0.0;   ///< what the utility bills: all but the connection, which is at cost
  double resources_usd = 0.0;         ///< what the utility pays: the resources,
  double market_usd = 0.0;            ///< energy bought (or not bought elsewhere, when negative),
  double capacity_usd = 0.0;          ///< and capacity
  double others_usd = 0.0;            ///< other customers pay more (positive) or less (negative) than without this customer
  double exit_fee_usd = 0.0;          ///< owed if the customer leaves at the end of this year
  double stranded_usd = 0.0;          ///< premiums still to come then, which nobody would pay
};

/// One row a year and scheme: all years under the tariff, then in the rate base, then without the resources (the last two only where
/// there are resources). Load, energy, demand and capacity follow the ramp; resources, premium, standby and connection are there from year 1.
///
///   others = market + capacity + resources - revenue:   under the tariff never above what it is without the resources,
///   because premium >= R - A - B.
[[nodiscard]] std::vector<PayerYear> payer_years(const ContractYearTerms& terms);

}  // namespace gridwright::energy
