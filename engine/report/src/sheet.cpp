#include "gridwright/report/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "page.hpp"
#include "plot.hpp"
#include "sheet_parts.hpp"
#include "table.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

constexpr std::array kinds = {"one", "two", "three", "four", "five", "six", "seven", "eight"};
const char* kind_of(std::size_t series) { return kinds[std::min(series, kinds.size() - 1)]; }

/// What the pointer is told over a stretch of the x axis: every point whose x lies nearest to it.
void add_strips(Plot& plot, const SheetFigure& figure, double low, double high) {
  std::vector<std::pair<double, std::string>> words;
  for (const SheetSeries& s : figure.series)
    for (const SheetPoint& p : s.points) words.emplace_back(p.x, (s.name.empty() ? "" : s.name + ": ") + p.words);
  std::stable_sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double left = i == 0 ? low : 0.5 * (words[i - 1].first + words[i].first), right = i + 1 == words.size() ? high : 0.5 * (words[i].first + words[i + 1].first);
    plot.strip(left, right, words[i].second);
  }
}

}  // namespace

std::string sheet_figure(const SheetFigure& f, const std::string& id) {
  double right = 0.0, top = 0.0;
  for (const SheetSeries& s : f.series)
    for (const SheetPoint& p : s.points) right = std::max(right, p.x), top = std::max(top, p.y);
  Plot plot(tight_axis(0.0, right * 1.02, 6), tight_axis(0.0, top * 1.05, 5, f.y_unit));
  std::vector<Key> keys;
  for (std::size_t i = 0; i < f.series.size(); ++i) {
    const SheetSeries& s = f.series[i];
    std::vector<double> x, y;
    for (const SheetPoint& p : s.points) {
      x.push_back(p.x), y.push_back(p.y);
      plot.label(std::string("dot t-") + kind_of(i), p.x, p.y, "middle", "\u25CF", 0, 4);
    }
    plot.line(std::string("s-") + kind_of(i), x, y, s.name);
    keys.push_back({kind_of(i), s.name});
  }
  add_strips(plot, f, 0.0, right * 1.02);
  std::string described = f.title + ". From left to right: " + f.x_unit + "; upwards: " + f.y_unit + ".";
  std::string drawing = plot.html(id + "-plot", f.title, described) + "<p class=\"note\" style=\"text-align:center;margin-top:-14px\">" + html(f.x_unit) + "</p>";
  if (keys.size() > 1) drawing = keys_html(keys) + drawing;
  return figure_html({.id = id, .title = f.title, .drawing = drawing, .note = f.note, .data_link = {}, .data_name = {}, .marks = {}});
}

std::string sheet_table(const SheetTable& t) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < t.heading.size(); ++i) columns.push_back({t.heading[i], i > 0});
  HtmlTable table(t.caption, columns);
  for (const auto& row : t.rows) table.row(row);
  return table.html();
}

std::string sheet_html(const Sheet& sheet) {
  std::string figures, tables, notes;
  for (std::size_t i = 0; i < sheet.figures.size(); ++i) figures += sheet_figure(sheet.figures[i], "figure-" + std::to_string(i + 1));
  for (const SheetTable& t : sheet.tables) tables += sheet_table(t);
  for (const std::string& n : sheet.notes) notes += "<li>" + prose(n) + "</li>";
  if (!notes.empty()) notes = "<ul>" + notes + "</ul>";
  const std::string masthead = fmt::format("<header><p class=\"brand\">{}</p><h1>{}</h1><p class=\"lead\">{}</p></header>\n", html(sheet.brand), html(sheet.title), prose(sheet.lead));
  return page_html(sheet.title, masthead, {{"answer", "The answer", figures}, {"tables", sheet.tables_name, tables}, {"notes", "Assumptions and sources", notes}});
}

}  // namespace gridwright::report
