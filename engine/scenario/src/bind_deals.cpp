#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bind.hpp"
#include "contract_rules.hpp"

// Clouds, parties and contracts: [clouds.X], [parties.X], [contracts.X], [concentration].
namespace gridwright::scenario {
namespace {

constexpr unsigned bit(Instrument i) { return 1u << static_cast<unsigned>(i); }
template <class... I>
constexpr unsigned any_of(I... i) {
  return (bit(i) | ...);
}

using enum Instrument;
constexpr unsigned minimums = any_of(enterprise_commitment, take_or_pay);
constexpr unsigned counted = any_of(resource_commitment, capacity_block, right_of_first_refusal, backstop);

constexpr unsigned wholes = any_of(enterprise_commitment, take_or_pay, lease, prepayment, power_purchase);
constexpr unsigned counted_fee = any_of(resource_commitment, spend_commitment, capacity_block, enterprise_commitment, take_or_pay, lease);

constexpr auto rules = std::to_array<ContractRule>({
    {"divisible", wholes},
    {"fee", counted_fee},
    {"count", counted | any_of(take_or_pay, lease), counted},
    {"spend", bit(spend_commitment), bit(spend_commitment)},
    {"price", counted | bit(take_or_pay), bit(right_of_first_refusal) | bit(backstop)},
    {"upfront", any_of(resource_commitment, spend_commitment, capacity_block)},
    {"from", bit(capacity_block), bit(capacity_block)},
    {"until", bit(capacity_block), bit(capacity_block)},
    {"minimum", minimums},
    {"monthly_minimum", minimums},
    {"total", minimums | bit(prepayment), bit(prepayment)},
    {"discount", any_of(enterprise_commitment, prepayment)},
    {"carry", minimums},
    {"shortfall", minimums},
    {"shortfall_share", minimums},
    {"credit_valid", minimums},
    {"delivered", bit(take_or_pay)},
    {"exit_fee", minimums | any_of(resource_commitment, spend_commitment, lease)},
    {"notice", minimums | any_of(resource_commitment, spend_commitment, lease)},
    {"grant", bit(credits), bit(credits)},
    {"valid", bit(credits)},
    {"pays_egress", bit(credits)},
    {"share_min", bit(share)},
    {"share_max", bit(share)},
    {"rival_price", bit(right_of_first_refusal), bit(right_of_first_refusal)},
    {"rival", bit(right_of_first_refusal)},
    {"delay", any_of(right_of_first_refusal, lease, take_or_pay)},
    {"rent", bit(lease), bit(lease)},
    {"exit_every", bit(lease)},
    {"guarantee", bit(lease)},
    {"residual", bit(lease)},
    {"sold_share", bit(backstop)},
    {"prepaid", bit(prepayment), bit(prepayment)},
    {"rate", bit(revenue_share), bit(revenue_share)},
    {"cap", any_of(revenue_share, backstop)},
    {"revenue", bit(revenue_share), bit(revenue_share)},
    {"shares", bit(warrant), bit(warrant)},
    {"exercise_price", bit(warrant)},
    {"price_hurdle", bit(warrant)},
    {"share_price", bit(warrant)},
    {"milestone", bit(warrant)},
    {"power", bit(power_purchase), bit(power_purchase)},
    {"site", bit(power_purchase)},
    {"energy_price", bit(power_purchase), bit(power_purchase)},
    {"capacity_factor", bit(power_purchase)},
    {"market_price", bit(power_purchase)},
    {"load", minimums | any_of(resource_commitment, spend_commitment, capacity_block, credits)},
});

Offer bind_offer(Section s) {
  Offer o{.id = s.id()};
  s.into("accelerator", o.accelerator);
  o.location = bind_location(s.table("location"));
  s.into("on_demand", o.on_demand, "USD/h");
  s.into("spot", o.spot, "USD/h");
  s.into("spot_lost_work", o.spot_lost_work);
  s.into("committed", o.committed, "USD/h");
  s.into("plan_rate", o.plan_rate, "USD/h");
  s.into("block", o.block, "USD/h");
  s.into("available", o.available);
  s.into("spot_available", o.spot_available);
  s.into("busy_share_max", o.busy_share_max);
  s.into("only_here", o.only_here);
  s.into("source", o.source);
  return o;
}

void bind_terms(Section& s, Contract& c) {
  const auto number = [&](const char* name, double& out, const char* unit = "1") {
    if (applies(name, c.instrument)) s.into(name, out, unit);
  };
  const auto list = [&](const char* name, std::vector<double>& out, const char* unit = "1") {
    if (applies(name, c.instrument)) s.into(name, out, unit);
  };
  if (applies("divisible", c.instrument)) s.into("divisible", c.divisible);
  number("fee", c.fee_usd, "USD");
  if (applies("count", c.instrument)) s.into("count", c.count);
  if (applies("spend", c.instrument)) s.into("spend", c.spend_usd_per_hour);
  number("price", c.price, "USD/h");
  number("upfront", c.upfront_share);
  list("minimum", c.minimum_usd, "USD");
  number("monthly_minimum", c.monthly_minimum_usd, "USD");
  number("total", c.total_usd, "USD");
  number("discount", c.discount);
  number("carry", c.carry_share);
  if (applies("shortfall", c.instrument)) s.into_choice("shortfall", c.shortfall);
  number("shortfall_share", c.shortfall_share);
  number("credit_valid", c.credit_valid_years, "yr");
  list("delivered", c.delivered);
  number("exit_fee", c.exit_fee_share);
  number("notice", c.notice_years, "yr");
  number("grant", c.grant_usd, "USD");
  number("valid", c.valid_years, "yr");
  if (applies("pays_egress", c.instrument)) s.into("pays_egress", c.pays_egress);
  number("share_min", c.share_min);
  number("share_max", c.share_max);
  number("rival_price", c.rival_price, "USD/h");
  if (applies("rival", c.instrument)) s.into("rival", c.rival);
  number("delay", c.delay_months, "month");
  number("rent", c.rent_usd, "USD");
  number("exit_every", c.exit_every_years, "yr");
  number("guarantee", c.guarantee_usd, "USD");
  list("residual", c.residual_usd, "USD");
  list("sold_share", c.sold_share);
  number("prepaid", c.prepaid_share);
  number("rate", c.rate);
  number("cap", c.cap_usd, "USD");
  list("revenue", c.revenue_usd, "USD");
  number("shares", c.shares);
  number("exercise_price", c.exercise_price, "USD");
  number("price_hurdle", c.price_hurdle, "USD");
  number("share_price", c.share_price, "USD");
  number("milestone", c.milestone);
  number("power", c.power_mw, "MW");
  if (applies("site", c.instrument)) s.into("site", c.site);
  number("energy_price", c.energy_price, "USD/MWh");
  number("capacity_factor", c.capacity_factor);
  number("market_price", c.market_price, "USD/MWh");
  if (applies("load", c.instrument)) s.into("load", c.load);
}

}  // namespace

std::span<const ContractRule> contract_rules() { return rules; }

bool applies(std::string_view attribute, Instrument instrument) {
  const auto* rule = std::find_if(rules.begin(), rules.end(), [&](const ContractRule& r) { return r.name == attribute; });
  return rule == rules.end() || (rule->instruments & bit(instrument)) != 0;
}

Cloud bind_cloud(Section s) {
  Cloud c{.id = s.id(), .name = s.id()};
  s.into("name", c.name);
  for (Section& each : s.tables("offers")) c.offers.push_back(bind_offer(each));
  s.into("egress_up_to", c.egress_up_to_gb, "GB");
  s.into("egress_price", c.egress_usd_per_gb, "USD/GB");
  s.into("stored", c.stored_tb, "TB");
  s.into("porting", c.porting_hours, "h");
  s.into("porting_rate", c.porting_usd_per_hour, "USD/h");
  s.into("requalification", c.requalification_days, "day");
  return c;
}

Party bind_party(Section s) {
  Party p{.id = s.id(), .name = s.id()};
  s.into("name", p.name);
  s.into_choice("kind", p.kind);
  s.into("cost_of_capital", p.cost_of_capital);
  return p;
}

Contract bind_contract(Section s, int year) {
  Contract c{.id = s.id()};
  s.into_choice("instrument", c.instrument);
  s.into("payer", c.payer);
  s.into("payee", c.payee);
  s.into("cloud", c.cloud);
  s.into("offers", c.offers);
  s.into_choice("status", c.status);
  s.into_choice("firmness", c.firmness);
  s.into("senior_to", c.senior_to);
  s.into("avoidable_share", c.avoidable_share);
  s.into("optional", c.optional);
  s.into("source", c.source);
  s.into("start", c.start);
  s.into("end", c.end);
  if (c.start == 0) c.start = year;
  if (c.end == 0) c.end = c.start;
  bind_terms(s, c);
  if (applies("from", c.instrument)) {
    s.into_date("from", year, false, c.from_hour);
    s.into_date("until", year, true, c.until_hour);
  }
  return c;
}

Concentration bind_concentration(Section s) {
  Concentration c;
  s.into("share_max", c.share_max);
  s.into("hhi_max", c.hhi_max);
  return c;
}

std::string to_string(Instrument instrument) {
  constexpr const char* names[] = {"resource_commitment", "spend_commitment", "capacity_block",         "enterprise_commitment",
                                   "take_or_pay",         "credits",          "share",                  "right_of_first_refusal",
                                   "lease",               "backstop",         "prepayment",             "revenue_share",
                                   "warrant",             "power_purchase"};
  return names[static_cast<std::size_t>(instrument)];
}
std::string to_string(Status status) {
  constexpr const char* names[] = {"signed", "announced", "reported", "letter of intent", "offered"};
  return names[static_cast<std::size_t>(status)];
}
std::string to_string(Firmness firmness) {
  constexpr const char* names[] = {"firm", "contingent", "option"};
  return names[static_cast<std::size_t>(firmness)];
}

}  // namespace gridwright::scenario
