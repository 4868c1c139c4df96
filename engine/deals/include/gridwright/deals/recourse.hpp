#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gridwright/deals/ledger.hpp"

/// What lenders can reach when a borrower stops paying, and what a guarantee costs who gave it.
namespace gridwright::deals {

/// What stands behind a debt of the ledger.
struct Backing {
  std::string deal;                                         ///< id of the debt
  std::string backed_by;                                    ///< chips, campus, leases
  std::optional<double> collateral_usd;                     ///< at purchase price; nothing = not disclosed
  double rate = 0.0;                                        ///< interest a year
  std::string guarantor;                                    ///< of a residual value; may be empty
  int exit_from = 0, exit_every = 0, guaranteed_until = 0;  ///< years; 0 = no exits
  int repaid_by = 0;                                        ///< year
  std::string note, source;
};
/// data/deals/recourse.csv.
[[nodiscard]] std::vector<Backing> shipped_backings();

/// What is left for a lender after collateral has lost `fall` of its price. No cure, no amortisation: as if it happened at the start.
struct LenderLoss {
  std::string deal, lender, borrower, backed_by, guarantor, note;  ///< a guarantor stands before the lender
  double debt_usd = 0.0;
  std::optional<double> collateral_usd, loss_usd;
  std::optional<double>
      first_loss_fall;  ///< fall of the collateral's price from which the lender loses; 1 - debt / collateral
};
/// Backed debts whose collateral is `kind` ("chips"; empty: any), the first to lose first; then those behind a guarantor; undisclosed ones last.
[[nodiscard]] std::vector<LenderLoss> lender_losses(const Ledger& ledger, const std::vector<Backing>& backings, double fall,
                                                    std::string_view kind = {});

/// Cost of a residual value guarantee at each possible exit: what is still owed less what the campus is worth, if that is more than nothing.
/// Owed: level yearly payments at the rate of the debt, from the start of the first lease term until `repaid_by`.
struct GuaranteeExit {
  int year = 0;
  double owed_usd = 0.0, value_usd = 0.0;
  [[nodiscard]] double cost_usd() const { return owed_usd > value_usd ? owed_usd - value_usd : 0.0; }
};
/// `decline`: loss of the campus's value a year, a hypothesis of the caller. Empty when the debt has no guarantee.
[[nodiscard]] std::vector<GuaranteeExit> guarantee_exits(const Ledger& ledger, const Backing& backing, double decline);

}  // namespace gridwright::deals
