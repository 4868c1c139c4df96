#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../figures/figures.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// Money by year: cash, books, what is owed whatever is used, buy, lease or rent, and an hour and a token built up from all layers.
namespace gridwright::report {
namespace {

using design::Design;
using design::Money;
using design::MoneyYear;

std::string usd(double value) { return std::abs(value) < 0.5 ? "-" : money(value); }

/// One part of a column: its key, its words, its dollars in a year.
struct Part {
  const char* css;
  const char* words;
  double (*of)(const MoneyYear&);
};

Axis years_axis(const std::vector<MoneyYear>& years) {
  Axis x{years.front().year - 0.5, years.back().year + 0.5, {}, {}};
  for (const MoneyYear& y : years) x.ticks.push_back({static_cast<double>(y.year), std::to_string(y.year)});
  return x;
}

std::string cash_figure(const Money& m) {
  constexpr Part parts[] = {{"it", "accelerators bought", [](const MoneyYear& y) { return y.accelerators_usd; }},
                            {"cooling", "buildings bought", [](const MoneyYear& y) { return y.buildings_usd; }},
                            {"wind", "power bought", [](const MoneyYear& y) { return y.power_usd; }},
                            {"solar", "running own sites", [](const MoneyYear& y) { return y.running_usd; }},
                            {"nuclear", "clouds", [](const MoneyYear& y) { return y.clouds_usd; }},
                            {"grid", "other contracts", [](const MoneyYear& y) { return std::max(0.0, y.contracts_usd); }}};
  double most = 0.0, total = 0.0, peak = 0.0;
  int peak_year = 0;
  for (const MoneyYear& y : m.years) {
    most = std::max(most, y.cash_usd);
    if (y.planned) total += y.cash_usd;
    if (y.cash_usd > peak) peak = y.cash_usd, peak_year = y.year;
  }
  if (m.years.size() < 2 || most <= 0.0) return {};
  Plot plot(years_axis(m.years), round_axis(0.0, most / 1e6, 5, "MUSD"), 2000);
  std::vector<Key> keys;
  for (const Part& p : parts)
    if (std::any_of(m.years.begin(), m.years.end(), [&](const MoneyYear& y) { return p.of(y) > 1e-3 * most; })) keys.push_back({p.css, p.words});
  for (const MoneyYear& y : m.years) {
    double at = 0.0;
    std::string words = fmt::format("{}{}: {}", y.year, y.planned ? "" : " (as the last year planned)", money(y.cash_usd));
    for (const Part& p : parts) {
      const double height = std::max(0.0, p.of(y)) / 1e6;
      if (height <= 0.0) continue;
      plot.box(std::string("f-") + p.css, y.year - 0.38, y.year + 0.38, at, at + height, p.words);
      words += fmt::format("\n{}: {}", p.words, money(1e6 * height));
      at += height;
    }
    plot.strip(y.year - 0.5, y.year + 0.5, words);
  }
  Figure f{.id = "cash", .title = fmt::format("Cash peaks in {} at {}; the years planned take {}", peak_year, money(peak), money(total))};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Cash paid by year: assets when they are bought, running cost, clouds, other contracts.");
  f.note = "Assets are paid for in the year they first serve and again when their life ends; years after the horizon repeat its last.";
  f.data_link = "design.json", f.data_name = "design.json";
  return figure_html(f);
}

/// Obligations by contract against what others are bound to pay: the time ladder of the plan.
std::string ladder_figure(const Design& d) {
  constexpr const char* colours[] = {"it", "wind", "lithium", "solar", "nuclear", "storage", "iron_air", "grid"};
  std::vector<std::string> names;
  for (const design::ContractYear& y : d.deals.contract_years)
    if (y.commitment_usd + y.minimum_usd > 1.0 && std::find(names.begin(), names.end(), y.contract) == names.end()) names.push_back(y.contract);
  std::vector<MoneyYear> years;
  for (const MoneyYear& y : d.books.years)
    if (y.planned) years.push_back(y);
  if (names.empty() || years.size() < 2) return {};
  double most = 0.0, all = 0.0, in = 0.0;
  for (const MoneyYear& y : years) most = std::max({most, y.obligations_usd, y.inflow_usd}), all += y.obligations_usd, in += y.inflow_usd;
  Plot plot(years_axis(years), round_axis(0.0, most / 1e6, 5, "MUSD"), 2000);
  std::vector<Key> keys;
  for (std::size_t i = 0; i < names.size() && i < std::size(colours); ++i) keys.push_back({colours[i], i + 1 == std::size(colours) && names.size() > i + 1 ? "others" : names[i]});
  std::vector<double> x, level;
  for (const MoneyYear& y : years) {
    double at = 0.0;
    std::string words = fmt::format("{}: {} owed whatever is used", y.year, money(y.obligations_usd));
    for (std::size_t i = 0; i < names.size(); ++i)
      for (const design::ContractYear& c : d.deals.contract_years) {
        const double height = (c.commitment_usd + c.minimum_usd) / 1e6;
        if (c.year != y.year || c.contract != names[i] || height <= 0.0) continue;
        plot.box(std::string("f-") + colours[std::min(i, std::size(colours) - 1)], y.year - 0.38, y.year + 0.38, at, at + height, names[i]);
        words += fmt::format("\n{}: {}", names[i], money(1e6 * height));
        at += height;
      }
    words += fmt::format("\ncontracted to come in: {}", money(y.inflow_usd));
    plot.strip(y.year - 0.5, y.year + 0.5, words);
    for (const double edge : {y.year - 0.5, y.year + 0.5}) x.push_back(edge), level.push_back(y.inflow_usd / 1e6);
  }
  plot.line("s-unserved", x, level, "contracted to come in");
  keys.push_back({"unserved", "line: contracted to come in"});
  Figure f{.id = "obligations", .title = in > 0.0 ? fmt::format("{} are owed whatever is used; contracts bring {} against it", money(all), money(in))
                                                  : fmt::format("{} are owed whatever is used; no contract brings money against it", money(all))};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Obligations by contract and year as columns; contracted inflow as a line.");
  f.note = "Commitments and minimums after excuses, of the contracts signed and owed.";
  f.data_link = "design.json", f.data_name = "design.json";
  return figure_html(f);
}

std::string books_table(const Money& m) {
  HtmlTable cash("Cash by year", {{"year"}, {"accelerators", true}, {"buildings", true}, {"power", true}, {"running", true}, {"clouds", true}, {"other contracts", true}, {"cash", true}, {"level payments instead", true}});
  HtmlTable books("Depreciation by book life and by economic life", {{"year"}, {"book charge", true}, {"economic charge", true}, {"book value", true}, {"economic value", true}, {"overstated", true}});
  for (const MoneyYear& y : m.years) {
    const std::string name = std::to_string(y.year) + (y.planned ? "" : " *");
    cash.row({name, usd(y.accelerators_usd), usd(y.buildings_usd), usd(y.power_usd), usd(y.running_usd), usd(y.clouds_usd), usd(y.contracts_usd), usd(y.cash_usd), usd(y.level_usd)}, y.planned ? "built" : "");
    books.row({name, usd(y.book_charge_usd), usd(y.economic_charge_usd), usd(y.book_value_usd), usd(y.economic_value_usd), usd(y.book_value_usd - y.economic_value_usd)}, y.planned ? "built" : "");
  }
  return cash.html() + books.html();
}

std::string layers_table(const Design& d) {
  HtmlTable table(fmt::format("An hour and a million tokens of {}, layer by layer", d.year), {{"where"}, {"layer"}, {"a year", true}, {"USD per busy accelerator-hour", true}, {"USD per million output tokens", true}});
  std::string where;
  double sum = 0.0, hour = 0.0, tokens = 0.0;
  const auto close = [&] {
    if (!where.empty()) table.row({where, "all layers", usd(sum), hour != 0.0 ? unit_price(hour) : "-", tokens != 0.0 ? unit_price(tokens) : "-"}, "built");
    sum = hour = tokens = 0.0;
  };
  std::vector<design::CostLayer> layers = d.books.layers;
  std::stable_sort(layers.begin(), layers.end(), [](const auto& a, const auto& b) { return a.where == "own" && b.where != "own" ? true : a.where != "own" && b.where == "own" ? false : a.where < b.where; });
  for (const design::CostLayer& l : layers) {
    if (l.where != where) close(), where = l.where;
    table.row({l.where, spaced(l.layer), usd(l.usd), l.usd_per_accelerator_hour != 0.0 ? unit_price(l.usd_per_accelerator_hour) : "-", l.usd_per_million_tokens != 0.0 ? unit_price(l.usd_per_million_tokens) : "-"});
    sum += l.usd, hour += l.usd_per_accelerator_hour, tokens += l.usd_per_million_tokens;
  }
  close();
  return table.html();
}

std::string ways_table(const Money& m) {
  HtmlTable table("Buy, lease or rent, at the plan's own use, power and buildings", {{"fleet"}, {"way"}, {"capital raised by"}, {"at", true}, {"USD per used hour", true}, {"USD per million tokens", true}, {"cheaper than by the hour above a use of", true}, {"present value of one", true}});
  for (const design::WayRow& w : m.ways)
    table.row({w.fleet, w.way, w.raised_by.empty() ? "the provider" : spaced(w.raised_by), w.cost_of_capital > 0.0 ? percent(w.cost_of_capital) : "-", unit_price(w.usd_per_used_hour), w.usd_per_million_tokens > 0.0 ? unit_price(w.usd_per_million_tokens) : "-",
               w.break_even_use > 0.0 ? (w.break_even_use > 1.0 ? "never" : percent(w.break_even_use)) : "-", money(w.present_usd)}, w.raised_by == "the planner" ? "built" : "");
  return table.html();
}

}  // namespace

std::string money_section(const Design& d) {
  const Money& m = d.books;
  if (m.years.empty() || (m.layers.empty() && m.ways.empty())) return {};
  std::string out = cash_figure(m) + ladder_figure(d) + books_table(m) + ways_table(m) + layers_table(d);
  out += "<ul>";
  for (const std::string& a : m.assumptions) out += "<li>" + html(a) + "</li>";
  return out + "</ul>";
}

}  // namespace gridwright::report
