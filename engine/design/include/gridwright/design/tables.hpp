#pragma once
#include <string>
#include <vector>

#include "gridwright/design/design.hpp"

namespace gridwright::design {

/// A file of a run, by its name inside the folder.
struct TextFile {
  std::string name;     ///< "report.html", "tables/costs.csv"
  std::string content;
};

/// The design as CSV tables, "tables/capacities.csv" and so on; columns in docs/reference/run-folder.md.
/// Numbers are the shortest text that reads back to the same double, those of hourly_site.csv have six digits.
[[nodiscard]] std::vector<TextFile> tables(const Design& design);

}  // namespace gridwright::design
