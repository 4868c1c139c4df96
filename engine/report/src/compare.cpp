#include "gridwright/report/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "gridwright/core/text.hpp"
#include "gridwright/design/json.hpp"
#include "order.hpp"
#include "view.hpp"
#include "words.hpp"

namespace gridwright::report {
namespace {

using design::Design;
using design::Run;

/// A cell is a number with a way to say it, words, or nothing (the run has no such thing).
struct Cell {
  std::optional<double> number;
  std::string text;                ///< as shown
};
struct Row {
  std::string section, name, unit;
  std::vector<Cell> cells;
  std::string change;              ///< filled for two runs
};

using Say = std::function<std::string(double)>;

class Table {
 public:
  explicit Table(std::span<const Run> runs) : runs_(runs) {}
  void section(std::string name) { section_ = std::move(name); }
  /// `read` gives nothing where a run lacks the quantity; a row nobody has is left out.
  void number(const std::string& name, const std::string& unit, const std::function<std::optional<double>(const Design&)>& read,
              const Say& say) {
    Row row{section_, name, unit, {}, {}};
    bool any = false;
    for (const Run& run : runs_) {
      const std::optional<double> value = read(run.design);
      any = any || value;
      row.cells.push_back({value, value ? say(*value) : "-"});
    }
    if (!any) return;
    if (row.cells.size() == 2 && row.cells[0].number && row.cells[1].number)
      row.change = change(*row.cells[0].number, *row.cells[1].number, say);
    rows_.push_back(std::move(row));
  }
  void words(const std::string& name, const std::function<std::string(const Design&)>& read) {
    Row row{section_, name, "", {}, {}};
    for (const Run& run : runs_) row.cells.push_back({std::nullopt, read(run.design)});
    if (std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& c) { return !c.text.empty(); }))
      rows_.push_back(std::move(row));
  }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  static std::string change(double a, double b, const Say& say) {
    const double difference = b - a;
    if (std::abs(difference) <= 1e-9 * std::max(std::abs(a), std::abs(b))) return "=";
    std::string text = (difference > 0 ? "+" : "") + say(difference);
    if (text.ends_with(" %")) return text.substr(0, text.size() - 2) + " points";
    if (a != 0.0) text += fmt::format(" ({:+.1f} %)", 100.0 * difference / std::abs(a));
    return text;
  }
  std::span<const Run> runs_;
  std::string section_;
  std::vector<Row> rows_;
};

std::string in_mw(double mw) { return group_thousands(mw, std::abs(mw) < 100.0 ? 1 : 0); }
std::string in_millions(double usd) { return group_thousands(usd / 1e6, 1); }
std::string in_percent(double share) { return percent(share, 1); }

/// Every plant that any of the runs builds, in the usual order.
std::vector<Plant> all_plants(std::span<const Run> runs) {
  std::vector<Plant> all;
  for (const Run& run : runs)
    for (const Plant& plant : plants(run.design))
      if (plant.size >= 5e-4 && std::none_of(all.begin(), all.end(), [&](const Plant& p) { return p.component == plant.component; })) all.push_back(plant);
  sort_keeping_order(all, [](const Plant& a, const Plant& b) { return order_of(a) < order_of(b); });
  return all;
}

/// The card of a fleet, from the first run that knows it.
std::string fleet_name(std::span<const Run> runs, const std::string& fleet) {
  for (const Run& run : runs)
    for (const Plant& p : plants(run.design))
      if (p.component == fleet) return card_of(run.design, fleet);
  return fleet;
}

void add_builds(Table& table, std::span<const Run> runs) {
  table.section("build");
  bool many_sites = false;
  for (const Run& run : runs) many_sites = many_sites || run.design.sites.size() > 1;
  for (const Plant& wanted : all_plants(runs)) {
    const auto find = [component = wanted.component](const Design& d) -> std::optional<Plant> {
      for (const Plant& p : plants(d))
        if (p.component == component) return p;
      return std::nullopt;
    };
    std::string name = wanted.kind == "fleet" ? fleet_name(runs, wanted.component) : wanted.name;
    if (many_sites && !wanted.site.empty()) name = place_name(wanted.site) + " " + name;
    table.number(name, wanted.unit == "1" ? "" : wanted.unit,
                 [&](const Design& d) -> std::optional<double> {
                   const auto p = find(d);
                   return p ? std::optional(p->size) : std::nullopt;
                 },
                 wanted.unit == "1" ? Say(count) : Say(in_mw));
    if (is_store(wanted.kind))
      table.number(name + ", stored", "MWh",
                   [&](const Design& d) -> std::optional<double> {
                     const auto p = find(d);
                     return p ? std::optional(p->energy_mwh) : std::nullopt;
                   },
                   in_mw);
  }
}

