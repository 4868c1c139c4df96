#include <fmt/format.h>

#include <algorithm>

#include "../figures/figures.hpp"
#include "../table.hpp"
#include "../view.hpp"
#include "../words.hpp"
#include "gridwright/core/text.hpp"
#include "sections.hpp"

// Carbon of operation by every way of counting, and of making what is built.
namespace gridwright::report {
namespace {

using design::Design;

const char* method_words(const std::string& method) {
  if (method == "location") return "location based";
  if (method == "market_hourly") return "market based, hour by hour";
  if (method == "market_annual") return "market based, over the year";
  if (method == "marginal") return "marginal";
  return method == "location_without" ? "the same load from the grid, average" : "the same load from the grid, marginal";
}

const design::CarbonRow* row_of(const Design& d, const char* method) {
  for (const design::CarbonRow& r : d.carbon.operation)
    if (r.method == method) return &r;
  return nullptr;
}

std::string title_of(const Design& d) {
  double embodied = 0.0;
  for (const design::EmbodiedRow& e : d.carbon.embodied) embodied += e.kg_per_year;
  const design::CarbonRow *here = row_of(d, "location"), *margin = row_of(d, "marginal"), *without = row_of(d, "marginal_without");
  std::string text = fmt::format("Operation emits {} a year at the grid's average and {} at its margin", mass(here->kg), mass(margin->kg));
  if (without->kg > 0.0) text += fmt::format(", where the whole load from the grid would emit {}", mass(without->kg));
  if (embodied > 0.0) text += fmt::format("; making what is built comes to {} a year", mass(embodied));
  return text;
}

}  // namespace

std::string carbon_section(const Design& d) {
  if (d.carbon.operation.empty() || row_of(d, "marginal_without") == nullptr) return {};
  std::vector<BarRow> rows;
  HtmlTable table("Carbon of operation", {{"counted"}, {"a year", true}, {"kg/MWh", true}, {"how"}});
  for (const design::CarbonRow& r : d.carbon.operation) {
    rows.push_back({method_words(r.method), group_thousands(1e-6 * r.kg, 1), 0.0, 1e-6 * r.kg, r.method.ends_with("_without") ? "f-grid" : "f-gas"});
    table.row({capital(method_words(r.method)), mass(r.kg), unit_price(r.kg_per_mwh), r.meaning});
  }
  double embodied = 0.0;
  HtmlTable made("Carbon of making what is built", {{"component"}, {"built", true}, {"kg each", true}, {"all", true}, {"life, years", true}, {"a year", true}, {"source"}});
  for (const design::EmbodiedRow& e : d.carbon.embodied) {
    embodied += e.kg_per_year;
    made.row({e.kind == "hall" ? hall_name(e.component) : component_name(e.component), group_thousands(e.quantity) + " " + e.unit, group_thousands(e.kg_per_unit), mass(e.kg), group_thousands(e.life_years), mass(e.kg_per_year), e.source});
  }
  if (embodied > 0.0) rows.push_back({"making what is built, over its life", group_thousands(1e-6 * embodied, 1), 0.0, 1e-6 * embodied, "f-it"});
  const design::MatchingResult& m = d.matching;
  HtmlTable clean("How clean, by the three ways of matching", {{"way"}, {"of the load", true}, {"how"}});
  clean.row({"Annual volume", percent(m.annual), "own clean generation of the year over the load of the year"});
  clean.row({"Score with the grid's mix", percent(m.score), "own clean supply after storage, and the clean share of what the grid delivers, hour by hour"});
  clean.row({"Strict hourly", percent(m.strict), "own clean supply after storage alone, hour by hour, never more than the load"});
  return "<h3>" + html(title_of(d)) + "</h3>" + bar_table("Carbon dioxide a year, by way of counting", "counted", "thousand t a year", rows) + table.html() +
         "<p class=\"note\">Average and marginal answer different questions: what was emitted for this load, and what would not have been emitted without it. <a href=\"tables/carbon.csv\">Data: carbon.csv</a></p>" +
         clean.html() + made.html() + (made.empty() ? "" : "<p class=\"note\">Cradle to gate and construction, spread over each life; see data/embodied_carbon.csv for ranges. <a href=\"tables/embodied.csv\">Data: embodied.csv</a></p>");
}

}  // namespace gridwright::report
