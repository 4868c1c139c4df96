#pragma once
#include <span>
#include <string>
#include <vector>

#include "gridwright/core/hour_axis.hpp"

/// A utility's bill, recomputed from meter readings alone: no optimisation, no model. The checker holds plans against it and the
/// report prints it.
///
///   const Bill bill = compute_bill(axis, import_mw, price_usd_per_mwh, terms, resources);
///   bill.total_usd                                         // what the customer pays for the covered hours
namespace gridwright::energy {

struct BillTerms {
  double energy_adder_usd_per_mwh = 0.0;         ///< delivery, losses, margin; on every MWh imported
  double demand_charge_usd_per_mw_month = 0.0;   ///< per billed MW and month
  double ratchet_share = 0.0;                    ///< billed demand >= share x peak of each of the previous ratchet_months
  int ratchet_months = 11;                       ///< cyclic: December is before January of the same typical year
  double minimum_take_share = 0.0;               ///< billed demand >= share x contracted power
  double contracted_mw = 0.0;
  double exit_fee_share = 0.0;                   ///< of the demand charges that remain until the end of the term
  double term_years = 0.0;
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
/// never paid. Credits are dollars here and only here; taking the same energy off the metered import would count it twice.
struct ResourceLedger {
  std::string id;
  double cost_usd = 0.0, energy_credit_usd = 0.0, capacity_credit_usd = 0.0, premium_usd = 0.0;
};

struct MonthBill {
  double peak_mw = 0.0;        ///< largest hourly import of the month
  double billed_mw = 0.0;      ///< after ratchet and minimum take
  double demand_usd = 0.0;
  double energy_usd = 0.0;     ///< price and adder
  double import_mwh = 0.0;
};

struct Bill {
  std::vector<MonthBill> months;
  std::vector<ResourceLedger> resources;
  double energy_usd = 0.0, demand_usd = 0.0, premium_usd = 0.0;
  double total_usd = 0.0;      ///< the three together
  double ratchet_usd = 0.0;    ///< part of demand_usd that ratchet and minimum take add to the metered peaks
  /// Leaving today: exit_fee_share x a year's demand charge x term. Exposure, not part of the total; falls linearly to 0 over the term.
  double exit_fee_at_start_usd = 0.0;
};

/// All spans have axis.steps values (asserted). Prices in USD/MWh, powers in MW. When the axis covers less than a year, only its
/// months are billed and a started month counts as a whole one.
[[nodiscard]] Bill compute_bill(const HourAxis& axis, std::span<const double> import_mw,
                                std::span<const double> price_usd_per_mwh, const BillTerms& terms,
                                std::span<const TariffResource> resources = {});

}  // namespace gridwright::energy
