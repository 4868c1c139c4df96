#include "findings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gridwright/core/text.hpp"
#include "lines.hpp"
#include "plot.hpp"
#include "table.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

std::string heading(const FindingColumn& c) { return c.unit.empty() || c.unit == "1" ? c.name : c.name + ", " + c.unit; }

/// The unit of all amounts of a table, when there is one: a terminal says it once. Shares and counts are none.
std::string shared_unit(const Finding& f) {
  std::string unit;
  for (const FindingColumn& c : f.columns) {
    if (c.unit.empty() || c.unit == "1" || c.unit == "%") continue;
    if (!unit.empty() && unit != c.unit) return {};
    unit = c.unit;
  }
  return unit;
}

/// A heading in lines of at most `width`, broken at blanks.
std::vector<std::string> broken(const std::string& words, std::size_t width) {
  std::vector<std::string> lines{""};
  for (const std::string_view word : split_words(words)) {
    if (!lines.back().empty() && columns(lines.back()) + 1 + columns(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + std::string(word);
  }
  return lines;
}

std::string aligned(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(width > columns(text) ? width - columns(text) : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string without_end_blanks(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line + "\n";
}

std::string table_text(const Finding& f) {
  if (f.rows.empty()) return {};
  const std::size_t n = f.columns.size();
  const std::string unit = shared_unit(f);
  std::vector<std::size_t> widths(n, 0);
  std::vector<std::vector<std::string>> heads(n);
  std::size_t lines = 0;
  for (std::size_t c = 0; c < n; ++c) {
    heads[c] = broken(f.columns[c].unit == unit ? f.columns[c].name : heading(f.columns[c]), 14);
    lines = std::max(lines, heads[c].size());
    for (const std::string& h : heads[c]) widths[c] = std::max(widths[c], columns(h));
    for (const auto& row : f.rows) widths[c] = std::max(widths[c], columns(row[c].text));
  }
  std::string text;
  for (std::size_t k = 0; k < lines; ++k) {
    std::string line = "  ";
    for (std::size_t c = 0; c < n; ++c) {
      if (f.columns[c].detail) continue;
      const std::size_t skip = lines - heads[c].size();  // headings stand on the table
      line += aligned(k < skip ? "" : heads[c][k - skip], widths[c], !f.columns[c].unit.empty()) + "  ";
    }
    text += without_end_blanks(line);
  }
  for (const auto& row : f.rows) {
    std::string line = "  ";
    for (std::size_t c = 0; c < n; ++c)
      if (!f.columns[c].detail) line += aligned(row[c].text, widths[c], !f.columns[c].unit.empty()) + "  ";
    text += without_end_blanks(line);
  }
  return text;
}

/// "   [hypothetical; bn USD]"
std::string bracketed(const Finding& f) {
  const std::string unit = shared_unit(f);
  const std::string inside = f.marks + (!f.marks.empty() && !unit.empty() ? "; " : "") + unit;
  return inside.empty() ? "" : "   [" + inside + "]";
}

}  // namespace

std::string findings_text(std::span<const Finding> findings) {
  std::string text;
  for (const Finding& f : findings) {
    text += (text.empty() ? "" : "\n") + f.title + bracketed(f) + "\n" + table_text(f);
    for (const std::string& note : f.notes) {
      const std::vector<std::string> lines = broken(note, 108);
      for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "  . " : "    ") + lines[i] + "\n";
    }
  }
  return text;
}

nlohmann::ordered_json findings_json(std::span<const Finding> findings) {
  using json = nlohmann::ordered_json;
  json all = json::array();
  for (const Finding& f : findings) {
    json one{{"id", f.id},      {"title", f.title}, {"marks", f.marks}, {"columns", json::array()}, {"rows", json::array()},
             {"notes", f.notes}};
    for (const FindingColumn& c : f.columns) one["columns"].push_back({{"name", c.name}, {"unit", c.unit}});
    for (const auto& row : f.rows) {
      json line;
      for (std::size_t c = 0; c < row.size(); ++c) {
        json& cell = line[f.columns[c].name];
        if (row[c].number)
          cell = *row[c].number;
        else if (f.columns[c].unit.empty())
          cell = row[c].text;
        else
          cell = nullptr;
      }
      one["rows"].push_back(std::move(line));
    }
    all.push_back(std::move(one));
  }
  return all;
}

namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string finding_csv(const Finding& f) {
  std::string text;
  for (std::size_t c = 0; c < f.columns.size(); ++c) text += (c > 0 ? "," : "") + csv_cell(heading(f.columns[c]));
  text += "\n";
  for (const auto& row : f.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      std::string cell = row[c].text;
      if (row[c].number)
        cell = nlohmann::json(*row[c].number).dump();
      else if (!f.columns[c].unit.empty())
        cell.clear();
      text += (c > 0 ? "," : "") + csv_cell(cell);
    }
    text += "\n";
  }
  return text;
}

std::string finding_html(const Finding& f) {
  std::vector<Column> columns;
  for (const FindingColumn& c : f.columns) columns.push_back({heading(c), !c.unit.empty()});
  HtmlTable table(f.title, std::move(columns));
  for (const auto& row : f.rows) {
    std::vector<std::string> cells;
    for (const Cell& c : row) cells.push_back(c.text);
    table.row(cells);
  }
  if (f.rows.empty()) return "<p><b>" + prose(f.title) + ".</b></p>\n";
  std::string notes = mark_html(f.marks);
  for (const std::string& note : f.notes) notes += " " + prose(capital(note)) + ".";
  return table.html() + "<p class=\"note\">" + notes + " <a href=\"tables/" + html(f.id) + ".csv\">Data: " + html(f.id) +
         ".csv</a></p>\n";
}

}  // namespace gridwright::report
