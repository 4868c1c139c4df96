#pragma once
#include <string>
#include <vector>

namespace gridwright {

/// Where a series came from; reports mark it wherever the series appears.
enum class Origin { measured, synthetic, assumed, computed };
[[nodiscard]] std::string to_string(Origin origin);

/// Values on the hour axis, one a step, with their unit and where they came from.
struct Series {
  std::vector<double> values;
  std::string unit;             ///< "USD/MWh", "1", "degC"
  Origin origin = Origin::assumed;
  std::string source;           ///< one sentence a reader can check: file and column, model and seed
};

}  // namespace gridwright
