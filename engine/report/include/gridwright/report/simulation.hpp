#pragma once
#include <string>
#include <vector>

#include "gridwright/serving/simulate.hpp"

namespace gridwright::report {

/// One simulation as a page shows it. The pointers must outlive the call.
struct SimulatedRun {
  std::string name;                          ///< "winter, 2028-01-12", or the trace's
  const serving::System* system = nullptr;
  const serving::Outcome* outcome = nullptr;
};

/// A self-contained page: the answer, distributions of TTFT and TPOT by class, batch and KV occupancy over time, sites and cities.
/// `title` and `lead` are plain text; `notes` say what was assumed or synthetic.
[[nodiscard]] std::string simulation_html(const std::string& title, const std::string& lead, const std::vector<std::string>& notes, const std::vector<SimulatedRun>& runs);

}  // namespace gridwright::report
