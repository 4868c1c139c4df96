#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "../words.hpp"
#include "findings.hpp"
#include "gridwright/core/text.hpp"

namespace gridwright::report {
namespace {

using namespace deals;

std::string mark_of(const StressYear& y) {
  double assumed = 0.0;
  bool unverified = false;
  for (const Shortfall& s : y.payees) assumed += s.assumed ? s.due_usd : 0.0, unverified = unverified || s.unverified;
  std::string marks = "hypothetical";
  if (y.payer_due_usd > 0.0 && assumed > 0.0)
    marks += ", " + percent(assumed / y.payer_due_usd, 0) + " straight-line assumption";
  return unverified ? marks + ", partly unverified" : marks;
}

const Shortfall* same_party(const std::vector<Shortfall>& all, const std::string& party) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Shortfall& s) { return s.party == party; });
  return found == all.end() ? nullptr : &*found;
}

/// Who of the payer's payees is short by how much, and between what bounds any order of service leaves it.
Finding shortfalls(const StressFindings& s, std::size_t k) {
  const StressYear& y = s.asked.years[k];
  const Stress& q = s.asked.question;
  const bool stressed = y.year <= q.last_year;
  Finding f{.id = k == 0 ? "stress" : "stress_" + std::to_string(y.year),
            .title = {},
            .marks = mark_of(y),
            .columns = {{"payee", ""},
                        {"owed", "bn USD"},
                        {"unpaid", "bn USD"},
                        {"short by", "%"},
                        {"if served first", "bn USD"},
                        {"if served last", "bn USD"}},
            .rows = {},
            .notes = {}};
  const StressYear* other =
      s.investors_first && k < s.investors_first->years.size() ? &s.investors_first->years[k] : nullptr;
  if (other != nullptr) f.columns.push_back({"if " + listed(s.investors_first->question.first) + " first", "bn USD"});
  f.columns.push_back({"loss after avoided cost", "bn USD"});
  const double missing = y.payer_due_usd - y.payer_paid_usd;
  for (const Shortfall& p : y.payees) {
    std::vector<Cell> row{words(p.party),
                          billions(p.due_usd),
                          billions(p.unpaid_usd),
                          per_cent(p.due_usd > 0.0 ? p.unpaid_usd / p.due_usd : 0.0),
                          billions(std::max(0.0, missing - (y.payer_due_usd - p.due_usd))),
                          billions(std::min(p.due_usd, missing))};
    const Shortfall* there = other != nullptr ? same_party(other->payees, p.party) : nullptr;
    if (other != nullptr) row.push_back(there != nullptr ? billions(there->unpaid_usd) : unknown("-"));
    row.push_back(billions(p.loss_usd()));
    f.rows.push_back(std::move(row));
  }
  if (y.payees.empty()) {
    f.title = fmt::format("{} owes nothing that is firm and dated in {}", q.payer, y.year);
    return f;
  }
  const Shortfall& worst = y.payees.front();
  f.title = stressed
                ? fmt::format("{} pays {} of the {} due in {}: {} is short {}, all together {}", q.payer, percent(q.pays, 0),
                              bn(y.payer_due_usd), y.year, worst.party, bn(worst.unpaid_usd), bn(missing))
                : fmt::format("{} pays again in full in {}: {} due, {} unpaid by anybody", q.payer, y.year,
                              bn(y.payer_due_usd), bn(y.unpaid_usd));
  if (k == 0) f.notes = s.asked.assumptions;
  if (k == 0 && other != nullptr)
    f.notes.push_back(listed(s.investors_first->question.first) + " have invested in " + q.payer +
                      "; serving them first is one other order, not a forecast");
  return f;
}

Finding waves(const StressFindings& s) {
  Finding f{.id = "waves",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"year", ""}, {"wave", "1"}, {"cannot pay in full", ""}},
            .rows = {},
            .notes = {}};
  std::set<std::string> fell;
  for (const StressYear& y : s.asked.years) {
    for (const auto& wave : y.waves) fell.insert(wave.begin(), wave.end());
    for (std::size_t w = 0; w < y.waves.size() && y.failures() > 0; ++w)
      f.rows.push_back({words(std::to_string(y.year)), whole(static_cast<double>(w)), words(listed(y.waves[w]))});
  }
  fell.erase(s.asked.question.payer);
  const std::size_t failures = fell.size();
  f.title = failures == 0 ? "Nobody else fails: what the payees owe in those years is covered without this payer"
                          : fmt::format("{} more cannot pay in full because of it",
                                        failures == 1 ? std::string("One") : std::to_string(failures));
  return f;
}

/// Losses of parties that are not payees of the payer: they lose because somebody else fell.
Finding further(const StressFindings& s) {
  Finding f{.id = "further_losses",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"year", ""},
                        {"party", ""},
                        {"owed", "bn USD"},
                        {"unpaid", "bn USD"},
                        {"loss after avoided cost", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (const StressYear& y : s.asked.years)
    for (const Shortfall& l : y.losers)
      if (same_party(y.payees, l.party) == nullptr)
        f.rows.push_back({words(std::to_string(y.year)), words(l.party), billions(l.due_usd), billions(l.unpaid_usd),
                          billions(l.loss_usd())});
  if (!f.rows.empty()) f.title = "Lost further down the line";
  return f;
}

/// Only where the count of failures changes: the figure shows the whole curve.
Finding threshold(const StressFindings& s) {
  Finding f{.id = "threshold",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"pays at most", "%"}, {"others that fail", "1"}, {"unpaid, all", "bn USD"}, {"who", ""}},
            .rows = {},
            .notes = {}};
  const auto& curve = s.threshold;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    const bool last_of_step = k + 1 == curve.size() || curve[k + 1].failures != curve[k].failures;
    if (last_of_step)
      f.rows.push_back({per_cent(curve[k].pays, 0), whole(curve[k].failures), billions(curve[k].unpaid_usd),
                        words(curve[k].failed.empty() ? "nobody" : listed(curve[k].failed))});
  }
  const ThresholdPoint* first = nullptr;  // from above
  for (std::size_t k = curve.size(); k-- > 0 && first == nullptr;)
    if (curve[k].failures > 0) first = &curve[k];
  f.title = first != nullptr ? fmt::format("Others begin to fail when {} pays {} or less", s.asked.question.payer,
                                           percent(first->pays, 0))
                             : fmt::format("Nobody else fails even if {} pays nothing", s.asked.question.payer);
  return f;
}

