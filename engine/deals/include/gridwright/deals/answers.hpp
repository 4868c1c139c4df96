#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gridwright/deals/own_money.hpp"
#include "gridwright/deals/recourse.hpp"
#include "gridwright/deals/stress.hpp"

/// Everything one run of `gridwright capital` found: the overview always, an answer for each question asked.
namespace gridwright::deals {

struct StressFindings {
  StressAnswer asked;
  std::optional<StressAnswer>
      investors_first;  ///< the same with payees who invested in the payer served first; nothing where there are none
  std::vector<ThresholdPoint> threshold;
  std::optional<Contagion> contagion;
  std::optional<Distress> distress;
  std::vector<Removal> removals;
  std::optional<Sampled> sampled;
  Chances chances;
};

struct CoverFindings {
  std::vector<Cover> cases;      ///< [0] firm cash only; [1] contingent cash as well
  std::map<int, double> income;  ///< of the caller, USD
};

struct GuaranteeFindings {
  std::string deal, guarantor, holder;
  double decline = 0.0;
  std::vector<GuaranteeExit> exits;
};

struct CapitalAnswers {
  Ledger ledger;
  // overview
  std::vector<WaterfallStep> waterfall;
  std::vector<Cycle> cycles;        ///< firm and contingent cash, all years
  std::vector<Centrality> places;   ///< of the same payments
  std::vector<Obligations> payers;  ///< whoever owes firm debts, largest first
  // questions
  std::optional<Obligations> party;
  std::optional<StressFindings> stress;
  std::optional<OwnMoney> own_money;
  std::optional<CoverFindings> cover;
  std::optional<Delay> delay;
  std::vector<LenderLoss> lenders;
  double collateral_fall = 0.0;  ///< of `lenders`
  std::vector<GuaranteeFindings> guarantees;
};

/// The overview of a ledger.
[[nodiscard]] CapitalAnswers overview(Ledger ledger);
/// A stress with what belongs beside it. The curve has 101 points.
[[nodiscard]] StressFindings explore(const Ledger& ledger, const Stress& question);

}  // namespace gridwright::deals
