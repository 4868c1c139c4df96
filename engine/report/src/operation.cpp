#include "gridwright/report/operation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gridwright/core/text.hpp"
#include "gridwright/design/json.hpp"
#include "gridwright/report/sheet.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using design::Operation;

double flattered(const Operation& o) { return o.operated_usd - o.stored_usd - o.planned_usd; }

std::string title(const Operation& o) {
  const double share = o.planned_usd != 0.0 ? 100.0 * flattered(o) / std::abs(o.planned_usd) : 0.0;
  return fmt::format("Knowing {:g} hours instead of the year costs {} a year ({:+.1f} % of running cost)", o.foresight_h, money(flattered(o)), share);
}

std::string signed_money(double usd) { return (usd > 0.0 ? "+" : "") + money(usd); }

/// One point a day: what a page can show of a year.
SheetSeries daily(const std::string& name, const std::vector<double>& level_mwh, double step_h) {
  SheetSeries s{.name = name};
  const auto day = static_cast<std::size_t>(std::max(1L, std::lround(24.0 / step_h)));
  for (std::size_t t = day - 1; t < level_mwh.size(); t += day) {
    const double at = static_cast<double>(t + 1) * step_h / 24.0;
    s.points.push_back({at, level_mwh[t] / 1e3, fmt::format("day {:.0f}: {} GWh", at, group_thousands(level_mwh[t] / 1e3, 2))});
  }
  return s;
}

}  // namespace

std::string operation_text(const Operation& o) {
  std::string text = fmt::format("{} {}, operated with {:g} h of foresight, {:g} h at a time ({} windows)\n", o.scenario, o.year, o.foresight_h, o.commit_h, o.windows);
  text += fmt::format("  {:<22}{:>16}{:>16}{:>16}\n", "running cost a year", "planned", "operated", "more");
  for (const design::OperationCost& c : o.costs) {
    if (std::max(std::abs(c.planned_usd), std::abs(c.operated_usd)) < 500.0) continue;
    text += fmt::format("  {:<22}{:>16}{:>16}{:>16}\n", spaced(c.item), money(c.planned_usd), money(c.operated_usd), signed_money(c.operated_usd - c.planned_usd));
  }
  text += fmt::format("  {:<22}{:>16}{:>16}{:>16}\n", "all", money(o.planned_usd), money(o.operated_usd), signed_money(o.operated_usd - o.planned_usd));
  text += fmt::format("  left in stores, worth {:>48}\n", signed_money(-o.stored_usd));
  text += fmt::format("  unserved {} MWh planned, {} MWh operated (at {} USD/MWh); clean {} planned, {} operated{}\n", group_thousands(o.planned_unserved_mwh, 1),
                      group_thousands(o.operated_unserved_mwh, 1), group_thousands(o.unserved_usd_per_mwh), percent(o.planned_matched), percent(o.operated_matched),
                      o.target > 0.0 ? " of " + percent(o.target) + " asked for" : "");
  return text + "  " + title(o) + "\n";
}

std::string operation_html(const Operation& o, const std::string& command) {
  Sheet page{.title = fmt::format("{} {}: what perfect foresight flatters", o.scenario, o.year), .lead = title(o) + "."};
  for (const design::OperatedStore& s : o.stores) {
    if (s.planned_mwh.empty() || *std::max_element(s.planned_mwh.begin(), s.planned_mwh.end()) < 1.0) continue;
    page.figures.push_back({.title = fmt::format("{}: the year known, and {:g} hours known", s.component, o.foresight_h), .x_unit = "day of the year", .y_unit = "GWh inside",
                            .series = {daily("planned", s.planned_mwh, o.step_h), daily("operated", s.operated_mwh, o.step_h)}});
  }
  SheetTable table{.caption = "Running cost a year", .heading = {"item", "planned", "operated", "more"}};
  for (const design::OperationCost& c : o.costs) table.rows.push_back({spaced(c.item), money(c.planned_usd), money(c.operated_usd), signed_money(c.operated_usd - c.planned_usd)});
  table.rows.push_back({"all", money(o.planned_usd), money(o.operated_usd), signed_money(o.operated_usd - o.planned_usd)});
  table.rows.push_back({"left in stores at the end", "", signed_money(-o.stored_usd), ""});
  table.rows.push_back({"unserved, MWh", group_thousands(o.planned_unserved_mwh, 1), group_thousands(o.operated_unserved_mwh, 1), ""});
  table.rows.push_back({"clean share", percent(o.planned_matched), percent(o.operated_matched), ""});
  table.rows.push_back({"import, GWh", group_thousands(o.planned_import_mwh / 1e3), group_thousands(o.operated_import_mwh / 1e3), ""});
  page.tables.push_back(std::move(table));
  page.notes = {fmt::format("Every window of {:g} h is planned exactly and {:g} h of it are carried out; beyond it the operator knows only prices of the plan: of energy in a store, of missing clean "
                            "share, of throughput. Inside a window the forecast is perfect.", o.foresight_h, o.commit_h),
                "Training and batch work left waiting at the end of a window follow the plan. A month's demand up to the planned one is free, beyond it is charged.",
                "Money in " + o.money + ".", "Made by: " + command};
  return sheet_html(page);
}

std::string operation_json(const Operation& o) {
  const auto number = [](const char* name, double value) { return fmt::format("\"{}\": {}", name, design::json_number(value)); };
  std::string costs;
  for (const design::OperationCost& c : o.costs)
    costs += fmt::format("{}\n    {{\"item\": {}, {}, {}}}", costs.empty() ? "" : ",", design::json_string(c.item), number("planned_usd", c.planned_usd), number("operated_usd", c.operated_usd));
  return fmt::format("{{\n  \"scenario\": {}, \"year\": {}, \"windows\": {},\n  {}, {},\n  {}, {}, {},\n  {}, {},\n  {}, {}, {},\n  {}, {},\n  \"costs\": [{}]\n}}\n", design::json_string(o.scenario),
                     o.year, o.windows, number("foresight_h", o.foresight_h), number("commit_h", o.commit_h), number("planned_usd", o.planned_usd),
                     number("operated_usd", o.operated_usd), number("stored_usd", o.stored_usd), number("planned_unserved_mwh", o.planned_unserved_mwh),
                     number("operated_unserved_mwh", o.operated_unserved_mwh), number("planned_matched", o.planned_matched), number("operated_matched", o.operated_matched),
                     number("target", o.target), number("planned_import_mwh", o.planned_import_mwh), number("operated_import_mwh", o.operated_import_mwh), costs);
}

}  // namespace gridwright::report