Finding contagion_finding(const StressFindings& s) {
  Finding f{.id = "contagion",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"party", ""},
                        {"owes", "bn USD"},
                        {"loss it would cause", "bn USD"},
                        {"others that fail", "1"},
                        {"loss it bears, each payer in turn", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (const auto& r : s.contagion->rows)
    f.rows.push_back(
        {words(r.party), billions(r.due_usd), billions(r.caused_usd), whole(r.failures), billions(r.borne_usd)});
  if (!f.rows.empty())
    f.title = fmt::format("{} is most critical: paying {} it causes losses of {}", s.contagion->rows.front().party,
                          percent(s.asked.question.pays, 0), bn(s.contagion->rows.front().caused_usd));
  f.notes = {"each party in turn is the one that pays in part; pro rata"};
  return f;
}

Finding distress_finding(const StressFindings& s) {
  const Distress& d = *s.distress;
  Finding f{.id = "distress",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"party", ""},
                        {"is owed", "bn USD"},
                        {"equity", "bn USD"},
                        {"lost, linear DebtRank", "%"},
                        {"lost, original DebtRank", "%"}},
            .rows = {},
            .notes = {}};
  for (const Distress::Row& r : d.rows)
    f.rows.push_back(
        {words(r.party), billions(r.owed_usd), billions(r.equity_usd), per_cent(r.linear), per_cent(r.original)});
  f.title = fmt::format("Before anybody defaults, {} of others' equity is gone (original DebtRank: {})", bn(d.linear_usd),
                        bn(d.original_usd));
  f.notes = {fmt::format("equity is not in the ledger: {} of what a party is owed that year, where it is not stated",
                         percent(d.equity_share, 0)),
             fmt::format("{} starts with {} of its equity lost; creditors lose in proportion and pass it on to theirs",
                         s.asked.question.payer, percent(1.0 - s.asked.question.pays, 0))};
  return f;
}

Finding removals_finding(const StressFindings& s) {
  Finding f{.id = "removals",
            .title = {},
            .marks = "hypothetical",
            .columns =
                {{"contract taken out", ""}, {"payer", ""}, {"payee", ""}, {"loss left", "bn USD"}, {"loss less", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (const Removal& r : s.removals)
    f.rows.push_back({words(r.contract), words(r.from), words(r.to), billions(r.loss_usd), billions(r.saved_usd)});
  if (!s.removals.empty())
    f.title = fmt::format("Without the contract of {} with {} the losses would be {} less", s.removals.front().from,
                          s.removals.front().to, bn(s.removals.front().saved_usd));
  f.notes = {"the same question asked again without each contract in turn; cost per token is not part of it"};
  return f;
}

Finding sampled_finding(const StressFindings& s) {
  const Sampled& d = *s.sampled;
  Finding f{.id = "samples",
            .title = {},
            .marks = "hypothetical",
            .columns = {{"payee", ""},
                        {"unpaid, 10th percentile", "bn USD"},
                        {"median", "bn USD"},
                        {"90th percentile", "bn USD"},
                        {"mean", "bn USD"}},
            .rows = {},
            .notes = {}};
  for (const Spread& p : d.unpaid)
    f.rows.push_back(
        {words(p.party), billions(p.p10_usd), billions(p.median_usd), billions(p.p90_usd), billions(p.mean_usd)});
  f.title = fmt::format(
      "If only some contracts turn out as written, {} owes between {} and {} (10th and 90th percentile of {} draws)",
      s.asked.question.payer, bn(d.due.p10_usd), bn(d.due.p90_usd), group_thousands(d.samples));
  const Chances& c = s.chances;
  f.notes = {fmt::format("chances are guesses: signed {}, announced {}, reported {}, letter of intent {}; times {} where "
                         "contingent, {} where an option",
                         percent(c.signed_contract, 0), percent(c.announced, 0), percent(c.reported, 0),
                         percent(c.letter_of_intent, 0), percent(c.contingent, 0), percent(c.option, 0)),
             "contracts are drawn independently of each other"};
  return f;
}

}  // namespace

std::vector<Finding> stress_findings(const StressFindings& s) {
  std::vector<Finding> all;
  for (std::size_t k = 0; k < s.asked.years.size(); ++k) all.push_back(shortfalls(s, k));
  all.push_back(waves(s));
  all.push_back(further(s));
  all.push_back(threshold(s));
  if (s.contagion) all.push_back(contagion_finding(s));
  if (s.distress) all.push_back(distress_finding(s));
  if (!s.removals.empty()) all.push_back(removals_finding(s));
  if (s.sampled) all.push_back(sampled_finding(s));
  return all;
}

}  // namespace gridwright::report
