#include <algorithm>
#include <map>

#include "gridwright/deals/distress.hpp"
#include "gridwright/deals/stress.hpp"

namespace gridwright::deals {

Distress distress(const Ledger& ledger, const Stress& question, double equity_share,
                  const std::map<std::string, double>& equity) {
  const std::string payer = ledger.own_name(question.payer);
  std::map<std::string, int> nodes;
  std::vector<std::string> names;
  const auto node = [&](const std::string& name) {
    if (nodes.emplace(name, static_cast<int>(names.size())).second) names.push_back(name);
    return nodes[name];
  };
  ExposureNetwork net;
  node(payer);
  for (const Instalment& due : ledger.schedule)
    if (due.year == question.first_year && is_obligation(due.instrument) && counts(due, question.counted))
      net.exposures.push_back({node(due.to), node(due.from), due.usd});
  std::vector<double> owed(names.size(), 0.0), start(names.size(), 0.0);
  for (const Exposure& e : net.exposures) owed[static_cast<std::size_t>(e.creditor)] += e.usd;
  net.equity.assign(names.size(), 0.0);
  for (std::size_t i = 0; i < names.size(); ++i) net.equity[i] = equity_share * owed[i];
  for (const auto& [name, usd] : equity)
    if (const auto at = nodes.find(ledger.own_name(name)); at != nodes.end())
      net.equity[static_cast<std::size_t>(at->second)] = usd;
  start[0] = 1.0 - question.pays;
  const std::vector<double> linear = linear_debtrank(net, start), original = original_debtrank(net, start);
  Distress out{.rows = {}, .equity_share = equity_share};
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (owed[i] <= 0.0) continue;
    out.rows.push_back({names[i], owed[i], net.equity[i], linear[i], original[i]});
    out.linear_usd += linear[i] * net.equity[i], out.original_usd += original[i] * net.equity[i];
  }
  std::sort(out.rows.begin(), out.rows.end(), [](const Distress::Row& a, const Distress::Row& b) {
    return a.linear != b.linear ? a.linear > b.linear : a.party < b.party;
  });
  return out;
}

}  // namespace gridwright::deals
