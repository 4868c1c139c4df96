#include <algorithm>
#include <map>
#include <set>

#include "gridwright/core/parallel.hpp"
#include "gridwright/core/random.hpp"
#include "gridwright/deals/stress.hpp"
#include "year_network.hpp"

namespace gridwright::deals {

std::vector<ThresholdPoint> threshold_curve(const Ledger& ledger, Stress question, int steps) {
  std::vector<ThresholdPoint> curve;
  for (int k = 0; k <= steps; ++k) {
    question.pays = static_cast<double>(k) / steps;
    const StressAnswer a = stress(ledger, question);
    ThresholdPoint& point = curve.emplace_back();
    point.pays = question.pays, point.unpaid_usd = a.unpaid_usd, point.loss_usd = a.loss_usd;
    for (const StressYear& year : a.years)
      for (const auto& wave : year.waves)
        for (const std::string& name : wave)
          if (name != a.question.payer && std::find(point.failed.begin(), point.failed.end(), name) == point.failed.end())
            point.failed.push_back(name);
    point.failures = static_cast<int>(point.failed.size());
  }
  return curve;
}

Contagion contagion(const Ledger& ledger, const Stress& question) {
  std::map<std::string, Contagion::Row> rows;
  std::set<std::string> payers;
  for (const Instalment& due : ledger.schedule)
    if (due.year >= question.first_year && due.year <= question.last_year && is_obligation(due.instrument) &&
        counts(due, question.counted))
      payers.insert(due.from);
  for (const std::string& payer : payers) {
    Stress q = question;
    q.payer = payer, q.first.clear();
    const StressAnswer a = stress(ledger, q);
    Contagion::Row& row = rows[payer];
    row.caused_usd = a.loss_usd;
    std::set<std::string> failed;
    for (const StressYear& year : a.years) {
      row.due_usd += year.payer_due_usd;
      for (const auto& wave : year.waves) failed.insert(wave.begin(), wave.end());
      for (const Shortfall& s : year.losers) rows[s.party].borne_usd += s.loss_usd();
    }
    failed.erase(payer);
    row.failures = static_cast<int>(failed.size());
  }
  Contagion out;
  for (auto& [party, row] : rows) row.party = party, out.rows.push_back(row);
  std::sort(out.rows.begin(), out.rows.end(), [](const auto& a, const auto& b) {
    if (a.caused_usd != b.caused_usd) return a.caused_usd > b.caused_usd;
    return a.borne_usd != b.borne_usd ? a.borne_usd > b.borne_usd : a.party < b.party;
  });
  return out;
}

namespace {

template <class Gone>
Ledger without(const Ledger& ledger, Gone gone) {
  Ledger kept{.name = ledger.name, .parties = ledger.parties, .deals = ledger.deals, .schedule = {}};
  for (const Instalment& due : ledger.schedule)
    if (!gone(due)) kept.schedule.push_back(due);
  return kept;
}

}  // namespace

std::vector<Removal> removals(const Ledger& ledger, const Stress& question) {
  const double whole = stress(ledger, question).loss_usd;
  std::map<std::string, const Instalment*> contracts;
  for (const Instalment& due : ledger.schedule)
    if (is_obligation(due.instrument) && counts(due, question.counted)) contracts.emplace(contract_of(due), &due);
  std::vector<Removal> all;
  for (const auto& [contract, due] : contracts) {
    const double loss =
        stress(without(ledger, [&](const Instalment& i) { return contract_of(i) == contract; }), question).loss_usd;
    if (loss != whole) all.push_back({contract, due->from, due->to, loss, whole - loss});
  }
  std::sort(all.begin(), all.end(), [](const Removal& a, const Removal& b) {
    return a.saved_usd != b.saved_usd ? a.saved_usd > b.saved_usd : a.contract < b.contract;
  });
  return all;
}

namespace {

/// What is drawn together: a contract's firm part, and apart from it what hangs on a condition.
std::string tranche_of(const Instalment& due) {
  return contract_of(due) + (due.standing == Standing::firm ? "" : ", " + std::string(name_of(due.standing)));
}

double chance_of(const Ledger& ledger, const Instalment& due, const Chances& chances) {
  double chance = 1.0;
  for (const std::string& id : due.deals) {
    const Deal* deal = ledger.find_deal(id);
    if (deal == nullptr) continue;
    const double by_evidence[] = {chances.signed_contract, chances.announced, chances.reported, chances.letter_of_intent};
    chance = std::min(chance, by_evidence[static_cast<std::size_t>(deal->evidence)]);
  }
  if (due.standing == Standing::contingent) chance *= chances.contingent;
  if (due.standing == Standing::option) chance *= chances.option;
  if (due.standing == Standing::letter_of_intent) chance = std::min(chance, chances.letter_of_intent);
  return chance;
}

Spread spread_of(std::string party, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
  };
  double sum = 0.0;
  for (const double v : values) sum += v;
  return {std::move(party), at(0.1), at(0.5), at(0.9), sum / static_cast<double>(values.size())};
}

}  // namespace

Sampled sample_status(const Ledger& ledger, const Stress& question, const Chances& chances, int samples, std::uint64_t seed,
                      int threads) {
  const auto count = static_cast<std::size_t>(std::max(samples, 1));
  std::map<std::string, double> chance;  // by tranche
  for (const Instalment& due : ledger.schedule) {
    const auto [at, fresh] = chance.emplace(tranche_of(due), chance_of(ledger, due, chances));
    if (!fresh) at->second = std::min(at->second, chance_of(ledger, due, chances));
  }
  std::vector<std::set<std::string>> gone(count);
  for (const auto& [contract, p] : chance) {
    RandomStream draw(seed, "deals.status." + contract);
    for (std::size_t s = 0; s < count; ++s)
      if (draw.uniform() >= p) gone[s].insert(contract);
  }
  Stress all = question;
  all.counted.contingent = all.counted.options = all.counted.letters_of_intent = true;
  std::vector<double> due(count);
  std::vector<std::map<std::string, double>> unpaid(count);
  parallel_for(static_cast<std::int64_t>(count), threads, [&](std::int64_t i) {
    const auto s = static_cast<std::size_t>(i);
    const StressAnswer a =
        stress(without(ledger, [&](const Instalment& one) { return gone[s].contains(tranche_of(one)); }), all);
    for (const StressYear& year : a.years) {
      due[s] += year.payer_due_usd;
      for (const Shortfall& f : year.losers) unpaid[s][f.party] += f.unpaid_usd;
    }
  });
  Sampled out{.samples = static_cast<int>(count), .due = spread_of({}, due), .unpaid = {}};
  std::set<std::string> parties;
  for (const auto& sample : unpaid)
    for (const auto& [party, usd] : sample) parties.insert(party);
  for (const std::string& party : parties) {
    std::vector<double> values;
    for (const auto& sample : unpaid) values.push_back(sample.contains(party) ? sample.at(party) : 0.0);
    out.unpaid.push_back(spread_of(party, std::move(values)));
  }
  std::sort(out.unpaid.begin(), out.unpaid.end(), [](const Spread& a, const Spread& b) {
    return a.mean_usd != b.mean_usd ? a.mean_usd > b.mean_usd : a.party < b.party;
  });
  return out;
}

}  // namespace gridwright::deals
