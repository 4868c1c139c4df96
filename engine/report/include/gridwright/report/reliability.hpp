#pragma once
#include <string>

#include "gridwright/design/design.hpp"

namespace gridwright::report {

/// What `gridwright reliability` prints: LOLH, EUE and events with their intervals, the worst losses, riding without the grid.
[[nodiscard]] std::string reliability_text(const design::Design& design);

}  // namespace gridwright::report
