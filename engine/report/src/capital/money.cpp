#include <fmt/format.h>

#include <cmath>

#include "../words.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

Finding own_money_finding(const OwnMoney& m) {
  const std::string when =
      m.first_year == m.last_year ? std::to_string(m.first_year) : fmt::format("{} to {}", m.first_year, m.last_year);
  Finding f{.id = "own_money",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"reading", ""}, {"comes back", "bn USD"}, {"of what was invested", "%"}, {"of revenue", "%"}},
            .rows = {},
            .notes = m.assumptions};
  if (m.invested.usd <= 0.0) {
    f.title = fmt::format("{} invests nothing in {} that is on record with a year", m.investor, when);
    f.notes.clear();
    return f;
  }
  const auto share = [](const std::optional<double>& s) { return s ? per_cent(*s) : unknown("no revenue known"); };
  f.rows.push_back({words("upper bound: all of it at once"), billions(m.invested.usd),
                    per_cent(m.invested.usd > 0.0 ? 1.0 : 0.0), share(m.upper_bound())});
  f.rows.push_back({words("traced, spending as listed"), billions(m.as_listed.returned_usd), per_cent(m.as_listed.share()),
                    share(m.listed_share())});
  f.rows.push_back({words("traced, diluted by capital expenditure"), billions(m.diluted.returned_usd),
                    per_cent(m.diluted.share()), share(m.diluted_share())});
  f.title = fmt::format("{} invests {} in {}; {} to {} of it comes back as sales", m.investor, bn(m.invested.usd), when,
                        bn(std::min(m.diluted.returned_usd, m.as_listed.returned_usd)),
                        bn(std::max(m.diluted.returned_usd, m.as_listed.returned_usd)));
  if (const auto upper = m.upper_bound()) f.title += fmt::format(" (at most {} of revenue)", percent(*upper));
  if (m.revenue)
    f.notes.push_back(fmt::format("revenue {}: {}, {}", bn(m.revenue->usd), m.revenue->period, m.revenue->source));
  return f;
}

