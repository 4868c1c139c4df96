#pragma once
#include <cstddef>
#include <span>
#include <vector>

/// Exact arithmetic of commitments against a given load or bill: what is covered, what is lost, what is best. One contract
/// at a time and no optimiser; plan decides over many contracts at once and must agree with these where both answer.
///
///   CommitmentChoice c = best_commitment(load, 63.296, 23.80);      // H200, on demand and three years upfront
///   c.break_even_use == 0.37601;                                    // commit while a unit is wanted in this share of hours
namespace gridwright::deals {

/// A commitment of `count` units that is paid used or not, beside on demand for the rest.
struct CommitmentChoice {
  double count = 0.0;              ///< units committed
  double break_even_use = 0.0;     ///< committed price / on-demand price
  double use = 0.0;                ///< share of the committed unit-hours that the load uses
  double committed_usd = 0.0, on_demand_usd = 0.0;  ///< over the load's hours
  double without_usd = 0.0;        ///< everything on demand
  double next_unit_usd = 0.0;      ///< what one more committed unit saves over the load's hours; negative when it costs
  [[nodiscard]] double usd() const { return committed_usd + on_demand_usd; }
};

/// Cost of a given commitment. `load` is units wanted, one value a step of `step_h` hours. O(hours).
[[nodiscard]] CommitmentChoice with_commitment(std::span<const double> load, double on_demand, double committed, double count,
                                               double step_h = 1.0);
/// The least-cost commitment: the largest n with (hours that want >= n) / hours >= committed / on_demand, which is the
/// critical fractile of the newsvendor problem. A tie goes to the larger n. O(hours log hours).
[[nodiscard]] CommitmentChoice best_commitment(std::span<const double> load, double on_demand, double committed,
                                               double step_h = 1.0);

/// One SKU in one hour under a spend commitment (savings plan).
struct PlanUse {
  double units = 0.0;              ///< unit-hours wanted
  double on_demand = 0.0, plan_rate = 0.0;  ///< USD per unit-hour
};
struct PlanHour {
  std::vector<double> covered{};   ///< unit-hours at plan rate, one a SKU
  double used_usd = 0.0;           ///< of the commitment
  double lost_usd = 0.0;           ///< commitment that nothing used: gone with the hour
  double on_demand_usd = 0.0;
  double bill_usd = 0.0;           ///< commitment + on demand
  double next_dollar_usd = 0.0;    ///< on-demand dollars that one more committed dollar displaces in this hour
};
/// Applies a commitment of `usd` to one hour, the SKU with the largest on_demand / plan_rate first: that is what clouds do,
/// and it is the optimum, because displaced on-demand dollars per committed dollar are on_demand / plan_rate. SKUs whose plan
/// rate is not below on demand are not covered. O(n log n).
[[nodiscard]] PlanHour apply_spend_commitment(std::span<const PlanUse> uses, double usd);

/// The least-cost spend commitment in USD an hour for hourly uses (hours[t] = uses of hour t). The saving is concave in the
/// commitment, so the answer is where the mean of next_dollar_usd falls to one. O(n log n) in all uses.
[[nodiscard]] double best_spend_commitment(std::span<const std::vector<PlanUse>> hours);

/// Minimums of a take-or-pay or enterprise commitment over equal periods (months or years).
struct MinimumTerms {
  std::vector<double> minimum{};   ///< one a period; a single one holds in all; empty: none
  double total = 0.0;              ///< over the whole term; what is missing is due in the last period
  double carry_share = 0.0;        ///< of the next minimum that this period's excess may count for
  double shortfall_share = 1.0;    ///< of the shortfall that is billed
  std::vector<double> delivered{}; ///< share of the minimum that is owed in each period; empty: all; the last one goes on
};
struct MinimumBill {
  std::vector<double> owed{};      ///< minimum after excuses
  std::vector<double> excused{};   ///< what late delivery took off
  std::vector<double> carried{};   ///< earlier excess that counted in this period
  std::vector<double> shortfall{}; ///< billed on top of usage
  std::vector<double> paid{};      ///< usage + shortfall
  double shortfall_usd = 0.0, paid_usd = 0.0;
};
/// Bills usage (money, one value a period) under minimums. Excess counts once: it is carried to the next period only.
[[nodiscard]] MinimumBill bill_minimum(std::span<const double> usage_usd, const MinimumTerms& terms);

/// A grant of credits: usable in periods [first, last], then it lapses.
struct Grant {
  double usd = 0.0;
  std::size_t first = 0, last = 0;
};
struct CreditBill {
  std::vector<double> used{}, paid{};    ///< one a period; paid = bill - used
  std::vector<double> balance{};         ///< at the end of the period, what lapses with it already gone
  std::vector<double> lapsed{};
  double used_usd = 0.0, lapsed_usd = 0.0, paid_usd = 0.0;
};
/// Pays bills from grants, the one that lapses first being used first: no other order wastes less.
[[nodiscard]] CreditBill apply_credits(std::span<const double> bill_usd, std::span<const Grant> grants);

/// Reservations bought online, without knowing the future (Wang, Li, Liang, "To reserve or not to reserve", arXiv
/// 1305.5608). Money is in reservation fees: a reservation costs 1 and lasts `term` steps, on demand costs `price` a step,
/// reserved `discount` x price. break_even = 1 / (1 - discount).
struct ReservationTerms {
  double price = 0.0;              ///< on demand, per step, in reservation fees
  double discount = 0.0;           ///< alpha: price of a reserved step over that of an on-demand step, [0, 1)
  std::size_t term = 1;            ///< steps a reservation lasts
  [[nodiscard]] double break_even() const { return 1.0 / (1.0 - discount); }
};
/// Cost of the threshold policy: reserve when on-demand spending of the last `term` steps that a reservation would have saved
/// exceeds `threshold`. With threshold = break_even it costs at most (2 - discount) times the offline optimum; with a random
/// threshold of the paper's density at most e / (e - 1 + discount) times in expectation. O(steps x peak demand).
[[nodiscard]] double online_reservation_cost(std::span<const int> demand, const ReservationTerms& terms, double threshold);
/// Expected cost of the randomised policy, summed exactly over the intervals on which it acts alike.
[[nodiscard]] double online_reservation_expected_cost(std::span<const int> demand, const ReservationTerms& terms);

}  // namespace gridwright::deals
