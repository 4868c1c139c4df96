#include "gridwright/deals/capital.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace gridwright::deals {
namespace {

void sort_sides(std::vector<Obligations::Side>& sides, double& concentration) {
  double all = 0.0;
  std::vector<double> amounts;
  for (const auto& s : sides) all += s.total.usd, amounts.push_back(s.total.usd);
  for (auto& s : sides) s.share = all > 0.0 ? s.total.usd / all : 0.0;
  concentration = hhi(amounts);
  std::sort(sides.begin(), sides.end(), [](const auto& a, const auto& b) {
    return a.total.usd != b.total.usd ? a.total.usd > b.total.usd : a.party < b.party;
  });
}

std::vector<Obligations::Side> sides(const std::map<std::string, Amount>& by_party) {
  std::vector<Obligations::Side> all;
  for (const auto& [party, amount] : by_party) all.push_back({party, amount, 0.0, {}});
  return all;
}

void fill_years(const Ledger& ledger, Obligations& o) {
  if (o.years.empty()) return;
  const auto fill = [&](std::vector<Obligations::Side>& sides, bool pays) {
    for (Obligations::Side& s : sides) {
      s.by_year.assign(o.years.size(), 0.0);
      for (const Instalment& due : ledger.schedule)
        if (due.standing == Standing::firm && is_obligation(due.instrument) && due.from == (pays ? o.party : s.party) &&
            due.to == (pays ? s.party : o.party))
          s.by_year[static_cast<std::size_t>(due.year - o.years.front().year)] += due.usd;
    }
  };
  fill(o.payees, true), fill(o.payers, false);
}

}  // namespace

bool counts(const Instalment& due, const Counted& counted) {
  for (const std::string& id : due.deals)
    if (std::find(counted.without.begin(), counted.without.end(), id) != counted.without.end()) return false;
  switch (due.standing) {
    case Standing::firm: return true;
    case Standing::contingent: return counted.contingent;
    case Standing::option: return counted.options;
    case Standing::letter_of_intent: return counted.letters_of_intent;
  }
  return false;
}

void Amount::add(const Instalment& due) {
  usd += due.usd;
  if (due.basis == Basis::straight_line) assumed_usd += due.usd;
  if (due.unverified) unverified_usd += due.usd;
}

Obligations obligations(const Ledger& ledger, std::string_view party) {
  Obligations out{.party = ledger.own_name(party)};
  std::map<int, ObligationYear> years;
  std::map<std::string, Amount> payees, payers;
  for (const Instalment& due : ledger.schedule) {
    const bool firm = due.standing == Standing::firm, pays = due.from == out.party, gets = due.to == out.party;
    if (!is_cash(due.instrument) || (!pays && !gets) || (pays && !is_obligation(due.instrument))) continue;
    ObligationYear& year = years[due.year];
    (pays ? (firm ? year.firm : year.unsure) : (firm ? year.inflow_firm : year.inflow_unsure)).add(due);
    if (!firm || !is_obligation(due.instrument)) continue;
    if (pays)
      payees[due.to].add(due), out.total.add(due);
    else
      payers[due.from].add(due);
  }
  if (!years.empty())
    for (int y = years.begin()->first; y <= years.rbegin()->first; ++y)
      out.years.push_back(years[y]), out.years.back().year = y;
  out.payees = sides(payees), out.payers = sides(payers);
  fill_years(ledger, out);
  sort_sides(out.payees, out.hhi);
  sort_sides(out.payers, out.payer_hhi);
  out.effective_number = out.hhi > 0.0 ? 1.0 / out.hhi : 0.0;
  return out;
}

std::vector<Flow> flows(const Ledger& ledger, int first_year, int last_year, const Counted& counted, bool with_equity) {
  std::map<std::pair<std::string, std::string>, double> sums;
  for (const Instalment& due : ledger.schedule) {
    if (due.year < first_year || due.year > last_year || !counts(due, counted) || !is_cash(due.instrument)) continue;
    if (!with_equity && !is_obligation(due.instrument)) continue;
    sums[{due.from, due.to}] += due.usd;
  }
  std::vector<Flow> all;
  for (const auto& [pair, usd] : sums) all.push_back({pair.first, pair.second, usd});
  return all;
}

namespace {

/// Cash both ways between two parties in one year, firm on both sides: twice the smaller direction drops out of gross sums.
double netted_usd(const Ledger& ledger) {
  std::map<std::tuple<int, std::string, std::string>, double> sums;
  for (const Instalment& due : ledger.schedule)
    if (due.standing == Standing::firm && is_cash(due.instrument)) sums[{due.year, due.from, due.to}] += due.usd;
  double netted = 0.0;
  for (const auto& [key, usd] : sums) {
    const auto& [year, from, to] = key;
    const auto back = sums.find({year, to, from});
    if (from < to && back != sums.end()) netted += 2.0 * std::min(usd, back->second);
  }
  return netted;
}

class Steps {
 public:
  void level(std::string name, std::string why, double usd, int rows) {
    all_.push_back({std::move(name), std::move(why), 0.0, left_ = usd, rows, true});
  }
  void change(std::string name, std::string why, double usd, int rows) {
    if (usd == 0.0 && rows == 0) return;
    left_ += usd;
    all_.push_back({std::move(name), std::move(why), usd, left_, rows, false});
  }
  [[nodiscard]] double left() const { return left_; }
  std::vector<WaterfallStep> take() { return std::move(all_); }

