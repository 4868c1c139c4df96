#pragma once
#include <functional>
#include <string>
#include <vector>

#include "../hours.hpp"
#include "../plot.hpp"

/// The dispatch stack: supply above the axis, use below, for days or hours.
namespace gridwright::report {

struct StackLayer {
  std::string kind, name;
  bool up = true;
  Hours mw;              ///< one value a step of the figure
};
/// Layers of a site in drawing order, values reduced by `reduce` (day means, or one week of hours). What was curtailed comes
/// last, on top of the supply.
[[nodiscard]] std::vector<StackLayer> stack_layers(const SiteHours& hours, const std::function<Hours(const Hours&)>& reduce);

/// Highest and lowest edge of the stack over all steps.
struct Extent {
  double low = 0.0, high = 0.0;
};
[[nodiscard]] Extent extent(const std::vector<StackLayer>& layers);

/// Draws the layers, names them at the right edge, and adds one strip a step, titled by `step_name`.
void draw_stack(Plot& plot, const std::vector<StackLayer>& layers, const Axis& x, const Axis& y,
                const std::function<std::string(std::size_t)>& step_name);

/// "wind 4.1 TWh", one key a layer, from the whole year's hours.
[[nodiscard]] std::vector<Key> stack_keys(const SiteHours& hours, bool up);

}  // namespace gridwright::report
