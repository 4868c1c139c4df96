#pragma once
#include "field_list.hpp"
#include "gridwright/design/design.hpp"

/// Fields of tariffs, who pays, and what supply carries alone: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<LedgerRow> T>
void each_field(T& r, auto&& f) {
  f("resource", r.resource, "generator or store under the tariff");
  f("cost_usd", r.cost_usd, "a year");
  f("energy_credit_usd", r.energy_credit_usd, "a year");
  f("capacity_credit_usd", r.capacity_credit_usd, "a year");
  f("premium_usd", r.premium_usd, "paid by the customer on top, never below zero");
}

template <is<InvoiceMonth> T>
void each_field(T& m, auto&& f) {
  f("month", m.month, "1 to 12");
  f("metered_mwh", m.metered_mwh, "import, and what a clean transition's resources deliver");
  f("peak_mw", m.peak_mw, "largest metered demand");
  f("billed_mw", m.billed_mw, "after ratchet and minimum take");
  f("coincident_mw", m.coincident_mw, "mean demand when the utility peaks");
  f("energy_usd", m.energy_usd, "price, adder, time of use");
  f("demand_usd", m.demand_usd, "of billed_mw");
  f("period_usd", m.period_usd, "demand charges of the periods");
  f("coincident_usd", m.coincident_usd, "of coincident_mw");
  f("standby_usd", m.standby_usd, "for own supply");
}

template <is<PayerRow> T>
void each_field(T& p, auto&& f) {
  f("scheme", p.scheme, "tariff; rate_base: the same resources in everybody's rates; no_resources");
  f("year", p.year, "of the contract, from 1");
  f("load_share", p.load_share, "the contract's ramp");
  f("energy_usd", p.energy_usd, "paid by the customer");
  f("demand_usd", p.demand_usd, "paid by the customer: monthly, period and coincident");
  f("premium_usd", p.premium_usd, "paid by the customer");
  f("standby_usd", p.standby_usd, "paid by the customer");
  f("connection_usd", p.connection_usd, "paid by the customer, at cost");
  f("customer_usd", p.customer_usd, "all that the customer pays");
  f("utility_revenue_usd", p.utility_revenue_usd, "billed by the utility");
  f("resources_usd", p.resources_usd, "paid by the utility for the resources");
  f("market_usd", p.market_usd, "paid by the utility for other energy, at the avoided price");
  f("capacity_usd", p.capacity_usd, "paid by the utility for capacity");
  f("others_usd", p.others_usd, "other customers pay more (positive) or less than without this customer");
  f("exit_fee_usd", p.exit_fee_usd, "owed on leaving at the end of the year");
  f("stranded_usd", p.stranded_usd, "premiums still to come then");
}

template <is<TariffResult> T>
void each_field(T& t, auto&& f) {
  f("site", t.site, "site id");
  f("tariff", t.tariff, "tariff id");
  f("energy_usd", t.energy_usd, "a year");
  f("demand_usd", t.demand_usd, "a year");
  f("premium_usd", t.premium_usd, "a year");
  f("exit_exposure_usd", t.exit_exposure_usd, "owed if left at once");
  f("billed_peak_mw", t.billed_peak_mw, "highest billed demand");
  f("effective_usd_per_mwh", t.effective_usd_per_mwh, "the bill / energy bought");
  f("ledger", t.ledger, "per resource");
  f("coincident_usd", t.coincident_usd, "a year");
  f("standby_usd", t.standby_usd, "a year");
  f("connection_usd", t.connection_usd, "a year");
  f("months", t.months, "invoices of the year");
  f("payers", t.payers, "who pays what, by year of the contract and scheme");
}

template <is<CarriedLoad> T>
void each_field(T& c, auto&& f) {
  f("load_mw", c.load_mw, "a flat load");
  f("wind_share", c.wind_share, "of its energy");
  f("solar_share", c.solar_share, "of its energy");
  f("other_share", c.other_share, "of its energy: other own supply");
  f("storage_share", c.storage_share, "of its energy");
  f("short_hours", c.short_hours, "hours a year in which something is missing");
  f("longest_short_h", c.longest_short_h, "longest run of such hours");
  f("deepest_mw", c.deepest_mw, "most that is missing in one hour");
}

template <is<CarriedResult> T>
void each_field(T& c, auto&& f) {
  f("site", c.site, "site id");
  f("wind_mw", c.wind_mw, "built");
  f("solar_mw", c.solar_mw, "built");
  f("other_mw", c.other_mw, "built");
  f("storage_mw", c.storage_mw, "built, discharge");
  f("storage_mwh", c.storage_mwh, "built, at the AC terminals");
  f("loads", c.loads, "flat loads, rising");
  f("headline_mw", c.headline_mw, "the flat load that the hourly series missing_alone is of");
  f("firm_mw_90", c.firm_mw_90, "largest flat load carried whole in 90 % of the hours");
  f("firm_mw_99", c.firm_mw_99, "in 99 % of the hours");
  f("firm_mw_always", c.firm_mw_always, "in all hours");
}

}  // namespace gridwright::design
