#pragma once
#include "field_list.hpp"
#include "gridwright/design/deals.hpp"
#include "gridwright/design/money.hpp"

/// Fields of clouds, contracts and money: name, member, meaning (see fields.hpp).
namespace gridwright::design {

template <is<ProviderYear> T>
void each_field(T& p, auto&& f) {
  f("year", p.year, "calendar year");
  f("provider", p.provider, "cloud id, or own");
  f("accelerator_hours", p.accelerator_hours, "busy");
  f("share", p.share, "of all busy accelerator-hours");
  f("tokens", p.tokens, "output tokens served there");
  f("energy_mwh", p.energy_mwh, "IT energy of busy accelerators");
  f("committed_usd", p.committed_usd, "commitments and minimums after excuses");
  f("on_demand_hours", p.on_demand_hours, "rented on demand");
  f("spot_hours", p.spot_hours, "rented on the spot market");
  f("contract_hours", p.contract_hours, "rented under contracts");
  f("usage_usd", p.usage_usd, "billed for hours");
  f("egress_usd", p.egress_usd, "billed for traffic to the users");
  f("commitment_usd", p.commitment_usd, "paid used or not");
  f("shortfall_usd", p.shortfall_usd, "minimums that were not met");
  f("exit_usd", p.exit_usd, "fees for leaving");
  f("credit_usd", p.credit_usd, "paid by credits");
  f("paid_usd", p.paid_usd, "all of it less credits");
}

template <is<ContractYear> T>
void each_field(T& c, auto&& f) {
  f("year", c.year, "calendar year");
  f("contract", c.contract, "contract id");
  f("commitment_usd", c.commitment_usd, "paid used or not");
  f("minimum_usd", c.minimum_usd, "least spend after excuses");
  f("excused_usd", c.excused_usd, "minimum that late delivery took off");
  f("usage_usd", c.usage_usd, "spend that counts");
  f("carried_usd", c.carried_usd, "excess of the year before that counts");
  f("excess_usd", c.excess_usd, "spend above the minimum");
  f("shortfall_usd", c.shortfall_usd, "minimum that was not used");
  f("credit_used_usd", c.credit_used_usd, "bills paid by its credits");
  f("credit_left_usd", c.credit_left_usd, "credits left at the end of the year");
  f("lapsed_usd", c.lapsed_usd, "credits that lapsed in the year");
  f("use_share", c.use_share, "of what is committed");
  f("in_force", c.in_force, "of the quantity, what nobody has left");
  f("exit_usd", c.exit_usd, "fee for leaving, or call of a guarantee");
  f("income_usd", c.income_usd, "what somebody else pays: a backstop");
}

template <is<ContractResult> T>
void each_field(T& c, auto&& f) {
  f("id", c.id, "contract id");
  f("instrument", c.instrument, "how it pays");
  f("cloud", c.cloud, "cloud id");
  f("status", c.status, "how sure it is");
  f("unit", c.unit, "of quantity");
  f("quantity", c.quantity, "signed");
  f("lower", c.lower, "least that may be signed");
  f("upper", c.upper, "most that may be signed; null: no limit");
  f("free", c.free, "the plan chose the quantity");
  f("present_usd", c.present_usd, "commitments and shortfalls over the horizon, present value");
  f("one_more_usd", c.one_more_usd, "present value of what one more unit saves");
  f("break_even_use", c.break_even_use, "committed / on-demand price");
  f("refused_usd", c.refused_usd, "present value of planning without it, less with it; null: not planned");
  f("verdict", c.verdict, "what to do, in words");
}

template <is<DealsYear> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("usd", y.usd, "everything");
  f("tokens", y.tokens, "output tokens");
  f("own_accelerators", y.own_accelerators, "installed at own sites");
  f("hhi", y.hhi, "Herfindahl-Hirschman index of busy accelerator-hours by provider");
  f("providers", y.providers, "effective number of providers, 1 / HHI");
}

