#include "gridwright/deals/answers.hpp"

#include <algorithm>
#include <set>

namespace gridwright::deals {

CapitalAnswers overview(Ledger ledger) {
  CapitalAnswers out;
  out.waterfall = waterfall(ledger);
  const std::vector<Flow> all = flows(ledger, 1990, 2100, {.contingent = true, .options = true, .letters_of_intent = false, .without = {}});
  out.cycles = simple_cycles(all);
  out.places = centrality(all);
  std::set<std::string> names;
  for (const Instalment& due : ledger.schedule)
    if (is_obligation(due.instrument) && due.standing == Standing::firm) names.insert(due.from);
  for (const std::string& name : names) out.payers.push_back(obligations(ledger, name));
  std::sort(out.payers.begin(), out.payers.end(), [](const Obligations& a, const Obligations& b) {
    return a.total.usd != b.total.usd ? a.total.usd > b.total.usd : a.party < b.party;
  });
  out.ledger = std::move(ledger);
  return out;
}

StressFindings explore(const Ledger& ledger, const Stress& question) {
  StressFindings out{.asked = stress(ledger, question)};
  std::set<std::string> investors;
  const std::string payer = out.asked.question.payer;
  for (const Instalment& due : ledger.schedule)
    if (due.to == payer && due.instrument == Instrument::equity) investors.insert(due.from);
  for (const Deal& d : ledger.deals)
    if (d.to == payer && d.instrument == Instrument::equity && d.standing != Standing::letter_of_intent)
      investors.insert(d.from);
  Stress other = question;
  other.first.clear();
  for (const StressYear& y : out.asked.years)
    for (const Shortfall& s : y.payees)
      if (investors.contains(s.party) && std::find(other.first.begin(), other.first.end(), s.party) == other.first.end())
        other.first.push_back(s.party);
  std::sort(other.first.begin(), other.first.end());
  if (!other.first.empty() && question.first.empty()) out.investors_first = stress(ledger, other);
  out.threshold = threshold_curve(ledger, question);
  return out;
}

}  // namespace gridwright::deals
