#include "gridwright/report/frontier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "frontier_sheet.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using design::Frontier;
using design::FrontierCurve;
using design::FrontierPoint;

/// The last point of a curve that was reached; none when nothing was.
const FrontierPoint* highest(const FrontierCurve& c) {
  const FrontierPoint* best = nullptr;
  for (const FrontierPoint& p : c.points)
    if (p.reached) best = &p;
  return best;
}

std::string built_words(const FrontierPoint& p) {
  std::string words;
  for (const design::BuiltPower& b : p.built)
    if (b.mw >= 0.05) words += (words.empty() ? "" : ", ") + spaced(b.kind) + " " + power(b.mw);
  return words;
}

std::string percent_words(double share) { return fmt::format("{:g} %", 100.0 * share); }

SheetFigure curve_figure(const Frontier& f, const std::string& title, const std::string& unit, const std::function<double(const FrontierPoint&)>& value,
                        const std::function<std::string(const FrontierPoint&)>& words) {
  SheetFigure figure{.title = title, .x_unit = "clean share of load asked for, % (" + spaced(f.mode) + ")", .y_unit = unit};
  for (const FrontierCurve& c : f.curves) {
    SheetSeries series{.name = c.scenario};
    for (const FrontierPoint& p : c.points)
      if (p.reached) series.points.push_back({100.0 * p.target, value(p), percent_words(p.target) + ": " + words(p)});
    if (!series.points.empty()) figure.series.push_back(std::move(series));
  }
  return figure;
}

/// "From 90 % to 99 % power goes from 94.4 to 121 USD/MWh": of the first scenario, with numbers of the run.
std::string cost_title(const Frontier& f) {
  for (const FrontierCurve& c : f.curves) {
    const FrontierPoint* last = highest(c);
    if (last == nullptr) continue;
    const FrontierPoint& first = c.points.front();
    if (last == &first) return fmt::format("{} clean: power at {} USD/MWh", percent_words(first.target), unit_price(first.power_usd_per_mwh));
    return fmt::format("{}: from {} to {} clean, power goes from {} to {} USD/MWh", c.scenario, percent_words(first.target), percent_words(last->target),
                       unit_price(first.power_usd_per_mwh), unit_price(last->power_usd_per_mwh));
  }
  return "No target is reached";
}

std::string percent_title(const Frontier& f) {
  for (const FrontierCurve& c : f.curves)
    if (const FrontierPoint* last = highest(c))
      return fmt::format("{}: at {} the next percent would cost {} a year", c.scenario, percent_words(last->target), money(last->next_percent_usd));
  return "What the next percent costs";
}

SheetTable table_of(const FrontierCurve& c) {
  SheetTable table{.caption = c.scenario,
                  .heading = {"clean share", "power, USD/MWh", "all, a year", "USD/M tokens", "next percent, a year", "curtailed", "carbon, kg/MWh", "annual", "strict", "built"}};
  for (const FrontierPoint& p : c.points) {
    if (!p.reached) {
      table.rows.push_back({percent_words(p.target), "not reached", "", "", "", "", "", "", "", p.why});
      continue;
    }
    table.rows.push_back({percent_words(p.target), unit_price(p.power_usd_per_mwh), money(p.usd_per_year),
                          p.usd_per_million_tokens > 0.0 ? unit_price(p.usd_per_million_tokens) : "-", money(p.next_percent_usd), percent(p.curtailed_share),
                          fmt::format("{:.1f}", p.carbon_kg_per_mwh), percent(p.annual), percent(p.strict), built_words(p)});
  }
  return table;
}

