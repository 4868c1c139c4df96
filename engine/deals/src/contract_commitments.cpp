#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "contract_terms.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/deals/commitments.hpp"

// Commitments of capacity or spend, minimums and credits.
namespace gridwright::deals {

using scenario::Contract;
using scenario::Instrument;
using scenario::Scenario;

namespace {

struct Money {
  double on_demand, committed;
  [[nodiscard]] bool known() const { return std::isfinite(on_demand) && std::isfinite(committed); }
};

/// Hours the contract covers of the load, and how many of them are in a year.
std::span<const double> window(const Contract& c, std::span<const double> load) {
  if (c.instrument != Instrument::capacity_block || load.empty()) return load;
  const double step_h = hours_a_year / static_cast<double>(load.size());
  const auto first = static_cast<std::size_t>(c.from_hour / step_h);
  const auto last = std::min(load.size(), static_cast<std::size_t>(c.until_hour / step_h));
  return first < last ? load.subspan(first, last - first) : std::span<const double>{};
}

void judge_against_load(const Contract& c, Money price, std::span<const double> all, ContractView& v) {
  const std::span<const double> load = window(c, all);
  if (load.empty()) {
    v.assumptions.emplace_back("no load is stated: whether it pays depends on the use reached (add load = { file = ..., column = ... })");
    v.verdict = fmt::format("sign only what is used in more than {:.1f} % of the hours", 100.0 * v.coverage.break_even_use);
    return;
  }
  const double step_h = hours_a_year / static_cast<double>(all.size());
  const bool spend = c.instrument == Instrument::spend_commitment;
  const double per_unit = spend ? price.committed : 1.0;  // USD an hour that one unit takes of a spend commitment
  const CommitmentChoice best = best_commitment(load, price.on_demand, price.committed, step_h);
  const double low = spend ? c.spend_usd_per_hour.min / per_unit : c.count.min, high = spend ? c.spend_usd_per_hour.max / per_unit : c.count.max;
  const double asked = std::clamp(best.count, low, high);
  const CommitmentChoice at = with_commitment(load, price.on_demand, price.committed, asked, step_h);
  v.coverage.load_falling.assign(load.begin(), load.end());
  std::sort(v.coverage.load_falling.begin(), v.coverage.load_falling.end(), std::greater<>{});
  v.coverage.committed = asked, v.coverage.best = best.count, v.coverage.step_h = step_h;
  const char* period = c.instrument == Instrument::capacity_block ? "in the block" : "a year";
  v.facts.push_back({spend ? "best spend" : "best quantity", spend ? "USD/h" : "accelerators", best.count * per_unit,
                     "the largest commitment that is used in at least the break-even share of the hours"});
  v.facts.push_back({"quantity", spend ? "USD/h" : "accelerators", asked * per_unit,
                     low == high ? "as the contract says" : "the best that the contract allows"});
  v.facts.push_back({"use", "%", 100.0 * at.use, "of the committed hours is used by the load"});
  v.facts.push_back({"saving", "USD", at.without_usd - at.usd(), fmt::format("against on demand for the whole load, {}", period)});
  v.facts.push_back({"shadow price", spend ? "USD per USD/h" : "USD per accelerator", at.next_unit_usd / per_unit,
                     fmt::format("what one more committed unit would save {}; negative: one less would save that", period)});
  const double without_choice = with_commitment(load, price.on_demand, price.committed, high < scenario::unlimited ? high : asked, step_h).usd();
  if (low != high)
    v.facts.push_back({"value of choosing the quantity", "USD", without_choice - at.usd(), fmt::format("against taking the whole of it, {}", period)});
  if (at.usd() > at.without_usd + 1e-6) {
    v.advice = low == high && low > 0.0 ? Advice::refuse : Advice::sign_less;
    v.verdict = fmt::format("refuse: it costs {} {} more than on demand, because only {:.0f} % of it would be used (break-even {:.1f} %)",
                            money_text(at.usd() - at.without_usd), period, 100.0 * at.use, 100.0 * v.coverage.break_even_use);
  } else if (low == high && best.count < 0.98 * asked) {
    v.advice = Advice::sign_less;
    v.verdict = fmt::format("sign less: {} instead of {} saves {} {} more", significant(best.count * per_unit, 4), significant(asked * per_unit, 4),
                            money_text(at.usd() - best.usd()), period);
  } else {
    v.advice = Advice::sign;
    v.verdict = fmt::format("sign {}{}: it saves {} {} against on demand at {:.0f} % use", significant(asked * per_unit, 4), spend ? " USD/h" : " accelerators",
                            money_text(at.without_usd - at.usd()), period, 100.0 * at.use);
  }
}

/// Mean yearly bill of the load at on-demand prices; NaN when it is not known.
double yearly_bill(const Scenario& s, const Contract& c, std::span<const double> load) {
  const double price = on_demand_price(s, c);
  if (load.empty() || !std::isfinite(price)) return std::nan("");
  return price * std::accumulate(load.begin(), load.end(), 0.0) * hours_a_year / static_cast<double>(load.size());
}

MinimumTerms terms_of(const Contract& c, int late_years) {
  MinimumTerms t{.total = c.total_usd, .carry_share = c.carry_share, .shortfall_share = c.shortfall_share};
  for (int i = 0; i < term_years(c); ++i) {
    t.minimum.push_back(std::max(yearly(c.minimum_usd, i, 0.0), 12.0 * c.monthly_minimum_usd));
    t.delivered.push_back(i < late_years ? 0.0 : yearly(c.delivered, i - late_years, 1.0));
  }
  return t;
}

}  // namespace

void explain_commitment(const Scenario& s, const Contract& c, std::span<const double> load, ContractView& v) {
  const Money price{on_demand_price(s, c), contract_price(s, c)};
  if (!price.known()) {
    v.assumptions.emplace_back("the offers covered state no on-demand or committed price: a break-even needs both");
    v.verdict = "ask for the on-demand price of what it covers";
    return;
  }
  v.coverage.break_even_use = price.committed / price.on_demand;
  v.facts.push_back({"price", "USD/h", price.committed, "of an accelerator-hour under the contract"});
  v.facts.push_back({"on demand", "USD/h", price.on_demand, "of the same hour without it"});
  v.facts.push_back({"break-even use", "%", 100.0 * v.coverage.break_even_use,
                     fmt::format("it pays while it is used in more than this share of its hours: {:g} / {:g}", price.committed, price.on_demand)});
  if (c.upfront_share > 0.0 && term_years(c) > 1) {
    const double rate = payer_rate(s, c), n = term_years(c);
    const double even = (1.0 - discount(rate, n)) / std::log1p(rate) / n;  // level payments, continuous
    v.facts.push_back({"cost of paying upfront", "%", 100.0 * c.upfront_share * (1.0 / even - 1.0),
                       fmt::format("of the price, at {:.1f} % cost of capital, against paying as it runs", 100.0 * rate)});
  }
  judge_against_load(c, price, load, v);
}

void explain_minimum(const Scenario& s, const Contract& c, std::span<const double> load, ContractView& v) {
  const int n = term_years(c);
  const double bill = yearly_bill(s, c, load), price = on_demand_price(s, c);
  const MinimumTerms terms = terms_of(c, 0);
  double first_owed = 0.0;
  for (int i = 0; i < n && first_owed == 0.0; ++i) first_owed = terms.minimum[static_cast<std::size_t>(i)] * terms.delivered[static_cast<std::size_t>(i)];
  if (std::isfinite(price) && first_owed > 0.0)
    v.facts.push_back({"break-even use", "accelerators", first_owed / (price * hours_a_year),
                       fmt::format("around the clock at {:g} USD/h meet the first minimum of {}", price, money_text(first_owed))});
  const double delay_years = std::max(1.0, std::ceil(c.delay_months / 12.0));
  if (c.instrument == Instrument::take_or_pay) {
    double owed = 0.0, late = 0.0;
    const MinimumTerms delayed = terms_of(c, static_cast<int>(delay_years));
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
      const double at = discount(payer_rate(s, c), std::max(0.0, c.start + static_cast<double>(i) - s.year + 0.5));
      owed += at * terms.minimum[i] * terms.delivered[i];
      late += at * delayed.minimum[i] * delayed.delivered[i];
    }
    v.facts.push_back({fmt::format("a delay of {:g} year{}", delay_years, delay_years > 1.0 ? "s" : ""), "USD", owed - late,
                       "present value of minimums that the provider loses and the buyer is excused from; the buyer lacks that capacity and has to "
                       "replace it elsewhere"});
  }
  if (!std::isfinite(bill)) {
    v.assumptions.emplace_back("no load is stated (a plan finds it): shortfalls are not known");
    v.verdict = "sign only a minimum that the low case of demand still uses, and ask for a ramp, carry-forward and an excuse for late delivery";
    return;
  }
  v.assumptions.emplace_back("the load of one year is taken for every year of the term, at on-demand prices");
  const std::vector<double> usage(static_cast<std::size_t>(n), bill);
  const MinimumBill b = bill_minimum(usage, terms);
  MinimumTerms no_carry = terms;
  no_carry.carry_share = 0.0;
  v.facts.push_back({"usage", "USD", bill, "a year at on-demand prices"});
  v.facts.push_back({"shortfall", "USD", b.shortfall_usd, "paid for nothing over the term"});
  v.facts.push_back({"value of carry-forward", "USD", bill_minimum(usage, no_carry).shortfall_usd - b.shortfall_usd, "over the term"});
  const double share = b.paid_usd > 0.0 ? b.shortfall_usd / b.paid_usd : 0.0;
  v.advice = share > 0.05 ? Advice::sign_less : Advice::sign;
  v.verdict = share > 0.05 ? fmt::format("sign less: {} of {} would buy nothing", money_text(b.shortfall_usd), money_text(b.paid_usd))
                           : fmt::format("sign: usage of {} a year meets the minimums", money_text(bill));
}

