#pragma once
#include <string>

#include "gridwright/design/design.hpp"

namespace gridwright::report {

/// The whole report as one HTML file: answer, year, costs, what binds, how each part behaves, proof, inputs and assumptions.
/// No network, no script needed to read or print it; scripts add values under the pointer and the choice of a week.
/// Links to data are relative (tables/*.csv, hourly.nc): the file belongs into the run folder. Under 3 MB for a year.
/// Deterministic for equal arguments. Cost: some tens of milliseconds a site.
[[nodiscard]] std::string report_html(const design::Design& design, const design::Provenance& provenance);

}  // namespace gridwright::report
