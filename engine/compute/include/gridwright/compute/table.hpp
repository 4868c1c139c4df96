#pragma once
#include <string>
#include <vector>

#include "gridwright/compute/serving_point.hpp"
#include "gridwright/compute/training.hpp"

namespace gridwright::compute {

/// A table for a person: heading, one row of cells a line; every cell is already text with its unit in the heading.
struct Table {
  std::string title;
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

/// `gridwright compute MODEL --on ACCELERATOR`: the operating points between quick for the user and cheap for the owner.
[[nodiscard]] Table operating_table(const ServingSetup& setup, const RequestShape& shape, const std::vector<OperatingPoint>& points);

/// The same for prompts and answers on instances of their own; tokens/s an accelerator over both pools.
[[nodiscard]] Table disaggregated_table(const ServingSetup& setup, const RequestShape& shape, const std::vector<DisaggregatedPoint>& points);
/// A training layout: what it is, where an iteration goes, what it draws.
[[nodiscard]] Table training_table(const ServingSetup& setup, int accelerators, const TrainingPoint& point);
/// "tp4", "tp1 dp8 ep8".
[[nodiscard]] std::string layout_text(const ServingConfig& config);

/// Plain text, first column aligned to the left, the others to the right; ends in a newline.
[[nodiscard]] std::string to_text(const Table& table);

}  // namespace gridwright::compute
