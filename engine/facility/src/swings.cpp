#include "gridwright/facility/swings.hpp"

#include <algorithm>

namespace gridwright::facility {

SwingRequirement swing_requirement(const TrainingSwing& swing, Power it_power, const SwingLimit& limit) {
  const double swing_mw = it_power.in(MW) * swing.swing_share * (1.0 - swing.smoothing_share);
  const double over_mw = std::max(0.0, swing_mw - limit.allowed_swing_mw);
  SwingRequirement need;
  // Half a period of a square wave above the middle: power x 1/(2 f) seconds.
  need.storage_power = 0.5 * over_mw * MW;
  if (swing.frequency_hz > 0.0) need.cycle_energy = need.storage_power * (0.5 / swing.frequency_hz * seconds);
  if (limit.ramp_mw_per_s > 0.0) {
    // The whole swing may stop at once; the store takes up what the meter cannot drop at its ramp.
    need.stop_energy = 0.5 * swing_mw * MW * (swing_mw / limit.ramp_mw_per_s * seconds);
    need.storage_power = std::max(need.storage_power, swing_mw * MW);
  }
  return need;
}

}  // namespace gridwright::facility
