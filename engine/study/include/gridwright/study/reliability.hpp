#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gridwright/core/result.hpp"
#include "gridwright/design/design.hpp"
#include "gridwright/scenario/scenario.hpp"

/// How often does a design that is built and run as planned fail to serve its load, when units break and weather differs?
///
///   Result<design::ReliabilityResult> r = study::reliability(scenario, design, {.years = 5000});
///   r->sites[0].unserved_mwh.mean                     // EUE, MWh a year, with its 95 % interval
namespace gridwright::study {

/// Equal units that are up or down, each a two-state Markov process in continuous time: up for repair_h (1 - forced) / forced hours on
/// average, then down for repair_h. A step sees the state at its beginning, so every step sees each unit up with chance 1 - forced.
struct UnitGroup {
  std::string name{}, kind{};
  int units = 1;
  double unit_mw = 0.0;
  double forced = 0.0, repair_h = 48.0;
  std::vector<std::vector<double>> share{};  ///< [weather year][step] of nameplate that can be given; empty: all of it, always
};

struct ReserveStore {
  UnitGroup units{};                         ///< of discharge power; share unused
  double charge_ratio = 1.0;                 ///< charging power / discharge power
  double energy_mwh = 0.0;                   ///< usable, inside
  double charge_efficiency = 1.0, discharge_efficiency = 1.0, keep = 1.0;   ///< keep: of the level, a step
  std::vector<double> planned_mwh{};         ///< level at the end of each step in the plan; empty: kept full
};

/// A site as its own small power system. Own supply is used first, then the grid, then stores: what is then missing is unserved.
struct ReliabilitySystem {
  std::string site{};
  double step_h = 1.0;
  std::vector<double> load_mw{};             ///< one year
  std::vector<UnitGroup> supply{};
  std::vector<ReserveStore> stores{};        ///< in the order in which they help
  std::vector<UnitGroup> grid{};             ///< none: islanded

  /// Of 8760 h, that one run through the load is.
  [[nodiscard]] double years() const { return step_h * static_cast<double>(load_mw.size()) / 8760.0; }
};

enum class StorePolicy {
  plan,     ///< stores go where the plan puts them and depart from it only where load would go unserved
  reserve   ///< stores are kept full, from surplus and from the grid, for the hour of need
};

struct ReliabilityOptions {
  int years = 1000;                          ///< simulated, each on its own
  std::uint64_t seed = 7;
  StorePolicy policy = StorePolicy::plan;
  int weather_years = 1;                     ///< drawn from: the plan's, and more of the same climate where weather is synthetic
  double block_h = 168.0;                    ///< blocks of weather are drawn from any year and up to two blocks earlier or later; 0: whole years
  int threads = 0;                           ///< the answer does not depend on it
  std::function<void(double share)> progress{};   ///< of the simulated years; never two calls at once
};

/// Units, stores and the grid of one site of a design. Outage data are the scenario's; weather years beyond the first are drawn anew.
[[nodiscard]] Result<std::vector<ReliabilitySystem>> reliability_systems(const scenario::Scenario& scenario, const design::Design& design, int weather_years);

/// Everything of one system: Monte Carlo, N-1, islanding, and the exact values without stores. Deterministic for a seed.
/// Cost: about 40 ns a step and simulated year for a handful of groups: a thousand years in half a second of one core.
[[nodiscard]] design::SiteReliability assess(const ReliabilitySystem& system, const ReliabilityOptions& options);

/// Loss-of-load hours and unserved energy a year without stores, exactly: every state of every group by its binomial chance.
struct ExactAdequacy {
  double short_hours = 0.0, unserved_mwh = 0.0;
};
[[nodiscard]] ExactAdequacy exact_without_stores(const ReliabilitySystem& system);

/// Distribution of available capacity of groups at given shares of nameplate: (MW, chance), rising, equal capacities merged to 1e-9 MW.
struct CapacityState {
  double mw = 0.0, chance = 0.0;
};
[[nodiscard]] std::vector<CapacityState> capacity_states(const std::vector<UnitGroup>& groups, const std::vector<double>& share);

/// All sites of a design with load.
[[nodiscard]] Result<design::ReliabilityResult> reliability(const scenario::Scenario& scenario, const design::Design& design, const ReliabilityOptions& options);

}  // namespace gridwright::study
