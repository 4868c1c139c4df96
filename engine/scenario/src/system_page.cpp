#include <fmt/format.h>

#include <cmath>

#include "gridwright/scenario/power_system_tables.hpp"
#include "system_columns.hpp"

namespace gridwright::scenario {
namespace {

std::string kind(const std::string&) { return "text"; }
std::string kind(double) { return "number"; }
std::string kind(int) { return "whole number"; }
std::string kind(bool) { return "true/false"; }
std::string kind(const Profile&) { return "number or series"; }
template <class T>
std::string kind(const std::optional<T>&) { return kind(T{}); }
template <class E>
std::string kind(const Choice<E>& c) { return fmt::format("{}", fmt::join(c.names, ", ")); }

std::string standard(const std::string& t) { return t; }
std::string standard(double v) { return std::isinf(v) ? "no limit" : fmt::format("{}", v); }
std::string standard(int v) { return std::to_string(v); }
std::string standard(bool v) { return v ? "true" : "false"; }
std::string standard(const Profile& p) { return standard(p.constant); }
template <class T>
std::string standard(const std::optional<T>&) { return ""; }
template <class E>
std::string standard(const Choice<E>& c) { return c.names[static_cast<std::size_t>(c.value)]; }

void head(std::string& out, const char* name, const char* meaning) {
  out += fmt::format("\n## {}\n\n{}.\n\n| column | holds | default | meaning |\n| --- | --- | --- | --- |\n", name, meaning);
}

template <class T>
void columns(std::string& out) {
  T row{};
  each_column(row, [&](const std::string& name, const auto& member, const char* meaning) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", name, kind(member), standard(member), meaning);
  });
}

}  // namespace

std::string power_system_page() {
  std::string out =
      "# The tables of a power system\n\n"
      "*Made from the lists the reader walks; do not edit.*\n\n"
      "`[system]` in `scenario.toml` names CSV tables that together state a power system: `buses = \"buses.csv\"` and so on. A column that\n"
      "is left out, or a cell that is empty, takes its default. Where \"number or series\" stands, a cell holds a number, the name of a column\n"
      "of the table `series`, or both: `0.5*wind`. Names are unique among generators, links, stores, lines and flexible demand.\n"
      "Power is in MW, energy in MWh, CO2 in tonnes, money in the currency of the scenario; for a bus of another carrier read MW as its\n"
      "unit an hour. What the columns do: [theory](../theory/power-system.md).\n";
  PowerSystem system;
  each_plain_table(system, [&](const char* name, const auto& rows, const char* meaning) {
    using Row = typename std::remove_cvref_t<decltype(rows)>::value_type;
    head(out, name, meaning);
    columns<Row>(out);
  });
  head(out, "generators", "what gives to, or takes from, one bus");
  out += "| `bus` | text | | where it is tied |\n| `sign` | number or series | 1 | given to the bus per MWh of its level; -1 takes |\n";
  columns<Converter>(out);
  head(out, "links", "what takes from one bus and gives to others: cables, electrolysers, boilers. The other columns are those of generators");
  out += "| `from` | text | | bus it takes from |\n| `taken` | number or series | -1 | given to it per MWh of the level |\n"
         "| `to`, `to2`, ... | text | | buses it gives to |\n| `efficiency`, `efficiency2`, ... | number or series | 1 | given to them per MWh of the level |\n";
  out += "\n## series\n\nOne column a series, one row a step, in the order of the table `steps`.\n";
  return out;
}

}  // namespace gridwright::scenario
