#pragma once
#include <string>
#include <vector>

/// Money of a plan, year by year: what is bought, what is paid, what it is still worth, and what an hour and a token cost layer by layer.
/// USD of the money year, not discounted unless said.
namespace gridwright::design {

/// Cash and books of one year. Assets are bought at the beginning of the year they first serve, and bought again when their life ends.
struct MoneyYear {
  int year = 0;
  bool planned = true;                   ///< false: after the horizon, as in its last year
  double accelerators_usd = 0.0, buildings_usd = 0.0, power_usd = 0.0;  ///< bought
  double running_usd = 0.0;              ///< energy, upkeep, operations, traffic of own sites
  double clouds_usd = 0.0;               ///< invoices of clouds after credits
  double contracts_usd = 0.0;            ///< power purchases, revenue shares, less backstops
  double cash_usd = 0.0;                 ///< all of these
  double level_usd = 0.0;                ///< the same year with assets as level yearly payments: what the plan minimises
  double book_charge_usd = 0.0, economic_charge_usd = 0.0;  ///< depreciation by book life, by economic life
  double book_value_usd = 0.0, economic_value_usd = 0.0;    ///< at the end of the year
  double obligations_usd = 0.0;          ///< contracts of that year that are owed whatever is used, after excuses
  double inflow_usd = 0.0;               ///< minimums that others owe us
  double cover = 0.0;                    ///< inflow / (obligations + running + level payments of own assets); 0: nothing comes in
};

/// One layer of the cost of the first year, at the own sites or at a cloud.
struct CostLayer {
  std::string where{}, layer{};
  double usd = 0.0;
  double usd_per_accelerator_hour = 0.0; ///< of busy hours there
  double usd_per_million_tokens = 0.0;   ///< of output tokens there; 0 without tokens
};

/// One way to have the accelerator of an own fleet: bought, leased from who finances it, committed, by the hour.
struct WayRow {
  std::string fleet{}, way{}, raised_by{};  ///< who raises the capital; empty where it does not matter
  double cost_of_capital = 0.0;
  double usd_per_used_hour = 0.0, usd_per_million_tokens = 0.0;
  double break_even_use = 0.0;           ///< cheaper than by the hour above this share of hours; 0 where nothing is rented by the hour
  double present_usd = 0.0;              ///< of one accelerator over its economic life
};

struct Money {
  std::vector<MoneyYear> years{};
  std::vector<CostLayer> layers{};
  std::vector<WayRow> ways{};
  double book_life_years = 0.0;          ///< of accelerators
  std::vector<std::string> assumptions{};
};

}  // namespace gridwright::design
