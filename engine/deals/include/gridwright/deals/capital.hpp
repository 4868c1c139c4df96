#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gridwright/deals/graph.hpp"
#include "gridwright/deals/ledger.hpp"

/// Readings of a ledger: what falls due when, to whom, how firm it is, and what is left of the headlines.
///
///   const Ledger ledger = shipped_ledger();
///   const Obligations o = obligations(ledger, "OpenAI");     // o.total_usd, o.hhi, o.years[3].firm_usd
///
/// All money in USD. Every sum that rests on straight-line assumptions carries how much of it does (`assumed_usd`).
namespace gridwright::deals {

/// Which instalments count. Firm ones always do.
struct Counted {
  bool contingent = false, options = false, letters_of_intent = false;
  std::vector<std::string> without;  ///< deals left out, by id
  bool operator==(const Counted&) const = default;
};
[[nodiscard]] bool counts(const Instalment& due, const Counted& counted);

/// A sum that says what it rests on.
struct Amount {
  double usd = 0.0;
  double assumed_usd = 0.0;     ///< part that is a straight-line assumption
  double unverified_usd = 0.0;  ///< part whose source was checked against no page
  void add(const Instalment& due);
};

/// What one party has to pay and may expect, by year.
struct ObligationYear {
  int year = 0;
  Amount firm, unsure;                ///< to pay; unsure: contingent, option, letter of intent
  Amount inflow_firm, inflow_unsure;  ///< cash from others: customers, and equity
};
struct Obligations {
  std::string party;
  std::vector<ObligationYear> years;  ///< every year from the first to the last
  struct Side {
    std::string party;
    Amount total;
    double share = 0.0;
    std::vector<double> by_year;  ///< USD, in the order of `years`
  };
  std::vector<Side> payees, payers;          ///< firm debts to and of others, largest first; equity is in neither
  Amount total;                              ///< firm, all years
  double hhi = 0.0, effective_number = 0.0;  ///< of what it owes, over payees
  double payer_hhi = 0.0;                    ///< of what it is owed, over payers
};
/// `party` must be in the ledger (by name or alias).
[[nodiscard]] Obligations obligations(const Ledger& ledger, std::string_view party);

/// Payments from one party to another over [first, last]: debts and, if wanted, equity. Sorted by names.
[[nodiscard]] std::vector<Flow> flows(const Ledger& ledger, int first_year, int last_year, const Counted& counted = {},
                                      bool with_equity = true);

/// From the sum of all headlines to what is firm, dated and netted. Each step says what it takes away and why.
struct WaterfallStep {
  std::string name, why;
  double change_usd = 0.0, left_usd = 0.0;
  int rows = 0;
  bool is_level = false;  ///< a level reached, not a change
};
/// Netting is of cash both ways between two parties in one year; stakes and warrants are taken out before and net nothing.
[[nodiscard]] std::vector<WaterfallStep> waterfall(const Ledger& ledger);

/// Own and contracted cash against dues. cover = (carried + contracted inflow + own income) / dues.
struct CoverYear {
  int year = 0;
  double due_usd = 0.0, inflow_usd = 0.0, income_usd = 0.0, carried_usd = 0.0;
  double cover = 0.0;              ///< infinite when nothing is due
  double income_needed_usd = 0.0;  ///< own income that would have held cover at 1, all earlier years at 1 too
};
struct Cover {
  std::string party;
  std::vector<CoverYear> years;
  std::optional<int> first_year_below;  ///< the first with cover below 1
};
/// `income`: the party's own income by year, a hypothesis of the caller. Money left over is carried; a gap is not.
[[nodiscard]] Cover cover(const Ledger& ledger, std::string_view party, const std::map<int, double>& income,
                          const Counted& counted = {});

/// What a year of delay moves: instalments of a deal shifted by `years`, valued at `rate`.
struct Delay {
  std::string deal, payer, payee;
  double total_usd = 0.0;
  double excused_usd = 0.0;  ///< due in the years that fall away at the start
  double value_usd =
      0.0;  ///< present value before minus after, in the first year's money: what the payer gains and the payee loses
  std::vector<std::pair<int, double>> before, after;  ///< by year
  Amount still_due_by_payee;                          ///< what the payee itself owes in the excused years, delay or not
};
/// Empty when the deal has no instalments.
[[nodiscard]] std::optional<Delay> delay(const Ledger& ledger, std::string_view deal, int years, double rate);

}  // namespace gridwright::deals
