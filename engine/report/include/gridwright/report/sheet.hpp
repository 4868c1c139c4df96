#pragma once
#include <string>
#include <vector>

/// A self-contained page for an answer that is not a plan: figures of points and tables, as values. Looks like the report.
///
///   Sheet sheet{.title = "llama-3.1-70b on H200", .lead = "At 50 tokens/s a user, 2 in fp8 give 812 tokens/s each."};
///   sheet.figures.push_back({.title = "...", .x_unit = "tokens/s a user", .y_unit = "tokens/s an accelerator", .series = {...}});
///   sheet.tables.push_back({.caption = "Operating points", .heading = {"batch", "TPOT ms"}, .rows = {{"64", "18.2"}}});
///   write(sheet_html(sheet));
namespace gridwright::report {

struct SheetPoint {
  double x = 0.0, y = 0.0;
  std::string words{};            ///< shown under the pointer
};
/// Joined by a line in the given order and named at its last point; at most eight series are told apart by colour.
struct SheetSeries {
  std::string name{};
  std::vector<SheetPoint> points{};
};
struct SheetFigure {
  std::string title{}, x_unit{}, y_unit{}, note{};
  std::vector<SheetSeries> series{};
};
struct SheetTable {
  std::string caption{};
  std::vector<std::string> heading{};           ///< the first column heads its row; the others are numbers
  std::vector<std::vector<std::string>> rows{};
};
struct Sheet {
  std::string brand = "Gridwright", title{}, lead{};
  std::string tables_name = "Tables";     ///< heading above the tables
  std::vector<SheetFigure> figures{};
  std::vector<SheetTable> tables{};
  std::vector<std::string> notes{};       ///< assumptions and sources, a list at the end
};

/// The page as one HTML file: no network, readable without scripts, text alternatives for every figure. Deterministic.
[[nodiscard]] std::string sheet_html(const Sheet& sheet);

}  // namespace gridwright::report
