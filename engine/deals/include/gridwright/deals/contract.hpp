#pragma once
#include <span>
#include <string>
#include <vector>

#include "gridwright/scenario/scenario.hpp"

/// One contract explained in money: what it obliges to and when, at which use it pays, what its options are worth, what a
/// late delivery costs and what leaving it costs today.
///
///   ContractView v = explain_contract(scenario, scenario.contracts[0], load);
///   v.ladder        what is owed in each calendar year, by firmness
///   v.facts         "break-even use" 37.6 %, with the sentence that says what it means
///
/// Nothing is netted: a warrant, a stake or a credit stands beside the cost, never inside it. What the contract does not say
/// and the scenario does not state is left out, not guessed; each assumption made is in `assumptions`.
namespace gridwright::deals {

/// What one calendar year of a contract obliges to, USD.
struct Rung {
  int year = 0;
  double firm_usd = 0.0, contingent_usd = 0.0, option_usd = 0.0;
  double excused_usd = 0.0;        ///< minimum that late delivery takes off
  double present_usd = 0.0;        ///< firm part discounted to the start of the scenario's year, paid mid-year
};

/// A number about a contract, with what it means.
struct Fact {
  std::string name, unit;          ///< "break-even use", "%"
  double value = 0.0;
  std::string meaning;             ///< a sentence
};

/// Hours of the load in falling order with what the contract covers, for a load-duration figure.
struct Coverage {
  std::vector<double> load_falling{};   ///< units, largest first; empty when no load is known
  double committed = 0.0;               ///< units the contract covers in every hour
  double best = 0.0;                    ///< units that would be best
  double break_even_use = 0.0;
  double step_h = 1.0;
};

enum class Advice { sign, sign_less, refuse, ask, owed };

struct ContractView {
  std::string id, instrument, status, firmness, source;
  std::string payer, payee;        ///< names as reports show them; the planner is "we"
  int start = 0, end = 0;
  std::vector<Rung> ladder{};
  double nominal_usd = 0.0, present_usd = 0.0;   ///< firm obligations, whole term
  std::vector<Fact> facts{};
  Coverage coverage;
  Advice advice = Advice::ask;
  std::string verdict{};           ///< what to do, in a sentence with its number
  std::vector<std::string> assumptions{};
};

/// Obligations by calendar year: minimums after excuses, commitments at their price, rent, prepayments. Units free to the
/// plan (a range) count with their lower bound.
[[nodiscard]] std::vector<Rung> ladder(const scenario::Scenario& scenario, const scenario::Contract& contract);

/// What leaving now costs: the exit fee on what remains after the notice period, or everything that remains, whichever is less;
/// money of the scenario's year.
[[nodiscard]] double exit_cost_today(const scenario::Scenario& scenario, const scenario::Contract& contract);

/// `load`: accelerators wanted, one value a step of a year; empty when nothing is known. Cost O(hours log hours).
[[nodiscard]] ContractView explain_contract(const scenario::Scenario& scenario, const scenario::Contract& contract,
                                            std::span<const double> load);

/// "sign", "sign less", "refuse", "ask", "owed already".
[[nodiscard]] std::string to_string(Advice advice);

}  // namespace gridwright::deals
