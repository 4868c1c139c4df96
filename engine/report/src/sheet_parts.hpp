#pragma once
#include <string>

#include "gridwright/report/sheet.hpp"

/// Pieces of a sheet, for pages that hold some of one.
namespace gridwright::report {

[[nodiscard]] std::string sheet_figure(const SheetFigure& figure, const std::string& id);
[[nodiscard]] std::string sheet_table(const SheetTable& table);

}  // namespace gridwright::report