 private:
  std::vector<WaterfallStep> all_;
  double left_ = 0.0;
};

struct Sum {
  double usd = 0.0;
  int rows = 0;
  void add(double amount) { usd += amount, ++rows; }
};

}  // namespace

std::vector<WaterfallStep> waterfall(const Ledger& ledger) {
  std::set<std::string> dated;
  Sum schedule, unsure, firm;
  for (const Instalment& due : ledger.schedule) {
    dated.insert(due.deals.begin(), due.deals.end());
    schedule.add(due.usd);
    (due.standing == Standing::firm ? firm : unsure).add(due.usd);
  }
  Sum all, overlaps, stakes, letters, undated;
  for (const Deal& d : ledger.deals) {
    if (!d.usd) continue;
    all.add(*d.usd);
    if (d.overlaps)
      overlaps.add(*d.usd);
    else if (!is_cash(d.instrument))
      stakes.add(*d.usd);
    else if (d.standing == Standing::letter_of_intent)
      letters.add(*d.usd);
    else if (!dated.empty() && !dated.contains(d.id))
      undated.add(*d.usd);
  }
  Steps steps;
  if (!ledger.deals.empty()) {
    steps.level("headlines", "all published amounts added up: a sum that means nothing", all.usd, all.rows);
    steps.change("told twice", "cumulative headlines and capacity announced before", -overlaps.usd, overlaps.rows);
    steps.change("valuations", "stakes and warrants: no cash, never netted", -stakes.usd, stakes.rows);
    steps.change("letters of intent", "no agreement behind them", -letters.usd, letters.rows);
    if (!ledger.schedule.empty()) {
      steps.change("without dates", "plans, loans and contracts with no yearly amounts", -undated.usd, undated.rows);
      steps.change("dated otherwise", "instalments against the headlines they belong to", schedule.usd - steps.left(), 0);
    }
  }
  if (ledger.schedule.empty()) return steps.take();
  steps.level("dated", "instalments by year", schedule.usd, schedule.rows);
  steps.change("contingent", "hangs on milestones, up-to amounts, options", -unsure.usd, unsure.rows);
  steps.level("firm and dated", "", firm.usd, firm.rows);
  const double netted = netted_usd(ledger);
  steps.change("comes back the same year", "cash both ways between two parties in one year", -netted, netted > 0.0 ? 1 : 0);
  steps.level("firm, dated, netted", "", firm.usd - netted, firm.rows);
  return steps.take();
}

Cover cover(const Ledger& ledger, std::string_view party, const std::map<int, double>& income, const Counted& counted) {
  Cover out{.party = ledger.own_name(party), .years = {}, .first_year_below = {}};
  std::map<int, CoverYear> years;
  for (const Instalment& due : ledger.schedule) {
    if (!counts(due, counted)) continue;
    if (due.from == out.party && is_obligation(due.instrument)) years[due.year].due_usd += due.usd;
    if (due.to == out.party && is_cash(due.instrument)) years[due.year].inflow_usd += due.usd;
  }
  for (const auto& [year, usd] : income) years[year].income_usd += usd;
  if (years.empty()) return out;
  double carried = 0.0, carried_at_one = 0.0;
  for (int y = years.begin()->first; y <= years.rbegin()->first; ++y) {
    CoverYear& now = years[y];
    now.year = y, now.carried_usd = carried;
    const double has = carried + now.inflow_usd + now.income_usd;
    now.cover = now.due_usd > 0.0 ? has / now.due_usd : std::numeric_limits<double>::infinity();
    now.income_needed_usd = std::max(0.0, now.due_usd - now.inflow_usd - carried_at_one);
    carried = std::max(0.0, has - now.due_usd);
    carried_at_one = std::max(0.0, carried_at_one + now.inflow_usd - now.due_usd);
    if (now.cover < 1.0 && !out.first_year_below) out.first_year_below = y;
    out.years.push_back(now);
  }
  return out;
}

std::optional<Delay> delay(const Ledger& ledger, std::string_view deal, int years, double rate) {
  std::map<int, double> before;
  Delay out{.deal = std::string(deal)};
  for (const Instalment& due : ledger.schedule)
    if (std::find(due.deals.begin(), due.deals.end(), deal) != due.deals.end()) {
      before[due.year] += due.usd;
      out.payer = due.from, out.payee = due.to;
    }
  if (before.empty()) return std::nullopt;
  const int first = before.begin()->first;
  for (const auto& [year, usd] : before) {
    out.before.emplace_back(year, usd), out.after.emplace_back(year + years, usd);
    out.total_usd += usd;
    if (year < first + years) out.excused_usd += usd;
    out.value_usd += usd * (std::pow(1.0 + rate, first - year) - std::pow(1.0 + rate, first - year - years));
  }
  for (const Instalment& due : ledger.schedule)
    if (due.from == out.payee && is_obligation(due.instrument) && due.standing == Standing::firm && due.year >= first &&
        due.year < first + years)
      out.still_due_by_payee.add(due);
  return out;
}

}  // namespace gridwright::deals
