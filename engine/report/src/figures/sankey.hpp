#pragma once
#include <string>
#include <vector>

#include "../plot.hpp"

/// Where something comes from and where it goes: bands from the left through one bar to the right, thickness to scale.
namespace gridwright::report {

struct Flow {
  std::string name, value;    ///< "wind", "3.43 TWh"
  std::string kind;           ///< sets the colour
  double size = 0.0;
};
/// Both sides are drawn on one scale; they should add up to the same. Flows thinner than a thousandth are left out.
[[nodiscard]] std::string sankey_html(const std::string& id, const std::string& title, const std::string& description,
                                      std::vector<Flow> from, std::vector<Flow> to);

}  // namespace gridwright::report
