#include "gridwright/facility/swings.hpp"

#include <algorithm>

#include "nearest.hpp"
#include "own_table.hpp"

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

std::vector<CurtailmentClass> curtailment_classes() {
  const OwnTable table("data/curtailment_classes.csv");
  std::vector<CurtailmentClass> all;
  for (std::size_t i = 0; i < table.rows(); ++i)
    all.push_back({.workload = table.text(i, "workload"), .share = table.number(i, "share"),
                   .hours_per_year = table.number(i, "hours_per_year"), .event_hours = table.number(i, "event_hours"),
                   .notice_minutes = table.number(i, "notice_minutes"), .rebound = table.number(i, "rebound"),
                   .work_lost_minutes = table.number(i, "work_lost_minutes"), .label = table.text(i, "label"),
                   .source = table.text(i, "source")});
  return all;
}

Result<CurtailmentClass> curtailment_class(std::string_view workload) {
  std::vector<std::string> names;
  for (CurtailmentClass& one : curtailment_classes()) {
    if (one.workload == workload) return std::move(one);
    names.push_back(one.workload);
  }
  return unknown_name("curtailment class for workload", workload, names);
}

}  // namespace gridwright::facility
