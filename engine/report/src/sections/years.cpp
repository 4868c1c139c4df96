#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../figures/figures.hpp"
#include "../order.hpp"
#include "../table.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// Several years and weather years: what stands when, what each year costs and in which weather, and what the tail weighs.
namespace gridwright::report {
namespace {

using design::Design;
using design::YearCapacity;
using design::YearsResult;

constexpr const char* fills[] = {"it", "wind", "lithium", "solar", "nuclear", "storage", "iron_air", "grid"};
std::string fill(std::size_t i) { return fills[i % std::size(fills)]; }

constexpr const char* lines[] = {"one", "two", "three", "four", "five", "six", "seven"};

Axis year_axis(const YearsResult& y) {
  const auto n = static_cast<double>(y.years.size());
  Axis x{0.0, n, {}, {}};
  const std::size_t every = y.years.size() > 12 ? 2 : 1;
  for (std::size_t i = 0; i < y.years.size(); i += every) x.ticks.push_back({static_cast<double>(i) + 0.5, std::to_string(y.years[i].year)});
  return x;
}

struct Layer {
  std::string kind, name;
  std::vector<double> values;
};

/// Layers on top of each other, a step a year.
std::string stacked(const YearsResult& y, const std::vector<Layer>& layers, const std::string& unit, const std::string& id, const std::string& title,
                    const std::string& description) {
  std::vector<double> top(y.years.size(), 0.0);
  for (const Layer& l : layers)
    for (std::size_t i = 0; i < top.size(); ++i) top[i] += l.values[i];
  Plot plot(year_axis(y), round_axis(0.0, *std::max_element(top.begin(), top.end()), 5, unit), 100 * static_cast<int>(y.years.size()));
  std::vector<double> lower(top.size(), 0.0), upper(top.size());
  std::vector<Key> keys;
  for (const Layer& l : layers) {
    for (std::size_t i = 0; i < top.size(); ++i) upper[i] = lower[i] + l.values[i];
    plot.step_area("f-" + l.kind, lower, upper, l.name);
    keys.push_back({l.kind, fmt::format("{} {} to {}", l.name, group_thousands(l.values.front(), 0), group_thousands(l.values.back(), 0))});
    lower = upper;
  }
  for (std::size_t i = 0; i < top.size(); ++i) {
    std::string words = fmt::format("{}: {} {}", y.years[i].year, group_thousands(top[i], 0), unit);
    for (const Layer& l : layers) words += fmt::format("; {} {}", l.name, group_thousands(l.values[i], 0));
    plot.strip(static_cast<double>(i), static_cast<double>(i + 1), words);
  }
  return keys_html(keys) + plot.html(id, title, description);
}

/// The name without its site: "iron-air".
std::string short_name(const YearCapacity& c) {
  const std::size_t dot = c.component.find('.');
  std::string name = dot == std::string::npos ? c.component : c.component.substr(dot + 1);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::vector<Layer> layers_of(const YearsResult& y, const std::vector<std::string>& whats) {
  std::vector<Layer> all;
  for (const std::string& what : whats)
    for (const YearCapacity& c : y.capacities)
      if (c.what == what && *std::max_element(c.value.begin(), c.value.end()) >= 0.5)
        all.push_back({c.kind == "fleet" || c.kind == "hall" ? fill(all.size()) : c.kind, short_name(c), c.value});
  return all;
}

std::string power_figure(const YearsResult& y) {
  const std::vector<Layer> layers = layers_of(y, {"power", "connection"});
  if (layers.empty()) return {};
  std::string most;
  double largest = 0.0;
  for (const Layer& l : layers)
    if (l.values.back() - l.values.front() > largest)
      largest = l.values.back() - l.values.front(), most = fmt::format("{} grows from {} to {} MW", l.name, group_thousands(l.values.front(), 0), group_thousands(l.values.back(), 0));
  Figure f{.id = "years-power", .title = most.empty() ? "Power that stands is the same in every year" : fmt::format("Power by year: {} by {}", most, y.years.back().year)};
  f.drawing = stacked(y, layers, "MW", f.id, f.title, "Power of sources, stores and the grid connection that stands in each year, one on top of the other.");
  f.note = "Nameplate and contracted power. What is past its life is retired; what is built is paid for over its life at the price of its year.";
  f.data_link = "design.json", f.data_name = "years.capacities in design.json";
  return figure_html(f);
}

std::string fleet_figure(const YearsResult& y) {
  const std::vector<Layer> layers = layers_of(y, {"accelerators"});
  if (layers.empty()) return {};
  double first = 0.0, last = 0.0;
  for (const Layer& l : layers) first += l.values.front(), last += l.values.back();
  Figure f{.id = "years-fleet", .title = fmt::format("Accelerators: {} in {}, {} in {}", count(first), y.years.front().year, count(last), y.years.back().year)};
  f.drawing = stacked(y, layers, "accelerators", f.id, f.title, "Accelerators that stand in each year, by fleet.");
  f.data_link = "design.json", f.data_name = "years.capacities in design.json";
  return figure_html(f);
}

std::string cost_figure(const YearsResult& y) {
  std::vector<Layer> layers;
  for (const design::YearCost& c : y.costs) {
    std::vector<double> musd;
    for (double usd : c.usd) musd.push_back(usd / 1e6);
    std::string name = c.group;
    std::replace(name.begin(), name.end(), '_', ' ');
    layers.push_back({fill(layers.size()), name, std::move(musd)});
  }
  if (layers.empty()) return {};
  Figure f{.id = "years-cost", .title = fmt::format("{} to {} cost {} at present value", y.years.front().year, y.years.back().year, money(y.mean_present_usd))};
  f.drawing = stacked(y, layers, "MUSD", f.id, f.title, "Yearly cost by group, mean over weather years.");
  f.note = fmt::format("Mean over weather years, in dollars of the year; present values of {} at {} a year.", y.years.front().year, percent(y.cost_of_capital, 1));
  f.data_link = "design.json", f.data_name = "years.costs in design.json";
  return figure_html(f);
}

std::vector<std::string> weathers(const YearsResult& y) {
  std::vector<std::string> names;
  for (const design::YearRun& r : y.runs)
    if (r.year == y.years.front().year) names.push_back(r.weather);
  return names;
}

/// Each weather's cost against the mean of its year.
std::string weather_figure(const YearsResult& y) {
  const std::vector<std::string> names = weathers(y);
  if (names.size() < 2) return {};
  double low = 0.0, high = 0.0;
  std::vector<std::vector<double>> over(names.size());
  std::vector<double> tail;
  std::vector<double> totals(names.size(), 0.0);
  for (std::size_t i = 0; i < y.runs.size(); ++i) {
    const std::size_t w = i % names.size(), year = i / names.size();
    over[w].push_back((y.runs[i].usd - y.years[year].mean_usd) / 1e6);
    totals[w] += y.years[year].discount * (y.runs[i].usd - y.years[year].mean_usd);
    low = std::min(low, over[w].back()), high = std::max(high, over[w].back());
  }
  for (const design::YearTotal& t : y.years) tail.push_back((t.tail_usd - t.mean_usd) / 1e6), high = std::max(high, tail.back());
  const auto worst = static_cast<std::size_t>(std::max_element(totals.begin(), totals.end()) - totals.begin());
  Plot plot(year_axis(y), round_axis(low, high, 5, "MUSD"), 100 * static_cast<int>(y.years.size()));
  plot.rule("zero", 0.0);
  std::vector<Key> keys;
  std::vector<double> x;
  for (std::size_t i = 0; i < y.years.size(); ++i) x.push_back(static_cast<double>(i) + 0.5);
  const auto draw = [&](const std::string& kind, const std::string& name, const std::vector<double>& values) {
    std::vector<double> ends_x = x, ends = values;  // a single year is drawn over its width
    if (x.size() == 1) ends_x = {0.1, 0.9}, ends = {values.front(), values.front()};
    plot.line("line s-" + kind, ends_x, ends, name);
    keys.push_back({kind, name});
  };
  for (std::size_t w = 0; w < names.size(); ++w)
    draw(lines[w % std::size(lines)], fmt::format("{} ({})", names[w], percent(y.runs[w].probability, 0)), over[w]);
  draw("eight", fmt::format("worst {} of weathers (CVaR)", percent(1.0 - y.risk_level, 0)), tail);
  for (std::size_t i = 0; i < y.years.size(); ++i) {
    std::string words = fmt::format("{}: mean {}", y.years[i].year, money(y.years[i].mean_usd));
    for (std::size_t w = 0; w < names.size(); ++w) words += fmt::format("; {} {:+.1f} MUSD", names[w], over[w][i]);
    plot.strip(static_cast<double>(i), static_cast<double>(i + 1), words);
  }
  const double part = y.mean_present_usd != 0.0 ? totals[worst] / y.mean_present_usd : 0.0;
  Figure f{.id = "years-weather", .title = fmt::format("The weather of \"{}\" in every year would cost {} more than the mean ({:+.1f} %)", names[worst], money(totals[worst]), 100.0 * part)};
  f.drawing = keys_html(keys) + plot.html(f.id, f.title, "Cost of each year in each weather, less the mean of the year, in millions of dollars.");
  f.note = y.risk_weight > 0.0
               ? fmt::format("The plan minimised {} of the mean and {} of the tail; what is built is the same in all weathers.", percent(1.0 - y.risk_weight, 0), percent(y.risk_weight, 0))
               : "The plan minimised the mean; what is built is the same in all weathers.";
  f.data_link = "design.json", f.data_name = "years.runs in design.json";
  return figure_html(f);
}

/// "+300 MW wind, −40 MW lithium"
std::string changes(const YearsResult& y, std::size_t year) {
  std::string words;
  for (const YearCapacity& c : y.capacities) {
    if (c.what != "power" && c.what != "connection" && c.what != "accelerators") continue;
    const double least = c.what == "accelerators" ? 50.0 : 0.5;
    const std::string unit = c.what == "accelerators" ? "" : " MW";
    const std::string name = c.what == "connection" ? "grid" : short_name(c);
    if (c.built[year] >= least) words += fmt::format("{}+{}{} {}", words.empty() ? "" : ", ", group_thousands(c.built[year], 0), unit, name);
    if (c.retired[year] >= least) words += fmt::format("{}\u2212{}{} {}", words.empty() ? "" : ", ", group_thousands(c.retired[year], 0), unit, name);
  }
  return words.empty() ? "-" : words;
}

std::string years_table(const YearsResult& y) {
  const bool several = weathers(y).size() > 1;
  std::vector<Column> columns{{"year"}, {"built and retired"}, {"mean cost", true}};
  if (several) columns.push_back({fmt::format("worst {} (CVaR)", percent(1.0 - y.risk_level, 0)), true});
  columns.insert(columns.end(), {{"import", true}, {"unserved", true}, {"clean", true}});
  HtmlTable table("The years", columns);
  for (std::size_t i = 0; i < y.years.size(); ++i) {
    double import = 0.0, unserved = 0.0, clean = 0.0;
    for (const design::YearRun& r : y.runs)
      if (r.year == y.years[i].year) import += r.probability * r.import_mwh, unserved += r.probability * r.unserved_mwh, clean += r.probability * r.matched;
    std::vector<std::string> cells{std::to_string(y.years[i].year), changes(y, i), money(y.years[i].mean_usd)};
    if (several) cells.push_back(money(y.years[i].tail_usd));
    cells.insert(cells.end(), {group_thousands(import / 1e3, 0) + " GWh", group_thousands(unserved, 1) + " MWh", percent(clean, 1)});
    table.row(cells);
  }
  std::vector<std::string> sum{"present value", "", money(y.mean_present_usd)};
  if (several) sum.push_back(money(y.tail_present_usd));
  sum.insert(sum.end(), {"", "", ""});
  table.row(sum, "built");
  return table.html();
}

}  // namespace

std::string years_section(const Design& d) {
  const YearsResult& y = d.years;
  if (y.years.empty()) return {};
  std::string out = fmt::format("<p>The rest of this report shows {}{}.</p>\n", y.years.front().year,
                                y.runs.front().weather.empty() ? "" : fmt::format(" in the weather of \"{}\"", html(y.runs.front().weather)));
  return out + years_table(y) + power_figure(y) + fleet_figure(y) + cost_figure(y) + weather_figure(y);
}

}  // namespace gridwright::report