void add_costs(Table& table, std::span<const Run> runs) {
  table.section("cost a year");
  table.number("all", "MUSD", [](const Design& d) { return std::optional(d.usd_per_year); }, in_millions);
  std::vector<GroupCost> groups;
  for (const Run& run : runs)
    for (const GroupCost& g : cost_groups(run.design))
      if (std::none_of(groups.begin(), groups.end(), [&](const GroupCost& x) { return x.group == g.group; })) groups.push_back(g);
  for (const GroupCost& wanted : groups)
    table.number(wanted.name, "MUSD",
                 [&](const Design& d) {
                   for (const GroupCost& g : cost_groups(d))
                     if (g.group == wanted.group) return std::optional(g.usd);
                   return std::optional(0.0);
                 },
                 in_millions);
  table.number("power, of all load", "USD/MWh", [](const Design& d) { return std::optional(d.usd_per_mwh); }, unit_price);
  table.number("serving", "USD/M tokens",
               [](const Design& d) { return d.usd_per_million_tokens > 0 ? std::optional(d.usd_per_million_tokens) : std::nullopt; },
               unit_price);
}

void add_operation(Table& table) {
  table.section("run");
  table.number("load, mean", "MW", [](const Design& d) { return std::optional(load_mwh(d) / 8760.0); }, in_mw);
  table.number("PUE", "", [](const Design& d) { return d.pue > 0 ? std::optional(d.pue) : std::nullopt; },
               [](double v) { return group_thousands(v, 3); });
  table.words("cooling", [](const Design& d) { return cooling_words(d); });
  table.number("accelerators busy", "", [](const Design& d) { return accelerators(d) > 0 ? std::optional(d.busy_share) : std::nullopt; },
               in_percent);
  table.number("output tokens", "trillion a year",
               [](const Design& d) { return d.tokens_per_year > 0 ? std::optional(d.tokens_per_year) : std::nullopt; },
               [](double v) { return group_thousands(v / 1e12, 0); });
  table.number("bought from the grid", "GWh",
               [](const Design& d) {
                 double sum = 0.0;
                 for (const design::SiteResult& s : d.sites) sum += s.import_mwh;
                 return std::optional(sum);
               },
               [](double v) { return group_thousands(v / 1e3, 0); });
  table.number("curtailed, of supply", "", [](const Design& d) { return std::optional(curtailed_share(d)); }, in_percent);
}

void add_clean(Table& table) {
  table.section("clean");
  table.words("asked for", [](const Design& d) {
    return d.matching.mode.empty() || d.matching.mode == "none" ? "" : spaced(d.matching.mode) + " " + percent(d.matching.target);
  });
  table.number("annual volume", "", [](const Design& d) { return std::optional(d.matching.annual); }, in_percent);
  table.number("score with grid", "", [](const Design& d) { return std::optional(d.matching.score); }, in_percent);
  table.number("strict hourly", "", [](const Design& d) { return std::optional(d.matching.strict); }, in_percent);
  table.number("carbon", "kg/MWh", [](const Design& d) { return std::optional(d.matching.carbon_kg_per_mwh); }, unit_price);
  table.number("carbon, marginal", "kg/MWh",
               [](const Design& d) -> std::optional<double> {
                 for (const design::CarbonRow& r : d.carbon.operation)
                   if (r.method == "marginal") return r.kg_per_mwh;
                 return std::nullopt;
               },
               unit_price);
}

