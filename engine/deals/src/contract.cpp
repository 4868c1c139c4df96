#include "gridwright/deals/contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "contract_terms.hpp"

namespace gridwright::deals {

using scenario::Contract;
using scenario::Firmness;
using scenario::Instrument;
using scenario::Scenario;

namespace {

std::string party_name(const Scenario& s, const std::string& id) {
  for (const scenario::Party& p : s.parties)
    if (p.id == id) return p.name;
  for (const scenario::Cloud& c : s.clouds)
    if (c.id == id) return c.name;
  return id;
}

double rate_of(const Scenario& s, const std::string& id) {
  for (const scenario::Party& p : s.parties)
    if (p.id == id) return p.cost_of_capital;
  return s.cost_of_capital;
}

/// What one year obliges to, before firmness: USD, and what is excused of it.
struct Due {
  double usd = 0.0, excused = 0.0;
};

Due due_in(const Scenario& s, const Contract& c, int i) {
  const int n = term_years(c);
  switch (c.instrument) {
    case Instrument::resource_commitment:
    case Instrument::spend_commitment: {
      const bool spend = c.instrument == Instrument::spend_commitment;
      const double price = contract_price(s, c);
      const double yearly_usd = hours_a_year * (spend ? c.spend_usd_per_hour.min : std::isfinite(price) ? c.count.min * price : 0.0);
      return {(i == 0 ? c.upfront_share * yearly_usd * n : 0.0) + (1.0 - c.upfront_share) * yearly_usd};
    }
    case Instrument::capacity_block: {
      const double price = contract_price(s, c);
      return {i == 0 && std::isfinite(price) ? c.count.min * price * (c.until_hour - c.from_hour) : 0.0};
    }
    case Instrument::enterprise_commitment:
    case Instrument::take_or_pay: {
      const double minimum = std::max(yearly(c.minimum_usd, i, 0.0), 12.0 * c.monthly_minimum_usd);
      const double share = c.delivered.empty() ? 1.0 : c.delivered[std::min(static_cast<std::size_t>(i), c.delivered.size() - 1)];
      return {minimum * share, minimum * (1.0 - share)};
    }
    case Instrument::lease: return {c.rent_usd};
    case Instrument::prepayment: return {i == 0 ? c.prepaid_share * c.total_usd + (n == 1 ? (1.0 - c.prepaid_share) * c.total_usd : 0.0)
                                                : (1.0 - c.prepaid_share) * c.total_usd / (n - 1)};
    case Instrument::revenue_share: {
      double paid = 0.0, share = 0.0;
      for (int y = 0; y <= i; ++y) share = std::min(c.rate * yearly(c.revenue_usd, y, 0.0), c.cap_usd - paid), paid += share;
      return {share};
    }
    case Instrument::backstop: {
      double paid = 0.0, put = 0.0;
      for (int y = 0; y <= i; ++y) {
        put = std::min(c.count.max * (1.0 - yearly(c.sold_share, y, 1.0)) * c.price * hours_a_year, c.cap_usd - paid);
        paid += put;
      }
      return {put};
    }
    case Instrument::power_purchase: return {c.power_mw * c.capacity_factor * hours_a_year * c.energy_price};
    case Instrument::credits:
    case Instrument::share:
    case Instrument::right_of_first_refusal:
    case Instrument::warrant: break;
  }
  return {};
}

}  // namespace

double payer_rate(const Scenario& s, const Contract& c) { return c.payer.empty() ? s.cost_of_capital : rate_of(s, c.payer); }
double payee_rate(const Scenario& s, const Contract& c) { return rate_of(s, c.payee.empty() ? c.cloud : c.payee); }
double discount(double rate, double years) { return std::pow(1.0 + rate, -years); }

std::vector<const scenario::Offer*> covered_offers(const Scenario& s, const Contract& c) {
  std::vector<const scenario::Offer*> out;
  for (const scenario::Cloud& cloud : s.clouds)
    if (cloud.id == c.cloud)
      for (const scenario::Offer& o : cloud.offers)
        if (c.offers.empty() || std::find(c.offers.begin(), c.offers.end(), o.id) != c.offers.end()) out.push_back(&o);
  return out;
}

double contract_price(const Scenario& s, const Contract& c) {
  if (std::isfinite(c.price)) return c.price;
  double best = scenario::unlimited;
  for (const scenario::Offer* o : covered_offers(s, c))
    best = std::min(best, c.instrument == Instrument::capacity_block ? o->block : c.instrument == Instrument::spend_commitment ? o->plan_rate : o->committed);
  return best;
}

double on_demand_price(const Scenario& s, const Contract& c) {
  double best = scenario::unlimited;
  for (const scenario::Offer* o : covered_offers(s, c)) best = std::min(best, o->on_demand);
  return best;
}

double yearly(const std::vector<double>& list, int i, double otherwise) {
  return list.empty() ? otherwise : list[std::min(static_cast<std::size_t>(i), list.size() - 1)];
}

std::string money_text(double usd) {
  const double size = std::fabs(usd);
  if (size >= 1e9) return fmt::format("{:.2f} bn USD", usd / 1e9);
  if (size >= 1e6) return fmt::format("{:.1f} MUSD", usd / 1e6);
  if (size >= 1e4) return fmt::format("{:.0f} kUSD", usd / 1e3);
  return fmt::format("{:.{}f} USD", usd, size >= 100.0 || usd == std::round(usd) ? 0 : 2);
}

std::vector<Rung> ladder(const Scenario& s, const Contract& c) {
  std::vector<Rung> rungs;
  const double rate = payer_rate(s, c);
  double sum = 0.0;
  for (int i = 0; i < term_years(c); ++i) {
    Due due = due_in(s, c, i);
    const bool minimum = c.instrument == Instrument::enterprise_commitment || c.instrument == Instrument::take_or_pay;
    if (minimum && i + 1 == term_years(c)) due.usd = std::max(due.usd, c.total_usd - sum);
    sum += due.usd;
    Rung r{.year = c.start + i, .excused_usd = due.excused};
    (c.firmness == Firmness::firm ? r.firm_usd : c.firmness == Firmness::contingent ? r.contingent_usd : r.option_usd) = due.usd;
    r.present_usd = r.firm_usd * discount(rate, std::max(0.0, r.year - s.year + 0.5));
    rungs.push_back(r);
  }
  return rungs;
}

double exit_cost_today(const Scenario& s, const Contract& c) {
  double remaining = 0.0, fee = 0.0;
  for (const Rung& r : ladder(s, c)) {
    if (r.year < s.year) continue;
    const double in_notice = std::clamp(c.notice_years - (r.year - s.year), 0.0, 1.0);  // still owed in full
    remaining += r.present_usd;
    fee += r.present_usd * (in_notice + (1.0 - in_notice) * c.exit_fee_share);
  }
  return std::min(fee, remaining);
}

ContractView explain_contract(const Scenario& s, const Contract& c, std::span<const double> load) {
  ContractView v{.id = c.id, .instrument = to_string(c.instrument), .status = to_string(c.status), .firmness = to_string(c.firmness), .source = c.source,
                 .payer = c.payer.empty() ? "we" : party_name(s, c.payer),
                 .payee = party_name(s, c.payee.empty() ? c.cloud : c.payee), .start = c.start, .end = c.end, .ladder = ladder(s, c)};
  for (const Rung& r : v.ladder) v.nominal_usd += r.firm_usd + r.contingent_usd + r.option_usd, v.present_usd += r.present_usd;
  switch (c.instrument) {
    case Instrument::resource_commitment:
    case Instrument::spend_commitment:
    case Instrument::capacity_block: explain_commitment(s, c, load, v); break;
    case Instrument::enterprise_commitment:
    case Instrument::take_or_pay: explain_minimum(s, c, load, v); break;
    case Instrument::credits: explain_credits(s, c, load, v); break;
    default: explain_other(s, c, v);
  }
  if (v.nominal_usd > 0.0)
    v.facts.push_back({"exit cost today", "USD", exit_cost_today(s, c),
                       c.notice_years > 0.0 ? fmt::format("leaving now: {:g} years of notice, then the fee on what remains; money of {}", c.notice_years, s.year)
                                            : fmt::format("leaving now: the fee on what remains; money of {}", s.year)});
  if (c.avoidable_share > 0.0)
    v.facts.push_back({"loss of the payee", "USD", (1.0 - c.avoidable_share) * v.present_usd,
                       fmt::format("if nothing were paid: {:.0f} % of the payee's cost is avoidable", 100.0 * c.avoidable_share)});
  if (c.status != scenario::Status::signed_)
    v.assumptions.push_back(fmt::format("the contract is {}: it may not come to be", v.status));
  if (c.firmness != Firmness::firm)
    v.assumptions.push_back(fmt::format("obligations are {} and are not counted as firm", v.firmness));
  return v;
}

std::string to_string(Advice advice) {
  constexpr const char* names[] = {"sign", "sign less", "refuse", "ask", "owed already"};
  return names[static_cast<std::size_t>(advice)];
}

}  // namespace gridwright::deals
