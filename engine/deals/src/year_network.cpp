#include "year_network.hpp"

#include <algorithm>

#include "gridwright/core/text.hpp"

namespace gridwright::deals {

std::string contract_of(const Instalment& due) {
  if (!due.deals.empty()) return join(due.deals, " ");
  return due.from + " to " + due.to + ", " + std::string(name_of(due.instrument));
}

namespace {

/// Names to nodes; the payer of a stress gets a second node, where what others owe it ends: what it pays is given.
class Builder {
 public:
  Builder(const Ledger& ledger, const Stress& question, int year, const std::map<std::string, double>& carried,
          std::vector<Due> dues)
      : ledger_(ledger), question_(question), year_(year), carried_(carried), dues_(std::move(dues)) {
    for (const Due& d : dues_) node(d.of->from), node(d.of->to);
    inbox_ = static_cast<int>(names_.size());
  }

  ClearedYear run(double pays) {
    ClearedYear out;
    net_.nodes = inbox_ + 1;
    net_.cash.assign(names_.size() + 1, 0.0);
    net_.outside_debt.assign(names_.size() + 1, 0.0);
    serve_payer(pays, out);
    for (std::size_t d = 0; d < dues_.size(); ++d) {
      const Instalment& due = *dues_[d].of;
      const bool by_payer = due.from == question_.payer;
      const int to = due.to == question_.payer ? inbox_ : nodes_[due.to];
      net_.claims.push_back({nodes_[due.from], to, by_payer ? payer_pays_[d] : dues_[d].usd, rank(due)});
    }
    give_cash(out.payer_paid);
    const Clearing cleared = clear(net_, {.cash_recovery = question_.cash_recovery,
                                          .claims_recovery = question_.claims_recovery,
                                          .outside = question_.outside});
    out.paid = cleared.claim_paid;
    const bool stressed = out.payer_paid < out.payer_due * (1.0 - 1e-12);
    if (stressed) out.waves.push_back({question_.payer});
    for (const std::vector<int>& wave : cleared.waves) {
      std::vector<std::string>& names = out.waves.emplace_back();
      for (const int i : wave) names.push_back(names_[static_cast<std::size_t>(i)]);
      std::sort(names.begin(), names.end());
    }
    for (std::size_t i = 0; i < names_.size(); ++i) out.left[names_[i]] = std::max(0.0, cleared.equity[i]);
    if (nodes_.contains(question_.payer))
      out.left[question_.payer] = 0.0;  // what it pays is given, so what it keeps is not known
    out.dues = std::move(dues_);
    return out;
  }

 private:
  void node(const std::string& name) {
    if (nodes_.emplace(name, static_cast<int>(names_.size())).second) names_.push_back(name);
  }

  int rank(const Instalment& due) const {
    if (due.from != question_.payer || question_.first.empty()) return due.seniority;
    return std::find(question_.first.begin(), question_.first.end(), due.to) != question_.first.end() ? 0
                                                                                                      : 1 + due.seniority;
  }

  /// What the payer pays on each debt: its share of all, served rank by rank, pro rata within a rank.
  void serve_payer(double pays, ClearedYear& out) {
    payer_pays_.assign(dues_.size(), 0.0);
    std::map<int, double> ranks;
    for (const Due& d : dues_)
      if (d.of->from == question_.payer) ranks[rank(*d.of)] += d.usd, out.payer_due += d.usd;
    double left = out.payer_paid = pays * out.payer_due;
    for (const auto& [r, due] : ranks) {
      const double share = due > 0.0 ? std::min(1.0, left / due) : 0.0;
      for (std::size_t d = 0; d < dues_.size(); ++d)
        if (dues_[d].of->from == question_.payer && rank(*dues_[d].of) == r)
          payer_pays_[d] = pays >= 1.0 ? dues_[d].usd : share * dues_[d].usd;
      left -= std::min(left, due);
    }
  }

  void give_cash(double payer_paid) {
    std::vector<double> due(names_.size(), 0.0), inflow(names_.size(), 0.0), equity(names_.size(), 0.0);
    for (const Due& d : dues_) {
      due[at(d.of->from)] += d.usd;
      inflow[at(d.of->to)] += d.usd;
    }
    for (const Instalment& i : ledger_.schedule)
      if (i.year == year_ && i.instrument == Instrument::equity && counts(i, question_.counted) && nodes_.contains(i.to))
        equity[at(i.to)] += i.usd;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string& name = names_[i];
      const auto outside = question_.outside_debt.find(name), stated = question_.cash.find(name),
                 carried = carried_.find(name);
      if (outside != question_.outside_debt.end()) net_.outside_debt[i] = outside->second;
      const double owes = due[i] + net_.outside_debt[i];
      if (name == question_.payer) {
        net_.cash[i] = payer_paid, net_.outside_debt[i] = 0.0;
        continue;
      }
      net_.cash[i] = stated != question_.cash.end() ? stated->second + equity[i]
                                                    : std::max(equity[i], owes - inflow[i]) + question_.cushion * owes;
      if (carried != carried_.end()) net_.cash[i] += carried->second;
      net_.cash[i] = std::max(0.0, net_.cash[i]);
    }
  }

  std::size_t at(const std::string& name) { return static_cast<std::size_t>(nodes_[name]); }

  const Ledger& ledger_;
  const Stress& question_;
  int year_;
  const std::map<std::string, double>& carried_;
  std::vector<Due> dues_;
  std::vector<std::string> names_;
  std::map<std::string, int> nodes_;
  std::vector<double> payer_pays_;
  int inbox_ = 0;
  Network net_;
};

}  // namespace

ClearedYear clear_year(const Ledger& ledger, const Stress& question, int year, double pays, std::vector<Due> dues,
                       const std::map<std::string, double>& carried) {
  return Builder(ledger, question, year, carried, std::move(dues)).run(pays);
}

}  // namespace gridwright::deals
