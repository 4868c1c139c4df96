#pragma once
#include <string>
#include <string_view>

#include "gridwright/design/design.hpp"

namespace gridwright::report {

/// What the terminal says at the end of a plan: what to build, how it runs, what it costs, what binds, how it was proved.
///
///   Pine Island 2028, least cost                                   8,760 h, synthetic weather (seed 7)
///     build   wind 1,400 MW*  solar 200 MW*  iron-air 300 MW / 30 GWh*  lithium 85 MW / 170 MWh  grid 612 MW
///     ...
/// A star marks what is at its limit. `run_folder` is named in the last line, which is left out when it is empty.
/// No colour, no trailing blanks, lines at most `width` wide where words allow, ends in a newline.
[[nodiscard]] std::string summary_text(const design::Design& design, const design::Provenance& provenance, int width = 100,
                                       std::string_view run_folder = {});

}  // namespace gridwright::report
