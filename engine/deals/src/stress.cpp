#include "gridwright/deals/stress.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "gridwright/core/text.hpp"
#include "year_network.hpp"

namespace gridwright::deals {

double default_avoidable_share(Instrument instrument) { return instrument == Instrument::cloud_commitment ? 0.08 : 0.0; }

int StressYear::failures() const {
  std::size_t count = 0;
  for (const auto& wave : waves) count += wave.size();
  if (payer_paid_usd < payer_due_usd * (1.0 - 1e-12) && count > 0) --count;
  return static_cast<int>(count);
}

namespace {

void check_party(const Ledger& ledger, const std::string& name, const std::string& what, Diagnostics& wrong) {
  if (ledger.find_party(name) != nullptr) return;
  std::vector<std::string> names;
  for (const Party& p : ledger.parties) {
    names.push_back(p.name);
    names.insert(names.end(), p.aliases.begin(), p.aliases.end());
  }
  const auto near = nearest_name(name, names);
  wrong.push_back({.message = what + " '" + name + "' is not in the ledger",
                   .fix = near ? "did you mean '" + *near + "'?" : "gridwright capital --parties lists all"});
}

void check_share(double value, const std::string& what, Diagnostics& wrong) {
  if (!(value >= 0.0 && value <= 1.0)) wrong.push_back({.message = what + " must lie between 0 % and 100 %"});
}

}  // namespace

Diagnostics check(const Ledger& ledger, const Stress& q) {
  Diagnostics wrong;
  check_party(ledger, q.payer, "payer", wrong);
  for (const std::string& name : q.first) check_party(ledger, name, "payee", wrong);
  for (const auto& [name, usd] : q.cash) check_party(ledger, name, "party", wrong);
  for (const auto& [name, usd] : q.outside_debt) check_party(ledger, name, "party", wrong);
  for (const auto* amounts : {&q.cash, &q.outside_debt})
    for (const auto& [name, usd] : *amounts)
      if (!(usd >= 0.0) || !std::isfinite(usd))
        wrong.push_back({.message = "cash and debts of '" + name + "' must be zero or more"});
  std::vector<std::string> ids;
  for (const Deal& d : ledger.deals) ids.push_back(d.id);
  for (const std::string& id : q.counted.without)
    if (ledger.find_deal(id) == nullptr) {
      const auto near = nearest_name(id, ids);
      wrong.push_back({.message = "no deal is called '" + id + "'",
                       .fix = near ? "did you mean '" + *near + "'?" : "gridwright capital --deals lists all"});
    }
  check_share(q.pays, "the share that is paid", wrong);
  check_share(q.cash_recovery, "the share of cash that default leaves", wrong);
  check_share(q.claims_recovery, "the share of claims that default leaves", wrong);
  check_share(q.resale, "the share resold", wrong);
  for (const auto& [instrument, share] : q.avoidable) check_share(share, "the avoidable share", wrong);
  if (!(q.cushion >= 0.0) || !std::isfinite(q.cushion)) wrong.push_back({.message = "the cushion cannot be below zero"});
  if (q.last_year < q.first_year)
    wrong.push_back({.message = "the stress ends in " + std::to_string(q.last_year) + ", before it starts in " +
                                std::to_string(q.first_year)});
  if (q.first_year < 1990 || q.last_year > 2100 || q.look_until > 2100)
    wrong.push_back({.message = "years lie between 1990 and 2100"});
  if (q.look_until != 0 && q.look_until < q.last_year)
    wrong.push_back({.message = "the look ends in " + std::to_string(q.look_until) + ", before the stress does"});
  return wrong;
}

namespace {

class Run {
 public:
  Run(const Ledger& ledger, Stress question) : ledger_(ledger), q_(std::move(question)) {
    q_.payer = ledger.own_name(q_.payer);
    for (std::string& name : q_.first) name = ledger.own_name(name);
    q_.cash = own_names(q_.cash), q_.outside_debt = own_names(q_.outside_debt);
    if (q_.look_until == 0) q_.look_until = q_.last_year;
  }

  StressAnswer run() {
    StressAnswer out;
    std::map<std::string, double> carried;
    for (int year = q_.first_year; year <= q_.look_until; ++year) {
      ClearedYear cleared = clear_year(ledger_, q_, year, year <= q_.last_year ? q_.pays : 1.0, dues(year), carried);
      out.years.push_back(account(cleared, year));
      out.unpaid_usd += out.years.back().unpaid_usd, out.loss_usd += out.years.back().loss_usd;
      if (q_.unpaid != Unpaid::gone) roll(cleared);
      if (q_.carry_cash) carried = cleared.left;
    }
    out.assumptions = assumptions(out);
    out.question = std::move(q_);
    return out;
  }

 private:
  std::map<std::string, double> own_names(const std::map<std::string, double>& amounts) const {
    std::map<std::string, double> out;
    for (const auto& [name, usd] : amounts) out[ledger_.own_name(name)] += usd;
    return out;
  }