Finding own_money_steps(const OwnMoney& m) {
  Finding f{.id = "own_money_by_party",
            .title = {},
            .marks = {},
            .columns = {{"party", ""},
                        {"invested", "bn USD"},
                        {"comes back, as listed", "bn USD"},
                        {"comes back, diluted", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (std::size_t i = 0; i < m.as_listed.by_party.size(); ++i) {
    const auto& step = m.as_listed.by_party[i];
    f.rows.push_back({words(step.party), billions(step.invested_usd), billions(step.returned_usd),
                      billions(m.diluted.by_party[i].returned_usd)});
    f.title = "Where the money went first";
  }
  return f;
}

Finding cover_finding(const CoverFindings& c) {
  const Cover &firm = c.cases[0], &with = c.cases[1];
  Finding f{.id = "cover",
            .title = {},
            .marks = c.income.empty() ? "" : "hypothetical income",
            .columns = {{"year", ""},
                        {"due", "bn USD"},
                        {"firm cash in", "bn USD"},
                        {"contingent cash in", "bn USD"},
                        {"own income", "bn USD"},
                        {"cover, firm", "1"},
                        {"cover, with contingent", "1"},
                        {"income needed, firm", "bn USD"},
                        {"income needed, with contingent", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (std::size_t i = 0; i < with.years.size(); ++i) {
    const CoverYear& w = with.years[i];
    CoverYear y{};
    for (const CoverYear& one : firm.years)
      if (one.year == w.year) y = one;
    f.rows.push_back({words(std::to_string(w.year)), billions(w.due_usd), billions(y.inflow_usd),
                      billions(w.inflow_usd - y.inflow_usd), billions(w.income_usd),
                      plain(y.year == 0 ? INFINITY : y.cover, 2), plain(w.cover, 2), billions(y.income_needed_usd),
                      billions(w.income_needed_usd)});
  }
  double firm_needs = 0.0, with_needs = 0.0;
  for (const CoverYear& y : firm.years) firm_needs += y.income_needed_usd;
  for (const CoverYear& y : with.years) with_needs += y.income_needed_usd;
  const auto below = [](const Cover& one) {
    return one.first_year_below ? "falls below 1 in " + std::to_string(*one.first_year_below) : std::string("stays above 1");
  };
  const double more = firm_needs - with_needs;   // what contingent cash stands for
  if (more <= 0.0) f.title = fmt::format("Cover of {} {}; no contingent cash is counted", firm.party, below(firm));
  else if (firm.first_year_below == with.first_year_below)
    f.title = fmt::format("Cover of {} {}, with contingent cash or without; without it {} more own income is needed to hold it",
                          firm.party, below(firm), bn(more));
  else f.title = fmt::format("Cover of {} {} on firm cash; with contingent cash it {}", firm.party, below(firm), below(with));
  f.notes = {"cover = (cash carried + cash contracted to come in + own income) / due",
             "income needed: own income that year that would hold cover at 1, with every earlier year at 1"};
  if (c.income.empty())
    f.notes.emplace_back(
        "own income is not in the public record as a yearly figure: none is counted (--income 2026=30bn,2027=60bn states "
        "it)");
  return f;
}

Finding delay_finding(const Delay& d) {
  Finding f{.id = "delay",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"year", ""}, {"due as written", "bn USD"}, {"due when late", "bn USD"}},
            .rows = {},
            .notes = {}};
  std::map<int, std::pair<double, double>> years;
  for (const auto& [year, usd] : d.before) years[year].first += usd;
  for (const auto& [year, usd] : d.after) years[year].second += usd;
  for (const auto& [year, pair] : years)
    f.rows.push_back({words(std::to_string(year)), billions(pair.first), billions(pair.second)});
  f.title = fmt::format("{} is excused from {}; the delay is worth {} to it, and costs {} as much, before any penalty",
                        d.payer, bn(d.excused_usd), bn(d.value_usd), d.payee);
  f.notes = {"delivery late means payment late, without penalty; present values in the first year's money",
             fmt::format("{} itself owes {} in the excused years, delay or not", d.payee, bn(d.still_due_by_payee.usd))};
  return f;
}

Finding lenders_finding(const CapitalAnswers& a) {
  Finding f{.id = "lenders",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"lender", ""},
                        {"borrower", ""},
                        {"backed by", ""},
                        {"debt", "bn USD"},
                        {"collateral at purchase", "bn USD"},
                        {"loses from a fall of", "%"},
                        {"loss", "bn USD"},
                        {"of the debt", "%"}},
            .rows = {},
            .notes = {}};
  for (const LenderLoss& l : a.lenders) {
    const bool known = l.loss_usd.has_value();
    f.rows.push_back({words(l.lender), words(l.borrower),
                      words(l.guarantor.empty() ? l.backed_by : l.backed_by + ", guaranteed by " + l.guarantor),
                      billions(l.debt_usd), known ? billions(*l.collateral_usd) : unknown(),
                      known ? per_cent(*l.first_loss_fall) : unknown("-"), known ? billions(*l.loss_usd) : unknown("-"),
                      known ? per_cent(*l.loss_usd / l.debt_usd) : unknown("-")});
    f.notes.push_back(l.lender + ": " + l.note);
  }
  if (!a.lenders.empty() && a.lenders.front().loss_usd)
    f.title = fmt::format("If collateral sells at {} less, {} lose first: {} of {}", percent(a.collateral_fall, 0),
                          a.lenders.front().lender, bn(*a.lenders.front().loss_usd), bn(a.lenders.front().debt_usd));
  f.notes.emplace_back("as if it happened at the start: no repayment before, no other cash of the borrower");
  return f;
}

Finding guarantee_finding(const GuaranteeFindings& g) {
  Finding f{.id = "guarantee",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"exit", ""}, {"still owed", "bn USD"}, {"worth", "bn USD"}, {"guarantee pays", "bn USD"}},
            .rows = {},
            .notes = {}};
  const GuaranteeExit* worst = nullptr;
  for (const GuaranteeExit& e : g.exits) {
    f.rows.push_back({words(std::to_string(e.year)), billions(e.owed_usd), billions(e.value_usd), billions(e.cost_usd())});
    if (worst == nullptr || e.cost_usd() > worst->cost_usd()) worst = &e;
  }
  if (worst != nullptr)
    f.title = fmt::format("Leaving {} costs {} up to {} (exit {}) if the campus loses {} of its value a year", g.holder,
                          g.guarantor, bn(worst->cost_usd()), worst->year, percent(g.decline, 0));
  f.notes = {"owed: level yearly payments at the bonds' rate; the guarantee's cap is not disclosed, so none is applied",
             "the fall in value is the question's, not a forecast"};
  return f;
}

}  // namespace

std::vector<Finding> money_findings(const CapitalAnswers& a) {
  std::vector<Finding> all;
  if (a.own_money) all.push_back(own_money_finding(*a.own_money)), all.push_back(own_money_steps(*a.own_money));
  if (a.cover) all.push_back(cover_finding(*a.cover));
  if (a.delay) all.push_back(delay_finding(*a.delay));
  if (!a.lenders.empty()) all.push_back(lenders_finding(a));
  for (const GuaranteeFindings& g : a.guarantees) all.push_back(guarantee_finding(g));
  return all;
}

}  // namespace gridwright::report