/// What every other scenario costs more than the first one where both reach a target.
struct Against {
  std::string scenario{};
  double target = 0.0, usd = 0.0, power_usd_per_mwh = 0.0, first_usd_per_mwh = 0.0;
};
std::vector<Against> against_first(const Frontier& f) {
  std::vector<Against> rows;
  for (std::size_t i = 1; i < f.curves.size(); ++i)
    for (const FrontierPoint& p : f.curves[i].points)
      for (const FrontierPoint& first : f.curves.front().points)
        if (p.target == first.target && p.reached && first.reached)
          rows.push_back({f.curves[i].scenario, p.target, p.usd_per_year - first.usd_per_year, p.power_usd_per_mwh, first.power_usd_per_mwh});
  return rows;
}

std::string more_or_less(double usd) { return money(std::abs(usd)) + (usd < 0.0 ? " a year less" : " a year more"); }

SheetTable against_table(const Frontier& f) {
  SheetTable table{.caption = "For the same score: what else costs against " + f.curves.front().scenario, .heading = {"scenario", "clean share", "all", "power, USD/MWh", "against USD/MWh"}};
  for (const Against& a : against_first(f))
    table.rows.push_back({a.scenario, percent_words(a.target), more_or_less(a.usd), unit_price(a.power_usd_per_mwh), unit_price(a.first_usd_per_mwh)});
  return table;
}

}  // namespace

std::string frontier_text(const Frontier& f) {
  std::string text;
  for (const FrontierCurve& c : f.curves) {
    text += fmt::format("{}   clean share by {}, {}\n", c.scenario, spaced(f.mode), f.money);
    text += fmt::format("  {:>8}  {:>9}  {:>13}  {:>9}  {:>12}  {:>9}  {}\n", "clean", "USD/MWh", "all a year", "USD/M tok", "next percent", "curtailed", "built");
    for (const FrontierPoint& p : c.points) {
      if (!p.reached) {
        text += fmt::format("  {:>8}  not reached: {}\n", percent_words(p.target), p.why);
        continue;
      }
      text += fmt::format("  {:>8}  {:>9}  {:>13}  {:>9}  {:>12}  {:>9}  {}\n", percent_words(p.target), unit_price(p.power_usd_per_mwh), money(p.usd_per_year),
                          p.usd_per_million_tokens > 0.0 ? unit_price(p.usd_per_million_tokens) : "-", money(p.next_percent_usd), percent(p.curtailed_share),
                          built_words(p));
    }
  }
  for (const Against& a : against_first(f))
    text += fmt::format("{} at {}: {} than {} (power {} against {} USD/MWh)\n", a.scenario, percent_words(a.target), more_or_less(a.usd), f.curves.front().scenario,
                        unit_price(a.power_usd_per_mwh), unit_price(a.first_usd_per_mwh));
  return text;
}

Sheet frontier_sheet(const Frontier& f) {
  Sheet page{.title = "What the last percents of clean power cost", .lead = cost_title(f) + "."};
  page.figures.push_back(curve_figure(
      f, cost_title(f), "USD/MWh", [](const FrontierPoint& p) { return p.power_usd_per_mwh; },
      [](const FrontierPoint& p) { return unit_price(p.power_usd_per_mwh) + " USD/MWh; " + built_words(p); }));
  page.figures.push_back(curve_figure(
      f, percent_title(f), "MUSD a year", [](const FrontierPoint& p) { return 1e-6 * p.next_percent_usd; },
      [](const FrontierPoint& p) { return "one more percent costs " + money(p.next_percent_usd) + " a year"; }));
  if (SheetTable against = against_table(f); !against.rows.empty()) page.tables.push_back(std::move(against));
  for (const FrontierCurve& c : f.curves) page.tables.push_back(table_of(c));
  page.notes.push_back("Every point is a least-cost design of the whole scenario at that target, checked like any plan; money in " + f.money + ".");
  page.notes.push_back("The next percent is the dual price of the matching row at that target: at a kink of the curve it is the slope on one side.");
  return page;
}

std::string frontier_html(const Frontier& f, const std::string& command) {
  Sheet page = frontier_sheet(f);
  page.notes.push_back("Made by: " + command);
  return sheet_html(page);
}

}  // namespace gridwright::report
