#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "contract_terms.hpp"

// Instruments that a plan does not decide about: shares, rights of first refusal, leases, backstops, prepayments, revenue
// shares, warrants, power purchase.
namespace gridwright::deals {

using scenario::Contract;
using scenario::Instrument;
using scenario::Scenario;

namespace {

double annuity_factor(double rate, double years) { return rate > 0.0 ? (1.0 - discount(rate, years)) / rate : years; }

void explain_share(const Contract& c, ContractView& v) {
  if (c.share_min > 0.0) v.facts.push_back({"least share", "%", 100.0 * c.share_min, "of all accelerator-hours has to be here"});
  if (c.share_max < 1.0) v.facts.push_back({"largest share", "%", 100.0 * c.share_max, "of all accelerator-hours may be here"});
  v.verdict = "its price is the dual of `minimum_share` or `maximum_share` in a plan: plan with it and without it";
}

/// The holder matches the rival at the rival's price: the tranche goes to the holder, later. A holder who would not match
/// costs nothing; a rival who does not bid against a matcher costs the difference to the holder's own price.
void explain_refusal_right(const Scenario& s, const Contract& c, ContractView& v) {
  const double hours = hours_a_year * term_years(c), on_demand = on_demand_price(s, c);
  const double chilled = (c.price - c.rival_price) * c.count.max * hours;
  v.facts.push_back({"price of the holder", "USD/h", c.price, "without a rival"});
  v.facts.push_back({"best rival", "USD/h", c.rival_price, "which the holder may match"});
  v.facts.push_back({"cost if rivals do not bid", "USD", std::max(0.0, chilled), "over the term: they know that they would be matched"});
  if (std::isfinite(on_demand))
    v.facts.push_back({"cost of the delay", "USD", std::max(0.0, on_demand - c.rival_price) * c.count.max * hours_a_year * c.delay_months / 12.0,
                       fmt::format("on demand at {:g} USD/h while the holder decides for {:g} months", on_demand, c.delay_months)});
  v.advice = Advice::refuse;
  v.verdict = fmt::format("refuse, or sell it: ending the right is worth up to {}", money_text(std::max(0.0, chilled)));
}

/// Leave at exit k: rent until then and the guarantee's call max(0, guarantee - market value).
void explain_lease(const Scenario& s, const Contract& c, ContractView& v) {
  const double rate = payer_rate(s, c), step = c.exit_every_years > 0.0 ? c.exit_every_years : term_years(c);
  const double whole = c.rent_usd * annuity_factor(rate, term_years(c));
  double cheapest = whole, worst_call = 0.0;
  int best = 0;
  for (int k = 1; k * step <= term_years(c) + 1e-9; ++k) {
    const double market = yearly(c.residual_usd, k - 1, c.guarantee_usd), call = std::max(0.0, c.guarantee_usd - market);
    const double cost = c.rent_usd * annuity_factor(rate, k * step) + call * discount(rate, k * step);
    v.facts.push_back({fmt::format("leave after {:g} years", k * step), "USD", cost,
                       fmt::format("present value of rent and of {} for the guarantee, market value {}", money_text(call), money_text(market))});
    worst_call = std::max(worst_call, call);
    if (cost < cheapest) cheapest = cost, best = k;
  }
  if (c.delay_months > 0.0)
    v.facts.push_back({"a late building", "USD", c.rent_usd * c.delay_months / 12.0, fmt::format("rent of {:g} months that nothing can use, unless it is excused", c.delay_months)});
  v.facts.push_back({"value of the exit options", "USD", whole - cheapest, "against staying the whole term"});
  v.facts.push_back({"largest call of the guarantee", "USD", worst_call, "undiscounted"});
  if (c.residual_usd.empty() && c.guarantee_usd > 0.0) v.assumptions.emplace_back("no market values are stated: the guarantee is not called");
  v.advice = worst_call > 0.5 * c.rent_usd * step ? Advice::sign_less : Advice::sign;
  v.verdict = best > 0 ? fmt::format("the cheapest way out is after {:g} years: {}", best * step, money_text(cheapest))
                       : fmt::format("staying the whole term is cheapest: {}", money_text(whole));
}

void explain_backstop(const Contract& c, ContractView& v) {
  double called = 0.0;
  for (const Rung& r : v.ladder) called += r.firm_usd + r.contingent_usd + r.option_usd;
  double most = 0.0;
  for (int i = 0; i < term_years(c); ++i) most += c.count.max * c.price * hours_a_year;
  v.facts.push_back({"called", "USD", called, "unsold accelerators at the stated sold shares"});
  v.facts.push_back({"most that can be called", "USD", std::min(most, c.cap_usd), "nothing sold, up to the cap"});
  v.verdict = fmt::format("{} guarantees {} up to {}; at the stated sales it pays {}", v.payer, v.payee, money_text(std::min(most, c.cap_usd)), money_text(called));
}

/// Money now is dearer to who has the higher rate: the gap is what both can share.
void explain_prepayment(const Scenario& s, const Contract& c, ContractView& v) {
  const double buyer = payer_rate(s, c), seller = payee_rate(s, c), n = term_years(c), usd = c.prepaid_share * c.total_usd;
  // Without it the prepaid money would be paid in level parts over the term.
  const double to_buyer = usd - usd / n * annuity_factor(buyer, n), to_seller = usd - usd / n * annuity_factor(seller, n);
  v.facts.push_back({"prepaid", "USD", usd, "at signing"});
  v.facts.push_back({"cost to the buyer", "USD", to_buyer, fmt::format("of paying early, at {:.1f} %", 100.0 * buyer)});
  v.facts.push_back({"worth to the seller", "USD", to_seller, fmt::format("of being paid early, at {:.1f} %", 100.0 * seller)});
  v.facts.push_back({"gap", "USD", to_seller - to_buyer, "what both can share"});
  v.advice = to_seller > to_buyer ? Advice::sign : Advice::refuse;
  v.verdict = to_seller > to_buyer
                  ? fmt::format("ask for a discount between {:.1f} % and {:.1f} % of the contract for it", 100.0 * to_buyer / c.total_usd, 100.0 * to_seller / c.total_usd)
                  : "refuse: the buyer's money is dearer than the seller's";
}

void explain_revenue_share(const Contract& c, ContractView& v) {
  double paid = 0.0, revenue = 0.0;
  int capped = 0;
  for (const Rung& r : v.ladder) {
    paid += r.firm_usd + r.contingent_usd + r.option_usd;
    revenue += yearly(c.revenue_usd, r.year - c.start, 0.0);
    if (capped == 0 && paid >= c.cap_usd * (1.0 - 1e-12)) capped = r.year;
  }
  v.facts.push_back({"paid", "USD", paid, "over the term"});
  if (revenue > 0.0) v.facts.push_back({"effective rate", "%", 100.0 * paid / revenue, "of revenue, after the cap"});
  v.verdict = capped > 0 ? fmt::format("the cap of {} is reached in {}: revenue after it is not shared", money_text(c.cap_usd), capped)
                         : fmt::format("{:.0f} % of revenue, {} over the term; {}", 100.0 * c.rate, money_text(paid), std::isfinite(c.cap_usd) ? "the cap is not reached" : "no cap is known");
}

void explain_warrant(const Contract& c, ContractView& v) {
  const double now = c.shares * std::max(0.0, c.share_price - c.exercise_price), at = c.shares * std::max(0.0, c.price_hurdle - c.exercise_price);
  v.facts.push_back({"value at the hurdle", "USD", at, fmt::format("{:g} shares at {:g} USD", c.shares, c.price_hurdle)});
  v.facts.push_back({"value at today's price", "USD", now, c.share_price >= c.price_hurdle ? "vested as to price" : "if it vested now, which it does not"});
  v.assumptions.emplace_back("a warrant is shown beside the cost of what it comes with, never inside it");
  v.verdict = fmt::format("worth up to {} if milestones and the price hurdle are met; nothing before", money_text(at));
}

void explain_power(const Scenario& s, const Contract& c, ContractView& v) {
  const double mwh = c.power_mw * c.capacity_factor * hours_a_year;
  v.facts.push_back({"energy", "MWh", mwh, "a year"});
  v.facts.push_back({"break-even market price", "USD/MWh", c.energy_price, "the contract pays when energy elsewhere costs more"});
  if (c.market_price <= 0.0) {
    v.verdict = "state market_price to judge it, or plan with the plant as a supply";
    return;
  }
  const double premium = (c.energy_price - c.market_price) * mwh;
  v.facts.push_back({"premium", "USD", premium, fmt::format("a year over {:g} USD/MWh elsewhere", c.market_price)});
  v.facts.push_back({"premium, present value", "USD", premium * annuity_factor(payer_rate(s, c), term_years(c)), "over the term"});
  v.advice = premium > 0.0 ? Advice::ask : Advice::sign;
  v.verdict = premium > 0.0 ? fmt::format("it costs {} a year more than the market: the price of firm clean energy", money_text(premium))
                            : fmt::format("sign: it saves {} a year", money_text(-premium));
}

}  // namespace

void explain_other(const Scenario& s, const Contract& c, ContractView& v) {
  switch (c.instrument) {
    case Instrument::share: return explain_share(c, v);
    case Instrument::right_of_first_refusal: return explain_refusal_right(s, c, v);
    case Instrument::lease: return explain_lease(s, c, v);
    case Instrument::backstop: return explain_backstop(c, v);
    case Instrument::prepayment: return explain_prepayment(s, c, v);
    case Instrument::revenue_share: return explain_revenue_share(c, v);
    case Instrument::warrant: return explain_warrant(c, v);
    case Instrument::power_purchase: return explain_power(s, c, v);
    default: break;
  }
}

}  // namespace gridwright::deals
