#pragma once
#include <string>
#include <vector>

#include "gridwright/compute/serving_point.hpp"

namespace gridwright::compute {

/// A table for a person: heading, one row of cells a line; every cell is already text with its unit in the heading.
struct Table {
  std::string title;
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
};

/// `gridwright compute MODEL --on ACCELERATOR`: the operating points between quick for the user and cheap for the owner.
[[nodiscard]] Table operating_table(const ServingSetup& setup, const RequestShape& shape, const std::vector<OperatingPoint>& points);

/// Plain text, columns aligned to the right, at most a terminal wide; ends in a newline.
[[nodiscard]] std::string to_text(const Table& table);

}  // namespace gridwright::compute