template <is<LockIn> T>
void each_field(T& l, auto&& f) {
  f("measure", l.measure, "measure of lock-in");
  f("component", l.component, "part of it, or who it is about");
  f("unit", l.unit, "of value");
  f("value", l.value, "the number");
  f("meaning", l.meaning, "in words");
}

template <is<Sensitivity> T>
void each_field(T& s, auto&& f) {
  f("study", s.study, "hhi price outage demand ...");
  f("change", s.change, "what was changed, in words");
  f("at", s.at, "the changed number");
  f("present_usd", s.present_usd, "of the plan made anew");
  f("hhi", s.hhi, "largest of its years");
}

template <is<MoneyYear> T>
void each_field(T& y, auto&& f) {
  f("year", y.year, "calendar year");
  f("planned", y.planned, "false: after the horizon, as in its last year");
  f("accelerators_usd", y.accelerators_usd, "bought");
  f("buildings_usd", y.buildings_usd, "bought");
  f("power_usd", y.power_usd, "supply, storage and connection bought");
  f("running_usd", y.running_usd, "energy, upkeep, operations, traffic of own sites");
  f("clouds_usd", y.clouds_usd, "invoices of clouds after credits");
  f("contracts_usd", y.contracts_usd, "power purchases, revenue shares, less backstops");
  f("cash_usd", y.cash_usd, "all of these");
  f("level_usd", y.level_usd, "the year with assets as level yearly payments");
  f("book_charge_usd", y.book_charge_usd, "depreciation by book life");
  f("economic_charge_usd", y.economic_charge_usd, "depreciation by economic life");
  f("book_value_usd", y.book_value_usd, "at the end of the year");
  f("economic_value_usd", y.economic_value_usd, "at the end of the year");
  f("obligations_usd", y.obligations_usd, "owed whatever is used");
  f("inflow_usd", y.inflow_usd, "minimums that others owe us");
  f("cover", y.cover, "inflow over obligations, running cost and level payments; 0: nothing comes in");
}

template <is<CostLayer> T>
void each_field(T& l, auto&& f) {
  f("where", l.where, "own, or a cloud id");
  f("layer", l.layer, "of cost");
  f("usd", l.usd, "a year");
  f("usd_per_accelerator_hour", l.usd_per_accelerator_hour, "of busy hours there");
  f("usd_per_million_tokens", l.usd_per_million_tokens, "of output tokens there");
}

template <is<WayRow> T>
void each_field(T& w, auto&& f) {
  f("fleet", w.fleet, "fleet id");
  f("way", w.way, "buy, lease, rent");
  f("raised_by", w.raised_by, "who raises the capital");
  f("cost_of_capital", w.cost_of_capital, "a year");
  f("usd_per_used_hour", w.usd_per_used_hour, "all of it");
  f("usd_per_million_tokens", w.usd_per_million_tokens, "0 without a rate");
  f("break_even_use", w.break_even_use, "cheaper than by the hour above this share of hours; 0: nothing to compare");
  f("present_usd", w.present_usd, "of one accelerator over its economic life");
}

template <is<Money> T>
void each_field(T& m, auto&& f) {
  f("years", m.years, "cash and books by year");
  f("layers", m.layers, "cost of the first year, layer by layer");
  f("ways", m.ways, "buy, lease or rent");
  f("book_life_years", m.book_life_years, "of accelerators");
  f("assumptions", m.assumptions, "what it rests on");
}

template <is<DealsResult> T>
void each_field(T& d, auto&& f) {
  f("years", d.years, "of the horizon; 0: no clouds");
  f("present_usd", d.present_usd, "everything over the horizon, present value");
  f("cost_of_capital", d.cost_of_capital, "discount rate");
  f("by_year", d.by_year, "totals by year");
  f("providers", d.providers, "own sites and clouds by year");
  f("contracts", d.contracts, "what is signed");
  f("contract_years", d.contract_years, "contracts by year");
  f("lock_in", d.lock_in, "lock-in and concentration, components shown");
  f("sensitivities", d.sensitivities, "plans made anew with one thing changed");
}

}  // namespace gridwright::design
