#pragma once
#include "gridwright/scenario/scenario.hpp"
#include "gridwright/scenario/tariff_lookup.hpp"
#include "gridwright/solver/model.hpp"
#include "inputs.hpp"
#include "variables.hpp"

/// The model, block by block. One function adds the columns of a room, one function a family of rows; the comment of each
/// is its formula, its name is the row name, the dual's name in the report and the anchor in docs/theory/model.md.
namespace gridwright::plan {

/// What was built in one year and still stands.
struct Vintage {
  int year = 0;           ///< of the horizon
  Column built;
  double price = 1.0;     ///< relative to the first year's
};
/// A capacity in one year: what it costs to let it stand, and since when its parts do.
struct Standing {
  Column column;
  double usd = 0.0;       ///< yearly cost of a unit at the first year's price, times capital_scale
  double moving_usd = 0.0;  ///< the part of it that follows the price of the year it was built in
  int life_years = 1;
  std::vector<Vintage> vintages{};  ///< horizon: the year's own last
  bool in_premium = false;  ///< a tariff carries its cost
};
/// What add_capacity() must know beside bounds and cost.
struct CapacityTerms {
  double moving_usd = 0.0;
  double life_years = 1.0;
  const std::vector<double>* by_year = nullptr;  ///< prices relative to the first year
};

/// Where an axis that is not cyclic starts.
struct OpenStart {
  std::vector<std::vector<double>> level{};  ///< MWh inside, by site and store
  std::vector<double> backlog{};             ///< Gtok per hour of step, by workload
};

/// A provider that fails for a while: nothing runs there, and work may stay undone at a price that only lack of capacity pays.
struct Outage {
  int cloud = -1;                    ///< index in Scenario::clouds; -1: all own sites
  double from_hour = 0.0, until_hour = 0.0;  ///< of every year
  double usd_per_gtok = 1e6;         ///< a thousand dollars per million tokens: more than any way to serve them
  [[nodiscard]] bool during(double hour) const { return hour >= from_hour && hour < until_hour; }
};

/// What every block function works on. `site`, `s` etc. index scenario, inputs and variables alike.
struct Building {
  const scenario::Scenario& scenario;
  const Inputs& in;
  solver::Model& model;
  Variables& v;
  solver::Label hour;    ///< t -> "2028-01-07 03:00"
  solver::Label month;   ///< m -> "2028-01"
  double capital_scale;  ///< share of a year planned; fixed yearly costs are multiplied by it
  int year = 0;          ///< of the horizon, from 0
  int horizon = 1;       ///< how many years it has
  int calendar_year = 0;
  double weight = 1.0;   ///< of this year in the objective: discounting to the first
  std::string scope{};   ///< before the names of its columns and rows: "2029 "; nothing in the first year
  Portfolio* portfolio = nullptr;  ///< contracts of the whole horizon
  std::string weather{};           ///< its weather year; empty: the only one
  double probability = 1.0;        ///< of that weather
  double share = 1.0;              ///< of its running cost in the year's cost, before the tail: (1 - risk weight) x probability
  double chance = 1.0;             ///< the same with what the tail adds, known after solving: by it duals are divided
  int tail_row = -1;               ///< of the program, where risk is weighed
  Building* twin = nullptr;        ///< the same year in the first weather, whose capacities it shares; none: this is it
  Building* before = nullptr;      ///< the year before in the first weather
  std::vector<Column> shared{};    ///< decided before the weather is known, in the order of making
  std::size_t taken = 0;           ///< of twin's `shared`
  std::vector<Standing> standing{};
  const OpenStart* start = nullptr; ///< of an axis that is not cyclic
  const Outage* outage = nullptr;  ///< nothing fails: the usual plan
  [[nodiscard]] int steps() const { return in.hours.steps; }
};

/// A column that is the same in all weathers of a year.
[[nodiscard]] Column add_shared(Building& b, const solver::ColumnSpec& spec);
/// A capacity: shared, and remembered with its vintages.
[[nodiscard]] Column add_capacity(Building& b, const solver::ColumnSpec& spec, const CapacityTerms& terms);
/// Years over which a generator or store is paid: its life, or the term of a tariff that recovers it sooner.
[[nodiscard]] double life_in_contract(const Building& b, const scenario::Site& site, const std::string& id, double life_years);
/// The standing of a capacity column, or nullptr.
[[nodiscard]] Standing* standing_of(Building& b, Column c);
[[nodiscard]] const Standing* standing_of(const Building& b, Column c);

/// "pine_island.wind"
[[nodiscard]] std::string component(const scenario::Site& site, const std::string& id);
/// "charge[pine_island.iron_air]"; the model puts the label before the closing bracket.
[[nodiscard]] std::string named(const char* family, const std::string& component);
/// Level yearly cost of `capital` repaid over `life_years`.
[[nodiscard]] double annuity(double capital, double cost_of_capital, double life_years);

// supply.cpp
void add_generator_columns(Building& b, int site);
void add_availability(Building& b, int site);
void add_ramps(Building& b, int site);
// storage.cpp
void add_storage_columns(Building& b, int site);
void add_storage_balance(Building& b, int site);
void add_storage_limits(Building& b, int site);
void add_storage_throughput(Building& b, int site);
/// After all blocks: usable energy of this year's stores by what was built and used until then.
void add_usable_energy(std::vector<Building>& blocks, const Building& b, int site);
/// The highest level that the solution `x` lets a store reach, MWh inside.
[[nodiscard]] double full_level_mwh(const Building& b, int site, std::size_t store, const std::vector<double>& x);
// grid.cpp
/// What the utility asks for a MWh of hour t: price, adder and time of use.
[[nodiscard]] double retail_usd_per_mwh(const scenario::Grid& grid, const SiteInputs& in, int t);
/// q[t], what the utility's meter counts: import, and under a clean transition tariff what its resources deliver, because the customer
/// buys that from the utility too. Taking the resources off the demand as well as crediting their capacity would count it twice.
void add_metered_terms(const Building& b, int site, const scenario::Tariff& tariff, int t, double factor, solver::Sum& sum);
void add_grid_columns(Building& b, int site);
void add_grid_limits(Building& b, int site);
void add_demand_charge(Building& b, int site);
void add_minimum_take(Building& b, int site);
void add_clean_transition(Building& b, int site);
void add_power_balance(Building& b, int site);
// facility.cpp
void add_hall_columns(Building& b, int site);
void add_site_load(Building& b, int site);
void add_it_power(Building& b, int site);
void add_cooling(Building& b, int site);
void add_cooling_ceiling(Building& b, int site);
void add_hall_space(Building& b, int site);
// flexible.cpp
/// "pine_island.chat_cap gb300": a flexible load of a workload, by fleet; "pine_island.campus" of the other load.
[[nodiscard]] std::string flexible_name(const Building& b, int site, const FlexibleVars& v);
void add_flexible_columns(Building& b, int site);
void add_flexible(Building& b, int site);
void add_swing_reserve(Building& b, int site);
// serving.cpp: accelerators, throughput, demand, deadlines, training
void add_fleet_columns(Building& b);
// rental.cpp: what is rented by the hour, and from whom
void add_rented_columns(Building& b);
void add_provider_hours(Building& b);
// egress.cpp
void add_egress(Building& b);
/// What a cloud bills for traffic in the hours before `until`, MUSD a year.
void add_egress_terms(const Building& b, std::size_t cloud, double until, double sign, solver::Sum& sum);
void add_traffic_terms(const Building& b, std::size_t cloud, double sign, solver::Sum& sum);
// contract_supplies.cpp
void add_purchase_columns(Building& b, int site);
void add_backstop_columns(Building& b);
/// What a thousand accelerators draw that somebody else works on.
[[nodiscard]] double backstop_mw_per_k(const Building& b, std::size_t fleet);
/// What a service takes from its fleet in hour t: what is busy, or what its run holds.
void add_taken(const Building& b, std::size_t service, int t, solver::Sum& sum);
void add_rented_terms(const Building& b, std::size_t fleet, int t, double sign, solver::Sum& sum);
/// Traffic to the users from a site, USD per 1e9 tokens; 0 where a cloud prices it by tiers.
[[nodiscard]] double egress_usd_per_gtok(const Building& b, std::size_t site);
// serving.cpp
void add_throughput(Building& b);
void add_demand(Building& b);
void add_deadline(Building& b);
void add_training(Building& b);
// matching.cpp
void add_matching(Building& b);
void add_carbon_cap(Building& b);

/// Adds `sign` x (facility + other load of the site in hour t) to `sum`: all that the site consumes for use.
void add_load_terms(const Building& b, int site, int t, double sign, solver::Sum& sum);
/// The same load with each hall's overhead on one line of its curve (the one that is highest at 80 % load) instead of the
/// overhead column. Shares of load are taken of this, because a plan could otherwise reach a clean share by wasting surplus
/// wind as overhead. It is never above the true load and within the segments' error of it.
void add_load_floor_terms(const Building& b, int site, int t, double sign, solver::Sum& sum);
/// IT power of a hall in hour t: idle power of what is installed plus the extra of what is busy.
void add_it_terms(const Building& b, int site, int hall, int t, double sign, solver::Sum& sum);

/// What is turned down less what is taken later, times `sign`, of the site's other load (hall < 0) or inside one of its halls.
void add_flexible_terms(const Building& b, int site, int hall, int t, double sign, solver::Sum& sum);

/// Builds the whole model.
void build_model(Building& b);

}  // namespace gridwright::plan