/// Who pays in the last year of a contract (its ramp over), all tariffs together.
std::optional<double> of_payers(const Design& d, const char* scheme, double design::PayerRow::*value) {
  std::optional<double> sum;
  for (const design::TariffResult& t : d.tariffs) {
    const design::PayerRow* last = nullptr;
    for (const design::PayerRow& p : t.payers)
      if (p.scheme == scheme) last = &p;
    if (last != nullptr) sum = sum.value_or(0.0) + last->*value;
  }
  return sum;
}

void add_answers(Table& table) {
  table.section("alone and who pays");
  table.number("flat load carried alone in 90 % of the hours", "MW",
               [](const Design& d) -> std::optional<double> {
                 double sum = 0.0;
                 for (const design::CarriedResult& c : d.carried) sum += c.firm_mw_90;
                 return d.carried.empty() ? std::nullopt : std::optional(sum);
               },
               in_mw);
  table.number("premium", "MUSD", [](const Design& d) { return of_payers(d, "tariff", &design::PayerRow::premium_usd); }, in_millions);
  table.number("other customers pay, under the tariff", "MUSD", [](const Design& d) { return of_payers(d, "tariff", &design::PayerRow::others_usd); }, in_millions);
  table.number("the same, resources in their rates", "MUSD", [](const Design& d) { return of_payers(d, "rate_base", &design::PayerRow::others_usd); }, in_millions);
  const auto reliable = [&table](const char* name, const char* unit, design::Estimate design::SiteReliability::*value) {
    table.number(name, unit,
                 [value](const Design& d) -> std::optional<double> {
                   double sum = 0.0;
                   for (const design::SiteReliability& s : d.reliability.sites) sum += (s.*value).mean;
                   return d.reliability.sites.empty() ? std::nullopt : std::optional(sum);
                 },
                 [](double v) { return significant(v, 3); });
  };
  reliable("unserved hours", "h", &design::SiteReliability::short_hours);
  reliable("unserved energy", "MWh", &design::SiteReliability::unserved_mwh);
}

/// Several years and weather years: present values, the tail, what stands in the last year.
void add_years(Table& table, std::span<const Run> runs) {
  table.section("years and weathers");
  const auto read = [](double design::YearsResult::*member) {
    return [member](const Design& d) { return d.years.years.empty() ? std::nullopt : std::optional(d.years.*member); };
  };
  table.words("planned", [](const Design& d) {
    return d.years.years.empty() ? "" : fmt::format("{} years, {} runs", d.years.years.size(), d.years.runs.size());
  });
  table.number("present value, mean", "MUSD", read(&design::YearsResult::mean_present_usd), in_millions);
  table.number("present value, worst weathers (CVaR)", "MUSD", read(&design::YearsResult::tail_present_usd), in_millions);
  std::vector<std::pair<std::string, std::string>> all;
  for (const Run& run : runs)
    for (const design::YearCapacity& c : run.design.years.capacities)
      if ((c.what == "power" || c.what == "connection" || c.what == "accelerators") && c.value.back() >= 0.5 &&
          std::find(all.begin(), all.end(), std::pair{c.component, c.what}) == all.end())
        all.emplace_back(c.component, c.what);
  for (const auto& [component, what] : all)
    table.number(component + ", last year", what == "accelerators" ? "" : "MW",
                 [component = component, what = what](const Design& d) -> std::optional<double> {
                   for (const design::YearCapacity& c : d.years.capacities)
                     if (c.component == component && c.what == what) return c.value.back();
                   return std::nullopt;
                 },
                 what == "accelerators" ? Say(count) : Say(in_mw));
}

Table build(std::span<const Run> runs) {
  Table table(runs);
  if (runs.empty()) return table;
  add_builds(table, runs);
  add_costs(table, runs);
  add_operation(table);
  add_clean(table);
  add_answers(table);
  add_years(table, runs);
  table.section("what binds");
  for (std::size_t i = 0; i < 3; ++i)
    table.words(std::to_string(i + 1), [i](const Design& d) { return i < d.bindings.size() ? d.bindings[i].sentence : ""; });
  return table;
}