  std::vector<Due> dues(int year) const {
    std::vector<Due> all = arrears_;
    for (const Instalment& due : ledger_.schedule) {
      if (!is_obligation(due.instrument) || !counts(due, q_.counted) || due.usd <= 0.0) continue;
      const auto sped = accelerated_.find(contract_of(due));
      const bool early = sped != accelerated_.end() && due.year > sped->second;  // all later ones fall due in the year after
      const int falls = early ? sped->second + 1 : due.year;
      if (falls == year) all.push_back({&due, due.usd});
    }
    return all;
  }

  void roll(const ClearedYear& cleared) {
    arrears_.clear();
    const int year = cleared_year_;
    for (std::size_t d = 0; d < cleared.dues.size(); ++d) {
      const double unpaid = cleared.dues[d].usd - cleared.paid[d];
      if (unpaid <= 1e-9 * cleared.dues[d].usd) continue;
      arrears_.push_back({cleared.dues[d].of, unpaid});
      if (q_.unpaid == Unpaid::accelerated) accelerated_.emplace(contract_of(*cleared.dues[d].of), year);
    }
  }

  double avoidable(const Instalment& due) const {
    if (const auto stated = q_.avoidable.find(due.instrument); stated != q_.avoidable.end()) return stated->second;
    return due.avoidable_share.value_or(default_avoidable_share(due.instrument));
  }

  StressYear account(const ClearedYear& cleared, int year) {
    cleared_year_ = year;
    StressYear out{
        .year = year, .payer_due_usd = cleared.payer_due, .payer_paid_usd = cleared.payer_paid, .waves = cleared.waves};
    std::map<std::string, Shortfall> payees, losers;
    std::map<std::pair<std::string, std::string>, double> unpaid_flows;
    for (std::size_t d = 0; d < cleared.dues.size(); ++d) {
      const Instalment& due = *cleared.dues[d].of;
      const double usd = cleared.dues[d].usd, unpaid = std::max(0.0, usd - cleared.paid[d]);
      const auto add = [&](Shortfall& s) {
        s.party = due.to, s.due_usd += usd, s.unpaid_usd += unpaid;
        s.avoided_usd += unpaid * avoidable(due);
        if (due.instrument == Instrument::cloud_commitment) s.resold_usd += unpaid * (1.0 - avoidable(due)) * q_.resale;
        s.assumed = s.assumed || due.basis == Basis::straight_line, s.unverified = s.unverified || due.unverified;
      };
      if (due.from == q_.payer) add(payees[due.to]);
      if (unpaid > 1e-9 * usd) add(losers[due.to]), unpaid_flows[{due.from, due.to}] += unpaid;
    }
    for (const auto& [pair, usd] : unpaid_flows) out.unpaid.push_back({pair.first, pair.second, usd});
    out.payees = sorted(payees), out.losers = sorted(losers);
    for (const Shortfall& s : out.losers) out.unpaid_usd += s.unpaid_usd, out.loss_usd += s.loss_usd();
    return out;
  }

  static std::vector<Shortfall> sorted(const std::map<std::string, Shortfall>& by_party) {
    std::vector<Shortfall> all;
    for (const auto& [party, s] : by_party) all.push_back(s);
    std::sort(all.begin(), all.end(), [](const Shortfall& a, const Shortfall& b) {
      return a.unpaid_usd != b.unpaid_usd ? a.unpaid_usd > b.unpaid_usd : a.party < b.party;
    });
    return all;
  }

  std::vector<std::string> assumptions(const StressAnswer& a) const {
    std::vector<std::string> all{"hypothetical: nothing in the record says that " + q_.payer + " pays " +
                                 group_thousands(100.0 * q_.pays, 0) + " %"};
    if (!q_.first.empty())
      all.push_back(join(q_.first, " and ") + " served first, then pro rata");
    else
      all.emplace_back("pro rata among payees, except where the ledger states a seniority");
    bool assumed = false, unverified = false;
    for (const StressYear& y : a.years)
      for (const Shortfall& s : y.payees) assumed = assumed || s.assumed, unverified = unverified || s.unverified;
    if (assumed) all.emplace_back("yearly amounts of most contracts are straight-line assumptions, not published ramps");
    if (unverified) all.emplace_back("some amounts come from sources that were checked against no page");
    std::string others = "all others hold what they need after contracted inflow";
    if (q_.cushion > 0.0) others += " and " + group_thousands(100.0 * q_.cushion, 0) + " % of their dues more";
    if (!q_.cash.empty()) others += ", except those with stated cash";
    all.push_back(others + "; equity already announced arrives");
    all.push_back("loss = unpaid less avoidable cost" + std::string(q_.resale > 0.0 ? " less resale" : "") +
                  " (cloud commitments 8 % unless stated: energy and operations)");
    return all;
  }

  const Ledger& ledger_;
  Stress q_;
  std::vector<Due> arrears_;
  std::map<std::string, int> accelerated_;  ///< contract to the year it was first missed
  int cleared_year_ = 0;
};

}  // namespace

StressAnswer stress(const Ledger& ledger, const Stress& question) { return Run(ledger, question).run(); }

}  // namespace gridwright::deals
