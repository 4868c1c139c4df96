#include "findings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../lines.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "gridwright/report/capital.hpp"

namespace gridwright::report {

namespace {

void add(std::vector<Finding>& all, std::vector<Finding> more) {
  for (Finding& f : more)
    if (!f.rows.empty()) all.push_back(std::move(f));
}

}  // namespace

std::vector<Finding> findings(const deals::CapitalAnswers& a) {
  std::vector<Finding> all;
  if (a.stress) add(all, stress_findings(*a.stress));
  add(all, money_findings(a));
  if (a.party) add(all, party_findings(*a.party));
  if (all.empty()) add(all, overview_findings(a));
  return all;
}

std::optional<deals::Obligations> subject(const deals::CapitalAnswers& a) {
  if (a.party) return a.party;
  const std::string name = a.stress ? a.stress->asked.question.payer : a.cover ? a.cover->cases.front().party : std::string();
  if (!name.empty()) return deals::obligations(a.ledger, name);
  if (a.payers.empty()) return std::nullopt;
  return a.payers.front();
}

std::vector<Finding> page_findings(const deals::CapitalAnswers& a) {
  std::vector<Finding> all;
  if (a.stress) add(all, stress_findings(*a.stress));
  add(all, money_findings(a));
  if (const auto about = subject(a)) add(all, party_findings(*about));
  add(all, overview_findings(a));
  return all;
}

namespace {

std::string heading(const FindingColumn& c) { return c.unit.empty() || c.unit == "1" ? c.name : c.name + ", " + c.unit; }

constexpr std::string_view money_unit = "bn USD";   // said once above a table of a terminal

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
  const std::size_t n = f.columns.size();
  std::vector<std::size_t> widths(n, 0);
  std::vector<std::vector<std::string>> heads(n);
  std::size_t lines = 0;
  for (std::size_t c = 0; c < n; ++c) {
    heads[c] = broken(f.columns[c].unit == money_unit ? f.columns[c].name : heading(f.columns[c]), 14);
    lines = std::max(lines, heads[c].size());
    for (const std::string& h : heads[c]) widths[c] = std::max(widths[c], columns(h));
    for (const auto& row : f.rows) widths[c] = std::max(widths[c], columns(row[c].text));
  }
  std::string text;
  for (std::size_t k = 0; k < lines; ++k) {
    std::string line = "  ";
    for (std::size_t c = 0; c < n; ++c) {
      const std::size_t skip = lines - heads[c].size();   // headings stand on the table
      line += aligned(k < skip ? "" : heads[c][k - skip], widths[c], !f.columns[c].unit.empty()) + "  ";
    }
    text += without_end_blanks(line);
  }
  for (const auto& row : f.rows) {
    std::string line = "  ";
    for (std::size_t c = 0; c < n; ++c) line += aligned(row[c].text, widths[c], !f.columns[c].unit.empty()) + "  ";
    text += without_end_blanks(line);
  }
  return text;
}

/// "   [hypothetical; bn USD]"
std::string bracketed(const Finding& f) {
  const bool money = std::any_of(f.columns.begin(), f.columns.end(), [](const FindingColumn& c) { return c.unit == money_unit; });
  std::string inside = f.marks;
  if (money) inside += (inside.empty() ? "" : "; ") + std::string(money_unit);
  return inside.empty() ? "" : "   [" + inside + "]";
}

}  // namespace

std::string capital_text(const deals::CapitalAnswers& answers, std::string_view folder) {
  std::string text;
  for (const Finding& f : findings(answers)) {
    text += (text.empty() ? "" : "\n") + f.title + bracketed(f) + "\n" + table_text(f);
    for (const std::string& note : f.notes) {
      const std::vector<std::string> lines = broken(note, 108);
      for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "  . " : "    ") + lines[i] + "\n";
    }
  }
  if (!folder.empty()) text += "\nlook    " + std::string(folder) + "/capital.html\n";
  return text;
}

std::string capital_json(const deals::CapitalAnswers& answers) {
  using json = nlohmann::ordered_json;
  json out{{"ledger", answers.ledger.name}, {"deals", answers.ledger.deals.size()}, {"instalments", answers.ledger.schedule.size()}, {"findings", json::array()}};
  for (const Finding& f : findings(answers)) {
    json one{{"id", f.id}, {"title", f.title}, {"marks", f.marks}, {"columns", json::array()}, {"rows", json::array()}, {"notes", f.notes}};
    for (const FindingColumn& c : f.columns) one["columns"].push_back({{"name", c.name}, {"unit", c.unit}});
    for (const auto& row : f.rows) {
      json line;
      for (std::size_t c = 0; c < row.size(); ++c) {
        json& cell = line[f.columns[c].name];
        if (row[c].number) cell = *row[c].number;
        else if (f.columns[c].unit.empty()) cell = row[c].text;
        else cell = nullptr;
      }
      one["rows"].push_back(std::move(line));
    }
    out["findings"].push_back(std::move(one));
  }
  if (answers.stress) {
    json curve = json::array();
    for (const deals::ThresholdPoint& p : answers.stress->threshold)
      curve.push_back({{"pays", p.pays}, {"failures", p.failures}, {"unpaid_busd", p.unpaid_usd / 1e9}, {"loss_busd", p.loss_usd / 1e9}});
    out["threshold_curve"] = std::move(curve);
  }
  return out.dump(2, ' ', false, json::error_handler_t::replace);
}

namespace {

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> capital_tables(const deals::CapitalAnswers& answers) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const Finding& f : page_findings(answers)) {
    std::string text;
    for (std::size_t c = 0; c < f.columns.size(); ++c) text += (c > 0 ? "," : "") + csv_cell(heading(f.columns[c]));
    text += "\n";
    for (const auto& row : f.rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        std::string cell = row[c].text;
        if (row[c].number) cell = nlohmann::json(*row[c].number).dump();
        else if (!f.columns[c].unit.empty()) cell.clear();
        text += (c > 0 ? "," : "") + csv_cell(cell);
      }
      text += "\n";
    }
    files.emplace_back(f.id + ".csv", std::move(text));
  }
  return files;
}

}  // namespace gridwright::report