/// Scenario names, or folder names where those are the same.
std::vector<std::string> names(std::span<const Run> runs) {
  std::vector<std::string> all;
  for (const Run& run : runs) all.push_back(run.design.scenario);
  bool unique = true;
  for (std::size_t i = 0; i < all.size(); ++i)
    unique = unique && std::count(all.begin(), all.end(), all[i]) == 1 && !all[i].empty();
  if (unique) return all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::filesystem::path folder = runs[i].folder;
    if (folder.filename().empty()) folder = folder.parent_path();
    if (!folder.empty()) all[i] = folder.filename().string();
  }
  return all;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(text.size() < width ? width - text.size() : 0, ' ');
  return right ? blanks + text : text + blanks;
}

bool has_words(const Row& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const Cell& c) { return !c.number && c.text != "-"; });
}

std::string row_name(const Row& row) { return row.unit.empty() ? row.name : row.name + ", " + row.unit; }

}  // namespace

std::string compare_text(std::span<const Run> runs) {
  const Table table = build(runs);
  const std::vector<std::string> head = names(runs);
  std::size_t first = 0, change = 0;
  std::vector<std::size_t> widths;
  for (const std::string& name : head) widths.push_back(std::min<std::size_t>(name.size(), 24));
  for (const Row& row : table.rows()) {
    first = std::max(first, row_name(row).size() + 2);
    change = std::max(change, row.change.size());
    for (std::size_t i = 0; i < row.cells.size() && !has_words(row); ++i) widths[i] = std::max(widths[i], row.cells[i].text.size());
  }
  std::string text = padded("", first, false), section;
  for (std::size_t i = 0; i < head.size(); ++i) text += "  " + padded(head[i].substr(0, 24), widths[i], true);
  text += change ? "  " + padded("change", change, true) + "\n" : "\n";
  for (const Row& row : table.rows()) {
    if (row.section != section) text += (section = row.section) + "\n";
    if (has_words(row)) {
      const bool bare = row.section == "what binds";
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        if (!row.cells[i].text.empty()) text += "  " + (bare ? "" : row.name + ", ") + head[i] + ": " + row.cells[i].text + "\n";
      continue;
    }
    text += padded("  " + row_name(row), first, false);
    for (std::size_t i = 0; i < row.cells.size(); ++i) text += "  " + padded(row.cells[i].text, widths[i], true);
    text += change ? "  " + padded(row.change, change, true) : "";
    while (text.back() == ' ') text.pop_back();
    text += "\n";
  }
  return text;
}

std::string compare_markdown(std::span<const Run> runs) {
  const Table table = build(runs);
  const bool two = runs.size() == 2;
  std::string text = "| |", rule = "|---|", section;
  for (const std::string& name : names(runs)) text += " " + name + " |", rule += "---:|";
  text += (two ? " change |\n" : "\n") + rule + (two ? "---:|\n" : "\n");
  for (const Row& row : table.rows()) {
    if (row.section != section) {
      text += "| **" + (section = row.section) + "** |";
      for (std::size_t i = 0; i < row.cells.size() + (two ? 1 : 0); ++i) text += " |";
      text += "\n";
    }
    text += "| " + row_name(row) + " |";
    for (const Cell& cell : row.cells) text += " " + cell.text + " |";
    text += two ? " " + row.change + " |\n" : "\n";
  }
  return text;
}

std::string compare_json(std::span<const Run> runs) {
  const Table table = build(runs);
  const std::vector<std::string> head = names(runs);
  std::string text = "{\n  \"runs\": [";
  for (std::size_t i = 0; i < head.size(); ++i) text += (i ? ", " : "") + design::json_string(head[i]);
  text += "],\n  \"rows\": [";
  bool first = true;
  for (const Row& row : table.rows()) {
    text += (first ? "\n    " : ",\n    ");
    first = false;
    text += "{\"section\": " + design::json_string(row.section) + ", \"name\": " + design::json_string(row.name) +
            ", \"unit\": " + design::json_string(row.unit) + ", \"values\": [";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Cell& cell = row.cells[i];
      text += i ? ", " : "";
      text += cell.number ? design::json_number(*cell.number) : has_words(row) ? design::json_string(cell.text) : "null";
    }
    text += "]}";
  }
  return text + (first ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace gridwright::report
