#pragma once
#include <string>
#include <vector>

/// What is rented, from whom and under which contract, year by year of the horizon. Money is nominal of the money year;
/// present values are of the first year at the scenario's cost of capital.
namespace gridwright::design {

/// One provider in one year; "own" is the sites that were built.
struct ProviderYear {
  int year = 0;
  std::string provider{};
  double accelerator_hours = 0.0;        ///< busy
  double tokens = 0.0, energy_mwh = 0.0; ///< output tokens served there; IT energy of busy accelerators
  double committed_usd = 0.0;            ///< commitments and minimums after excuses
  double share = 0.0;                    ///< of all busy accelerator-hours
  double on_demand_hours = 0.0, spot_hours = 0.0, contract_hours = 0.0;  ///< rented
  double usage_usd = 0.0, egress_usd = 0.0, commitment_usd = 0.0, shortfall_usd = 0.0, exit_usd = 0.0, credit_usd = 0.0;
  double paid_usd = 0.0;                 ///< usage + egress + commitments + shortfalls + exit fees - credits
};

/// One contract in one year.
struct ContractYear {
  int year = 0;
  std::string contract{};
  double commitment_usd = 0.0;           ///< paid used or not, spread over the years of the term
  double minimum_usd = 0.0, excused_usd = 0.0, usage_usd = 0.0, carried_usd = 0.0, excess_usd = 0.0, shortfall_usd = 0.0;
  double credit_used_usd = 0.0, credit_left_usd = 0.0, lapsed_usd = 0.0;
  double use_share = 0.0;                ///< of the committed hours or dollars
  double in_force = 0.0;                 ///< of the quantity, what nobody has left
  double exit_usd = 0.0;                 ///< fee for leaving with this year's beginning, or call of a guarantee at its end
  double income_usd = 0.0;               ///< what somebody else pays us: a backstop
};

struct ContractResult {
  std::string id{}, instrument{}, cloud{}, status{}, unit{};
  double quantity = 0.0, lower = 0.0, upper = 0.0;  ///< signed, in `unit`: accelerators, USD/h, share
  bool free = false;                     ///< the plan chose it
  double present_usd = 0.0;              ///< commitments and shortfalls over the horizon
  double one_more_usd = 0.0;             ///< present value of one more unit (of one more USD of minimum or grant)
  double break_even_use = 0.0;           ///< committed / on-demand price; 0 when it has none
  double refused_usd = 0.0;              ///< present value of planning without it, less with it; NaN: not planned
  std::string verdict{};
};

struct DealsYear {
  int year = 0;
  double usd = 0.0, tokens = 0.0, own_accelerators = 0.0, hhi = 0.0, providers = 0.0;  ///< 1 / HHI: effective number
};

/// A number of lock-in or concentration with what it is made of.
struct LockIn {
  std::string measure{}, component{}, unit{};
  double value = 0.0;
  std::string meaning{};
};

/// How cost moves when one thing changes and all is planned again: frontier of cost against HHI, shocks, tornado.
struct Sensitivity {
  std::string study{}, change{};         ///< "contract", "hhi", "price", "right", "demand"
  double at = 0.0;                       ///< the changed number
  double present_usd = 0.0;              ///< of the changed plan
  double hhi = 0.0;                      ///< largest of the years
};

struct DealsResult {
  int years = 0;                         ///< 0: no clouds and no contracts
  double present_usd = 0.0;              ///< everything, over the horizon
  double cost_of_capital = 0.0;
  std::vector<DealsYear> by_year{};
  std::vector<ProviderYear> providers{};
  std::vector<ContractResult> contracts{};
  std::vector<ContractYear> contract_years{};
  std::vector<LockIn> lock_in{};
  std::vector<Sensitivity> sensitivities{};
};

}  // namespace gridwright::design
