#pragma once
#include <vector>

#include "gridwright/study/days.hpp"

/// A design under what goes wrong: the busiest hour of the busiest season at request level, while something breaks.
///
///   Result<std::vector<design::SimulatedEvent>> events = simulate_events(*scenario, design);
///   (*events)[0].what;          // "rochester is down for 15 minutes"
///   (*events)[0].recovered_min; // minutes from its end until both promises hold again
namespace gridwright::study {

/// The events, each alone, each a quarter of an hour long, in 96 minutes as busy as the busiest hour:
///   site    each place that serves the workload is lost with all that runs there; its users go where they reach the next one
///   cloud   all places of a cloud at once, where it has several
///   link    users of a region cannot reach the place that serves most of them
///   power   a grid event: the place that draws most may run half of its replicas
///   herd    the gateway of software agents is down for half an hour and all wake at once, within a minute; agents are a tenth of
///           the requests and less urgent than users
/// Whoever is turned away tries again (serving::Retry). Cells are in proportion to what is installed, so that load can move between places,
/// and small enough for about `options.requests_a_day` requests an event. Errors as of simulate_days. Cost: about a microsecond a request.
[[nodiscard]] Result<std::vector<design::SimulatedEvent>> simulate_events(const scenario::Scenario& scenario, const design::Design& design, const DaysOptions& options = {});

}  // namespace gridwright::study
