#include <fmt/format.h>

#include "gridwright/scenario/catalogue.hpp"

/// docs/reference/scenario.md, from the catalogue and the technology table.
namespace gridwright::scenario {
namespace {

constexpr std::string_view head = R"(# The scenario file: every attribute

This page is written from `data/catalogue.csv` and `data/technologies.csv`; change those and run
`GRIDWRIGHT_UPDATE_DOCS=1 ctest -R scenario.reference_page`. How scenarios work (series, ranges, variants, units) is told in
[concepts](../concepts.md). `gridwright explain TERM` prints the same in the terminal.

A number carries its unit as text (`"300 MW"`, `"7 %"`); shares and counts may be bare (`0.07`, `400_000`). Ranges are in the
unit shown: `[` and `]` belong to it, `(` and `)` do not. "must" in the column *default* means that the attribute must be stated.

)";

struct Heading {
  std::string_view component, title, example;
};

constexpr Heading headings[] = {
    {"file", "The file", ""},
    {"scenario", "[scenario]", ""},
    {"site", "[sites.X]", ""},
    {"location", "location",
     "location = { lat = 44.20, lon = -92.65, elevation = \"310 m\", timezone = \"America/Chicago\" }"},
    {"weather", "weather", "weather = { normals = \"rochester-mn\" }"},
    {"grid", "[sites.X.grid]", ""},
    {"swings", "swings", "swings = { tolerated = \"30 MW\", ramp = \"2 MW/s\" }"},
    {"supply", "[sites.X.supply.Y]", ""},
    {"storage", "[sites.X.storage.Y]", ""},
    {"hall", "[sites.X.halls.Y]", ""},
    {"flexible", "[sites.X.flexible.Y]", ""},
    {"tariff", "[tariffs.X]", ""},
    {"tariff_period", "[tariffs.X.periods.Y]", ""},
    {"coincident", "coincident", "coincident = { charge = \"4 USD/kW-month\", hours = 1 }"},
    {"ratchet", "ratchet", "ratchet = { share = \"80 %\", months = 11 }"},
    {"accelerator", "[accelerators.X]", ""},
    {"fleet", "[fleets.X]", ""},
    {"workload", "[workloads.X]", ""},
    {"demand", "demand", "demand = { output_tokens_per_day = 1.0e12, input_per_output = 6, shape = \"diurnal\" }"},
    {"slo", "slo", "slo = { ttft_p99 = \"2 s\", tpot_p99 = \"50 ms\" }"},
    {"serving", "serving", "serving = { prefix_hits = \"40 %\", draft_tokens = 3, split = true }"},
    {"pause", "pause", "pause = { cost = \"20 min of work\", at_most = \"2 per day\" }"},
    {"swing", "swing", "swing = { share = \"60 %\", smoothing = \"30 %\" }"},
    {"region", "[regions.X]", ""},
    {"network", "[network]", ""},
    {"matching", "[matching]", ""},
    {"carbon", "[carbon]", ""},
    {"cloud", "[clouds.X]", ""},
    {"offer", "[clouds.X.offers.Y]", ""},
    {"party", "[parties.X]", ""},
    {"contract", "[contracts.X]", ""},
    {"concentration", "[concentration]", ""},
    {"horizon", "[horizon]", ""},
    {"weather_year", "[weather_years.X]", ""},
    {"risk", "[risk]", ""},
    {"edge", "[edge]", ""},
    {"edge_latency", "[edge.latency]", "latency = { cities = \"rtt-cities.csv\", matrix = \"rtt.csv\" }"},
    {"latency_goal", "[edge.goal]", "goal = { p50 = \"40 ms\", p95 = \"80 ms\", limit = \"250 ms\" }"},
    {"edge_service", "[edge.services.X]", ""},
    {"edge_offer", "[edge.offers.X]", ""},
    {"edge_own", "[edge.own.X]", ""},
    {"residency", "[edge.residency.X]", "users = [\"eu\"]\nserve_in = [\"eea\", \"CH\"]"},
    {"series", "A series", "energy_price = { file = \"prices.csv\", column = \"usd_per_mwh\", clip_min = \"0 USD/MWh\" }"},
};

/// Text inside a table cell.
std::string cell(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string_view text) { return text.empty() ? "" : fmt::format("`{}`", cell(text)); }

std::string attribute_table(const Catalogue& c, std::string_view component) {
  std::string out = "| attribute | type | unit | default | range | what it is |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const Attribute* a : c.of(component)) {
    const std::string standard = a->required() ? "must" : code(a->standard == "any" ? "no limits" : a->standard);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", a->name, cell(a->type), cell(a->unit == "1" ? "" : a->unit),
                       standard, code(a->range), cell(a->description));
  }
  return out + "\n";
}

std::string technology_table(const Catalogue& c, const std::string& technology) {
  std::string out = fmt::format("### `{}` ({})\n\n| attribute | value | money of | source |\n| --- | --- | --- | --- |\n",
                                technology, c.component_of(technology));
  for (const Preset& p : c.presets())
    if (p.technology == technology)
      out += fmt::format("| `{}` | {} | {} | {} |\n", p.attribute, cell(p.value), p.money_year, cell(p.source));
  return out + "\n";
}

}  // namespace

std::string reference_page() {
  const Catalogue c = Catalogue::built_in();
  std::string out(head);
  for (const Heading& h : headings) {
    out += fmt::format("## {}\n\n", h.title);
    if (!h.example.empty()) out += fmt::format("```toml\n{}\n```\n\n", h.example);
    out += attribute_table(c, h.component);
  }
  out +=
      "## Technologies\n\nWhat `technology = \"...\"` brings. Money is in dollars of the year shown and is not "
      "converted.\n\n";
  for (const std::string& technology : c.technologies()) out += technology_table(c, technology);
  out.pop_back();
  return out;
}

}  // namespace gridwright::scenario
