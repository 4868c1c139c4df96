#pragma once
#include <string>
#include <vector>

/// A plan over several years or weather years: what stands in each year, what each weather costs, and what that comes to.
/// Money of a year is nominal of the money year; present values are of the first year at the scenario's cost of capital.
namespace gridwright::design {

/// One capacity through the years; all lists are by year.
struct YearCapacity {
  std::string site{}, component{}, kind{}, what{}, unit{};
  std::vector<double> value{};           ///< stands in the year
  std::vector<double> built{}, retired{};  ///< at its start
  std::vector<double> price{};           ///< paid for what stands, relative to the first year's price
};

/// Energy that left a store at its terminals in a year.
struct StoreUse {
  std::string component{};
  double discharged_mwh = 0.0;
};

/// One year in one weather.
struct YearRun {
  int year = 0;
  std::string weather{};
  double probability = 1.0;
  double usd = 0.0;                      ///< everything: what stands and what is run
  double run_usd = 0.0;                  ///< without what stands: energy, demand charges, premiums, wear, water, unserved load
  double unserved_mwh = 0.0, import_mwh = 0.0, curtailed_mwh = 0.0, load_mwh = 0.0, carbon_kg = 0.0;
  double matched = 0.0;                  ///< share of load, in the mode of the target
  double tokens = 0.0;
  std::vector<StoreUse> stores{};
};

/// A group of cost in one year, mean over weather years.
struct YearCost {
  std::string group{};
  std::vector<double> usd{};             ///< by year
};

struct YearTotal {
  int year = 0;
  double discount = 1.0;                 ///< present value of a dollar of this year
  double mean_usd = 0.0;                 ///< by probability
  double tail_usd = 0.0;                 ///< CVaR: mean of the worst 1 - level
  double weighed_usd = 0.0;              ///< (1 - weight) x mean + weight x tail: what the plan minimised
};

/// Empty lists: a plan of one year in one weather.
struct YearsResult {
  double cost_of_capital = 0.0;
  double risk_weight = 0.0, risk_level = 0.0;
  double mean_present_usd = 0.0, tail_present_usd = 0.0, weighed_present_usd = 0.0;
  std::vector<YearTotal> years{};
  std::vector<YearRun> runs{};           ///< by year, then weather
  std::vector<YearCapacity> capacities{};
  std::vector<YearCost> costs{};
};

/// CVaR of outcomes by probability: the mean of the worst 1 - level. level in [0, 1); probabilities sum to 1.
/// Rockafellar and Uryasev (2000): the outcome at the edge counts with the part of its probability that is left.
[[nodiscard]] double conditional_value_at_risk(std::vector<std::pair<double, double>> usd_and_probability, double level);

}  // namespace gridwright::design
