#include "findings.hpp"

#include <nlohmann/json.hpp>

#include "../words.hpp"
#include "gridwright/report/capital.hpp"

namespace gridwright::report {

namespace {

void add(std::vector<Finding>& all, std::vector<Finding> more) {
  for (Finding& f : more)
    if (!f.rows.empty() || !f.title.empty()) all.push_back(std::move(f));
}

}  // namespace

std::vector<Finding> findings(const deals::CapitalAnswers& a) {
  std::vector<Finding> all;
  if (a.stress) add(all, stress_findings(*a.stress));
  add(all, money_findings(a));
  if (a.party) add(all, party_findings(a.ledger, *a.party));
  if (all.empty()) add(all, overview_findings(a));
  return all;
}

std::optional<deals::Obligations> subject(const deals::CapitalAnswers& a) {
  if (a.party) return a.party;
  const std::string name = a.stress  ? a.stress->asked.question.payer
                           : a.cover ? a.cover->cases.front().party
                                     : std::string();
  if (!name.empty()) return deals::obligations(a.ledger, name);
  if (a.payers.empty()) return std::nullopt;
  return a.payers.front();
}

std::vector<Finding> page_findings(const deals::CapitalAnswers& a) {
  std::vector<Finding> all;
  if (a.stress) add(all, stress_findings(*a.stress));
  add(all, money_findings(a));
  if (const auto about = subject(a)) add(all, party_findings(a.ledger, *about));
  add(all, overview_findings(a));
  return all;
}

std::string rests_on(const deals::Amount& amount) {
  if (amount.usd <= 0.0) return {};
  std::string text;
  if (amount.assumed_usd > 0.0) text = percent(amount.assumed_usd / amount.usd, 0) + " straight-line assumption";
  if (amount.unverified_usd > 0.0)
    text += (text.empty() ? "" : ", ") + percent(amount.unverified_usd / amount.usd, 0) + " unverified";
  return text;
}

std::string capital_text(const deals::CapitalAnswers& answers, std::string_view folder) {
  std::string text = findings_text(findings(answers));
  if (!folder.empty()) text += "\nlook    " + std::string(folder) + "/capital.html\n";
  return text;
}

std::string capital_json(const deals::CapitalAnswers& answers) {
  using json = nlohmann::ordered_json;
  json out{{"ledger", answers.ledger.name},
           {"deals", answers.ledger.deals.size()},
           {"instalments", answers.ledger.schedule.size()},
           {"findings", findings_json(findings(answers))}};
  if (answers.stress) {
    json curve = json::array();
    for (const deals::ThresholdPoint& p : answers.stress->threshold)
      curve.push_back({{"pays", p.pays},
                       {"failures", p.failures},
                       {"unpaid_busd", p.unpaid_usd / 1e9},
                       {"loss_busd", p.loss_usd / 1e9}});
    out["threshold_curve"] = std::move(curve);
  }
  return out.dump(2, ' ', false, json::error_handler_t::replace);
}

std::vector<std::pair<std::string, std::string>> capital_tables(const deals::CapitalAnswers& answers) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const Finding& f : page_findings(answers)) files.emplace_back(f.id + ".csv", finding_csv(f));
  return files;
}

}  // namespace gridwright::report
