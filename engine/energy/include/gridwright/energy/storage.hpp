#pragma once
#include <span>
#include <vector>

#include "gridwright/core/quantity.hpp"
#include "gridwright/scenario/scenario.hpp"

/// What a store of electricity does, hour by hour, when told what to do: conventions and a replay. Nothing is decided here;
/// checkers and simulators use it to follow somebody else's plan.
///
///   level[t] = level[t-1] (1 - sigma)^dt + eta_c dt charge[t] - dt discharge[t] / eta_d        MWh inside, end of t
namespace gridwright::energy {

/// Energy inside a full store. `duration` at the AC terminals means hours of full discharge that reach the grid, so more must
/// be inside: E = h P / eta_d; measured inside: E = h P. (100 h of 300 MW iron-air at eta_d 0.60: 50 GWh or 30 GWh.)
[[nodiscard]] Energy internal_energy(Power discharge, Duration duration, double discharge_efficiency,
                                     scenario::DurationBasis basis);

/// Input at the AC terminals that fills an empty store: E / eta_c.
[[nodiscard]] Energy energy_to_fill(Energy internal, double charge_efficiency);

/// Usable share of energy capacity `years` after (re)placement: (1 - fade)^years.
[[nodiscard]] double usable_share(double fade_per_year, double years);

/// Round-trip efficiency after `years`, when the trip loses `fade` a year, split evenly over charge and discharge:
/// each side keeps sqrt((1 - fade)^years).
[[nodiscard]] double faded_efficiency(double one_way, double fade_per_year, double years);

struct StorageRules {
  double charge_mw = 0.0, discharge_mw = 0.0;   ///< limits at the AC terminals
  double energy_mwh = 0.0;                      ///< inside
  double charge_efficiency = 1.0, discharge_efficiency = 1.0;
  double self_discharge_per_hour = 0.0;
  double step_h = 1.0;
};

struct StorageReplay {
  std::vector<double> level_mwh;     ///< at the end of each step
  double start_mwh = 0.0;
  double charged_mwh = 0.0, discharged_mwh = 0.0;   ///< at the AC terminals
  double conversion_loss_mwh = 0.0;  ///< charging and discharging
  double self_discharge_mwh = 0.0;
  double equivalent_full_hours = 0.0;///< discharged / discharge power: what a throughput limit counts
  // Largest amounts by which a limit is broken; 0 when kept.
  double below_empty_mwh = 0.0, above_full_mwh = 0.0, above_charge_mw = 0.0, above_discharge_mw = 0.0;
  double both_ways_mw = 0.0;         ///< largest min(charge, discharge) in one step: no limit, but a waste worth naming
};

/// Follows charge and discharge (MW at the AC terminals, never negative) from `start_mwh` inside. Spans of equal length
/// (asserted). Energy books close exactly: start + charged = end + discharged + both losses.
[[nodiscard]] StorageReplay replay_storage(const StorageRules& rules, std::span<const double> charge_mw,
                                           std::span<const double> discharge_mw, double start_mwh);

/// The start level that a cyclic year returns to (level at the end = start). With self-discharge there is exactly one; without,
/// any start returns when what goes in equals what goes out, and the smallest that never runs below empty is given.
[[nodiscard]] double cyclic_start_mwh(const StorageRules& rules, std::span<const double> charge_mw,
                                      std::span<const double> discharge_mw);

}  // namespace gridwright::energy
