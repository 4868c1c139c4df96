#pragma once
#include "gridwright/core/quantity.hpp"

/// Power swings of synchronous training, and the fast storage that keeps them from the grid. Load that may be turned down on
/// request is stated in the scenario (`flexible`; classes in data/technologies.csv).
///
///   SwingRequirement need = swing_requirement({.swing_share = 0.6}, 300 * MW, {.allowed_swing_mw = 30, .ramp_mw_per_s = 2});
namespace gridwright::facility {

/// A training job computes near full power and communicates near idle, all accelerators together, 0.2 to 3 times a second.
struct TrainingSwing {
  double swing_share = 0.6;             ///< of IT power, peak to trough: 0.3-0.9 for synchronous training
  double frequency_hz = 0.5;            ///< of the compute / communicate cycle
  double smoothing_share = 0.0;         ///< taken off by power supplies or software (GB300 power smoothing: up to 0.3)
};
/// What the grid tolerates.
struct SwingLimit {
  double allowed_swing_mw = 0.0;        ///< dynamic range the utility allows at the meter
  double ramp_mw_per_s = 0.0;           ///< allowed ramp; 0 = no ramp limit stated
};
/// Fast storage (behind the meter, seconds to minutes) that keeps the meter inside the limit.
struct SwingRequirement {
  Power storage_power{};                ///< charge and discharge alike
  Energy cycle_energy{};                ///< of one half cycle of the oscillation
  Energy stop_energy{};                 ///< to carry a sudden stop or start down or up the allowed ramp
};
/// A square wave about its middle, cut to the allowed range: power (swing - allowed)/2 for half a period each way. With a
/// ramp limit r the whole swing may also stop or start at once: the store bridges it, at first all of it, over swing/r
/// seconds: a triangle of swing^2/(2 r). Sub-hourly: in an hourly plan it is a reserve of power, not of energy.
[[nodiscard]] SwingRequirement swing_requirement(const TrainingSwing& swing, Power it_power, const SwingLimit& limit);

}  // namespace gridwright::facility