void explain_credits(const Scenario& s, const Contract& c, std::span<const double> load, ContractView& v) {
  v.facts.push_back({"face value", "USD", c.grant_usd, "granted"});
  const double months = std::max(1.0, std::round(12.0 * c.valid_years));
  v.facts.push_back({"spend to use all of it", "USD", c.grant_usd / months, "a month until the credits lapse"});
  v.advice = Advice::sign;
  const double bill = yearly_bill(s, c, load) / 12.0;
  if (!std::isfinite(bill)) {
    v.assumptions.emplace_back("no bill is known here (a plan finds it): what lapses is not known");
    v.verdict = fmt::format("take them, and count only what {} of eligible spend a month will use", money_text(c.grant_usd / months));
    return;
  }
  const std::vector<double> bills(static_cast<std::size_t>(months), bill);
  const CreditBill used = apply_credits(bills, std::vector<Grant>{{c.grant_usd, 0, static_cast<std::size_t>(months) - 1}});
  v.facts.push_back({"used", "USD", used.used_usd, "before they lapse, at a level bill"});
  v.facts.push_back({"lapses", "USD", used.lapsed_usd, "unused at the end"});
  v.verdict = fmt::format("take them: worth {} of {} at this bill", money_text(used.used_usd), money_text(c.grant_usd));
}

}  // namespace gridwright::deals
