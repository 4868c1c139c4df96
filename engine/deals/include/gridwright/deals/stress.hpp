#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/deals/capital.hpp"
#include "gridwright/deals/clearing.hpp"

/// Stress: what happens to everybody when one payer pays a part of what it owes. Hypothetical by construction; every answer
/// carries the assumptions it rests on.
///
///   const StressAnswer a = stress(shipped_ledger(), {.payer = "OpenAI", .pays = 0.6, .first_year = 2029, .last_year = 2029});
///   a.years[0].payees[0]          // Oracle, unpaid 24.0 bn of 60
namespace gridwright::deals {

/// What becomes of an amount that was not paid.
enum class Unpaid {
  gone,         ///< written off
  rolled,       ///< due again next year, beside what falls due then
  accelerated,  ///< rolled, and all later instalments of the same contract fall due next year
};

struct Stress {
  std::string payer;
  double pays = 1.0;                  ///< share of what falls due in the years of the stress, 0..1
  int first_year = 0, last_year = 0;  ///< the payer pays `pays` in each of them
  int look_until = 0;                 ///< clear the years up to this one too, with full payment again; 0 = last_year
  std::vector<std::string> first;  ///< payees the payer serves before all others; empty: as the ledger says, else pro rata
  Counted counted;
  Unpaid unpaid = Unpaid::gone;
  bool carry_cash = false;                            ///< cash left at the end of a year is there in the next
  double cash_recovery = 1.0, claims_recovery = 1.0;  ///< Rogers and Veraart: alpha, beta of those who default
  double cushion = 0.0;                               ///< cash of everybody else beyond need, share of what they owe
  std::map<std::string, double> cash;                 ///< cash of a party in each year instead of need and cushion, USD
  std::map<std::string, double> outside_debt;         ///< debts to creditors outside the ledger, each year, USD
  OutsideCreditors outside = OutsideCreditors::pari_passu;
  std::map<Instrument, double> avoidable;  ///< cost the payee saves when unpaid, share; missing: default_avoidable_share
  double resale = 0.0;                     ///< of what the payee need not deliver, the share it sells elsewhere
};

/// Energy and operations only, for what is delivered hour by hour; nothing where chips are bought and leases signed. The 8 % are power
/// (6 %) and network and staff (2 %) of the Pine Island design's own cost.
[[nodiscard]] double default_avoidable_share(Instrument instrument);

/// What one payee misses.
struct Shortfall {
  std::string party;
  double due_usd = 0.0, unpaid_usd = 0.0;
  double avoided_usd = 0.0, resold_usd = 0.0;  ///< what it need not spend, and sells elsewhere
  bool assumed = false, unverified = false;    ///< rests on a straight-line split; on an unchecked source
  [[nodiscard]] double loss_usd() const { return unpaid_usd - avoided_usd - resold_usd; }
};

struct StressYear {
  int year = 0;
  double payer_due_usd = 0.0, payer_paid_usd = 0.0;
  std::vector<Shortfall> payees;  ///< of the payer, largest first
  std::vector<Shortfall> losers;  ///< of anybody who did not pay, largest first
  std::vector<std::vector<std::string>>
      waves;                                ///< [0] the payer (when it pays less than all); then who falls because of whom
  std::vector<Flow> unpaid;                 ///< who left whom how much unpaid, by names
  double unpaid_usd = 0.0, loss_usd = 0.0;  ///< all losers together
  [[nodiscard]] int failures() const;       ///< parties in default besides the payer
};

struct StressAnswer {
  Stress question;  ///< with the payer's own name
  std::vector<StressYear> years;
  double unpaid_usd = 0.0, loss_usd = 0.0;
  std::vector<std::string> assumptions;  ///< in words, to print beside the numbers
};

/// Everything wrong with a question: unknown parties and deals (with the nearest name), shares outside 0..1, years turned round.
[[nodiscard]] Diagnostics check(const Ledger& ledger, const Stress& question);
/// `question` must be sound. Parties without stated cash have what they need after contracted inflow, plus the cushion: nobody falls
/// without the stress. Equity is cash of who gets it; an investor may stay away without default.
[[nodiscard]] StressAnswer stress(const Ledger& ledger, const Stress& question);

/// The default-threshold curve: the same question with the payer paying 0, 1/steps, ..., 1.
struct ThresholdPoint {
  double pays = 0.0;
  int failures = 0;  ///< besides the payer
  double unpaid_usd = 0.0, loss_usd = 0.0;
  std::vector<std::string> failed;  ///< names, in order of waves
};
[[nodiscard]] std::vector<ThresholdPoint> threshold_curve(const Ledger& ledger, Stress question, int steps = 100);

/// Loss caused by each party as the payer of the question (criticality), and borne by each (vulnerability).
struct Contagion {
  struct Row {
    std::string party;
    double due_usd = 0.0, caused_usd = 0.0, borne_usd = 0.0;
    int failures = 0;
  };
  std::vector<Row> rows;  ///< largest loss caused first
};
[[nodiscard]] Contagion contagion(const Ledger& ledger, const Stress& question);

/// Which contract, taken out, lowers the loss most.
struct Removal {
  std::string contract;  ///< deal ids, or "A to B, lease"
  std::string from, to;
  double loss_usd = 0.0, saved_usd = 0.0;  ///< with the contract gone; against the question as it is
};
[[nodiscard]] std::vector<Removal> removals(const Ledger& ledger, const Stress& question);

/// Distress before default: DebtRank on the debts of the first year of the question. A party's exposures are what it is owed; its equity
/// is stated, or a share of what it is owed (a hypothesis of the caller: balance sheets are not in the ledger). The payer starts with
/// 1 - pays of its equity lost.
struct Distress {
  struct Row {
    std::string party;
    double owed_usd = 0.0, equity_usd = 0.0;
    double linear = 0.0, original = 0.0;  ///< share of equity lost in the end
  };
  std::vector<Row> rows;                        ///< largest linear loss first; the payer apart
  double linear_usd = 0.0, original_usd = 0.0;  ///< equity lost by all but the payer
  double equity_share = 0.0;
};
[[nodiscard]] Distress distress(const Ledger& ledger, const Stress& question, double equity_share,
                                const std::map<std::string, double>& equity = {});

/// Chance that a contract is paid as written, by what is known of it. Guesses of the caller: nothing in the record gives them.
struct Chances {
  double signed_contract = 1.0, announced = 0.9, reported = 0.8, letter_of_intent = 0.2;  ///< by evidence
  double contingent = 0.5, option = 0.3;                                                  ///< times this, by standing
};
struct Spread {
  std::string party;  ///< payee; empty: all together
  double p10_usd = 0.0, median_usd = 0.0, p90_usd = 0.0, mean_usd = 0.0;
};
struct Sampled {
  int samples = 0;
  Spread due;                  ///< what the payer owes in the year
  std::vector<Spread> unpaid;  ///< by payee, largest mean first
};
/// Draws which contracts exist at all (one draw a contract and sample; contingent tranches apart;
/// stream "deals.status.<contract>"), and asks the question of each.
[[nodiscard]] Sampled sample_status(const Ledger& ledger, const Stress& question, const Chances& chances, int samples,
                                    std::uint64_t seed, int threads = 0);

}  // namespace gridwright::deals
