#include <fmt/format.h>

#include <cmath>

#include "../figures/figures.hpp"
#include "../order.hpp"
#include "../plot.hpp"
#include "../table.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

namespace gridwright::report {
namespace {

double without_usd(const design::Design& d) { return d.usd_per_year + d.worth.saved_usd_per_year; }

/// From the cost without the change to the cost with it, one step a group of costs.
Figure steps_figure(const design::Design& d) {
  const design::ChangeWorth& w = d.worth;
  const double saved = w.saved_usd_per_year;
  Figure figure{.id = "worth-steps", .title = fmt::format("{}: {} {} a year of {}", w.change, saved >= 0.0 ? "saves" : "costs", money(std::abs(saved)), money(without_usd(d)))};
  std::vector<BarRow> rows;
  double at = 0.0;  // steps start at the cost without the change, drawn as zero: what changes is small beside the whole
  std::vector<design::WorthPart> parts = w.parts;
  sort_keeping_order(parts, [](const design::WorthPart& a, const design::WorthPart& b) { return std::abs(a.saved_usd_per_year) > std::abs(b.saved_usd_per_year); });
  for (const design::WorthPart& p : parts) {
    if (std::abs(p.saved_usd_per_year) < 500.0) continue;
    const double step = -1e-6 * p.saved_usd_per_year;
    rows.push_back({spaced(p.group), fmt::format("{:+.2f}", step), at, at + step, "f-" + group_colour(p.group), false});
    at += step;
  }
  rows.push_back({"all", fmt::format("{:+.2f}", at), 0.0, at, "f-total", true});
  figure.drawing = bar_table("What the change adds to the yearly cost, by group", "part", "MUSD a year", rows);
  figure.note = fmt::format("Both plans are least-cost designs of the whole year, each checked on its own. {}.", d.money);
  return figure;
}

/// Accelerators, power and cost of tokens in percent of the plan without the change.
Figure shares_figure(const design::Design& d) {
  Figure figure{.id = "worth-shares", .title = "What it changes, in percent of the plan without it"};
  std::vector<BarRow> rows;
  for (const design::WorthRow& r : d.worth.rows) {
    const double change = r.without != 0.0 ? 100.0 * (r.with / r.without - 1.0) : 0.0;
    if (std::abs(change) < 0.05) continue;
    rows.push_back({std::string(trim(r.name)), fmt::format("{:+.1f} %", change), 0.0, change, "f-it", false});
  }
  figure.drawing = bar_table("Change of each figure", "figure", "percent", rows);
  return figure;
}

}  // namespace

std::string worth_section(const design::Design& d) {
  const design::ChangeWorth& w = d.worth;
  if (w.change.empty()) return {};
  std::string text = figure_html(steps_figure(d)) + figure_html(shares_figure(d));
  HtmlTable table("Without and with", {{"figure"}, {"unit"}, {"without", true}, {"with", true}, {"change", true}});
  for (const design::WorthRow& r : w.rows) {
    const int decimals = r.unit == "USD/M tokens" || r.unit.empty() ? (std::abs(r.without) < 100.0 ? 3 : 0) : 1;
    table.row({std::string(trim(r.name)), r.unit, group_thousands(r.without, decimals), group_thousands(r.with, decimals), (r.with >= r.without ? "+" : "") + group_thousands(r.with - r.without, decimals)});
  }
  return text + table.html();
}

}  // namespace gridwright::report
